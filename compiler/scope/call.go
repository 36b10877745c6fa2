package scope

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/kind"
)

// Call is one use of an action: by a step, a gate, a notify, or what a step says for its undo.
type Call struct {
	What       string // "The step suspend"
	Address    string // of the part: "step.suspend"
	Range      diag.Range
	Action     syntax.Text
	Connection syntax.Ref
	Settings   []syntax.Assignment
	Undo       bool // it is the undo of the step at Address, over the step's connection
	Idle       bool // it never runs
}

// Setting is the setting of that name, or nil.
func (c *Call) Setting(name string) *syntax.Assignment {
	i := slices.IndexFunc(c.Settings, func(a syntax.Assignment) bool { return a.Name.Value == name })
	if i < 0 {
		return nil
	}
	return &c.Settings[i]
}

// StepCall is what a step does.
func StepCall(s *syntax.Step) Call {
	return Call{
		What: "The step " + s.Name.Value, Address: "step." + s.Name.Value, Range: s.Range,
		Action: s.Action, Connection: s.Connection, Settings: s.Settings,
	}
}

// GateCall is what a gate asks.
func (r *Runbook) GateCall(g *syntax.Gate) Call {
	return Call{
		What: "The gate " + g.Name.Value, Address: "gate." + g.Name.Value, Range: g.Range,
		Action: r.written(g.Action), Connection: g.Connection, Settings: g.Settings,
	}
}

// NotifyCall is how people are told.
func (r *Runbook) NotifyCall(n *syntax.Notify) Call {
	return Call{
		What: "The notify " + n.Name.Value, Address: "notify." + n.Name.Value, Range: n.Range,
		Action: r.written(n.Action), Connection: n.Connection, Settings: []syntax.Assignment{{Name: syntax.Text{Value: "text"}, Value: n.Text}},
	}
}

// written is a text with its value, where that is known.
func (r *Runbook) written(t syntax.Text) syntax.Text {
	t.Value, _ = r.Text(t)
	return t
}

// undoOf is what a step's own undo does; ok is false where it has none, or one that does nothing.
func (r *Runbook) undoOf(s *syntax.Step) (undo Call, ok bool) {
	if s.Undo == nil || s.Undo.Action.Value == NoUndo {
		return Call{}, false
	}
	over := s.Connection
	if k, _ := r.Project.Kind(s.Action.Value); !over.Given() {
		over.Name = r.Connection(StepCall(s), k)
	}
	return Call{
		What: "The undo of step " + s.Name.Value, Address: "step." + s.Name.Value, Range: s.Undo.Range,
		Action: s.Undo.Action, Connection: over, Settings: s.Undo.Settings, Undo: true, Idle: !r.Undoes(s),
	}, true
}

// NoUndo is what stands for the action of an undo that there is none.
const NoUndo = "none"

// Calls are all uses of actions in the runbook. The caller must not change the list.
func (r *Runbook) Calls() []Call {
	if r.calls == nil {
		r.calls = r.collectCalls()
	}
	return r.calls
}

func (r *Runbook) collectCalls() []Call {
	calls := make([]Call, 0, len(r.Tree.Steps))
	for _, s := range r.Tree.Steps {
		calls = append(calls, StepCall(s))
		if undo, ok := r.undoOf(s); ok {
			calls = append(calls, undo)
		}
	}
	if r.Tree.Access != nil {
		for _, g := range r.Tree.Access.Gates {
			calls = append(calls, r.GateCall(g))
		}
	}
	for _, n := range r.Tree.Notifies {
		calls = append(calls, r.NotifyCall(n))
	}
	return calls
}

// Undoes tells whether the undo of s can run: where what failed is taken back, or after a while by itself.
func (r *Runbook) Undoes(s *syntax.Step) bool { return s.UndoAfter != nil || r.TakesBack(s) }

