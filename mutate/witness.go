package mutate

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

// Witness is a situation in which a change of the law shows.
type Witness struct {
	Moment day.Moment
	Facts  map[string]any // as a command reads them
	Before string         // what the rule gives
	After  string         // what it gives with the change
}

// String writes it as the arguments and the input of a command.
func (w *Witness) String() string {
	text, err := json.Marshal(w.Facts)
	if err != nil {
		panic(fmt.Errorf("writing the facts of a witness: %w", err)) // they are numbers, words and nulls
	}
	scenario := ""
	if w.Moment.Scenario != "" {
		scenario = " --scenario " + w.Moment.Scenario
	}
	return fmt.Sprintf("--au %s%s %s : %s, au lieu de %s", w.Moment.At, scenario, text, w.After, w.Before)
}

const (
	rowsPerMoment = 4000
	enough        = 200 // situations in which the changed part counts, before it is believed to change nothing
)

// Search looks for a situation in which a rule answers differently under a plan that was changed: at the dates of its versions, on the
// bounds of its cells and between them. The changed engine must have been made since the change. Without a witness it says whether it met
// enough situations where the changed part counts to believe that there is none.
func Search(sound, changed *eval.Engine, rule int, m *Mutant) (w *Witness, settled bool) {
	if m.Unseen {
		return nil, false
	}
	p := sound.Plan
	met := 0
	for reading := range p.Rules {
		if reading != rule && p.Rules[reading].Base != rule {
			continue
		}
		s := &search{part: m.Part, met: &met, random: rand.New(rand.NewPCG(1, uint64(reading)))}
		for _, s.moment = range moments(p, reading) {
			s.a, s.b = sound.Program(reading, s.moment), changed.Program(reading, s.moment)
			found, plain := s.run()
			if plain {
				return found, true
			}
			w = cmp.Or(w, found)
		}
	}
	return w, w != nil || met >= enough
}

// moments lists when the answers of a rule may change: the dates of its versions, by scenario, and the last covered day.
func moments(p *plan.Plan, rule int) []day.Moment {
	var out []day.Moment
	add := func(d day.Date, scenario string) {
		out = append(out, day.Moment{At: min(max(d, p.From), p.To), Scenario: scenario})
	}
	add(p.To, "")
	for _, i := range p.Rules[rule].Parts {
		for _, v := range p.Parts[i].Versions {
			for _, e := range v.Effects {
				scenario := ""
				if p.Acts[e.Act].Scenario {
					scenario = p.Acts[e.Act].Key
				}
				if !e.Never {
					add(e.From-1, scenario)
					add(e.From, scenario)
				}
			}
		}
	}
	order := func(a, b day.Moment) int {
		return cmp.Or(cmp.Compare(a.Scenario, b.Scenario), cmp.Compare(a.At, b.At))
	}
	slices.SortFunc(out, order)
	return slices.CompactFunc(out, func(a, b day.Moment) bool { return order(a, b) == 0 })
}

// search compares two programs of the same rule.
type search struct {
	a, b    *eval.Program
	moment  day.Moment
	part    int
	met     *int
	random  *rand.Rand
	borders [][]int64 // by fact of the program
}

// difference says how much of an answer two programs disagree on.
type difference int

const (
	none  difference = iota
	aside            // another part, or what is known of the value
	plain            // two known values
)

// run tries situations at one moment and gives the first that shows a plain difference, else the first that shows any.
func (s *search) run() (w *Witness, isPlain bool) {
	if !slices.Equal(s.a.Facts, s.b.Facts) {
		return nil, false // a fact is read on one side only: a version began or ended, which the dates on either side show
	}
	s.borders = make([][]int64, len(s.a.Facts))
	for i, fact := range s.a.Facts {
		both := append(s.a.Representatives(fact, s.moment.At), s.b.Representatives(fact, s.moment.At)...)
		slices.Sort(both)
		s.borders[i] = slices.Compact(both)
	}
	fa, fb := s.a.NewFrame(s.moment.At), s.b.NewFrame(s.moment.At)
	fa.CapsGiven, fa.Caps, fb.CapsGiven, fb.Caps = true, eval.Yes, true, eval.Yes
	slot, computed := s.a.Slot(plan.Ref{Kind: plan.ToPart, Index: s.part})
	var counting [][]eval.Value // situations in which the part counts: half of the others vary one of them
	for range rowsPerMoment {
		row := make([]eval.Value, len(s.a.Facts))
		vary := len(counting) > 0 && s.random.IntN(2) == 0
		if vary {
			copy(row, counting[s.random.IntN(len(counting))])
		}
		for i := range row {
			if !vary || s.random.IntN(len(row)) < 2 {
				row[i] = s.draw(i)
			}
		}
		switch d := s.differ(fa, fb, row); {
		case d == plain:
			return s.witness(fa, fb, row, d), true
		case d == aside && w == nil:
			w = s.witness(fa, fb, slices.Clone(row), d)
			s.differ(fa, fb, row)
		}
		if !computed {
			continue
		}
		if v, truth, _ := fa.ValueAt(slot); truth == eval.Yes && v.State != eval.Unknown {
			*s.met++
			if len(counting) < 1000 {
				counting = append(counting, row)
			}
		}
	}
	return w, false
}

