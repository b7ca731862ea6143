package law

import (
	"strconv"
	"strings"
)

// Holiday is a line « férié » of the calendar: a name, a day as written, and where it is kept.
type Holiday struct {
	Name, Day Text
	Where     []string
}

// Department is a line « département » of the calendar.
type Department struct{ Code, Name string }

// Calendar is the file of public holidays.
type Calendar struct {
	Holidays    []Holiday
	Departments []Department
	Elsewhere   string
}

// easterWord begins a day that is counted from Easter.
const easterWord = "pâques"

// FromEaster reads a day counted from Easter: « pâques+1 ».
func (h *Holiday) FromEaster() (days int, ok bool) {
	after, counted := strings.CutPrefix(h.Day.S, easterWord)
	if !counted {
		return 0, false
	}
	days, err := strconv.Atoi(after)
	return days, err == nil
}

// calendar reads the file of public holidays.
func (d *decoder) calendar(book *Book, source []byte) {
	c := &book.Calendar
	d.separated(source, func(at Pos, fields []string) bool {
		switch {
		case fields[0] == "férié" && (len(fields) == 3 || len(fields) == 4):
			h := Holiday{Name: Text{S: fields[1], Pos: at}, Day: Text{S: fields[2], Pos: at}}
			if len(fields) == 4 {
				h.Where = strings.Split(fields[3], ",")
			}
			c.Holidays = append(c.Holidays, h)
		case fields[0] == "département" && len(fields) == 3:
			c.Departments = append(c.Departments, Department{Code: fields[1], Name: fields[2]})
		case fields[0] == "ailleurs" && len(fields) == 2:
			c.Elsewhere = fields[1]
		default:
			return false
		}
		return true
	}, "« férié;nom;MM-JJ », « férié;nom;pâques+1;départements ou territoires », « département;numéro;nom » ou « ailleurs;numéro » est attendu")
}

// separated reads a file of lines whose fields a semicolon separates; read says whether it knows the line.
func (d *decoder) separated(source []byte, read func(at Pos, fields []string) bool, expected string) {
	line := 0
	for text := range strings.Lines(string(source)) {
		line++
		if text = strings.TrimSpace(text); text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		if at := (Pos{d.file, line, 1}); !read(at, strings.Split(text, ";")) {
			d.report(at, "fichier.valeur", "« %s » : %s", text, expected)
		}
	}
}
