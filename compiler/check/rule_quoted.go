package check

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
)

var referenceForm = regexp.MustCompile(`^(approval|ask|check|input|local|org|phase|step)\.([a-z][a-z0-9_]{0,39})(\.[a-z][a-z0-9_]*)*$`)

// leads tells whether a text is spelt as a reference to something that there is.
func (c *checker) leads(text string) bool {
	parts := referenceForm.FindStringSubmatch(text)
	return givenForm.MatchString(text) || parts != nil && c.exists(parts[1], parts[2])
}

// givenForm are references to what every run has.
var givenForm = regexp.MustCompile(`^(trigger\.(kind|name|event\.[a-z][a-zA-Z0-9_.]*)|run\.(id|url|started_at|mode|requester\.(login|email|roles))|each\.(key|value)(\.[a-z][a-z0-9_]*)*)$`)

// quoted is an error about t, which takes the place of the warning that t is a reference in quotes: that is why
// it is no value of the right kind.
func (c *checker) quoted(d diag.Diagnostic, t *scope.Term) diag.Diagnostic {
	for i, told := range c.found {
		if told.Code == "RB2012" && told.Range == t.Range() {
			c.found = slices.Delete(c.found, i, i+1)
			d.Help, d.Fixes = told.Help, append(d.Fixes, told.Fixes...)
			return d
		}
	}
	return d
}

// strayForm is a reference in a text as other languages write it: {input.x} or $input.x.
var strayForm = regexp.MustCompile(`\$?\{((?:input|local|org|step|ask|run|trigger|each)\.[a-z][a-zA-Z0-9_.]*)\}|\$((?:input|local|org|step|ask|run|trigger|each)\.[a-z][a-zA-Z0-9_.]*[a-zA-Z0-9_])`)

// strayPlaceholders (RB2012) warns of references in a text that are written as other languages do. They stay
// as they are written.
func (c *checker) strayPlaceholders(t *scope.Term, text string, p place) {
	if !strings.ContainsAny(text, "{$") {
		return
	}
	for _, m := range strayForm.FindAllStringSubmatchIndex(text, maxStray) {
		from, to := max(m[2], m[4]), max(m[3], m[5])
		reference, written := text[from:to], text[m[0]:m[1]]
		if strings.HasPrefix(written, "${") || m[0] > 0 && strings.ContainsRune("{$", rune(text[m[0]-1])) || !c.leads(reference) {
			continue
		}
		c.lost = true
		d := diag.New("RB2012", t.Range(), fmt.Sprintf("%s stays as it is written: it is these letters.", written)).At(p.address).
			WithHelp("A value is put into a text with ${" + reference + "}.")
		if at, ok := partOfText(t, text, m[0], m[1]); ok {
			d.Range = at
			d = d.WithFix(diag.Fix{Title: "write ${" + reference + "}", Kind: diag.Maybe, Edits: []diag.Edit{{Range: at, New: "${" + reference + "}"}}})
		}
		c.report(d)
	}
}

// partOfText is where bytes from to to of a text stand; ok where each of its bytes is written as it is, in one line.
func partOfText(t *scope.Term, text string, from, to int) (at diag.Range, ok bool) {
	at = t.Range()
	ascii := !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' })
	open := (at.End.Byte - at.Start.Byte - len(text)) / 2 // the quote, where the text is all there is
	if !ascii || open != 0 && open != 1 || at.Start.Line != at.End.Line || (at.End.Byte-at.Start.Byte-len(text))%2 != 0 {
		return at, false
	}
	at.End = at.Start
	at.Start.Byte, at.Start.Column = at.Start.Byte+open+from, at.Start.Column+open+from
	at.End.Byte, at.End.Column = at.End.Byte+open+to, at.End.Column+open+to
	return at, true
}

// maxStray is how many of them are looked at in one text.
const maxStray = 20

// quotedReference (RB2012) warns of a text that reads like a reference to a part that exists. In quotes
// it is only those letters.
func (c *checker) quotedReference(t *scope.Term, text string, p place) {
	c.strayPlaceholders(t, text, p)
	if root, _, dotted := strings.Cut(text, "."); !dotted || len(text) > 200 || !slices.Contains(namespaces, root) {
		return
	}
	if !c.leads(text) {
		return
	}
	c.lost = true
	at := t.Range()
	d := diag.New("RB2012", at, fmt.Sprintf("%q is in quotes, so it is these letters and not what they lead to.", text)).At(p.address).
		WithHelp("Write it without quotes: " + text)
	c.report(d.WithFix(diag.Fix{Title: "take the quotes away", Kind: diag.Maybe, Edits: []diag.Edit{{Range: at, New: text}}}))
}
