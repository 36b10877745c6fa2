package cli

import (
	"fmt"
	"io"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/cmd/attestary/live"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// tellResult prints what came of a run.
func (w *World) tellResult(p *plan.Plan, result *conduct.Result, format string) error {
	if format == "json" {
		data, err := canon.Encode(result.Record)
		if err == nil {
			_, err = fmt.Fprintln(w.Out, string(data))
		}
		return err
	}
	w.viewRecord(w.Out, p, result.Record)
	return nil
}

// viewRecord tells the story of a run: what was judged, what was kept, how it ended.
func (w *World) viewRecord(out io.Writer, p *plan.Plan, r *evidence.Record) {
	for _, s := range r.Steps {
		if s.Outcome != evidence.Passed {
			fmt.Fprintf(out, "%s %-9s %s%s%s\n", w.sign(s.Outcome), s.Outcome, s.Address, keyed(s.Key), because(s.Reason))
		}
		for _, e := range s.Expects {
			if e.Outcome != evidence.Passed {
				fmt.Fprintf(out, "  %s %s: expected %s\n", w.sign(e.Outcome), e.Name, condition(p, s.Address, e.Name))
			}
		}
	}
	w.viewChecks(out, r.Checks)
	for _, e := range r.Evidence {
		switch {
		case e.Value != nil:
			fmt.Fprintf(out, "  %s = %s\n", e.Name, short(e))
		case e.Digest != nil:
			fmt.Fprintf(out, "  %s = kept apart, %s\n", e.Name, *e.Digest)
		}
	}
	fmt.Fprintf(out, "%s %s: %s\n", w.sign(r.Outcome), p.Runbook, r.Outcome)
}

// viewChecks tells each check that did not pass; those that did are told once, however many items they
// were judged on.
func (w *World) viewChecks(out io.Writer, checks []evidence.CheckRecord) {
	for i := 0; i < len(checks); {
		c, passed := checks[i], 0
		for ; i < len(checks) && checks[i].Name == c.Name; i++ {
			if checks[i].Outcome == evidence.Passed {
				passed++
				continue
			}
			fmt.Fprintf(out, "%s %-9s check %s%s (%s)\n", w.sign(checks[i].Outcome), checks[i].Outcome, c.Name, keyed(checks[i].Key), c.Severity)
		}
		switch {
		case passed > 1:
			fmt.Fprintf(out, "%s %-9s check %s, on %d items (%s)\n", w.sign(evidence.Passed), evidence.Passed, c.Name, passed, c.Severity)
		case passed == 1:
			fmt.Fprintf(out, "%s %-9s check %s (%s)\n", w.sign(evidence.Passed), evidence.Passed, c.Name, c.Severity)
		}
	}
}

func keyed(key *string) string {
	if key == nil {
		return ""
	}
	return fmt.Sprintf("[%q]", *key)
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + reason
}

// condition is the condition of an expectation as the plan has it.
func condition(p *plan.Plan, address, name string) string {
	for _, s := range p.AllSteps() {
		if s.Address() != address {
			continue
		}
		for _, e := range s.Expects {
			if e.Name == name {
				return e.Condition.String()
			}
		}
	}
	return name
}

// short is a value on one line of a terminal.
func short(e evidence.EvidenceValue) string {
	text := []rune(expr.Lit(*e.Value).String())
	if len(text) > 120 {
		return string(text[:119]) + "…"
	}
	return string(text)
}

// sign is that of an outcome, in its colour where the person wants colours.
func (w *World) sign(o evidence.Outcome) string { return live.Sign(o, w.Color) }
