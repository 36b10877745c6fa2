package report_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// reviewsFrom is where the entries of reviews begin in a random history: one for each run, which a revocation can
// name however the runs are numbered.
const reviewsFrom = 1_000_000

func person(login string) evidence.By {
	return evidence.By{How: "key", ID: "sha256:" + strings.Repeat("0", 63) + login[:1], Login: login}
}

// waivable lets Ada and Bo waive the runbook's check for five days.
func waivable(p *plan.Plan) {
	p.Roles = append(p.Roles, plan.Role{Name: "team", Members: []string{"ada#" + person("ada").ID, "bo#" + person("bo").ID}})
	p.Waivable = []plan.Waivable{{Check: "fine", MaxFor: 5 * 24 * 3600, By: []string{"team"}}}
}

// waiverFrom is Ada's, for so long, of the check of a runbook.
func waiverFrom(entry int64, runbook string, from time.Time, long time.Duration) verdict.Waiver {
	return verdict.Waiver{Entry: entry, Check: runbook + ".fine", At: instant(from), From: instant(from), Expires: instant(from.Add(long)), Longest: 5 * 24 * 3600,
		Owner: person("bo"), Approver: person("ada"), Role: "team", Reason: "It moves.", Path: "runs/_/2026/03/02/_.waiver-00112233.sigstore.json"}
}

func revocationOf(entry int64, of ...verdict.Revoked) verdict.Revocation {
	return verdict.Revocation{Entry: entry, At: "2026-03-02T12:00:00Z", By: person("ada"), Reason: "It looked elsewhere.", Revoked: of, Path: "runs/_/2026/03/02/_.revocation-00112233.sigstore.json"}
}

// except lets people waive and take back at random.
func (w *world) except() {
	for i := range int64(w.rand.IntN(8)) {
		p := w.plans[w.rand.IntN(len(w.plans))]
		w.waivers = append(w.waivers, waiverFrom(reviewsFrom*2+i, p.Runbook, monday.Add(w.within(14*24*time.Hour)), 1+w.within(5*24*time.Hour)))
	}
	for i := range int64(w.rand.IntN(5)) {
		w.revoked = append(w.revoked, w.revocation(reviewsFrom*3+i))
	}
}

// revocation takes back what any of the runs rests on.
func (w *world) revocation(entry int64) verdict.Revocation {
	return revocationOf(entry, verdict.Revoked{Entry: reviewsFrom + int64(w.rand.IntN(len(w.runs)+1)), Kind: evidence.KindReview, Runbook: "any"})
}

// revokes tells whether the history takes back what a run rests on.
func (w *world) revokes(r verdict.Run) bool {
	return slices.ContainsFunc(w.revoked, func(x verdict.Revocation) bool { return slices.Contains(r.Reviews, x.Revoked[0].Entry) })
}

// A waiver never raises a cell, and nothing but a failing claim becomes waived by it.
func TestAWaiverNeverRaises(t *testing.T) {
	t.Parallel()
	everywhere(t, func(w *world) string {
		before := w.score(w.runs, w.asOf)
		p := w.plans[w.rand.IntN(len(w.plans))]
		w.waivers = append(w.waivers, waiverFrom(reviewsFrom*4, p.Runbook, w.asOf.Add(-w.within(4*24*time.Hour)), 5*24*time.Hour))
		after := w.score(w.runs, w.asOf)
		if text := raised(before, after) + raised(after, before); text != "" {
			return text
		}
		return differ(before, after, func(was, is verdict.Standing) bool {
			return was == is || was == verdict.Failing && is == verdict.Waived
		})
	})
}

// A revocation never raises a cell, nor does one more of them, and nothing is met by what was taken back.
func TestARevocationNeverRaises(t *testing.T) {
	t.Parallel()
	everywhere(t, func(w *world) string {
		before := w.score(w.runs, w.asOf)
		w.revoked = append(w.revoked, w.revocation(reviewsFrom*5))
		after := w.score(w.runs, w.asOf)
		if text := raised(before, after); text != "" {
			return text
		}
		return differ(before, after, func(was, is verdict.Standing) bool {
			return was == is || was == verdict.Met && is == verdict.Unproven || was == verdict.Stale && is == verdict.Unproven ||
				was == verdict.Waived && is == verdict.Failing || was == verdict.Unproven && is == verdict.NotRun
		})
	})
}

// When its waivers have ended, a claim stands as if there had never been any.
func TestTimeReopens(t *testing.T) {
	t.Parallel()
	everywhere(t, func(w *world) string {
		later := w.asOf.Add(20 * 24 * time.Hour)
		after := w.score(w.runs, later)
		w.waivers = nil
		return differ(w.score(w.runs, later), after, func(was, is verdict.Standing) bool { return was == is })
	})
}

