package web

import (
	"bytes"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/opposable/opposable/ical"
	"github.com/opposable/opposable/practice"
)

// yearCalendar answers the form of a year with its payments as a calendar file. A form without a list, or with something wrong, is shown
// again.
func (s *Server) yearCalendar(w http.ResponseWriter, r *http.Request) error {
	body, err := s.yearOf(r)
	if err != nil {
		return err
	}
	if body.told == nil {
		return s.year(w, r)
	}
	text, err := calendarText(body.told, "")
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", ical.Media)
	w.Header().Set("Content-Disposition", `attachment; filename="paiements-`+body.Year.Value+`.ics"`)
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(text)
	return err
}

// calendar answers one practice with its payments as a calendar file.
func (a *api) calendar(c *apiCall, m *MomentQuery) reply {
	asked, p := a.asked(c, m)
	if p != nil {
		return refusal(p)
	}
	v, p := c.body(maxPracticeBody)
	if p != nil {
		return refusal(p)
	}
	if n := members(v); n > maxMembers {
		return refusal(problemMany.because("%d valeurs trouvées dans le corps, %d au plus sont attendues.", n, maxMembers))
	}
	out, p := a.one(v, asked, a.practices())
	if p != nil {
		return refusal(p)
	}
	text, err := calendarText(out.(*practice.Year), ical.Owner(v))
	if err != nil {
		panic(err)
	}
	return reply{status: http.StatusOK, kind: ical.Media, body: text}
}

func calendarText(y *practice.Year, owner string) ([]byte, error) {
	var text bytes.Buffer
	_, err := ical.Write(&text, y, owner)
	return text.Bytes(), err
}

// describeCalendar gives the calendar's operation its bodies.
func (a *api) describeCalendar() {
	op := a.doc.Paths["/v1/forfaits/calendrier"].Post
	op.RequestBody = &huma.RequestBody{
		Description: "Un cabinet.",
		Content:     map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{OneOf: []*huma.Schema{{Ref: schemaPrefix + "Cabinet"}}}, Example: examplePractice}},
	}
	op.Responses["200"] = &huma.Response{
		Description: "Le calendrier, sans événement si aucun mois n'est établi.",
		Content:     map[string]*huma.MediaType{"text/calendar": {Schema: &huma.Schema{Type: "string"}}},
	}
}
