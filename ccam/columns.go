package ccam

import (
	"slices"
	"strings"

	"github.com/opposable/opposable/facts"
)

// The columns of the table, by what they hold.
const (
	codeColumn = iota
	labelColumn
	activityColumn
	phaseColumn
	bindingColumn
	freeColumn
	modifiersColumn
	groupColumn
	activityLabelColumn
	columnKinds
)

// wanted are the columns without which a file is not the table, as messages name them.
var wanted = [...]string{"Code", "Texte", "Activité", "Phase", "Tarif secteur 1 ou Optam", "Tarif hors secteur 1 et hors Optam"}

// columns tells where each kind of column is; −1 where it is not.
type columns [columnKinds]int

// columnsOf recognises a line of headers. It gives the names of the wanted columns that are missing.
func columnsOf(cells []string) (c columns, missing []string) {
	for i := range c {
		c[i] = -1
	}
	for i, cell := range cells {
		if k := kindOf(fold(cell)); k >= 0 && c[k] < 0 {
			c[k] = i
		}
	}
	for k, name := range wanted {
		if c[k] < 0 {
			missing = append(missing, name)
		}
	}
	return c, missing
}

// kindOf recognises a header.
func kindOf(h string) int {
	outside := strings.Contains(h, "hors")
	switch {
	case slices.Contains([]string{"code", "code acte", "code ccam", "code de l'acte"}, h):
		return codeColumn
	case slices.Contains([]string{"texte", "libelle", "libelle long", "intitule"}, h):
		return labelColumn
	case h == "libelle activite":
		return activityLabelColumn
	case strings.HasPrefix(h, "activite"):
		return activityColumn
	case strings.HasPrefix(h, "phase"):
		return phaseColumn
	case strings.HasPrefix(h, "tarif") && outside:
		return freeColumn
	case strings.HasPrefix(h, "tarif") && (strings.Contains(h, "secteur 1") || strings.Contains(h, "optam") || strings.Contains(h, "s1")):
		return bindingColumn
	case strings.HasPrefix(h, "modificateur"):
		return modifiersColumn
	case strings.HasPrefix(h, "regroupement"):
		return groupColumn
	}
	return -1
}

// cell gives a column of a record, empty where the record is shorter.
func (c *columns) cell(cells []string, kind int) string {
	if i := c[kind]; i >= 0 && i < len(cells) {
		return cells[i]
	}
	return ""
}

// plain are letters without their accents.
var plain = strings.NewReplacer("é", "e", "è", "e", "ê", "e", "à", "a", "â", "a", "î", "i", "ï", "i", "ô", "o", "û", "u", "ù", "u", "ç", "c", "’", "'", "_", " ")

// fold writes a header without accents, capitals or repeated spaces.
func fold(s string) string {
	return strings.Join(strings.Fields(plain.Replace(strings.ToLower(s))), " ")
}

// heading looks for the line of headers.
type heading struct {
	best    []string // what the likeliest line lacks
	cells   []string
	lines   int
	version string
	from    string
}

// headed is in how many lines the headers are looked for.
const headed = 60

// refuse says why a file has no line of headers.
func (h *heading) refuse() error {
	if h.best == nil {
		return facts.Refuse("", "ce n'est pas la table de la CCAM : aucune ligne d'en-têtes n'y est trouvée ; sont attendus %s — "+
			"importez le tableau que l'Assurance maladie publie, tel quel", strings.Join(wanted[:], ", "))
	}
	return facts.Refuse("", "ce n'est pas la table de la CCAM, ou des colonnes y manquent : %s ; en-têtes trouvés : %s — importez le tableau que "+
		"l'Assurance maladie publie, tel quel", strings.Join(h.best, ", "), strings.Join(shown(h.cells), ", "))
}

// shown are the headers that are not blank, shortened.
func shown(cells []string) (out []string) {
	for _, c := range cells {
		c = strings.Join(strings.Fields(c), " ")
		if r := []rune(c); len(r) > 40 {
			c = string(r[:40]) + "…"
		}
		if c != "" {
			out = append(out, c)
		}
		if len(out) == 12 {
			return append(out, "…")
		}
	}
	return out
}
