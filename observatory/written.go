package observatory

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/opposable/opposable/day"
)

// Ways to write a day, with how far it reaches: a year and a month stand for their last day.
var (
	wholeDays = []string{"2006-01-02", "02/01/2006", "2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05"}
	quarter   = regexp.MustCompile(`^([0-9]{4})[- ]?T([1-4])$`)
)

// dayOf reads the day of a value: a date, or the last day of a year, of a quarter or of a month.
func dayOf(text string) (day.Date, error) {
	plain := strings.ToUpper(strings.TrimSuffix(strings.TrimSpace(text), ".0"))
	for _, layout := range wholeDays {
		if t, err := time.Parse(layout, plain); err == nil {
			return day.New(t.Date()), nil
		}
	}
	if m := quarter.FindStringSubmatch(plain); m != nil {
		year, _ := strconv.Atoi(m[1])
		third, _ := strconv.Atoi(m[2])
		return endOf(year, 3*third), nil
	}
	if t, err := time.Parse("2006-01", plain); err == nil {
		return endOf(t.Year(), int(t.Month())), nil
	}
	if t, err := time.Parse("2006", plain); err == nil {
		return endOf(t.Year(), 12), nil
	}
	return 0, fmt.Errorf("une date est attendue (2025, 2025-06, 2025-T2, 2025-06-30 ou 30/06/2025), « %s » trouvé", text)
}

// endOf is the last day of a month.
func endOf(year, month int) day.Date {
	return day.New(year, time.Month(month), 1).AddMonths(1) - 1
}

var spaces = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "")

var plainNumberForm = regexp.MustCompile(`^-?[0-9]+([.,][0-9]+)?$`)

// numberOf reads a number as tables write it, « 1 646 », « 4,2 » or « 4.2 », and rounds it to the decimals that a value may have.
func numberOf(text string) (string, error) {
	s := spaces.Replace(strings.TrimSuffix(strings.TrimSpace(text), "%"))
	if !plainNumberForm.MatchString(s) {
		return "", fmt.Errorf("un nombre est attendu, ou « %s » quand il n'est pas connu, « %s » trouvé", unknownFigure, text)
	}
	s = strings.Replace(s, ",", ".", 1)
	if whole, fraction, pointed := strings.Cut(s, "."); pointed && len(fraction) > decimals {
		up := fraction[decimals] >= '5'
		s = whole + "." + fraction[:decimals]
		if up {
			return lastUp(s), nil
		}
	}
	return s, nil
}

// lastUp adds one to the last decimal.
func lastUp(s string) string {
	digits := []byte(s)
	for i := len(digits) - 1; i >= 0; i-- {
		switch digits[i] {
		case '.', '-':
		case '9':
			digits[i] = '0'
			continue
		default:
			digits[i]++
			return string(digits)
		}
	}
	if body, negative := strings.CutPrefix(string(digits), "-"); negative {
		return "-1" + body
	}
	return "1" + string(digits)
}
