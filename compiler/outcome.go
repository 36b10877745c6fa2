package compiler

import (
	"github.com/attestary/attestary/compiler/check"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/lower"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/plan"
)

// outcome is what one runbook comes to beside project.hcl, actions and frameworks, whatever other runbooks
// there are.
type outcome struct {
	file   string
	source []byte
	found  []diag.Diagnostic
	// refused is what is told of its plan, which holds as long as nothing is found between it and others.
	refused []diag.Diagnostic
	outline *check.Outline // nil where it could not be understood or was not asked for
	// recalled tells that all this was found before.
	recalled bool

	// Where only findings are wanted, these are not kept.
	tree   *syntax.Runbook
	scope  *scope.Runbook
	plan   *plan.Plan // nil where there is an error
	places map[string]diag.Range
}

// runbook takes one runbook through all passes.
func (c *compilation) runbook(file string) *outcome {
	src, unread := syntax.Read(c.fsys, file)
	if unread != nil {
		return &outcome{file: file, found: unread}
	}
	if o := c.memory.recall(file, src); o != nil {
		return o
	}
	o := c.look(file, src)
	if c.brief {
		o.tree, o.scope, o.plan, o.places = nil, nil, nil, nil
	}
	return o
}

// look is runbook for the bytes of a file.
func (c *compilation) look(file string, src []byte) *outcome {
	o := c.found(file, src)
	if o.scope != nil && !o.tree.Broken && !diag.HasErrors(o.found) && c.soundBeside(o.scope) {
		o.lower(c.brief)
	}
	return o
}

// found is what is found in a runbook before a plan is made of it.
func (c *compilation) found(file string, src []byte) *outcome {
	o := &outcome{file: file, source: src}
	o.tree, o.found = c.tree.Runbook(file, src)
	if o.tree == nil || c.opts.Runbook != "" && o.tree.Name.Value != c.opts.Runbook {
		o.tree = nil
		return o
	}
	o.scope, o.outline = scope.NewRunbook(c.project, o.tree), check.OutlineOf(o.tree)
	judged := beside(check.Runbook(o.scope, check.Options{Today: c.opts.Today}), o.found)
	if !c.unmended {
		c.tryInRunbook(o, judged)
	}
	o.found = append(o.found, judged...)
	return o
}

// soundBeside tells whether nothing is wrong in project.hcl, and in the files of the actions that a runbook
// asks for.
func (c *compilation) soundBeside(r *scope.Runbook) bool {
	if c.wrong[c.tree.File] || c.tree.Broken {
		return false
	}
	for file := range c.wrong {
		if system, ok := scope.SystemFile(file); ok && r.AsksFor(system) {
			return false
		}
	}
	return true
}

// lower makes the plan of a runbook in which nothing is wrong.
func (o *outcome) lower(brief bool) {
	p := lower.Plan(o.scope)
	if err := valid(p, o.scope); err != nil {
		o.refused = []diag.Diagnostic{refused(o.scope, err)}
		return
	}
	if o.refused = check.Policies(o.scope, p); len(o.refused) > 0 {
		return
	}
	if o.plan = p; !brief {
		o.places = lower.Places(o.scope)
	}
}

// large is how much a runbook has to carry before its plan is encoded to see whether that is too much.
const large = 1 << 20

// valid tells why p cannot be a plan, as Encode would.
func valid(p *plan.Plan, r *scope.Runbook) error {
	if r.Carried < large {
		return p.Check()
	}
	_, err := p.Encode()
	return err
}

// refused tells of a plan that package plan does not take, though the checker found nothing: a bound of
// the plan, or a rule that the checker lacks.
func refused(r *scope.Runbook, err error) diag.Diagnostic {
	return diag.New("RB3090", r.Tree.Range, "No plan can be made of this runbook: "+err.Error()+".").
		WithHelp("Make the runbook smaller; if that is not it, tell us: no runbook should come this far.")
}
