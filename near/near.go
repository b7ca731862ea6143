// Package near finds what a misspelt word was meant to be, for messages that say « vouliez-vous écrire ».
//
// It takes a word and the admitted ones; it gives the nearest, or nothing when none is near enough to suggest.
//
// Unstable: only the root package is a promised face.
package near

// limit is the number of letters from which two words are too far apart to suggest one for the other.
const limit = 3

// Word returns the candidate that is at most two letters away from s, or "".
func Word(s string, candidates []string) string {
	best, bestDistance := "", limit
	letters := []rune(s)
	for _, c := range candidates {
		candidate := []rune(c)
		if gap := len(letters) - len(candidate); gap >= bestDistance || -gap >= bestDistance {
			continue // at least as many letters to add or drop
		}
		if d := distance(letters, candidate); d < bestDistance && d < len(candidate) {
			best, bestDistance = c, d
		}
	}
	return best
}

// distance counts the letters to add, drop or change to go from one word to the other.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			diagonal, row[j] = row[j], min(row[j]+1, row[j-1]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
