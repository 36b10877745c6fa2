package ledger_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/internal/contract"
)

func git(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.Command("git", args...).CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

// sown is a git directory with a ledger of three entries.
func sown(t *testing.T) (string, ledger.Checkpoint) {
	dir := emptyGit(t)
	git(t, "-C", dir, "config", "core.bare", "true")
	a, w := contract.NewAuthor(t, t.Name(), ""), contract.Writer(openDir(t, dir))
	append1(t, w, a.Genesis())
	run := a.Authorize("site_tls", contract.Noon, w.Known)
	append1(t, w, run.Item)
	append1(t, w, a.Result(run, w.Known))
	return dir, w.Known
}

// However git keeps a ledger, it is the same: loose, packed, cloned, with a work tree elsewhere.
func TestDirReadsWhatGitMakes(t *testing.T) {
	t.Parallel()
	dir, known := sown(t)
	holds := func(path, ref string) {
		t.Helper()
		d := contract.Must[*ledger.Dir](t)(ledger.OpenDir(path, ref))
		defer d.Close()
		recompute(t, d)
		if s := contract.Must[*ledger.Snapshot](t)(ledger.Open(t.Context(), d)); s.Checkpoint != known {
			t.Errorf("%s: %+v", path, s.Checkpoint)
		}
	}
	const branch = "refs/heads/evidence"
	holds(dir, branch)
	open := openDir(t, dir)
	recompute(t, open)
	git(t, "-C", dir, "gc", "--quiet", "--prune=now")
	recompute(t, open) // while it is open
	holds(dir, branch)
	if _, err := os.Stat(filepath.Join(dir, branch)); err == nil {
		t.Error("git gc did not pack the branch, which this test is about")
	}
	clone, linked := filepath.Join(t.TempDir(), "clone"), filepath.Join(t.TempDir(), "linked")
	git(t, "clone", "--quiet", "--branch", "evidence", dir, clone)
	holds(clone, branch)
	holds(clone, "refs/remotes/origin/evidence")
	git(t, "-C", clone, "worktree", "add", "--quiet", "--detach", linked)
	holds(linked, branch)
	borrower := filepath.Join(t.TempDir(), "borrower")
	git(t, "clone", "--quiet", "--shared", "--bare", dir, borrower)
	holds(borrower, branch)
}

// TestDirReadsEveryObject packs a ledger as tightly as git can, deltas upon deltas, and reads every
// object: its hash tells whether it was read right.
func TestDirReadsEveryObject(t *testing.T) {
	t.Parallel()
	dir, _ := sown(t)
	a, w := contract.NewAuthor(t, t.Name(), "more"), contract.Writer(openDir(t, dir))
	seen := contract.Must[ledger.Checkpoint](t)(w.Look(t.Context()))
	for range 6 {
		var items []ledger.Item
		for range 10 {
			items = append(items, a.Authorize("site_tls", contract.Noon, seen).Item)
		}
		append1(t, w, items...)
	}
	git(t, "-C", dir, "gc", "--quiet", "--aggressive", "--prune=now")
	list := exec.Command("git", "-C", dir, "cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(deltabase)")
	deltas, d := 0, openDir(t, dir)
	for line := range strings.Lines(string(contract.Must[[]byte](t)(list.Output()))) {
		name, base, _ := strings.Cut(strings.TrimSpace(line), " ")
		h := contract.Must[ledger.Hash](t)(ledger.ParseHash(name))
		if got := ledger.HashOf(contract.Must[[]byte](t)(d.Get(t.Context(), h))); got != h {
			t.Errorf("asked for %s, got %s", h, got)
		}
		if strings.Trim(base, "0") != "" {
			deltas++
		}
	}
	if deltas < 20 {
		t.Errorf("only %d objects were deltas, which this test is about", deltas)
	}
}

// git's replaced objects are another view of the same names; a ledger has one.
func TestDirIgnoresReplace(t *testing.T) {
	t.Parallel()
	dir, known := sown(t)
	git(t, "-C", dir, "replace", "evidence", "evidence~1")
	if s := contract.Must[*ledger.Snapshot](t)(ledger.Open(t.Context(), openDir(t, dir))); s.Checkpoint != known {
		t.Errorf("%d entries are seen", s.Checkpoint.Size)
	}
}

// A fetch for which there was no room can leave an index without its pack. git passes it by.
func TestDirIndexAlone(t *testing.T) {
	t.Parallel()
	dir, known := sown(t)
	if err := os.WriteFile(filepath.Join(dir, "objects/pack/pack-"+strings.Repeat("0", 40)+".idx"), nil, 0o444); err != nil {
		t.Fatal(err)
	}
	git(t, "-C", dir, "fsck", "--strict")
	if s := contract.Must[*ledger.Snapshot](t)(ledger.Open(t.Context(), openDir(t, dir))); s.Checkpoint != known {
		t.Errorf("%d entries are seen", s.Checkpoint.Size)
	}
}

// A branch whose file is empty or torn is not taken for an empty ledger: nothing is begun over it.
func TestDirTornBranch(t *testing.T) {
	t.Parallel()
	dir, _ := sown(t)
	path := filepath.Join(dir, "refs/heads/evidence")
	whole := contract.Must[[]byte](t)(os.ReadFile(path))
	for _, torn := range []string{"", "0123", strings.Repeat("\x00", 41)} {
		if err := os.WriteFile(path, []byte(torn), 0o644); err != nil {
			t.Fatal(err)
		}
		d := openDir(t, dir)
		if _, err := d.Head(t.Context()); err == nil || errors.Is(err, ledger.ErrEmpty) || !strings.Contains(err.Error(), "torn") {
			t.Errorf("%q: %v", torn, err)
		}
		if _, err := contract.Writer(d).Append(t.Context(), contract.NewAuthor(t, "new", "").Genesis()); err == nil {
			t.Errorf("%q: a new ledger was begun over it", torn)
		}
	}
	if err := os.WriteFile(path, whole, 0o644); err != nil {
		t.Fatal(err)
	}
	recompute(t, openDir(t, dir))
}

// TestOpenDirRefuses shows what is no git directory.
func TestOpenDirRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, path := range []string{dir, filepath.Join(dir, "nowhere")} {
		if _, err := ledger.OpenDir(path, "refs/heads/evidence"); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", path, err)
		}
	}
	for _, ref := range []string{"evidence", "refs/heads/../evidence", "refs/heads/a.lock", "refs//a", "refs/heads/", "/refs/heads/a", "refs/heads/\x00"} {
		if _, err := ledger.OpenDir(emptyGit(t), ref); err == nil {
			t.Errorf("%q is taken for a branch", ref)
		}
	}
}

