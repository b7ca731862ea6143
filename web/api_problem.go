package web

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// Problem is a refusal, as RFC 9457 writes it.
type Problem struct {
	Type   string         `json:"type" doc:"Adresse stable de l'explication de ce refus." example:"/problemes/faits-refuses"`
	Title  string         `json:"title" doc:"Ce qui est refusé, toujours le même texte pour un type."`
	Status int            `json:"status" doc:"Le code HTTP."`
	Detail string         `json:"detail" doc:"Ce qu'il faut faire pour cette demande."`
	Errors []ProblemError `json:"errors,omitempty" doc:"Chaque fait ou paramètre en cause."`
}

// ProblemError is one thing wrong. The value is shown only when it cannot be health data.
type ProblemError struct {
	Location string `json:"location" doc:"Chemin du fait (« patient.age », « patientele[2].age ») ou du paramètre (« query.scenario »)."`
	Message  string `json:"message" doc:"Ce qui est attendu."`
	Value    string `json:"value,omitempty" doc:"Ce qui a été reçu, omis pour un fait : il peut s'agir d'une donnée de santé."`
}

// problemKind is a type of refusal: its address, its title, its status and what the page says.
type problemKind struct {
	slug   string
	title  string
	status int
	cause  string
	remedy string
}

// The types of refusal. Their addresses do not change.
var (
	problemJSON = &problemKind{"json-illisible", "Le corps n'est pas du JSON", http.StatusBadRequest,
		"Le texte envoyé s'arrête trop tôt ou contient un caractère qui n'est pas à sa place.",
		"Allez à la ligne et à la colonne indiquées. Un objet {\"fait\": valeur}, ou une liste d'objets, est attendu, en UTF-8."}
	problemFacts = &problemKind{"faits-refuses", "Des faits sont refusés", http.StatusUnprocessableEntity,
		"Un fait n'existe pas, n'a pas le bon type, sort de son domaine, ou contredit un autre fait. Tous les faits en cause sont listés.",
		"Corrigez chaque fait listé, ou ôtez-le : un fait absent est inconnu, ce qui n'est pas une faute. Les faits admis sont dans /openapi.json."}
	problemQuery = &problemKind{"parametres-refuses", "Des paramètres de l'adresse sont refusés", http.StatusUnprocessableEntity,
		"Un paramètre n'existe pas, est donné deux fois, ou n'a pas une valeur admise.",
		"Les paramètres admis sont au, connu_le et scenario, et du pour les changements. Les dates s'écrivent AAAA-MM-JJ."}
	problemMany = &problemKind{"liste-trop-longue", "La liste est trop longue", http.StatusUnprocessableEntity,
		"Une demande porte sur 200 objets au plus, et son corps sur un nombre borné de valeurs.",
		"Envoyez plusieurs demandes, ou regroupez les patients semblables. L'ordre des réponses est celui des objets."}
	problemRule = &problemKind{"regle-inconnue", "Cette règle n'existe pas", http.StatusNotFound,
		"Aucune règle n'a cette clé et aucun acte ce code.",
		"La liste des règles est à l'adresse /v1/regles. Une règle se nomme par sa clé, ou par le code d'un acte."}
	problemPath = &problemKind{"adresse-inconnue", "Cette adresse n'existe pas", http.StatusNotFound,
		"Rien ne répond à cette adresse.", "Les adresses de l'API sont décrites dans /openapi.json."}
	problemMethod = &problemKind{"methode-refusee", "Cette adresse ne répond pas ainsi", http.StatusMethodNotAllowed,
		"L'adresse existe, mais pas avec cette méthode HTTP.", "Une question avec des faits se pose avec POST ; une référence se lit avec GET."}
	problemType = &problemKind{"type-refuse", "Le corps n'est pas annoncé comme du JSON", http.StatusUnsupportedMediaType,
		"L'en-tête Content-Type annonce autre chose que du JSON.", "Envoyez l'en-tête « Content-Type: application/json »."}
	problemLarge = &problemKind{"corps-trop-grand", "Le corps est trop grand", http.StatusRequestEntityTooLarge,
		"Une visite tient en moins de 1 Mio, un cabinet en moins de 16 Mio.",
		"Envoyez moins d'objets à la fois, ou regroupez les patients semblables d'un cabinet."}
	problemCut = &problemKind{"corps-interrompu", "Le corps est arrivé incomplet", http.StatusBadRequest,
		"La connexion s'est fermée ou s'est tue avant la fin du corps.", "Envoyez la demande à nouveau."}
	problemOurs = &problemKind{"erreur-interne", "Le programme s'est arrêté sur une faute à lui", http.StatusInternalServerError,
		"Une faute du programme, et non de la demande.", "Réessayez. Si la faute revient, signalez-la avec la version des règles. Rien de ce qui a été envoyé n'est gardé."}

	problemKinds = []*problemKind{
		problemJSON, problemFacts, problemQuery, problemMany, problemRule, problemPath, problemMethod, problemType, problemLarge, problemCut, problemPopulation, problemOurs,
	}
)

// problemPrefix is where the types of refusal are explained.
const problemPrefix = "/problemes/"

// because makes a problem of the kind.
func (k *problemKind) because(format string, args ...any) *Problem {
	return &Problem{Type: problemPrefix + k.slug, Title: k.title, Status: k.status, Detail: fmt.Sprintf(format, args...)}
}

// listing adds what is wrong; beyond a number that nobody reads, it says how many more.
func (k *problemKind) listing(errors []ProblemError) *Problem {
	p := k.because("%s", k.remedy)
	if more := len(errors) - maxListed; more > 0 {
		p.Detail += fmt.Sprintf(" Les %d premiers sont listés, %d autres ne le sont pas.", maxListed, more)
		errors = errors[:maxListed]
	}
	p.Errors = errors
	return p
}

// Error is the title: a problem is never logged with its details.
func (p *Problem) Error() string { return p.Title }

// reply is what a handler gives back, not yet written.
type reply struct {
	status int
	kind   string // of content
	body   []byte
	keep   bool   // a reference, which may be kept and compared by its tag
	link   string // of a reference, to another form of it
}

// refusal makes the reply of a problem.
func refusal(p *Problem) reply {
	return reply{status: p.Status, kind: "application/problem+json", body: encode(p)}
}

// computed makes the reply of an answer, which nobody may keep.
func computed(v any) reply {
	return reply{status: http.StatusOK, kind: "application/json", body: encode(v)}
}

// encode writes one value as the command line does, without its indentation. What is written is our own: failing is a bug.
func encode(v any) []byte {
	if w, ok := v.(interface{ Wire() any }); ok {
		v = w.Wire()
	}
	var b lineBuffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(fmt.Errorf("writing an answer: %w", err))
	}
	return b
}

type lineBuffer []byte

func (b *lineBuffer) Write(p []byte) (int, error) { *b = append(*b, p...); return len(p), nil }

// problem explains one type of refusal.
func (s *Server) problem(w http.ResponseWriter, r *http.Request) error {
	for _, k := range problemKinds {
		if k.slug == r.PathValue("slug") {
			s.render(w, r, http.StatusOK, "erreur", s.newPage(k.title, "", &failure{Status: k.status, Title: k.title, Text: k.cause + " " + k.remedy}))
			return nil
		}
	}
	return s.noPage(r)
}
