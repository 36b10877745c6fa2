// Package show is how the words and values of a plan are shown to people.
//
// They come from a pull request of a stranger. So every character is seen (Visible), none is anything but
// itself in Markdown (Markdown, Code, Span), and what could be a credential is told apart, so that nobody
// repeats it (SecretName, LooksSecret, HasSecret). What shows plans, the diff and the pages, asks here, so
// that none of them is the weaker one.
package show

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible is text as one line in which every character is seen: what is not printed, or turns the direction
// of a line, is written as its number.
func Visible(text string) string {
	if !strings.ContainsFunc(text, unseen) && utf8.ValidString(text) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if unseen(r) {
			q := strconv.QuoteRuneToASCII(r)
			b.WriteString(q[1 : len(q)-1])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func unseen(r rune) bool { return r != ' ' && !unicode.IsPrint(r) || slices.Contains(blank, r) }

// blank are letters by their category that show as nothing.
var blank = []rune{'\u115f', '\u1160', '\u2800', '\u3164', '\uffa0'}