// draw gives a fact a value: mostly at a border or beside it, at times unknown.
func (s *search) draw(i int) eval.Value {
	f := &s.a.Plan.Facts[s.a.Facts[i]]
	v := f.Lo + s.random.Int64N(f.Hi-f.Lo+1)
	kind := s.random.IntN(16)
	switch {
	case f.Given != "" && f.Quantity == "annee":
		return eval.Of(int64(s.moment.At.Year()))
	case kind == 0:
		return eval.Value{State: eval.Unknown}
	case kind > 4 && len(s.borders[i]) > 0:
		v = s.borders[i][s.random.IntN(len(s.borders[i]))]
		if beside := v + int64(kind%3) - 1; kind < 8 && beside >= f.Lo && beside <= f.Hi && v >= f.Lo {
			v = beside
		}
	}
	return eval.Of(v)
}

// differ evaluates both programs on a row and compares all that an answer may show: the value, and that of each part.
func (s *search) differ(fa, fb *eval.Frame, row []eval.Value) difference {
	for i, v := range row {
		if v.State == eval.Known {
			fa.Set(i, v.N)
			fb.Set(i, v.N)
		} else {
			fa.Forget(i)
			fb.Forget(i)
		}
	}
	switch a, b := s.a.Eval(fa), s.b.Eval(fb); {
	case a != b && a.State == eval.Known && b.State == eval.Known:
		return plain
	case a != b:
		return aside
	}
	for _, part := range s.a.Plan.Rules[s.a.Rule].Parts {
		ref := plan.Ref{Kind: plan.ToPart, Index: part}
		a, inA := s.a.Slot(ref)
		b, inB := s.b.Slot(ref)
		if !inA || !inB {
			continue
		}
		va, ta, ra := fa.ValueAt(a)
		vb, tb, rb := fb.ValueAt(b)
		if va != vb || ta != tb || ra >= 0 && rb >= 0 && !slices.Equal(s.said(s.a.Plan, part, ra), s.said(s.b.Plan, part, rb)) {
			return aside
		}
	}
	return none
}

// said is what a row says besides its value: its code, its grade, where it was read, its doubt.
func (s *search) said(p *plan.Plan, part, row int) []string {
	v := eval.InForce(p, p.Parts[part].Versions, s.moment)
	if v < 0 || p.Parts[part].Versions[v].Table == nil || row >= len(p.Parts[part].Versions[v].Table.Rows) {
		return nil
	}
	r := &p.Parts[part].Versions[v].Table.Rows[row]
	grade := ""
	if r.Reliability != nil {
		grade = fmt.Sprint(*r.Reliability)
	}
	return []string{r.Code, grade, fmt.Sprint(r.ReadIn), r.Doubt}
}

// witness forgets what does not matter, then says what is left.
func (s *search) witness(fa, fb *eval.Frame, row []eval.Value, d difference) *Witness {
	for i := range row {
		kept := row[i]
		if row[i] = (eval.Value{State: eval.Unknown}); s.differ(fa, fb, row) < d {
			row[i] = kept
		}
	}
	s.differ(fa, fb, row)
	w := &Witness{Moment: s.moment, Facts: map[string]any{}, Before: s.shown(s.a, fa), After: s.shown(s.b, fb)}
	for i, v := range row {
		if v.State == eval.Known {
			f := &s.a.Plan.Facts[s.a.Facts[i]]
			w.Facts[f.Name] = written(f, v.N)
		}
	}
	return w
}

// shown is the value of the rule, with that of the part where the rule's says nothing.
func (s *search) shown(p *eval.Program, f *eval.Frame) string {
	rule := &p.Plan.Rules[p.Rule]
	whole, _, _ := f.ValueAt(p.Result())
	text := explain.Amount(whole, rule.Unit, rule.Spoken())
	if slot, ok := p.Slot(plan.Ref{Kind: plan.ToPart, Index: s.part}); ok && len(rule.Parts) > 1 {
		part := &p.Plan.Parts[s.part]
		v, _, _ := f.ValueAt(slot)
		text += fmt.Sprintf(" (%s : %s)", explain.PartTitle(part), explain.Amount(v, part.Unit, part.Spoken()))
	}
	return text
}

// written is a value as the JSON of a command's input has it.
func written(f *plan.Fact, n int64) any {
	switch {
	case n == plan.None:
		return nil
	case n == plan.Never:
		return "jamais"
	}
	switch f.Kind {
	case plan.YesNo:
		return n == 1
	case plan.Choice, plan.Code:
		return f.Words[n]
	case plan.Date:
		return day.Date(n).String()
	case plan.Decimal:
		return json.Number(money.FormatDecimal(n, f.Scale))
	}
	return n
}
