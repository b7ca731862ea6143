package population

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"strconv"

	"github.com/opposable/opposable/plan"
)

// ReportFile is the name of the report in a folder that was made here.
const ReportFile = "population.json"

// Report says what a population was made of, and how far it is from each published figure.
type Report struct {
	Seed       uint64           `json:"graine"`
	Rows       int64            `json:"lignes_patients"`
	People     int64            `json:"patients"`
	Doctors    int              `json:"medecins"`
	ActRows    int64            `json:"lignes_actes"`
	NotSeen    float64          `json:"non_vus_pour_cent"`
	Indicators float64          `json:"indicateurs_par_patient"`
	Margins    []MarginLine     `json:"marges"`
	Hypotheses []HypothesisLine `json:"hypotheses"`
	Warning    string           `json:"avertissement"`
}

// MarginLine compares a published figure with what the files hold.
type MarginLine struct {
	ID          string  `json:"id"`
	Label       string  `json:"libelle"`
	Target      float64 `json:"cible"`
	Obtained    float64 `json:"obtenu"`
	Gap         float64 `json:"ecart"`
	Tolerance   float64 `json:"tolerance"` // of a margin aimed at; the gap stays within it
	Unit        string  `json:"unite"`
	Reliability string  `json:"fiabilite"`
	Source      string  `json:"source"`
	Use         string  `json:"emploi"` // cale: the population is made on it; controle: compared only
	Note        string  `json:"note,omitempty"`
}

// HypothesisLine is what no published figure decides.
type HypothesisLine struct {
	ID   string `json:"id"`
	Text string `json:"texte"`
}

const warning = "Population synthétique : aucune personne réelle ; elle rend les marges ci-dessous, et rien de ce qui les lie quand une hypothèse le fixe."

// Report reads the report that lies beside the tables of a population made here.
func (p *Population) Report() (*Report, error) {
	path := p.Folder + string(os.PathSeparator) + ReportFile
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	var r Report
	if err := json.Unmarshal(data, &r); err != nil {
		return nil, &FileError{File: path, Text: "ce rapport ne se lit pas", Err: err}
	}
	return &r, nil
}

func (r *Report) write(path string) error {
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(data, '\n'), 0o644)
}

// report reads the tables again and compares them with every margin.
func (g *generator) report(ctx context.Context, p *plan.Plan) (*Report, error) {
	made, err := Open(g.folder, p)
	if err != nil {
		return nil, err
	}
	defer made.Close()
	t, err := recount(ctx, made, g.settings.Threads)
	if err != nil {
		return nil, err
	}
	r := &Report{
		Seed: g.settings.Seed, Rows: t.rows, People: int64(t.aged(0, ages)), Doctors: t.doctors.N, ActRows: t.actRows,
		NotSeen: float64(g.settings.NotSeen) / hundred, Indicators: float64(g.settings.Indicators) / hundred, Warning: warning,
	}
	c := &comparison{margins: g.margins, counts: t}
	c.scalars()
	c.bands()
	c.percentiles()
	c.groups()
	c.places()
	r.Margins = c.lines
	for _, h := range g.margins.hypotheses {
		r.Hypotheses = append(r.Hypotheses, HypothesisLine(h))
	}
	return r, nil
}

// comparison gathers the lines of a report.
type comparison struct {
	margins *margins
	counts  *counts
	lines   []MarginLine
}

// Uses of a margin.
const (
	aimedAt  = "cale"
	compared = "controle"
)

func (c *comparison) line(id, label string, target, obtained float64, unit, reliability, source, use, note string) {
	round := func(x float64) float64 { return math.Round(x*1000)/1000 + 0 } // never −0
	tolerance := 0.0
	switch {
	case use != aimedAt:
	case unit == "personnes":
		tolerance = round(target / 1000)
	case unit == "%":
		tolerance = 0.1
	case unit == "patients":
		tolerance = 1
	}
	c.lines = append(c.lines, MarginLine{id, label, round(target), round(obtained), round(obtained - target), tolerance, unit, reliability, source, use, note})
}