// TakesBack tells whether what s did is taken back when its phase, or the run without phases, fails.
func (r *Runbook) TakesBack(s *syntax.Step) bool {
	after := r.Tree.OnFailure
	if s.Phase != nil {
		after = s.Phase.OnFailure
	}
	if after == nil {
		return false
	}
	undo, _ := r.Text(after.Undo)
	return undo == "reverse"
}

// Setting is the call's setting of that name, or nil.
func (r *Runbook) Setting(c Call, name string) *Term {
	if a := c.Setting(name); a != nil {
		return r.Term(a.Value)
	}
	return nil
}

// Literal is the text of a call's setting where it is known at review time.
func (r *Runbook) Literal(c Call, name string) (string, bool) {
	t := r.Setting(c, name)
	if t == nil {
		return "", false
	}
	v, _ := r.Known(t)
	return v.AsText()
}

// Does is what a call does to the world, as far as its action and what is known of its settings tell.
func (r *Runbook) Does(c Call, k kind.Kind) kind.Effect {
	return k.Does(func(setting string) (string, bool) { return r.Literal(c, setting) })
}

// Effect is what s does: as it states, or as its action does.
func (r *Runbook) Effect(s *syntax.Step, k kind.Kind) kind.Effect {
	if stated, ok := r.Text(s.Effect); ok && s.Effect.Given() {
		return kind.Effect(stated)
	}
	return r.Does(StepCall(s), k)
}

// Connection is the connection that a call goes over: the one it names; for an action written in HCL the
// one called like its system; for a program the one shell connection of the runbook's uses. It is "" where
// there is none, or none of several.
func (r *Runbook) Connection(c Call, k kind.Kind) string {
	switch {
	case c.Connection.Name != "" || k.Connection == "":
		return c.Connection.Name
	case r.Project.Actions[k.Name] != nil:
		return SystemOf(k.Name)
	case k.Connection == kind.Shell:
		return r.onlyShell()
	}
	return ""
}

func (r *Runbook) onlyShell() string {
	only := ""
	for _, u := range r.Tree.Uses {
		c := r.Project.Connections[u.Connection.Value]
		if c == nil {
			continue
		}
		if of, _ := r.Text(c.Kind); of != kind.Shell {
			continue
		}
		if only != "" {
			return ""
		}
		only = u.Connection.Value
	}
	return only
}

// Limit is how many items s may touch: a number, or percent of what its limit_of counts. ok is false where
// the limit is neither.
func (r *Runbook) Limit(s *syntax.Step) (count, percent int64, ok bool) {
	v, _ := r.Known(r.Term(s.Limit))
	if text, isText := v.AsText(); isText {
		digits, share := strings.CutSuffix(text, "%")
		percent, err := strconv.ParseInt(digits, 10, 64)
		return 0, percent, share && err == nil && strconv.FormatInt(percent, 10) == digits && percent >= 1 && percent <= 100
	}
	count, ok = v.AsInt()
	return count, 0, ok && count >= 1
}

// Actions are the actions written in HCL that the runbook asks for, and those that their undos do, by name.
func (r *Runbook) Actions() []*Action {
	found := map[string]*Action{}
	var add func(name string)
	add = func(name string) {
		a := r.Project.Actions[name]
		if a == nil || found[name] != nil {
			return
		}
		found[name] = a
		if a.Tree.Undo != nil {
			add(a.Tree.Undo.Action.Value)
		}
	}
	for _, call := range r.Calls() {
		add(call.Action.Value)
	}
	var list []*Action
	for _, name := range slices.Sorted(maps.Keys(found)) {
		list = append(list, found[name])
	}
	return list
}

// AsksFor tells whether the runbook asks for an action of a system, or for one that it does not have.
func (r *Runbook) AsksFor(system string) bool {
	return slices.ContainsFunc(r.Calls(), func(c Call) bool { return SystemOf(c.Action.Value) == system }) ||
		slices.ContainsFunc(r.Actions(), func(a *Action) bool { return a.Tree.System.Name == system })
}
