package audit_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/audit"
)

var asked = opposable.Asked{At: "2026-11-21"}

func law(t testing.TB) *opposable.Law {
	t.Helper()
	l, err := opposable.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

var generalist = map[string]any{"specialite": "medecine_generale", "secteur": "1", "optam": false}

func run(t testing.TB, l *opposable.Law, text string, threads int) *audit.Report {
	t.Helper()
	r, err := l.Audit(context.Background(), opposable.BilledFile{File: strings.NewReader(text), Doctor: generalist, Threads: threads}, asked)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

const header = "date_soins;heure;codes;montant;patient_ref;age;mt;ald;lieu;adresse_par;motif;courrier_au_mt\n"

// billed is a line as a practice bills it, right; wrong is what was billed instead, and what is to be found then.
type billed struct {
	right, wrong string // codes and amount
	facts        string // from the age on
	nature, code string
	stake        int64
	state        string // sure unless said
}

var lines = []billed{
	{right: "G;30,00", wrong: "G;26,50", facts: "40;oui;non;cabinet;personne;consultation;", nature: audit.Forgotten, code: "G", stake: 350},
	{right: "G;30,00", wrong: "G;33,00", facts: "41;oui;non;cabinet;personne;consultation;", nature: audit.AtRisk, code: "G", stake: 300},
	{right: "G;30,00", wrong: "G+MCG;35,00", facts: "42;oui;non;cabinet;personne;consultation;", nature: audit.AtRisk, code: "MCG", stake: 500},
	{right: "G+MEG;35,00", wrong: "G;30,00", facts: "3;oui;non;cabinet;personne;consultation;", nature: audit.Forgotten, code: "MEG", stake: 500},
	{right: "G+MCG;35,00", wrong: "G;30,00", facts: "50;non;non;cabinet;medecin_traitant;consultation;oui", nature: audit.Forgotten, code: "MCG", stake: 500},
	{right: "G+MOP;35,00", wrong: "G;30,00", facts: "86;non;non;cabinet;personne;consultation;", nature: audit.Forgotten, code: "MOP", stake: 500},
	{right: "VL+MD;70,00", wrong: "VG+MD;40,00", facts: "84;oui;oui;domicile;personne;visite_longue;", nature: audit.Forgotten, code: "VL", stake: 3000},
	{right: "G;30,00", wrong: "G+MEG;35,00", facts: "8;oui;non;cabinet;personne;consultation;", nature: audit.AtRisk, code: "MEG", stake: 500},
	{right: "G;30,00", wrong: "G+MMG;35,00", facts: "33;oui;non;cabinet;personne;consultation;", nature: audit.AtRisk, code: "MMG", stake: 500},
	{right: "CCP;47,50", wrong: "G;30,00", facts: "16;oui;non;cabinet;personne;premiere_contraception;", nature: audit.Forgotten, code: "CCP", stake: 1750,
		state: answer.ToSpecify}, // once for a patient: what came before the file may bar it
}

// file writes each kind of line n times, each for a patient of its own, every third one wrong when asked.
func file(n int, wrong bool) (text string, sown []int64) {
	var out strings.Builder
	out.WriteString(header)
	out.WriteString("31/12/2025;10:00;G;30,00;P0;40;oui;non;cabinet;personne;consultation;\n") // the year before: the ceilings of the civil year are known
	number := int64(1)
	for i := range n {
		for k, l := range lines {
			number++
			codes := l.right
			if wrong && (i+k)%3 == 0 {
				codes = l.wrong
				sown = append(sown, number)
			}
			fmt.Fprintf(&out, "%02d/02/2026;10:%02d;%s;P%d;%s\n", 9+i%4, i%60, codes, number, l.facts)
		}
	}
	return out.String(), sown
}

func TestCleanFile(t *testing.T) {
	l := law(t)
	text, _ := file(12, false)
	r := run(t, l, text, 1)
	if len(r.Findings) != 0 || len(r.Questions) != 0 || r.Rejections != 0 {
		t.Errorf("%+v\n%+v\n%+v", r.Findings, r.Questions, r.Rejected)
	}
}

// What was sown is found, all of it and nothing else, whatever the number of threads.
func TestSownFile(t *testing.T) {
	l := law(t)
	times := 12
	if testing.Short() {
		times = 3
	}
	text, sown := file(times, true)
	r := run(t, l, text, 1)
	var found []int64
	for _, f := range r.Findings {
		found = append(found, f.Line)
		want := lines[(f.Line-2)%int64(len(lines))]
		want.state = cmp.Or(want.state, answer.Sure)
		if f.Nature != want.nature || f.Code != want.code || f.State != want.state || f.Stake != want.stake {
			t.Errorf("line %d: %s %s %s %d: %s; want %s %s %s %d", f.Line, f.Nature, f.Code, f.State, f.Stake, f.Reason, want.nature, want.code, want.state, want.stake)
		}
	}
	if !slices.Equal(found, sown) {
		t.Errorf("found on %v, sown on %v", found, sown)
	}
	one, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if two, err := json.Marshal(run(t, l, text, 2)); err != nil || !bytes.Equal(one, two) {
		t.Errorf("two threads find something else: %v", err)
	}
}

// What the file does not say is asked, never taken against the doctor.
func TestUnsaid(t *testing.T) {
	l := law(t)
	for _, c := range []struct {
		name, head, line string
		want             string // of each finding, nature code state missing
	}{
		{"codes suppose their circumstances", "date_soins;codes;patient_ref", "16/02/2026;G+MEG;P1", ""},
		{"a home visit by its codes", "date_soins;codes;patient_ref", "16/02/2026;VG+MD;P1", ""},
		{"an emergency of the night by its codes", "date_soins;codes;patient_ref", "16/02/2026;TCG;P1", ""},
		{"the letter is asked", "date_soins;codes;patient_ref;age;mt;adresse_par", "16/02/2026;G;P1;40;non;medecin_traitant", "oubli MCG a_preciser visite.courrier_au_mt"},
		{"the motive of a home visit is asked", "date_soins;codes;patient_ref;age;mt;ald;lieu", "16/02/2026;VG+MD;P1;84;oui;oui;domicile", "oubli VL a_preciser visite.motif"},
		{"no code, an amount that many give", "date_soins;montant;patient_ref", "16/02/2026;35;P1", "indecidable  a_preciser codes"},
		{"a code that is none", "date_soins;codes;patient_ref", "16/02/2026;ZZZZ;P1", "indecidable ZZZZ hors_couverture"},
		{"before what the rules cover", "date_soins;codes;patient_ref", "16/02/2019;G;P1", "indecidable G hors_couverture"},
		{"an act on two lines", "date_soins;codes;patient_ref;age;mt\n16/02/2026;MEG;P1;3;oui", "16/02/2026;G;P1;3;oui", ""},
		{"twice the same day", "date_soins;codes;patient_ref;age;mt\n16/02/2026;G;P1;40;oui", "16/02/2026;G;P1;40;oui", "risque G sur"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := run(t, l, c.head+"\n"+c.line+"\n", 1)
			var got []string
			for _, f := range r.Findings {
				one := f.Nature + " " + f.Code + " " + f.State
				if f.Missing != nil {
					one += " " + *f.Missing
				}
				got = append(got, one)
			}
			if text := strings.Join(got, " | "); text != c.want {
				t.Errorf("%q, want %q\n%+v", text, c.want, r.Findings)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	l := law(t)
	for _, c := range []struct{ name, text, want string }{
		{"no column of codes", "date;patient\n01/02/2026;P1\n", "aucune colonne « codes » ni « montant »"},
		{"two dates", "date;date des soins;codes;patient\n01/02/2026;01/02/2026;G;P1\n", "deux colonnes pourraient être « date_soins »"},
		{"national numbers", "date;codes;patient\n01/02/2026;G;1 85 05 78 006 084 91\n", "numéros de sécurité sociale"},
		{"nothing", "", "le fichier est vide"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := l.Audit(context.Background(), opposable.BilledFile{File: bytes.NewReader([]byte(c.text)), Doctor: generalist, Threads: 1}, asked)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
	two := "date;codes;patient\n01/02/2026;G;P1\n02/02/2026;G;P2\n"
	for most, refused := range map[int64]bool{0: false, 1: true, 2: false} {
		_, err := l.Audit(context.Background(), opposable.BilledFile{File: strings.NewReader(two), Doctor: generalist, Threads: 1, Most: most}, asked)
		if (err != nil) != refused {
			t.Errorf("at most %d lines: %v", most, err)
		}
	}
	r := run(t, l, "date;codes;patient;age;lieu\nhier;G;P1;;\n01/02/2026;;P1;;\n01/02/2026;G;;;\n01/02/2026;G;P1;mille;\n01/02/2026;G;P1;40;plage\n02/02/2026;G;P1;40;Cabinet\n", 1)
	if r.Rejections != 5 || r.Lines != 6 || r.Visits != 1 {
		t.Errorf("%+v", r.Rejected)
	}
}

// Whatever the text, what comes out is about its lines, and nothing is worth less than nothing.
func FuzzAudit(f *testing.F) {
	text, _ := file(1, true)
	f.Add(text)
	f.Add("date;codes;patient\n11/02/2026;G+G+MEG;P\n")
	f.Add("date_soins,montant,patient_ref,naissance,heure\n2026-02-11,\"30,00\",P,46000,9h30\n")
	f.Add("\xef\xbb\xbfdate;codes;patient;visite.urgente;contexte.dernier_contact\n11/02/2026;MRT;P;oui;2025-01-01\n")
	l := law(f)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := l.Audit(context.Background(), opposable.BilledFile{File: strings.NewReader(text), Doctor: generalist, Threads: 1}, asked)
		if err != nil {
			return
		}
		if r.ForgottenSure < 0 || r.ForgottenPossible < 0 || r.RiskSure < 0 || r.RiskPossible < 0 || r.Visits > r.Lines {
			t.Errorf("%+v", r)
		}
		for _, f := range r.Findings {
			if f.Line < 1 || f.Line > r.Lines || f.Stake < 0 || f.Reason == "" {
				t.Errorf("%+v", f)
			}
		}
	})
}