// differ names the first claim that stands otherwise than it may.
func differ(before, after *verdict.Scorecard, may func(was, is verdict.Standing) bool) string {
	for i, p := range after.Pillars {
		for j, f := range p.Functions {
			for k, c := range f.Cells {
				for n, proof := range c.Claims {
					if was := before.Pillars[i].Functions[j].Cells[k].Claims[n]; !may(was.Standing, proof.Standing) {
						return f.ID + " " + c.Stage + ": " + string(was.Standing) + " (" + was.Why + ") becomes " + string(proof.Standing) + " (" + proof.Why + ")"
					}
				}
			}
		}
	}
	return ""
}

// TestWaived is the rules of a waiver: each line changes one thing about a run that failed by a waived check.
func TestWaived(t *testing.T) {
	t.Parallel()
	noon := at("2026-03-02T12:00:00Z")
	item := "a.example"
	for name, c := range map[string]struct {
		alter func(*verdict.Run, *verdict.Waiver)
		want  verdict.Standing
		why   string
	}{
		"waived": {func(*verdict.Run, *verdict.Waiver) {}, verdict.Waived,
			"Its newest run ended 2026-03-02 04:16 UTC as failed: check.fine. That is waived until 2026-03-03 09:00 UTC, and not met."},
		"by hand":                    {func(r *verdict.Run, _ *verdict.Waiver) { *r = byHand(*r) }, verdict.Waived, ""},
		"stale before it ends":       {func(_ *verdict.Run, w *verdict.Waiver) { w.Expires = "2026-03-07T09:00:00Z" }, verdict.Waived, "until 2026-03-04 04:16 UTC"},
		"ended":                      {func(_ *verdict.Run, w *verdict.Waiver) { w.Expires = instant(noon) }, verdict.Failing, ""},
		"not begun":                  {func(_ *verdict.Run, w *verdict.Waiver) { w.From = instant(noon.Add(time.Second)) }, verdict.Failing, ""},
		"begins now":                 {func(_ *verdict.Run, w *verdict.Waiver) { w.From = instant(noon) }, verdict.Waived, ""},
		"another check":              {func(_ *verdict.Run, w *verdict.Waiver) { w.Check = "backup.whole" }, verdict.Failing, ""},
		"another runbook":            {func(_ *verdict.Run, w *verdict.Waiver) { w.Check = "other.fine" }, verdict.Failing, ""},
		"longer than may be now":     {func(_ *verdict.Run, w *verdict.Waiver) { w.At = "2026-02-20T12:00:00Z" }, verdict.Failing, ""},
		"by who may not any more":    {func(_ *verdict.Run, w *verdict.Waiver) { w.Approver = person("cy") }, verdict.Failing, ""},
		"one item, of what has none": {func(_ *verdict.Run, w *verdict.Waiver) { w.Scope = &item }, verdict.Failing, ""},
		"more failed": {func(r *verdict.Run, _ *verdict.Waiver) {
			r.Result.Unmet = append(r.Result.Unmet, verdict.Unmet{Check: "x"})
		}, verdict.Failing, ""},
		"something else was wrong": {func(r *verdict.Run, _ *verdict.Waiver) { r.Result.Unmet = nil }, verdict.Failing, ""},
		"could not look":           {func(r *verdict.Run, _ *verdict.Waiver) { r.Result.Outcome = evidence.Unknown }, verdict.Failing, ""},
		"of an older plan":         {func(r *verdict.Run, _ *verdict.Waiver) { r.Plan = "sha256:00" }, verdict.Failing, ""},
		"under broken glass":       {func(r *verdict.Run, _ *verdict.Waiver) { r.BrokenGlass = true }, verdict.Failing, ""},
		"told no end":              {func(r *verdict.Run, _ *verdict.Waiver) { r.Result = nil }, verdict.Failing, ""},
		"taken back":               {func(r *verdict.Run, _ *verdict.Waiver) { r.Reviews = []int64{reviewsFrom} }, verdict.Failing, "and entry 99 took that back: ada said “It looked elsewhere.”."},
	} {
		p := runbook("backup", "15 5 * * *", claims(row, "initial", 2*24*time.Hour))
		waivable(p)
		r, w := run(t, p, at("2026-03-02T04:15:00Z"), evidence.Failed), waiverFrom(50, "backup", at("2026-03-02T09:00:00Z"), 24*time.Hour)
		c.alter(&r, &w)
		x := exceptions{[]verdict.Waiver{w}, []verdict.Revocation{revocationOf(99, verdict.Revoked{Entry: reviewsFrom, Kind: "review", Runbook: "backup"})}}
		got := cell(t, scoreExcept(t, history{r}, noon, x, nil, p), row, "initial").Claims[0]
		if got.Standing != c.want || !strings.Contains(got.Why, c.why) {
			t.Errorf("%s: %s: %s; want %s: …%s…", name, got.Standing, got.Why, c.want, c.why)
		}
		if got.Standing == verdict.Waived && (got.Waivers[0].Reason != "It moves." || got.Outcome != evidence.Failed || len(got.Failed) != 1) {
			t.Errorf("%s: what it is waived by, or what it came to, is not told: %+v", name, got)
		}
	}
}

