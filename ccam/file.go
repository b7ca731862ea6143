package ccam

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/facts"
)

// The local file is JSON lines: one that says the format, then for each version one that describes it and one for each of its rows. The
// title of an act is on its first row only. Amounts are whole cents; null is an act that the insurance does not cover.

// Format is what the first line of a local file says.
const Format = "opposable-ccam-1"

type formatLine struct {
	Format string `json:"format"`
}

type versionLine struct {
	Version     string   `json:"version"`
	From        day.Date `json:"du"`
	File        string   `json:"fichier"`
	Reliability string   `json:"fiabilite"`
	Rows        int      `json:"lignes"`
}

type rowLine struct {
	Code      string `json:"code"`
	Activity  int    `json:"activite"`
	Phase     int    `json:"phase"`
	Binding   *int64 `json:"opposable"`
	Free      *int64 `json:"libre"`
	Modifiers string `json:"modificateurs,omitempty"`
	Title     string `json:"libelle,omitempty"`
	Label     string `json:"precision,omitempty"`
}

// Write writes a table as a local file.
func (t *Table) Write(w io.Writer) error {
	b := bufio.NewWriter(w)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	err := e.Encode(formatLine{Format})
	for i := range t.Versions {
		v := &t.Versions[i]
		err = errors.Join(err, e.Encode(versionLine{v.Number, v.From, v.File, v.Reliability, len(v.Rows)}))
		for k := range v.Rows {
			r := &v.Rows[k]
			line := rowLine{
				Code: r.Code, Activity: r.Activity, Phase: r.Phase, Binding: r.Binding.cents(), Free: r.Free.cents(), Modifiers: r.Modifiers, Label: r.Label,
			}
			if k == 0 || v.Rows[k-1].Code != r.Code {
				line.Title = r.Title
			}
			err = errors.Join(err, e.Encode(line))
		}
	}
	if err = errors.Join(err, b.Flush()); err != nil {
		return fmt.Errorf("writing the local table: %w", err)
	}
	return nil
}

func (t Tariff) cents() *int64 {
	if !t.Covered {
		return nil
	}
	return &t.Cents
}

func tariff(cents *int64) Tariff {
	if cents == nil {
		return Tariff{}
	}
	return Tariff{Cents: *cents, Covered: true}
}

// Read reads a local file. The error is the user's to mend: another file, one cut short, two rows for one key.
func Read(r io.Reader, name string) (*Table, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 64<<10), 1<<20)
	number := 0
	refuse := func(format string, args ...any) error {
		return facts.Refuse("", "%s:%d : %s — refaites la table par « opposable ccam importer »", name, number, fmt.Sprintf(format, args...))
	}
	next := func(into any) (bool, error) {
		if !lines.Scan() {
			return false, lines.Err()
		}
		number++
		d := json.NewDecoder(strings.NewReader(lines.Text()))
		d.DisallowUnknownFields()
		return true, d.Decode(into)
	}
	var head formatLine
	if ok, err := next(&head); err != nil || !ok || head.Format != Format {
		number = max(number, 1)
		return nil, refuse("ce n'est pas une table locale d'Opposable, dont la première ligne est {\"format\":\"%s\"}", Format)
	}
	t := &Table{}
	for {
		var head versionLine
		ok, err := next(&head)
		switch {
		case err != nil:
			return nil, refuse("une version est attendue : {\"version\", \"du\", \"fichier\", \"fiabilite\", \"lignes\"}")
		case !ok && len(t.Versions) == 0:
			return nil, refuse("la table est vide")
		case !ok:
			return t, nil
		case !slices.Contains([]string{official, "recoupe", unverified}, head.Reliability):
			return nil, refuse("fiabilité « %s » inconnue : officiel, recoupe ou a_verifier", head.Reliability)
		case head.Rows < 1 || head.Rows > 1_000_000:
			return nil, refuse("%d lignes annoncées", head.Rows)
		}
		v := Version{Number: head.Version, From: head.From, File: head.File, Reliability: head.Reliability}
		for range head.Rows {
			var l rowLine
			ok, err := next(&l)
			switch {
			case err != nil:
				return nil, refuse("la ligne ne se lit pas")
			case !ok:
				return nil, refuse("la version %s annonce %d lignes et en a %d : le fichier est tronqué", head.Version, head.Rows, len(v.Rows))
			case !codeForm.MatchString(l.Code):
				return nil, refuse("code « %s » : quatre lettres et trois chiffres sont attendus", l.Code)
			}
			row := Row{
				Code: l.Code, Activity: l.Activity, Phase: l.Phase, Binding: tariff(l.Binding), Free: tariff(l.Free), Modifiers: l.Modifiers,
				Title: l.Title, Label: l.Label,
			}
			if n := len(v.Rows); n > 0 {
				last := &v.Rows[n-1]
				if last.compare(&row) >= 0 {
					return nil, refuse("%s, activité %d, phase %d : une seule ligne par clé, dans l'ordre", l.Code, l.Activity, l.Phase)
				}
				if row.Title == "" && last.Code == row.Code {
					row.Title = last.Title
				}
			}
			v.Rows = append(v.Rows, row)
		}
		if t.Put(v) {
			return nil, refuse("deux versions du %s", v.From)
		}
	}
}
