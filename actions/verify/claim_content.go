package verify

import (
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// contents judges claim 10 on one record: it tells every step and check of its plan and nothing else,
// every recorded condition gives its outcome again from its operands, by the evaluator that judged it
// on the runner, and the run's outcome follows from them.
type contents struct {
	plan    *plan.Plan
	record  *evidence.Record
	targets map[string]*evidence.Targets // by address: what documents tell beside the record
	reasons []string
}

// judgeContent gives the reasons why the record does not stand; none if it does; and the record with all items.
// undoes tells that the run takes back what another one changed for a while; docs are the documents that the record
// names for items which do not fit.
func judgeContent(p *plan.Plan, r *evidence.Record, undoes bool, docs documents) (reasons []string, whole *evidence.Record) {
	c := &contents{plan: p, record: r}
	c.read(docs)
	if undoes {
		c.undos()
	} else {
		c.asked()
		c.steps()
		c.checks()
		c.evidence()
	}
	if want := r.Overall(); r.Outcome != want {
		c.fault("its outcome is %q; from its steps and checks follows %q", r.Outcome, want)
	}
	return c.reasons, r.With(c.targets)
}

func (c *contents) fault(format string, args ...any) {
	c.reasons = append(c.reasons, fmt.Sprintf(format, args...))
}

// asked holds that of every approval and ask it is told what came of it, and that people had as long as the
// plan says.
func (c *contents) asked() {
	var told map[string][]*evidence.AskedRecord // of most runs there is nothing to tell
	for i := range c.record.Asked {
		a := &c.record.Asked[i]
		if told == nil {
			told = map[string][]*evidence.AskedRecord{}
		}
		told[a.Address] = append(told[a.Address], a)
	}
	hold := func(f *plan.Phase, address string, timeout int64) {
		records := told[address]
		c.shape(address, f.ForEach != nil, len(records), func(i int) *string { return records[i].Key })
		for _, r := range records {
			if r.StartedAt != "" && seconds(r.Expires)-seconds(r.StartedAt) > timeout {
				c.fault("%s was asked at %s until %s; the plan gives people %s", part{"", address, r.Key, ""}, r.StartedAt, r.Expires, expr.LengthWords(timeout))
			}
		}
		delete(told, address)
	}
	for f, a := range c.plan.AllApprovals() {
		hold(f, a.Address(), a.Timeout)
	}
	for f, a := range c.plan.AllAsks() {
		hold(f, a.Address(), a.Timeout)
	}
	for _, address := range sortedKeys(told) {
		c.fault("%s is recorded; the plan has no such part", address)
	}
}

func (c *contents) steps() {
	told := map[string][]*evidence.StepRecord{}
	for i := range c.record.Steps {
		s := &c.record.Steps[i]
		told[s.Address] = append(told[s.Address], s)
	}
	for f, step := range c.plan.AllSteps() {
		records := told[step.Address()]
		c.shape(step.Address(), step.ForEach != nil || f.ForEach != nil, len(records), func(i int) *string { return records[i].Key })
		for _, r := range records {
			c.step(step, r, step.ForEach != nil || f.ForEach != nil)
		}
		c.stepItems(step, f, records)
		delete(told, step.Address())
	}
	for _, address := range sortedKeys(told) {
		if !c.beside(address) {
			c.fault("%s is recorded; the plan has no such step", address)
		}
	}
}

// undos holds that a run which takes back tells of that alone: of steps whose plan says that they end by
// themselves.
func (c *contents) undos() {
	for _, r := range c.record.Steps {
		name, undo := strings.CutSuffix(r.Address, ".undo")
		s := c.plan.Step(strings.TrimPrefix(name, plan.StepPrefix))
		if !undo || s == nil || s.UndoAfter == nil {
			c.fault("%s is recorded; the run takes back what ends by itself, and the plan has no such step", r.Address)
		}
	}
	if len(c.record.Targets)+len(c.record.Asked)+len(c.record.Checks)+len(c.record.Evidence)+len(c.record.Due) > 0 {
		c.fault("it takes back what another run changed, and tells of more")
	}
}

// beside tells what a record may tell beside the steps of its plan: what took a step back, a phase that did
// not run, a gate that was asked again.
func (c *contents) beside(address string) bool {
	room, name, _ := strings.Cut(address, ".")
	switch room {
	case "step":
		name, undo := strings.CutSuffix(name, ".undo")
		return undo && c.plan.Step(name) != nil
	case "phase":
		return c.plan.Phase(name) != nil
	case "gate":
		return c.plan.Gate(name) != nil
	}
	return false
}

// shape holds how often a part of the plan is told: once, or, where it goes over a collection, once
// for each key, or once without a key for an empty or unknown collection.
func (c *contents) shape(name string, each bool, n int, key func(int) *string) {
	if n == 0 {
		c.fault("%s is in the plan and is not told", name)
		return
	}
	seen := map[string]bool{}
	for i := range n {
		k := key(i)
		switch {
		case k == nil && n > 1:
			c.fault("%s is told %d times, once without a key", name, n)
		case k != nil && !each:
			c.fault("%s is told for the item %q; the plan has it once", name, *k)
		case k != nil && seen[*k]:
			c.fault("%s is told twice for the item %q", name, *k)
		case k != nil:
			seen[*k] = true
		}
	}
}

// step holds the expectations of one step: each in the plan, each judged again. A step that passed has
// met all of them, but for one that had no item to judge, or whose items are told as one. each tells that it goes over
// a collection.
func (c *contents) step(step *plan.Step, r *evidence.StepRecord, each bool) {
	met := map[string]bool{}
	for _, x := range r.Expects {
		name := part{"", r.Address, r.Key, x.Name}
		i := slices.IndexFunc(step.Expects, func(e plan.Expect) bool { return e.Name == x.Name })
		if i < 0 || met[x.Name] {
			c.fault("%s is told, and the plan does not have it (again)", name)
			continue
		}
		met[x.Name] = true
		c.rejudge(name, step.Expects[i].Condition, x.Outcome, x.Operands)
		if r.Outcome == evidence.Passed && x.Outcome != evidence.Passed {
			c.fault("%s is %q; its step is recorded as passed", name, x.Outcome)
		}
	}
	if r.Outcome != evidence.Passed || each && r.Key == nil {
		return
	}
	for _, x := range step.Expects {
		if !met[x.Name] {
			c.fault("%s passed, and its expectation %s is not told", part{"", r.Address, r.Key, ""}, x.Name)
		}
	}
}

func (c *contents) checks() {
	told := map[string][]*evidence.CheckRecord{}
	for i := range c.record.Checks {
		r := &c.record.Checks[i]
		told[r.Name] = append(told[r.Name], r)
	}
	for f, check := range c.plan.AllChecks() {
		records, jobs := told[check.Name], f != nil && f.ForEach != nil
		if len(records) == 0 && f != nil && c.idle(f) {
			continue
		}
		c.shape("check."+check.Name, check.ForEach != nil || jobs, len(records), func(i int) *string { return records[i].Key })
		if c.checkItems(check, jobs, records) {
			delete(told, check.Name)
			continue
		}
		for _, r := range records {
			c.check(check, r, jobs)
		}
		delete(told, check.Name)
	}
	for _, name := range sortedKeys(told) {
		c.fault("check.%s is recorded; the plan has no such check", name)
	}
}

// idle tells whether the record says of a phase that it did not run: then its checks were judged on nothing.
func (c *contents) idle(f *plan.Phase) bool {
	return slices.ContainsFunc(c.record.Steps, func(s evidence.StepRecord) bool {
		return s.Address == "phase."+f.Name && s.Outcome != evidence.Passed
	})
}

// check holds one check, or one item of it; jobs tells whether its phase is one for each item of something.
func (c *contents) check(check *plan.Check, r *evidence.CheckRecord, jobs bool) {
	name := part{"check.", r.Name, r.Key, ""}
	if r.Severity != check.Severity {
		c.fault("%s is recorded with severity %q; the plan says %q", name, r.Severity, check.Severity)
	}
	nothing := r.Key == nil || jobs && len(r.Operands) == 0
	if check.ForEach != nil && nothing && r.Outcome == evidence.Passed {
		if check.Empty != string(evidence.Passed) || len(r.Operands) > 0 {
			c.fault("%s passed on no item; the plan does not let it", name)
		}
		return
	}
	c.rejudge(name, check.Condition, r.Outcome, r.Operands)
}

// rejudge lets a condition be judged again. One that nobody got round to judging has no operands, and
// is unknown: that claims nothing.
func (c *contents) rejudge(name part, condition *expr.Node, outcome evidence.Outcome, operands []expr.Operand) {
	if outcome == evidence.Unknown && len(operands) == 0 {
		return
	}
	got, err := expr.Rejudge(condition, operands)
	switch {
	case err != nil:
		c.fault("%s cannot be judged again: %v", name, err)
	case evidence.Outcome(got) != outcome:
		c.fault("%s is recorded as %q; judged again from its operands it is %q", name, outcome, got)
	}
}

func (c *contents) evidence() {
	seen := map[string]bool{}
	for _, v := range c.record.Evidence {
		if seen[v.Name] || !slices.ContainsFunc(c.plan.Evidence, func(e plan.Evidence) bool { return e.Name == v.Name }) {
			c.fault("evidence.%s is recorded; the plan does not declare it (again)", v.Name)
		}
		seen[v.Name] = true
	}
}

// part is what a fault is about. Its words are made where there is a fault.
type part struct {
	room   string // before its name, with a dot; "" where the name has it
	name   string
	key    *string
	expect string // an expectation of it; "" where it is about the whole
}

func (p part) String() string {
	text := p.room + p.name
	if p.key != nil {
		text += fmt.Sprintf("[%q]", *p.key)
	}
	if p.expect != "" {
		text += ", expectation " + p.expect
	}
	return text
}
