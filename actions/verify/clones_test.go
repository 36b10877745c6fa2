package verify_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify"
)

func git(t testing.TB, args ...string) string {
	t.Helper()
	out, err := exec.Command("git", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// verdictOf judges the ledger of a clone.
func verdictOf(t testing.TB, dir, ref string) (string, error) {
	t.Helper()
	store, err := ledger.OpenDir(dir, ref)
	if err != nil {
		return "", err
	}
	defer store.Close()
	v, err := verify.Verify(t.Context(), subject(t, store))
	if err != nil {
		return "", err
	}
	data, err := v.Encode()
	return string(data), err
}

// TestClones: however git keeps a ledger, and whatever its configuration does to files and names, the verdict
// is the same, byte for byte.
func TestClones(t *testing.T) {
	t.Parallel()
	from := clone(t, 300)
	want, err := verdictOf(t, from, "refs/heads/evidence")
	if err != nil {
		t.Fatal(err)
	}
	const branch, tracked = "refs/heads/evidence", "refs/remotes/origin/evidence"
	for name, make := range map[string]func(t *testing.T, dir string) (ref string){
		"a mirror": func(t *testing.T, dir string) string {
			git(t, "clone", "-q", "--mirror", from, dir)
			return branch
		},
		"line ends of another system": func(t *testing.T, dir string) string {
			git(t, "clone", "-q", "-c", "core.autocrlf=true", "-c", "core.eol=crlf", "-b", "evidence", from, dir)
			return tracked
		},
		"names without case": func(t *testing.T, dir string) string {
			git(t, "clone", "-q", "-c", "core.ignorecase=true", "-c", "core.precomposeunicode=true", "-b", "evidence", from, dir)
			return tracked
		},
		"objects of another repository": func(t *testing.T, dir string) string {
			git(t, "clone", "-q", "--shared", "--bare", from, dir)
			return branch
		},
		"packed again, with all there is": func(t *testing.T, dir string) string {
			git(t, "clone", "-q", "--mirror", from, dir)
			git(t, "-C", dir, "gc", "-q", "--aggressive", "--prune=now")
			git(t, "-C", dir, "commit-graph", "write", "--reachable")
			git(t, "-C", dir, "pack-refs", "--all")
			return branch
		},
		"replaced objects": func(t *testing.T, dir string) string {
			git(t, "clone", "-q", "--mirror", from, dir)
			blob := git(t, "-C", dir, "rev-parse", "evidence:README.md")
			git(t, "-C", dir, "replace", "-f", "evidence:checkpoint", blob)
			other := git(t, "-C", dir, "-c", "user.name=eve", "-c", "user.email=eve@x", "commit-tree", "evidence:tile", "-m", "x")
			git(t, "-C", dir, "replace", "-f", "evidence", other)
			return branch
		},
		"a grafted history": func(t *testing.T, dir string) string {
			git(t, "clone", "-q", "--mirror", from, dir)
			tip := git(t, "-C", dir, "rev-parse", "evidence")
			if err := os.MkdirAll(filepath.Join(dir, "info"), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "info", "grafts"), []byte(tip+" "+tip+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			return branch
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "clone")
			if got, err := verdictOf(t, dir, make(t, dir)); err != nil || got != want {
				t.Errorf("%v\n%s", err, cmp.Diff(want, got))
			}
		})
	}
}

// TestPartial: a clone that lacks objects on purpose is told of as such. Nothing is fetched.
func TestPartial(t *testing.T) {
	t.Parallel()
	from := clone(t, 300)
	git(t, "-C", from, "config", "uploadpack.allowFilter", "true")
	for _, filter := range []string{"blob:none", "tree:0"} {
		dir := filepath.Join(t.TempDir(), "clone")
		git(t, "clone", "-q", "--mirror", "--filter="+filter, "file://"+from, dir)
		if _, err := verdictOf(t, dir, "refs/heads/evidence"); !errors.Is(err, ledger.ErrNotFound) || !strings.Contains(err.Error(), "this clone is partial") {
			t.Errorf("%s: %v", filter, err)
		}
	}
}
