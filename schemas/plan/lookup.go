package plan

import (
	"iter"
	"slices"
)

// StepPrefix and a step's name are its address, as Needs and records spell it.
const StepPrefix = "step."

// Address is the step's name among all parts of the plan.
func (s *Step) Address() string { return StepPrefix + s.Name }

// AllSteps gives every step with its phase, by phase and then by name.
func (p *Plan) AllSteps() iter.Seq2[*Phase, *Step] {
	return func(yield func(*Phase, *Step) bool) {
		for i := range p.Phases {
			for j := range p.Phases[i].Steps {
				if !yield(&p.Phases[i], &p.Phases[i].Steps[j]) {
					return
				}
			}
		}
	}
}

// Step finds a step by its name; nil if there is none.
func (p *Plan) Step(name string) *Step {
	for _, s := range p.AllSteps() {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// Phase finds a phase by its name; nil if there is none.
func (p *Plan) Phase(name string) *Phase {
	return find(p.Phases, func(f *Phase) bool { return f.Name == name })
}

// Trigger finds a trigger by its name; nil if there is none. Two kinds never share a name.
func (p *Plan) Trigger(name string) *Trigger {
	return find(p.Triggers, func(t *Trigger) bool { return t.Name == name })
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

func find[T any](list []T, is func(*T) bool) *T {
	i := slices.IndexFunc(list, func(item T) bool { return is(&item) })
	if i < 0 {
		return nil
	}
	return &list[i]
}
