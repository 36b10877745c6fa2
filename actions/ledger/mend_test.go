package ledger_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/internal/contract"
)

// grown is a ledger of three entries, and its states from the first on.
func grown(t testing.TB) (*contract.Author, *ledger.Writer, *contract.Started, []ledger.Hash) {
	a, w := begun(t)
	states := []ledger.Hash{headOf(t, w.Store)}
	run := a.Authorize("site_tls", contract.Noon, w.Known)
	append1(t, w, run.Item)
	states = append(states, headOf(t, w.Store))
	append1(t, w, a.Result(run, w.Known))
	return a, w, run, append(states, headOf(t, w.Store))
}

func headOf(t testing.TB, store ledger.Store) ledger.Hash {
	return contract.Must[ledger.Hash](t)(store.Head(t.Context()))
}

func treeOf(t testing.TB, store ledger.Store, commit ledger.Hash) ledger.Hash {
	data := contract.Must[[]byte](t)(store.Get(t.Context(), commit))
	at := bytes.Index(data, []byte("tree ")) + 5
	return contract.Must[ledger.Hash](t)(ledger.ParseHash(string(data[at : at+40])))
}

// push puts a tree on top of the branch, as anybody can who may write to it.
func push(t testing.TB, store ledger.Store, tree ledger.Hash, parents ...ledger.Hash) ledger.Hash {
	t.Helper()
	head := headOf(t, store)
	if parents == nil {
		parents = []ledger.Hash{head}
	}
	text := "tree " + tree.String() + "\n"
	for _, p := range parents {
		text += "parent " + p.String() + "\n"
	}
	text += "author x <x@x> 0 +0000\ncommitter x <x@x> 0 +0000\n\nnothing to see\n"
	made := contract.Must[ledger.Hash](t)(store.Put(t.Context(), ledger.Frame("commit", []byte(text))))
	if err := store.Swap(t.Context(), head, made); err != nil {
		t.Fatal(err)
	}
	return made
}

// changed is a tree with another body.
func changed(t testing.TB, store ledger.Store, tree ledger.Hash, change func(body []byte) []byte) ledger.Hash {
	_, body, err := ledger.Unframe(contract.Must[[]byte](t)(store.Get(t.Context(), tree)))
	if err != nil {
		t.Fatal(err)
	}
	return contract.Must[ledger.Hash](t)(store.Put(t.Context(), ledger.Frame("tree", change(bytes.Clone(body)))))
}

func withJunk(mode string) func([]byte) []byte {
	return func(body []byte) []byte {
		return append(append(body, mode+" zzz\x00"...), bytes.Repeat([]byte{7}, 20)...)
	}
}

// without takes a line out of a tree.
func without(mode, name string) func([]byte) []byte {
	return func(body []byte) []byte {
		at := bytes.Index(body, []byte(mode+" "+name+"\x00"))
		return append(body[:at:at], body[at+len(mode)+len(name)+2+20:]...)
	}
}

