package report_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

const row = "data.data-availability"

// TestWhatCounts is the rules of a single run: each line changes one thing about a good one.
func TestWhatCounts(t *testing.T) {
	t.Parallel()
	p := runbook("backup", "15 5 * * *", claims(row, "initial", 10*time.Hour))
	for _, c := range []struct {
		name  string
		alter func(*verdict.Run)
		want  verdict.Standing
		why   string
	}{
		{"a good run", func(*verdict.Run) {}, verdict.Met, "It passed 2026-03-02 04:16 UTC, by its own clock, and counts until 2026-03-02 14:16 UTC."},
		{"started by hand", func(r *verdict.Run) { *r = byHand(*r) }, verdict.Met, "counts until"},
		{"freshness counts from the stamped time", func(r *verdict.Run) { r.Result.Upper = "2026-03-02T04:20:00Z" }, verdict.Met,
			"It passed 2026-03-02 04:16 UTC and counts until 2026-03-02 14:20 UTC."},
		{"failed", func(r *verdict.Run) {
			r.Result.Outcome, r.Result.Failed = evidence.Failed, []string{"check.same_bytes"}
		}, verdict.Failing, "as failed: check.same_bytes."},
		{"much failed", func(r *verdict.Run) {
			r.Result.Outcome, r.Result.Failed = evidence.Failed, []string{"a", "b", "c", "d", "e"}
		}, verdict.Failing, "as failed: a, b, c and 2 more."},
		{"could not look", func(r *verdict.Run) { r.Result.Outcome = evidence.Unknown }, verdict.Failing, "as unknown."},
		{"failed and undone", func(r *verdict.Run) { r.Result.Outcome = evidence.Recovered }, verdict.Failing, "as recovered."},
		{"told no end in time", func(r *verdict.Run) { r.Result = nil }, verdict.Failing, "had told no end by 2026-03-02 05:15 UTC"},
		{"under way", func(r *verdict.Run) { r.Result, r.FinishBy = nil, "2026-03-02T15:00:00Z" }, verdict.NotRun, "A run is under way"},
		{"a rehearsal", func(r *verdict.Run) { r.Mode = evidence.Rehearsal }, verdict.NotRun, "It has not run yet."},
		{"another plan", func(r *verdict.Run) { r.Plan = canon.Sum([]byte("older")) }, verdict.Unproven, "an older version of the runbook"},
		{"checked nothing", func(r *verdict.Run) { r.Result.Checked = 0 }, verdict.Unproven, "none of its checks"},
		{"under broken glass", func(r *verdict.Run) { r.BrokenGlass = true }, verdict.Unproven, "the glass was broken for it"},
		{"an input away from its default", func(r *verdict.Run) { r.Inputs = []evidence.InputValue{{Name: "days"}} }, verdict.Unproven, "its input days was not"},
		{"an input that has no default", func(r *verdict.Run) { r.Inputs = []evidence.InputValue{{Name: "why"}} }, verdict.Met, ""},
		{"an input that the plan does not have", func(r *verdict.Run) { r.Inputs = []evidence.InputValue{{Name: "days"}, {Name: "x"}} }, verdict.Unproven, "its inputs days, x were"},
		{"of another runbook", func(r *verdict.Run) { r.Runbook = "other" }, verdict.NotRun, ""},
		{"later than the score", func(r *verdict.Run) { r.At = "2026-03-02T14:00:01Z" }, verdict.NotRun, ""},
		{"ended later than the score", func(r *verdict.Run) { r.Result.EndedAt, r.FinishBy = "2026-03-02T14:00:01Z", "2026-03-02T15:00:00Z" }, verdict.NotRun, "under way"},
	} {
		r := run(t, p, at("2026-03-02T04:15:00Z"), evidence.Passed)
		c.alter(&r)
		got := cell(t, score(t, history{r}, at("2026-03-02T14:00:00Z"), p), row, "initial").Claims[0]
		if got.Standing != c.want || !strings.Contains(got.Why, c.why) {
			t.Errorf("%s: %s: %s; want %s: …%s…", c.name, got.Standing, got.Why, c.want, c.why)
		}
	}
}

