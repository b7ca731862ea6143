package sheet

import (
	"slices"
	"strconv"
	"strings"

	"github.com/opposable/opposable/facts"
)

// Guard refuses a file in which a column looks like social security numbers: no such number has anything to do here.
type Guard struct {
	Path string // of the problem that a refusal is

	headers []string
	looked  int   // rows of the first ones
	filled  []int // by column, cells that are not empty
	alike   []int // by column, cells of the shape of a number without its key
}

// looked is how many rows decide for numbers without their key; those with a right key are refused wherever they stand.
const firstRows = 100

// forbidden are headers that say it.
var forbidden = []string{
	"nir", "n nir", "numero nir", "numero de securite sociale", "n securite sociale", "n de securite sociale", "no securite sociale",
	"num secu", "n secu", "numero secu", "securite sociale", "nss", "n ss", "insee", "numero insee", "immatriculation",
}

// Header looks at the names of the columns; it comes first.
func (g *Guard) Header(headers []string) error {
	g.headers = headers
	g.filled, g.alike = make([]int, len(headers)), make([]int, len(headers))
	for i, h := range headers {
		if slices.Contains(forbidden, Plain(h)) {
			return g.refuse(i)
		}
	}
	return nil
}

// Row looks at the cells of a row.
func (g *Guard) Row(row Row) error {
	g.looked++
	for i, cell := range row.Cells {
		if len(cell) < shortest {
			if cell != "" && g.looked <= firstRows {
				g.filled[i]++
			}
			continue
		}
		shape, key := nationalNumber(cell)
		if key {
			return g.refuse(i)
		}
		if g.looked <= firstRows {
			g.filled[i]++
			if shape {
				g.alike[i]++
			}
		}
	}
	if g.looked == firstRows {
		return g.End()
	}
	return nil
}

// End decides on the first rows: half of the cells filled are too many.
func (g *Guard) End() error {
	for i, n := range g.alike {
		if n > 0 && 2*n >= g.filled[i] {
			return g.refuse(i)
		}
	}
	return nil
}

// refuse names the column and never the number.
func (g *Guard) refuse(i int) error {
	return facts.Refuse(g.Path, "la colonne %d (« %s ») paraît contenir des numéros de sécurité sociale : retirez-la du fichier, ou remplacez-la par un numéro de dossier. Rien n'a été calculé ni gardé",
		i+1, g.headers[i])
}

// shortest is the length of a national number without its key.
const shortest = 13

// nationalNumber tells the shape of a national number (sex, year, month, department, commune, order) and whether its key is right.
func nationalNumber(s string) (shape, key bool) {
	var digits []byte
	for _, c := range []byte(s) {
		switch {
		case c >= '0' && c <= '9', c == 'A', c == 'B', c == 'a', c == 'b':
			digits = append(digits, c)
		case c == ' ', c == '.', c == '-':
		default:
			return false, false
		}
	}
	const withKey = shortest + 2
	if len(digits) != shortest && len(digits) != withKey {
		return false, false
	}
	body := strings.ToUpper(string(digits[:shortest]))
	body = strings.Replace(strings.Replace(body, "2A", "19", 1), "2B", "18", 1)
	n, err := strconv.ParseInt(body, 10, 64)
	if err != nil {
		return false, false
	}
	sex, month := body[0], body[3:5]
	shape = strings.IndexByte("123478", sex) >= 0 && (month >= "01" && month <= "12" || month >= "20" && month <= "42" || month >= "50")
	if !shape || len(digits) != withKey {
		return shape, false
	}
	k, err := strconv.ParseInt(string(digits[shortest:]), 10, 64)
	const modulus = 97
	return true, err == nil && k == modulus-n%modulus
}
