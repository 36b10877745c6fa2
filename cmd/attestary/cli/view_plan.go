package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/attestary/attestary/compiler/emit/page"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// viewPlan tells in plain words what a run of the plan would do.
func viewPlan(out io.Writer, p *plan.Plan, digest string, inputs map[string]expr.Value) {
	fmt.Fprintf(out, "%s: %s\n", p.Runbook, p.Title)
	if p.Summary != "" {
		fmt.Fprintf(out, "  %s\n", strings.Join(strings.Fields(p.Summary), " "))
	}
	fmt.Fprintf(out, "\n  file      %s\n  plan      %s\n", p.File, digest)
	fmt.Fprintf(out, "  power     %s\n", power(p))
	fmt.Fprintf(out, "  starts    %s\n", starts(p))
	fmt.Fprintf(out, "  proves    %s\n", proves(p))
	fmt.Fprintf(out, "  at most   %s\n", expr.FormatLength(p.Timeout))
	for _, in := range p.Inputs {
		fmt.Fprintf(out, "  input     %s\n", describeInput(in))
	}
	viewPeople(out, p)
	viewReach(out, p, inputs)
	order := orderOf(p)
	for _, phase := range phasesInOrder(p, order) {
		fmt.Fprintf(out, "\nphase %s%s\n", phase.Name, after(phase.After))
		viewPhase(out, p, phase, order)
	}
	if len(p.Checks) > 0 {
		fmt.Fprintf(out, "\nthen it checks\n")
	}
	for _, check := range p.Checks {
		fmt.Fprintf(out, "  %s (%s): %s\n", check.Name, check.Severity, check.Condition.String())
	}
	if len(p.Evidence) > 0 {
		fmt.Fprintf(out, "\nand records, beside outcomes and what was compared\n")
	}
	for _, e := range p.Evidence {
		fmt.Fprintf(out, "  %s = %s\n", e.Name, e.Value.String())
	}
	viewAround(out, p)
}

// power is what the plan may do to the world, the strongest effect first.
func power(p *plan.Plan) string {
	steps := map[string]int{}
	for _, step := range p.AllSteps() {
		steps[page.Doing(p, step)]++
	}
	var parts []string
	for _, phrase := range page.Doings {
		if n := steps[phrase]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s that %s", n, plural(n, "step"), third(phrase, n)))
		}
	}
	return strings.Join(parts, ", ")
}

func third(phrase string, n int) string {
	if n == 1 {
		return phrase
	}
	verb, rest, _ := strings.Cut(phrase, " ")
	if verb == "only" {
		return "only look"
	}
	return strings.TrimSuffix(verb, "s") + " " + rest
}

func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}

func starts(p *plan.Plan) string {
	var parts []string
	for _, t := range p.Triggers {
		switch t.Kind {
		case "schedule":
			parts = append(parts, fmt.Sprintf("by itself (%s: %s, %s)", t.Name, page.Times(t.Cron), p.Zone(&t)))
		case "manual":
			parts = append(parts, fmt.Sprintf("by hand (%s), by %s", t.Name, who(p)))
		case "issue":
			parts = append(parts, fmt.Sprintf("by an issue with the label %s (%s), by %s", t.Label, t.Name, who(p)))
		case "event":
			parts = append(parts, fmt.Sprintf("by an event %s (%s)", t.Type, t.Name))
		case "pull_request":
			of := ""
			if t.Forks {
				of = ", also from a fork,"
			}
			parts = append(parts, fmt.Sprintf("by a pull request%s that touches %s (%s)", of, strings.Join(t.Paths, ", "), t.Name))
		case "finding":
			parts = append(parts, fmt.Sprintf("by a failure of %s (%s)", t.Check, t.Name))
		}
	}
	if parts == nil {
		return "never: it has no trigger"
	}
	return strings.Join(parts, "; ")
}

func who(p *plan.Plan) string {
	if p.Access == nil || len(p.Access.Who) == 0 {
		return "nobody"
	}
	return "people with the role " + strings.Join(p.Access.Who, " or ")
}

func proves(p *plan.Plan) string {
	var parts []string
	for _, s := range p.Satisfies {
		if s.Function != "" {
			parts = append(parts, fmt.Sprintf("%s at %s (%s)", s.Function, s.Stage, s.Framework))
		} else {
			parts = append(parts, fmt.Sprintf("%s (%s)", strings.Join(s.Controls, ", "), s.Framework))
		}
	}
	if parts == nil {
		return "nothing: it claims no cell of a framework"
	}
	return strings.Join(parts, "; ")
}

func describeInput(in plan.Input) string {
	text := in.Name + ", a " + in.Type
	if in.Title != "" {
		text += ": " + in.Title
	}
	if in.Default == nil {
		return text + " (required)"
	}
	return text + " (else " + expr.Lit(*in.Default).String() + ")"
}
