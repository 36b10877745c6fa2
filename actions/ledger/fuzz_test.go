package ledger_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/internal/contract"
)

// A checkpoint that parses is written again as the same three lines.
func FuzzCheckpoint(f *testing.F) {
	text := ledger.Checkpoint{Origin: contract.NewAuthor(f, "a", "").Origin(), Size: 7}.Text()
	f.Add([]byte(text))
	f.Add([]byte(text + "\n\u2014 name c2ln\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, err := ledger.ParseCheckpoint(data); err == nil && !bytes.HasPrefix(data, []byte(c.Text())) {
			t.Errorf("%q reads as %+v", data, c)
		}
	})
}

// torn is a store in which one object has other bytes than its name says.
type torn struct {
	ledger.Store
	at   ledger.Hash
	data []byte
}

func (s torn) Get(ctx context.Context, h ledger.Hash) ([]byte, error) {
	if h == s.at {
		return s.data, nil
	}
	return s.Store.Get(ctx, h)
}

// all collects the names of a ledger's objects: its commit, its trees, its files.
func all(t testing.TB, store ledger.Store) []ledger.Hash {
	s := contract.Must[*ledger.Snapshot](t)(ledger.Open(t.Context(), store))
	names := []ledger.Hash{s.Commit, s.Tree}
	for f, err := range s.Files(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, f.Hash)
	}
	return names
}

// Whatever one object of a ledger is replaced by: looking at it, reading it and appending to it end, and
// without a crash; and an append that goes through was to a ledger that is sound at its edge.
func FuzzTip(f *testing.F) {
	a, w := contract.NewAuthor(f, "fuzz", ""), contract.Writer(new(ledger.Memory))
	contract.Must[ledger.Receipt](f)(w.Append(f.Context(), a.Genesis()))
	run := a.Authorize("site_tls", contract.Noon, w.Known)
	contract.Must[ledger.Receipt](f)(w.Append(f.Context(), run.Item))
	result := a.Result(run, w.Known)
	names := all(f, w.Store)
	for i := range names {
		f.Add(byte(i), uint(30), uint(1), []byte("x"))
	}
	f.Fuzz(func(t *testing.T, which byte, at, cut uint, put []byte) {
		h := names[int(which)%len(names)]
		data := contract.Must[[]byte](t)(w.Store.Get(t.Context(), h))
		at %= uint(len(data) + 1)
		store := torn{w.Store, h, slices.Concat(data[:at], put, data[min(at+cut%64, uint(len(data))):])}
		if s, err := ledger.Open(t.Context(), store); err == nil {
			for _, err := range s.Entries(t.Context()) {
				if err != nil {
					break
				}
			}
		}
		there := contract.Writer(store)
		if c, err := there.Look(t.Context()); err == nil && c != w.Known {
			t.Errorf("it is taken for %+v", c)
		}
		one := *there
		one.Store = lonely{store}
		_, _ = one.Append(t.Context(), result)
	})
}

// lonely is a store that takes nothing in.
type lonely struct{ ledger.Store }

func (lonely) Put(_ context.Context, object []byte) (ledger.Hash, error) {
	return ledger.HashOf(object), nil
}
func (lonely) Swap(context.Context, ledger.Hash, ledger.Hash) error { return ledger.ErrRefused }

// Whatever a pack or its index is replaced by: reading from it ends, and without a crash.
func FuzzPack(f *testing.F) {
	dir := emptyGit(f)
	_, w := contract.Grow(f, openDir(f, dir), 11)
	names := all(f, w.Store)
	if out, err := exec.Command("git", "-C", dir, "-c", "core.bare=true", "gc", "--quiet", "--aggressive", "--prune=now").CombinedOutput(); err != nil {
		f.Fatalf("%v: %s", err, out)
	}
	packs := contract.Must[[]string](f)(filepath.Glob(filepath.Join(dir, "objects/pack/pack-*")))
	files := map[string][]byte{}
	for _, path := range packs {
		if ext := filepath.Ext(path); ext == ".pack" || ext == ".idx" {
			files[ext] = contract.Must[[]byte](f)(os.ReadFile(path))
		}
	}
	f.Add(false, uint(20), uint(0), []byte{1})
	f.Add(true, uint(1100), uint(1), []byte("x"))
	f.Fuzz(func(t *testing.T, index bool, at, cut uint, put []byte) {
		edited := ".pack"
		if index {
			edited = ".idx"
		}
		to := emptyGit(t)
		for ext, data := range files {
			if ext == edited {
				at %= uint(len(data) + 1)
				data = slices.Concat(data[:at], put, data[min(at+cut%64, uint(len(data))):])
			}
			if err := os.WriteFile(filepath.Join(to, "objects/pack/pack-x"+ext), data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		d, err := ledger.OpenDir(to, "refs/heads/evidence")
		if err != nil {
			return
		}
		defer d.Close()
		for _, h := range names {
			_, _ = d.Get(t.Context(), h)
		}
	})
}
