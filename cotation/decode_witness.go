package cotation

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/explain"
)

// A set whose facts agree is proved by a visit: the ordinary one, changed as little as its acts ask. When other acts then enter the bill,
// the facts that refuse them are tried, nearest to the ordinary visit first.

// mostTries bounds the visits priced for one set.
const mostTries = 48

// try looks for a witness of a set.
func (x *solver) try(acts []*option, cubes []cube, extra int64) {
	codes := make([]string, len(acts))
	for i, o := range acts {
		codes[i] = o.code
	}
	slices.Sort(codes)
	key := strings.Join(codes, "+") + fmt.Sprint(extra)
	if x.seen[key] {
		return
	}
	var open frontier
	for _, c := range cubes {
		open.push(attempt{goal: c, cube: c, unusual: x.unusual(c)})
	}
	for tries := 0; len(open) > 0 && tries < mostTries; tries++ {
		one := open.pop()
		intruder, found := x.witness(codes, acts, &one, extra)
		if found {
			x.seen[key] = true
			return
		}
		if intruder == absent {
			continue
		}
		for _, r := range x.refusedBy[intruder] {
			if m := meet(one.cube, r); m != nil {
				open.push(attempt{goal: one.goal, cube: m, unusual: x.unusual(m)})
			}
		}
		if a := &x.d.acts[intruder]; a.modifies { // elsewhere it may be worth no more than another addition, which is then preferred
			for _, m := range x.elsewhere(a.prog.Facts, one.cube) {
				open.push(attempt{goal: one.goal, cube: m, unusual: x.unusual(m)})
			}
		}
	}
}

// elsewhere gives, for each of some facts, the cube without the piece that its visit was chosen in.
func (s *space) elsewhere(facts []int, c cube) (out []cube) {
	for _, f := range facts {
		k := s.grid.at[f]
		if k == absent {
			continue
		}
		piece := s.grid.usual[k]
		if c[k]&(1<<piece) == 0 {
			piece = nearest(c[k], piece)
		}
		if left := c[k] &^ (1 << piece); left != 0 {
			m := slices.Clone(c)
			m[k] = left
			out = append(out, m)
		}
	}
	return out
}

// attempt is a cube to try: what the acts ask, then what keeps other acts out.
type attempt struct {
	goal, cube cube
	unusual    int
}

// frontier holds attempts, the last one the nearest to the ordinary visit.
type frontier []attempt

func (f *frontier) push(a attempt) {
	at, _ := slices.BinarySearchFunc(*f, a.unusual, func(b attempt, n int) int {
		if b.unusual > n { // among equals the first pushed stays nearer the end
			return -1
		}
		return 1
	})
	*f = slices.Insert(*f, at, a)
}

func (f *frontier) pop() attempt {
	last := (*f)[len(*f)-1]
	*f = (*f)[:len(*f)-1]
	return last
}

// unusual counts the facts that a cube keeps from being those of the ordinary visit.
func (s *space) unusual(c cube) (n int) {
	for k := range c {
		if c[k]&(1<<s.grid.usual[k]) == 0 {
			n++
		}
	}
	return n
}

// witness prices the visit of an attempt. It reports success, or the act that entered the bill uninvited, if one did.
func (x *solver) witness(codes []string, acts []*option, a *attempt, extra int64) (intruder int32, found bool) {
	v := x.choose(a.cube, acts, extra)
	var out outcome
	d := x.trial
	d.load(v)
	defer func() {
		d.probes, d.stated, d.foreign, d.ended = d.probes[:d.fixed], d.stated[:0], d.foreign[:0], d.ended[:0]
	}()
	if !d.decide(&out) {
		return absent, false
	}
	if out.bill.settled && !out.bill.modified() && out.bill.total == x.cents && out.bill.extra == extra && slices.Equal(out.bill.codes(), codes) {
		x.tell(v, acts, &out, a.goal, a.cube)
		return absent, true
	}
	for i := range out.bill.lines {
		if m := out.bill.lines[i].modifiers; len(m) > 0 {
			return int32(m[0].act.index), false
		}
		if l := &out.bill.lines[i]; !slices.ContainsFunc(acts, func(o *option) bool { return o.act == int32(l.act.index) }) {
			return int32(l.act.index), false
		}
	}
	return absent, false
}

// choose picks the visit of a cube that is nearest to the ordinary one.
func (x *solver) choose(c cube, acts []*option, extra int64) *Visit {
	d := x.d
	if x.trial == nil {
		x.trial = d.desk()
	}
	set := *x.profile.visit.Facts
	set.Values = slices.Clone(x.usual)
	for k, pieces := range c {
		usual := x.grid.usual[k]
		if pieces&(1<<usual) != 0 {
			continue
		}
		set.Values[x.grid.facts[k]] = eval.Of(x.grid.values[k][nearest(pieces, usual)])
	}
	n := &d.names
	if n.age != absent && n.months != absent && set.Values[n.age].State == eval.Known {
		set.Values[n.months] = eval.Of(set.Values[n.age].N * monthsPerYear)
	}
	set.Values[n.fee] = x.profile.visit.Facts.Values[n.fee]
	if extra > 0 {
		set.Values[n.fee] = eval.Of(x.cents)
	}
	v := &Visit{Moment: x.profile.visit.Moment, Facts: &set, Hour: set.Values[n.hour]}
	for _, o := range acts {
		if o.stated {
			v.Acts = append(v.Acts, o.code)
		}
	}
	slices.Sort(v.Acts)
	return v
}

// nearest returns the piece that is nearest to the usual one, the later of two.
func nearest(pieces uint64, usual int) int {
	above, below := bits.TrailingZeros64(pieces>>usual), bits.LeadingZeros64(pieces<<(63-usual))
	if pieces>>usual != 0 && above <= below {
		return usual + above
	}
	return usual - below
}

// tell writes a combination from its witness, still on the desk.
func (x *solver) tell(v *Visit, acts []*option, out *outcome, goal, c cube) {
	one := Combination{
		Total: out.bill.total, Extra: out.bill.extra, Lines: []WitnessLine{}, State: answer.Sure, grade: gradeOf(&out.bill),
		Witness: x.state(v.Facts.Values, v.Acts), unusual: x.unusual(c) + len(v.Acts),
	}
	for i := range out.bill.lines {
		l := &out.bill.lines[i]
		one.Codes = append(one.Codes, l.code)
		one.Lines = append(one.Lines, WitnessLine{l.code, l.title, l.amount + l.extra})
	}
	if len(out.others) > 0 {
		one.State = answer.Disputed
	}
	if out.bill.extra > 0 {
		one.unusual++
	}
	one.Reliability = explain.Grades[one.grade]
	one.Conditions = x.conditions(v, acts, out, goal, c)
	x.found = append(x.found, one)
}
