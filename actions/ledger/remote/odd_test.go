package remote_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/ledger/internal/contract"
	"github.com/attestary/attestary/actions/ledger/remote"
)

// TestOddRemotes shows what is said of repositories that are not as they should be, whichever way one comes
// to them. Nothing is begun in them.
func TestOddRemotes(t *testing.T) {
	t.Parallel()
	file := func(t *testing.T, path, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, odd := range map[string]struct {
		make func(t *testing.T, dir string)
		want string
		only string // way
	}{
		"an empty branch": {func(t *testing.T, dir string) { file(t, filepath.Join(dir, "refs/heads/evidence"), "") }, "torn", ""},
		"a torn branch":   {func(t *testing.T, dir string) { file(t, filepath.Join(dir, "refs/heads/evidence"), "0123") }, "torn", ""},
		"a locked branch": {func(t *testing.T, dir string) { file(t, filepath.Join(dir, "refs/heads/evidence.lock"), "") }, "lock", ""},
		"another name for a branch": {func(t *testing.T, dir string) {
			file(t, filepath.Join(dir, "refs/heads/evidence"), "ref: refs/heads/main\n")
		}, "another name", "path"}, // a server resolves it
	} {
		for way := range transports {
			if odd.only != "" && odd.only != way {
				continue
			}
			t.Run(name+"/"+way, func(t *testing.T) {
				t.Parallel()
				dir := bare(t)
				odd.make(t, dir)
				store, err := remote.Open(t.Context(), transports[way](t, dir))
				if err == nil {
					w := contract.Writer(store)
					_, err = w.Append(t.Context(), contract.NewAuthor(t, t.Name(), "").Genesis())
				}
				if err == nil || !strings.Contains(err.Error(), odd.want) {
					t.Errorf("got %v, want an error about %q", err, odd.want)
				}
			})
		}
	}
}

// A repository whose objects have other names than ours is told of.
func TestSHA256(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "evidence.git")
	git(t, "init", "--quiet", "--bare", "--object-format=sha256", dir)
	for name, way := range transports {
		store, err := remote.Open(t.Context(), way(t, dir))
		if err == nil {
			_, err = contract.Writer(store).Append(t.Context(), contract.NewAuthor(t, t.Name(), "").Genesis())
		}
		if err == nil || !strings.Contains(err.Error(), "SHA-256") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
