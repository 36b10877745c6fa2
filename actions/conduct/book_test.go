package conduct_test

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// line is a store at the end of a line that can go dead. Its objects may be shared; its tip is its own.
type line struct {
	objects *ledger.Memory
	guard   sync.Mutex
	head    ledger.Hash
	next    *misfortune // what the next swap meets
	dead    int         // how many looks fail; below 0: all, until it is mended
}

// misfortune is what becomes of a swap that does not report success.
type misfortune struct {
	lands   bool // it happened all the same
	refused bool // by whoever keeps the branch
	dead    int  // how many looks fail after it; below 0: all
}

var errLine = errors.New("the line went dead")

func (s *line) Head(context.Context) (ledger.Hash, error) {
	s.guard.Lock()
	defer s.guard.Unlock()
	if s.dead != 0 {
		s.dead--
		return ledger.Hash{}, errLine
	}
	if s.head.IsZero() {
		return s.head, ledger.ErrEmpty
	}
	return s.head, nil
}

func (s *line) Get(ctx context.Context, h ledger.Hash) ([]byte, error) { return s.objects.Get(ctx, h) }

func (s *line) Put(ctx context.Context, object []byte) (ledger.Hash, error) {
	return s.objects.Put(ctx, object)
}

func (s *line) Swap(_ context.Context, old, new ledger.Hash) error {
	s.guard.Lock()
	defer s.guard.Unlock()
	if s.head != old {
		return ledger.ErrMoved
	}
	m := s.next
	if s.next = nil; m == nil || m.lands {
		s.head = new
	}
	switch {
	case m == nil:
		return nil
	case m.refused:
		return ledger.ErrRefused
	}
	s.dead = m.dead
	return errLine
}

// meet has the next swap meet a misfortune.
func (s *line) meet(m misfortune) {
	s.guard.Lock()
	defer s.guard.Unlock()
	s.next = &m
}

func (s *line) mend() {
	s.guard.Lock()
	defer s.guard.Unlock()
	s.next, s.dead = nil, 0
}

func (s *line) tip() ledger.Hash {
	s.guard.Lock()
	defer s.guard.Unlock()
	return s.head
}

// honest is the same ledger without misfortunes.
func (s *line) honest() *line { return &line{objects: s.objects, head: s.tip()} }

// book is the ledger as a desk uses it: what the command makes of a Writer, without its memory on disk.
type book struct {
	writer ledger.Writer
	// Before and after each append; nil: nothing. Which is the kind of the entry.
	before, after func(which evidence.Kind)
}

func (l *lab) book() *book {
	return &book{writer: ledger.Writer{
		Store: l.line, Signer: testKey(), Trust: testKey().Public(), Now: l.now,
		Wait: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}}
}

func (b *book) Seen(ctx context.Context) (evidence.Seen, error) {
	checkpoint, err := b.writer.Look(ctx)
	return checkpoint.Seen(), err
}

func (b *book) Append(ctx context.Context, items ...ledger.Item) error {
	which := evidence.KindRun
	if items[0].Authorization == nil {
		which = evidence.KindAuthorization
	}
	if b.before != nil {
		b.before(which)
	}
	_, err := b.writer.Append(ctx, items...)
	if b.after != nil {
		b.after(which)
	}
	return err
}

func (b *book) Holds(ctx context.Context, kind evidence.Kind, of *evidence.Authorization) (bool, error) {
	return b.writer.Holds(ctx, kind, of)
}

func (b *book) Reviews(ctx context.Context, plan canon.Digest) ([]*evidence.Review, error) {
	return b.writer.Reviews(ctx, plan)
}
