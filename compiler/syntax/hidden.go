package syntax

import (
	"bytes"
	"fmt"
	"unicode"
	"unicode/utf8"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/expr"
)

// scanText tells what a reviewer of the file cannot see or should not meet: another encoding, conflict
// markers, lines without end, hidden characters.
func scanText(file string, src []byte) []diag.Diagnostic {
	switch {
	case bytes.HasPrefix(src, []byte("\xEF\xBB\xBF")):
		at := diag.Range{File: file, Start: diag.Pos{Line: 1, Column: 1}, End: diag.Pos{Line: 1, Column: 1, Byte: 3}}
		return []diag.Diagnostic{diag.New("RB0209", at, "The file begins with a byte order mark.").
			WithHelp(`Save it as "UTF-8", not as "UTF-8 with BOM".`).
			WithFix(diag.Fix{Title: "remove the mark", Kind: diag.Safe, Edits: []diag.Edit{{Range: at}}})}
	case !utf8.Valid(src):
		n := firstBroken(src)
		return []diag.Diagnostic{diag.New("RB0208", RangeOf(file, src, n, n+1), fmt.Sprintf("Byte 0x%02X is not UTF-8.", src[n])).
			WithHelp("Save the file as UTF-8 in your editor.")}
	}
	if conflict := scanConflict(file, src); conflict != nil {
		return conflict
	}
	if long := scanLines(file, src); long != nil {
		return long
	}
	return scanHidden(file, src)
}

func firstBroken(src []byte) int {
	n := 0
	for n < len(src) {
		r, size := utf8.DecodeRune(src[n:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		n += size
	}
	return n
}

// scanConflict tells of git's markers: one finding for all of them.
func scanConflict(file string, src []byte) []diag.Diagnostic {
	if !bytes.Contains(src, []byte("<<<<<<<")) && !bytes.Contains(src, []byte(">>>>>>>")) {
		return nil
	}
	var places []diag.Range
	for start := 0; start < len(src); {
		line := firstLine(src[start:])
		if isConflict(line) {
			places = append(places, RangeOf(file, src, start, start+len(line)))
		}
		start += len(line) + 1
		if len(places) > 8 {
			break
		}
	}
	if len(places) == 0 {
		return nil
	}
	finding := diag.New("RB0210", places[0], "Merge conflict markers are still in the file.").
		WithHelp("Keep the version that is right, and remove the marker lines (<<<<<<<, =======, >>>>>>>).")
	for _, place := range places[1:] {
		finding = finding.WithRelated(place, "a further marker")
	}
	return []diag.Diagnostic{finding}
}

func isConflict(line []byte) bool {
	for _, marker := range []string{"<<<<<<<", "|||||||", ">>>>>>>"} {
		rest, found := bytes.CutPrefix(line, []byte(marker))
		if found && (len(rest) == 0 || rest[0] == ' ' || rest[0] == '\r') {
			return true
		}
	}
	return false
}

func firstLine(src []byte) []byte {
	if end := bytes.IndexByte(src, '\n'); end >= 0 {
		return src[:end]
	}
	return src
}

func scanLines(file string, src []byte) []diag.Diagnostic {
	for start := 0; start < len(src); {
		line := firstLine(src[start:])
		if len(line) > MaxLine {
			at := RangeOf(file, src, start, start)
			return []diag.Diagnostic{diag.New("RB0202", at, fmt.Sprintf("The line has more than %d KiB.", MaxLine>>10)).
				WithHelp("Write it on several lines.")}
		}
		start += len(line) + 1
	}
	return nil
}

// scanHidden tells of characters that cannot be seen, and of words that mix alphabets.
func scanHidden(file string, src []byte) []diag.Diagnostic {
	var diags []diag.Diagnostic
	if end := bytes.IndexByte(src, '\r'); end >= 0 && bytes.IndexByte(src, '\n') < 0 {
		return []diag.Diagnostic{diag.New("RB0214", RangeOf(file, src, end, end+1), "Lines end in this file as on machines of long ago (CR), so all of it is one line.").
			WithHelp("Save it in your editor with the line ends of Unix (LF).")}
	}
	judged := 0 // up to here, words were looked at
	for n := 0; n < len(src) && len(diags) < maxHidden; {
		if c := src[n]; c >= 0x20 && c < 0x7F || c == '\n' || c == '\t' { // nearly every byte
			n++
			continue
		}
		r, size := utf8.DecodeRune(src[n:])
		if code := hidden(r, src[n+size:]); code != "" {
			diags = append(diags, hiddenFinding(code, r, RangeOf(file, src, n, n+size)))
		} else if n >= judged && unicode.IsLetter(r) {
			from, to := wordAround(src, n)
			judged = to
			if one, other := mixed(src[from:to]); other != "" {
				diags = append(diags, mixedFinding(one, other, RangeOf(file, src, from, to)))
			}
		}
		n += size
	}
	return diags
}

// maxHidden bounds how many hidden characters are told of one by one.
const maxHidden = 20

// hidden is the code for a character that must not stand in a file, or "".
func hidden(r rune, rest []byte) string {
	next := byte(0)
	if len(rest) > 0 {
		next = rest[0]
	}
	return hidingCodes[expr.JudgeRune(r, next)]
}

var hidingCodes = map[expr.Hiding]string{expr.Steers: "RB0214", expr.Turns: "RB0211", expr.Invisible: "RB0212"}

func hiddenFinding(code string, r rune, at diag.Range) diag.Diagnostic {
	return diag.New(code, at, fmt.Sprintf("Character U+%04X stands here.", r)).
		WithHelp("Remove it; type the text again by hand if you copied it from elsewhere.").
		WithFix(diag.Fix{Title: "remove the character", Kind: diag.Maybe, Edits: []diag.Edit{{Range: at}}})
}
