// Package complete decides what missing facts could make of an answer: it tries their representatives, compares the outcomes, and ranks
// the questions whose answer still counts by what they are worth.
//
// It takes unknowns, each with values that stand for its whole domain, and a function that prices one completion. It gives the outcomes'
// range and the questions. It knows nothing of rules: whoever calls it says what an outcome is.
//
// Unstable: only the root package is a promised face.
package complete

import "slices"

// Limit is the number of completions above which facts are varied one by one instead of all together.
const Limit = 4096

// Unknown is a missing fact and the values that stand for its domain.
type Unknown struct {
	ID         int // the caller's
	Candidates []int64
}

// Outcome is what a completion gives. Two outcomes are the same answer when their keys are equal.
type Outcome struct {
	Key   string
	Total int64
	Valid bool // the total is a number
}

// Question is an unknown whose value changes the answer.
type Question struct {
	ID      int
	Worth   int64 // the widest difference of total that it makes alone
	Answers []Answer
}

// Answer is one value of a question and what the total becomes, the other unknowns as in the best-known completion.
type Answer struct {
	Value   int64
	Outcome Outcome
}

// Report is what all completions say together.
type Report struct {
	Same      bool // all outcomes have the same key
	First     Outcome
	SameTotal bool
	Min, Max  int64 // over valid outcomes
	AnyValid  bool
	AllValid  bool
	Questions []Question
	Partial   bool // too many completions: facts were varied one by one
}

// Run tries the completions. Price receives one value per unknown, in order; the slice is reused.
func Run(unknowns []Unknown, price func([]int64) Outcome) Report {
	r := &run{unknowns: unknowns, price: price, report: Report{Same: true, SameTotal: true, AllValid: true}, first: true}
	total := 1
	for _, u := range unknowns {
		if total *= max(1, len(u.Candidates)); total > Limit {
			break
		}
	}
	if total <= Limit {
		r.all()
	} else {
		r.report.Partial = true
		r.oneByOne()
	}
	r.rank()
	return r.report
}

type run struct {
	unknowns []Unknown
	price    func([]int64) Outcome
	report   Report
	first    bool
	found    []Question
}

func (r *run) see(o Outcome) {
	rep := &r.report
	if r.first {
		rep.First, r.first = o, false
	}
	rep.Same = rep.Same && o.Key == rep.First.Key
	rep.SameTotal = rep.SameTotal && o.Valid == rep.First.Valid && o.Total == rep.First.Total
	rep.AllValid = rep.AllValid && o.Valid
	if !o.Valid {
		return
	}
	if !rep.AnyValid {
		rep.Min, rep.Max, rep.AnyValid = o.Total, o.Total, true
	}
	rep.Min, rep.Max = min(rep.Min, o.Total), max(rep.Max, o.Total)
}

// all prices the whole product, then compares outcomes that differ in one unknown only.
func (r *run) all() {
	n := len(r.unknowns)
	strides, size := make([]int, n), 1
	for i := n - 1; i >= 0; i-- {
		strides[i] = size
		size *= len(r.unknowns[i].Candidates)
	}
	outcomes := make([]Outcome, size)
	values := make([]int64, n)
	for k := range outcomes {
		for i, u := range r.unknowns {
			values[i] = u.Candidates[k/strides[i]%len(u.Candidates)]
		}
		outcomes[k] = r.price(values)
		r.see(outcomes[k])
	}
	for i, u := range r.unknowns {
		q := Question{ID: u.ID}
		changes, best := false, -1
		for k := range outcomes {
			if k/strides[i]%len(u.Candidates) != 0 {
				continue
			}
			lo, hi, seen, differs := int64(0), int64(0), false, false
			for c := range u.Candidates {
				o := outcomes[k+c*strides[i]]
				differs = differs || o.Key != outcomes[k].Key
				if o.Valid {
					if !seen {
						lo, hi, seen = o.Total, o.Total, true
					}
					lo, hi = min(lo, o.Total), max(hi, o.Total)
				}
			}
			if !differs {
				continue
			}
			changes = true
			if best < 0 || hi-lo > q.Worth {
				q.Worth, best = hi-lo, k
			}
		}
		if !changes {
			continue
		}
		for c, v := range u.Candidates {
			q.Answers = append(q.Answers, Answer{v, outcomes[best+c*strides[i]]})
		}
		r.found = append(r.found, q)
	}
}

// oneByOne varies each unknown around bases made of the first candidates of the others, then around the best and the worst completion
// found so far, so that an act that needs several facts at once is still seen.
func (r *run) oneByOne() {
	bases := [][]int64{r.base(0)}
	found := make([]Question, len(r.unknowns))
	changes := make([]bool, len(r.unknowns))
	for pass := range 4 {
		base := bases[len(bases)-1]
		best, bestValues := Outcome{}, slices.Clone(base)
		for i, u := range r.unknowns {
			values := slices.Clone(base)
			q := Question{ID: u.ID}
			var lo, hi int64
			seen, differs := false, false
			for _, v := range u.Candidates {
				values[i] = v
				o := r.price(values)
				r.see(o)
				q.Answers = append(q.Answers, Answer{v, o})
				differs = differs || o.Key != q.Answers[0].Outcome.Key
				if !o.Valid {
					continue
				}
				if !seen {
					lo, hi, seen = o.Total, o.Total, true
				}
				lo, hi = min(lo, o.Total), max(hi, o.Total)
				better := o.Total > best.Total
				if pass%2 == 1 {
					better = o.Total < best.Total
				}
				if !best.Valid || better {
					best, bestValues = o, slices.Clone(values)
				}
			}
			if q.Worth = hi - lo; differs && (!changes[i] || q.Worth > found[i].Worth) {
				changes[i], found[i] = true, q
			}
		}
		bases = append(bases, bestValues)
	}
	for i := range found {
		if changes[i] {
			r.found = append(r.found, found[i])
		}
	}
}

func (r *run) base(k int) []int64 {
	values := make([]int64, len(r.unknowns))
	for i, u := range r.unknowns {
		values[i] = u.Candidates[min(k, len(u.Candidates)-1)]
	}
	return values
}

func (r *run) rank() {
	slices.SortStableFunc(r.found, func(a, b Question) int {
		switch {
		case a.Worth > b.Worth:
			return -1
		case a.Worth < b.Worth:
			return 1
		}
		return 0
	})
	r.report.Questions = r.found
}
