package engine_test

import (
	"context"
	"math/rand"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/simulate"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/scenario"
)

// TestMeaning: a plan means here what it means in a test. Of many plans with all that the engine does, and
// with failures here and there, engine and simulator tell the same outcomes, order, checks and evidence.
func TestMeaning(t *testing.T) {
	t.Parallel()
	came := map[evidence.Outcome]int{}
	for seed := range int64(200) {
		g := &generator{Rand: rand.New(rand.NewSource(seed))}
		p := g.plan()
		want, got := g.simulated(t, p), g.run(t, p)
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(told{})); diff != "" {
			t.Fatalf("seed %d: the engine (+) does not mean what the simulator (-) does: %s\n%s", seed, diff, canonical(t, p.Phases))
		}
		came[want.outcome]++
	}
	for _, o := range []evidence.Outcome{evidence.Passed, evidence.Failed, evidence.Unknown} {
		if came[o] < 10 {
			t.Errorf("only %d plans came to %s: %v", came[o], o, came)
		}
	}
}

// told is what both tell of a run.
type told struct {
	outcome evidence.Outcome
	parts   []string // sorted
	ran     []string
	kept    map[string]string
}

type generator struct {
	*rand.Rand
	mocks []scenario.Mock
	fails map[string]bool // "step.a key"
}

func (g *generator) often(percent int) bool { return g.Intn(100) < percent }

func (g *generator) pick(options ...*expr.Node) *expr.Node { return options[g.Intn(len(options))] }

// plan makes up to eight steps in two phases, each of which may need those before it, and a check and a
// piece of evidence about each.
func (g *generator) plan() *plan.Plan {
	g.fails = map[string]bool{}
	names := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
	g.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	names = names[:2+g.Intn(7)]
	var steps []plan.Step
	for i, name := range names {
		steps = append(steps, g.step(name, names[:i]))
	}
	first := 1 + g.Intn(len(steps)-1)
	p := planOf(slices.Clone(steps[:first]))
	two := plan.Phase{Name: "two", Steps: slices.Clone(steps[first:])}
	slices.SortFunc(two.Steps, func(a, b plan.Step) int { return int(a.Name[0]) - int(b.Name[0]) })
	if g.often(50) {
		two.After = []string{"main"}
	}
	p.Phases = append(p.Phases, two)
	p.Triggers = []plan.Trigger{{Kind: "schedule", Name: "daily", Cron: "0 5 * * *"}}
	slices.Sort(names)
	for _, name := range names {
		if g.often(30) {
			p.Checks = append(p.Checks, plan.Check{Name: name, Severity: "low", Message: text("no"),
				Condition: op(expr.OpEqual, expr.Ref("step", name, "outcome"), g.pick(text("passed"), text("passed"), text("skipped")))})
		}
		p.Evidence = append(p.Evidence, plan.Evidence{Name: name, Value: expr.Ref("step", name)})
	}
	return p
}

func (g *generator) step(name string, before []string) plan.Step {
	var needs []string
	for _, other := range before {
		if g.often(40) {
			needs = append(needs, other)
		}
	}
	s := step(name, slices.Clone(needs)...)
	if g.often(50) {
		s = change(s)
	}
	if g.often(60) {
		s.OnError = "continue"
	}
	keys := []string{""}
	if g.often(40) {
		keys = []string{"x", "y", "z"}
		s.ForEach = g.pick(listOf(keys...), listOf(keys...), listOf(keys...), listOf(), listOf("x", "x"), expr.Lit(expr.Nil()))
	}
	if g.often(30) {
		options := []*expr.Node{expr.Lit(expr.OfBool(true)), expr.Lit(expr.OfBool(false)), expr.Lit(expr.Nil())}
		if s.ForEach != nil {
			options = append(options, op(expr.OpEqual, expr.Ref("each", "key"), text("y")))
		}
		for _, need := range needs {
			options = append(options, op(expr.OpEqual, expr.Ref("step", need, "exit"), expr.Lit(expr.OfInt(0))))
		}
		s.When = g.pick(options...)
	}
	if g.often(20) {
		s.Expects = []plan.Expect{{Name: "e", Message: text("no"), Condition: g.pick(
			op(expr.OpEqual, expr.Ref("self", "exit"), expr.Lit(expr.OfInt(0))), op(expr.OpEqual, expr.Ref("self", "json"), text("x")))}}
	}
	if g.often(20) {
		s.Retry = &plan.Retry{Max: 2}
	}
	if s.ForEach != nil {
		s.Settings["stdin"] = expr.Ref("each", "key")
	}
	g.mock(s, keys)
	return s
}

