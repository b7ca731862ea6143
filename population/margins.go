package population

import (
	"embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
)

// files are the published statistics on which a population is made, each with its source and its reliability: data, not law.
//
//go:embed marges
var files embed.FS

// Margin is a published figure.
type Margin struct {
	ID          string
	Label       string
	Value       float64
	Unit        string
	Reliability string
	Source      string
	Use         string // « cale »: the population is made on it; « controle »: it is compared afterwards
	Note        string
}

// Hypothesis is what no published figure decides.
type Hypothesis struct{ ID, Text string }

// margins are all the statistics.
type margins struct {
	list        []Margin
	value       map[string]float64
	bands       []band
	groups      []group
	knots       []knot
	zones       map[string]zoning
	about       map[string]origin // of what a whole table takes from one place
	careers     []career
	departments []department
	activity    map[string]map[string]activity // by group and department
	hypotheses  []Hypothesis
}

type origin struct{ reliability, source string }

type band struct {
	from, to            int
	people, ill, poor   float64
	reliability, source string
}

type group struct {
	key, label, specialty       string
	count                       int
	scaled                      bool // to the total of the specialists
	sector1, joined, apart      float64
	reliability, source, remark string
}

type knot struct {
	percentile, patients float64
	reliability, source  string
}

type zoning struct {
	zip, zac            float64
	reliability, source string
}

// career is how many doctors are of some ages.
type career struct {
	from, to            int
	count               float64
	reliability, source string
}

type department struct {
	code, name, region string
	people             float64
	poor               float64            // percent, 0: not published
	density            map[string]float64 // by specialty, per 100 000; absent: not published
}

// activity is what a doctor does in a year, on average: patients seen, fees in cents; 0: not published.
type activity struct{ patients, fees int64 }

// record is a line of a table by title.
type record struct {
	cells map[string]string
	err   *error
	place string
}

// table reads an embedded table.
func table(name string, err *error) []record {
	data, e := files.ReadFile("marges/" + name + ".csv")
	if e != nil {
		*err = e
		return nil
	}
	r := csv.NewReader(strings.NewReader(string(data)))
	r.Comma = ';'
	lines, e := r.ReadAll()
	if e != nil {
		*err = fmt.Errorf("%s: %w", name, e)
		return nil
	}
	var out []record
	for i, line := range lines[1:] {
		cells := map[string]string{}
		for j, title := range lines[0] {
			cells[title] = line[j]
		}
		out = append(out, record{cells, err, fmt.Sprintf("%s.csv:%d", name, i+2)})
	}
	return out
}

func (r record) text(title string) string {
	s, ok := r.cells[title]
	if !ok && *r.err == nil {
		*r.err = fmt.Errorf("%s: no column %s", r.place, title)
	}
	return s
}

// number reads a number; an empty cell is 0.
func (r record) number(title string) float64 {
	s := r.text(title)
	if s == "" {
		return 0
	}
	n, e := strconv.ParseFloat(strings.ReplaceAll(s, ",", "."), 64)
	if e != nil && *r.err == nil {
		*r.err = fmt.Errorf("%s: %s: %w", r.place, title, e)
	}
	return n
}

// whole reads a whole number; an empty cell is 0.
func (r record) whole(title string) int64 {
	s := r.text(title)
	if s == "" {
		return 0
	}
	n, e := strconv.ParseInt(s, 10, 64)
	if e != nil && *r.err == nil {
		*r.err = fmt.Errorf("%s: %s: %w", r.place, title, e)
	}
	return n
}

func loadMargins() (*margins, error) {
	var err error
	m := &margins{value: map[string]float64{}, zones: map[string]zoning{}, about: map[string]origin{}, activity: map[string]map[string]activity{}}
	for _, r := range table("marges", &err) {
		x := Margin{r.text("id"), r.text("libelle"), r.number("valeur"), r.text("unite"), r.text("fiabilite"), r.text("source"), r.text("emploi"), r.text("note")}
		m.list = append(m.list, x)
		m.value[x.ID] = x.Value
	}
	for _, r := range table("bandes", &err) {
		m.bands = append(m.bands, band{int(r.number("de")), int(r.number("a")), r.number("population"), r.number("ald"), r.number("c2s"), r.text("fiabilite"), r.text("source")})
	}
	for _, r := range table("groupes", &err) {
		m.groups = append(m.groups, group{
			r.text("groupe"), r.text("libelle"), r.text("specialite"), int(r.number("effectif")), r.text("calage") == "proportionnel",
			r.number("secteur_1"), r.number("optam"), r.number("sans_optam"), r.text("fiabilite"), r.text("source"), r.text("note"),
		})
	}
	for _, r := range table("centiles", &err) {
		m.knots = append(m.knots, knot{r.number("centile"), r.number("patients"), r.text("fiabilite"), r.text("source")})
	}
	for _, r := range table("zones", &err) {
		m.zones[r.text("region")] = zoning{r.number("zip"), r.number("zac"), r.text("fiabilite"), r.text("source")}
	}
	for _, r := range table("tables", &err) {
		m.about[r.text("table")] = origin{r.text("fiabilite"), r.text("source")}
	}
	for _, r := range table("ages_medecins", &err) {
		m.careers = append(m.careers, career{int(r.number("de")), int(r.number("a")), r.number("effectif"), r.text("fiabilite"), r.text("source")})
	}
	m.loadDepartments(&err)
	for _, r := range table("hypotheses", &err) {
		m.hypotheses = append(m.hypotheses, Hypothesis{r.text("id"), r.text("texte")})
	}
	if err != nil {
		return nil, fmt.Errorf("margins: %w", err)
	}
	m.scaleGroups()
	return m, nil
}

func (m *margins) loadDepartments(err *error) {
	for _, r := range table("departements", err) {
		d := department{r.text("departement"), r.text("nom"), r.text("region"), r.number("population_2021"), r.number("c2s_pour_cent"), map[string]float64{}}
		for title, specialty := range map[string]string{
			"densite_mg": generalPractice, "densite_cardiologie": "cardiologie", "densite_dermatologie": "dermatologie", "densite_ophtalmologie": "ophtalmologie",
		} {
			if r.text(title) != "" {
				d.density[specialty] = r.number(title)
			}
		}
		m.departments = append(m.departments, d)
	}
	for _, r := range table("activite", err) {
		g := r.text("groupe")
		if m.activity[g] == nil {
			m.activity[g] = map[string]activity{}
		}
		m.activity[g][r.text("departement")] = activity{r.whole("file_active"), r.whole("honoraires_euros") * hundred}
	}
}

// Groups that hold lists, or that are counted apart from the specialists.
const (
	generalists      = "generaliste"
	otherGeneralists = "generaliste_mep"
	generalPractice  = "medecine_generale"
)

// scaleGroups brings the groups whose number was not read to the total of the specialists.
func (m *margins) scaleGroups() {
	fixed, free := 0, []float64{}
	for _, g := range m.groups {
		switch {
		case g.specialty == generalPractice:
		case g.scaled:
			free = append(free, float64(g.count))
		default:
			fixed += g.count
		}
	}
	counts := apportion(free, int64(m.value["specialistes"])-int64(fixed))
	for i := range m.groups {
		if m.groups[i].scaled {
			m.groups[i].count, counts = int(counts[0]), counts[1:]
		}
	}
}
