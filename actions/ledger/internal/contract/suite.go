package contract

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/evidence"
)

// New makes an empty place for a ledger, and gives what opens it: each call is another process, as far
// as one process can play several.
type New func(t testing.TB) (open func() ledger.Store)

// Suite holds a kind of store to the promises of ledger.Store, and the writer's on top of it.
func Suite(t *testing.T, kind Kind) {
	for name, test := range map[string]func(*testing.T, New){
		"an empty store says so":                       empty,
		"what was put is there, under its hash":        putGet,
		"a swap happens from the right commit alone":   swap,
		"a run goes in, and comes out in order":        journey,
		"one of many who begin a ledger begins it":     func(t *testing.T, make New) { beginners(t, make, kind.Writers/2) },
		"many writers lose nothing and double nothing": func(t *testing.T, make New) { crowd(t, make, kind.Writers) },
		"a swap that was lost is made again":           lost,
		"a swap that landed and failed is not doubled": landed,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, kind.New)
		})
	}
}

func empty(t *testing.T, make New) {
	store := make(t)()
	if _, err := store.Head(t.Context()); !errors.Is(err, ledger.ErrEmpty) {
		t.Errorf("head of an empty store: %v", err)
	}
	if _, err := ledger.Open(t.Context(), store); !errors.Is(err, ledger.ErrEmpty) {
		t.Errorf("opening an empty store: %v", err)
	}
}

func putGet(t *testing.T, make New) {
	store := make(t)()
	object := ledger.Frame("blob", []byte("a document"))
	for range 2 {
		if h := Must[ledger.Hash](t)(store.Put(t.Context(), object)); h != ledger.HashOf(object) {
			t.Errorf("put as %s, its hash is %s", h, ledger.HashOf(object))
		}
	}
	if got := Must[[]byte](t)(store.Get(t.Context(), ledger.HashOf(object))); string(got) != string(object) {
		t.Errorf("put %q, got %q", object, got)
	}
}

// commits puts n commits of one empty tree, each the parent of the next.
func commits(t *testing.T, store ledger.Store, n int) []ledger.Hash {
	blob := Must[ledger.Hash](t)(store.Put(t.Context(), ledger.Frame("blob", []byte("x"))))
	tree := Must[ledger.Hash](t)(store.Put(t.Context(), ledger.Frame("tree", append([]byte("100644 x\x00"), blob[:]...))))
	var made []ledger.Hash
	for i := range n {
		text := "tree " + tree.String() + "\n"
		if i > 0 {
			text += "parent " + made[i-1].String() + "\n"
		}
		text += "author a <a@a> 0 +0000\ncommitter a <a@a> 0 +0000\n\n" + fmt.Sprint(i) + "\n"
		made = append(made, Must[ledger.Hash](t)(store.Put(t.Context(), ledger.Frame("commit", []byte(text)))))
	}
	return made
}

func swap(t *testing.T, make New) {
	open := make(t)
	store := open()
	c := commits(t, store, 3)
	steps := []struct {
		old, new ledger.Hash
		want     error
	}{
		{c[0], c[1], ledger.ErrMoved}, // nothing is there
		{ledger.Hash{}, c[0], nil},
		{ledger.Hash{}, c[1], ledger.ErrMoved}, // only if empty
		{c[0], c[1], nil},
		{c[0], c[2], ledger.ErrMoved},
		{c[1], c[2], nil},
	}
	for i, s := range steps {
		if err := store.Swap(t.Context(), s.old, s.new); !errors.Is(err, s.want) || (err == nil) != (s.want == nil) {
			t.Fatalf("swap %d: got %v, want %v", i, err, s.want)
		}
	}
	if head := Must[ledger.Hash](t)(open().Head(t.Context())); head != c[2] {
		t.Errorf("somebody else sees %s, not %s", head, c[2])
	}
}

func journey(t *testing.T, make New) {
	open := make(t)
	a, w := NewAuthor(t, t.Name(), ""), Writer(open())
	begun := Must[ledger.Receipt](t)(w.Append(t.Context(), a.Genesis()))
	run := a.Authorize("site_tls", Noon, begun.Checkpoint)
	authorized := Must[ledger.Receipt](t)(w.Append(t.Context(), run.Item))
	Must[ledger.Receipt](t)(w.Append(t.Context(), a.Result(run, authorized.Checkpoint)))
	if diff := fmt.Sprint(kinds(t, open())); diff != "[ledger authorization run]" {
		t.Errorf("the ledger holds %s", diff)
	}
}

