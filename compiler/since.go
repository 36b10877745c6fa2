package compiler

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/diff"
	"github.com/attestary/attestary/schemas/plan"
)

// since tells what only the plans before show: where a runbook may do more (RB5009), and what looks like a
// part with another name (RB8004). Both are notes: most often they are what the change is for.
func (c *compilation) since() {
	if c.opts.Base == nil {
		return
	}
	before := map[string]*plan.Plan{}
	for _, p := range c.opts.Base {
		before[p.Runbook] = p
	}
	plans := c.plans
	if changed := c.opts.Changed; changed != nil {
		plans = slices.DeleteFunc(slices.Clone(plans), func(p *plan.Plan) bool { return !changed(p.File) })
	}
	var found []diag.Diagnostic
	for _, r := range diff.Compare(c.opts.Base, plans).Runbooks {
		switch r.Status {
		case diff.Added:
			found = append(found, c.arrived(r)...)
		case diff.Changed:
			found = append(found, c.wider(r)...)
			found = append(found, c.moved(before[r.Name], r.Name)...)
		}
	}
	found = once(found)
	if !c.unmended {
		trial{c.tree.Sources, c.withErrors(), c.aloneSince}.check(found)
	}
	c.findings = append(c.findings, found...)
}

// arrived tells of the power of a runbook that is new, at the runbook as a whole.
func (c *compilation) arrived(r diff.Runbook) []diag.Diagnostic {
	var more []string
	for _, change := range r.Changes {
		if change.More && change.Consequence == diff.Power {
			more = append(more, change.Address+": "+change.After)
		}
	}
	if more == nil {
		return nil
	}
	return []diag.Diagnostic{diag.New("RB5009", c.placeOf(r.Name, "runbook"), "The runbook is new, and so is its power: "+shortly(more)+".").
		At("runbook").WithHelp("Read in the use sections and the steps what it may do.")}
}

// wider tells of each part that may do more, or lets more people, or meets more than before.
func (c *compilation) wider(r diff.Runbook) []diag.Diagnostic {
	more := map[string][]string{}
	var addresses []string
	for _, change := range r.Changes {
		if !change.More {
			continue
		}
		if more[change.Address] == nil {
			addresses = append(addresses, change.Address)
		}
		more[change.Address] = append(more[change.Address], told(change))
	}
	var found []diag.Diagnostic
	for _, address := range addresses {
		found = append(found, diag.New("RB5009", c.placeOf(r.Name, address), fmt.Sprintf("%s: %s.", address, shortly(more[address]))).
			At(address).WithHelp("Nothing, if that is what the change is for; else put it back."))
	}
	return found
}

// told is one change in words.
func told(c diff.Change) string {
	switch whole := c.Setting == ""; {
	case c.Hidden:
		return c.Setting + " is another (hidden)"
	case whole && c.Before == "":
		return "new, with " + c.After
	case whole:
		return "gone; it was " + c.Before
	case c.Before == "":
		return c.Setting + " is " + c.After + ", and was not given"
	case c.After == "":
		return c.Setting + " was " + c.Before + ", and is gone"
	}
	return fmt.Sprintf("%s was %s, and is %s", c.Setting, c.Before, c.After)
}

// shortly joins what is told, the first three of it.
func shortly(list []string) string {
	if len(list) > 3 {
		return fmt.Sprintf("%s; and %d more", strings.Join(list[:3], "; "), len(list)-3)
	}
	return strings.Join(list, "; ")
}

// moved tells of parts that look renamed, with the section that says so.
func (c *compilation) moved(before *plan.Plan, runbook string) []diag.Diagnostic {
	var found []diag.Diagnostic
	after := c.plans[slices.IndexFunc(c.plans, func(p *plan.Plan) bool { return p.Runbook == runbook })]
	for _, m := range diff.LooksMoved(before, after) {
		at := c.placeOf(runbook, m.To)
		section := fmt.Sprintf("\nmoved {\n  from = %q\n  to   = %q\n}\n", m.From, m.To)
		found = append(found, diag.New("RB8004", at, fmt.Sprintf("%s is gone, and %s is like it in all but its name.", m.From, m.To)).At(m.To).
			WithWhy("What has another name is told as one part gone and another come, unless the runbook says that it moved.").
			WithHelp(fmt.Sprintf("If it is the same, add a section: moved { from = %q, to = %q }, on lines of their own.", m.From, m.To)).
			WithFix(diag.Fix{Title: "say that it moved", Kind: diag.Maybe, Edits: []diag.Edit{{Range: c.end(at.File), New: section}}}))
	}
	return found
}

// end is the end of a file.
func (c *compilation) end(file string) diag.Range {
	src := c.tree.Sources[file]
	lines := bytes.Count(src, []byte("\n"))
	pos := diag.Pos{Line: lines + 1, Column: len(src) - bytes.LastIndexByte(src, '\n'), Byte: len(src)}
	return diag.Range{File: file, Start: pos, End: pos}
}

// placeOf is where a part stands: in the runbook, or in project.hcl; a part that is gone is told of at the
// part that it was in, or at the runbook.
func (c *compilation) placeOf(runbook, address string) diag.Range {
	for at := address; at != ""; {
		if place, ok := c.places[runbook][at]; ok {
			return place
		}
		if place, ok := c.inProject(at); ok {
			return place
		}
		cut := strings.LastIndexByte(at, '.')
		at = at[:max(cut, 0)]
	}
	return c.places[runbook]["runbook"]
}

// inProject is where a part of project.hcl stands.
func (c *compilation) inProject(address string) (diag.Range, bool) {
	kind, name, _ := strings.Cut(address, ".")
	switch kind {
	case "role":
		for _, r := range c.tree.Roles {
			if r.Name.Value == name {
				return r.Range, true
			}
		}
	case "connection":
		for _, n := range c.tree.Connections {
			if n.Name.Value == name {
				return n.Range, true
			}
		}
	case "secret":
		for _, s := range c.tree.Secrets {
			if s.Name.Value == name {
				return s.Range, true
			}
		}
	case "review":
		for _, r := range c.tree.Reviews {
			if r.Name.Value == name {
				return r.Range, true
			}
		}
	}
	return diag.Range{}, false
}

// once leaves out what was told already: a change of project.hcl shows in every runbook that uses it.
func once(found []diag.Diagnostic) []diag.Diagnostic {
	type key struct {
		at      diag.Range
		message string
	}
	told := map[key]bool{}
	return slices.DeleteFunc(found, func(d diag.Diagnostic) bool {
		k := key{d.Range, d.Message}
		twice := told[k]
		told[k] = true
		return twice
	})
}
