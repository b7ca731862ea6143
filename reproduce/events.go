package reproduce

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
)

// Event is what was said of the convention on a day and that no act of the rules holds.
type Event struct {
	On     day.Date
	Loose  string // the month, when no day is known
	Kind   string // « proposé », « promis »
	Text   string
	Source string // a key
	Grade  string
}

const eventsFile = "evenements.csv"

func (b *Book) readEvents(files fs.FS) error {
	list, err := records(files, eventsFile, "date", "dit", "nature", "texte", "source", "fiabilite")
	if err != nil {
		return err
	}
	for i, r := range list {
		e := Event{Loose: r[1], Kind: r[2], Text: r[3], Source: r[4], Grade: r[5]}
		if e.On, err = day.Parse(r[0]); err != nil {
			return fmt.Errorf("%s, record %d: %w", eventsFile, i+1, err)
		}
		if err := b.held(eventsFile, i, e.Source, e.Grade); err != nil {
			return err
		}
		b.Events = append(b.Events, e)
	}
	slices.SortStableFunc(b.Events, func(a, b Event) int { return cmp.Compare(a.On, b.On) })
	return nil
}

// held refuses what has no known source or grade.
func (b *Book) held(name string, i int, source, grade string) error {
	switch {
	case !slices.Contains(explain.Grades, grade):
		return fmt.Errorf("%s, record %d: the grade %q", name, i+1, grade)
	case b.SourceTitle(source) == source:
		return fmt.Errorf("%s, record %d: the source %q is not in %s", name, i+1, source, sourcesFile)
	}
	return nil
}
