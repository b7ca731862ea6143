package cotation

import (
	"slices"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/eval"
)

// write gives what stands whatever the missing facts: the common lines, the common sums, the least and the greatest total.
func (q *inquiry) write(a *Answer, out *outcome) {
	a.State = answer.ToSpecify
	first := &q.outcomes[0]
	common := bill{list: first.bill.list, settled: true, third: first.bill.third, barred: first.bill.barred}
	for i := range q.outcomes {
		common.barred = common.barred && q.outcomes[i].bill.barred
	}
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
			return m.code == l.code && m.amount == l.amount && m.settled == l.settled && m.act.key == l.act.key
		})
		if k < 0 {
			return l, false
		}
		if m := &q.outcomes[i].bill.lines[k]; m.split != l.split {
			l.split = split{state: eval.Unknown}
		}
		l.unsure = l.unsure || q.outcomes[i].bill.lines[k].extra != l.extra
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
