package ledger_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/internal/contract"
)

// A machine remembers what it has verified: a ledger that lost entries, was forked or went away is not
// gone on with.
func TestKnown(t *testing.T) {
	t.Parallel()
	a, w := begun(t)
	old := contract.Must[ledger.Hash](t)(w.Store.Head(t.Context()))
	append1(t, w, a.Authorize("site_tls", contract.Noon, w.Known).Item)
	known := w.Known
	look := func(head ledger.Hash, known ledger.Checkpoint) error {
		_, err := writerAt(w, head, known).Look(t.Context())
		return err
	}
	tip := contract.Must[ledger.Hash](t)(w.Store.Head(t.Context()))
	if err := look(tip, known); err != nil {
		t.Errorf("what was known: %v", err)
	}
	forked := known
	forked.Root[0] ^= 1
	for name, c := range map[string]struct {
		head  ledger.Hash
		known ledger.Checkpoint
		want  string
	}{
		"rolled back": {old, known, "something was removed"},
		"forked":      {tip, forked, "its history was rewritten"},
		"replaced":    {tip, ledger.Checkpoint{Origin: contract.NewAuthor(t, "another", "").Origin(), Size: 1}, "it is ledger"},
		"gone":        {ledger.Hash{}, known, "it was removed"},
	} {
		if err := look(c.head, c.known); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want an error about %q", name, err, c.want)
		}
	}
}

// fixed is a store whose branch stands at one commit.
type fixed struct {
	ledger.Store
	head ledger.Hash
}

func (f fixed) Head(context.Context) (ledger.Hash, error) {
	if f.head.IsZero() {
		return f.head, ledger.ErrEmpty
	}
	return f.head, nil
}

func writerAt(w *ledger.Writer, head ledger.Hash, known ledger.Checkpoint) *ledger.Writer {
	at := *w
	at.Store, at.Known = fixed{w.Store, head}, known
	return &at
}

// TestTipIsHeld edits one file of the tip in every way that the writer meets, and shows that nothing is
// built upon it.
func TestTipIsHeld(t *testing.T) {
	t.Parallel()
	a, w := begun(t)
	append1(t, w, a.Authorize("site_tls", contract.Noon, w.Known).Item)
	good := contract.Must[ledger.Hash](t)(w.Store.Head(t.Context()))
	for path, want := range map[string]string{
		"checkpoint":               "checkpoint",
		"checkpoint.sigstore.json": "bundle",
		"tile/0/000.p/2":           "contradicts itself",
		"tile/entries/000.p/2":     "does not have the hash of its leaf",
	} {
		bad := edit(t, w.Store, good, strings.Split(path, "/"))
		at := writerAt(w, bad, ledger.Checkpoint{})
		if _, err := at.Look(t.Context()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want an error about %q", path, err, want)
		}
	}
}

// edit flips one bit of a file below an object, and gives the object that holds the result.
func edit(t *testing.T, store ledger.Store, h ledger.Hash, path []string) ledger.Hash {
	kind, body, err := ledger.Unframe(contract.Must[[]byte](t)(store.Get(t.Context(), h)))
	if err != nil {
		t.Fatal(err)
	}
	text := string(body)
	switch kind {
	case "blob":
		text = text[:60] + string(text[60]^1) + text[61:]
	case "commit":
		tree := contract.Must[ledger.Hash](t)(ledger.ParseHash(text[5:45]))
		text = "tree " + edit(t, store, tree, path).String() + text[45:]
	case "tree":
		at := strings.Index(text, path[0]+"\x00") + len(path[0]) + 1
		child := edit(t, store, ledger.Hash([]byte(text[at:at+20])), path[1:])
		text = text[:at] + string(child[:]) + text[at+20:]
	}
	return contract.Must[ledger.Hash](t)(store.Put(t.Context(), ledger.Frame(kind, []byte(text))))
}

// TestMergeIsNoAppend hides the newest state of a ledger behind the second parent of an older one.
// Nothing is built upon it.
func TestMergeIsNoAppend(t *testing.T) {
	t.Parallel()
	a, w := begun(t)
	first := contract.Must[ledger.Hash](t)(w.Store.Head(t.Context()))
	append1(t, w, a.Authorize("site_tls", contract.Noon, w.Known).Item)
	tip := contract.Must[ledger.Hash](t)(w.Store.Head(t.Context()))
	older := contract.Must[*ledger.Snapshot](t)(ledger.OpenAt(t.Context(), w.Store, first)).Tree
	text := fmt.Sprintf("tree %s\nparent %s\nparent %s\nauthor a <a@a> 0 +0000\ncommitter a <a@a> 0 +0000\n\nx\n", older, first, tip)
	merge := contract.Must[ledger.Hash](t)(w.Store.Put(t.Context(), ledger.Frame("commit", []byte(text))))
	if _, err := writerAt(w, merge, ledger.Checkpoint{}).Look(t.Context()); err == nil || !strings.Contains(err.Error(), "is a merge") {
		t.Errorf("a merge: %v", err)
	}
}

// TestParentIsHeld pushes an older state onto the tip as a new commit. Nothing is built upon it.
func TestParentIsHeld(t *testing.T) {
	t.Parallel()
	a, w := begun(t)
	first := contract.Must[ledger.Hash](t)(w.Store.Head(t.Context()))
	append1(t, w, a.Authorize("site_tls", contract.Noon, w.Known).Item)
	tip := contract.Must[ledger.Hash](t)(w.Store.Head(t.Context()))
	older := contract.Must[*ledger.Snapshot](t)(ledger.OpenAt(t.Context(), w.Store, first)).Tree
	text := fmt.Sprintf("tree %s\nparent %s\nauthor a <a@a> 0 +0000\ncommitter a <a@a> 0 +0000\n\nx\n", older, tip)
	back := contract.Must[ledger.Hash](t)(w.Store.Put(t.Context(), ledger.Frame("commit", []byte(text))))
	if _, err := writerAt(w, back, ledger.Checkpoint{}).Look(t.Context()); err == nil || !strings.Contains(err.Error(), "does not continue its parent") {
		t.Errorf("a truncated ledger: %v", err)
	}
}
