package remote_test

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/attestary/attestary/actions/ledger/internal/contract"
	"github.com/attestary/attestary/actions/ledger/remote"
)

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