// TestDirLock meets a branch that another process holds, or held when it died.
func TestDirLock(t *testing.T) {
	t.Parallel()
	dir := emptyGit(t)
	d := openDir(t, dir)
	h := contract.Must[ledger.Hash](t)(d.Put(t.Context(), ledger.Frame("blob", nil)))
	lock := filepath.Join(dir, "refs/heads/evidence.lock")
	if err := os.WriteFile(lock, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() { done <- d.Swap(t.Context(), ledger.Hash{}, h) }()
	if err := os.Remove(lock); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Errorf("after the lock went away: %v", err)
	}
}

// What is too large for a ledger is told apart from what cannot be read: anybody who can push can bring
// it. What git made a delta against it stays readable.
func TestDirTooLarge(t *testing.T) {
	t.Parallel()
	dir := emptyGit(t)
	random := make([]byte, 3<<20)
	rand.NewChaCha8([32]byte{}).Read(random)
	small, large := ledger.Frame("blob", random), ledger.Frame("blob", append(random, make([]byte, 64<<20)...))
	var names strings.Builder
	for _, object := range [][]byte{small, large} {
		_, body, _ := ledger.Unframe(object)
		file := filepath.Join(t.TempDir(), "body")
		if err := os.WriteFile(file, body, 0o600); err != nil {
			t.Fatal(err)
		}
		git(t, "-C", dir, "-c", "core.compression=1", "hash-object", "-w", file)
		names.WriteString(ledger.HashOf(object).String() + "\n")
	}
	look := func(how string) {
		t.Helper()
		d := openDir(t, dir)
		if _, err := d.Get(t.Context(), ledger.HashOf(large)); !errors.Is(err, ledger.ErrTooLarge) {
			t.Errorf("%s: the large one: %v", how, err)
		}
		if data, err := d.Get(t.Context(), ledger.HashOf(small)); err != nil || ledger.HashOf(data) != ledger.HashOf(small) {
			t.Errorf("%s: the small one: %v", how, err)
		}
	}
	look("loose")
	pack := exec.Command("git", "-C", dir, "pack-objects", "--quiet", filepath.Join(dir, "objects", "pack", "pack"))
	pack.Stdin = strings.NewReader(names.String())
	if out, err := pack.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	git(t, "-C", dir, "prune-packed")
	look("packed")
}