// TestMend spoils the tip in every way that somebody can who may push, and goes on from the last good state:
// all entries are there that were, the mend behind them, and the ledger grows again.
func TestMend(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(t *testing.T, a *contract.Author, w *ledger.Writer, states []ledger.Hash)
		why   string
		size  int64
		whole bool // a commit holds it whole
	}{
		"a fast-forward onto an older tree": {func(t *testing.T, _ *contract.Author, w *ledger.Writer, states []ledger.Hash) {
			push(t, w.Store, treeOf(t, w.Store, states[1]))
		}, "something was removed", 3, true},
		"a tree that is no ledger": {func(t *testing.T, _ *contract.Author, w *ledger.Writer, states []ledger.Hash) {
			push(t, w.Store, changed(t, w.Store, treeOf(t, w.Store, states[2]), func([]byte) []byte { return withJunk("100644")(nil) }))
		}, "not a ledger", 3, true},
		"a file too many": {func(t *testing.T, _ *contract.Author, w *ledger.Writer, states []ledger.Hash) {
			push(t, w.Store, changed(t, w.Store, treeOf(t, w.Store, states[2]), withJunk("100644")))
		}, "zzz belongs to nothing", 3, true},
		"a symbolic link": {func(t *testing.T, _ *contract.Author, w *ledger.Writer, states []ledger.Hash) {
			push(t, w.Store, changed(t, w.Store, treeOf(t, w.Store, states[2]), withJunk("120000")))
		}, "does not belong into a ledger", 3, true},
		"a file too many, and entries since": {func(t *testing.T, a *contract.Author, w *ledger.Writer, states []ledger.Hash) {
			push(t, w.Store, changed(t, w.Store, treeOf(t, w.Store, states[2]), withJunk("100644")))
			append1(t, w, a.Authorize("site_tls", contract.Noon, w.Known).Item)
		}, "zzz belongs to nothing", 4, false},
		"all bundles gone, and entries since": {func(t *testing.T, a *contract.Author, w *ledger.Writer, states []ledger.Hash) {
			push(t, w.Store, changed(t, w.Store, treeOf(t, w.Store, states[2]), without("40000", "runs")))
			append1(t, w, a.Authorize("site_tls", contract.Noon, w.Known).Item)
		}, "is missing", 4, false},
		"a merge": {func(t *testing.T, _ *contract.Author, w *ledger.Writer, states []ledger.Hash) {
			push(t, w.Store, treeOf(t, w.Store, states[1]), states[1], states[2])
		}, "is a merge", 3, true},
		"a stranger's longer ledger": {func(t *testing.T, a *contract.Author, w *ledger.Writer, states []ledger.Hash) {
			other := contract.WriterOf(w.Store, contract.Key())
			append1(t, other, a.Authorize("site_tls", contract.Noon, w.Known).Item)
			tree := treeOf(t, w.Store, headOf(t, w.Store))
			spoilt := contract.Must[ledger.Hash](t)(w.Store.Put(t.Context(), ledger.Frame("blob", []byte("{}"))))
			push(t, w.Store, changed(t, w.Store, tree, func(body []byte) []byte {
				at := bytes.Index(body, []byte("checkpoint.sigstore.json\x00")) + 25
				return append(append(body[:at:at], spoilt[:]...), body[at+20:]...)
			}))
		}, "checkpoint.sigstore.json", 4, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, w, _, states := grown(t)
			c.spoil(t, a, w, states)
			bad := headOf(t, w.Store)
			d := contract.Must[*ledger.Damage](t)(w.Damaged(t.Context(), nil))
			if d == nil {
				t.Fatal("nothing is wrong")
			}
			if d.Good.Size != c.size || d.Tip != bad || d.Gathered == c.whole || !strings.Contains(d.Why, c.why) {
				t.Errorf("good are %d entries, gathered: %v, and the tip: %s", d.Good.Size, d.Gathered, d.Why)
			}
			receipt := contract.Must[ledger.Receipt](t)(w.Mend(t.Context(), d, a.Mend(d)))
			if receipt.Placed[0].Index != c.size {
				t.Errorf("the mend is entry %d", receipt.Placed[0].Index)
			}
			if again := contract.Must[*ledger.Damage](t)(w.Damaged(t.Context(), nil)); again != nil {
				t.Errorf("after the mend: %s", again.Why)
			}
			append1(t, w, a.Authorize("site_tls", contract.Noon, w.Known).Item)
			append1(t, contract.Writer(w.Store), a.Authorize("site_tls", contract.Noon, w.Known).Item)
			recompute(t, w.Store)
			if kinds := kindsOf(t, w.Store); kinds[c.size] != "mend" {
				t.Errorf("the ledger holds %v", kinds)
			}
			if data := contract.Must[[]byte](t)(w.Store.Get(t.Context(), receipt.Commit)); !bytes.Contains(data, []byte("\nparent "+bad.String()+"\n")) {
				t.Errorf("the mend does not follow the bad tip: %s", data)
			}
		})
	}
}

// Nobody mends what is good, and no mend goes in beside one.
func TestNothingToMend(t *testing.T) {
	t.Parallel()
	a, w, _, states := grown(t)
	if d := contract.Must[*ledger.Damage](t)(w.Damaged(t.Context(), nil)); d != nil {
		t.Errorf("the tip is good, and it says: %s", d.Why)
	}
	forged := &ledger.Damage{Tip: states[2], Tree: treeOf(t, w.Store, states[2]), Good: w.Known}
	refused(t, w, "nothing is to be mended", a.Mend(forged))
	push(t, w.Store, treeOf(t, w.Store, states[0]))
	d := contract.Must[*ledger.Damage](t)(w.Damaged(t.Context(), nil))
	if _, err := w.Mend(t.Context(), d, a.Mend(forged)); err == nil || !strings.Contains(err.Error(), "does not say that this tip is mended") {
		t.Errorf("a mend of another tip: %v", err)
	}
}

