package cotation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/complete"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
)

// inquiry is what missing facts make of a visit: all the outcomes, and the splits that a leaf still leaves open.
type inquiry struct {
	d        *desk
	tree     survey
	outcomes []outcome
	keys     map[string]int
	splits   map[string]*splitInquiry // by what a split depends on
	shareBy  map[int]bool             // facts that change only how lines are shared
}

// splitInquiry is what missing facts make of the split of given lines.
type splitInquiry struct {
	uniform bool
	bill    bill // when uniform
	facts   []int
	sign    string
}

// unsure answers a visit whose facts do not suffice, or may not: when every completion says the same, the answer is sure all the same, and
// unsure reports true.
func (d *desk) unsure(a *Answer, out *outcome) bool {
	q := &inquiry{d: d, keys: map[string]int{}, splits: map[string]*splitInquiry{}, shareBy: map[int]bool{}}
	q.tree = survey{d: d, try: q.try, set: d.suppose}
	q.tree.grow()
	found := q.tree.findings(q.total)
	if q.tree.cut {
		found = q.sample()
		a.Doubts = append(a.Doubts, "Trop de faits manquent pour tout essayer : le minimum et le maximum sont ceux des cas essayés.")
	}
	if len(q.outcomes) == 1 && len(q.shareBy) == 0 {
		*out = q.outcomes[0]
		d.sure(a, out)
		return true
	}
	q.write(a, out)
	q.questions(a, found)
	return false
}

// try decides the outcome on the facts as supposed.
func (q *inquiry) try() (int, bool) {
	var o outcome
	if !q.d.decide(&o) {
		return 0, false
	}
	split := q.split(&o.bill)
	if split.uniform {
		o.bill = split.bill
	}
	for _, f := range split.facts {
		q.shareBy[f] = true
	}
	o.sign(split.sign)
	i, known := q.keys[o.key]
	if !known {
		i = len(q.outcomes)
		o.bill.lines = slices.Clone(o.bill.lines)
		q.keys[o.key], q.outcomes = i, append(q.outcomes, o)
	}
	return i, true
}

// split looks into what missing facts make of the split of given lines: the same thing for every visit that has these lines and knows the
// same facts.
func (q *inquiry) split(b *bill) *splitInquiry {
	d := q.d
	if !d.unshared(b) {
		return &splitInquiry{uniform: true, bill: *b, sign: splitSign(b)}
	}
	key := q.splitKey(b)
	if known := q.splits[key]; known != nil {
		return known
	}
	s := &splitInquiry{}
	var bills []bill
	signs := map[string]int{}
	tree := survey{d: d, set: func(fact int, v eval.Value) { d.put(fact, v) }}
	tree.try = func() (int, bool) {
		d.blocked.clear()
		c := *b
		c.lines = slices.Clone(b.lines)
		if !d.share(&d.worlds[0], &c) && len(d.blocked.facts) > 0 {
			return 0, false
		}
		sign := splitSign(&c)
		i, known := signs[sign]
		if !known {
			i = len(bills)
			signs[sign], bills = i, append(bills, c)
		}
		return i, true
	}
	tree.grow()
	d.blocked.clear()
	for _, f := range tree.findings(func(int) (int64, bool) { return 0, false }) {
		s.facts = append(s.facts, f.fact)
	}
	if s.uniform = len(bills) == 1; s.uniform {
		s.bill, s.sign = bills[0], splitSign(&bills[0])
	} else {
		all := make([]string, 0, len(signs))
		for sign := range signs {
			all = append(all, sign)
		}
		slices.Sort(all)
		s.sign = strings.Join(all, " ou ")
	}
	q.splits[key] = s
	return s
}

// splitKey writes what a split depends on: the lines, and the facts that its rules read.
func (q *inquiry) splitKey(b *bill) string {
	var out strings.Builder
	for i := range b.lines {
		l := &b.lines[i]
		fmt.Fprintf(&out, "%d/%t/%t/%t;", l.amount, l.covered, l.principal, l.settled)
	}
	for i := range q.d.statute.shares {
		for _, f := range q.d.statute.shares[i].prog.Facts {
			if q.d.plan.Facts[f].Path != "" || q.d.plan.Facts[f].Quantity != "" {
				fmt.Fprintf(&out, "%d.%d ", q.d.values[f].State, q.d.values[f].N)
			}
		}
	}
	return out.String()
}

func splitSign(b *bill) string {
	var out strings.Builder
	for i := range b.lines {
		fmt.Fprintf(&out, "%v", b.lines[i].split)
	}
	fmt.Fprintf(&out, "%v", b.third)
	return out.String()
}

// total of an outcome, when it is a number.
func (q *inquiry) total(i int) (int64, bool) {
	b := &q.outcomes[i].bill
	return b.total, b.settled && len(q.d.foreign) == 0
}

