package web

import (
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/audit"
	"github.com/opposable/opposable/cotation"
	"github.com/opposable/opposable/plan"
)

// bills registers the check of a bill and the reverse of a price.
func (a *api) bills(h huma.API) {
	register(h, huma.Operation{
		OperationID: "verifications", Method: http.MethodPost, Path: "/v1/verifications", Tags: []string{tagAnswers},
		Summary: "Des codes déjà facturés, vérifiés",
		Description: "Une visite et ses codes tels que facturés : un verdict par code et par couple, avec sa raison et sa source, puis la meilleure " +
			"facturation licite pour les mêmes faits. Même réponse que « opposable verifier-cotation --json ».",
	}, func(in *apiInput) reply {
		return a.ask(&in.apiCall, &in.MomentQuery, question{limit: maxVisitBody, list: "visites", at: visitPath,
			answer: func(object map[string]any, asked opposable.Asked) (any, error) { return a.law.Verify(object, asked) }})
	})
	register(h, huma.Operation{
		OperationID: "decodages", Method: http.MethodPost, Path: "/v1/decodages", Tags: []string{tagAnswers},
		Summary: "Un montant : les combinaisons licites qui le donnent",
		Description: "Toutes les combinaisons d'actes qui donnent exactement ce montant, la plus probable d'abord (le moins de faits inhabituels, puis le moins " +
			"de lignes), chacune avec ses conditions et une visite témoin. « espace » dit ce qui est cherché. Même réponse que « opposable decoder --json ».",
	}, func(in *apiInput) reply {
		return a.ask(&in.apiCall, &in.MomentQuery, question{limit: maxVisitBody, list: "montants",
			answer: func(object map[string]any, asked opposable.Asked) (any, error) { return a.law.Decode(object, asked) }})
	})
	register(h, huma.Operation{
		OperationID: "audits", Method: http.MethodPost, Path: "/v1/audits", Tags: []string{tagAnswers},
		Summary: "Un fichier de facturation : ce qui est oublié, ce qui est à risque",
		Description: "Les lignes facturées d'un cabinet, en objets ou en CSV : chaque constat avec sa ligne, son enjeu, sa raison et sa source, et les questions qui " +
			"lèveraient le doute. Rien n'est gardé ; une colonne qui ressemble à des numéros de sécurité sociale est refusée. Même réponse que " +
			"« opposable auditer --json ».",
	}, func(in *apiInput) reply {
		return a.ask(&in.apiCall, &in.MomentQuery, question{limit: maxBilled, list: "audits", at: visitPath,
			answer: func(object map[string]any, asked opposable.Asked) (any, error) {
				return a.law.AuditObject(in.r.Context(), object, mostBilled, asked)
			}})
	})
}

// maxBilled bounds a file of billed lines: some tens of thousands.
const maxBilled = 8 << 20

// mostBilled is how many lines one request may ask to be read again: each costs about a millisecond.
const mostBilled = 50_000

// describeBills gives both operations their bodies.
func (a *api) describeBills() {
	a.describeAnswer("/v1/verifications", "Facture", "visites", exampleBill, reflect.TypeFor[cotation.Verification]())
	a.describeAnswer("/v1/decodages", "Montant", "montants", examplePuzzle, reflect.TypeFor[cotation.Decoding]())
	a.describeAnswer("/v1/audits", "Facturation", "audits", exampleBilled, reflect.TypeFor[audit.Report]())
}

// billSchemas are those of what both operations take; the witness of a combination is a visit.
func billSchemas(p *plan.Plan, schemas map[string]*huma.Schema) {
	bill := visitSchema(p)
	bill.Description = "Une visite et ses codes tels que facturés. Un acte technique facturé est tenu pour fait."
	bill.Required = []string{"codes"}
	bill.Properties["codes"] = &huma.Schema{Description: "Une liste de codes, ou « G+MEG ».", OneOf: []*huma.Schema{
		{Type: "array", Items: &huma.Schema{Type: "string"}, MinItems: new(1), MaxItems: new(20)}, {Type: "string"}}}
	schemas["Facture"] = bill
	puzzle := objectSchema("Un montant, en euros ou en centimes.")
	puzzle.Properties["montant"] = &huma.Schema{Description: "En euros : « 44,52 » ou 44.52.", OneOf: []*huma.Schema{{Type: "string"}, {Type: "number"}}}
	puzzle.Properties["montant_centimes"] = &huma.Schema{Type: "integer", Minimum: bound(1, 0), Description: "Le même, en centimes."}
	puzzle.Properties["date"] = dayProperty("Le jour des actes.")
	doctor := *visitSchema(p).Properties["medecin"]
	doctor.Description = "Le médecin, comme dans une visite. Par défaut : généraliste de secteur 1."
	puzzle.Properties["medecin"] = &doctor
	puzzle.Properties["distance_km"] = &huma.Schema{Type: "number", Nullable: true, Description: "Du cabinet au domicile, pour l'aller ; absent : sans indemnité kilométrique."}
	schemas["Montant"] = puzzle
	billed := objectSchema("Les lignes facturées d'un cabinet, sous « lignes » ou sous « fichier ».")
	billed.Properties["lignes"] = &huma.Schema{Type: "array", Description: "Une ligne par acte ou par visite : date_soins, codes ou montant, patient_ref ; puis heure, age ou " +
		"naissance, mt, ald, c2s, lieu, adresse_par, motif, courrier_au_mt, medecin_ref, ou un fait d'une visite par son chemin.",
		Items: &huma.Schema{Type: "object", AdditionalProperties: true}}
	billed.Properties["fichier"] = &huma.Schema{Type: "string", Description: "Le texte d'un fichier CSV, à la place des lignes."}
	billed.Properties["colonnes"] = &huma.Schema{Type: "object", Description: "L'en-tête de chaque colonne que rien ne ferait reconnaître : {\"date_soins\": \"Date\"}.",
		AdditionalProperties: &huma.Schema{Type: "string"}}
	billed.Properties["medecin"] = &doctor
	schemas["Facturation"] = billed
	schemas["CotationCombination"].Properties["temoin"] = &huma.Schema{Ref: schemaPrefix + "Visite"}
}
