package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
)

// named (RB2002) tells whether the part that a reference names exists, and reports where it does not. In
// a file with errors parts may be missing that were written, so nothing is said.
func (c *checker) named(t *scope.Term) bool {
	if c.exists(t.Path[0], t.Path[1]) {
		return true
	}
	if t.Path[0] == "step" {
		for _, later := range t.Path[2:] {
			if c.exists("step", later) {
				c.lost = true
				c.report(diag.New("RB2002", t.Range(), fmt.Sprintf("There is no step called %s: a step is mentioned by its name, without its action.", t.Path[1])).
					WithHelp("Write step." + later + ", a dot, and the output."))
				return false
			}
		}
	}
	c.unknownName(t.Path[0], t.Path[1], t.PartRange(1))
	return false
}

// refer holds a setting that takes a reference.
func (c *checker) refer(ref syntax.Ref) {
	if !ref.Given() {
		return
	}
	c.used[ref.String()] = true
	if !c.exists(ref.Root, ref.Name) {
		c.unknownName(ref.Root, ref.Name, afterDot(ref))
	}
}

// afterDot is where the name in a reference stands.
func afterDot(ref syntax.Ref) diag.Range {
	at := ref.Range
	at.Start = at.End
	at.Start.Byte -= len(ref.Name)
	at.Start.Column -= len(ref.Name) // names are ASCII
	return at
}

func (c *checker) unknownName(namespace, name string, at diag.Range) {
	c.lost = true
	if c.Tree.Broken || ofProject(namespace) && c.Project.Tree.Broken {
		return
	}
	c.report(unknownName(namespace, name, at, c.existing(namespace)))
}

func unknownName(namespace, name string, at diag.Range, existing []string) diag.Diagnostic {
	where := "This runbook"
	if ofProject(namespace) {
		where = "project.hcl"
	}
	if namespace == "connection" && diag.Nearest(name, existing) == "" {
		return diag.New("RB2002", at, fmt.Sprintf("There is no connection called %s.", name)).
			WithHelp(fmt.Sprintf("Add it to project.hcl: connection %q { … }, with its kind and url on lines of their own. project.hcl has %s.", name, listOr(existing, "none")))
	}
	d := diag.New("RB2002", at, fmt.Sprintf("There is no %s called %s.", noun(namespace), name)).
		WithHelp(fmt.Sprintf("%s has none; add one, or remove the reference.", where))
	return suggest(d, name, existing, fmt.Sprintf("%s has the %s:", where, plural(namespace)))
}

// listOr is a list as a sentence has it, or what to say of none.
func listOr(names []string, none string) string {
	if len(names) == 0 {
		return none
	}
	return strings.Join(names, ", ")
}

// noun is what a sentence calls a part of a namespace.
func noun(namespace string) string {
	if namespace == "org" {
		return "value in org"
	}
	return namespace
}

func plural(namespace string) string {
	if namespace == "org" {
		return "values in org"
	}
	return namespace + "s"
}

// secretRefs holds that the secrets exist that connections are opened with.
func (c *checker) secretRefs() {
	names := slices.Sorted(maps.Keys(c.Project.Secrets))
	for _, connection := range c.Project.Tree.Connections {
		for _, ref := range connection.Secrets() {
			if c.Project.Secrets[ref.Name] == nil && !c.Project.Tree.Broken {
				c.report(unknownName("secret", ref.Name, afterDot(ref), names))
			}
		}
	}
}
