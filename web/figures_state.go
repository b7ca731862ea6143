package web

import (
	"sync"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/reproduce"
)

// reproducing computes the published figures again, once for all readers, since nothing in them depends on a question: at the first one without a population, then with one, which takes a while to make.
type reproducing struct {
	law    *opposable.Law
	people func() (*opposable.People, error) // nil: none
	log    func(string)

	once     sync.Once
	finished chan struct{} // closed when no more is under way
	mu       sync.Mutex
	known    []reproduce.Result
	pending  bool
	err      error
}

// now returns what is known, and whether more is under way.
func (r *reproducing) now() (known []reproduce.Result, pending bool, err error) {
	r.once.Do(func() {
		r.known, r.err = r.compute(nil)
		if r.pending = r.err == nil && r.people != nil; r.pending {
			r.finished = make(chan struct{})
			go r.complete()
		}
	})
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.known, r.pending, r.err
}

// complete computes the figures that ask a population. Without one, those that were known stay.
func (r *reproducing) complete() {
	defer close(r.finished)
	people, err := r.people()
	var whole []reproduce.Result
	if err == nil {
		whole, err = r.compute(people)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pending = false
	switch {
	case err == nil:
		r.known = whole
	case r.log != nil:
		r.log("figures without a population: " + err.Error())
	}
}

func (r *reproducing) compute(people *opposable.People) ([]reproduce.Result, error) {
	return r.law.Reproduce(opposable.Inputs{Today: r.law.Plan.Verified, People: people})
}
