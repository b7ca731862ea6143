package audit

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
	"github.com/opposable/opposable/sheet"
)

// Table is what is audited: a header, then rows until io.EOF.
type Table interface {
	Header() []string
	Next() (sheet.Row, error)
	Read() int64 // bytes taken so far
}

// Members of a visit.
const (
	doctorSection = "medecin"
	ageFact       = "patient.age"
	monthsFact    = "patient.age_mois"
	ownFact       = "visite.medecin_est_mt"
	declaredFact  = "patient.a_un_medecin_traitant"
	illnessFact   = "patient.ald"
	senderFact    = "visite.adresse_par"
	ownDoctor     = "medecin_traitant" // whom only a patient who has one is sent by
	motiveFact    = "visite.motif"
	placeFact     = "visite.lieu"
	pastMember    = "historique"
)

// line is one line of the file.
type line struct {
	number  int64
	date    day.Date
	hour    string // HH:MM, empty when not said
	patient uint64
	codes   []string
	cents   int64 // amount asked, or unsaid
	facts   map[string]any
}

// unsaid is an amount that the file does not give.
const unsaid = -1

type reader struct {
	plan    *plan.Plan
	options Options
	table   Table
	columns []column
	guard   sheet.Guard
	seed    maphash.Seed
	lines   []line

	first, last day.Date // of the lines
	out         *Report
}

func newReader(p *plan.Plan, t Table, o Options) *reader {
	return &reader{
		plan: p, table: t, options: o, seed: maphash.MakeSeed(), guard: sheet.Guard{Path: "fichier"},
		out: &Report{Rejected: []Rejection{}, Findings: []Finding{}, Questions: []Question{}, Columns: []Column{}, Ignored: []string{}, Assumed: []string{}},
	}
}

// everyLines is how often progress is told.
const everyLines = 10_000

func (r *reader) read(ctx context.Context) error {
	if err := r.prepare(); err != nil {
		return err
	}
	for {
		row, err := r.table.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if r.out.Lines++; r.options.Most > 0 && r.out.Lines > r.options.Most {
			return facts.Refuse("fichier", "plus de %d lignes : c'est plus que ce serveur n'en relit ; la commande « opposable auditer » n'a pas de limite. Rien n'a été calculé", r.options.Most)
		}
		if row.Problem != "" {
			r.reject(row.Line, row.Problem)
			continue
		}
		if err := r.guard.Row(row); err != nil {
			return err
		}
		l, problem := r.line(row)
		if problem != "" {
			r.reject(row.Line, problem)
			continue
		}
		r.lines = append(r.lines, l)
		if row.Line%everyLines == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			if r.options.Progress != nil {
				r.options.Progress(row.Line, r.table.Read())
			}
		}
	}
	if err := r.guard.End(); err != nil {
		return err
	}
	for i := range r.lines {
		if d := r.lines[i].date; r.first == 0 || d < r.first {
			r.first = d
		}
		r.last = max(r.last, r.lines[i].date)
	}
	if len(r.lines) > 0 {
		r.out.From, r.out.To = r.first.String(), r.last.String()
	}
	return nil
}

func (r *reader) reject(number int64, reason string) {
	r.out.Rejections++
	if len(r.out.Rejected) < told {
		r.out.Rejected = append(r.out.Rejected, Rejection{Line: number, Reason: reason})
	}
}

// line reads the cells of one row, or says why it cannot be audited.
func (r *reader) line(row sheet.Row) (l line, problem string) {
	l = line{number: row.Line, cents: unsaid, facts: map[string]any{}}
	born, doctor, reference := "", "", ""
	for _, c := range r.columns {
		cell := strings.TrimSpace(row.Cells[c.at])
		if cell == "" {
			continue
		}
		switch c.name {
		case dateColumn:
			d, ok := sheet.Day(cell)
			if !ok {
				return l, fmt.Sprintf("%s « %s » : une date JJ/MM/AAAA ou AAAA-MM-JJ est attendue", c.header, sheet.Clip(cell))
			}
			l.date = d
		case hourColumn:
			if l.hour, problem = readHour(cell, c.header); problem != "" {
				return l, problem
			}
		case codesColumn:
			l.codes = splitCodes(cell)
		case amountColumn:
			n, err := money.ParseDecimal(strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "€", "", ",", ".").Replace(cell), 2)
			if err != nil || n < 0 {
				return l, fmt.Sprintf("%s « %s » : un montant en euros, comme 31,50, est attendu", c.header, sheet.Clip(cell))
			}
			l.cents = n
		case patientColumn:
			reference = cell
		case doctorColumn:
			doctor = cell
		case birthColumn:
			born = cell
		default:
			if problem := r.fact(&l, c, cell); problem != "" {
				return l, problem
			}
		}
	}
	switch {
	case l.date == 0:
		return l, "la date des soins manque"
	case reference == "":
		return l, "la référence du patient manque"
	case len(l.codes) == 0 && l.cents <= 0:
		return l, "ni code ni montant"
	}
	l.patient = maphash.String(r.seed, doctor+"\x00"+reference)
	if born != "" {
		d, ok := sheet.Day(born)
		if !ok || d > l.date {
			return l, fmt.Sprintf("naissance « %s » : une date JJ/MM/AAAA d'avant les soins est attendue", sheet.Clip(born))
		}
		l.born(d)
	}
	return l, ""
}