// scalars compares the figures that stand alone.
func (c *comparison) scalars() {
	t := c.counts
	total := t.aged(0, ages)
	alonePeople := func(in func(k kind) bool) float64 {
		return t.sum(func(b belonging, k kind) bool { return b == alone && in(k) })
	}
	lists := t.lists()
	adults, everybody := 0.0, 0.0
	for i := range t.adults {
		if t.adults[i] > 0 {
			adults += float64(t.adults[i])
			everybody += float64(t.adults[i] + t.children[i])
		}
	}
	holders := float64(len(lists))
	general := func(row int) bool { return t.word("specialite", row) == generalPractice }
	second := func(row int) bool { return t.word("secteur", row) == secondSector }
	installed := func(year int, generalist bool) float64 {
		return t.medics(func(row int) bool { return t.number("annee_installation", row) == year && general(row) == generalist })
	}
	specialists := t.medics(func(row int) bool { return !general(row) })
	values := map[string]float64{
		"population": total, "part_moins_15": t.aged(0, 14) / total * 100, "part_moins_20": t.aged(0, 19) / total * 100,
		"part_20_59": t.aged(20, 59) / total * 100, "part_60": t.aged(60, ages) / total * 100, "part_65": t.aged(65, ages) / total * 100,
		"part_75": t.aged(75, ages) / total * 100, "part_80": t.aged(80, ages) / total * 100,
		"ald": t.sum(func(_ belonging, k kind) bool { return k.ill == 1 }), "c2s": t.sum(func(_ belonging, k kind) bool { return k.poor == 1 }),
		"adultes_sans_mt": alonePeople(func(kind) bool { return true }), "ald_sans_mt": alonePeople(func(k kind) bool { return k.ill == 1 }),
		"plus_70_sans_mt": alonePeople(func(k kind) bool { return k.age > 70 }), "plus_60_sans_mt": alonePeople(func(k kind) bool { return k.age > 60 }),
		"medecins_avec_liste": holders, "liste_adulte": adults / holders, "liste_totale": everybody / holders,
		"generalistes": t.medics(general) - c.count(otherGeneralists), "specialistes": specialists,
		"generalistes_zip": t.medics(func(row int) bool {
			return t.word("zone", row) == priorityZone && t.adults[t.doctors.ID[row]] > 0
		}),
		"primo_2021": installed(2021, true), "primo_2022": installed(2022, true), "primo_2023": installed(2023, true), "primo_2024": installed(2024, true),
		"primo_2025": installed(2025, true), "primo_specialistes": installed(2021, false),
		"actes_generaliste": float64(t.acts[consultationCode]+t.acts[visitCode]+t.acts[remoteCode]) / holders,
		"actes_jour":        float64(t.acts[consultationCode]+t.acts[visitCode]+t.acts[remoteCode]+t.acts[everyCode]) / c.margins.value["jours"],
		"jours":             c.margins.value["jours"], "visites": float64(t.acts[visitCode]), "teleconsultations": c.margins.value["teleconsultations"],
		"teleconsultations_generalistes": float64(t.acts[remoteCode]) / c.margins.value["teleconsultations"] * 100,
		"age_median_ald":                 t.medianIll(), "liste_mediane": float64(lists[len(lists)/2]),
		"specialistes_secteur_2": t.medics(func(row int) bool { return !general(row) && second(row) }) / specialists * 100,
		"medecins_secteur_2":     t.medics(second) / float64(t.doctors.N) * 100,
		"c2s_moins_20": t.sum(func(_ belonging, k kind) bool { return k.poor == 1 && k.age < 20 }) /
			t.sum(func(_ belonging, k kind) bool { return k.poor == 1 }) * 100,
		"population_zip": t.medics(func(row int) bool { return t.word("zone", row) == priorityZone }) / float64(t.doctors.N) * 100,
	}
	for _, m := range c.margins.list {
		c.line(m.ID, m.Label, m.Value, values[m.ID], m.Unit, m.Reliability, m.Source, m.Use, m.Note)
	}
}

func (c *comparison) label(specialty string) string {
	for _, g := range c.margins.groups {
		if g.specialty == specialty {
			return g.label
		}
	}
	return specialty
}

func (c *comparison) count(group string) float64 {
	for _, g := range c.margins.groups {
		if g.key == group {
			return float64(g.count)
		}
	}
	return 0
}

// medianIll is the age that half of those in ALD have not reached.
func (t *counts) medianIll() float64 {
	half, seen := t.sum(func(_ belonging, k kind) bool { return k.ill == 1 })/2, 0.0
	for age := range ages {
		if seen += t.sum(func(_ belonging, k kind) bool { return k.ill == 1 && int(k.age) == age }); seen >= half {
			return float64(age)
		}
	}
	return 0
}

// bands compares the joint table of ages.
func (c *comparison) bands() {
	for _, b := range c.margins.bands {
		id, label := strconv.Itoa(b.from)+"_"+strconv.Itoa(b.to), "de "+strconv.Itoa(b.from)+" à "+strconv.Itoa(b.to)+" ans"
		in := func(k kind) bool { return int(k.age) >= b.from && int(k.age) <= b.to }
		c.line("population_"+id, "Population "+label, b.people, c.counts.aged(b.from, b.to), "personnes", b.reliability, b.source, compared,
			"les parts de l'Insee priment ; elle ne partage que les âges de 15 à 64 ans")
		c.line("ald_"+id, "ALD "+label, b.ill, c.counts.sum(func(_ belonging, k kind) bool { return k.ill == 1 && in(k) }), "personnes", b.reliability, b.source, aimedAt,
			"ramenée au total publié")
		c.line("c2s_"+id, "C2S "+label, b.poor, c.counts.sum(func(_ belonging, k kind) bool { return k.poor == 1 && in(k) }), "personnes", b.reliability, b.source, aimedAt, "")
	}
}

// percentiles compares the lists of adults.
func (c *comparison) percentiles() {
	lists := c.counts.lists()
	for _, k := range c.margins.knots {
		at := min(len(lists)-1, int(k.percentile/100*float64(len(lists))))
		name := strconv.Itoa(int(k.percentile))
		c.line("liste_p"+name, "Liste d'adultes, "+name+"e centile", k.patients, float64(lists[at]), "patients", k.reliability, k.source, aimedAt, "")
	}
}
