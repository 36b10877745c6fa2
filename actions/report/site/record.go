package site

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// What a run did: its steps, its checks, and what it kept, as its record tells, in the words of its plan.

// stepOf is a step and what came of it; of one with many items those that did not pass.
type stepOf struct {
	Address, Title, Place string
	Outcome               evidence.Outcome
	Counts                string // of many items
	Started, Took, Reason string
	Attempts              int64
	Expects               []judged
	Items                 []stepOf
	More                  int
}

// Note is what is worth a word beside it.
func (s stepOf) Note() string {
	parts := []string{s.Counts, s.Reason, "", s.Took, s.Place}
	if s.Attempts > 1 {
		parts[2] = fmt.Sprintf("after %d attempts", s.Attempts)
	}
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), ", ")
}

// judged is a condition and what decided it.
type judged struct {
	Name, Condition, Operands string
	Outcome                   evidence.Outcome
}

type checkOf struct {
	judged
	Severity, Place, Remedy string
	Items                   []judged // that did not pass
	Passed, All             int
}

type kept struct{ Name, Description, Value, Digest string }

// mostItems is how many items are told one by one, of those that did not pass.
const mostItems = 20

// steps are told in the order in which they began; what never began comes last.
func (w *writer) steps(s *story) {
	list := slices.Clone(s.Record.Steps)
	for _, a := range s.Record.Asked {
		list = append(list, evidence.StepRecord{Address: a.Address, Key: a.Key, Outcome: a.Outcome, Reason: a.Reason, StartedAt: a.StartedAt, EndedAt: a.EndedAt})
	}
	byAddress, order := map[string][]evidence.StepRecord{}, []string{}
	slices.SortStableFunc(list, func(a, b evidence.StepRecord) int {
		return cmp.Or(cmp.Compare(cmp.Or(a.StartedAt, "~"), cmp.Or(b.StartedAt, "~")), cmp.Compare(a.EndedAt, b.EndedAt))
	})
	for _, r := range list {
		if byAddress[r.Address] == nil {
			order = append(order, r.Address)
		}
		byAddress[r.Address] = append(byAddress[r.Address], r)
	}
	for _, address := range order {
		s.Steps = append(s.Steps, w.step(s, byAddress[address]))
	}
}

func (w *writer) step(s *story, items []evidence.StepRecord) stepOf {
	first := items[0]
	to := first.EndedAt
	for _, r := range items {
		to = max(to, r.EndedAt)
	}
	is := stepOf{Address: first.Address, Place: w.lineOf(s, first.Address), Outcome: worst(items), Started: first.StartedAt, Took: took(first.StartedAt, to)}
	if s.Plan != nil {
		if p := s.Plan.Step(strings.TrimSuffix(strings.TrimPrefix(first.Address, plan.StepPrefix), ".undo")); p != nil {
			is.Title = cmp.Or(p.Title, p.Action)
		}
	}
	if strings.HasSuffix(first.Address, ".undo") {
		is.Title = "taking back: " + is.Title
	}
	if len(items) == 1 && first.Key == nil {
		is.Reason, is.Attempts, is.Expects = first.Reason, first.Attempts, expects(s.Plan, first)
		return is
	}
	is.Counts = counts(items)
	for _, r := range items {
		if !bad(r.Outcome) {
			continue
		}
		if len(is.Items) == mostItems {
			is.More++
			continue
		}
		is.Items = append(is.Items, stepOf{Address: keyOf(r.Key), Outcome: r.Outcome, Reason: r.Reason, Attempts: r.Attempts, Expects: expects(s.Plan, r)})
	}
	return is
}

func keyOf(key *string) string {
	if key == nil {
		return ""
	}
	return *key
}

// gravest orders outcomes: the first of a step's items that is there decides how the step is shown.
var gravest = []evidence.Outcome{evidence.Interrupted, evidence.Failed, evidence.Blocked, evidence.Unknown, evidence.Recovered, evidence.Passed, evidence.Simulated, evidence.Skipped}

func worst(items []evidence.StepRecord) evidence.Outcome {
	for _, o := range gravest {
		if slices.ContainsFunc(items, func(s evidence.StepRecord) bool { return s.Outcome == o }) {
			return o
		}
	}
	return items[0].Outcome
}

func counts(items []evidence.StepRecord) string {
	var parts []string
	for _, o := range gravest {
		n := 0
		for _, s := range items {
			if s.Outcome == o {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, o))
		}
	}
	return count(len(items), "item") + ": " + strings.Join(parts, ", ")
}

func expects(p *plan.Plan, r evidence.StepRecord) (out []judged) {
	var of *plan.Step
	if p != nil {
		of = p.Step(strings.TrimPrefix(r.Address, plan.StepPrefix))
	}
	for _, e := range r.Expects {
		is := judged{Name: e.Name, Operands: operands(e.Operands), Outcome: e.Outcome}
		if of != nil {
			if i := slices.IndexFunc(of.Expects, func(x plan.Expect) bool { return x.Name == e.Name }); i >= 0 {
				is.Condition = of.Expects[i].Condition.String()
			}
		}
		out = append(out, is)
	}
	return out
}

func operands(list []expr.Operand) string {
	var parts []string
	for _, o := range list {
		parts = append(parts, o.String())
	}
	return strings.Join(parts, ", ")
}

// checks are told once each, with those of their items that did not pass.
func (w *writer) checks(s *story) {
	for _, c := range s.Record.Checks {
		if n := len(s.Checks); n == 0 || s.Checks[n-1].Name != c.Name {
			s.Checks = append(s.Checks, w.check(s, c))
		}
		is := &s.Checks[len(s.Checks)-1]
		is.All++
		if c.Outcome == evidence.Passed {
			is.Passed++
			continue
		}
		if slices.Index(gravest, c.Outcome) < slices.Index(gravest, is.Outcome) {
			is.Outcome = c.Outcome
		}
		if c.Key != nil && len(is.Items) < mostItems {
			is.Items = append(is.Items, judged{Name: *c.Key, Operands: operands(c.Operands), Outcome: c.Outcome})
		}
	}
}

func (w *writer) check(s *story, c evidence.CheckRecord) checkOf {
	is := checkOf{judged: judged{Name: c.Name, Outcome: c.Outcome}, Severity: c.Severity, Place: w.lineOf(s, "check."+c.Name)}
	if c.Key == nil {
		is.Operands = operands(c.Operands)
	}
	if s.Plan != nil {
		if p := s.Plan.FindCheck(c.Name); p != nil {
			is.Condition, is.Remedy = p.Condition.String(), p.Remedy
		}
	}
	return is
}

func (s *story) keeps() {
	for _, e := range s.Record.Evidence {
		is := kept{Name: e.Name}
		if s.Plan != nil {
			if i := slices.IndexFunc(s.Plan.Evidence, func(p plan.Evidence) bool { return p.Name == e.Name }); i >= 0 {
				is.Description = s.Plan.Evidence[i].Description
			}
		}
		switch {
		case e.Value != nil:
			is.Value = valued(e.Value)
		case e.Digest != nil:
			is.Digest = string(*e.Digest)
		}
		s.Evidence = append(s.Evidence, is)
	}
}

// valued is a value as the language writes it.
func valued(v *expr.Value) string {
	if v == nil {
		return ""
	}
	return expr.Lit(*v).String()
}
