package cotation

import (
	"encoding/json"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/compile"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/law"
)

// usual is a visit that states everything: a generalist in sector 1, with a patient of 40 of theirs, one morning.
const usual = `{"date":"2026-02-10","heure":"10:00",
	"medecin":{"specialite":"medecine_generale","code_specialite":1,"secteur":"1","optam":false},
	"patient":{"age":40,"sexe":"F","ald":false,"c2s":false,"a_un_medecin_traitant":true},
	"visite":{"lieu":"cabinet","medecin_est_mt":true,"adresse_par":"personne","courrier_au_mt":false,"motif":"consultation","regulee":false,
		"urgente":false,"visite_justifiee":true,"honoraires_centimes":null,"en_rapport_avec_ald":false,"eloigne_du_domicile":false,
		"meme_cabinet_que_mt":false,"collaborateur_du_mt":false},
	"actes":[],"contexte":{"snp_cette_semaine":0},"historique":[]}`

// with is the usual visit with other facts, written as JSON.
func with(t testing.TB, over string) *Visit {
	t.Helper()
	var base, change map[string]any
	if err := decode([]byte(usual), &base); err != nil {
		t.Fatal(err)
	}
	if err := decode([]byte(over), &change); err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(merge(base, change))
	if err != nil {
		t.Fatal(err)
	}
	return read(t, string(out))
}

func codesOf(a *Answer) string {
	var out []string
	for _, l := range a.Lines {
		out = append(out, l.Code)
	}
	return strings.Join(out, "+")
}

func TestBills(t *testing.T) {
	for _, c := range []struct {
		name, over, state, codes string
		total                    int64 // −1: null
		patient                  int64 // −1: null
	}{
		{"usual", `{}`, answer.Sure, "G", 3000, 200},
		{"extra fee in sector 2", `{"medecin":{"secteur":"2"},"visite":{"honoraires_centimes":4500}}`, answer.Sure, "C", 4500, 2400},
		{"fee under the tariff in sector 2", `{"medecin":{"secteur":"2"},"visite":{"honoraires_centimes":2500}}`, answer.Sure, "G", 3000, 200},
		{"fee of the tariff in sector 2", `{"medecin":{"secteur":"2"},"visite":{"honoraires_centimes":3000}}`, answer.Sure, "G", 3000, 200},
		{"a solidarity complementary bars the extra fee", `{"patient":{"c2s":true},"medecin":{"secteur":"2"},"visite":{"honoraires_centimes":4500}}`, answer.Sure, "G", 3000, 0},
		{"a solidarity complementary pays outside the circuit", `{"patient":{"c2s":true},"visite":{"medecin_est_mt":false}}`, answer.Sure, "G", 3000, 0},
		{"unknown code", `{"actes":["ABC"]}`, answer.NotCovered, "G+ABC", -1, -1},
		{"known code without a rule", `{"actes":["AMI"]}`, answer.NotCovered, "G+AMI", -1, -1},
		{"technical code without a figure", `{"actes":["ZZZZ999"]}`, answer.NotCovered, "G+ZZZZ999", -1, -1},
		{"code of an act that stands anyway", `{"actes":["G"]}`, answer.Sure, "G", 3000, 200},
		{"nothing to bill", `{"medecin":{"specialite":"radiologie","code_specialite":6},"visite":{"lieu":"hopital"}}`, answer.NotDue, "", -1, -1},
		{"before the first day", `{"date":"2021-12-31"}`, answer.NotCovered, "", -1, -1},
		{"disputed age", `{"patient":{"age":80},"visite":{"medecin_est_mt":false,"adresse_par":"medecin_traitant"}}`, answer.Disputed, "G", 3000, 200},
		{"fee unknown whether solidarity bars it", `{"patient":{"c2s":null},"visite":{"honoraires_centimes":4500}}`, answer.ToSpecify, "G", -1, -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := pricer().Price(with(t, c.over), Options{})
			if a.State != c.state || codesOf(a) != c.codes || value(a.Total) != c.total || value(a.Patient) != c.patient {
				t.Errorf("got %s, %s, %d, %d", a.State, codesOf(a), value(a.Total), value(a.Patient))
			}
		})
	}
}