// sample is the last resort when facts are too many: each is varied alone, the others at representatives, in a few passes.
func (q *inquiry) sample() []finding {
	d := q.d
	var unknowns []complete.Unknown
	for _, f := range q.tree.facts {
		unknowns = append(unknowns, complete.Unknown{ID: f, Candidates: d.openest(f)})
	}
	report := complete.Run(unknowns, func(values []int64) complete.Outcome {
		for i, n := range values {
			d.suppose(unknowns[i].ID, eval.Of(n))
		}
		var more []int
		i, decided := q.try()
		for !decided {
			f := d.worst()
			more = append(more, f)
			d.suppose(f, eval.Of(d.representatives(f)[0]))
			i, decided = q.try()
		}
		for _, f := range more {
			d.suppose(f, eval.Value{State: eval.Unknown})
		}
		total, valid := q.total(i)
		return complete.Outcome{Key: q.outcomes[i].key, Total: total, Valid: valid}
	})
	var found []finding
	for _, question := range report.Questions {
		f := finding{fact: question.ID, worth: question.Worth, seen: true, a: -1}
		slices.SortFunc(question.Answers, func(x, y complete.Answer) int { return cmp.Compare(x.Value, y.Value) })
		for _, reply := range question.Answers {
			f.values = append(f.values, reply.Value)
			f.answers = append(f.answers, q.keys[reply.Outcome.Key])
		}
		found = append(found, f)
	}
	for _, u := range unknowns {
		d.suppose(u.ID, eval.Value{State: eval.Unknown})
	}
	return found
}

// openest lists the representatives of a fact, the one that keeps most acts open first.
func (d *desk) openest(fact int) []int64 {
	out := slices.Clone(d.representatives(fact))
	count := make(map[int64]int, len(out))
	before := d.known(fact)
	for _, n := range out {
		d.suppose(fact, eval.Of(n))
		for i := range d.probes {
			if d.probes[i].status >= open {
				count[n]++
			}
		}
	}
	d.suppose(fact, before)
	slices.SortStableFunc(out, func(x, y int64) int { return count[y] - count[x] })
	return out
}

// write gives what stands whatever the missing facts: the common lines, the common sums, the least and the greatest total.
func (q *inquiry) write(a *Answer, out *outcome) {
	a.State = answer.ToSpecify
	first := &q.outcomes[0]
	common := bill{list: first.bill.list, settled: true, third: first.bill.third, barred: first.bill.barred}
	for _, l := range first.bill.lines {
		if line, ok := q.stands(l); ok {
			common.lines = append(common.lines, line)
		}
	}
	q.d.write(a, &common)
	if slices.ContainsFunc(a.Lines, func(l Line) bool { return l.State == answer.NotCovered }) {
		a.State = answer.NotCovered // whatever the missing facts, a line is outside what the rules cover
	}
	same, all := true, true
	for i := range q.outcomes {
		total, valid := q.total(i)
		if all = all && valid; !valid {
			continue
		}
		if !a.Min.Known || total < a.Min.N {
			a.Min = cents(total)
		}
		if !a.Max.Known || total > a.Max.N {
			a.Max = cents(total)
		}
		same = same && total == a.Min.N
	}
	if same && all && a.Min.Known && a.Min.N == a.Max.N && !q.tree.cut {
		a.Total = a.Min
		q.commonSums(a)
	}
	q.commonReadings(a)
	*out = *first
}

// stands returns a line if every outcome has it; what differs in its split is left out.
func (q *inquiry) stands(l billed) (billed, bool) {
	for i := range q.outcomes {
		k := slices.IndexFunc(q.outcomes[i].bill.lines, func(m billed) bool {
			return m.code == l.code && m.amount == l.amount && m.settled == l.settled && m.extra == l.extra && m.act.key == l.act.key
		})
		if k < 0 {
			return l, false
		}
		if m := &q.outcomes[i].bill.lines[k]; m.split != l.split {
			l.split = split{state: eval.Unknown}
		}
		l.sheet = min(l.sheet, q.outcomes[i].bill.lines[k].sheet)
	}
	return l, true
}

// commonSums gives the shares that are the same in every outcome.
func (q *inquiry) commonSums(a *Answer) {
	var shared *Answer
	for i := range q.outcomes {
		b := &q.outcomes[i].bill
		if !b.shared {
			return
		}
		var one Answer
		q.d.sums(&one, b)
		if shared == nil {
			shared = &one
			continue
		}
		shared.Insurance = agree(shared.Insurance, one.Insurance)
		shared.Complementary = agree(shared.Complementary, one.Complementary)
		shared.Patient = agree(shared.Patient, one.Patient)
	}
	a.Insurance, a.Complementary, a.Patient = shared.Insurance, shared.Complementary, shared.Patient
	if a.Insurance.Known && a.Complementary.Known && a.Patient.Known {
		a.Cash = shared.Cash
	}
}

func agree(a, b Number) Number {
	if a != b {
		return Number{}
	}
	return a
}

// commonReadings tells the disputes that stand whatever the missing facts.
func (q *inquiry) commonReadings(a *Answer) {
	if len(q.outcomes) == 1 {
		q.d.readings(a, &q.outcomes[0])
	}
}

