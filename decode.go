package opposable

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/opposable/opposable/cotation"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/money"
)

// Members of a puzzle. The amount is in euros (« 44,52 », 44.52) or in cents.
const (
	amountMember   = "montant"
	centsMember    = "montant_centimes"
	doctorMember   = "medecin"
	distanceMember = "distance_km"
)

// Decode lists the lawful combinations that make an amount: {"montant": "44,52", "date", "medecin", "distance_km"}.
func (l *Law) Decode(object map[string]any, a Asked) (*cotation.Decoding, error) {
	object = maps.Clone(object)
	m, err := l.Moment(a, object)
	var problems facts.Problems
	problem := func(path, format string, args ...any) {
		problems = append(problems, facts.Problem{Path: path, Message: fmt.Sprintf(format, args...)})
	}
	q := &cotation.Puzzle{Moment: m, Distance: object[distanceMember]}
	members := []string{amountMember, centsMember, doctorMember, distanceMember, "date"}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if !slices.Contains(members, name) {
			problem(name, "membre inconnu — un montant à décoder a %s", strings.Join(members, ", "))
		}
	}
	switch raw := object[doctorMember].(type) {
	case nil:
	case map[string]any:
		q.Doctor = raw
	default:
		problem(doctorMember, "un objet est attendu")
	}
	switch inEuros, inCents := object[amountMember], object[centsMember]; {
	case inEuros != nil && inCents != nil:
		problem(amountMember, "donné aussi en centimes — gardez un seul des deux")
	case inEuros != nil:
		n, err := ParseEuros(fmt.Sprint(inEuros))
		if err != nil {
			problem(amountMember, "%v", err)
		}
		q.Cents = n
	case inCents != nil:
		number, _ := inCents.(json.Number)
		n, err := strconv.ParseInt(number.String(), 10, 64)
		if err != nil || n <= 0 || n > mostCents {
			problem(centsMember, "un nombre entier de centimes, plus que zéro, est attendu")
		}
		q.Cents = n
	default:
		problem(amountMember, "le montant manque — « \"montant\": \"44,52\" »")
	}
	if err := facts.Join(err, problems.OrNil()); err != nil {
		return nil, err
	}
	return l.pricer().Decode(q, "")
}

// mostCents bounds an amount to decode.
const mostCents = 1_000_000_00

// ParseEuros reads an amount in euros as people write it: 44,52 or 44.52, with or without the sign, spaces between thousands.
func ParseEuros(text string) (int64, error) {
	plain := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "€", "", ",", ".").Replace(text)
	n, err := money.ParseDecimal(plain, 2)
	if err != nil || n <= 0 || n > mostCents {
		return 0, fmt.Errorf("un montant en euros, plus que zéro, est attendu, comme 44,52 ; « %s » trouvé", text)
	}
	return n, nil
}

// Verify checks a visit with the "codes" that were billed: a verdict for each code and each pair, and the best lawful bill.
func (l *Law) Verify(object map[string]any, a Asked) (*cotation.Verification, error) {
	m, err := l.Moment(a, nil)
	if err != nil {
		return nil, err
	}
	if object["date"] != nil && a.At == "" {
		m.At = 0 // the visit says it
	}
	b, err := l.pricer().ReadBilled(object, m)
	if err != nil {
		return nil, err
	}
	return l.pricer().Verify(b, ""), nil
}