func value(n Number) int64 {
	if !n.Known {
		return -1
	}
	return n.N
}

func refusal(a *Answer, code string) *Refusal {
	for i := range a.Refused {
		if a.Refused[i].Code == code || slices.Contains(a.Refused[i].Codes, code) {
			return &a.Refused[i]
		}
	}
	return nil
}

func TestRefusals(t *testing.T) {
	referred := `{"visite":{"medecin_est_mt":false,"adresse_par":"medecin_traitant"}}`
	for _, c := range []struct{ name, over, code, want string }{
		{"a gesture is told with what it brings", referred, "MCG", "MCG : facturable dès que vous écrivez au médecin traitant (5,00 € de plus)"},
		{"a finding is not wished for", `{}`, "MEG", "MEG : facturable seulement si l'âge du patient est de moins de 6 ans (ici : 40 ans)"},
		{"a choice", `{}`, "CTE", "CTE : facturable seulement si le motif est « repérage des troubles du neurodéveloppement » (ici : consultation)"},
		{"a time of the day", `{"visite":{"medecin_est_mt":false,"adresse_par":"regulation_sas","regulee":true},"contexte":{"delai_depuis_demande_h":4}}`, "SHE", "SHE : facturable seulement si l'heure de la visite est de 19 h à 20 h 59 (ici : 10 heures)"},
		{"a subject for a phrase that has none", `{"date":"2025-02-11","visite":{"motif":"premiere_consultation_ald_mt","medecin_est_mt":false,"devient_mt":true},"patient":{"ald":false,"a_un_medecin_traitant":false}}`, "IMT", "IMT : facturable seulement si le patient est en affection de longue durée"},
		{"a cap", `{"patient":{"age":85},"visite":{"motif":"dossier_apa"},"historique":[{"code":"GL3","date":"2026-01-05"}]}`, "GL3", "GL3 : facturable seulement si aucun GL3 n'a été facturé cette année civile (ici : déjà 1)"},
		{"one principal act a sheet", `{"patient":{"age":0,"age_mois":8},"visite":{"motif":"examen_obligatoire_certificat"}}`, "G", "G : un seul acte principal par feuille, COE est retenu"},
		{"an excluded act", `{"actes":["DEQP003"],"visite":{"medecin_est_mt":false,"adresse_par":"medecin_traitant","courrier_au_mt":true}}`, "MCG", "MCG : ne se facture pas avec DEQP003"},
		{"the dearer alone", `{"actes":["ALQP003"]}`, "G", "G : ne s'ajoute pas à ALQP003, seul le plus cher est facturé"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := pricer().Price(with(t, c.over), Options{})
			r := refusal(a, c.code)
			if r == nil || strings.ReplaceAll(r.Reason(), "\u00a0", " ") != c.want {
				t.Fatalf("got %+v", r)
			}
			if (r.Gesture != nil) != strings.Contains(c.want, "dès que") {
				t.Errorf("gesture: %+v", r.Gesture)
			}
		})
	}
}

func TestRefusalsOfOtherSpecialtiesAreCounted(t *testing.T) {
	v := with(t, `{}`)
	few, all := pricer().Price(v, Options{}), pricer().Price(v, Options{All: true})
	if refusal(few, "CNP") != nil || refusal(all, "CNP") == nil {
		t.Error("an act of another specialty is listed on demand only")
	}
	if named := pricer().Price(v, Options{Named: []string{"CNP"}}); refusal(named, "CNP") == nil {
		t.Error("an act that a bill names is listed")
	}
	if few.Others.Specialty == 0 || few.Others.Date == 0 || few.Others.Place == 0 {
		t.Errorf("the others are counted: %+v", few.Others)
	}
}

