package check

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/kind"
)

var (
	programForm    = regexp.MustCompile(`^/?[A-Za-z0-9._+-]+(/[A-Za-z0-9._+-]+)*$`)
	permissionForm = regexp.MustCompile(`^[a-z]+([-_][a-z]+)*: (read|write)$`)
)

// allowances (RB5006, RB5004) holds that what a use allows is written in the words of its kind of
// connection and warns of what nothing needs: power that is asked for is power that is had.
func (c *checker) allowances() {
	for _, u := range c.Tree.Uses {
		connection := c.Project.Connections[u.Connection.Value]
		if connection == nil {
			continue
		}
		of, _ := c.Text(connection.Kind)
		deeds := c.deedsOver(u.Connection.Value)
		for _, e := range c.entries(u.Allow) {
			if kind.IsAction(e.text) && (of != kind.Shell || c.meansAction(e.text)) {
				if c.allowsAction(u, e, of) {
					c.needed(u, e, deeds)
				}
				continue
			}
			if c.programOf(e, deeds) {
				continue
			}
			if wrong := misspeltAllowance(of, e.text); wrong != "" {
				d := diag.New("RB5006", e.at, fmt.Sprintf("%q is no %s.", e.text, wrong)).At("use." + u.Connection.Value).
					WithHelp(c.allowanceHelp(of, u.Connection.Value))
				if whole := u.Connection.Value + "." + e.text; of != kind.Shell && slices.Contains(c.allowedActions(of), whole) {
					d = instead(d, whole).WithHelp("An action is named with its system.")
				}
				c.report(d)
				continue
			}
			if c.readOnlyFile(u, connection, e) {
				continue
			}
			c.needed(u, e, deeds)
		}
	}
}

// readOnlyFile tells whether an entry asks for more of a file of SQLite than is ever done with one.
func (c *checker) readOnlyFile(u *syntax.Use, connection *syntax.Connection, e entry) bool {
	address, _ := c.Text(connection.URL)
	if to, ok := kind.ReadDatabase(address); !ok || to.System != kind.SQLite || e.text == "select" {
		return false
	}
	c.report(diag.New("RB5006", e.at, fmt.Sprintf("A file of SQLite is only read, so %q allows nothing.", e.text)).At("use." + u.Connection.Value).
		WithHelp(`Write "select" alone. What changes the file can be a program: exec.run.`))
	return true
}

// deedsOver is what is done over a connection, as far as it is known.
func (c *checker) deedsOver(connection string) []deed {
	var deeds []deed
	for _, call := range c.Calls() {
		k, ok := c.action(call.Action.Value)
		if ok && c.Connection(call, k) == connection {
			deeds = append(deeds, c.deed(call, k))
		}
	}
	return deeds
}

func (c *checker) needed(u *syntax.Use, e entry, deeds []deed) {
	undecided := slices.ContainsFunc(deeds, func(d deed) bool { return d.shown == "" })
	short := slices.ContainsFunc(c.found, func(d diag.Diagnostic) bool {
		return d.Code == "RB5003" && len(d.Related) > 0 && d.Related[0].Range == u.Allow.Range
	})
	if c.Tree.Broken || c.lost || undecided || short || slices.ContainsFunc(deeds, func(d deed) bool { return d.wants(e.text) }) {
		return
	}
	c.report(diag.New("RB5004", e.at, fmt.Sprintf("Nothing here needs %q.", e.text)).At("use." + u.Connection.Value).
		WithWhy("Power that is asked for is power that somebody can misuse.").WithHelp("Remove it from allow."))
}

func misspeltAllowance(of, text string) string {
	switch {
	case of == kind.Shell && (!programForm.MatchString(text) || kind.IsAction(text)):
		return "name of a program"
	case of == kind.HTTP && !isPattern(text):
		return "pattern of a request"
	case of == kind.SQL && !slices.Contains(kind.Statements, text):
		return "verb of a statement"
	case of == "github" && !permissionForm.MatchString(text):
		return "permission of GitHub"
	}
	return ""
}

// isPattern tells whether text is a method and a path, with ** at the end alone.
func isPattern(text string) bool {
	request, _ := kind.Lookup("http.request")
	method, path, _ := strings.Cut(text, " ")
	return slices.Contains(request.Field("method").OneOf, method) && kind.PlainPath(path) && !strings.Contains(path, "**/")
}

// programOf tells whether an entry that is spelt as an action is a program that something here runs: of that
// rule_power tells.
func (c *checker) programOf(e entry, deeds []deed) bool {
	return kind.IsAction(e.text) && slices.ContainsFunc(deeds, func(d deed) bool { return !d.named && d.shown == e.text })
}

// meansAction tells whether a text that is spelt as an action is one, or nearly.
func (c *checker) meansAction(text string) bool {
	_, known := c.action(text)
	return known || c.nearAction(text) != ""
}

// example is what a use of the call's connection would have to allow.
func (c *checker) example(call scope.Call, k kind.Kind) []string {
	d := c.deed(call, k)
	if d.shown == "" {
		return []string{"…"}
	}
	var entries []string
	for _, entry := range d.entries(nil) {
		entries = append(entries, fmt.Sprintf("%q", entry))
	}
	return entries
}
