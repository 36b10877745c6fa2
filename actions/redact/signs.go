package redact

// signs tell of a text which encodings there may be in it. Nearly all texts have next to none, and so need
// not be read again in every one of them.
type signs uint8

const (
	ofPercent signs = 1 << iota
	ofForm
	ofBackslash
	ofEntity
	ofQuotes
	ofWide
	ofBase64
	ofHex
)

// signOf is what a byte is a sign of; of base64 and hex, that it is a digit.
var signOf = func() (of [256]signs) {
	of['%'] = ofPercent | ofForm
	of['+'] = ofForm
	of['\\'] = ofBackslash
	of['&'] = ofEntity
	of['"'], of['\''] = ofQuotes, ofQuotes
	of[0] = ofWide
	for c := range of {
		if base64Value[c] >= 0 {
			of[c] |= ofBase64
		}
		if hexValue[c] >= 0 {
			of[c] |= ofHex
		}
	}
	return of
}()

// signsIn are the signs that stand in a text. Of base64 it takes a line that undoBase64 would read, and of
// hex as many digits as the shortest secret has, which is so many bytes long.
func signsIn(text []byte, least int) (found signs) {
	line, longest, digits := 0, 0, 0
	for _, c := range text {
		s := signOf[c]
		found |= s
		if line++; s&ofBase64 == 0 {
			line = 0
		}
		longest = max(longest, line)
		if s&ofHex != 0 {
			digits++
		}
	}
	if longest < min(least*4/3, wrapped) {
		found &^= ofBase64
	}
	if digits < 2*least {
		found &^= ofHex
	}
	return found
}
