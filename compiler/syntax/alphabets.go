package syntax

import (
	"fmt"
	"unicode"
	"unicode/utf8"

	"github.com/attestary/attestary/compiler/diag"
)

// lookalikes are the alphabets with letters that look like those of another of them. Words of other
// scripts may mix freely: Japanese uses three.
var lookalikes = []struct {
	name  string
	table *unicode.RangeTable
}{
	{"Latin", unicode.Latin},
	{"Cyrillic", unicode.Cyrillic},
	{"Greek", unicode.Greek},
	{"Armenian", unicode.Armenian},
	{"Cherokee", unicode.Cherokee},
	{"Coptic", unicode.Coptic},
}

// wordAround is the run of letters and their accents that the byte at n belongs to.
func wordAround(src []byte, n int) (from, to int) {
	for from = n; from > 0; {
		r, size := utf8.DecodeLastRune(src[:from])
		if !partOfWord(r) {
			break
		}
		from -= size
	}
	for to = n; to < len(src); {
		r, size := utf8.DecodeRune(src[to:])
		if !partOfWord(r) {
			break
		}
		to += size
	}
	return from, to
}

func partOfWord(r rune) bool { return unicode.IsLetter(r) || unicode.Is(unicode.Mn, r) }

// mixed are the first two alphabets of a word; the second is empty where it keeps to one.
func mixed(word []byte) (one, other string) {
	for _, r := range string(word) {
		switch name := alphabetOf(r); {
		case name == "" || name == one:
		case one == "":
			one = name
		default:
			return one, name
		}
	}
	return one, ""
}

func alphabetOf(r rune) string {
	if r < utf8.RuneSelf {
		return "Latin"
	}
	for _, alphabet := range lookalikes {
		if unicode.Is(alphabet.table, r) {
			return alphabet.name
		}
	}
	return ""
}

func mixedFinding(one, other string, at diag.Range) diag.Diagnostic {
	return diag.New("RB0213", at, fmt.Sprintf("This word has letters of two alphabets: %s and %s.", one, other)).
		WithHelp("Type the word again by hand, in one alphabet.")
}
