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

// readsAsReference tells whether t is a text that is told to be a reference in quotes.
func (c *checker) readsAsReference(t *scope.Term) bool {
	text, ok := t.Value.AsText()
	return ok && c.leads(text)
}

// quotedReference (RB2012) warns of a text that reads like a reference to a part that exists. In quotes
// it is only those letters.
func (c *checker) quotedReference(t *scope.Term, text string, p place) {
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