// TestConfirmed: where the runbook wants a second person, a run counts from their confirmation on.
func TestConfirmed(t *testing.T) {
	t.Parallel()
	p := runbook("backup", "15 5 * * *", claims(row, "initial", 10*time.Hour))
	p.Confirm = &plan.Confirm{By: []string{"security"}, Within: 3600}
	r := run(t, p, at("2026-03-02T04:15:00Z"), evidence.Passed)
	entry := int64(7)
	for want, confirmed := range map[verdict.Standing]*int64{verdict.Unproven: nil, verdict.Met: &entry} {
		r.Result.Confirmed = confirmed
		got := cell(t, score(t, history{r}, at("2026-03-02T14:00:00Z"), p), row, "initial")
		if c := got.Claims[0]; c.Standing != want || confirmed == nil && !strings.Contains(c.Why, "no second person has confirmed it") {
			t.Errorf("confirmed by %v: %s: %s", confirmed, c.Standing, c.Why)
		}
	}
}

// TestWhichDecides tells whole histories: one letter a run, in the order of the ledger.
//
//	P F   it passed, failed; started by its schedule, at 04:15 UTC
//	p f   the same, started by hand an hour later
//	e x   the same, started by an event an hour later
//	-     nothing on that day
//	?     authorised by its schedule, and told no end
//	~     the same, and it has three days to tell it
//
// One letter is one day, and the score is at noon of the last one.
func TestWhichDecides(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		days              string
		initial, advanced verdict.Standing
		lesson            string
	}{
		{"", verdict.NotRun, verdict.NotRun, "nothing is owed before the schedule is known to exist"},
		{"P", verdict.Met, verdict.Met, "one good scheduled run is enough"},
		{"p", verdict.Met, verdict.Unproven, "by hand is enough for initial alone"},
		{"PF", verdict.Failing, verdict.Failing, "the newest decides"},
		{"FP", verdict.Met, verdict.Met, "what was mended is mended"},
		{"Fp", verdict.Met, verdict.Failing, "a pass by hand displaces no scheduled run for advanced"},
		{"Pf", verdict.Failing, verdict.Failing, "a failure by hand does"},
		{"P?", verdict.Failing, verdict.Failing, "a run without a result has failed"},
		{"P~-", verdict.Met, verdict.Met, "a run under way answers its schedule, and what stood before stands"},
		{"P~--", verdict.Missed, verdict.Missed, "the next day's has to come all the same"},
		{"P~---", verdict.Missed, verdict.Missed, "and a run that is late cannot hide it"},
		{"F~-", verdict.Failing, verdict.Failing, "what stood before may be a failure"},
		{"P-", verdict.Met, verdict.Met, "today's run still has a period to come"},
		{"P--", verdict.Missed, verdict.Missed, "yesterday's has not"},
		{"P--p", verdict.Met, verdict.Missed, "a run by hand answers for initial, and answers no schedule"},
		{"P--P", verdict.Met, verdict.Met, "a miss is displaced by a newer run"},
		{"P--F", verdict.Failing, verdict.Failing, "whatever it is"},
		{"Pp----", verdict.Missed, verdict.Missed, "missed outweighs stale: it says more"},
	} {
		p := runbook("backup", "15 5 * * *", claims(row, "initial", 90*24*time.Hour), claims(row, "advanced", 30*24*time.Hour))
		card := score(t, days(t, p, c.days), monday.AddDate(0, 0, max(len(c.days)-1, 0)).Add(12*time.Hour), p)
		for stage, want := range map[string]verdict.Standing{"initial": c.initial, "advanced": c.advanced} {
			if got := cell(t, card, row, stage); got.Standing != want {
				t.Errorf("%q, %s: %s (%s), want %s: %s", c.days, stage, got.Standing, got.Claims[0].Why, want, c.lesson)
			}
		}
	}
}

func days(t *testing.T, p *plan.Plan, letters string) history {
	var h history
	for i, letter := range letters {
		when := monday.AddDate(0, 0, i).Add(4*time.Hour + 15*time.Minute)
		switch letter {
		case 'P':
			h = append(h, run(t, p, when, evidence.Passed))
		case 'F':
			h = append(h, run(t, p, when, evidence.Failed))
		case '?':
			h = append(h, run(t, p, when, ""))
		case '~':
			slow := run(t, p, when, "")
			slow.FinishBy = instant(when.AddDate(0, 0, 3))
			h = append(h, slow)
		case 'e':
			h = append(h, onEvent(run(t, p, when.Add(time.Hour), evidence.Passed), "event"))
		case 'x':
			h = append(h, onEvent(run(t, p, when.Add(time.Hour), evidence.Failed), "event"))
		case 'p':
			h = append(h, byHand(run(t, p, when.Add(time.Hour), evidence.Passed)))
		case 'f':
			h = append(h, byHand(run(t, p, when.Add(time.Hour), evidence.Failed)))
		}
	}
	return h
}

