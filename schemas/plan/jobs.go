package plan

import (
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// Jobs. A forge runs each phase as a job of its own, on a machine of its own; a phase with for_each as several,
// each of which has a slice of the items (a leg). Who writes the workflow and who runs its jobs ask here, so
// that both mean the same jobs.

// MaxLegs is how many jobs one phase becomes at most: what a forge takes in one matrix.
const MaxLegs = 256

// Before are the phases whose jobs come before that of f, each behind those before it: those after which f
// comes, those of whose parts its own parts wait, and all that come before these. Where phases wait for each
// other part by part, f is not among them.
func (p *Plan) Before(f *Phase) []*Phase {
	direct := p.directly()
	var all []*Phase
	met := map[string]bool{f.Name: true}
	var visit func(name string)
	visit = func(name string) {
		for _, before := range direct[name] {
			if !met[before] {
				met[before] = true
				visit(before)
				all = append(all, p.Phase(before))
			}
		}
	}
	visit(f.Name)
	return all
}

// JobOrder are all phases, each behind those Before it, and else by name. stuck tells phases whose parts wait
// for each other in turn, the first of them again at its end: these cannot be jobs of their own.
func (p *Plan) JobOrder() (order []*Phase, stuck []string) {
	direct, names := p.directly(), []string{}
	for i := range p.Phases {
		names = append(names, p.Phases[i].Name)
	}
	if found := ring(names, func(name string) []string { return direct[name] }); found != nil {
		return nil, found
	}
	done := map[string]bool{}
	for i := range p.Phases {
		f := &p.Phases[i]
		for _, before := range append(p.Before(f), f) {
			if !done[before.Name] {
				done[before.Name] = true
				order = append(order, before)
			}
		}
	}
	return order, nil
}

// directly are, for each phase, the others that it waits for at once, by name.
func (p *Plan) directly() map[string][]string {
	locals := p.partsOfLocals()
	waits, home := p.waits(locals), p.homes()
	all := map[string][]string{}
	for i := range p.Phases {
		f := &p.Phases[i]
		needs := slices.Concat(f.ends(), addresses(locals, f.When, f.ForEach))
		for address, of := range home {
			if of == f {
				needs = append(needs, waits[address]...)
			}
		}
		for _, address := range needs {
			if of := home[address]; of != nil && of != f {
				all[f.Name] = append(all[f.Name], of.Name)
			}
		}
		slices.Sort(all[f.Name])
		all[f.Name] = slices.Compact(all[f.Name])
	}
	return all
}

// homes are the phases of the addresses of parts, and of the ends of phases.
func (p *Plan) homes() map[string]*Phase {
	home := map[string]*Phase{}
	for i := range p.Phases {
		home[phasePrefix+p.Phases[i].Name] = &p.Phases[i]
	}
	for f, s := range p.AllSteps() {
		home[s.Address()] = f
	}
	for f, a := range p.AllApprovals() {
		home[a.Address()] = f
	}
	for f, a := range p.AllAsks() {
		home[a.Address()] = f
	}
	for f, c := range inPhases(p, func(f *Phase) []Check { return f.Checks }) {
		home[c.Address()] = f
	}
	return home
}

// Fan says into how many jobs a phase goes.
type Fan struct {
	// Legs is how many: 1 for a job without a matrix. 0 where that is known only when a job tells it, as the
	// list of their numbers.
	Legs int
	// From is the phase whose job tells it; "" for the job that begins the run (gates), which knows its inputs.
	From string
}

// FanOf tells into how many jobs a phase goes. It is one where the phase has no for_each; where it takes back
// what it changed, since that is of all its items together, newest first; and where no single job before it
// could tell the items.
func (p *Plan) FanOf(f *Phase) Fan {
	if f.ForEach == nil || f.takesBack() {
		return Fan{Legs: 1}
	}
	locals := p.partsOfLocals()
	switch seen := p.namespaces(f.ForEach); {
	case len(seen) == 0:
		v := expr.Eval(f.ForEach, expr.Names{})
		return Fan{Legs: f.Legs(max(len(v.Items()), len(v.Members())))}
	case seen["run"]:
		return Fan{Legs: 1} // of a run that has not begun nothing is known
	case len(addresses(locals, f.ForEach)) == 0:
		return Fan{}
	}
	return p.fanFrom(f, addresses(locals, f.ForEach))
}

// fanFrom finds the first phase before f whose job knows all of these addresses.
func (p *Plan) fanFrom(f *Phase, needs []string) Fan {
	home := p.homes()
	for _, from := range p.Before(f) {
		knows := append(p.Before(from), from)
		all := !slices.ContainsFunc(needs, func(address string) bool { return !slices.Contains(knows, home[address]) })
		if all && p.FanOf(from).Legs == 1 {
			return Fan{From: from.Name}
		}
	}
	return Fan{Legs: 1}
}

// namespaces are the first words of all that an expression mentions, through locals too.
func (p *Plan) namespaces(n *expr.Node) map[string]bool {
	seen, locals := map[string]bool{}, map[string]bool{}
	for todo := n.References(); len(todo) > 0; todo = todo[1:] {
		path := todo[0]
		if path[0] != "local" || len(path) < 2 {
			seen[path[0]] = true
			continue
		}
		if !locals[path[1]] && p.Locals[path[1]] != nil {
			locals[path[1]] = true
			todo = append(todo, p.Locals[path[1]].References()...)
		}
	}
	return seen
}

func (f *Phase) takesBack() bool { return f.OnFailure != nil && f.OnFailure.Undo == "reverse" }

// Legs is how many jobs the phase becomes that has so many items.
func (f *Phase) Legs(items int) int {
	if f.ForEach == nil || f.takesBack() {
		return 1
	}
	return max(1, min(items, MaxLegs))
}

// Slice is the part of so many items, in their order, that a leg has: those from the first up to, and without,
// the second number.
func Slice(items, leg, legs int) (from, to int) {
	return items * leg / legs, items * (leg + 1) / legs
}

// AtOnce is how many of its jobs a phase has at once, as the workflow has it, and how many items at once each of
// these has: so many as Parallel says in all.
func (f *Phase) AtOnce(legs int) (jobs int, items int64) {
	if legs <= 1 {
		return 1, max(1, f.Parallel)
	}
	jobs = int(min(max(1, f.Parallel), int64(legs)))
	return jobs, max(1, f.Parallel/int64(jobs))
}

// SecretsOf are the names of the secrets that the job of a phase needs: those of the connections over which its
// steps go, and over which they are taken back.
func (p *Plan) SecretsOf(f *Phase) []string {
	var connections []string
	for i := range f.Steps {
		s := &f.Steps[i]
		connections = append(connections, s.Connection)
		if u := p.UndoOf(s); u != nil && u.Action != "" {
			connections = append(connections, p.UndoConnection(u.Action, s))
		}
	}
	return p.secretsOver(connections)
}

// SecretsOfGates are those that whoever asks the gates needs.
func (p *Plan) SecretsOfGates() []string {
	var connections []string
	if p.Access != nil {
		for _, g := range p.Access.Gates {
			connections = append(connections, g.Connection)
		}
	}
	return p.secretsOver(connections)
}

// SecretsOfNotifies are those that whoever tells people needs.
func (p *Plan) SecretsOfNotifies() []string {
	var connections []string
	for _, n := range p.Notifies {
		connections = append(connections, n.Connection)
	}
	return p.secretsOver(connections)
}

func (p *Plan) secretsOver(connections []string) []string {
	var names []string
	for _, name := range connections {
		if c := p.Connection(name); c != nil {
			for _, o := range c.Openings() {
				names = append(names, o.Secret)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// UndoConnection is the connection over which an action takes a step back: the step's own, but for an action of
// another system, which goes over the connection of that name.
func (p *Plan) UndoConnection(action string, s *Step) string {
	system, _, _ := strings.Cut(action, ".")
	own, _, _ := strings.Cut(s.Action, ".")
	if system != own && p.Connection(system) != nil {
		return system
	}
	return s.Connection
}

// Personal tells whether something about people passes from job to job: an input, or an output of an action, that is
// labelled so.
func (p *Plan) Personal() bool {
	if slices.ContainsFunc(p.Inputs, func(in Input) bool { return in.Personal }) {
		return true
	}
	for _, s := range p.AllSteps() {
		k, _ := p.Kind(s.Action)
		if slices.ContainsFunc(k.Outputs, func(o kind.Output) bool { return slices.Contains(o.Labels, kind.Personal) }) {
			return true
		}
	}
	return false
}
