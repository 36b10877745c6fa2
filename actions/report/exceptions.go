package report

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/verdict"
)

// Exceptions take away, and never add. A run that was taken back keeps its place among the others, so that no
// older one steps forward in its stead; it only counts for nothing. A run that failed by nothing but checks that
// somebody let go unmet is shown as waived, for as long as it would be fresh and every one of the waivers holds:
// a band of its own, which is not met.

// takenBack is why an entry counts for nothing.
type takenBack struct {
	entry      int64
	by, reason string
}

// Revoked takes in a revocation. It may come before or after the runs that it is about.
func (s *Scorer) Revoked(r verdict.Revocation) error {
	s.revocations++
	why := &takenBack{r.Entry, r.By.Login, r.Reason}
	for _, e := range r.Revoked {
		s.takeBack(e.Entry, why)
		if e.Run != nil {
			s.takeBack(*e.Run, why)
		}
	}
	return nil
}

// takeBack keeps the first revocation of an entry.
func (s *Scorer) takeBack(entry int64, why *takenBack) {
	if s.revoked[entry] == nil {
		s.revoked[entry] = why
	}
}

// takenBack tells what was taken back of all that a run rests on: the run itself, with all that people said of it,
// or a review that it was authorised by; nil where nothing was.
func (s *Scorer) takenBack(r *verdict.Run) *takenBack {
	for _, entry := range append([]int64{r.Entry}, r.Reviews...) {
		if why := s.revoked[entry]; why != nil {
			return why
		}
	}
	return nil
}

// grant keeps the waivers that hold at the instant of the score, by the runbooks as they stand: what a runbook does
// not let anybody waive any more is not waived any more.
func (s *Scorer) grant(waivers []verdict.Waiver) {
	s.waivers = map[string][]verdict.Waiver{}
	for _, w := range waivers {
		said := &evidence.Waiver{At: w.At, By: w.Approver, CheckOf: w.Check, Expires: w.Expires, Owner: w.Owner, Role: w.Role, Scope: w.Scope}
		runbook, _ := said.Waives()
		b := s.books[runbook]
		if b == nil || !w.Active(instant(s.subject.AsOf)) || rules.Unwaivable(b.plan, said) != "" || rules.Unwaiving(b.plan, said, nil) != "" {
			continue
		}
		s.waivers[runbook] = append(s.waivers[runbook], w)
	}
}

// waived gives the waivers that cover all by which a run failed, and until when they do; none where it would not
// count even if those checks had passed.
func (s *Scorer) waived(c *claim, t *thing) (by []verdict.Waiver, until time.Time) {
	if t.ended.IsZero() || t.run.Result.Outcome != evidence.Failed || s.takenBack(t.run) != nil {
		return nil, until
	}
	if reason, _ := c.discounts(t); reason != "" {
		return nil, until
	}
	until = c.freshTo(t)
	for _, u := range t.run.Result.Unmet {
		w := covering(s.waivers[t.run.Runbook], t.run.Runbook+"."+u.Check, u.Key)
		if w == nil {
			return nil, until
		}
		if !slices.ContainsFunc(by, func(o verdict.Waiver) bool { return o.Entry == w.Entry }) {
			by = append(by, *w)
		}
	}
	for _, w := range by {
		if expires, err := time.Parse(instantForm, w.Expires); err != nil || expires.Before(until) {
			until = expires
		}
	}
	if s.subject.AsOf.After(until) {
		return nil, until
	}
	slices.SortFunc(by, func(a, b verdict.Waiver) int { return cmp.Compare(a.Entry, b.Entry) })
	return by, until
}

// covering is the waiver of a check, or of one item of it, that holds longest.
func covering(waivers []verdict.Waiver, check string, key *string) *verdict.Waiver {
	var best *verdict.Waiver
	for i := range waivers {
		w := &waivers[i]
		fits := w.Check == check && (w.Scope == nil || key != nil && *w.Scope == *key)
		if fits && (best == nil || w.Expires > best.Expires) {
			best = w
		}
	}
	return best
}

// told is the sentence behind what a run came to: that it was taken back.
func (t *takenBack) told(what string) string {
	return fmt.Sprintf("%s, and entry %d took that back: %s said “%s”.", what, t.entry, t.by, t.reason)
}

// waiverText tells a waiver whole: what, until when, by whom, and for how long at most.
func waiverText(w *verdict.Waiver) string {
	what := clean(w.Check)
	if w.Scope != nil {
		what += fmt.Sprintf("[%q]", clean(*w.Scope))
	}
	return fmt.Sprintf("%s from %s until %s, granted by %s (%s, for at most %s), owned by %s: “%s” (entry %d)",
		what, words(w.From), words(w.Expires), clean(w.Approver.Login), clean(w.Role), expr.FormatLength(w.Longest), clean(w.Owner.Login), clean(w.Reason), w.Entry)
}

// standingText tells a waiver, and whether it holds at that instant.
func standingText(w *verdict.Waiver, at string) string {
	switch {
	case w.Active(at):
		return waiverText(w)
	case at < w.From:
		return "to come: " + waiverText(w)
	}
	return "expired: " + waiverText(w)
}

// revocationText tells a revocation whole.
func revocationText(r *verdict.Revocation) string {
	var what []string
	for _, e := range r.Revoked {
		what = append(what, fmt.Sprintf("entry %d (%s of %s)", e.Entry, clean(string(e.Kind)), clean(e.Runbook)))
	}
	return fmt.Sprintf("%s, by %s %s: “%s” (entry %d)", few(what), clean(r.By.Login), words(r.At), clean(r.Reason), r.Entry)
}

// waivers are all that a scorecard shows something by, each once.
func waivers(card *verdict.Scorecard) []verdict.Waiver {
	byEntry := map[int64]verdict.Waiver{}
	for _, p := range card.Pillars {
		for _, f := range p.Functions {
			for _, c := range f.Cells {
				for _, proof := range c.Claims {
					for _, w := range proof.Waivers {
						byEntry[w.Entry] = w
					}
				}
			}
		}
	}
	out := make([]verdict.Waiver, 0, len(byEntry))
	for _, w := range byEntry {
		out = append(out, w)
	}
	slices.SortFunc(out, func(a, b verdict.Waiver) int { return cmp.Compare(a.Entry, b.Entry) })
	return out
}
