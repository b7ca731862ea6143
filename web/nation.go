package web

import (
	"context"
	"sync"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/reform"
)

// Nation is the population on which reforms are priced. It is loaded once, when a first page asks for it.
type Nation struct {
	// Load reads or makes the population; it tells how far it is.
	Load func(ctx context.Context, progress func(table string, rows int)) (*reform.Base, error)
	// Said is how the command line names it: what follows « opposable simuler ».
	Said string

	once  sync.Once
	mu    sync.Mutex
	rows  map[string]int
	order []string
	refs  *opposable.References
	err   error
}

// nationState is what is ready of it.
type nationState struct {
	Refs  *opposable.References
	Err   error
	Steps []nationStep
}

// nationStep is how many rows of a table were read.
type nationStep struct {
	Table string
	Rows  int64
}

// state begins the loading at the first call, for the moment of that call, and says how far it is.
func (n *Nation) state(l *opposable.Law, m day.Moment) nationState {
	n.once.Do(func() { go n.load(l, m) })
	n.mu.Lock()
	defer n.mu.Unlock()
	out := nationState{Refs: n.refs, Err: n.err}
	for _, table := range n.order {
		out.Steps = append(out.Steps, nationStep{table, int64(n.rows[table])})
	}
	return out
}

func (n *Nation) load(l *opposable.Law, m day.Moment) {
	base, err := n.Load(context.Background(), func(table string, rows int) {
		n.mu.Lock()
		defer n.mu.Unlock()
		if n.rows == nil {
			n.rows = map[string]int{}
		}
		if n.rows[table] == 0 {
			n.order = append(n.order, table)
		}
		n.rows[table] += rows
	})
	var refs *opposable.References
	if err == nil {
		refs = opposable.NewReferences(l, base)
		refs.Warm(l, m)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.refs, n.err = refs, err
}
