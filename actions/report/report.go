// Package report says what verified evidence is worth, and shows it to people: the score, its why, and
// the views of scorecard and verdict.
//
// The score is a function of one verified tree, the plans at the tip of the repository, and an instant:
// the same three give the same bytes everywhere. Maturity is earned: it counts a run only if that run is
// the newest due thing of its runbook, passed, was made by the runbook as it stands, judged something,
// and is fresh. The rules are those of the format document, section "Score"; each has its place:
//
//   - track.go: which thing decides (a run, a run that told no end, an occurrence that nobody answered)
//   - schedule.go: when a runbook is due
//   - floor.go: what a stage asks of the way a runbook starts
//   - score.go, Loan: a change that was to end by itself and did not is a missed run, until it is taken back
//   - prove.go: how a runbook stands for a cell, and the sentence that says why
//   - exceptions.go: what was taken back, and what somebody let go unmet for a while
//   - next.go: the cheapest next step
//   - coverage.go: what of a catalog of controls is proven, which is no stage and no compliance
//
// Broken glass and revocations take proof away and confirmations complete it. A glass that nobody has confirmed,
// and an undo that did not come, are findings in every view. A ledger with a kind of entries that is not known
// here has no score: they may take proof away.
//
// It promises (P7): withholding a result never raises a score, and delays its fall by no more than the
// run's finish_by; withholding an undo raises none either; adding a failing run, a waiver or a revocation never
// raises a cell; a later instant never raises one either.
// It cannot tell that the newest entries of a ledger were removed: where a schedule exists they show as
// missed, elsewhere only a checkpoint that somebody kept tells it (claim 3).
//
// It refuses to score what is not sound (Unsound), and to know where its facts come from: it reads no
// ledger, no repository, no clock. Views escape whatever they print: names and titles are other people's.
//
// Start at Scorer; Table and Markdown are the views, and package site is the one that people open.
package report

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// Subject is what is to be scored. Framework, Plans and AsOf are required.
type Subject struct {
	Framework *catalog.Set
	Plans     []*plan.Plan // of the repository's tip, one for each runbook
	AsOf      time.Time
	Version   string // of the program, for the scorecard; "": "unknown"
	// Since tells from when on a runbook's schedule, as it stands, is known to have been declared: an
	// occurrence before that cannot be missed. This package sees no git history: what it knows by itself
	// is that the schedule existed when the very plan was first authorised, so the earlier of the two
	// counts.
	Since map[string]time.Time
	// Zone finds time zones by their IANA names; nil: time.LoadLocation.
	Zone func(name string) (*time.Location, error)
	// Digest gives that of a plan; nil: it is made anew for each scorer, which is the most of what a short history costs.
	Digest func(p *plan.Plan) (canon.Digest, error)
}

// Unsound is why a ledger has no score: a claim of 1 to 4 does not hold.
type Unsound struct {
	Claim verdict.Claim
}

func (u *Unsound) Error() string {
	text := fmt.Sprintf("no score: claim %s (%s) is %s", u.Claim.ID, u.Claim.Name, u.Claim.Outcome)
	switch {
	case len(u.Claim.Faults) > 0:
		return text + ": " + u.Claim.Faults[0].Reason
	case u.Claim.Why != "":
		return text + ": " + u.Claim.Why
	}
	return text
}

// sound gives Unsound for the first claim of 1 to 4 that does not hold. Not judged is not held.
func sound(v *verdict.Verdict) error {
	for _, id := range []string{"1", "2", "3", "4"} {
		c := v.Claim(id)
		if c == nil {
			return &Unsound{verdict.Claim{ID: id, Outcome: verdict.NotJudged, Why: "the verdict does not tell it"}}
		}
		if c.Outcome != verdict.Held {
			return &Unsound{*c}
		}
	}
	return nil
}

// refuted are the claims that do not hold and leave the score standing. Verification gave no run of an
// entry that does not hold, so a failure may be among what is missing: whoever reads a score must know.
func refuted(v *verdict.Verdict) []string {
	var ids []string
	for _, c := range v.Claims {
		if c.Outcome == verdict.Refuted {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// known are the kinds of entries that this version can weigh; denials and published scores decide nothing.
var known = []string{string(evidence.KindLedger), string(evidence.KindAuthorization), string(evidence.KindRun), string(evidence.KindDenial),
	string(evidence.KindReview), string(evidence.KindApproval), string(evidence.KindConfirmation), string(evidence.KindBreakglass),
	string(evidence.KindRotation), string(evidence.KindHandover), string(evidence.KindDisposition), string(evidence.KindMend), string(evidence.KindScore),
	string(evidence.KindWaiver), string(evidence.KindRevocation)}

// weighable tells whether every entry is of a kind that a score knows how to weigh: one that is not may
// take back what others prove.
func weighable(v *verdict.Verdict) error {
	for _, kind := range slices.Sorted(maps.Keys(v.Kinds)) {
		if !slices.Contains(known, kind) {
			return fmt.Errorf("score: the ledger has entries of kind %.40q (%d), which this version cannot weigh; score it with a newer one", kind, v.Kinds[kind])
		}
	}
	return nil
}

// instantForm is how documents write instants.
const instantForm = "2006-01-02T15:04:05Z"

func instant(t time.Time) string { return t.UTC().Format(instantForm) }
