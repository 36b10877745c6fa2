package cli

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
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

// tellWords tells what people said while the run went on, and who went past its rules.
func (w *World) tellWords(s *story) {
	for _, word := range s.words {
		switch p := word.said.(type) {
		case *evidence.Approval:
			w.tellApproval(word.entry, p)
		case *evidence.Breakglass:
			fmt.Fprintf(w.Out, "  broke glass %s, entry %d, %s (role %s) until %s: %s\n", p.At, word.entry, diag.Printable(p.By.Login), p.Role, p.Expires, diag.Printable(p.Reason))
		}
	}
}

func (w *World) tellApproval(entry int64, a *evidence.Approval) {
	fmt.Fprintf(w.Out, "  %-10s  %s, entry %d, by %s (role %s): %s%s\n", "answered", a.At, entry, diag.Printable(a.By.Login), a.Role, saysYes(a), because(diag.Printable(a.Reason)))
	for _, v := range a.Values {
		text := "in their own words, which the ledger does not keep"
		if v.Value != nil {
			text = expr.Lit(*v.Value).String()
		}
		fmt.Fprintf(w.Out, "    %s = %s\n", v.Name, diag.Printable(text))
	}
}

func saysYes(a *evidence.Approval) string {
	text := string(a.Answer) + " to " + a.Name
	if a.Key != nil {
		text += keyed(a.Key)
	}
	return text
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
	if s.plan.Confirm != nil && !confirmed {
		fmt.Fprintf(w.Out, "  nobody has confirmed it yet; until somebody does, it does not count: attestary confirm %s\n", s.authorization.Run.Key().Hex()[:8])
	}
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
	return nil
}

// tellReview tells of what somebody said of a plan.
func (w *World) tellReview(s *story) error {
	r := s.review
	fmt.Fprintf(w.Out, "%s: %s\n\n", r.Runbook, diag.Printable(s.plan.Title))
	fmt.Fprintf(w.Out, "  reviewed    %s, entry %d, by %s: %s%s\n", r.At, s.entry, diag.Printable(r.By.Login), r.Answer, because(diag.Printable(r.Reason)))
	fmt.Fprintf(w.Out, "  key         %s\n  commit      %s\n  plan        %s\n", r.By.ID, r.Commit, r.Plan.Digest)
	return nil
}
