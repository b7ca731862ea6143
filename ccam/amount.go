package ccam

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"

	"github.com/opposable/opposable/day"
)

// written is how an amount is written: in a text with a point or a comma and spaces, in a workbook with as many decimals as its binary form
// takes, or an exponent.
var written = regexp.MustCompile(`^[0-9]{1,9}([.,][0-9]{0,25})?([eE][+-]?[0-9]{1,2})?$`)

// spaces are what people and spreadsheets put in amounts.
var spaces = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "€", "")

// hair is how far from a whole cent the binary form of a workbook may leave an amount.
var hair = big.NewRat(1, 1_000_000)

// tariffOf reads an amount. « Non pris en charge » is a tariff too: that there is none.
func tariffOf(s string) (Tariff, string) {
	if strings.HasPrefix(fold(s), "non pris en charge") {
		return Tariff{}, ""
	}
	text := spaces.Replace(s)
	if text == "" {
		return Tariff{}, "le tarif manque"
	}
	if !written.MatchString(text) {
		return Tariff{}, fmt.Sprintf("le tarif « %s » n'est pas un montant", s)
	}
	exact, ok := new(big.Rat).SetString(strings.Replace(text, ",", ".", 1))
	if !ok {
		return Tariff{}, fmt.Sprintf("le tarif « %s » n'est pas un montant", s)
	}
	exact.Mul(exact, big.NewRat(100, 1))
	whole := new(big.Int).Div(new(big.Int).Add(new(big.Int).Mul(exact.Num(), big.NewInt(2)), exact.Denom()), new(big.Int).Mul(exact.Denom(), big.NewInt(2)))
	away := new(big.Rat).Sub(exact, new(big.Rat).SetInt(whole))
	if away.Abs(away).Cmp(hair) > 0 {
		return Tariff{}, fmt.Sprintf("le tarif « %s » a plus de deux décimales", s)
	}
	if !whole.IsInt64() || whole.Int64() > greatest {
		return Tariff{}, fmt.Sprintf("le tarif « %s » dépasse tout tarif de la classification", s)
	}
	return Tariff{Cents: whole.Int64(), Covered: true}, ""
}

// greatest is a sum in cents that no act reaches: past it a column was taken for another.
const greatest = 100_000_00

// versioned and dated are how the table says its version above its headers.
var (
	versioned = regexp.MustCompile(`(?i)\bversion\s+([0-9]+(?:\.[0-9]+)?)`)
	dated     = regexp.MustCompile(`\b([0-3][0-9])/([01][0-9])/(20[0-9]{2})\b`)
)

// title takes the version and its day from a line above the headers.
func (h *heading) title(line string) {
	if m := versioned.FindStringSubmatch(line); m != nil && strings.Contains(strings.ToUpper(line), "CCAM") {
		h.version = m[1]
		if d := dated.FindStringSubmatch(line); d != nil {
			if at, err := day.Parse(d[3] + "-" + d[2] + "-" + d[1]); err == nil {
				h.from = at.String()
			}
		}
	}
}
