package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// What people said of a run, as its story tells it.

// tellBefore tells whose reviews counted, and which gates let the person in.
func (w *World) tellBefore(a *evidence.Authorization) {
	for _, r := range a.Reviews {
		fmt.Fprintf(w.Out, "  reviewed    by %s (role %s)\n", diag.Printable(r.By.Login), r.Role)
	}
	for _, g := range a.Gates {
		fmt.Fprintf(w.Out, "  gate        %s: %s\n", g.Name, g.Outcome)
	}
}

// lines are what somebody said while the run went on; nil for what belongs elsewhere in its story.
func (s spoken) lines() []string {
	switch p := s.said.(type) {
	case *evidence.Approval:
		return s.answer(p)
	case *evidence.Breakglass:
		late := ""
		if p.Late {
			late = ", and told it late"
		}
		return []string{fmt.Sprintf("◇ %s, as %s, broke the glass until %s%s: “%s” (entry %d)", diag.Printable(p.By.Login), p.Role, p.Expires, late, diag.Printable(p.Reason), s.entry)}
	}
	return nil
}

func (s spoken) answer(a *evidence.Approval) []string {
	reason := ""
	if a.Reason != "" {
		reason = ": “" + diag.Printable(a.Reason) + "”"
	}
	if a.Answer == evidence.Unanswered {
		return []string{fmt.Sprintf("◇ nobody answered %s%s by %s (entry %d)", a.Name, keyShown(a.Key), a.Expires, s.entry)}
	}
	lines := []string{fmt.Sprintf("◇ %s, as %s, %s%s (entry %d)", diag.Printable(a.By.Login), a.Role, says(a), reason, s.entry)}
	for _, v := range a.Values {
		text := "in their own words, which the ledger does not keep"
		if v.Value != nil {
			text = expr.Lit(*v.Value).String()
		}
		lines = append(lines, fmt.Sprintf("    %s = %s", v.Name, diag.Printable(text)))
	}
	return lines
}

// says is a yes or no, or answers, in words.
func says(a *evidence.Approval) string {
	if strings.HasPrefix(a.Name, plan.AskPrefix) && a.Answer == evidence.Yes {
		return "answered " + a.Name + keyShown(a.Key)
	}
	return fmt.Sprintf("said %s to %s%s", a.Answer, a.Name, keyShown(a.Key))
}

// tellConfirm tells who confirmed the result, or that nobody has.
func (w *World) tellConfirm(s *story) {
	confirmed := false
	for _, word := range s.words {
		if c, ok := word.said.(*evidence.Confirmation); ok {
			confirmed = true
			fmt.Fprintf(w.Out, "  confirmed   %s, entry %d, by %s, who looked at %s: %s\n", c.At, word.entry, diag.Printable(c.By.Login), diag.Printable(c.Checked), diag.Printable(c.Words))
		}
	}
	switch key := s.authorization.Run.Key().Hex()[:8]; {
	case s.unconfirmed() > 0:
		fmt.Fprintf(w.Out, "  its glass was broken, and no second person has confirmed it; every report tells so until then: attestary confirm %s\n", key)
	case s.plan.Confirm != nil && !confirmed:
		fmt.Fprintf(w.Out, "  nobody has confirmed it yet; until somebody does, it does not count: attestary confirm %s\n", key)
	}
}

// unconfirmed is how many of its broken glasses no second person has confirmed, who counts and had seen it.
func (s *story) unconfirmed() int {
	run := rules.Confirmable{Requester: s.authorization.Requester, Approvers: s.approvers(), Result: s.run}
	var open []int64
	for _, word := range s.words {
		switch p := word.said.(type) {
		case *evidence.Breakglass:
			run.Broke, open = append(run.Broke, p.By), append(open, word.entry)
		case *evidence.Confirmation:
			if s.run != nil && rules.Unconfirming(s.plan, run, p) == "" {
				open = slices.DeleteFunc(open, func(entry int64) bool { return entry < p.Seen.Size })
			}
		}
	}
	return len(open)
}

// tellDenial tells of a request that was refused.
func (w *World) tellDenial(s *story) error {
	d := s.denial
	by := "itself"
	if d.Requester != nil {
		by = d.Requester.Login
	}
	fmt.Fprintf(w.Out, "%s: %s\n\n", d.Runbook, diag.Printable(s.plan.Title))
	fmt.Fprintf(w.Out, "  refused     %s, entry %d, to %s (%s), by %s\n", d.At, s.entry, diag.Printable(by), d.Mode, d.Rule)
	if d.Gate != nil {
		fmt.Fprintf(w.Out, "  gate        %s: %s\n", d.Gate.Name, d.Gate.Outcome)
	}
	fmt.Fprintf(w.Out, "  commit      %s\n  plan        %s\n  run         %s\n\nnothing was run\n", d.Commit, d.Plan.Digest, d.Run.Key())
	w.tellTakenBack(s)
	return nil
}

// tellReview tells of what somebody said of a plan.
func (w *World) tellReview(s *story) error {
	r := s.review
	fmt.Fprintf(w.Out, "%s: %s\n\n", r.Runbook, diag.Printable(s.plan.Title))
	fmt.Fprintf(w.Out, "  reviewed    %s, entry %d, by %s: %s%s\n", r.At, s.entry, diag.Printable(r.By.Login), r.Answer, because(diag.Printable(r.Reason)))
	fmt.Fprintf(w.Out, "  key         %s\n  commit      %s\n  plan        %s\n", r.By.ID, r.Commit, r.Plan.Digest)
	w.tellTakenBack(s)
	return nil
}
