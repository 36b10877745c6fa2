package verify

import (
	"context"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// Items that documents tell beside a record, which names them below one root: each is judged as if it stood in the
// record, and what the record tells of all of them as one must follow from them.

// documents are bytes by their digest.
type documents map[canon.Digest][]byte

// documents reads those that a record names for its items. One that is not there is told of by claim 2.
func (j *judge) documents(ctx context.Context, r *evidence.Record) (documents, error) {
	var docs documents
	for _, t := range r.Targets {
		for _, d := range t.Blobs {
			_, data, _, err := j.blobs.read(ctx, d, nil)
			if err != nil {
				return nil, err
			}
			if docs == nil {
				docs = documents{}
			}
			docs[d] = slices.Clone(data)
		}
	}
	return docs, nil
}

// read holds the documents to what the record says of them.
func (c *contents) read(docs documents) {
	if len(c.record.Targets) == 0 {
		return
	}
	c.targets = map[string]*evidence.Targets{}
	for i := range c.record.Targets {
		t := &c.record.Targets[i]
		var own [][]byte
		for _, d := range t.Blobs {
			own = append(own, docs[d])
		}
		items, err := t.Read(own)
		if err != nil {
			c.fault("the items of %v", err)
			continue
		}
		c.targets[t.Address] = items
		if strings.HasSuffix(t.Address, ".undo") {
			c.follows(t.Address, items)
		}
	}
}

// follows holds that the record tells an address once, and as its items have it.
func (c *contents) follows(address string, items *evidence.Targets) {
	told := 0
	for _, s := range c.record.Steps {
		if s.Address != address {
			continue
		}
		if told++; s.Key != nil || s.Outcome != items.Overall() {
			c.fault("%s is recorded as %q; from its %d items follows %q", address, s.Outcome, len(items.Steps), items.Overall())
		}
	}
	if told != 1 {
		c.fault("%s is told %d times beside its items", address, told)
	}
}

// stepItems holds each item of a step.
func (c *contents) stepItems(step *plan.Step, f *plan.Phase, records []*evidence.StepRecord) {
	t := c.record.Of(step.Address())
	if t == nil {
		return
	}
	items := c.targets[step.Address()]
	if items == nil {
		return // its documents do not fit, which is told
	}
	c.follows(step.Address(), items)
	c.shape(step.Address(), step.ForEach != nil || f.ForEach != nil, len(items.Steps), func(i int) *string { return items.Steps[i].Key })
	for i := range items.Steps {
		c.step(step, &items.Steps[i], true)
	}
	for _, r := range records {
		if len(r.Expects) > 0 {
			c.fault("%s has expectations beside its items", step.Address())
		}
	}
}

// checkItems holds each item of a check; false where documents tell of none.
func (c *contents) checkItems(check *plan.Check, jobs bool, records []*evidence.CheckRecord) bool {
	address := plan.CheckPrefix + check.Name
	if c.record.Of(address) == nil {
		return false
	}
	items := c.targets[address]
	if items == nil {
		return true
	}
	c.shape(address, check.ForEach != nil || jobs, len(items.Checks), func(i int) *string { return items.Checks[i].Key })
	for i := range items.Checks {
		c.check(check, &items.Checks[i], jobs)
	}
	for _, r := range records {
		if r.Key != nil || len(r.Operands) > 0 || r.Outcome != items.Overall() || r.Severity != check.Severity {
			c.fault("%s is recorded as %q (%s); from its %d items follows %q (%s)", address, r.Outcome, r.Severity, len(items.Checks), items.Overall(), check.Severity)
		}
	}
	if len(records) != 1 {
		c.fault("%s is told %d times beside its items", address, len(records))
	}
	return true
}
