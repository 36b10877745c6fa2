package engine

import (
	"cmp"
	"slices"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// part is one step on its way.
type part struct {
	step     *plan.Step
	state    state
	items    []rules.Item
	next     int
	running  int
	hidden   bool // its keys are personal
	works    bool // its items keep this machine at work
	acts     bool // somebody notices what it does
	records  []evidence.StepRecord
	values   map[string]expr.Value // by key
	unstated bool                  // it has no items: nothing is known of them
	fine     bool                  // once closed: it counts as done
}

type state uint8

const (
	waiting state = iota
	active
	closed
)

// answer is what came of one item.
type answer struct {
	part   *part
	item   rules.Item
	record evidence.StepRecord
	value  expr.Value
	detail string
}

// records are those of all steps, by address and then by key.
func (s *schedule) records() []evidence.StepRecord {
	records := []evidence.StepRecord{}
	for _, p := range s.parts {
		records = append(records, p.records...)
	}
	sortSteps(records)
	return records
}

func sortSteps(records []evidence.StepRecord) {
	slices.SortStableFunc(records, func(a, b evidence.StepRecord) int {
		return cmp.Or(cmp.Compare(a.Address, b.Address), compareKeys(a.Key, b.Key))
	})
}

// compareKeys orders keys; what has none comes first.
func compareKeys(a, b *string) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	return cmp.Compare(*a, *b)
}

// nothing is what a step or item gives that did not pass: its outcome, and null for each output.
func (r *Run) nothing(action string, outcome evidence.Outcome) expr.Value {
	return r.withOutcome(action, nil, outcome)
}

// withOutcome is what step.NAME is: its outputs, and its outcome.
func (r *Run) withOutcome(action string, outputs map[string]expr.Value, outcome evidence.Outcome) expr.Value {
	k := r.kindOf(action)
	members := map[string]expr.Value{"outcome": expr.OfText(string(outcome))}
	for _, o := range k.Outputs {
		members[o.Name] = outputs[o.Name]
	}
	return expr.OfObject(members)
}
