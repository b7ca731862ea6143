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
