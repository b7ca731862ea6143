package damir

import (
	_ "embed"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/opposable/opposable/facts"
)

//go:embed nomenclature.csv
var shippedNames string

// Name is what a code of the file means.
type Name struct {
	Title  string
	Letter string // the letter-key of a nature of act, empty: none is known
	Rule   string // the rule that prices it, in the situation of Facts; empty: none does here
	Facts  Situation
}

// Situation says facts, each by the values it may take.
type Situation map[string][]any

// Names says what codes mean, by column then code.
type Names map[string]map[int]Name

// Of returns the name of a code, empty when it is not known.
func (n Names) Of(column string, code int) Name { return n[column][code] }

// The columns of a list of names. The producer's own list has « libelle » and « detail », the letter-key; ours has more.
const (
	nameDimension = "dimension"
	nameKey       = "cle"
	nameTitle     = "libelle"
	nameLetter    = "lettre_cle"
	nameDetail    = "detail"
	nameRule      = "regle"
	nameFacts     = "faits"
)

// Shipped returns the names that come with the program: the natures that the rules price and the heaviest ones, specialties, regions, ages.
func Shipped() (Names, error) {
	out := Names{}
	if err := out.read(strings.NewReader(shippedNames), ';'); err != nil {
		return nil, fmt.Errorf("reading the shipped names: %w", err)
	}
	return out, nil
}

// Complete adds the names of a user's list, such as that of the producer. A name already known keeps its rule.
func (n Names) Complete(in io.Reader) error {
	text, err := io.ReadAll(io.LimitReader(in, largestNames+1))
	switch {
	case err != nil:
		return facts.Refuse("", "la nomenclature ne se lit pas : %v", err)
	case len(text) > largestNames:
		return facts.Refuse("", "la nomenclature dépasse %d Mo : ce n'est pas une liste de codes", largestNames>>20)
	}
	head, _, _ := strings.Cut(string(text), "\n")
	if err := n.read(strings.NewReader(string(text)), rune(separator([]byte(head)))); err != nil {
		return facts.Refuse("", "%v", err)
	}
	return nil
}

const largestNames = 16 << 20

func (n Names) read(in io.Reader, comma rune) error {
	r := csv.NewReader(in)
	r.Comma, r.Comment, r.FieldsPerRecord, r.LazyQuotes = comma, '#', -1, true
	header, err := r.Read()
	if err != nil {
		return fmt.Errorf("ligne 1 : la liste est vide ou ne se lit pas (%w)", err)
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	column := func(name string) int { return slices.Index(header, name) }
	for _, name := range []string{nameDimension, nameKey, nameTitle} {
		if column(name) < 0 {
			return fmt.Errorf("ligne 1 : il manque la colonne « %s » ; %s, %s, %s et %s sont attendues", name, nameDimension, nameKey, nameTitle, nameDetail)
		}
	}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("la liste ne se lit pas (%w)", err)
		}
		field := func(name string) string {
			if i := column(name); i >= 0 && i < len(record) {
				return strings.TrimSpace(record[i])
			}
			return ""
		}
		line, _ := r.FieldPos(0)
		key, err := strconv.Atoi(field(nameKey))
		if err != nil {
			continue // a code that is no number names nothing that is summed here
		}
		letter := field(nameLetter)
		if letter == "" {
			letter = field(nameDetail)
		}
		if err := n.put(field(nameDimension), key, Name{Title: field(nameTitle), Letter: letter, Rule: field(nameRule)}, field(nameFacts)); err != nil {
			return fmt.Errorf("ligne %d : %w", line, err)
		}
	}
}

// put adds one name; what is already said stays.
func (n Names) put(column string, key int, name Name, situation string) error {
	for _, word := range strings.Fields(situation) {
		fact, value, ok := strings.Cut(word, "=")
		if !ok {
			return fmt.Errorf("« %s » : fait=valeur est attendu", word)
		}
		if name.Facts == nil {
			name.Facts = Situation{}
		}
		for _, one := range strings.Split(value, "|") {
			name.Facts[fact] = append(name.Facts[fact], stated(one))
		}
	}
	if n[column] == nil {
		n[column] = map[int]Name{}
	}
	if _, known := n[column][key]; !known {
		n[column][key] = name
	}
	return nil
}

// stated reads the value of a fact: a yes or a no, a number, or a word.
func stated(text string) any {
	switch text {
	case "oui":
		return true
	case "non":
		return false
	}
	if _, err := strconv.Atoi(text); err == nil {
		return json.Number(text)
	}
	return text
}
