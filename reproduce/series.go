package reproduce

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"math/big"
	"path"
	"slices"
	"strings"
)

// Point is one published figure.
type Point struct {
	Series string // its key
	Title  string
	Mark   string // what it is of: a year, a place, a percentile
	Value  *big.Rat
	Text   string // as it was written; empty when it was announced without a figure
	Unit   string
	Source string // a key
	Grade  string
	Note   string
}

// Source is where figures were read.
type Source struct{ Key, Title, Origin string }

// Book is the published figures, by theme.
type Book struct {
	Points  []Point // in the order of the files
	Sources []Source
	Figures []Figure
	Events  []Event // in order of their days
	themes  map[string][]Point
}

// Of returns the point of a series at a mark.
func (b *Book) Of(series, mark string) (*Point, bool) {
	i := slices.IndexFunc(b.Points, func(p Point) bool { return p.Series == series && p.Mark == mark })
	if i < 0 {
		return nil, false
	}
	return &b.Points[i], true
}

// Series returns the points of a series, in the order in which they are written.
func (b *Book) Series(key string) []Point {
	var out []Point
	for _, p := range b.Points {
		if p.Series == key {
			out = append(out, p)
		}
	}
	return out
}

// Theme returns the points of one file.
func (b *Book) Theme(name string) []Point { return b.themes[name] }

// SourceTitle says where a figure was read.
func (b *Book) SourceTitle(key string) string {
	i := slices.IndexFunc(b.Sources, func(s Source) bool { return s.Key == key })
	if i < 0 {
		return key
	}
	return b.Sources[i].Title
}

// Load reads the published figures. An error is a fault of the data, with its place.
func Load(files fs.FS) (*Book, error) {
	b := &Book{themes: map[string][]Point{}}
	if err := b.readSources(files); err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "*.csv")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if name == sourcesFile || name == eventsFile {
			continue
		}
		if err := b.readTheme(files, name); err != nil {
			return nil, err
		}
	}
	if err := b.readEvents(files); err != nil {
		return nil, err
	}
	return b, b.readFigures(files)
}

const sourcesFile = "sources.csv"

func records(files fs.FS, name string, columns ...string) ([][]string, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, fmt.Errorf("opening the published figures: %w", err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.Comment, r.FieldsPerRecord = ';', '#', len(columns)
	list, err := r.ReadAll()
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, err)
	case len(list) == 0 || !slices.Equal(list[0], columns):
		return nil, fmt.Errorf("%s: the columns are not %s", name, strings.Join(columns, ";"))
	}
	return list[1:], nil
}

func (b *Book) readSources(files fs.FS) error {
	list, err := records(files, sourcesFile, "cle", "titre", "origine")
	for _, r := range list {
		b.Sources = append(b.Sources, Source{r[0], r[1], r[2]})
	}
	return err
}

func (b *Book) readTheme(files fs.FS, name string) error {
	list, err := records(files, name, "serie", "libelle", "repere", "valeur", "unite", "source", "fiabilite", "precision")
	if err != nil {
		return err
	}
	theme := strings.TrimSuffix(name, path.Ext(name))
	for i, r := range list {
		p := Point{Series: r[0], Title: r[1], Mark: r[2], Text: r[3], Unit: r[4], Source: r[5], Grade: r[6], Note: r[7]}
		if p.Text != "" {
			value, ok := new(big.Rat).SetString(p.Text)
			if !ok {
				return fmt.Errorf("%s, record %d: %q is no number", name, i+1, p.Text)
			}
			p.Value = value
		}
		if _, twice := b.Of(p.Series, p.Mark); twice {
			return fmt.Errorf("%s, record %d: %s@%s is there already", name, i+1, p.Series, p.Mark)
		}
		if err := b.held(name, i, p.Source, p.Grade); err != nil {
			return err
		}
		b.Points = append(b.Points, p)
		b.themes[theme] = append(b.themes[theme], p)
	}
	return nil
}
