package diff

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/attestary/attestary/compiler/internal/show"
	"github.com/attestary/attestary/schemas/expr"
)

// How two values are shown so that their difference is seen, however long they are. Whoever writes a plan
// would like to put a change behind the place where a reader's eyes, or a program, give up.

const (
	maxText = 240 // bytes of one value
	lead    = 40  // bytes that stay before the first difference
)

// contrast is both values as text, never the same one. A side that is nil is "".
func contrast(before, after *fact) (string, string) {
	var b, a string
	switch {
	case before == nil:
		return "", after.String()
	case after == nil:
		return before.String(), ""
	case before.list != nil && after.list != nil:
		b, a = listContrast(before.list, after.list)
	case before.node != nil && after.node != nil:
		b, a = nodeContrast(before.node, after.node)
	default:
		b, a = excerpt(show.Visible(before.text), show.Visible(after.text))
	}
	if b == a { // such as a line feed, and the two letters that stand for one
		return excerpt(strconv.QuoteToASCII(before.exact), strconv.QuoteToASCII(after.exact))
	}
	return b, a
}

// listContrast is both lists; of long ones, what only one of them has.
func listContrast(before, after []string) (string, string) {
	b, a := show.Visible(strings.Join(before, ", ")), show.Visible(strings.Join(after, ", "))
	if len(b) <= maxText && len(a) <= maxText {
		return b, a
	}
	lost, won := without(before, after), without(after, before)
	if len(lost)+len(won) == 0 {
		return excerpt(b, a)
	}
	return others(lost, len(before)), others(won, len(after))
}

func others(items []string, of int) string {
	stay := fmt.Sprintf("%d that stay", of-len(items))
	if len(items) == 0 {
		return stay
	}
	return cut(show.Visible(strings.Join(items, ", "))) + ", and " + stay
}

// nodeContrast is both expressions; where they differ behind the cut, the smallest parts that differ.
func nodeContrast(before, after *expr.Node) (string, string) {
	part := false
	for {
		x, isText := show.LiteralText(before)
		y, areTexts := show.LiteralText(after)
		b, a := show.Visible(before.String()), show.Visible(after.String())
		switch {
		case isText && areTexts && strings.Contains(x+y, "\n"):
			b, a = lineContrast(x, y)
		case isText && areTexts:
			b, a = excerpt(quoted(x), quoted(y))
		case b == a:
			if i := firstDifference(before, after); i >= 0 {
				before, after, part = before.Args[i], after.Args[i], true
				continue
			}
			b, a = excerpt(show.Visible(string(encoded(before))), show.Visible(string(encoded(after))))
		}
		if part {
			b, a = "… "+b, "… "+a
		}
		return b, a
	}
}

// lineContrast is what differs of two texts of several lines, as a script is: the lines from the first that differs to the
// last, and where they stand.
func lineContrast(before, after string) (string, string) {
	b, a := strings.Split(before, "\n"), strings.Split(after, "\n")
	first := 0
	for first < min(len(b), len(a)) && b[first] == a[first] {
		first++
	}
	last := 0
	for last < min(len(b), len(a))-first && b[len(b)-1-last] == a[len(a)-1-last] {
		last++
	}
	b, a = b[first:len(b)-last], a[first:len(a)-last]
	if len(strings.Join(b, ""))+len(strings.Join(a, "")) == 0 || longest(b) > maxText || longest(a) > maxText {
		return excerpt(quoted(before), quoted(after))
	}
	return linesFrom(first+1, b), linesFrom(first+1, a)
}

func longest(lines []string) (n int) {
	for _, line := range lines {
		n = max(n, len(show.Visible(line)))
	}
	return n
}

// linesFrom are lines with the number of the first of them, as many as have room.
func linesFrom(first int, lines []string) string {
	if len(lines) == 0 {
		return fmt.Sprintf("nothing at line %d", first)
	}
	n, room := 0, maxText
	for n < len(lines) && (n == 0 || room >= len(lines[n])) {
		room -= len(lines[n])
		n++
	}
	text := fmt.Sprintf("line %d: %s", first, quoted(strings.Join(lines[:n], "\n")))
	if more := len(lines) - n; more > 0 {
		text += fmt.Sprintf(", and %d lines more", more)
	}
	return text
}

// firstDifference is the first argument in which two nodes differ; less than 0 where they differ in
// themselves.
func firstDifference(x, y *expr.Node) int {
	if len(x.Args) != len(y.Args) {
		return -1
	}
	for i := range x.Args {
		if x.Args[i] == nil || y.Args[i] == nil {
			return -1
		}
		if !bytes.Equal(encoded(x.Args[i]), encoded(y.Args[i])) {
			return i
		}
	}
	return -1
}

func nodeText(n *expr.Node) string {
	if text, ok := show.LiteralText(n); ok {
		return cut(quoted(text))
	}
	return show.Visible(n.String())
}

func quoted(text string) string { return `"` + show.Visible(text) + `"` }

// cut is the beginning of a text.
func cut(text string) string {
	if len(text) <= maxText {
		return text
	}
	return strings.ToValidUTF8(text[:maxText], "") + "…"
}

// excerpt is both texts from shortly before the place where they begin to differ.
func excerpt(before, after string) (string, string) {
	if len(before) <= maxText && len(after) <= maxText {
		return before, after
	}
	same := 0
	for same < min(len(before), len(after)) && before[same] == after[same] {
		same++
	}
	from := max(0, same-lead)
	for from > 0 && !utf8.RuneStart(before[from]) {
		from--
	}
	return since(before, from), since(after, from)
}

func since(text string, from int) string {
	if from == 0 {
		return cut(text)
	}
	return "…" + cut(text[from:])
}
