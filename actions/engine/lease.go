package engine

import (
	"context"
	"sync"
	"time"

	"github.com/attestary/attestary/schemas/evidence"
)

// Leases are the secrets that services gave to a run, each for a while: a token that was asked for with a secret of
// the plan. They are masked like those of the plan from the moment on at which they are known, stand in no record and
// no journal, and are wiped when the run is over. They may be used by many at once.
type Leases struct {
	learn func(value []byte) error // makes a value known as a secret, or tells why it can be none
	guard sync.Mutex
	held  map[string]*lease
}

// lease is one of them. Whoever uses it takes the turn.
type lease struct {
	turn   chan struct{} // of one who asks for it at a time
	secret Secret
	since  time.Time
	until  time.Time
	spent  []Secret  // those before it
	no     Result    // the last refusal
	again  time.Time // before it nobody asks again after that refusal
}

// NewLeases are none yet. learn makes a value known as a secret, or tells why it can be none, without the value.
func NewLeases(learn func(value []byte) error) *Leases {
	return &Leases{learn: learn, held: map[string]*lease{}}
}

// Granted is what a service gives: a secret, and how long it holds. The value belongs to Leases from then on.
type Granted struct {
	Value []byte
	Until time.Time
}

// afterRefusal is how long a refusal is taken for the answer: a wrong secret that is shown again for each of a
// thousand items locks the client out.
const afterRefusal = 30 * time.Second

// Take is the secret of that name that holds now, or one that get asks for. One is asked for at a time: the others
// wait, and take what came. Where there is none, the Result says why.
func (l *Leases) Take(ctx context.Context, name string, now func() time.Time, get func(context.Context) (Granted, Result)) (Secret, Result) {
	one := l.named(name)
	select {
	case one.turn <- struct{}{}:
		defer func() { <-one.turn }()
	case <-ctx.Done():
		return Secret{}, noLease(ReasonTimeout, "the time is over, and the token that it waited for is not there")
	}
	switch at := now(); {
	case one.secret.Reveal() != "" && at.Before(one.until):
		return one.secret, Result{}
	case at.Before(one.again):
		return Secret{}, one.no
	}
	granted, problem := get(ctx)
	if granted.Value == nil {
		if problem.Reason == ReasonForbidden {
			one.no, one.again = problem, now().Add(afterRefusal)
		}
		return Secret{}, problem
	}
	if err := l.learn(granted.Value); err != nil {
		clear(granted.Value)
		return Secret{}, noLease(ReasonUnread, err.Error())
	}
	one.spent = append(one.spent, one.secret) // which another request may be about to show
	one.secret, one.since, one.until = capsule(granted.Value), now(), granted.Until
	return one.secret, Result{}
}

func noLease(reason Reason, detail string) Result {
	return Result{Outcome: evidence.Unknown, Reason: reason, Detail: detail}
}

// Drop lets go of a value that the service does not take any more, so that the next Take asks for another. It tells
// whether that is worth while: of one that has just come, the next would fare no better.
func (l *Leases) Drop(ctx context.Context, name, value string, now time.Time) bool {
	one := l.named(name)
	select {
	case one.turn <- struct{}{}:
		defer func() { <-one.turn }()
	case <-ctx.Done():
		return false
	}
	switch {
	case one.secret.Reveal() != value:
		return true // somebody has asked for another already
	case now.Sub(one.since) < afterRefusal:
		return false
	}
	one.until = time.Time{}
	return true
}

func (l *Leases) named(name string) *lease {
	l.guard.Lock()
	defer l.guard.Unlock()
	if l.held[name] == nil {
		l.held[name] = &lease{turn: make(chan struct{}, 1)}
	}
	return l.held[name]
}

// wipe overwrites all of them.
func (l *Leases) wipe() {
	l.guard.Lock()
	defer l.guard.Unlock()
	for _, one := range l.held {
		select {
		case one.turn <- struct{}{}:
			for _, s := range append(one.spent, one.secret) {
				s.wipe()
			}
			<-one.turn
		default: // somebody is at it who does not end: what comes of it is never used
		}
	}
}
