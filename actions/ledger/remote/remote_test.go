package remote_test

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/internal/contract"
	"github.com/attestary/attestary/actions/ledger/remote"
)

// A path is read as a directory, and pushed to.
func TestPath(t *testing.T) {
	t.Parallel()
	contract.Suite(t, contract.Kind{Writers: 6, New: func(t testing.TB) func() ledger.Store {
		dir := bare(t)
		return func() ledger.Store { return open(t, dir) }
	}})
}

// A URL is fetched from, object by object.
func TestURL(t *testing.T) {
	t.Parallel()
	contract.Suite(t, contract.Kind{Writers: 4, New: func(t testing.TB) func() ledger.Store {
		dir := bare(t)
		return func() ledger.Store { return open(t, "file://"+dir) }
	}})
}

func open(t testing.TB, dir string) *remote.Store {
	return contract.Must[*remote.Store](t)(remote.Open(t.Context(), remote.Options{URL: dir, Branch: "evidence"}))
}

// bare makes a repository as attestary init does.
func bare(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "evidence.git")
	git(t, "init", "--quiet", "--bare", dir)
	git(t, "-C", dir, "config", "uploadpack.allowFilter", "true")
	git(t, "-C", dir, "config", "uploadpack.allowAnySHA1InWant", "true")
	return dir
}

func git(t testing.TB, args ...string) string {
	t.Helper()
	out, err := exec.Command("git", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return string(out)
}
