package live_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/cmd/attestary/live"
	"github.com/attestary/attestary/schemas/evidence"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func at(seconds float64) time.Time { return noon.Add(time.Duration(seconds * float64(time.Second))) }

// offboarding are the parts of a runbook as long as real ones are.
func offboarding() []live.Group {
	look := live.Group{Name: "phase look"}
	for i := range 12 {
		look.Parts = append(look.Parts, live.Part{Address: fmt.Sprintf("step.source_%02d", i), Title: fmt.Sprintf("Read the accounts of system %d and compare them with the directory", i)})
	}
	look.Parts[3].Tries = 4
	act := live.Group{Name: "phase act", Parts: []live.Part{
		{Address: "approval.security", Title: "a yes of 2 people of security"},
		{Address: "step.suspend", Title: "アカウントを停止する (suspend each account)", Tries: 3},
		{Address: "step.revoke", Title: "Revoke sessions"},
		{Address: "step.wipe", Title: "Wipe devices"},
		{Address: "check.gone"},
	}}
	verify := live.Group{Name: "phase verify", Parts: []live.Part{{Address: "step.again", Title: "Look again"}, {Address: "step.tell", Title: "Tell the team"}}}
	return []live.Group{look, act, verify, {Name: "checks", Parts: []live.Part{{Address: "check.left"}}}}
}

// began are the events up to where the second phase begins.
func began() []engine.Event {
	events := []engine.Event{{Kind: engine.RunStarted, At: at(0), Title: "Suspend accounts", Mode: evidence.Rehearsal}}
	for i := range 12 {
		address := fmt.Sprintf("step.source_%02d", i)
		events = append(events, engine.Event{Kind: engine.StepStarted, At: at(0.2), Address: address, Attempt: 1})
		if i == 3 {
			events = append(events, engine.Event{
				Kind: engine.StepRetried, At: at(2), Address: address, Attempt: 2, Outcome: evidence.Unknown, Reason: engine.ReasonTimeout, Detail: "nobody answered",
			})
		}
		events = append(events, engine.Event{Kind: engine.StepFinished, At: at(3 + float64(i)), Address: address, Outcome: evidence.Passed})
	}
	return events
}

// suspends are the events of a step that did so much of its ten thousand items: each hundredth fails, some
// were tried again, and so many are under way.
func suspends(done, running int) []engine.Event {
	var events []engine.Event
	item := func(kind engine.EventKind, i int, o evidence.Outcome) engine.Event {
		e := engine.Event{Kind: kind, At: at(70 + float64(i)/100), Address: "step.suspend", Key: fmt.Sprintf("user-%05d", i), Items: 10_000, Outcome: o}
		if o == evidence.Failed {
			e.Reason, e.Detail = engine.ReasonStatus, "okta answered with status 409"
		}
		return e
	}
	for i := range done + running {
		events = append(events, item(engine.StepStarted, i, ""))
		if i >= done {
			continue
		}
		if i%1000 == 500 {
			again := item(engine.StepRetried, i, evidence.Unknown)
			again.Attempt = 2
			events = append(events, again)
		}
		o := evidence.Passed
		if i%100 == 99 {
			o = evidence.Failed
		}
		events = append(events, item(engine.StepFinished, i, o))
	}
	return events
}

func asked() engine.Event {
	return engine.Event{
		Kind: engine.PeopleAsked, At: at(15), Address: "approval.security", Title: "Suspend 10,000 accounts?",
		Detail: "0 of 2 people have answered; waits for security until 2026-03-02T12:00:00Z", From: []string{"security"}, Until: at(86400),
	}
}

// said are what people answer: somebody who may not, and the first of two.
func said() []engine.Event {
	return []engine.Event{
		{Kind: engine.PeopleSaid, At: at(20), Address: "approval.security", Detail: "the answer of eve does not count: it is by somebody without a role"},
		{Kind: engine.PeopleSaid, At: at(30), Address: "approval.security", Until: at(86400),
			Detail: "grace answered; 1 of 2 people have answered; waits for security until 2026-03-02T12:00:00Z"},
	}
}

func approved() engine.Event {
	return engine.Event{Kind: engine.PeopleDone, At: at(69), Address: "approval.security", Outcome: evidence.Passed}
}

// takenBack are the events of a phase that failed and was taken back.
func takenBack() []engine.Event {
	return []engine.Event{
		{Kind: engine.StepStarted, At: at(200), Address: "step.revoke", Attempt: 1},
		{Kind: engine.StepFinished, At: at(201), Address: "step.revoke", Outcome: evidence.Failed, Reason: engine.ReasonStatus, Detail: "okta answered with status 500"},
		{Kind: engine.StepFinished, At: at(201), Address: "step.wipe", Outcome: evidence.Skipped, Reason: "needs", Detail: "what it waits for did not come to a good end"},
		{Kind: engine.StepStarted, At: at(202), Address: "step.suspend.undo", Key: "user-00007", Title: "take back Suspend each account"},
		{Kind: engine.StepFinished, At: at(203), Address: "step.suspend.undo", Key: "user-00007", Outcome: evidence.Passed},
		{Kind: engine.StepStarted, At: at(203), Address: "step.suspend.undo", Key: "user-00006", Title: "take back Suspend each account"},
		{Kind: engine.Notified, At: at(203), Address: "notify.team", Title: "on_failure", Outcome: evidence.Failed, Detail: "chat.example answered with status 404"},
	}
}

// ended are the events with which a run ends whose first half went well.
func ended() []engine.Event {
	skipped := func(address string) engine.Event {
		return engine.Event{Kind: engine.StepFinished, At: at(210), Address: address, Outcome: evidence.Skipped, Reason: "phase", Detail: "its phase did not run"}
	}
	return []engine.Event{
		{Kind: engine.StepFinished, At: at(209), Address: "step.suspend.undo", Key: "user-00006", Outcome: evidence.Failed, Reason: "irrevocable", Detail: "it cannot be undone: the mailbox is gone"},
		{Kind: engine.CheckJudged, At: at(209), Address: "check.gone", Outcome: evidence.Failed, Detail: "Accounts are left."},
		{Kind: engine.PhaseEnded, At: at(210), Address: "phase.verify", Outcome: evidence.Skipped, Reason: "needs"},
		skipped("step.again"), skipped("step.tell"),
		{Kind: engine.CheckJudged, At: at(210), Address: "check.left", Outcome: evidence.Unknown, Detail: "step.again.count is null"},
		{Kind: engine.RunFinished, At: at(210), Outcome: evidence.Failed},
	}
}

// join is one list of events and lists of them.
func join(lists ...any) []engine.Event {
	var all []engine.Event
	for _, l := range lists {
		switch l := l.(type) {
		case engine.Event:
			all = append(all, l)
		case []engine.Event:
			all = append(all, l...)
		}
	}
	return all
}

func boardOf(events []engine.Event) *live.Board {
	b := live.NewBoard(offboarding(), "offboarding: Suspend accounts that nobody uses")
	for _, e := range events {
		b.Take(e)
	}
	return b
}

func drawn(b *live.Board, f live.Frame) string { return strings.Join(b.Lines(f), "\n") + "\n" }
