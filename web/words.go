package web

import (
	"strconv"

	"github.com/opposable/opposable/answer"
)

func itoa(n int) string { return strconv.Itoa(n) }

// stateWords are the states as a reader sees them.
var stateWords = map[string]string{
	answer.Sure: "Sûr", answer.ToSpecify: "À préciser", answer.NotDue: "Non facturable", answer.Disputed: "Contesté", answer.NotCovered: "Hors couverture",
}

// gradeWords are the grades of the contract as a reader sees them.
var gradeWords = map[string]string{"officiel": "Officiel", "recoupe": "Recoupé", "a_verifier": "À vérifier"}

// groupWords are the folders of rules.
var groupWords = map[string]string{
	"actes": "Actes", "forfaits": "Forfaits", "aides": "Aides et contrats", "gouvernance": "Gouvernance", "observatoires": "Observatoires",
}

// groupOrder is how they follow each other on a page.
var groupOrder = []string{"actes", "forfaits", "aides", "observatoires", "gouvernance"}