// TestWhatStartsByItself holds each kind of trigger against each stage, in a runbook that nothing else starts.
// That the compiler thinks the same of each kind is a test of compiler/scope.
func TestWhatStartsByItself(t *testing.T) {
	t.Parallel()
	for kind, itself := range map[string]bool{"event": true, "finding": true, "manual": false, "issue": false} {
		for _, stage := range []string{"initial", "advanced", "optimal"} {
			p := runbook("called", "", claims(row, stage, 10*time.Hour))
			p.Triggers = []plan.Trigger{trigger(kind)}
			none := cell(t, score(t, nil, monday, p), row, stage).Claims[0]
			r := onEvent(run(t, p, monday, evidence.Passed), kind)
			for asked, by := range map[bool]*evidence.By{true: {How: "key", ID: "1", Login: "octocat"}, false: nil} {
				r.Requester = by
				want := verdict.Unproven
				if stage == "initial" || itself && !asked {
					want = verdict.Met
				}
				got := cell(t, score(t, history{r}, monday.Add(time.Hour), p), row, stage).Claims[0]
				if got.Standing != want {
					t.Errorf("%s for %s, somebody asked %v: %s (%s), not %s", kind, stage, asked, got.Standing, got.Why, want)
				}
				if late := cell(t, score(t, history{r}, monday.Add(11*time.Hour), p), row, stage).Standing; late == verdict.Met {
					t.Errorf("%s for %s is met for longer than it is fresh", kind, stage)
				}
			}
			if want := map[bool]verdict.Standing{true: verdict.NotRun, false: verdict.Unproven}[itself || stage == "initial"]; none.Standing != want {
				t.Errorf("%s for %s, without a run: %s (%s), not %s", kind, stage, none.Standing, none.Why, want)
			}
		}
	}
}

// TestAgainIsByHand: whoever has a run of the schedule started once more has started it by hand, also where nobody is
// said to have asked.
func TestAgainIsByHand(t *testing.T) {
	t.Parallel()
	p := runbook("nightly", "0 4 * * *", claims(row, "advanced", 10*24*time.Hour))
	for attempt, want := range map[int64]verdict.Standing{1: verdict.Met, 2: verdict.Unproven} {
		r := run(t, p, monday.Add(4*time.Hour), evidence.Passed)
		r.ID.Attempt = attempt
		if got := cell(t, score(t, history{r}, monday.Add(5*time.Hour), p), row, "advanced").Claims[0]; got.Standing != want {
			t.Errorf("attempt %d: %s (%s), not %s", attempt, got.Standing, got.Why, want)
		}
	}
}

// TestPullsDecideNothing: anybody can open a pull request, so a run that one started neither raises a cell nor lowers
// it, whatever it claims to be.
func TestPullsDecideNothing(t *testing.T) {
	t.Parallel()
	for _, rehearsal := range []bool{true, false} {
		p := runbook("called", "", claims(row, "initial", 10*time.Hour))
		p.Satisfies[0].Rehearsal = rehearsal
		p.Triggers = []plan.Trigger{trigger("event"), trigger("pull_request")}
		for _, mode := range []evidence.Mode{evidence.Live, evidence.Rehearsal} {
			pulled := onEvent(run(t, p, monday.Add(time.Hour), evidence.Passed), "pull_request")
			pulled.Mode = mode
			if got := cell(t, score(t, history{pulled}, monday.Add(2*time.Hour), p), row, "initial").Claims[0]; got.Standing != verdict.NotRun {
				t.Errorf("%s, one that passed: %s (%s)", mode, got.Standing, got.Why)
			}
			pulled = onEvent(run(t, p, monday.Add(time.Hour), evidence.Failed), "pull_request")
			pulled.Mode = mode
			before := onEvent(run(t, p, monday, evidence.Passed), "event")
			if got := cell(t, score(t, history{before, pulled}, monday.Add(2*time.Hour), p), row, "initial").Claims[0]; got.Standing != verdict.Met {
				t.Errorf("%s, one that failed: %s (%s)", mode, got.Standing, got.Why)
			}
		}
	}
}

