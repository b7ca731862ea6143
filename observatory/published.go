package observatory

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/plan"
)

//go:embed published.csv
var publishedFile string

// Published is a line of the shipped series: a figure that somebody published, or one that nobody did.
type Published struct {
	Value
	Known  bool   // false: « NS » in the file, which is no zero
	Held   bool   // whether it may be held against the target; the others are of another scope and only shown
	Scope  string // what was counted
	Source string // who published it and where it was read
	Grade  string // of the contract
}

// unknownFigure is how the files of the insurance write a figure that is not known.
const unknownFigure = "NS"

// columns of the file, in order.
const (
	listColumn = iota
	numberColumn
	strandColumn
	dateColumn
	figureColumn
	unitColumn
	scopeColumn
	heldColumn
	sourceColumn
	gradeColumn
	columns
)

// Shipped returns the published series that come with the program, by objective then date. Lines about an objective that the rules do
// not have are left out. An error is a fault of the file, with its line.
func Shipped(p *plan.Plan) ([]Published, error) { return readPublished(p, publishedFile) }

func readPublished(p *plan.Plan, text string) ([]Published, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.Comment, r.FieldsPerRecord = ';', '#', columns
	records, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("reading the published series: %w", err)
	}
	var out []Published
	for i, record := range records {
		if i == 0 {
			continue // the names of the columns
		}
		v, err := publishedOf(p, record)
		if err != nil {
			return nil, fmt.Errorf("reading the published series, record %d: %w", i, err)
		}
		if v.Rule >= 0 {
			out = append(out, v)
		}
	}
	slices.SortStableFunc(out, func(a, b Published) int {
		if a.Rule != b.Rule {
			return slices.Index(rules(p), a.Rule) - slices.Index(rules(p), b.Rule)
		}
		return int(a.On) - int(b.On)
	})
	return out, nil
}

func publishedOf(p *plan.Plan, record []string) (Published, error) {
	for i := range record {
		record[i] = strings.TrimSpace(record[i])
	}
	out := Published{
		Value: Value{Rule: -1, Unit: record[unitColumn], Strand: record[strandColumn], Text: record[figureColumn]},
		Held:  record[heldColumn] == "oui", Scope: record[scopeColumn], Source: record[sourceColumn], Grade: record[gradeColumn],
	}
	number, err := strconv.Atoi(record[numberColumn])
	if err != nil {
		return out, fmt.Errorf("the number of the objective: %w", err)
	}
	for _, i := range rules(p) {
		if ListOf(&p.Rules[i]) == record[listColumn] && p.Rules[i].Objective.Number == number {
			out.Rule = i
		}
	}
	if out.On, err = day.Parse(record[dateColumn]); err != nil {
		return out, fmt.Errorf("the date: %w", err)
	}
	if !slices.Contains(explain.Grades, out.Grade) || out.Source == "" {
		return out, fmt.Errorf("no source, or the grade %q", out.Grade)
	}
	if out.Text == unknownFigure {
		return out, nil
	}
	n, err := money.ParseDecimal(out.Text, decimals)
	if err != nil {
		return out, fmt.Errorf("the figure %q: %w", out.Text, err)
	}
	out.Known, out.Number, out.Text = true, scaled(n, decimals), money.FormatDecimal(n, decimals)
	return out, nil
}

// Held returns the values that may be held against targets.
func Held(list []Published) []Value {
	var out []Value
	for _, v := range list {
		if v.Known && v.Held {
			out = append(out, v.Value)
		}
	}
	return out
}
