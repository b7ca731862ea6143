package practice_test

import (
	"strings"
	"testing"

	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/practice"
)

// TestRefused holds that a block of another shape than its own is refused by its name, and never read as nothing.
func TestRefused(t *testing.T) {
	p := shipped(t).Plan
	for _, test := range []struct{ name, object, says string }{
		{"a list that is one object", `{"patientele": {"effectif": 1}}`, "patientele : une liste de groupes"},
		{"a list that is a number", `{"patientele": 1130}`, "et non un nombre"},
		{"a group that is none", `{"patientele": [40]}`, "patientele[0] : un groupe"},
		{"a block that is a list", `{"numerique": []}`, "numerique : un objet {\"fait\": valeur} est attendu, ou null pour dire « aucun », et non une liste"},
		{"a block that is a word", `{"sas": "oui"}`, "et non un texte"},
		{"no doctor", `{"medecin": null}`, "medecin : un objet {\"fait\": valeur} est attendu, et non null"},
		{"a fact that a block does not have", `{"coscom": {"zzz": 1}}`, "coscom.zzz : fait inconnu d'un cabinet — le bloc « coscom » admet : hopital_proximite, majoration_ars, mois_stagiaire"},
		{"a fact misspelt", `{"medecin": {"zon": "zip"}}`, "vouliez-vous écrire « medecin.zone »"},
		{"none of a block that does not exist", `{"assistnt": null}`, "vouliez-vous écrire « assistant »"},
	} {
		t.Run(test.name, func(t *testing.T) {
			object, err := facts.Decode([]byte(test.object))
			if err != nil {
				t.Fatal(err)
			}
			if _, err = practice.Read(p, object); err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("error %v, want one that says %q", err, test.says)
			}
		})
	}
}
