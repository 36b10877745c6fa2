package diag

import "github.com/agext/levenshtein"

// Nearest is the one of words that word was most likely meant to be, or "" where none is near. Of two
// equally near ones it is the first.
func Nearest(word string, words []string) string {
	best, distance := "", 1+min(3, (len(word)+1)/3)
	for _, w := range words {
		if d := levenshtein.Distance(word, w, nil); d < distance && d < len(w) {
			best, distance = w, d
		}
	}
	return best
}