// questions writes the facts that change the answer, the one worth most first, then those that only change how it is shared.
func (q *inquiry) questions(a *Answer, found []finding) {
	asked := map[int]bool{}
	for _, f := range found {
		asked[f.fact] = true
		values, answers := f.values, f.answers
		if f.a >= 0 {
			values, answers = q.tree.replies(f)
		}
		one := q.question(f.fact, f.worth)
		one.Replies = q.replies(f.fact, values, func(k int) Number {
			if total, valid := q.total(answers[k]); valid {
				return cents(total)
			}
			return Number{}
		})
		a.Questions = append(a.Questions, one)
	}
	var rest []int
	for f := range q.shareBy {
		if !asked[f] {
			rest = append(rest, f)
		}
	}
	slices.SortFunc(rest, func(x, y int) int { return strings.Compare(q.d.memberOf(x), q.d.memberOf(y)) })
	for _, f := range rest {
		one := q.question(f, 0)
		values := q.d.representatives(f)
		one.Replies = q.replies(f, values, func(int) Number { return a.Total })
		a.Questions = append(a.Questions, one)
	}
}

func (q *inquiry) question(fact int, worth int64) Question {
	d := q.d
	out := Question{Fact: d.memberOf(fact), Worth: worth}
	switch {
	case fact == d.pastActs():
		out.Text = d.capQuestion()
	case fact == d.names.hour:
		out.Text = "À quelle heure la visite a-t-elle eu lieu\u00a0?"
	case fact == d.names.dayKind:
		out.Text = "Dans quel département exercez-vous\u00a0? Ce jour n'est férié que dans certains."
	default:
		out.Text = answer.Ask(&d.plan.Facts[fact])
	}
	return out
}

// memberOf names a fact as the visit gives it.
func (d *desk) memberOf(fact int) string {
	switch fact {
	case d.pastActs():
		return historyMember
	case d.names.hour:
		return hourMember
	case d.names.dayKind:
		return d.plan.Facts[d.names.department].Path
	}
	return d.plan.Facts[fact].Path
}

// replies writes the values of a fact. A choice lists every word: each stands in the piece that begins at or before it.
func (q *inquiry) replies(fact int, values []int64, total func(k int) Number) []Reply {
	d := q.d
	out := []Reply{}
	if fact != d.pastActs() && fact != d.names.dayKind && d.plan.Facts[fact].Kind == plan.Choice && len(values) > 0 && values[0] == 0 {
		for n := range d.plan.Facts[fact].Words {
			k, found := slices.BinarySearch(values, int64(n))
			if !found {
				k--
			}
			out = append(out, d.reply(fact, int64(n), total(k)))
		}
		return out
	}
	for k, n := range values {
		out = append(out, d.reply(fact, n, total(k)))
	}
	return out
}

func (d *desk) reply(fact int, n int64, total Number) Reply {
	switch fact {
	case d.pastActs():
		already := n == int64(eval.No)
		return Reply{Value: already, Label: map[bool]string{true: "oui", false: "non"}[already], Total: total}
	case d.names.hour:
		return Reply{Value: hourText(n), Label: fmt.Sprintf("à partir de %s", hourText(n)), Total: total}
	case d.names.dayKind:
		if n == int64(day.SundayOrHoliday) {
			return Reply{Value: localDepartments[1], Label: "dans le Bas-Rhin, le Haut-Rhin ou la Moselle", Total: total}
		}
		return Reply{Value: ordinaryDepartment, Label: "ailleurs", Total: total}
	}
	f := &d.plan.Facts[fact]
	return Reply{Value: facts.Decoded(f, n), Label: explain.FactValue(f, eval.Of(n)), Total: total}
}

// localDays are the kinds that the day may have where only some departments keep it.
func (d *desk) localDays() []int64 {
	out := []int64{int64(d.at.KindOf(day.Mainland)), int64(d.at.KindOf(day.AlsaceMoselle))}
	slices.Sort(out)
	return out
}

// capQuestion asks for the past acts that some open act counts.
func (d *desk) capQuestion() string {
	var codes []string
	for _, i := range d.capped {
		d.acts[i].eachCap(d.statute, func(c *plan.Cap) {
			p := d.probe(i, opposableTariff)
			if p.status == open || p.status == allowed {
				for _, code := range c.Codes {
					if !slices.Contains(codes, code) {
						codes = append(codes, code)
					}
				}
			}
		})
	}
	slices.Sort(codes)
	return "Avez-vous déjà facturé " + explain.Enumerate(codes, "ou") + " à ce patient, dans la période où le nombre en est limité\u00a0?"
}

// eachCap calls f for each cap of an act in force.
func (a *act) eachCap(s *statute, f func(*plan.Cap)) {
	for _, t := range a.tracked {
		v := &s.plan.Parts[t.part].Versions[t.version]
		for i := range v.Caps {
			f(&v.Caps[i])
		}
	}
}
