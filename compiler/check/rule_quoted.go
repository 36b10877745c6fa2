package check

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
)

var referenceForm = regexp.MustCompile(`^(approval|ask|check|input|local|org|phase|step)\.([a-z][a-z0-9_]{0,39})(\.[a-z][a-z0-9_]*)*$`)

// leads tells whether a text is spelt as a reference to something that there is.
func (c *checker) leads(text string) bool {
	parts := referenceForm.FindStringSubmatch(text)
	return givenForm.MatchString(text) || parts != nil && c.exists(parts[1], parts[2])
}

// givenForm are references to what every run has.
var givenForm = regexp.MustCompile(`^(trigger\.(kind|name|event\.[a-z][a-zA-Z0-9_.]*)|run\.(id|url|started_at|mode|requester\.(login|email|roles))|each\.(key|value)(\.[a-z][a-z0-9_]*)*)$`)

// readsAsReference tells whether t is a text that is told to be a reference in quotes.
func (c *checker) readsAsReference(t *scope.Term) bool {
	text, ok := t.Value.AsText()
	return ok && c.leads(text)
}

// strayForm is a reference in a text as other languages write it: {input.x} or $input.x.
var strayForm = regexp.MustCompile(`\$?\{((?:input|local|org|step|ask|run|trigger|each)\.[a-z][a-zA-Z0-9_.]*)\}|\$((?:input|local|org|step|ask|run|trigger|each)\.[a-z][a-zA-Z0-9_.]*[a-zA-Z0-9_])`)

// strayPlaceholders (RB2012) warns of references in a text that are written as other languages do. They stay
// as they are written.
func (c *checker) strayPlaceholders(t *scope.Term, text string, p place) {
	at := t.Range()
	source := c.Project.Tree.Sources[at.File]
	if !strings.ContainsAny(text, "{$") || at.End.Byte > len(source) {
		return
	}
	written := source[at.Start.Byte:at.End.Byte]
	for _, m := range strayForm.FindAllSubmatchIndex(written, maxStray) {
		from, to := m[2], m[3]
		if from < 0 {
			from, to = m[4], m[5]
		}
		reference := string(written[from:to])
		if written[m[0]] == '$' && written[m[0]+1] == '{' || m[0] > 0 && (written[m[0]-1] == '{' || written[m[0]-1] == '$') || !c.leads(reference) {
			continue
		}
		c.lost = true
		place := syntax.RangeOf(at.File, source, at.Start.Byte+m[0], at.Start.Byte+m[1])
		c.report(diag.New("RB2012", place, fmt.Sprintf("%s stays as it is written: it is these letters.", written[m[0]:m[1]])).At(p.address).
			WithHelp("A value is put into a text with ${" + reference + "}.").
			WithFix(diag.Fix{Title: "write ${" + reference + "}", Kind: diag.Maybe, Edits: []diag.Edit{{Range: place, New: "${" + reference + "}"}}}))
	}
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
