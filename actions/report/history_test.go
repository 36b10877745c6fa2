package report_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

const origin = "attestary.dev/ledger/00112233445566778899aabbccddeeff"

var monday = at("2026-03-02T00:00:00Z")

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t
}

func instant(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

func framework(t testing.TB) *catalog.Set {
	t.Helper()
	set, ok := catalog.Lookup("cisa-ztmm")
	if !ok {
		t.Fatal("the framework is gone")
	}
	return set
}

// runbook is a plan with one step and one check, that can be started by hand and by the cron fields.
func runbook(name, cron string, claims ...plan.Satisfies) *plan.Plan {
	p := &plan.Plan{
		Format: plan.Format, Project: "acme", Timezone: "Europe/Paris", Runbook: name, File: "runbooks/" + name + ".runbook.hcl",
		Title: "The runbook " + name, Owner: "security", Timeout: 600, FinishBy: 3600, Satisfies: claims,
		Access:   &plan.Access{Who: []string{"security"}},
		Roles:    []plan.Role{{Name: "security", Members: []string{"octocat#583231"}}},
		Inputs:   []plan.Input{{Name: "days", Type: "string", Default: new(expr.OfText("21"))}, {Name: "why", Type: "string"}},
		Triggers: []plan.Trigger{{Kind: "manual", Name: "form"}},
		Phases: []plan.Phase{{Name: "main", Steps: []plan.Step{{Name: "look", Action: "file.read", Effect: kind.Observe,
			Parallel: 1, Timeout: 30, OnError: "stop", Settings: map[string]*expr.Node{"path": expr.Lit(expr.OfText("/etc/hosts"))}}}}},
		Checks: []plan.Check{{Name: "fine", Severity: "high", Condition: expr.Lit(expr.OfBool(true)), Message: expr.Lit(expr.OfText("not fine"))}},
	}
	slices.SortFunc(p.Satisfies, func(a, b plan.Satisfies) int {
		return cmp.Or(cmp.Compare(a.Function, b.Function), cmp.Compare(a.Stage, b.Stage))
	})
	if cron != "" {
		p.Triggers = append(p.Triggers, plan.Trigger{Kind: "schedule", Name: "clock", Cron: cron})
	}
	return p
}

func claims(function, stage string, fresh time.Duration, inputs ...string) plan.Satisfies {
	return plan.Satisfies{Framework: "cisa-ztmm", Function: function, Stage: stage, FreshFor: int64(fresh.Seconds()), Inputs: inputs}
}

var digests sync.Map // of *plan.Plan: encoding one is the slowest part of a history

func digest(t testing.TB, p *plan.Plan) canon.Digest {
	t.Helper()
	d, err := digestOf(p)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func digestOf(p *plan.Plan) (canon.Digest, error) {
	if d, ok := digests.Load(p); ok {
		return d.(canon.Digest), nil
	}
	d, err := p.Digest()
	if err == nil {
		digests.Store(p, d)
	}
	return d, err
}

var zones sync.Map

func zone(name string) (*time.Location, error) {
	if z, ok := zones.Load(name); ok {
		return z.(*time.Location), nil
	}
	z, err := time.LoadLocation(name)
	if err == nil {
		zones.Store(name, z)
	}
	return z, err
}

// history is the runs of a ledger, in the order of their authorizations.
type history []verdict.Run

// run gives one that was authorised at the instant and ended as said a minute later; "": it told no end.
func run(t testing.TB, p *plan.Plan, when time.Time, outcome evidence.Outcome) verdict.Run {
	r := verdict.Run{
		Runbook: p.Runbook, Plan: digest(t, p), Mode: evidence.Live, Trigger: evidence.TriggerRef{Kind: "schedule", Name: "clock"},
		At: instant(when), FinishBy: instant(when.Add(time.Duration(p.FinishBy) * time.Second)),
		Inputs: []evidence.InputValue{{Name: "days", Default: true}},
	}
	if outcome != "" {
		r.Result = &verdict.Result{Outcome: outcome, EndedAt: instant(when.Add(time.Minute)), Checked: 1}
		if outcome != evidence.Passed {
			r.Result.Failed = []string{"check.fine"}
		}
		if outcome == evidence.Failed {
			r.Result.Unmet = []verdict.Unmet{{Check: "fine"}}
		}
	}
	return r
}

// byHand makes a run one that a person started.
func byHand(r verdict.Run) verdict.Run {
	r.Trigger = evidence.TriggerRef{Kind: "manual", Name: "form"}
	r.Requester = &evidence.By{How: "key", ID: "1", Login: "octocat"}
	return r
}

// onEvent makes a run one that an event or a finding started.
func onEvent(r verdict.Run, kind string) verdict.Run {
	r.Trigger = evidence.TriggerRef{Kind: kind, Name: "on_" + kind}
	return r
}

// eager are the kinds of trigger that start a run whenever something happens.
var eager = []string{"event", "finding"}

// eagerly lets a plan start by all of them too.
func eagerly(p *plan.Plan) *plan.Plan {
	for _, kind := range eager {
		p.Triggers = append(p.Triggers, trigger(kind))
	}
	slices.SortFunc(p.Triggers, func(a, b plan.Trigger) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
	})
	return p
}

// trigger is one of a kind that knows no times.
func trigger(kind string) plan.Trigger {
	t := map[string]plan.Trigger{
		"event": {Type: "alarm"}, "finding": {Check: "other.fine"}, "issue": {Label: "look"},
		"pull_request": {Paths: []string{"terraform/**"}},
	}[kind]
	t.Kind, t.Name = kind, "on_"+kind
	return t
}

// numbered gives every run its place in the ledger.
func (h history) numbered() history {
	h = slices.Clone(h)
	for i := range h {
		h[i].Entry = int64(2*i + 1)
		h[i].ID = evidence.RunID{Attempt: max(1, h[i].ID.Attempt), ID: fmt.Sprint(i), Origin: origin}
		h[i].Key = h[i].ID.Key()
		if h[i].Result != nil {
			result := *h[i].Result
			result.Entry = int64(2*i + 2)
			h[i].Result = &result
		}
	}
	return h
}

// held is a verdict under which everything that can be judged offline with a key holds.
func held(size int64) *verdict.Verdict {
	v := &verdict.Verdict{
		Format: verdict.Format, Tree: verdict.Tree{Origin: origin, Size: size, Root: canon.Sum([]byte("root"))}, AsOf: "2026-03-09T12:00:00Z",
		Commit: "4b825dc642cb6eb9a060e54bf8d69288fbee4904", Tier: verdict.TierSigned, Kinds: map[string]int64{"ledger": 1},
		Checkpoint: origin + "\n12\nTI8pUfYz2pV+5xeFE3JUsXuQD4Z7mGCxKvYqqs0iXAk=\n",
		Unfinished: []verdict.Unfinished{}, NotProven: []string{"that the machine that ran the steps was not compromised"},
	}
	for _, c := range [][3]string{
		{"1", "form", "Every file parses strictly and is in its one encoding."},
		{"2", "chain", "The tree holds exactly what its checkpoint implies, and every file fits its leaf."},
		{"3", "growth", "The ledger continues every older checkpoint that is known."},
		{"4", "signature", "Every entry is signed by a key that the policy trusts."},
		{"5", "identity", "it needs a policy that names identities"},
		{"6", "time", "no entry carries a timestamp of somebody else"},
		{"7a", "plan", "Every stored plan has the digest that was signed."},
		{"7b", "source", "it needs the repository's source and a compiler"},
		{"7c", "branch", "it needs the repository's history"},
		{"8", "review", "a key does not tell who reviewed"},
		{"9", "order", "Every run was authorised once, beforehand, and in time."},
		{"10", "content", "Every recorded answer follows again from what was recorded."},
		{"11", "completeness", "it needs the schedules as they stood on the branch"},
	} {
		claim := verdict.Claim{ID: c[0], Name: c[1], Says: c[2], Clause: "Verification, " + c[0], Outcome: verdict.Held, Required: true, Judged: size}
		if c[2][0] > 'Z' {
			claim = verdict.Claim{ID: c[0], Name: c[1], Says: "What the claim on " + c[1] + " says.", Clause: claim.Clause, Outcome: verdict.NotJudged, Why: c[2]}
		}
		v.Claims = append(v.Claims, claim)
	}
	return v
}

// score scores the history under the plans.
func score(t testing.TB, h history, asOf time.Time, plans ...*plan.Plan) *verdict.Scorecard {
	t.Helper()
	return scoreSince(t, h, asOf, nil, plans...)
}

func scoreSince(t testing.TB, h history, asOf time.Time, since map[string]time.Time, plans ...*plan.Plan) *verdict.Scorecard {
	t.Helper()
	return scoreExcept(t, h, asOf, exceptions{}, since, plans...)
}

// exceptions are what people said against what the ledger shows.
type exceptions struct {
	waivers []verdict.Waiver
	revoked []verdict.Revocation
}

func (x exceptions) entries() int64 { return int64(len(x.waivers) + len(x.revoked)) }

func scoreExcept(t testing.TB, h history, asOf time.Time, x exceptions, since map[string]time.Time, plans ...*plan.Plan) *verdict.Scorecard {
	t.Helper()
	v := held(int64(2*len(h)+1) + x.entries())
	v.Waivers, v.Revoked, v.Revocations = x.waivers, x.revoked, int64(len(x.revoked))
	return scoreLent(t, h, nil, v, asOf, since, plans...)
}

// scoreLent scores a history in which runs changed something for a while.
func scoreLent(t testing.TB, h history, lent []verdict.Loan, v *verdict.Verdict, asOf time.Time, since map[string]time.Time, plans ...*plan.Plan) *verdict.Scorecard {
	t.Helper()
	return scoreBy(t, digestOf, h, lent, v, asOf, since, plans...)
}

// scoreBy takes the plans' digests from the given function; nil: the scorer makes them.
func scoreBy(t testing.TB, digest func(*plan.Plan) (canon.Digest, error), h history, lent []verdict.Loan, v *verdict.Verdict, asOf time.Time, since map[string]time.Time, plans ...*plan.Plan) *verdict.Scorecard {
	t.Helper()
	scorer, err := report.NewScorer(report.Subject{Framework: framework(t), Plans: plans, AsOf: asOf, Version: "v0.1.0", Since: since, Zone: zone, Digest: digest})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range h.numbered() {
		if err := scorer.Run(r); err != nil {
			t.Fatal(err)
		}
	}
	for _, l := range lent {
		if err := scorer.Loan(l); err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range v.Revoked {
		if err := scorer.Revoked(r); err != nil {
			t.Fatal(err)
		}
	}
	card, err := scorer.Score(v)
	if err != nil {
		t.Fatal(err)
	}
	return card
}

// cell finds "function stage".
func cell(t testing.TB, card *verdict.Scorecard, function, stage string) verdict.Cell {
	t.Helper()
	for _, p := range card.Pillars {
		for _, f := range p.Functions {
			for _, c := range f.Cells {
				if f.ID == function && c.Stage == stage {
					return c
				}
			}
		}
	}
	t.Fatalf("the scorecard has no cell %s %s", function, stage)
	return verdict.Cell{}
}

// raised names what one scorecard gives that another does not: cells that are met, stages that are earned.
func raised(before, after *verdict.Scorecard) string {
	for i, p := range after.Pillars {
		for j, f := range p.Functions {
			was := before.Pillars[i].Functions[j]
			if slices.Index(verdict.Stages(), f.Earned) > slices.Index(verdict.Stages(), was.Earned) {
				return fmt.Sprintf("%s earned %s and now %s", f.ID, was.Earned, f.Earned)
			}
			for k, c := range f.Cells {
				if c.Standing == verdict.Met && was.Cells[k].Standing != verdict.Met {
					return fmt.Sprintf("%s %s was %s and is met", f.ID, c.Stage, was.Cells[k].Standing)
				}
			}
		}
	}
	return ""
}

// world is a random project with a random history of two weeks.
type world struct {
	plans []*plan.Plan
	since map[string]time.Time
	runs  history
	exceptions
	asOf time.Time // not before any instant that the runs speak of
	rand *rand.Rand
	t    testing.TB
}

func newWorld(t testing.TB, seed uint64) *world {
	w := &world{rand: rand.New(rand.NewPCG(seed, 7)), t: t, since: map[string]time.Time{}}
	w.plans = slices.Clone(projects()[w.rand.IntN(3)])
	if w.rand.IntN(2) == 0 {
		w.since["daily"] = monday.Add(w.within(5 * 24 * time.Hour))
	}
	when := monday
	for range w.rand.IntN(60) {
		when = when.Add(w.within(8 * time.Hour))
		w.runs = append(w.runs, w.run(when.Add(-w.within(20*time.Minute)))) // clocks disagree a little
	}
	w.asOf = when.Add(2*time.Minute + w.within(3*24*time.Hour))
	w.except()
	return w
}

// projects are the same six runbooks three times. In one of them a rehearsal of the first is what it claims.
var projects = sync.OnceValue(func() (all [][]*plan.Plan) {
	for i := range 3 {
		plans := project()
		plans[0].Satisfies[0].Rehearsal = i == 0
		all = append(all, plans)
	}
	return all
})

func project() []*plan.Plan {
	const day = 24 * time.Hour
	plans := []*plan.Plan{
		runbook("by-hand", "", claims("data.data-access", "initial", 3*day)),
		runbook("daily", "15 5 * * *", claims("data.data-availability", "advanced", 30*time.Hour), claims("data.data-encryption", "initial", 2*day, "days")),
		runbook("hourly", "7 * * * *", claims("data.data-access", "optimal", 6*time.Hour)),
		runbook("weekly", "0 6 * * 2", claims("data.data-encryption", "advanced", 10*day)),
		eagerly(runbook("called", "", claims("data.data-categorization", "optimal", 2*day))),
		eagerly(runbook("both", "0 6 * * 2", claims("data.data-inventory-management", "optimal", 5*day))),
	}
	for _, p := range plans {
		waivable(p)
	}
	return plans
}

func (w *world) within(d time.Duration) time.Duration {
	return time.Duration(w.rand.Int64N(int64(d))).Truncate(time.Second)
}

// run is any run of any runbook, good ones more often than others.
func (w *world) run(when time.Time) verdict.Run {
	outcomes := []evidence.Outcome{evidence.Passed, evidence.Passed, evidence.Passed, evidence.Passed, evidence.Failed, evidence.Unknown, ""}
	r := run(w.t, w.plans[w.rand.IntN(len(w.plans))], when, outcomes[w.rand.IntN(len(outcomes))])
	if w.rand.IntN(3) == 0 || r.Runbook == "by-hand" {
		r = byHand(r)
	} else if r.Runbook == "called" || r.Runbook == "both" && w.rand.IntN(2) == 0 {
		r = onEvent(r, eager[w.rand.IntN(len(eager))])
	}
	r.Reviews = []int64{reviewsFrom + int64(len(w.runs))}
	switch w.rand.IntN(15) {
	case 0:
		r.Mode = evidence.Rehearsal
	case 1:
		r.Plan = canon.Sum([]byte("an older plan"))
	case 2:
		r.Inputs = []evidence.InputValue{{Name: "days"}}
	case 3, 4, 5, 6: // slow ones, which may be under way for longer than a period
		r.FinishBy = instant(when.Add(36 * time.Hour))
	}
	return r
}

func (w *world) score(h history, asOf time.Time) *verdict.Scorecard {
	return scoreExcept(w.t, h, asOf, w.exceptions, w.since, w.plans...)
}

func (w *world) plan(name string) *plan.Plan {
	i := slices.IndexFunc(w.plans, func(p *plan.Plan) bool { return p.Runbook == name })
	return w.plans[i]
}