// mock lets some items fail.
func (g *generator) mock(s plan.Step, keys []string) {
	outputs := says(s.Name).Outputs
	g.mocks = append(g.mocks, scenario.Mock{Address: s.Address(), Outputs: outputs})
	for _, key := range keys {
		switch failing := g.often(15); {
		case failing && s.ForEach == nil:
			g.mocks[len(g.mocks)-1] = scenario.Mock{Address: s.Address(), Fails: "as the test wants"}
			fallthrough
		case failing && s.ForEach != nil:
			g.fails[s.Name+" "+key] = true
		}
	}
}

// simulated is what the simulator tells.
func (g *generator) simulated(t *testing.T, p *plan.Plan) told {
	s := &scenario.Scenario{Trigger: "daily", Mocks: slices.Clone(g.mocks)}
	for failing := range g.fails {
		if name, key := failing[:1], failing[2:]; key != "" && isList(p.Step(name).ForEach) {
			s.Mocks = append(s.Mocks, scenario.Mock{Address: "step." + name, Key: key, Keyed: true, Fails: "as the test wants"})
		}
	}
	r, problems := simulate.Run(p, s)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	all := told{outcome: r.Outcome, ran: r.Ran, kept: map[string]string{}}
	for _, part := range r.Parts {
		all.parts = append(all.parts, part.Address+" "+part.Key+" "+string(part.Outcome))
	}
	slices.Sort(all.parts)
	for name, v := range r.Evidence {
		all.kept[name] = canonical(t, v)
	}
	return all
}

func isList(n *expr.Node) bool { return n != nil && len(n.Args) == 3 }

// run is what the engine tells, with room for one step at a time.
func (g *generator) run(t *testing.T, p *plan.Plan) told {
	w := worldOf(t, func(_ context.Context, call engine.Call) engine.Result {
		name, _ := call.Settings["argv"].Items()[0].AsText()
		key, _ := call.Settings["stdin"].AsText()
		result := says(name)
		if g.fails[name+" "+key] {
			result.Outcome, result.Reason = evidence.Failed, engine.ReasonExit
		}
		return result
	})
	w.Parallel = 1
	job := jobOf(p)
	job.Trigger = evidence.TriggerRef{Kind: "schedule", Name: "daily"}
	prepared, err := engine.Prepare(job, w.World)
	if err != nil {
		t.Fatal(err)
	}
	finished, err := prepared.Do(t.Context(), engine.Start{})
	if err != nil {
		t.Fatal(err)
	}
	r := finished.Record
	all := told{outcome: r.Outcome, ran: []string{}, kept: map[string]string{}}
	for _, e := range w.events {
		if e.Kind == engine.StepStarted && !slices.Contains(all.ran, e.Address) {
			all.ran = append(all.ran, e.Address)
		}
	}
	for _, s := range r.Steps {
		all.parts = append(all.parts, s.Address+" "+keyOf(s.Key)+" "+string(s.Outcome))
	}
	for _, c := range r.Checks {
		all.parts = append(all.parts, "check."+c.Name+" "+keyOf(c.Key)+" "+string(c.Outcome))
	}
	slices.Sort(all.parts)
	for _, e := range r.Evidence {
		if all.kept[e.Name] = "null"; e.Value != nil {
			all.kept[e.Name] = canonical(t, *e.Value)
		}
	}
	return all
}

func canonical(t *testing.T, v any) string {
	t.Helper()
	data, err := canon.Encode(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func keyOf(key *string) string {
	if key == nil {
		return ""
	}
	return *key
}
