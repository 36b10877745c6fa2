package engine

import (
	"context"
	"slices"
	"time"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// gateWithin bounds how long a gate may take to look.
const gateWithin = time.Minute

// GateAnswer is what came of asking a gate.
type GateAnswer struct {
	Gate string
	Why  string // why it does not let the person in, for people; "" where it does
}

// AskGates asks the gates of the plan about the person who wants the run, all of them, by name. Nothing is
// asked of a run that starts by itself. What cannot be looked at does not let anybody in.
func (r *Run) AskGates(ctx context.Context) []GateAnswer {
	if r.job.Requester == nil || r.job.Plan.Access == nil {
		return nil
	}
	r.begun = r.now()
	var answers []GateAnswer
	for i := range r.job.Plan.Access.Gates {
		g := &r.job.Plan.Access.Gates[i]
		answers = append(answers, GateAnswer{g.Name, r.redactor.Text(r.askGate(ctx, g))})
	}
	return answers
}

// askGate tells why a gate does not let the person in; "" where it does.
func (r *Run) askGate(ctx context.Context, g *plan.Gate) string {
	door := course.NewDoor(r.job.Plan, r.facts())
	settings, problem := door.Settings(g)
	if problem != "" {
		return problem
	}
	limited, cancel := context.WithTimeout(ctx, gateWithin)
	defer cancel()
	result := r.act(limited, deed{action: g.Action, effect: kind.Observe, connection: g.Connection, settings: settings})
	if result.Outcome != evidence.Passed {
		return "it could not look: " + result.Detail
	}
	return door.Refuses(g, result.Outputs, r.now())
}

// askAgain asks the gates whose answer grows old anew, before a run goes on that has waited for so long.
func (d *drive) askAgain(ctx context.Context) {
	if d.share != nil {
		return // who has only the secrets of a phase cannot ask: the job that asks the gates does
	}
	if d.run.job.Requester == nil || d.run.job.Plan.Access == nil || d.course.Halted() != "" || !d.run.until.IsZero() {
		return // a broken glass goes past them, for as long as it is broken
	}
	gates := slices.DeleteFunc(slices.Clone(d.run.job.Plan.Access.Gates), func(g plan.Gate) bool { return g.MaxAge == 0 })
	waited := d.now().Sub(d.gates)
	if !slices.ContainsFunc(gates, func(g plan.Gate) bool { return waited > time.Duration(g.MaxAge)*time.Second }) {
		return
	}
	d.gates = d.now()
	for i := range gates {
		if why := d.run.askGate(ctx, &gates[i]); why != "" {
			d.shut(shut{At: instant(d.now()), Gate: gates[i].Name, Why: d.run.redactor.Text(why)})
			return
		}
	}
}

func (d *drive) shut(s shut) {
	_ = d.journal.write(entry{Shut: &s}, durable)
	at, _ := evidence.ParseInstant(s.At)
	d.course.Shut(s.Gate, s.Why, at)
}

// Key is what tells the runs of the plan apart that may go on beside each other: of one key there is one at
// a time. known is false where it cannot be computed. It is "" for a plan that lets all of them.
func (r *Run) Key() (key string, known bool) {
	r.begun = r.now()
	return course.NewDoor(r.job.Plan, r.facts()).Key()
}
