package ledger_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/internal/contract"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	contract.Suite(t, contract.Kind{Writers: 200, New: func(testing.TB) func() ledger.Store {
		memory := new(ledger.Memory)
		return func() ledger.Store { return memory }
	}})
}

// emptyGit makes the least that is a git repository (gitrepository-layout).
func emptyGit(t testing.TB) string {
	dir := t.TempDir()
	for _, folder := range []string{"objects/info", "objects/pack", "refs/heads"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "HEAD"), []byte("ref: refs/heads/main\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func openDir(t testing.TB, path string) *ledger.Dir {
	d := contract.Must[*ledger.Dir](t)(ledger.OpenDir(path, "refs/heads/evidence"))
	t.Cleanup(func() { d.Close() })
	return d
}

func TestDir(t *testing.T) {
	t.Parallel()
	contract.Suite(t, contract.Kind{Writers: 16, New: func(t testing.TB) func() ledger.Store {
		dir := emptyGit(t)
		return func() ledger.Store { return openDir(t, dir) }
	}})
}
