package opposable

import (
	"fmt"
	"strings"

	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/simulate"
)

// Simulate prices the asked scenario on weighted groups, in the JSON of the contract, against the law without scenario.
func (l *Law) Simulate(object map[string]any, a Asked) (*simulate.Result, error) {
	m, err := l.Moment(a, object)
	if err != nil {
		return nil, err
	}
	if m.At, err = l.year(object, a, m.At); err != nil {
		return nil, err
	}
	delete(object, "annee")
	var problems facts.Problems
	if m.Scenario == "" {
		problems = append(problems, facts.Problem{Path: "--scenario", Message: fmt.Sprintf(
			"dites quel scénario comparer au droit en vigueur — %s", strings.Join(l.Scenarios(), ", "))})
	}
	in, err := simulate.Read(l.Plan, object, l.FindRule)
	if more, ok := err.(facts.Problems); ok {
		problems = append(problems, more...)
	} else if err != nil {
		return nil, err
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return simulate.Run(l.Engine, in, m)
}
