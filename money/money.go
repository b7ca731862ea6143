// Package money holds exact amounts of euros and the named roundings of the law.
//
// An Amount is a whole number of cents. Nothing here, and nothing built on it, uses floating point:
// a rate is applied as an integer product followed by one named rounding.
//
// Unstable: only the root package is a promised face.
package money

import (
	"errors"
	"fmt"
	"math/bits"
	"strconv"
	"strings"
)

// Amount is a number of euro cents; it may be negative (a recovery).
type Amount int64

// Rounding names the ways a quotient becomes whole.
type Rounding uint8

// The roundings that rules may name.
const (
	HalfUp Rounding = iota // to the nearest, away from zero at exactly one half
	Down                   // towards zero
	Up                     // away from zero
)

// Divide returns n/d rounded as r says. It panics when d is not positive: the compiler proves that it is.
func Divide(n, d int64, r Rounding) int64 {
	if d <= 0 {
		panic("money: divisor must be positive")
	}
	negative := n < 0
	u := uint64(n)
	if negative {
		u = -u
	}
	q, rest := u/uint64(d), u%uint64(d)
	return signed(roundUp(q, rest, uint64(d), r), negative)
}

// MulDiv returns a×b/d rounded once, as r says, without overflow in the product.
// It reports false when the result itself does not fit.
func MulDiv(a, b, d int64, r Rounding) (int64, bool) {
	if d <= 0 {
		panic("money: divisor must be positive")
	}
	negative := (a < 0) != (b < 0)
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	if hi >= uint64(d) {
		return 0, false
	}
	q, rest := bits.Div64(hi, lo, uint64(d))
	q = roundUp(q, rest, uint64(d), r)
	if q > 1<<63-1 {
		return 0, false
	}
	return signed(q, negative && q != 0), true
}

func roundUp(q, rest, d uint64, r Rounding) uint64 {
	switch {
	case rest == 0 || r == Down:
	case r == Up:
		q++
	case rest >= d-rest: // twice the rest reaches the divisor
		q++
	}
	return q
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

func signed(u uint64, negative bool) int64 {
	if negative {
		return -int64(u)
	}
	return int64(u)
}

// ErrDecimal is returned for a number that is not written as digits, an optional point, and decimals.
var ErrDecimal = errors.New("not a decimal number with a point")

// ErrPrecision is returned for a number with more decimals than its kind admits.
var ErrPrecision = errors.New("too many decimals")

// ParseDecimal reads "12", "-3.5" or "6.50" as an integer scaled by 10^decimals.
// A comma, a space, an exponent, or a missing digit on either side of the point is an error.
func ParseDecimal(s string, decimals int) (int64, error) {
	body, negative := strings.CutPrefix(s, "-")
	whole, fraction, pointed := strings.Cut(body, ".")
	if !digits(whole) || pointed && !digits(fraction) {
		return 0, fmt.Errorf("%q: %w", s, ErrDecimal)
	}
	if len(fraction) > decimals {
		return 0, fmt.Errorf("%q: %w (at most %d)", s, ErrPrecision, decimals)
	}
	n, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", decimals-len(fraction)), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%q: %w", s, err)
	}
	if negative {
		n = -n
	}
	return n, nil
}

func digits(s string) bool {
	if s == "" {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// FormatDecimal writes a scaled integer with a point and no useless zero: 750 at two decimals is "7.5".
func FormatDecimal(n int64, decimals int) string {
	s := fixed(n, decimals)
	if decimals > 0 {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

func fixed(n int64, decimals int) string {
	sign := ""
	u := magnitude(n)
	if n < 0 {
		sign = "-"
	}
	s := strconv.FormatUint(u, 10)
	if decimals == 0 {
		return sign + s
	}
	if len(s) <= decimals {
		s = strings.Repeat("0", decimals-len(s)+1) + s
	}
	return sign + s[:len(s)-decimals] + "." + s[len(s)-decimals:]
}

// String writes the amount in euros with a point: 650 is "6.50".
func (a Amount) String() string { return fixed(int64(a), 2) }

// Narrow and minus signs of French typography.
const (
	narrowSpace   = "\u202f"
	noBreakSpace  = "\u00a0"
	minusSign     = "−"
	decimalsMoney = 2
)

// French writes the amount as a French reader expects it: "1 234,50 €", with a narrow space every three digits,
// a comma, a real minus sign and no break before the unit.
func (a Amount) French() string {
	return FrenchNumber(fixed(int64(a), decimalsMoney)) + noBreakSpace + "€"
}

// FrenchShort is French without the cents when they are nil: "1 234 €".
func (a Amount) FrenchShort() string {
	s := fixed(int64(a), decimalsMoney)
	return FrenchNumber(strings.TrimSuffix(s, ".00")) + noBreakSpace + "€"
}

// FrenchNumber turns a plain decimal ("-1234.5") into French typography ("−1 234,5").
func FrenchNumber(s string) string {
	body, negative := strings.CutPrefix(s, "-")
	whole, fraction, pointed := strings.Cut(body, ".")
	var b strings.Builder
	if negative {
		b.WriteString(minusSign)
	}
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(narrowSpace)
		}
		b.WriteRune(r)
	}
	if pointed {
		b.WriteByte(',')
		b.WriteString(fraction)
	}
	return b.String()
}
