package answer

import (
	"encoding/json"
	"maps"
	"slices"
)

// plain is a Result without its own marshalling.
type plain Result

// MarshalJSON writes the result, the values shown beside it as members of their own.
func (r *Result) MarshalJSON() ([]byte, error) {
	b, err := json.Marshal((*plain)(r))
	if err != nil || len(r.Beside) == 0 {
		return b, err
	}
	for _, name := range slices.Sorted(maps.Keys(r.Beside)) {
		value, err := json.Marshal(r.Beside[name])
		if err != nil {
			return nil, err
		}
		key, _ := json.Marshal(name)
		b = append(b[:len(b)-1], ',')
		b = append(append(append(append(b, key...), ':'), value...), '}')
	}
	return b, nil
}

// Explained is a result with its tree of reasons, as « expliquer » answers. The tree is null outside what the rules cover.
type Explained struct{ *Result }

// Explain shows the tree of a result.
func (r *Result) Explain() Explained { return Explained{r} }

// MarshalJSON writes the result and the tree as one object.
func (e Explained) MarshalJSON() ([]byte, error) {
	b, err := e.Result.MarshalJSON()
	if err != nil {
		return nil, err
	}
	tree := []byte("null")
	if e.Tree != nil {
		if tree, err = json.Marshal(e.Reasons()); err != nil {
			return nil, err
		}
	}
	b = append(b[:len(b)-1], `,"arbre":`...)
	return append(append(b, tree...), '}'), nil
}
