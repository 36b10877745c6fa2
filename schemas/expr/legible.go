package expr

import "unicode"

// Hiding says how a character keeps a reader from seeing what a text holds.
type Hiding uint8

const (
	Legible   Hiding = iota // it does not
	Steers                  // a control character: it steers terminals
	Turns                   // it changes the direction of the text around it
	Invisible               // it is not shown, or is no character at all
)

// JudgeRune tells how r hides something, where next is the byte after it (0 at the end). Line feeds, tabs
// and the carriage return of a CR LF are legible. The two selectors that choose how an emoji looks are, too.
func JudgeRune(r rune, next byte) Hiding {
	switch {
	case r >= 0x20 && r < 0x7F, r == '\n', r == '\t', r == '\r' && next == '\n':
		return Legible
	case unicode.Is(unicode.Cc, r):
		return Steers
	case unicode.Is(unicode.Bidi_Control, r):
		return Turns
	case unicode.In(r, unicode.Cf, unicode.Co, unicode.Other_Default_Ignorable_Code_Point, unicode.Noncharacter_Code_Point),
		unicode.Is(unicode.Variation_Selector, r) && r != '\uFE0E' && r != '\uFE0F',
		r == '\u2028', r == '\u2029', r == '\u2800':
		return Invisible
	}
	return Legible
}

// Hidden is the first character of text that hides something, and how it does.
func Hidden(text string) (rune, Hiding) {
	for n, r := range text {
		if r >= 0x20 && r < 0x7F { // nearly every one
			continue
		}
		next := byte(0)
		if n+1 < len(text) {
			next = text[n+1]
		}
		if how := JudgeRune(r, next); how != Legible {
			return r, how
		}
	}
	return 0, Legible
}
