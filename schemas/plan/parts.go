package plan

import "iter"

// The parts of a run, which wait for each other: steps, approvals, asks and checks. Each kind has names
// that are unique across phases.

// A prefix and the part's name are its address, as Needs and records spell it.
const (
	StepPrefix     = "step."
	ApprovalPrefix = "approval."
	AskPrefix      = "ask."
	CheckPrefix    = "check."
)

// Address is the step's name among all parts of the plan.
func (s *Step) Address() string { return StepPrefix + s.Name }

// Address is the approval's name among all parts of the plan.
func (a *Approval) Address() string { return ApprovalPrefix + a.Name }

// Address is the ask's name among all parts of the plan.
func (a *Ask) Address() string { return AskPrefix + a.Name }

// Address is the check's name among all parts of the plan.
func (c *Check) Address() string { return CheckPrefix + c.Name }

// AllSteps gives every step with its phase, by phase and then by name.
func (p *Plan) AllSteps() iter.Seq2[*Phase, *Step] {
	return inPhases(p, func(f *Phase) []Step { return f.Steps })
}

// AllApprovals gives every approval with its phase, by phase and then by name.
func (p *Plan) AllApprovals() iter.Seq2[*Phase, *Approval] {
	return inPhases(p, func(f *Phase) []Approval { return f.Approvals })
}

// AllAsks gives every ask with its phase, by phase and then by name.
func (p *Plan) AllAsks() iter.Seq2[*Phase, *Ask] {
	return inPhases(p, func(f *Phase) []Ask { return f.Asks })
}

// AllChecks gives every check with its phase, by phase and then by name, and then those outside phases,
// with nil.
func (p *Plan) AllChecks() iter.Seq2[*Phase, *Check] {
	return func(yield func(*Phase, *Check) bool) {
		for f, c := range inPhases(p, func(f *Phase) []Check { return f.Checks }) {
			if !yield(f, c) {
				return
			}
		}
		for i := range p.Checks {
			if !yield(nil, &p.Checks[i]) {
				return
			}
		}
	}
}

func inPhases[T any](p *Plan, of func(*Phase) []T) iter.Seq2[*Phase, *T] {
	return func(yield func(*Phase, *T) bool) {
		for i := range p.Phases {
			list := of(&p.Phases[i])
			for j := range list {
				if !yield(&p.Phases[i], &list[j]) {
					return
				}
			}
		}
	}
}

// Step finds a step by its name; nil if there is none.
func (p *Plan) Step(name string) *Step {
	return first(p.AllSteps(), func(s *Step) bool { return s.Name == name })
}

// Approval finds an approval by its name; nil if there is none.
func (p *Plan) Approval(name string) *Approval {
	return first(p.AllApprovals(), func(a *Approval) bool { return a.Name == name })
}

// Ask finds an ask by its name; nil if there is none.
func (p *Plan) Ask(name string) *Ask {
	return first(p.AllAsks(), func(a *Ask) bool { return a.Name == name })
}

// FindCheck finds a check by its name, in phases and outside; nil if there is none.
func (p *Plan) FindCheck(name string) *Check {
	return first(p.AllChecks(), func(c *Check) bool { return c.Name == name })
}

func first[T any](parts iter.Seq2[*Phase, *T], is func(*T) bool) *T {
	for _, part := range parts {
		if is(part) {
			return part
		}
	}
	return nil
}
