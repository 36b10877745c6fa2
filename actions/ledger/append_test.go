package ledger_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/internal/contract"
	"github.com/attestary/attestary/schemas/evidence"
)

// begun is a ledger with its first entry.
func begun(t testing.TB) (*contract.Author, *ledger.Writer) {
	a, w := contract.NewAuthor(t, t.Name(), ""), contract.Writer(new(ledger.Memory))
	contract.Must[ledger.Receipt](t)(w.Append(t.Context(), a.Genesis()))
	return a, w
}

func append1(t testing.TB, w *ledger.Writer, items ...ledger.Item) ledger.Receipt {
	t.Helper()
	return contract.Must[ledger.Receipt](t)(w.Append(t.Context(), items...))
}

// refused wants an append to fail, and to leave the ledger as it was.
func refused(t testing.TB, w *ledger.Writer, want string, items ...ledger.Item) {
	t.Helper()
	before := contract.Must[ledger.Hash](t)(w.Store.Head(t.Context()))
	_, err := w.Append(t.Context(), items...)
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got error %v, want one about %q", err, want)
	}
	if after := contract.Must[ledger.Hash](t)(w.Store.Head(t.Context())); after != before {
		t.Error("the branch moved all the same")
	}
}

// TestTree shows the whole tree of a small ledger: exactly these files, at every size.
func TestTree(t *testing.T) {
	t.Parallel()
	a, w := begun(t)
	run := a.Authorize("site_tls", contract.Noon, w.Known)
	placed := append1(t, w, run.Item).Placed[0]
	result := append1(t, w, a.Result(run, w.Known))
	var paths []string
	for f, err := range contract.Must[*ledger.Snapshot](t)(ledger.Open(t.Context(), w.Store)).Files(t.Context()) {
		if err != nil || f.Mode != "100644" {
			t.Fatalf("%s: mode %s, %v", f.Path, f.Mode, err)
		}
		if !strings.HasPrefix(f.Path, "blobs/sha256/") {
			paths = append(paths, f.Path)
		}
	}
	genesis := paths[3]
	want := []string{"README.md", "checkpoint", "checkpoint.sigstore.json", genesis, placed.Path, result.Placed[0].Path, "tile/0/000.p/3", "tile/entries/000.p/3"}
	if diff := cmp.Diff(want, paths); diff != "" {
		t.Error(diff)
	}
}

// TestTiles grows a ledger beyond a tile, one and many at a time, and computes all of it anew from the
// leaves with another function of package tlog: every tile, the root, and which tiles there are.
func TestTiles(t *testing.T) {
	t.Parallel()
	a, w := begun(t)
	for _, n := range []int{1, 1, 120, 133, 1, 1, 40} {
		var items []ledger.Item
		for range n {
			items = append(items, a.Authorize("site_tls", contract.Noon, w.Known).Item)
		}
		append1(t, w, items...)
		recompute(t, w.Store)
	}
}

