package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/schemas/evidence"
)

// PrepareNotifies is Prepare for a process that tells people how a run goes, and does nothing else.
func PrepareNotifies(ctx context.Context, job Job, world World) (*Run, error) {
	r := newRun(job, world)
	r.apart, r.wanted = true, job.Plan.SecretsOfNotifies()
	return r.prepared(ctx)
}

// Noticed is what became of telling people something.
type Noticed struct {
	Name  string // of the notify
	State string
	Result
}

// TellPeople tells people of a state of a run whose phases run in processes of their own; "" is the one that it has
// come to, and what its phases say about their failures. It sends each notice once, one after the other, and tells
// what became of each.
func (r *Run) TellPeople(ctx context.Context, g Gathering, state string) ([]Noticed, error) {
	order, stuck := r.job.Plan.JobOrder()
	if stuck != nil {
		return nil, fmt.Errorf("phases %q wait for each other", stuck)
	}
	moveOut, err := r.moveIn()
	if err != nil {
		return nil, fmt.Errorf("run: %w", err)
	}
	defer moveOut()
	r.begun, _ = evidence.ParseInstant(g.Opening.StartedAt)
	copy(r.salt[:], g.Opening.past.salt)
	d, _ := r.tellAll(Start{}, order, g.Told, retelling{heard: g.Heard, from: r.begun, to: r.now()})
	notices := d.course.NoticesOf(state)
	if state == "" {
		if notices, err = d.outcomeNotices(g); err != nil {
			return nil, err
		}
	}
	var all []Noticed
	for _, n := range notices {
		limited, cancel := context.WithTimeout(ctx, notifyWithin)
		all = append(all, Noticed{n.Name, n.State, r.sendNotice(limited, n)})
		cancel()
	}
	return all, nil
}

// outcomeNotices are those of what the run has come to: that it began, and that it waited, is old.
func (d *drive) outcomeNotices(g Gathering) ([]course.Notice, error) {
	waits, _, err := d.close(g)
	switch {
	case err != nil:
		return nil, err
	case waits:
		return d.course.NoticesOf("waiting"), nil
	}
	var news []course.Notice
	for _, n := range d.course.Notices(0) {
		if n.State != "started" && n.State != "waiting" {
			news = append(news, n)
		}
	}
	return news, nil
}

// TellMissed tells people that the run did not start that was due then. There is no run that a text could speak of: where
// it wants to, they are told in words of ours.
func (r *Run) TellMissed(ctx context.Context, due time.Time) ([]Noticed, error) {
	moveOut, err := r.moveIn()
	if err != nil {
		return nil, fmt.Errorf("run: %w", err)
	}
	defer moveOut()
	r.begun = r.now()
	var all []Noticed
	for _, n := range course.New(r.job.Plan, r.facts()).NoticesOf("missed") {
		if n.Words == "" {
			n.Words = fmt.Sprintf("%s was due at %s and did not start: %s", r.job.Plan.Runbook, instant(due), r.job.URL)
		}
		limited, cancel := context.WithTimeout(ctx, notifyWithin)
		all = append(all, Noticed{n.Name, n.State, r.sendNotice(limited, n)})
		cancel()
	}
	return all, nil
}