// The remote lost the commits: the branch was set back. Who still has the last one goes on from it, and sends
// what is missing. Without it nothing is written.
func TestMendFromElsewhere(t *testing.T) {
	t.Parallel()
	a, w, _, states := grown(t)
	copied, set := w.Store, new(ledger.Memory)
	// The other repository has what the first state reaches, and nothing else.
	give(t, copied, set, states[0])
	if err := set.Swap(t.Context(), ledger.Hash{}, states[0]); err != nil {
		t.Fatal(err)
	}
	w.Store = set
	if _, err := w.Damaged(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "this machine has verified 3 entries, and the longest state that is to be found has 1") {
		t.Errorf("the last state is nowhere: %v", err)
	}
	d := contract.Must[*ledger.Damage](t)(w.Damaged(t.Context(), nil, ledger.Elsewhere{Reader: copied, Commit: states[2]}))
	if d == nil || d.Good.Size != 3 {
		t.Fatalf("%+v", d)
	}
	contract.Must[ledger.Receipt](t)(w.Mend(t.Context(), d, a.Mend(d)))
	recompute(t, set) // with what it holds itself
	append1(t, w, a.Authorize("site_tls", contract.Noon, w.Known).Item)
}

// give copies all that an object reaches within its tree.
func give(t testing.TB, from, to ledger.Store, h ledger.Hash) {
	t.Helper()
	object := contract.Must[[]byte](t)(from.Get(t.Context(), h))
	contract.Must[ledger.Hash](t)(to.Put(t.Context(), object))
	kind, body, err := ledger.Unframe(object)
	if err != nil {
		t.Fatal(err)
	}
	switch kind {
	case "commit":
		give(t, from, to, treeOf(t, from, h))
	case "tree":
		for len(body) > 0 {
			_, rest, _ := bytes.Cut(body, []byte{0})
			give(t, from, to, ledger.Hash(rest[:20]))
			body = rest[20:]
		}
	}
}

// Where the ledger's key signed two histories, nobody may choose one of them quietly.
func TestTwoHistories(t *testing.T) {
	t.Parallel()
	_, w, _, states := grown(t)
	push(t, w.Store, treeOf(t, w.Store, states[1]))
	push(t, w.Store, treeOf(t, w.Store, states[1]))
	fresh := contract.Writer(w.Store) // a machine that has seen nothing of it before
	contract.Must[ledger.Checkpoint](t)(fresh.Look(t.Context()))
	append1(t, fresh, contract.NewAuthor(t, t.Name(), "other").Authorize("site_tls", contract.Noon, fresh.Known).Item)
	if d, err := contract.Writer(w.Store).Damaged(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "signed two histories") {
		t.Errorf("%+v, %v", d, err)
	}
}

// Killed at any write, the mend is made by who tries again, once.
func TestMendKilled(t *testing.T) {
	t.Parallel()
	var a *contract.Author
	begin := func() ledger.Store {
		author, w, _, states := grown(t)
		push(t, w.Store, changed(t, w.Store, treeOf(t, w.Store, states[2]), withJunk("100644")))
		append1(t, w, author.Authorize("site_tls", contract.Noon, w.Known).Item)
		a = author
		return w.Store
	}
	write := func(store ledger.Store) error {
		w := contract.Writer(store)
		d, err := w.Damaged(t.Context(), nil)
		if err != nil || d == nil {
			return err
		}
		_, err = w.Mend(t.Context(), d, a.Mend(d))
		return err
	}
	contract.EveryWrite(t, begin, write, func(store ledger.Store) {
		if got := fmt.Sprint(kindsOf(t, store)); got != "[ledger authorization run authorization mend]" {
			t.Errorf("the ledger holds %s", got)
		}
	})
}

// A key that gave way mends nothing: what it takes for the longest state is one from before the rotation.
func TestMendByAKeyThatGaveWay(t *testing.T) {
	t.Parallel()
	a, w, _, states := grown(t)
	halves := a.Rotate(contract.Key(), contract.Next(), w.Known)
	next := contract.WriterOf(w.Store, contract.Next(), contract.Key())
	append1(t, next, halves[0], halves[1])
	if d, err := contract.Writer(w.Store).Damaged(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "gave way to key "+string(contract.Next().Public().Digest())) {
		t.Errorf("%+v, %v", d, err)
	}
	push(t, w.Store, treeOf(t, w.Store, states[1]))
	if d, err := contract.Writer(w.Store).Damaged(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "gave way to key") {
		t.Errorf("the tip is signed with it again: %+v, %v", d, err)
	}
	if d := contract.Must[*ledger.Damage](t)(contract.WriterOf(w.Store, contract.Next()).Damaged(t.Context(), nil)); d == nil || d.Good.Size != 5 {
		t.Errorf("the new key: %+v", d)
	}
}
