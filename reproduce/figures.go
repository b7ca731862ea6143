package reproduce

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"math/big"
	"strings"
)

// Figure is a published figure to compute again.
type Figure struct {
	Name      string            `json:"nom"`
	Title     string            `json:"libelle"`     // where that of the series does not tell it from another
	Published string            `json:"publie"`      // series@mark
	Tolerance string            `json:"tolerance"`   // in the unit of the figure, or « 5 % » of it
	Direction string            `json:"sens"`        // au_moins: what is computed may be more
	Calculus  json.RawMessage   `json:"calcul"`      // how; absent: it cannot be
	Reason    string            `json:"raison"`      // why it cannot
	Outside   string            `json:"raison_hors"` // why it is out of tolerance, when it is
	Method    string            `json:"methode"`     // how, in words, where the calculus does not say it
	Fitted    string            `json:"cale"`        // what was fitted on this very figure
	Each      []string          `json:"pour_chaque"`
	Before    map[string]string `json:"avant"` // by mark, the one before

	tolerance *big.Rat
	percent   bool
}

// AtLeast is the direction of a figure that says « more than ».
const AtLeast = "au_moins"

const figuresFile = "reproduire.json"

// readFigures reads how figures are computed, one for each mark where a figure is of several.
func (b *Book) readFigures(files fs.FS) error {
	text, err := fs.ReadFile(files, figuresFile)
	if err != nil {
		return fmt.Errorf("opening the published figures: %w", err)
	}
	var raw []json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		return fmt.Errorf("%s: %w", figuresFile, err)
	}
	seen := map[string]bool{}
	for i, one := range raw {
		var whole Figure
		if err := strictly(one, &whole); err != nil {
			return fmt.Errorf("%s, figure %d: %w", figuresFile, i+1, err)
		}
		marks := whole.Each
		if len(marks) == 0 {
			marks = []string{""}
		}
		for _, mark := range marks {
			var f Figure
			written := strings.NewReplacer("{repere}", mark, "{avant}", whole.Before[mark]).Replace(string(one))
			if err := strictly([]byte(written), &f); err != nil {
				return fmt.Errorf("%s, figure %d: %w", figuresFile, i+1, err)
			}
			if err := b.checkFigure(&f); err != nil {
				return fmt.Errorf("%s, %s: %w", figuresFile, f.Name, err)
			}
			if seen[f.Name] {
				return fmt.Errorf("%s: %s is there already", figuresFile, f.Name)
			}
			seen[f.Name] = true
			b.Figures = append(b.Figures, f)
		}
	}
	return nil
}

func strictly(text []byte, v any) error {
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.DisallowUnknownFields()
	return d.Decode(v)
}

func (b *Book) checkFigure(f *Figure) error {
	p, err := b.point(f.Published)
	switch {
	case err != nil:
		return err
	case f.Calculus == nil && f.Reason == "":
		return fmt.Errorf("neither a calculus nor a reason why there is none")
	case f.Calculus != nil && p.Value == nil:
		return fmt.Errorf("a calculus for a figure that was not published")
	case f.Direction != "" && f.Direction != AtLeast:
		return fmt.Errorf("the direction %q", f.Direction)
	case f.Tolerance == "" && f.Direction == "" && f.Calculus != nil:
		return fmt.Errorf("no tolerance")
	case f.Tolerance == "":
		return nil
	}
	text, percent := strings.CutSuffix(f.Tolerance, " %")
	n, ok := new(big.Rat).SetString(text)
	if !ok || n.Sign() < 0 {
		return fmt.Errorf("the tolerance %q", f.Tolerance)
	}
	f.tolerance, f.percent = n, percent
	return nil
}

// point finds series@mark.
func (b *Book) point(text string) (*Point, error) {
	series, mark, ok := strings.Cut(text, "@")
	if p, found := b.Of(series, mark); ok && found {
		return p, nil
	}
	return nil, fmt.Errorf("no published figure is %q", text)
}
