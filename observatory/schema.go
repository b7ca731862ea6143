package observatory

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/plan"
)

// Schema says how a table of published values reads: which columns hold the day and the value, of which objective, in which unit, and which
// rows are meant. Public tables have one schema each, and change: it is the reader's to declare.
type Schema struct {
	Objective int               `json:"objectif"`
	Programme int               `json:"programme"`
	Strand    string            `json:"volet"`
	Unit      string            `json:"unite"`
	Columns   map[string]string `json:"colonnes"` // date, valeur, and where the table says them: objectif, programme, volet, unite
	Filters   map[string]string `json:"filtres"`  // by column, the value of the rows that are meant
}

// ReadSchema reads a declared schema and reports all that is wrong with it.
func ReadSchema(p *plan.Plan, text []byte) (*Schema, error) {
	object, err := facts.Decode(text)
	if err != nil {
		return nil, err
	}
	var problems facts.Problems
	refuse := func(path, format string, args ...any) {
		problems = append(problems, facts.Problem{Path: strings.TrimSuffix("schéma, "+path, ", "), Message: fmt.Sprintf(format, args...)})
	}
	members := []string{Objectives, Programmes, strandMember, unitMember, columnsMember, filtersMember}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if !slices.Contains(members, name) {
			refuse(name, "%s", facts.NoMember(name, members))
		}
	}
	out := &Schema{}
	d := json.NewDecoder(strings.NewReader(string(text)))
	if err := d.Decode(out); err != nil {
		refuse("", "%s : un objet {\"objectif\": 4, \"unite\": \"patients\", \"colonnes\": {\"date\": \"annee\", \"valeur\": \"…\"}, \"filtres\": {\"departement\": \"999\"}} est attendu", err)
	}
	for _, name := range slices.Sorted(maps.Keys(out.Columns)) {
		if !slices.Contains(tableColumns, name) {
			refuse(columnsMember+"."+name, "%s sont attendues", strings.Join(tableColumns, ", "))
		}
	}
	for _, name := range []string{dateMember, numberMember} {
		if out.Columns[name] == "" {
			refuse(columnsMember+"."+name, "dites quelle colonne de la table la porte")
		}
	}
	if base, twin := strings.CutSuffix(out.Columns[numberMember], twinSuffix); twin {
		refuse(columnsMember+"."+numberMember, "la colonne « %s » met 0 à la place des valeurs secrètes : prenez « %s », où elles sont écrites « %s »",
			out.Columns[numberMember], base, unknownFigure)
	}
	if out.Unit == "" && out.Columns[unitMember] == "" {
		refuse(unitMember, "dites dans quelle unité sont les valeurs")
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return out, nil
}

// Members of a schema.
const (
	columnsMember = "colonnes"
	filtersMember = "filtres"
)

// tableColumns are what a table may say of a value. A table whose columns bear these names needs no schema.
var tableColumns = []string{Objectives, Programmes, strandMember, dateMember, numberMember, unitMember}

// twinSuffix ends the name of a column that writes 0 where its twin says that the figure is secret.
const twinSuffix = "_integer"

// unknowns are how the tables of the insurance write a figure that is not known: secret, not communicated, or nothing.
var unknowns = []string{unknownFigure, "NC", ""}
