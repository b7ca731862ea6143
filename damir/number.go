package damir

import "bytes"

// flaw says why a field is no number of the file; empty: it is one.
type flaw string

// The flaws of a number, as they are told.
const (
	sound     flaw = ""
	empty     flaw = "valeur absente, qui n'est pas zéro"
	comma     flaw = "décimales après une virgule, un point est attendu"
	letters   flaw = "ce n'est pas un nombre"
	precision flaw = "plus de deux décimales"
	tooLong   flaw = "nombre de plus de quinze chiffres"
	fraction  flaw = "un nombre entier est attendu"
	category  flaw = "un code de 0 à 16383 est attendu"
	monthFlaw flaw = "un mois de 1 à 12 est attendu"
)

// longestNumber bounds the digits of one number, so that neither it nor a sum over any file overflows.
const longestNumber = 15

// hundredths reads a decimal as the file writes it, « 60 », « 60.5 », « .51 » or « -.31 », in hundredths and exactly.
func hundredths(s []byte) (int64, flaw) {
	var n int64
	i, negative := 0, false
	if len(s) > 0 && s[0] == '-' {
		i, negative = 1, true
	}
	from := i
	for ; i < len(s) && s[i]-'0' < 10; i++ {
		n = n*10 + int64(s[i]-'0')
		if i-from >= longestNumber {
			return 0, tooLong
		}
	}
	digits := i - from
	n *= 100
	if i < len(s) && s[i] == '.' {
		i++
		for unit := int64(10); i < len(s) && s[i]-'0' < 10; i++ {
			if unit == 0 {
				if s[i] != '0' {
					return 0, precision
				}
				continue
			}
			n += int64(s[i]-'0') * unit
			unit /= 10
			digits++
		}
	}
	switch {
	case len(s) == 0:
		return 0, empty
	case i < len(s) && s[i] == ',':
		return 0, comma
	case i < len(s) || digits == 0:
		return 0, letters
	case negative:
		return -n, sound
	}
	return n, sound
}

// whole reads a count.
func whole(s []byte) (int64, flaw) {
	n, why := hundredths(s)
	switch {
	case why != sound:
		return 0, why
	case n%100 != 0:
		return 0, fraction
	}
	return n / 100, sound
}

// highestCode is the highest category that a key holds.
const highestCode = 1<<codeBits - 1

// code reads a category.
func code(s []byte) (uint64, flaw) {
	if len(s) == 0 {
		return 0, empty
	}
	n := uint64(0)
	for _, c := range s {
		if c-'0' >= 10 {
			return 0, category
		}
		if n = n*10 + uint64(c-'0'); n > highestCode {
			return 0, category
		}
	}
	return n, sound
}

// trimmed drops the spaces around a field.
func trimmed(s []byte) []byte {
	if n := len(s); n > 0 && (s[0] == ' ' || s[n-1] == ' ') {
		return bytes.Trim(s, " ")
	}
	return s
}
