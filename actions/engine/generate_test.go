package engine_test

import (
	"cmp"
	"math/rand"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/scenario"
)

// generator makes a random plan that keeps its own rules, and what the outside and people answer to it, so
// that every part of the language meets every other sooner or later.
type generator struct {
	*rand.Rand
	plan  *plan.Plan
	mocks []scenario.Mock
	fails map[string]bool // "a x": step a fails at item x; "undo a x": so does taking it back
	votes []scenario.Approve
	says  []scenario.Answer
	by    string // who asked for the run; "" for nobody
	mode  evidence.Mode

	// free plans have people and jobs side by side, and no step that stops the run: what comes of them does
	// not depend on what happens first.
	free  bool
	calm  bool     // one phase, whose every change can be taken back, and nothing is judged: many of these recover
	bad   int      // how many of a hundred items fail
	short bool     // the run is ended before its time, so what comes of it depends on when
	left  []string // names of steps that have not been used
}

func generate(seed int64) *generator {
	g := &generator{Rand: rand.New(rand.NewSource(seed)), fails: map[string]bool{}, mode: evidence.Live}
	g.free, g.bad = g.often(60), []int{0, 4, 8, 16}[g.Intn(4)]
	if g.often(10) {
		g.mode = evidence.Rehearsal
	}
	if g.often(30) {
		g.by = "ada"
	}
	g.left = strings.Split("abcdefghijklmno", "")
	g.Shuffle(len(g.left), func(i, j int) { g.left[i], g.left[j] = g.left[j], g.left[i] })
	g.plan = planOf(nil, func(p *plan.Plan) {
		p.Phases, p.FinishBy, p.Access = nil, 30*24*3600, &plan.Access{Who: []string{"security"}}
		p.Locals = map[string]*expr.Node{}
		p.Inputs = []plan.Input{{Name: "pin", Type: "string", Sensitive: true}}
		p.Triggers = []plan.Trigger{{Kind: "manual", Name: "form"}, {Kind: "schedule", Name: "daily", Cron: "0 5 * * *"}}
	})
	phases := 1 + g.Intn(3)
	if g.calm = g.often(25); g.calm {
		phases, g.bad = 1, max(8, g.bad)
	}
	for i, name := range []string{"main", "two", "three"}[:phases] {
		g.plan.Phases = append(g.plan.Phases, g.phase(name, i))
	}
	g.conclude()
	slices.SortFunc(g.plan.Phases, func(a, b plan.Phase) int { return cmp.Compare(a.Name, b.Name) })
	return g
}

func (g *generator) often(percent int) bool { return g.Intn(100) < percent }

func (g *generator) pick(options ...*expr.Node) *expr.Node { return options[g.Intn(len(options))] }

// mostly is the first, and the other now and then.
func (g *generator) mostly(this, other string) *expr.Node {
	if g.often(10) {
		return text(other)
	}
	return text(this)
}

func truth(b bool) *expr.Node { return expr.Lit(expr.OfBool(b)) }

func null() *expr.Node { return expr.Lit(expr.Nil()) }

func is(n *expr.Node, v *expr.Node) *expr.Node { return op(expr.OpEqual, n, v) }

// phase makes a few parts, each of which may need those before it.
func (g *generator) phase(name string, number int) plan.Phase {
	f := plan.Phase{Name: name}
	for _, before := range g.plan.Phases {
		if g.often(50) {
			f.After = append(f.After, before.Name)
		}
	}
	slices.Sort(f.After)
	if g.often(35) {
		regions := listOf("eu", "us")
		f.ForEach, f.Parallel = g.pick(regions, regions, regions, regions, regions, listOf(), listOf(), regions, listOf("eu", "eu"), null()), 1
		if g.free {
			f.Parallel = int64(1 + g.Intn(2))
		}
		if g.often(20) {
			f.Limit = int64(1 + g.Intn(2))
		}
	}
	if g.often(15) {
		f.When = g.pick(truth(true), truth(false), truth(false), null())
	}
	for i := range 1 + g.Intn(5) {
		switch kind := g.Intn(8); {
		case g.free && kind == 0 && i > 0:
			f.Approvals = append(f.Approvals, g.approval(&f, number, i))
		case g.free && kind == 1 && i > 0:
			f.Asks = append(f.Asks, g.ask(&f, number, i))
		case kind == 2 && len(f.Steps) > 0 && !g.calm:
			f.Checks = append(f.Checks, g.check(&f, number, i))
		default:
			f.Steps = append(f.Steps, g.step(&f))
		}
	}
	if g.often(60) || g.calm {
		f.OnFailure = &plan.OnFailure{Undo: []string{"reverse", "reverse", "none"}[g.Intn(3)], Notify: []string{"people"}[:g.Intn(2)]}
	}
	slices.SortFunc(f.Steps, func(a, b plan.Step) int { return cmp.Compare(a.Name, b.Name) })
	return f
}

// nameFor is a name for a part of the phase of this number.
func nameFor(prefix string, number, i int) string {
	return prefix + string(rune('0'+number)) + string(rune('0'+i))
}

// needs are addresses of parts that stand before. In a free plan a step of another phase may have been
// taken back by the time that somebody answers, so there the phase must come after it.
func (g *generator) needs(f *plan.Phase) (needs []string) {
	add := func(from *plan.Phase) {
		for _, address := range partsOf(from) {
			if g.often(35) {
				needs = append(needs, address)
			}
		}
	}
	add(f)
	for i := range g.plan.Phases {
		if before := &g.plan.Phases[i]; !g.free || slices.Contains(f.After, before.Name) {
			add(before)
		}
	}
	slices.Sort(needs)
	return needs
}

func partsOf(f *plan.Phase) (addresses []string) {
	for i := range f.Steps {
		addresses = append(addresses, f.Steps[i].Address())
	}
	for i := range f.Approvals {
		addresses = append(addresses, f.Approvals[i].Address())
	}
	for i := range f.Asks {
		addresses = append(addresses, f.Asks[i].Address())
	}
	return addresses
}

// condition is one that a part of a phase may have which has these needs.
func (g *generator) condition(f *plan.Phase, needs []string, each bool) *expr.Node {
	options := []*expr.Node{is(expr.Ref("input", "pin"), op(expr.OpTemplate, text(pin[:5]), text(pin[5:]))), truth(true), truth(false), truth(false), null()}
	if each {
		options = append(options, is(expr.Ref("each", "key"), text("y")), is(expr.Ref("each", "key"), text("eu")))
	}
	for _, need := range needs {
		kind, name := need[:len(need)-len(nameOf(need))-1], nameOf(need)
		outcome := expr.Ref(kind, name, "outcome")
		switch owner := g.home(f, need); {
		case owner != f && owner.ForEach != nil:
			continue
		case owner.ForEach == nil:
			g.plan.Locals["of_"+name] = outcome
			outcome = expr.Ref("local", "of_"+name)
		}
		options = append(options, is(outcome, text("passed")))
		if kind == "step" {
			options = append(options, is(expr.Ref(kind, name, "exit"), expr.Lit(expr.OfInt(0))))
		}
	}
	return g.pick(options...)
}

// home is the phase of an address, which is f or one before it.
func (g *generator) home(f *plan.Phase, address string) *plan.Phase {
	for i := range g.plan.Phases {
		if slices.Contains(partsOf(&g.plan.Phases[i]), address) {
			return &g.plan.Phases[i]
		}
	}
	return f
}

func nameOf(address string) string { return address[slices.Index([]byte(address), '.')+1:] }
