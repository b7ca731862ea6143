package web

import (
	"errors"
	"io"
	"net/http"

	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/near"
)

// failure is an answer that is an error page.
type failure struct {
	Status int
	Title  string
	Text   string
	Near   []found // where the reader may have wanted to go
}

func (f *failure) Error() string { return f.Title }

// maxBody is the largest form that a page reads.
const maxBody = 1 << 20

// maxDrain is how much of a refused body is read all the same, so that its sender sees the refusal.
const maxDrain = 64 << 20

var (
	internalError = &failure{Status: http.StatusInternalServerError, Title: "Le programme s'est arrêté sur une faute à lui",
		Text: "Rien de ce que vous avez saisi n'a été gardé. Revenez en arrière et réessayez ; si la faute revient, signalez-la avec la version ci-dessous."}
	tooLarge = &failure{Status: http.StatusRequestEntityTooLarge, Title: "Cet envoi est trop gros",
		Text: "Un formulaire de cette page tient en moins d'un mébioctet. Rien n'a été lu ni gardé. Revenez en arrière et envoyez moins."}
	unreadable = &failure{Status: http.StatusBadRequest, Title: "Cet envoi est illisible",
		Text: "Un formulaire rempli sur cette page est attendu. Rien n'a été gardé."}
)

func methodRefused(allow string) *failure {
	return &failure{Status: http.StatusMethodNotAllowed, Title: "Cette adresse ne répond pas ainsi",
		Text: "Méthodes admises : " + allow + "."}
}

// noPage answers an unknown address with the rules whose keys look like it.
func (s *Server) noPage(r *http.Request) *failure {
	return &failure{Status: http.StatusNotFound, Title: "Cette page n'existe pas",
		Text: "L'adresse est peut-être mal recopiée. Cherchez une règle, un code ou un mot.", Near: s.nearest(lastSegment(r.URL.Path))}
}

// nearest lists the rules that a mistyped word may mean.
func (s *Server) nearest(word string) []found {
	out := s.index.search(word)
	if len(out) == 0 {
		var keys []string
		for _, e := range s.index.entries {
			keys = append(keys, e.found.Key)
		}
		if meant := near.Word(word, keys); meant != "" {
			out = s.index.search(meant)
		}
	}
	return out[:min(len(out), 5)]
}

func lastSegment(path string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '/' {
			return path[i+1:]
		}
	}
	return path
}

// pageHandler answers a page or says why it does not.
type pageHandler func(http.ResponseWriter, *http.Request) error

// page wraps a handler: it bounds the body and dresses errors.
func (s *Server) page(h pageHandler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := r.Body
		r.Body = http.MaxBytesReader(w, body, maxBody)
		if r.Method == http.MethodPost {
			if err := readForm(r); err != nil {
				io.Copy(io.Discard, io.LimitReader(body, maxDrain))
				s.fail(w, r, err)
				return
			}
		}
		if err := h(w, r); err != nil {
			s.fail(w, r, err)
		}
	})
}

// readForm parses the body of a form.
func readForm(r *http.Request) error {
	if r.ContentLength > maxBody {
		return tooLarge
	}
	err := r.ParseForm()
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return tooLarge
	case err != nil:
		return unreadable
	}
	return nil
}

// fail shows an error page. Facts that were refused outside a form are shown as problems.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	var f *failure
	var problems facts.Problems
	switch {
	case errors.As(err, &f):
	case errors.As(err, &problems):
		f = &failure{Status: http.StatusUnprocessableEntity, Title: "Cette demande ne se comprend pas", Text: problems.Error()}
	default:
		f = internalError
	}
	r.Header.Del("X-Partial")
	s.render(w, r, f.Status, "erreur", s.newPage(f.Title, "", f))
}
