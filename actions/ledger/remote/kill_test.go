package remote_test

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/internal/contract"
)

var rounds = flag.Int("rounds", 6, "how many processes TestKilled ends, of each kind: go test ./actions/ledger/remote -run Killed -rounds 500")

// calls are the system calls by which something is written: what is sent to git's program, what it writes,
// and what a ledger.Dir writes.
const calls = "write,fsync,openat,linkat,link,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat"

// TestKilled ends a writer, and git's own processes below it, before each single thing that they write. What
// is left is a ledger; and a writer that comes after brings in what is missing, and nothing twice.
func TestKilled(t *testing.T) {
	t.Parallel()
	if out, err := exec.Command("strace", "-f", "-o", "/dev/null", "true").CombinedOutput(); err != nil {
		t.Skipf("strace cannot end processes here (%v: %s): install strace, and allow ptrace", err, out)
	}
	for kind, way := range map[string]string{"directory": "dir:", "push": "", "push by address": "file://"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			points, died := spread(pointsOf(t, way), *rounds), 0
			for _, p := range points {
				g := newGrave(t, way)
				if log := g.traced(t, "-e", fmt.Sprintf("inject=%s:signal=KILL:when=%d", p.call, p.number)); strings.Contains(log, "killed by SIGKILL") {
					died++
				}
				g.hold(t)
				if t.Failed() {
					t.Fatalf("%+v", p)
				}
			}
			if t.Logf("%d of %d processes died", died, len(points)); died < len(points)*3/4 {
				t.Errorf("only %d of %d processes died", died, len(points))
			}
		})
	}
}

// grave is a ledger whose writers die.
type grave struct {
	dir, log string
	job      job
}

const killedRuns = 3

func newGrave(t *testing.T, way string) *grave {
	t.Helper()
	g := &grave{dir: bare(t), log: filepath.Join(t.TempDir(), "log")}
	w := contract.Writer(open(t, g.dir))
	contract.Must[ledger.Receipt](t)(w.Append(t.Context(), contract.NewAuthor(t, "killed", "").Genesis()))
	g.job = job{ledger: "killed", name: "writer", count: killedRuns, batch: 2, seen: w.Known, url: way + g.dir}
	return g
}

// traced lets a writer live under the eyes of a tracer, and gives what was seen.
func (g *grave) traced(t *testing.T, options ...string) string {
	t.Helper()
	args := append([]string{"-f", "-q", "-o", g.log, "-e", "trace=" + calls}, options...)
	cmd := g.job.command("strace", append(append(args, os.Args[0]), asWriter...)...)
	if err := cmd.Run(); cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(contract.Must[[]byte](t)(os.ReadFile(g.log)))
}

// hold: what the dead left is sound as far as it goes, and the next writer finishes it. A lock that git's own
// process has left is taken away by hand, as is said to who meets it (TestOddRemotes).
func (g *grave) hold(t *testing.T) {
	t.Helper()
	for run, n := range runs(t, g.dir) {
		if n != 1 {
			t.Errorf("%s is in %d times", run, n)
		}
	}
	if err := os.Remove(filepath.Join(g.dir, "refs/heads/evidence.lock")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	if out, err := g.job.command(os.Args[0], asWriter...).CombinedOutput(); err != nil {
		t.Errorf("the next writer: %v\n%s", err, out)
	}
	once(t, g.dir, killedRuns)
	git(t, "-C", g.dir, "fsck", "--strict", "--no-dangling")
}

// point is one moment at which a process can die.
type point struct {
	call   string
	number int // of the calls of one thread
}

var callForm = regexp.MustCompile(`(?m)^(\d+) +(\w+)\(`)

// pointsOf are all moments of a writer that nobody ends.
func pointsOf(t *testing.T, way string) (points []point) {
	t.Helper()
	log := newGrave(t, way).traced(t)
	most, count := map[string]int{}, map[string]int{}
	for _, m := range callForm.FindAllStringSubmatch(log, -1) {
		count[m[1]+m[2]]++
		most[m[2]] = max(most[m[2]], count[m[1]+m[2]])
	}
	for _, call := range strings.Split(calls, ",") {
		for number := range most[call] {
			points = append(points, point{call, number + 1})
		}
	}
	if len(points) < 30 {
		t.Fatalf("a writer has only %d moments", len(points))
	}
	return points
}

// spread gives so many of the points, from all over.
func spread(points []point, n int) (some []point) {
	if n >= len(points) {
		return points
	}
	for i := range n {
		some = append(some, points[i*len(points)/n])
	}
	return some
}
