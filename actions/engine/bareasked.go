package engine

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// What a journal says of the people whom a run asked. What they were shown stands in their words, which are
// bound to it; of a question that nobody has answered no more is told than that.

// questioned is what is known of one question.
type questioned struct {
	evidence.AskedRecord
	since string
	by    map[string]bool // ids of those who said yes, or answered
}

// asks takes what an entry of the journal says of people.
func (o *outcomes) asks(e *entry) {
	switch {
	case e.Start != nil && isAsked(e.Start.Address):
		o.asked[e.Start.place()] = &questioned{
			AskedRecord: evidence.AskedRecord{Address: e.Start.Address, Key: o.key(e.Start.place()), Outcome: evidence.Skipped, Reason: string(ReasonInterrupted)},
			since:       e.Start.At, by: map[string]bool{},
		}
	case e.Word != nil:
		if q := o.asked[course.Place{Address: e.Word.Address, Job: e.Word.Job}]; q != nil {
			q.hears(o.run, e.Word)
		}
	case e.Expire != nil:
		if q := o.asked[e.Expire.place()]; q != nil {
			q.Outcome, q.Reason = evidence.Blocked, string(course.ReasonUnanswered)
			if q.StartedAt != "" {
				q.EndedAt = max(e.Expire.At, q.StartedAt)
			}
		}
	}
}

func isAsked(address string) bool {
	return slices.Contains([]string{"approval", "ask"}, kindOfAddress(address))
}

// hears takes a word that counted when it was said.
func (q *questioned) hears(r *Run, w *Word) {
	timeout, wanted := asking(r.job.Plan, q.Address)
	q.by[w.ID] = true
	since, _ := evidence.ParseInstant(q.since)
	q.StartedAt, q.Expires, q.Shown, q.Frozen = q.since, instant(r.askedUntil(since, timeout)), &w.Shown, &w.Frozen
	switch {
	case !w.Yes && kindOfAddress(q.Address) == "approval":
		q.Outcome, q.Reason, q.EndedAt = evidence.Blocked, string(course.ReasonRejected), max(w.At, q.since)
	case len(q.by) >= wanted:
		q.Outcome, q.Reason, q.EndedAt = evidence.Passed, "", max(w.At, q.since)
	}
}

// asking is how long an approval or ask waits, and for how many people.
func asking(p *plan.Plan, address string) (timeout time.Duration, wanted int) {
	_, name, _ := strings.Cut(address, ".")
	if a := p.Approval(name); a != nil && kindOfAddress(address) == "approval" {
		return time.Duration(a.Timeout) * time.Second, max(1, int(a.Min))
	}
	a, wanted := p.Ask(name), 1
	if len(a.Second) > 0 {
		wanted = 2
	}
	return time.Duration(a.Timeout) * time.Second, wanted
}

// peopleTold are all approvals and asks of the plan. One that is open ends with the run; one that never began was skipped: by its own condition
// where something ran that waits for it, else because the run ended.
func (o *outcomes) peopleTold() []evidence.AskedRecord {
	all := []evidence.AskedRecord{}
	for _, q := range o.asked {
		if q.StartedAt != "" && q.EndedAt == "" {
			q.EndedAt = instantAfter(o.run.now(), q.StartedAt)
		}
		all = append(all, q.AskedRecord)
	}
	for _, address := range asksOf(o.run.job.Plan) {
		if !slices.ContainsFunc(all, func(a evidence.AskedRecord) bool { return a.Address == address }) {
			all = append(all, o.unasked(address))
		}
	}
	slices.SortFunc(all, func(a, b evidence.AskedRecord) int {
		return cmp.Or(cmp.Compare(a.Address, b.Address), compareKeys(a.Key, b.Key))
	})
	return all
}

func (o *outcomes) unasked(address string) evidence.AskedRecord {
	a := evidence.AskedRecord{Address: address, Outcome: evidence.Skipped, Reason: string(ReasonInterrupted)}
	for _, s := range o.run.job.Plan.AllSteps() {
		ran := slices.ContainsFunc(o.steps, func(r evidence.StepRecord) bool { return r.Address == s.Address() && r.Attempts > 0 })
		if ran && slices.Contains(s.Needs, address) {
			a.Reason = string(course.ReasonWhen)
		}
	}
	if o.run.job.Mode == evidence.Rehearsal {
		a.Outcome, a.Reason = evidence.Simulated, ""
	}
	return a
}

// asksOf are the addresses of all approvals and asks.
func asksOf(p *plan.Plan) (addresses []string) {
	for _, a := range p.AllApprovals() {
		addresses = append(addresses, a.Address())
	}
	for _, a := range p.AllAsks() {
		addresses = append(addresses, a.Address())
	}
	slices.Sort(addresses)
	return addresses
}
