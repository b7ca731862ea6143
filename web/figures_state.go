package web

import (
	"sync"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/reproduce"
)

// reproduced are the published figures, and what comes out when they are computed again: nothing in them depends on a question.
type reproduced struct {
	book *reproduce.Book
	list []reproduce.Result
}

// reproducing computes them once for all readers: at the first one without a population, then with one, which takes a while to make.
type reproducing struct {
	law    *opposable.Law
	people func() (*opposable.People, error) // nil: none
	log    func(string)

	once     sync.Once
	finished chan struct{} // closed when no more is under way
	mu       sync.Mutex
	known    *reproduced
	pending  bool
	err      error
}

// now returns what is known, and whether more is under way.
func (r *reproducing) now() (known *reproduced, pending bool, err error) {
	r.once.Do(func() {
		r.known, r.err = newReproduced(r.law, nil)
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
	var whole *reproduced
	if err == nil {
		whole, err = newReproduced(r.law, people)
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

func newReproduced(l *opposable.Law, people *opposable.People) (*reproduced, error) {
	b, err := opposable.Published()
	if err != nil {
		return nil, err
	}
	list, err := l.Reproduce(opposable.Inputs{Today: l.Plan.Verified, People: people})
	return &reproduced{b, list}, err
}