// An event beside a schedule: a failure counts, a pass displaces nothing that the schedule owes.
func TestEventsBesideASchedule(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		days string
		want verdict.Standing
		why  string
	}{
		{"e", verdict.Met, "counts until"},
		{"Fe", verdict.Failing, "after a failure of its schedule only a run of the schedule counts."},
		{"Fxe", verdict.Failing, "started by its trigger on_event"},
		{"FeP", verdict.Met, "counts until"},
		{"Px", verdict.Failing, "as failed"},
		{"Pxe", verdict.Missed, "due 2026-03-03 04:15 UTC"},
		{"PxP", verdict.Met, "counts until"},
		{"P--e", verdict.Missed, "due 2026-03-04 04:15 UTC did not start"},
		{"Pe", verdict.Met, "It passed 2026-03-03"},
	} {
		p := eagerly(runbook("backup", "15 5 * * *", claims(row, "advanced", 30*24*time.Hour)))
		card := score(t, days(t, p, c.days), monday.AddDate(0, 0, len(c.days)-1).Add(12*time.Hour), p)
		got := cell(t, card, row, "advanced").Claims[0]
		if got.Standing != c.want || !strings.Contains(got.Why, c.why) {
			t.Errorf("%q: %s (%s), want %s (%s)", c.days, got.Standing, got.Why, c.want, c.why)
		}
	}
}

// A claim of a stage claims those below it, and every runbook that claims a cell must be met.
func TestStagesAreCumulative(t *testing.T) {
	t.Parallel()
	const long = 30 * 24 * time.Hour
	optimal := runbook("a-optimal", "7 * * * *", claims(row, "optimal", long))
	initial := runbook("b-initial", "", claims(row, "initial", long))
	when := monday.Add(7 * time.Minute)
	good, hand := run(t, optimal, when, evidence.Passed), byHand(run(t, initial, when, evidence.Passed))
	for _, c := range []struct {
		name  string
		runs  history
		plans []*plan.Plan
		want  string
	}{
		{"optimal alone earns all three", history{good}, []*plan.Plan{optimal}, "optimal"},
		{"one that claims initial, and never ran, keeps it from that", history{good}, []*plan.Plan{optimal, initial}, "traditional"},
		{"both", history{good, hand}, []*plan.Plan{optimal, initial}, "optimal"},
		{"nobody claims anything", history{good}, nil, "traditional"},
	} {
		card := score(t, c.runs, when.Add(20*time.Minute), c.plans...)
		if got := card.Pillars[4].Functions[2]; got.ID != row || got.Earned != c.want {
			t.Errorf("%s: %s earned %s, want %s", c.name, got.ID, got.Earned, c.want)
		}
	}
	proofs := cell(t, score(t, nil, when, optimal, initial), row, "initial").Claims
	if len(proofs) != 2 || proofs[0].Claimed != "optimal" || proofs[1].Claimed != "" {
		t.Errorf("the claims on initial are %+v; want one through optimal and one of its own", proofs)
	}
}

// What a stage asks of the schedule is held here too, not only by the checker that reviewers ran.
func TestFloors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cron, stage string
		want        verdict.Standing
	}{
		{"", "initial", verdict.Met},
		{"", "advanced", verdict.Unproven},
		{"15 5 * * 1", "advanced", verdict.Met},
		{"15 5 * * 1", "optimal", verdict.Unproven},
		{"15 5 * * 0-6", "optimal", verdict.Met},
		{"15 5 1-31 * *", "optimal", verdict.Met},
		{"15 5 2 * 0-6", "optimal", verdict.Met},
		{"15 5 1-30 * *", "optimal", verdict.Unproven},
		{"15 5 * 1-11 *", "optimal", verdict.Unproven},
	} {
		p := runbook("backup", c.cron, claims(row, c.stage, time.Hour))
		r := run(t, p, at("2026-03-02T04:15:00Z"), evidence.Passed)
		got := cell(t, score(t, history{r}, at("2026-03-02T04:30:00Z"), p), row, c.stage)
		if got.Standing != c.want {
			t.Errorf("%q for %s: %s (%s), want %s", c.cron, c.stage, got.Standing, got.Claims[0].Why, c.want)
		}
	}
}

// Two schedules that leave no day out between them are as good as one.
func TestTwoSchedulesCanBeDaily(t *testing.T) {
	t.Parallel()
	p := runbook("backup", "15 5 * * 1-5", claims(row, "optimal", time.Hour))
	p.Triggers = append(p.Triggers, plan.Trigger{Kind: "schedule", Name: "weekend", Cron: "0 9 * * 0,6"})
	got := cell(t, score(t, history{run(t, p, at("2026-03-02T04:15:00Z"), evidence.Passed)}, at("2026-03-02T04:30:00Z"), p), row, "optimal")
	if got.Standing != verdict.Met {
		t.Errorf("it is %s: %s", got.Standing, got.Claims[0].Why)
	}
}

