package plan

import "slices"

// Phase finds a phase by its name; nil if there is none.
func (p *Plan) Phase(name string) *Phase {
	return find(p.Phases, func(f *Phase) bool { return f.Name == name })
}

// ByHand is the trigger of a run that a person starts with the program alone, where a plan says who may and
// has no form: one with a sensitive input, which no form may ask for, has no other way.
const ByHand = "by_hand"

// OnPull is the kind of trigger by which a pull request starts runs. Anybody can open one, from a fork too. So they
// start a rehearsal of what was reviewed, of the protected branch: it changes nothing, and proves nothing.
const OnPull = "pull_request"

// StartsItself tells whether runs start by triggers of that kind without anybody who asks for them, or who could. A
// kind that is not known starts nothing by itself.
func StartsItself(kind string) bool {
	return slices.Contains([]string{"schedule", "event", "finding"}, kind)
}

// Trigger finds a trigger by its name, ByHand too; nil if there is none. Two kinds never share a name.
func (p *Plan) Trigger(name string) *Trigger {
	t := find(p.Triggers, func(t *Trigger) bool { return t.Name == name })
	hasForm := slices.ContainsFunc(p.Triggers, func(t Trigger) bool { return t.Kind == "manual" })
	if t == nil && name == ByHand && p.Access != nil && !hasForm {
		return &Trigger{Kind: "manual", Name: ByHand}
	}
	return t
}

// Input finds an input by its name; nil if there is none.
func (p *Plan) Input(name string) *Input {
	return find(p.Inputs, func(i *Input) bool { return i.Name == name })
}

// Role finds a role by its name; nil if there is none.
func (p *Plan) Role(name string) *Role {
	return find(p.Roles, func(r *Role) bool { return r.Name == name })
}

// Connection finds a connection by its name; nil if there is none.
func (p *Plan) Connection(name string) *Connection {
	return find(p.Connections, func(c *Connection) bool { return c.Name == name })
}

// Secret finds a secret by its name; nil if there is none.
func (p *Plan) Secret(name string) *Secret {
	return find(p.Secrets, func(s *Secret) bool { return s.Name == name })
}

// Action finds an action of the plan that was written in HCL; nil if there is none.
func (p *Plan) Action(name string) *Action {
	return find(p.Actions, func(a *Action) bool { return a.Name == name })
}

// WaivableCheck finds what lets a check be waived; nil if nothing does.
func (p *Plan) WaivableCheck(name string) *Waivable {
	return find(p.Waivable, func(w *Waivable) bool { return w.Check == name })
}

// Notify finds a notify by its name; nil if there is none.
func (p *Plan) Notify(name string) *Notify {
	return find(p.Notifies, func(n *Notify) bool { return n.Name == name })
}

// Gate finds a gate of the access by its name; nil if there is none.
func (p *Plan) Gate(name string) *Gate {
	if p.Access == nil {
		return nil
	}
	return find(p.Access.Gates, func(g *Gate) bool { return g.Name == name })
}

// Setting finds a setting by its name; nil if there is none.
func (a *Action) Setting(name string) *Setting {
	return find(a.Settings, func(s *Setting) bool { return s.Name == name })
}

// Output finds an output by its name; nil if there is none.
func (a *Action) Output(name string) *Output {
	return find(a.Outputs, func(o *Output) bool { return o.Name == name })
}

func find[T any](list []T, is func(*T) bool) *T {
	i := slices.IndexFunc(list, func(item T) bool { return is(&item) })
	if i < 0 {
		return nil
	}
	return &list[i]
}