// kinds reads a ledger with the eyes of somebody else.
func kinds(t *testing.T, store ledger.Reader) []evidence.Kind {
	t.Helper()
	var kinds []evidence.Kind
	for e, err := range Must[*ledger.Snapshot](t)(ledger.Open(t.Context(), store)).Entries(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, e.Statement.Kind())
	}
	return kinds
}

// Kind is one kind of store.
type Kind struct {
	New     New
	Writers int // how many write at once
}

// together calls one function in many goroutines.
func together(n int, f func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { f(i) })
	}
	all.Wait()
}

func beginners(t *testing.T, newPlace New, writers int) {
	open, begun := newPlace(t), make([]error, writers)
	together(len(begun), func(i int) {
		a := NewAuthor(t, fmt.Sprint(t.Name(), i), "")
		_, begun[i] = Writer(open()).Append(t.Context(), a.Genesis())
	})
	winners := 0
	for _, err := range begun {
		if err == nil {
			winners++
		}
	}
	if winners != 1 || len(kinds(t, open())) != 1 {
		t.Errorf("%d began the ledger, which has %d entries: %v", winners, len(kinds(t, open())), begun)
	}
}

// jitter waits as the command does.
func jitter(ctx context.Context, most time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(rand.N(most)):
		return nil
	}
}

// finishes is which part of a crowd brings in a result too.
const finishes = 4

func crowd(t *testing.T, make New, writers int) {
	open := make(t)
	first := NewAuthor(t, t.Name(), "")
	Must[ledger.Receipt](t)(Writer(open()).Append(t.Context(), first.Genesis()))
	together(writers, func(i int) {
		a, w := NewAuthor(t, t.Name(), fmt.Sprint(i)), Writer(open())
		w.Wait = jitter // a crowd that does not step aside is in its own way
		seen, err := w.Look(t.Context())
		if err != nil {
			t.Error(err)
			return
		}
		run := a.Authorize(fmt.Sprintf("runbook_%d", i%3), Noon, seen)
		authorized, err := w.Append(t.Context(), run.Item)
		if err != nil {
			t.Error(err)
		}
		if err != nil || i%finishes != 0 {
			return
		}
		if _, err := w.Append(t.Context(), a.Result(run, authorized.Checkpoint)); err != nil {
			t.Error(err)
		}
	})
	seen := map[string]bool{}
	for e, err := range Must[*ledger.Snapshot](t)(ledger.Open(t.Context(), open())).Entries(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if seen[e.Path] {
			t.Errorf("%s is in twice", e.Path)
		}
		seen[e.Path] = true
	}
	if want := 1 + writers + (writers+finishes-1)/finishes; len(seen) != want {
		t.Errorf("%d entries are in, and %d were made", len(seen), want)
	}
}

// unlucky is a store whose swaps fail, a given number of times, before or after they happened.
type unlucky struct {
	ledger.Store
	failures int
	happens  bool
}

var errLine = errors.New("the line went dead")

func (u *unlucky) Swap(ctx context.Context, old, new ledger.Hash) error {
	if u.failures == 0 {
		return u.Store.Swap(ctx, old, new)
	}
	u.failures--
	if u.happens {
		if err := u.Store.Swap(ctx, old, new); err != nil {
			return err
		}
	}
	return errLine
}

func lost(t *testing.T, make New)   { survives(t, make, unlucky{failures: 2}) }
func landed(t *testing.T, make New) { survives(t, make, unlucky{failures: 1, happens: true}) }

// survives has each of three appends meet the misfortune once.
func survives(t *testing.T, make New, misfortune unlucky) {
	open := make(t)
	a := NewAuthor(t, t.Name(), "")
	meet := func(item ledger.Item) ledger.Checkpoint {
		store := misfortune
		store.Store = open()
		receipt := Must[ledger.Receipt](t)(Writer(&store).Append(t.Context(), item))
		if store.failures != 0 {
			t.Error("the misfortune did not come to pass")
		}
		return receipt.Checkpoint
	}
	run := a.Authorize("site_tls", Noon, meet(a.Genesis()))
	meet(a.Result(run, meet(run.Item)))
	if got := fmt.Sprint(kinds(t, open())); got != "[ledger authorization run]" {
		t.Errorf("the ledger holds %s", got)
	}
}
