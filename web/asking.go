package web

import (
	"encoding/json"
	"fmt"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/day"
)

// asking writes a moment as a question.
func asking(m day.Moment) opposable.Asked {
	asked := opposable.Asked{At: m.At.String(), Scenario: m.Scenario, Today: m.At}
	if m.Known != nil {
		asked.Known = m.Known.String()
	}
	return asked
}

// numbered turns the values of answers back into the JSON numbers that facts take.
func numbered(values map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range values {
		if v != nil {
			out[k] = json.Number(fmt.Sprint(v))
		}
	}
	return out
}
