package redact

import (
	"bytes"
	"html"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// undoPercent reads %XX, as in a URL.
var undoPercent = escape{sign('%'), percent}.undo

// undoForm reads + as a blank beside, as in a form.
var undoForm = escape{nextForm, func(text []byte) ([]byte, int) {
	if text[0] == '+' {
		return []byte{' '}, 1
	}
	return percent(text)
}}.undo

func nextForm(text []byte) int {
	for i, c := range text {
		if c == '+' || c == '%' {
			return i
		}
	}
	return -1
}

func percent(text []byte) ([]byte, int) {
	c, n := hexDigits(text[1:], 2)
	if n < 2 {
		return nil, broken(text, 1+n, 3)
	}
	return []byte{byte(c)}, 3
}

// undoBackslash reads the escapes of JSON, of programming languages and of shells.
var undoBackslash = escape{sign('\\'), func(text []byte) ([]byte, int) {
	if len(text) == 1 {
		return nil, -1
	}
	switch c := text[1]; c {
	case 'u':
		return escapedRune(text)
	case 'U':
		return numbered(text, 8)
	case 'x':
		c, n := hexDigits(text[2:], 2)
		if n < 2 {
			return nil, broken(text, 2+n, 4)
		}
		return []byte{byte(c)}, 4
	case '0', '1', '2', '3':
		return octal(text)
	case '\n':
		return nil, 2 // the line goes on
	default:
		if i := strings.IndexByte("abefnrtv", c); i >= 0 {
			return []byte{"\a\b\x1b\f\n\r\t\v"[i]}, 2
		}
		return text[1:2], 2
	}
}}.undo

// escapedRune reads \uXXXX, two of them for one character where it must be, and \u{X}.
func escapedRune(text []byte) ([]byte, int) {
	if len(text) > 2 && text[2] == '{' {
		c, n := hexDigits(text[3:], 6)
		if end := 3 + n; end < len(text) && n > 0 && text[end] == '}' {
			return utf8.AppendRune(nil, rune(c)), end + 1
		}
		return nil, broken(text, 3+n, 10)
	}
	plain, length := numbered(text, 4)
	if length <= 0 || plain != nil {
		return plain, length
	}
	high, _ := hexDigits(text[2:], 4)
	rest := text[length:]
	if !bytes.HasPrefix(rest, []byte(`\u`)) {
		return []byte("\uFFFD"), broken(text, length+min(len(rest), 2), length+2)
	}
	low, n := hexDigits(rest[2:], 4)
	if n < 4 {
		return nil, broken(text, length+2+n, length+6)
	}
	return utf8.AppendRune(nil, utf16.DecodeRune(rune(high), rune(low))), length + 6
}

// numbered reads a backslash, a letter and so many hex digits. A half of a character is nil.
func numbered(text []byte, digits int) ([]byte, int) {
	c, n := hexDigits(text[2:], digits)
	if n < digits {
		return nil, broken(text, 2+n, 2+digits)
	}
	if utf16.IsSurrogate(rune(c)) {
		return nil, 2 + digits
	}
	return utf8.AppendRune(nil, rune(c)), 2 + digits
}

func octal(text []byte) ([]byte, int) {
	c, n := 0, 1
	for ; n < min(4, len(text)) && '0' <= text[n] && text[n] <= '7'; n++ {
		c = c*8 + int(text[n]-'0')
	}
	if length := broken(text, n, 4); length < 0 {
		return nil, length
	}
	return []byte{byte(c)}, n
}

// undoEntity reads the entities of HTML and XML.
var undoEntity = escape{sign('&'), func(text []byte) ([]byte, int) {
	const most = 16 // of characters that an entity has, by name or by number
	end := 1
	for end < min(most, len(text)) && (text[end] == '#' || isLetterOrDigit(text[end])) {
		end++
	}
	if end == min(most, len(text)) || text[end] != ';' {
		return nil, broken(text, end, most)
	}
	word := string(text[:end+1])
	plain := html.UnescapeString(word)
	if plain == word {
		return nil, 0
	}
	return []byte(plain), end + 1
}}.undo

func isLetterOrDigit(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// undoQuotes reads quotes that stand within quotes: as a shell wants them ('\” and '"'"'), and doubled, as
// SQL, YAML and CSV do.
var undoQuotes = escape{nextQuote, func(text []byte) ([]byte, int) {
	for _, form := range []string{`'\''`, `'"'"'`, `''`, `""`} {
		if bytes.HasPrefix(text, []byte(form)) {
			return text[:1], len(form)
		}
	}
	for _, form := range []string{`'\''`, `'"'"'`, `""`} {
		if len(text) < len(form) && strings.HasPrefix(form, string(text)) {
			return nil, -1
		}
	}
	return nil, 0
}}.undo

// nextQuote finds a quote that may be one of several which stand for one.
func nextQuote(text []byte) int {
	for i, c := range text {
		if c != '"' && c != '\'' {
			continue
		}
		if i+1 == len(text) || text[i+1] == c || c == '\'' && (text[i+1] == '\\' || text[i+1] == '"') {
			return i
		}
	}
	return -1
}

// undoWide reads text whose characters have two bytes or four, as UTF-16 has them, as far as it is ASCII.
var undoWide = escape{sign(0), func([]byte) ([]byte, int) { return nil, 1 }}.undo

// broken tells of an escape that is right as far as n and wants so many bytes: the text breaks off in it
// (-1), or it is none (0).
func broken(text []byte, n, wants int) int {
	if n == len(text) && n < wants {
		return -1
	}
	return 0
}

// hexDigits reads up to so many hex digits.
func hexDigits(text []byte, most int) (value uint32, n int) {
	for n < min(most, len(text)) && hexValue[text[n]] >= 0 {
		value = value<<4 | uint32(hexValue[text[n]])
		n++
	}
	return value, n
}