func TestQuestions(t *testing.T) {
	for _, c := range []struct {
		name, over, fact string
		worth            int64
		min, max, total  int64
	}{
		{"an age that decides", `{"patient":{"age":null}}`, "patient.age", 500, 3000, 3500, -1},
		{"an hour that decides", `{"heure":null}`, "heure", 500, 3000, 3500, -1},
		{"a fact that only shares", `{"patient":{"c2s":null}}`, "patient.c2s", 0, 3000, 3000, 3000},
		{"a cap not told", `{"patient":{"age":85},"visite":{"motif":"dossier_apa"},"historique":null}`, "historique", 3000, 3000, 6000, -1},
		{"a local holiday", `{"date":"2026-04-03","heure":"11:00"}`, "medecin.departement", 500, 3000, 3500, -1},
		{"a sector, when the fee is above", `{"medecin":{"secteur":null,"optam":null},"visite":{"honoraires_centimes":4500}}`, "medecin.secteur", 1500, 3000, 4500, -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := pricer().Price(with(t, c.over), Options{})
			i := slices.IndexFunc(a.Questions, func(q Question) bool { return q.Fact == c.fact })
			if a.State != answer.ToSpecify || i < 0 {
				t.Fatalf("%s, questions %+v", a.State, a.Questions)
			}
			q := a.Questions[i]
			if q.Worth != c.worth || value(a.Min) != c.min || value(a.Max) != c.max || value(a.Total) != c.total || len(q.Replies) < 2 || q.Text == "" {
				t.Errorf("worth %d, from %d to %d, total %d: %+v", q.Worth, value(a.Min), value(a.Max), value(a.Total), q)
			}
		})
	}
}

func TestAFactThatDecidesNothingIsNotAsked(t *testing.T) {
	a := pricer().Price(with(t, `{"patient":{"polypathologique":null,"sexe":null},"contexte":{"dernier_contact":null,"lignes_traitement":null}}`), Options{})
	if a.State != answer.Sure || len(a.Questions) > 0 {
		t.Errorf("%s, %+v", a.State, a.Questions)
	}
}

func TestReadingsTellWhoHoldsThem(t *testing.T) {
	a := pricer().Price(with(t, `{"patient":{"age":80},"visite":{"medecin_est_mt":false,"adresse_par":"medecin_traitant"}}`), Options{})
	if len(a.Readings) != 2 {
		t.Fatalf("%+v", a.Readings)
	}
	written, other := a.Readings[0], a.Readings[1]
	if value(written.Total) != 3000 || value(other.Total) != 3500 || !slices.Equal(other.Codes, []string{"G", "MOP"}) || written.HeldBy == "" || other.HeldBy == "" {
		t.Errorf("%+v", a.Readings)
	}
}

func TestTheSameActIsDisputedOnTheNumberOfItsCents(t *testing.T) {
	a := pricer().Price(with(t, `{"date":"2026-04-10","medecin":{"specialite":"chirurgie","code_specialite":4},
		"visite":{"lieu":"hopital","medecin_est_mt":false,"adresse_par":"medecin_traitant"},"actes":["QZJA021"]}`), Options{})
	if a.State != answer.Disputed || len(a.Readings) != 2 || a.Readings[0].Total != a.Readings[1].Total {
		t.Errorf("%s %+v", a.State, a.Readings)
	}
}

