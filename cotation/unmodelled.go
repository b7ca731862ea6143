package cotation

import (
	"strings"

	"github.com/opposable/opposable/plan"
)

// modifierMark begins the code of a modifier of the common classification among the codes that no rule models.
const modifierMark = "/"

// Unmodelled gives the codes of the nomenclatures that no rule prices, with what each is.
func Unmodelled(p *plan.Plan) map[string]string {
	acts, _ := unmodelled(p)
	return acts
}

// unmodelled gives the acts and the modifiers that no rule models, with what each is.
func unmodelled(p *plan.Plan) (acts, modifiers map[string]string) {
	acts, modifiers = map[string]string{}, map[string]string{}
	for _, code := range p.Codes {
		if letter, ok := strings.CutPrefix(code.Code, modifierMark); ok {
			modifiers[letter] = code.Label
			continue
		}
		acts[code.Code] = code.Label
	}
	return acts, modifiers
}

// Technical reports whether a code is written as the common classification of technical acts writes its codes.
func Technical(code string) bool { return technicalForm.MatchString(code) }