// born states the age on the day of the line.
func (l *line) born(d day.Date) {
	y, m, n := d.Civil()
	now, month, on := l.date.Civil()
	months := (now-y)*12 + int(month) - int(m)
	if on < n {
		months--
	}
	l.facts[ageFact], l.facts[monthsFact] = json.Number(strconv.Itoa(months/12)), json.Number(strconv.Itoa(months))
}

// fact reads a cell as a fact of the visit.
func (r *reader) fact(l *line, c column, cell string) string {
	if sheet.Unsaid(cell) {
		return ""
	}
	if c.name == ownColumn {
		yes, ok := sheet.YesNo(cell)
		if !ok {
			return fmt.Sprintf("%s « %s » : oui ou non est attendu", c.header, sheet.Clip(cell))
		}
		if l.facts[ownFact] = yes; yes {
			l.facts[declaredFact] = true
		}
		return ""
	}
	path := c.name
	if full, ok := short[path]; ok {
		path = full
	}
	f := factAt(r.plan, path)
	var raw any = cell
	switch f.Kind {
	case plan.YesNo:
		yes, ok := sheet.YesNo(cell)
		if !ok {
			return fmt.Sprintf("%s « %s » : oui ou non est attendu", c.header, sheet.Clip(cell))
		}
		raw = yes
	case plan.Choice:
		word := slices.IndexFunc(f.Words, func(w string) bool { return sheet.Plain(w) == sheet.Plain(cell) })
		if word < 0 {
			return fmt.Sprintf("%s « %s » : %s attendu", c.header, sheet.Clip(cell), strings.Join(f.Words, ", "))
		}
		raw = f.Words[word]
	case plan.Date:
		d, ok := sheet.Day(cell)
		if !ok {
			return fmt.Sprintf("%s « %s » : une date est attendue", c.header, sheet.Clip(cell))
		}
		raw = d.String()
	default:
		n, ok := sheet.Whole(cell)
		if !ok {
			return fmt.Sprintf("%s « %s » : un nombre entier est attendu", c.header, sheet.Clip(cell))
		}
		raw = json.Number(strconv.FormatInt(n, 10))
	}
	if _, problem := facts.Encode(f, raw); problem != "" {
		return fmt.Sprintf("%s « %s » : %s", c.header, sheet.Clip(cell), problem)
	}
	l.facts[path] = raw
	if path == senderFact && raw == ownDoctor {
		l.facts[declaredFact] = true
	}
	return ""
}

// splitCodes cuts « G+MEG », « G MEG », « g, meg » into codes.
func splitCodes(cell string) []string {
	return strings.FieldsFunc(strings.ToUpper(cell), func(c rune) bool { return strings.ContainsRune("+,;|& \t\u00a0\u202f", c) })
}

// readHour reads 9:30, 09h30, 9h.
func readHour(cell, header string) (string, string) {
	h, m, _ := strings.Cut(strings.NewReplacer("h", ":", "H", ":", ".", ":").Replace(cell), ":")
	m, _, _ = strings.Cut(m, ":") // seconds
	if m == "" {
		m = "0"
	}
	hour, err := strconv.Atoi(strings.TrimSpace(h))
	minute, err2 := strconv.Atoi(strings.TrimSpace(m))
	if err != nil || err2 != nil || hour < 0 || hour > 23 || minute < 0 || minute > 59 {
		return "", fmt.Sprintf("%s « %s » : une heure comme 14:30 est attendue", header, sheet.Clip(cell))
	}
	return fmt.Sprintf("%02d:%02d", hour, minute), ""
}

// visit is what one patient had on one day, at one hour when it is said.
type visit struct {
	line
	linked []int64
	past   []pastAct
}

// pastAct is an act of an earlier line of the patient.
type pastAct struct {
	code string
	date day.Date
	line int64
}

// visits gathers the lines of a patient on a day, then gives each visit the acts of the earlier ones: the visits of each patient, in time.
func (r *reader) visits() [][]visit {
	byPatient := map[uint64][]int{}
	for i := range r.lines {
		byPatient[r.lines[i].patient] = append(byPatient[r.lines[i].patient], i)
	}
	out := make([][]visit, 0, len(byPatient))
	for _, own := range byPatient {
		var visits []visit
		slices.SortStableFunc(own, func(a, b int) int {
			return cmp.Or(cmp.Compare(r.lines[a].date, r.lines[b].date), cmp.Compare(r.lines[a].hour, r.lines[b].hour))
		})
		var past []pastAct
		for k := 0; k < len(own); {
			v := visit{line: r.lines[own[k]], past: slices.Clone(past)}
			for k++; k < len(own) && r.lines[own[k]].date == v.date && r.lines[own[k]].hour == v.hour; k++ {
				v.add(&r.lines[own[k]])
			}
			for _, code := range v.codes {
				past = append(past, pastAct{code, v.date, v.number})
			}
			visits = append(visits, v)
		}
		out = append(out, visits)
	}
	return out
}

// add joins another line of the same visit.
func (v *visit) add(l *line) {
	v.linked = append(v.linked, l.number)
	v.codes = append(slices.Clone(v.codes), l.codes...)
	if v.cents == unsaid || l.cents == unsaid {
		v.cents = unsaid
	} else {
		v.cents += l.cents
	}
	for path, raw := range l.facts {
		if _, said := v.facts[path]; !said {
			v.facts[path] = raw
		}
	}
}