// thirdParty is a rule on compulsory third-party payment, as the shipped rules may come to write it.
const thirdParty = `règle: tiers_payant
titre: Tiers payant obligatoire
énoncé: Le tiers payant est obligatoire en entier pour quelques patients, et sur la part de l'assurance pour d'autres.
source: {texte: code-securite-sociale, article: null}
pour chaque: ligne
unité: tiers payant
résultat: part_obligatoire
parties:
  - nom: en_entier
    versions:
      - effet: [{du: 2011-01-01, décidé par: code-securite-sociale}]
        fiabilité: à vérifier
        lu dans: aucun
        l'un de:
          - {c2s: oui}
          - {ame: oui}
          - {at_mp: oui}
        réponse: oui
  - nom: part_assurance
    versions:
      - effet: [{du: 2011-01-01, décidé par: code-securite-sociale}]
        fiabilité: à vérifier
        lu dans: aucun
        l'un de:
          - {ald: oui, en_rapport_avec_ald: oui}
          - {maternite: oui}
        réponse: oui
  - nom: part_obligatoire
    selon: [en_entier, part_assurance]
    versions:
      - effet: [{du: 2011-01-01, décidé par: code-securite-sociale}]
        fiabilité: à vérifier
        lu dans: aucun
        table:
          - {en_entier: non, part_assurance: non, réponse: aucun}
          - {en_entier: non, part_assurance: oui, réponse: amo}
          - {en_entier: oui, part_assurance: tous, réponse: integral}
doute: Texte d'essai.
`

// withThirdParty prices under the shipped rules and the one above, unless they have one already.
var withThirdParty = sync.OnceValue(func() *Pricer {
	files := fstest.MapFS{}
	err := fs.WalkDir(os.DirFS("../regles"), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".yaml") {
			return err
		}
		data, err := os.ReadFile("../regles/" + path)
		files[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		panic(err)
	}
	if files["actes/tiers_payant.yaml"] == nil {
		files["actes/tiers_payant.yaml"] = &fstest.MapFile{Data: []byte(thirdParty)}
	}
	book, _, err := law.Load(files, "regles")
	if err != nil {
		panic(err)
	}
	p, _ := compile.Compile(book)
	return New(eval.New(p))
})

func TestCash(t *testing.T) {
	for _, c := range []struct {
		name, over, compulsory  string
		without, insurance, all int64
	}{
		{"usual", `{}`, "aucun", 3000, 900, 0},
		{"long illness", `{"patient":{"ald":true},"visite":{"en_rapport_avec_ald":true}}`, "amo", 3000, 0, 0},
		{"solidarity", `{"patient":{"c2s":true}}`, "integral", 3000, 900, 0},
		{"extra fee", `{"medecin":{"secteur":"2"},"visite":{"honoraires_centimes":4500}}`, "aucun", 4500, 2890, 2200},
		{"outside the circuit", `{"visite":{"medecin_est_mt":false}}`, "aucun", 3000, 2100, 1200},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := withThirdParty().Price(with(t, c.over), Options{})
			got := a.Cash
			if got == nil || got.Compulsory == nil {
				t.Fatalf("%+v", a)
			}
			if *got.Compulsory != c.compulsory || value(got.Without) != c.without || value(got.Insurance) != c.insurance || value(got.All) != c.all {
				t.Errorf("got %s %+v", *got.Compulsory, got)
			}
		})
	}
}

func TestDeskMayBeSharedBetweenVisits(t *testing.T) {
	first := pricer().Price(with(t, `{}`), Options{})
	for _, over := range []string{`{"actes":["DEQP003","ABC"]}`, `{"patient":{"age":null}}`, `{"medecin":{"secteur":"2"},"visite":{"honoraires_centimes":4500}}`} {
		pricer().Price(with(t, over), Options{})
	}
	again := pricer().Price(with(t, `{}`), Options{})
	one, _ := json.Marshal(first)
	two, _ := json.Marshal(again)
	if string(one) != string(two) {
		t.Error(apart(string(one), string(two)))
	}
}

func TestManyAtOnce(t *testing.T) {
	v := with(t, `{}`)
	want, _ := json.Marshal(pricer().Price(v, Options{}))
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 50 {
				got, _ := json.Marshal(pricer().Price(v, Options{}))
				if string(got) != string(want) {
					t.Error("answers differ between goroutines")
					return
				}
			}
		})
	}
	wait.Wait()
}
