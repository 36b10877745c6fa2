package syntax

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/expr"
)

// The scanner sees that no hidden character stands in a file. An escape sequence writes one all the same:
// "\u202e" is six harmless letters to the scanner and to a reviewer, and turns the text where it is shown.

// HiddenIn is the code for the first hidden character in text, and the character; "" if there is none.
func HiddenIn(text string) (code string, r rune) {
	r, how := expr.Hidden(text)
	return hidingCodes[how], r
}

// escaped tells of escape sequences in a literal that write hidden characters.
func (l *looker) escaped(e *hclsyntax.LiteralValueExpr) {
	if e.Val.Type() == cty.String && !e.Val.IsNull() {
		l.d.escaped(e.Val.AsString(), Place(e.SrcRange), l.address)
	}
}

// escaped tells of the hidden characters in a text that is written at a place.
func (d *decoder) escaped(text string, at diag.Range, address string) (found bool) {
	code, r := HiddenIn(text)
	if code == "" {
		return false
	}
	told := 0
	for n := at.Start.Byte; n < at.End.Byte && told < maxHidden; {
		r, length := escape(d.src[n:at.End.Byte])
		if code := hidden(r, following(d.src[n+length:at.End.Byte])); length > 1 && code != "" {
			d.report(hiddenFinding(code, r, RangeOf(d.file, d.src, n, n+length)).At(address))
			told++
		}
		n += length
	}
	if told == 0 { // not in one piece: the parser found what this does not
		d.report(diag.New(code, at, fmt.Sprintf("This text holds the character U+%04X.", r)).WithHelp("Write it without.").At(address))
	}
	return true
}

// escape is the character that src begins with and how many bytes write it: more than one for an escape
// sequence, one for any other byte.
func escape(src []byte) (rune, int) {
	if len(src) < 2 || src[0] != '\\' {
		return utf8.RuneError, 1
	}
	digits := map[byte]int{'u': 4, 'U': 8}[src[1]]
	switch {
	case src[1] == 'r':
		return '\r', 2
	case digits == 0 || len(src) < 2+digits:
		return utf8.RuneError, 2
	}
	code, err := strconv.ParseUint(string(src[2:2+digits]), 16, 32)
	if err != nil || code > utf8.MaxRune {
		return utf8.RuneError, 2
	}
	return rune(code), 2 + digits
}

// following is what src writes next, as far as it is a line feed.
func following(src []byte) []byte {
	if bytes.HasPrefix(src, []byte(`\n`)) {
		return []byte{'\n'}
	}
	return nil
}

// oneLine tells of a line break or tab in a text that is shown on one line.
func (p *part) oneLine(name, text string, at diag.Range) {
	if row := p.row.setting(name); row == nil || row.Lines || !strings.ContainsAny(text, "\n\t") {
		return
	}
	p.d.report(diag.New("RB0214", at, name+" has a line break or a tab in it.").
		WithWhy("It is shown on one line, where what follows would look like a line of its own.").
		WithHelp("Write it on one line, with spaces.").At(p.address()))
}
