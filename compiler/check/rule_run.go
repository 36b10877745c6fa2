package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// run (RB3043; its parts have files of their own) holds that an action is done by a primitive one that goes
// over its kind of connection, with settings that fit.
func (c *checker) run(a *syntax.Action) {
	c.takes = map[string]*shape{}
	for _, s := range a.Settings {
		if c.takes[s.Name.Value] == nil {
			c.takes[s.Name.Value] = c.settingShape(s)
		}
	}
	if a.Run == nil {
		return
	}
	call := scope.Call{What: "The run of " + a.Name.Value, Address: c.address, Range: a.Run.Range, Action: a.Run.Action, Settings: a.Run.Settings}
	k, ok := c.primitive(a)
	p := place{address: c.address, action: true}
	c.fill(k, a.Run.Settings, p)
	if ok {
		c.settingsOf(call, k, syntax.ActionFile.Within("action", "run").SettingNames())
		c.plainDeed(call, k)
		c.claimed(a, call, k)
		p.self = c.outputsShape(k, c.address)
	} else {
		p.self = anything
	}
	if a.Run.Done != nil {
		c.truth(c.Term(a.Run.Done), p, "done")
		c.settled(c.Term(a.Run.Done), p, "done")
	}
	p.answer = true
	c.give(a, p)
}

// settingShape is what a setting can be within its action. A text that no rule bounds may come from
// anywhere: here ends what a runbook knows of it.
func (c *checker) settingShape(s *syntax.ActionSetting) *shape {
	typ, err := expr.ParseType(s.Type.Value)
	if err != nil {
		return anything
	}
	shape := shapeOf(typ)
	if c.unbounded(ofSetting(s)) {
		return shape.with([]label{{kind: kind.Untrusted, path: []string{"setting." + s.Name.Value}}})
	}
	return shape
}

// knownKind tells whether there are connections of that kind: of another word its action tells.
func knownKind(of string) bool {
	return slices.Contains([]string{kind.HTTP, "sql", "github", kind.Shell}, of)
}

// primitive is the action that does a, where it is a primitive one of the right kind.
func (c *checker) primitive(a *syntax.Action) (k kind.Kind, ok bool) {
	if c.Project.Actions[a.Run.Action.Value] != nil {
		c.report(diag.New("RB3043", a.Run.Action.Range, fmt.Sprintf("%s is written in HCL itself; an action is made of a built-in one.", a.Run.Action.Value)).
			WithHelp("Write its run here too, or let a runbook have two steps."))
		return k, false
	}
	if !c.existingAction(a.Run.Action, c.address) {
		return k, false
	}
	k, _ = kind.Lookup(a.Run.Action.Value)
	of, known := c.Text(a.Kind)
	if !known || !knownKind(of) || k.Connection == of {
		return k, true
	}
	d := diag.New("RB3043", a.Run.Action.Range, fmt.Sprintf("An action of kind %q is not done by %s.", of, k.Name))
	fit := slices.DeleteFunc(kind.All(), func(k kind.Kind) bool { return k.Connection != of })
	if len(fit) == 0 {
		c.report(d.WithHelp("This version has no built-in action of that kind yet."))
		return k, false
	}
	var names []string
	for _, k := range fit {
		names = append(names, k.Name)
	}
	c.report(d.WithRelated(a.Kind.Range, "the kind").WithHelp("Such an action is done by " + strings.Join(names, ", ") + "."))
	return k, false
}