// Clocks go forward in Paris on 29 March: the schedule means 05:15 there, 04:15 UTC before and 03:15 after.
func TestScheduleFollowsTheClockOfTheProject(t *testing.T) {
	t.Parallel()
	p := runbook("backup", "15 5 * * *", claims(row, "advanced", 30*24*time.Hour))
	before := run(t, p, at("2026-03-28T04:15:00Z"), evidence.Passed)
	for asOf, want := range map[string]verdict.Standing{"2026-03-30T03:15:00Z": verdict.Met, "2026-03-30T03:15:01Z": verdict.Missed} {
		got := cell(t, score(t, history{before}, at(asOf), p), row, "advanced")
		if got.Standing != want {
			t.Errorf("at %s: %s (%s), want %s", asOf, got.Standing, got.Claims[0].Why, want)
		}
	}
}

// Since is what only git history can tell: the schedule stood on the branch before the first run.
func TestSinceTellsOfRunsThatNeverWere(t *testing.T) {
	t.Parallel()
	p := runbook("backup", "15 5 * * *", claims(row, "advanced", 30*24*time.Hour))
	asOf := monday.Add(60 * time.Hour)
	if got := cell(t, score(t, nil, asOf, p), row, "advanced").Standing; got != verdict.NotRun {
		t.Errorf("without since it is %s", got)
	}
	card := scoreSince(t, nil, asOf, map[string]time.Time{"backup": monday}, p)
	if got := cell(t, card, row, "advanced").Claims[0]; got.Standing != verdict.Missed || !strings.Contains(got.Why, "due 2026-03-03 04:15 UTC") {
		t.Errorf("with since it is %s: %s", got.Standing, got.Why)
	}
}

// A rehearsal counts where the claim is the rehearsal itself, and is shown as one.
func TestRehearsal(t *testing.T) {
	t.Parallel()
	claim := claims(row, "initial", time.Hour)
	claim.Rehearsal = true
	p := runbook("failover", "", claim)
	r := byHand(run(t, p, monday, evidence.Passed))
	r.Mode = evidence.Rehearsal
	got := cell(t, score(t, history{r}, monday.Add(time.Minute), p), row, "initial").Claims[0]
	if got.Standing != verdict.Met || !strings.HasPrefix(got.Why, "A rehearsal of it passed") {
		t.Errorf("%s: %s", got.Standing, got.Why)
	}
}

// No score stands on a ledger that does not: neither where one of claims 1 to 4 is refuted, nor where it
// could not be judged. Other claims leave it standing.
func TestNoScoreWithoutALedger(t *testing.T) {
	t.Parallel()
	scorer, err := report.NewScorer(report.Subject{Framework: framework(t), AsOf: monday})
	if err != nil {
		t.Fatal(err)
	}
	for i, sound := range map[int]bool{0: false, 1: false, 2: false, 3: false, 6: true, 10: true} {
		for _, outcome := range []verdict.Outcome{verdict.Refuted, verdict.NotJudged} {
			v := held(3)
			v.Claims[i].Outcome, v.Claims[i].Faults = outcome, []verdict.Fault{{Reason: "the root does not fit"}}
			_, err := scorer.Score(v)
			var unsound *report.Unsound
			if errors.As(err, &unsound) == sound {
				t.Errorf("claim %s %s gives %v", v.Claims[i].ID, outcome, err)
			}
			if !sound && !strings.Contains(err.Error(), "claim "+v.Claims[i].ID) {
				t.Errorf("the error does not name claim %s: %v", v.Claims[i].ID, err)
			}
		}
	}
}

