package engine_test

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/scenario"
)

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
