package scope

import (
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
)

// ApprovalTimeout is how long an approval waits that does not say so, in seconds.
const ApprovalTimeout = day

// Waiting is the longest time, in seconds, that a run may wait for people: for all of them, one after the
// other. What is not known counts as nothing.
func (r *Runbook) Waiting() int64 {
	sum := int64(0)
	for _, a := range r.Tree.Approvals {
		sum += r.wait(a.Timeout, ApprovalTimeout)
	}
	for _, a := range r.Tree.Asks {
		sum += r.wait(a.Timeout, 0)
	}
	return sum
}

func (r *Runbook) wait(t syntax.Text, otherwise int64) int64 {
	if !t.Given() {
		return otherwise
	}
	text, _ := r.Text(t)
	seconds, _ := expr.ParseLength(text)
	return seconds
}