// A claim above 4 that is refuted leaves the score standing, and every view of it says so: what does not
// hold was not counted, and might have been a failure.
func TestScoreTellsWhatElseIsRefuted(t *testing.T) {
	t.Parallel()
	scorer, err := report.NewScorer(report.Subject{Framework: framework(t), AsOf: monday})
	if err != nil {
		t.Fatal(err)
	}
	v := held(3)
	v.Claims[11].Outcome, v.Claims[11].Count, v.Claims[11].Faults = verdict.Refuted, 1, []verdict.Fault{{Reason: "the outcome does not follow"}}
	card, err := scorer.Score(v)
	if err != nil {
		t.Fatal(err)
	}
	for name, view := range map[string]func(w *bytes.Buffer) error{
		"table":    func(w *bytes.Buffer) error { return report.Table(w, card, report.Terminal{Width: 200}) },
		"markdown": func(w *bytes.Buffer) error { return report.Markdown(w, card) },
		"why":      func(w *bytes.Buffer) error { return report.Why(w, card, row, nil, report.Terminal{Width: 200}) },
	} {
		if got := text(t, view); !strings.Contains(got, "REFUTED: claim 10 of the verification does not hold.") {
			t.Errorf("the %s does not tell it:\n%.1000s", name, got)
		}
	}
}

// An entry of a kind that this version cannot read may take back what others prove.
func TestNoScoreOverWhatIsNotUnderstood(t *testing.T) {
	t.Parallel()
	scorer, err := report.NewScorer(report.Subject{Framework: framework(t), AsOf: monday})
	if err != nil {
		t.Fatal(err)
	}
	v := held(3)
	v.Kinds["denial"] = 1
	if _, err := scorer.Score(v); err != nil {
		t.Errorf("a denial decides nothing, and gives %v", err)
	}
	v.Kinds["oddity"] = 2
	if _, err := scorer.Score(v); err == nil || !strings.Contains(err.Error(), `"oddity" (2)`) {
		t.Errorf("an oddity gives %v", err)
	}
}

// What cannot be scored is said before anything is streamed.
func TestSubjects(t *testing.T) {
	t.Parallel()
	good := runbook("backup", "", claims(row, "initial", time.Hour))
	zoneless := runbook("zoneless", "", claims(row, "initial", time.Hour))
	zoneless.Timezone = "Nowhere/Atlantis"
	for want, s := range map[string]report.Subject{
		"no stages":          {AsOf: monday},
		"instant":            {Framework: framework(t)},
		"two plans":          {Framework: framework(t), AsOf: monday, Plans: []*plan.Plan{good, good}},
		`"data.wine" is no`:  {Framework: framework(t), AsOf: monday, Plans: []*plan.Plan{runbook("wine", "", claims("data.wine", "initial", 1))}},
		`cross-cutting.gove`: {Framework: framework(t), AsOf: monday, Plans: []*plan.Plan{runbook("all", "", claims("cross-cutting.governance", "initial", 1))}},
		"Nowhere/Atlantis":   {Framework: framework(t), AsOf: monday, Plans: []*plan.Plan{zoneless}},
	} {
		if _, err := report.NewScorer(s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("it gave %v, want an error with %q", err, want)
		}
	}
}

// The scorecard is a document: other programs read it by its schema, and each proof leads to a file.
func TestScorecardIsADocument(t *testing.T) {
	t.Parallel()
	plans, h, asOf := story(t)
	card := score(t, h, asOf, plans...)
	data, err := card.Encode()
	if err != nil {
		t.Fatal(err)
	}
	schema, err := jsonschema.NewCompiler().Compile("../../schemas/verdict/scorecard.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(doc); err != nil {
		t.Errorf("not valid under the schema: %v", err)
	}
	proof := cell(t, card, row, "advanced").Claims[0]
	if want := "runs/backup-restore/2026/03/29/" + strings.TrimPrefix(proof.Run, "sha256:")[:16] + ".run.sigstore.json"; proof.Path != want {
		t.Errorf("the proof stands at %s, want %s", proof.Path, want)
	}
}

// A run that waits for a person cannot prove optimal, however often it starts by itself.
func TestPeopleKeepFromOptimal(t *testing.T) {
	t.Parallel()
	when := at("2026-03-02T05:15:00Z")
	p := runbook("backup", "15 5 * * *", claims("data.data-access", "optimal", 48*time.Hour))
	p.Phases[0].Asks = []plan.Ask{{Name: "seen", To: []string{"security"}, Timeout: 60, Question: &expr.Node{Op: expr.OpLiteral}, Answers: []plan.Answer{{Name: "yes", Type: "bool"}}}}
	got := cell(t, score(t, history{run(t, p, when, evidence.Passed)}, when.Add(time.Hour), p), "data.data-access", "optimal")
	if why := got.Claims[0].Why; got.Standing != verdict.Unproven || !strings.Contains(why, "waits for people") {
		t.Errorf("it is %s: %s", got.Standing, why)
	}
}
