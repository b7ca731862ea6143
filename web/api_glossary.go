package web

import (
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/opposable/opposable/answer"
)

// What members of answers mean, wherever they stand: Go types have the names, the contract has the sense.
var glossary = map[string]string{
	"etat":                 "sur ; a_preciser : un fait manquant décide ; non_facturable ; conteste : plusieurs lectures ; hors_couverture : aucun chiffre.",
	"fiabilite":            "officiel ; recoupe : deux sources qui ne se copient pas ; a_verifier. Un résultat prend la plus faible.",
	"moment":               "Le jour des faits, ce qui en est connu, le scénario.",
	"connu_le":             "Seuls les actes publiés ce jour ou avant sont connus ; null : tous.",
	"scenario":             "La proposition appliquée ; null : aucune.",
	"source":               "D'où vient chaque chiffre : l'acte qui décide, l'article s'il a été lu, les documents où le chiffre a été lu.",
	"article":              "null : article non lu.",
	"lu_dans":              "Les documents où le chiffre a été lu.",
	"raison":               "Pourquoi il n'y a pas de montant, ou pas celui qu'on attend.",
	"questions":            "Les faits manquants qui décident, celui qui pèse le plus en premier.",
	"enjeu_centimes":       "L'écart entre les réponses possibles.",
	"lectures":             "Les lectures du texte : qui la tient, et ce qu'elle donne.",
	"hypotheses":           "Les valeurs par défaut qui ont été prises.",
	"doutes":               "Ce que le texte laisse incertain.",
	"verifie_le":           "Le jour où les règles ont été vérifiées pour la dernière fois.",
	"avertissement":        "À afficher avec toute réponse.",
	"regles_version":       "Empreinte des règles.",
	"valeur":               "Un nombre, dans l'unité ; null pour un montant, qui est dans valeur_centimes, et quand la valeur n'est pas connue.",
	"reports":              "Les actes qui ont fixé puis déplacé la date, dans l'ordre.",
	"lignes":               "Les lignes qui tiennent quels que soient les faits inconnus.",
	"feuilles":             "Les feuilles de soins : les rangs des lignes de chacune.",
	"ecartes":              "Les actes ouverts à cette spécialité, ce lieu et ce jour qu'un fait de la visite écarte, avec la première condition qui manque.",
	"ecartes_autres":       "Combien d'autres actes sont écartés, par cause.",
	"encaissement":         "Ce qui se paie tout de suite, selon le tiers payant.",
	"amo_centimes":         "Part de l'assurance maladie, nette de la participation forfaitaire.",
	"amc_centimes":         "Part de la complémentaire.",
	"patient_centimes":     "Ce qui reste au patient.",
	"taux_amo":             "En pourcentage.",
	"depassement_centimes": "Au-dessus du tarif.",
	"postes":               "Les forfaits, aides et contrats de l'année.",
	"echeancier":           "Ce qui est versé, et quand.",
	"regle":                "La clé de la règle.",
	"genre":                "regle, partie ou fait.",
	"nom":                  "Le nom, tel que les règles l'écrivent.",
	"titre":                "Le nom, tel qu'un lecteur le lit.",
	"libelle":              "Le nom, tel qu'un lecteur le lit.",
	"code":                 "Le code de l'acte.",
	"depuis":               "Le jour depuis lequel cela vaut.",
	"conditions":           "Chaque condition, et si elle est remplie.",
	"enfants":              "Ce sur quoi cela repose. Chaque chose est dite une fois.",
	"ecartee":              "Une autre partie l'emporte.",
	"s_applique":           "oui, non ou inconnu.",
	"verdict":              "oui, non ou inconnu.",
	"cas":                  "La ligne de la table.",
}

var stateEnum = []any{answer.Sure, answer.ToSpecify, answer.NotDue, answer.Disputed, answer.NotCovered}

// glossed completes the schema of an answer: what members mean, the admitted states. Members may be added to answers later, so that none
// is closed.
func glossed(s *huma.Schema) {
	if s == nil || s.Ref != "" {
		return
	}
	if s.AdditionalProperties == false {
		s.AdditionalProperties = nil
	}
	if s.Type == "array" {
		s.Nullable = false // an empty list is written as one
	}
	if s.Format == "double" || s.Format == "int64" {
		s.Format = "" // what is written is decimal, and exact
	}
	for name, member := range s.Properties {
		if member.Ref != "" {
			continue
		}
		switch {
		case member.Description != "":
		case glossary[name] != "":
			member.Description = glossary[name]
		case strings.HasSuffix(name, "_centimes"):
			member.Description = "En centimes d'euro."
		}
		switch {
		case name == "etat" && len(member.Enum) == 0:
			member.Enum = stateEnum
		case member.Type == "number" && strings.HasSuffix(name, "_centimes"):
			member.Type = "integer"
		}
		glossed(member)
	}
	glossed(s.Items)
}
