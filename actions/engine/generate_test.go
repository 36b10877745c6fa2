package engine_test

import (
	"cmp"
	"context"
	"math/rand"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/canon"
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

func (g *generator) step(f *plan.Phase) plan.Step {
	name := g.left[0]
	g.left = g.left[1:]
	s := step(name)
	s.Needs = g.needs(f)
	if g.free || g.often(60) {
		s.OnError = "continue"
	}
	if g.often(40) {
		many := listOf("x", "y", "z")
		s.ForEach = g.pick(many, many, many, many, many, many, listOf(), listOf(), listOf("x", "x"), null())
		s.Limit = g.limit()
		if g.free {
			s.Parallel = int64(1 + g.Intn(3))
		}
	}
	each := s.ForEach != nil || f.ForEach != nil
	if each {
		s.Settings["stdin"] = expr.Ref("each", "key")
	}
	if g.often(30) {
		s.When = g.condition(f, s.Needs, each)
	}
	if g.often(20) {
		s.Expects = []plan.Expect{{Name: "e", Message: text("no"), Condition: g.pick(is(expr.Ref("self", "exit"), expr.Lit(expr.OfInt(0))), is(expr.Ref("self", "exit"), expr.Lit(expr.OfInt(1))), is(expr.Ref("self", "json"), text("x")))}}
	}
	if g.often(20) {
		s.Retry = &plan.Retry{Max: 2}
	}
	if g.often(60) || g.calm {
		s = change(s)
		g.takenBack(&s, each)
	}
	g.mock(f, &s)
	return s
}

func (g *generator) limit() *plan.Limit {
	switch g.Intn(10) {
	case 0:
		return &plan.Limit{Count: int64(1 + g.Intn(4))}
	case 1:
		return &plan.Limit{Percent: int64(50 * (1 + g.Intn(2))), Of: g.pick(listOf("1", "2", "3", "4"), expr.Lit(expr.OfInt(3)), null())}
	}
	return nil
}

// takenBack says how a step is undone.
func (g *generator) takenBack(s *plan.Step, each bool) {
	switch sort := g.Intn(8); {
	case sort == 0 && !g.calm:
		s.Undo = &plan.Undo{Reason: "it is gone"}
	case sort == 1 && !g.calm: // nobody says
	default:
		s.Undo = &plan.Undo{Action: "exec.run", Settings: map[string]*expr.Node{"argv": listOf("undo", s.Name)}}
		if each {
			s.Undo.Settings["stdin"] = expr.Ref("each", "key")
		}
		if g.often(15) {
			g.mocks = append(g.mocks, scenario.Mock{Address: s.Address() + ".undo", Fails: "as the test wants"})
			for _, key := range []string{"", "x", "y", "z", "eu", "us"} {
				g.fails["undo "+s.Name+" "+key] = true
			}
		}
	}
}

// mock lets some items fail.
func (g *generator) mock(f *plan.Phase, s *plan.Step) {
	all := scenario.Mock{Address: s.Address(), Outputs: says(s.Name).Outputs}
	keys := []string{""}
	switch {
	case s.ForEach != nil:
		keys = textsIn(s.ForEach)
	case f.ForEach != nil:
		keys = textsIn(f.ForEach)
	}
	for i, key := range keys {
		switch failing := g.often(g.bad); {
		case failing && key == "":
			all.Outputs, all.Fails = nil, "as the test wants"
			fallthrough
		case failing && !slices.Contains(keys[:i], key):
			g.fails[s.Name+" "+key] = true
			if key != "" {
				g.mocks = append(g.mocks, scenario.Mock{Address: s.Address(), Key: key, Keyed: true, Fails: "as the test wants"})
			}
		}
	}
	g.mocks = append(g.mocks, all)
}

func textsIn(list *expr.Node) (texts []string) {
	for _, n := range list.Args {
		text, _ := n.Value.AsText()
		texts = append(texts, text)
	}
	return texts
}

func (g *generator) approval(f *plan.Phase, number, i int) plan.Approval {
	a := plan.Approval{Name: nameFor("p", number, i), From: []string{"security"}, Min: int64(1 + g.Intn(2)), Timeout: 3600, Needs: g.needs(f)}
	if g.often(15) {
		a.SkipIf = g.condition(f, a.Needs, f.ForEach != nil)
	}
	if g.often(50) {
		a.Show = &plan.Show{Title: text("Is it right?")}
	}
	for _, login := range []string{"ada", "bob", "eve"} {
		vote := scenario.Approve{Name: a.Name, By: []string{login}}
		if g.often(10) {
			vote.Reject = "not today"
		}
		if g.often(80) {
			g.votes = append(g.votes, vote)
		}
	}
	return a
}

func (g *generator) ask(f *plan.Phase, number, i int) plan.Ask {
	a := plan.Ask{
		Name: nameFor("q", number, i), To: []string{"security"}, Question: text("Is it?"), Timeout: 3600, Needs: g.needs(f),
		Answers: []plan.Answer{{Name: "x", Type: "bool"}},
	}
	if g.often(15) {
		a.When = g.condition(f, a.Needs, f.ForEach != nil)
	}
	answer := scenario.Answer{Name: a.Name, By: "bob", Values: map[string]expr.Value{"x": expr.OfBool(true)}}
	if g.often(30) {
		a.Second = []string{"security"}
		if g.often(80) {
			answer.Second = "eve"
		}
	}
	if g.often(10) {
		answer.Values["x"] = expr.OfText("perhaps")
	}
	if g.often(85) {
		g.says = append(g.says, answer)
	}
	return a
}

func (g *generator) check(f *plan.Phase, number, i int) plan.Check {
	of := f.Steps[g.Intn(len(f.Steps))].Name
	c := check(nameFor("c", number, i), is(expr.Ref("step", of, "outcome"), g.mostly("passed", "skipped")))
	if g.often(20) {
		c.ForEach = g.pick(listOf("x", "y"), listOf())
	}
	return c
}

// conclude says what is kept, what is judged last, and who is told.
func (g *generator) conclude() {
	p := g.plan
	keep := func(name string, path ...string) {
		p.Evidence = append(p.Evidence, plan.Evidence{Name: name, Value: expr.Ref(path...)})
	}
	for i := range p.Phases {
		f := &p.Phases[i]
		of := []string{}
		if f.ForEach != nil {
			of = []string{"phase", f.Name, "eu"}
		}
		keep("phase_"+f.Name, append([]string{"phase", f.Name}, append(slices.Clone(of)[min(2, len(of)):], "outcome")...)...)
		for _, address := range partsOf(f) {
			kind, name := address[:len(address)-len(nameOf(address))-1], nameOf(address)
			path := append(slices.Clone(of), kind, name)
			switch kind {
			case "approval":
				path = append(path, "approved_by")
			case "ask":
				path = append(path, "x")
			}
			keep(kind+"_"+name, path...)
			if kind == "step" && f.ForEach == nil && g.often(30) && !g.calm {
				p.Checks = append(p.Checks, check(name, is(expr.Ref("step", name, "outcome"), g.mostly("passed", "skipped"))))
			}
		}
	}
	slices.SortFunc(p.Evidence, func(a, b plan.Evidence) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(p.Checks, func(a, b plan.Check) int { return cmp.Compare(a.Name, b.Name) })
	p.Notifies = []plan.Notify{
		{Name: "end", Action: "notify.webhook", On: []string{"blocked", "failed", "passed"}, Text: text("it is over")},
		{Name: "people", Action: "notify.webhook", On: []string{"started", "waiting"}, Text: text("look")},
	}
}

// pin is an input that no journal keeps.
const pin = "open-sesame"

// scenario is what a test of the plan would say.
func (g *generator) scenario() *scenario.Scenario {
	s := &scenario.Scenario{Trigger: "daily", Inputs: map[string]expr.Value{"pin": expr.OfText(pin)}, Mocks: g.mocks, Approvals: g.votes, Answers: g.says, Rehearsal: g.mode == evidence.Rehearsal}
	if g.by != "" {
		s.Trigger, s.Requester = "form", g.by
	}
	return s
}

// job is a run of the plan.
func (g *generator) job() engine.Job {
	job := jobOf(g.plan)
	job.Inputs = map[string]expr.Value{"pin": expr.OfText(pin)}
	job.Mode, job.Trigger = g.mode, evidence.TriggerRef{Kind: "schedule", Name: "daily"}
	if g.by != "" {
		job.Trigger = evidence.TriggerRef{Kind: "manual", Name: "form"}
		job.Requester = &engine.Requester{ID: g.by, Login: g.by, Roles: []string{"security"}}
	}
	return job
}

// act is what the outside does.
func (g *generator) act(call engine.Call) engine.Result {
	if g.fails[called(call)] {
		return fails(engine.ReasonExit)
	}
	word, _ := call.Settings["argv"].Items()[0].AsText()
	return says(word)
}

// called is "a x" for item x of step a, and "undo a x" for what takes it back.
func called(call engine.Call) string {
	name := ""
	for _, arg := range call.Settings["argv"].Items() {
		word, _ := arg.AsText()
		name += word + " "
	}
	key, _ := call.Settings["stdin"].AsText()
	return name + key
}

// inbox is what people say to a question: as soon as it is asked, in their order.
func (g *generator) inbox(_ context.Context, q engine.Question) ([]engine.Word, error) {
	var words []engine.Word
	say := func(w engine.Word, login string) {
		w.Address, w.Job, w.ID, w.Login, w.At = q.Address, q.Job, login, login, evidence.FormatInstant(q.Since.Add(time.Minute))
		w.Shown, w.Frozen = q.ShownDigest, q.FrozenDigest
		w.Statement = canon.Sum([]byte(q.Address + q.Job + login))
		words = append(words, w)
	}
	for _, v := range g.votes {
		if q.Address == "approval."+v.Name {
			say(engine.Word{Yes: v.Reject == "", Reason: v.Reject}, v.By[0])
		}
	}
	for _, a := range g.says {
		if q.Address != "ask."+a.Name {
			continue
		}
		say(engine.Word{Yes: true, Values: a.Values}, a.By)
		if a.Second != "" {
			say(engine.Word{Yes: true, Values: a.Values}, a.Second)
		}
	}
	return words, nil
}