func recompute(t *testing.T, store ledger.Reader) {
	t.Helper()
	s := contract.Must[*ledger.Snapshot](t)(ledger.Open(t.Context(), store))
	var hashes []tlog.Hash
	stored := tlog.HashReaderFunc(func(indexes []int64) (out []tlog.Hash, err error) {
		for _, i := range indexes {
			out = append(out, hashes[i])
		}
		return out, nil
	})
	var n int64
	for e, err := range s.Entries(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		leaf := contract.Must[[]byte](t)(e.Leaf.Encode())
		hashes = append(hashes, contract.Must[[]tlog.Hash](t)(tlog.StoredHashes(n, leaf, stored))...)
		n++
	}
	if root := contract.Must[tlog.Hash](t)(tlog.TreeHash(n, stored)); n != s.Checkpoint.Size || root != s.Checkpoint.Root {
		t.Fatalf("%d entries with root %s, the checkpoint says %d and %s", n, root, s.Checkpoint.Size, s.Checkpoint.Root)
	}
	want := map[string]string{}
	for _, tile := range tlog.NewTiles(8, 0, n) {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		want[path] = string(contract.Must[[]byte](t)(tlog.ReadTileData(tile, stored)))
	}
	got := map[string]string{}
	for f, err := range s.Files(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(f.Path, "tile/") && !strings.HasPrefix(f.Path, "tile/entries/") {
			got[f.Path] = string(contract.Must[[]byte](t)(s.Read(t.Context(), f.Path)))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("at %d entries the tiles differ:\n%s", n, diff)
	}
}

// TestTwice shows that what is in stays where it is, also when it was signed again.
func TestTwice(t *testing.T) {
	t.Parallel()
	a, w := begun(t)
	run := a.Authorize("site_tls", contract.Noon, w.Known)
	other := a.Authorize("site_tls", contract.Noon, w.Known)
	append1(t, w, run.Item)
	head := contract.Must[ledger.Hash](t)(w.Store.Head(t.Context()))
	again := append1(t, w, run.Item)
	if p := again.Placed[0]; p.New || p.Index != 1 || again.Commit != head {
		t.Errorf("appended again: %+v", again)
	}
	both := append1(t, w, run.Item, other.Item, other.Item)
	got := fmt.Sprint(both.Placed[0].Index, both.Placed[0].New, both.Placed[1].Index, both.Placed[1].New, both.Placed[2].Index, both.Placed[2].New)
	if want := "1 false 2 true 2 false"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	signedAgain := contract.NewAuthor(t, t.Name(), "").Authorize("site_tls", contract.Noon, ledger.Checkpoint{Origin: a.Origin(), Size: 1, Root: rootOf(t, w, 1)})
	if p := append1(t, w, signedAgain.Item).Placed[0]; p.New || p.Index != 1 {
		t.Errorf("the same statement, signed again: %+v", p)
	}
	refused(t, w, "there is one already", contract.NewAuthor(t, t.Name(), "").Authorize("site_tls", contract.Noon, w.Known).Item)
}

// rootOf is the root that the ledger had at that size: the tip's history tells.
func rootOf(t testing.TB, w *ledger.Writer, size int64) tlog.Hash {
	at := contract.Must[ledger.Hash](t)(w.Store.Head(t.Context()))
	for {
		s := contract.Must[*ledger.Snapshot](t)(ledger.OpenAt(t.Context(), w.Store, at))
		if s.Checkpoint.Size == size {
			return s.Checkpoint.Root
		}
		data := string(contract.Must[[]byte](t)(w.Store.Get(t.Context(), at)))
		_, parent, _ := strings.Cut(data, "\nparent ")
		at = contract.Must[ledger.Hash](t)(ledger.ParseHash(parent[:40]))
	}
}

// TestRefusals shows what does not go in.
func TestRefusals(t *testing.T) {
	t.Parallel()
	a, w := begun(t)
	run := a.Authorize("site_tls", contract.Noon, w.Known)
	later := w.Known
	later.Size++
	result := a.Result(run, later)
	refused(t, w, "its authorization is not in the ledger", result)
	without := result
	without.Authorization = nil
	refused(t, w, "was not given", without)
	bare := run.Item
	bare.Blobs = nil
	refused(t, w, "which was not given", bare)
	stuffed := run.Item
	stuffed.Blobs = append(stuffed.Blobs, []byte("and my diary"))
	refused(t, w, "no statement names", stuffed)
	refused(t, w, "this is ledger", contract.NewAuthor(t, "another", "").Authorize("site_tls", contract.Noon, ledger.Checkpoint{Origin: contract.NewAuthor(t, "another", "").Origin(), Size: 1}).Item)
	refused(t, w, "this is ledger", contract.NewAuthor(t, "another", "").Genesis())
	edited := run.Item
	edited.Bundle = []byte(strings.Replace(string(edited.Bundle), `"payload":"e`, `"payload":"f`, 1))
	refused(t, w, "", edited)
	swapped := result
	swapped.Authorization = a.Authorize("site_tls", contract.Noon, w.Known).Item.Bundle
	rewritten := w.Known
	rewritten.Root[0] ^= 1
	refused(t, w, "where this ledger has", a.Authorize("site_tls", contract.Noon, rewritten).Item)
	refused(t, w, "of a ledger that has 1", a.Authorize("site_tls", contract.Noon, later).Item)
	append1(t, w, run.Item)
	refused(t, w, "it follows authorization", swapped)
	refused(t, w, "where this ledger has", result)
	append1(t, w, a.Result(run, w.Known))
}

// TestEmpty shows what can be the first entry.
func TestEmpty(t *testing.T) {
	t.Parallel()
	a, w := contract.NewAuthor(t, t.Name(), ""), contract.Writer(new(ledger.Memory))
	run := a.Authorize("site_tls", contract.Noon, ledger.Checkpoint{Origin: a.Origin(), Size: 1})
	if _, err := w.Append(t.Context(), run.Item); !errors.Is(err, ledger.ErrEmpty) {
		t.Errorf("an authorization in no ledger: %v", err)
	}
	if _, err := w.Look(t.Context()); !errors.Is(err, ledger.ErrEmpty) {
		t.Errorf("looking at no ledger: %v", err)
	}
}

// A clock that stands before the last entry would make what is new seem old.
func TestClock(t *testing.T) {
	t.Parallel()
	a, w := begun(t)
	w.Now = func() time.Time { return contract.Noon.Add(-time.Hour) }
	refused(t, w, "clock says 2026-03-01T11:00:00Z, and entry 0 was written at 2026-03-01T13:00:00Z", a.Authorize("site_tls", contract.Noon, w.Known).Item)
	w.Now = func() time.Time { return contract.Noon.Add(time.Hour - time.Second) } // no two clocks are the same
	append1(t, w, a.Authorize("site_tls", contract.Noon, w.Known).Item)
}

// TestLogKey writes the checkpoint as the signed note that C2SP's tools read.
func TestLogKey(t *testing.T) {
	t.Parallel()
	a, w := contract.NewAuthor(t, t.Name(), ""), contract.Writer(new(ledger.Memory))
	private, public, err := note.GenerateKey(nil, a.Origin())
	if err != nil {
		t.Fatal(err)
	}
	w.LogKey = contract.Must[note.Signer](t)(note.NewSigner(private))
	append1(t, w, a.Genesis())
	append1(t, w, a.Authorize("site_tls", contract.Noon, w.Known).Item)
	s := contract.Must[*ledger.Snapshot](t)(ledger.Open(t.Context(), w.Store))
	file := contract.Must[[]byte](t)(s.Read(t.Context(), "checkpoint"))
	verifier := contract.Must[note.Verifier](t)(note.NewVerifier(public))
	if n := contract.Must[*note.Note](t)(note.Open(file, note.VerifierList(verifier))); n.Text != w.Known.Text() {
		t.Errorf("the note says %q", n.Text)
	}
	wrong, _, _ := note.GenerateKey(nil, "attestary.dev/ledger/another")
	w.LogKey = contract.Must[note.Signer](t)(note.NewSigner(wrong))
	refused(t, w, "the log key is of", a.Authorize("site_tls", contract.Noon, w.Known).Item)
}

// TestEntries gives every entry with its place, in order.
func TestEntries(t *testing.T) {
	t.Parallel()
	a, w := begun(t)
	var want []string
	for i := range 3 {
		run := a.Authorize(fmt.Sprintf("runbook_%d", i), contract.Noon.AddDate(0, i, 0), w.Known)
		want = append(want, append1(t, w, run.Item).Placed[0].Path)
		want = append(want, append1(t, w, a.Result(run, w.Known)).Placed[0].Path)
	}
	var got []string
	s := contract.Must[*ledger.Snapshot](t)(ledger.Open(t.Context(), w.Store))
	for e, err := range s.Entries(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range e.Statement.Blobs() {
			contract.Must[[]byte](t)(s.Blob(t.Context(), b.Digest))
		}
		if e.Leaf.Kind != evidence.KindLedger {
			got = append(got, e.Path)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, err := s.Read(t.Context(), "runs/nobody"); !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("a path that is not there: %v", err)
	}
}
