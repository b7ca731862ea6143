package cotation

import (
	_ "embed"
	"strings"

	"github.com/opposable/opposable/plan"
)

// Unmodelled gives the codes of the nomenclatures that no rule prices, with what each is.
func Unmodelled(p *plan.Plan) map[string]string {
	out := map[string]string{}
	for _, code := range p.Codes {
		out[code.Code] = code.Label
	}
	return out
}

// The modifiers of the common classification that no rule models yet: code, semicolon, label.
//
//go:embed modifiers.csv
var unmodelledModifiers string

// otherModifiers gives the modifiers that no rule models, with what each is.
func otherModifiers() map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(unmodelledModifiers) {
		if code, label, ok := strings.Cut(strings.TrimSpace(line), ";"); ok && !strings.HasPrefix(line, "#") {
			out[code] = label
		}
	}
	return out
}

// Technical reports whether a code is written as the common classification of technical acts writes its codes.
func Technical(code string) bool { return technicalForm.MatchString(code) }