// TestScopes: of several items each needs a waiver that covers it.
func TestScopes(t *testing.T) {
	t.Parallel()
	front, back := "front", "back"
	p := runbook("backup", "", claims(row, "initial", 48*time.Hour))
	waivable(p)
	p.Checks[0].ForEach, p.Checks[0].By = p.Checks[0].Condition, "host"
	r := run(t, p, at("2026-03-02T04:15:00Z"), evidence.Failed)
	r.Result.Unmet = []verdict.Unmet{{Check: "fine", Key: &back}, {Check: "fine", Key: &front}}
	for name, c := range map[string]struct {
		scopes []*string
		want   verdict.Standing
		by     int
	}{
		"none":       {nil, verdict.Failing, 0},
		"one":        {[]*string{&front}, verdict.Failing, 0},
		"each":       {[]*string{&front, &back}, verdict.Waived, 2},
		"the check":  {[]*string{nil}, verdict.Waived, 1},
		"both twice": {[]*string{nil, &front, &back}, verdict.Waived, 1},
	} {
		var x exceptions
		for i, scope := range c.scopes {
			w := waiverFrom(int64(50+i), "backup", at("2026-03-02T09:00:00Z"), 24*time.Hour)
			w.Scope = scope
			x.waivers = append(x.waivers, w)
		}
		got := cell(t, scoreExcept(t, history{r}, at("2026-03-02T12:00:00Z"), x, nil, p), row, "initial").Claims[0]
		if got.Standing != c.want || len(got.Waivers) != c.by {
			t.Errorf("%s: %s, by %d waivers; want %s, by %d", name, got.Standing, len(got.Waivers), c.want, c.by)
		}
	}
}

// TestTakenBack: a run that was taken back, or what people said of it, is met by nothing, and no older run steps
// forward for it.
func TestTakenBack(t *testing.T) {
	t.Parallel()
	p := runbook("backup", "", claims(row, "initial", 48*time.Hour))
	h := history{run(t, p, at("2026-03-01T04:15:00Z"), evidence.Passed), run(t, p, at("2026-03-02T04:15:00Z"), evidence.Passed)}
	first, second := int64(1), int64(3)
	for name, c := range map[string]struct {
		of   verdict.Revoked
		want verdict.Standing
	}{
		"the newest":          {verdict.Revoked{Entry: 4, Kind: "run", Runbook: "backup", Run: &second}, verdict.Unproven},
		"its authorization":   {verdict.Revoked{Entry: 3, Kind: "authorization", Runbook: "backup", Run: &second}, verdict.Unproven},
		"a yes in it":         {verdict.Revoked{Entry: 77, Kind: "approval", Runbook: "backup", Run: &second}, verdict.Unproven},
		"the one before":      {verdict.Revoked{Entry: 2, Kind: "run", Runbook: "backup", Run: &first}, verdict.Met},
		"something unrelated": {verdict.Revoked{Entry: 78, Kind: "waiver", Runbook: "backup"}, verdict.Met},
	} {
		x := exceptions{revoked: []verdict.Revocation{revocationOf(99, c.of)}}
		got := cell(t, scoreExcept(t, h, at("2026-03-02T12:00:00Z"), x, nil, p), row, "initial").Claims[0]
		if got.Standing != c.want || (got.Revoked != nil) != (c.want == verdict.Unproven) || *got.Entry != 4 {
			t.Errorf("%s: %s: %s (revoked by %v)", name, got.Standing, got.Why, got.Revoked)
		}
	}
}

// A score over revocations of which nobody told the scorer would count what was taken back.
func TestRevocationsMustBeTold(t *testing.T) {
	t.Parallel()
	scorer, err := report.NewScorer(report.Subject{Framework: framework(t), AsOf: monday})
	if err != nil {
		t.Fatal(err)
	}
	v := held(1)
	v.Revocations = 1
	if _, err := scorer.Score(v); err == nil || !strings.Contains(err.Error(), "1 revocation, and 0 were told") {
		t.Errorf("got error %v", err)
	}
}
