package plan

import (
	"reflect"

	"github.com/attestary/attestary/schemas/expr"
)

// Outputs are names of what an action gives; nil stands for all of them.
type Outputs map[string]bool

// Has tells whether an output is among them.
func (o Outputs) Has(name string) bool { return o == nil || o[name] }

// Any tells whether there is any.
func (o Outputs) Any() bool { return o == nil || len(o) > 0 }

// With a name they are addresses: of a gate, and of what an action written in HCL asks of its primitive one.
const (
	gatePrefix   = "gate."
	actionPrefix = "action."
)

// Asked are, for the address of each step and gate, those of its outputs that any expression of the plan asks for;
// and for action.NAME those of its primitive action that an action written in HCL asks for. The others nobody ever sees: who runs the plan need not keep them. An expression that takes a step, or a phase with
// items, as a whole asks for all. How old the answer of a gate may be is no expression: it is measured beside these.
func (p *Plan) Asked() map[string]Outputs {
	a := mentioning{plan: p, steps: map[string]*Step{}, asked: map[string]Outputs{}}
	for _, s := range p.AllSteps() {
		a.steps[s.Name], a.asked[s.Address()] = s, Outputs{}
	}
	for _, s := range p.AllSteps() {
		eachNode(reflect.ValueOf(s), func(n *expr.Node) { a.mentions(n, s.Address()) })
		// The undo of its action, where the step has none of its own, asks for what the step gave.
		eachNode(reflect.ValueOf(p.UndoOf(s)), func(n *expr.Node) { a.mentions(n, s.Address()) })
	}
	if p.Access != nil {
		for i := range p.Access.Gates {
			g := &p.Access.Gates[i]
			a.asked[gatePrefix+g.Name] = Outputs{}
			eachNode(reflect.ValueOf(g), func(n *expr.Node) { a.mentions(n, gatePrefix+g.Name) })
		}
	}
	for i := range p.Actions {
		act := &p.Actions[i]
		a.asked[actionPrefix+act.Name] = Outputs{}
		eachNode(reflect.ValueOf(&act.Run), func(n *expr.Node) { a.mentions(n, actionPrefix+act.Name) })
		if act.Run.Done != nil {
			a.asked[actionPrefix+act.Name] = nil // it asks whether there was an answer at all
		}
	}
	eachNode(reflect.ValueOf(p), func(n *expr.Node) { a.mentions(n, "") })
	return a.asked
}

// eachNode visits every expression in v, whichever member it stands in: none that is added later is passed over.
func eachNode(v reflect.Value, visit func(*expr.Node)) {
	switch v.Kind() {
	case reflect.Pointer:
		if n, is := v.Interface().(*expr.Node); is && n != nil {
			visit(n)
		} else if !is && !v.IsNil() {
			eachNode(v.Elem(), visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				eachNode(v.Field(i), visit)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachNode(v.Index(i), visit)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			eachNode(v.MapIndex(key), visit)
		}
	}
}

// mentioning finds what expressions ask for.
type mentioning struct {
	plan  *Plan
	steps map[string]*Step // by name
	asked map[string]Outputs
}

// mentions notes what an expression asks for; self is the address that it means by self, "" for none.
func (a *mentioning) mentions(n *expr.Node, self string) {
	for _, path := range n.References() {
		switch {
		case path[0] == "self" && self != "":
			a.note(self, path[1:])
		case len(path) < 2:
		case path[0] == "phase":
			a.whole(a.plan.Phase(path[1]))
		case path[0] == "step":
			if s := a.steps[path[1]]; s != nil && s.ForEach == nil {
				a.note(s.Address(), path[2:])
			} else {
				a.asked[StepPrefix+path[1]] = nil
			}
		}
	}
}

// note notes the output that begins a path behind a step, or all where nothing follows.
func (a *mentioning) note(address string, rest []string) {
	switch outputs := a.asked[address]; {
	case len(rest) == 0:
		a.asked[address] = nil
	case outputs != nil:
		outputs[rest[0]] = true
	}
}

// whole notes that all outputs of a phase are asked for, where the phase is what its jobs are.
func (a *mentioning) whole(f *Phase) {
	if f == nil || f.ForEach == nil {
		return
	}
	for i := range f.Steps {
		a.asked[f.Steps[i].Address()] = nil
	}
}
