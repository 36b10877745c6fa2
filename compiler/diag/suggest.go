package diag

import "github.com/agext/levenshtein"

// maxNear is how many words are compared at most; a file of a stranger may have thousands, and mention as many
// that are not there.
const maxNear = 2000

// Nearest is the one of words that word was most likely meant to be, or "" where none is near: the one that
// people say so elsewhere, or else the one with the fewest other letters; of two equally near ones the first.
func Nearest(word string, words []string) string {
	if len(words) > maxNear {
		return ""
	}
	if habit := Habit(word, words); habit != "" {
		return habit
	}
	best, distance := "", 1+min(3, (len(word)+1)/3)
	for _, w := range words {
		if max(len(w)-len(word), len(word)-len(w)) >= distance {
			continue // so far apart by their lengths alone
		}
		if d := levenshtein.Distance(word, w, nil); d < distance && d < len(w) {
			best, distance = w, d
		}
	}
	return best
}
