package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// notifyWithin bounds how long it may take to tell people something.
const notifyWithin = 30 * time.Second

// notify tells people that the run came to a state, beside everything else that goes on. That it failed is
// told to those who watch and changes nothing: the ledger is what counts.
func (d *drive) notify(number int, n course.Notice) {
	if d.sent[number] {
		return
	}
	d.sending.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), notifyWithin)
		defer cancel()
		result := d.run.sendNotice(ctx, n)
		_ = d.journal.write(entry{Notify: &sent{At: instant(d.now()), Number: int64(number)}}, lazy)
		d.run.tell(Event{Kind: Notified, Address: "notify." + n.Name, Outcome: result.Outcome, Reason: result.Reason, Title: n.State, Detail: result.Detail})
	})
}

func (r *Run) sendNotice(ctx context.Context, n course.Notice) Result {
	if n.Words == "" {
		return Result{Outcome: evidence.Unknown, Reason: ReasonSetting, Detail: fmt.Sprintf("notify.%s: its text could not be computed", n.Name)}
	}
	told := map[string]*expr.Node{"text": expr.Lit(expr.OfText(n.Words))}
	settings, problem := rules.Settings(r.job.Plan, r.kindOf(n.Action), told, expr.Names{})
	if problem != "" {
		return Result{Outcome: evidence.Unknown, Reason: ReasonSetting, Detail: r.redactor.Text(problem)}
	}
	return r.act(ctx, deed{action: n.Action, effect: kind.Observe, connection: n.Connection, settings: settings})
}
