package engine_test

import (
	"crypto/rand"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// grave is the folder of a run whose processes die.
type grave struct {
	folder string
	again  bool   // what may have half-happened is done once more
	lost   bool   // a process whose journal fails dies before it hands over its record
	only   string // what the tracer looks at; "" for the journal and the effects
}

func newGrave(t *testing.T, again bool) *grave {
	t.Helper()
	return &grave{folder: t.TempDir(), again: again}
}

func (g *grave) in(name string) string { return filepath.Join(g.folder, name) }

// say lets people say yes.
func (g *grave) say(t *testing.T) {
	t.Helper()
	if err := os.WriteFile(g.in("yes"), []byte(evidence.FormatInstant(time.Now())), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (g *grave) command(name string, args ...string) *exec.Cmd {
	child := exec.Command(name, args...)
	child.Env = append(os.Environ(), folderVariable+"="+g.folder, againVariable+"="+yes(g.again), lostVariable+"="+yes(g.lost))
	child.Stderr = os.Stderr
	return child
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// traced lets a process live under the eyes of a tracer that may end it, and gives what was seen.
func (g *grave) traced(t *testing.T, options ...string) (log string, killed bool) {
	t.Helper()
	args := append([]string{"-f", "-qq", "-o", g.in("log"), "-e", "trace=" + calls, "-e", "signal=none", "-P", g.in("run.journal")}, options...)
	if g.only == "" {
		args = append(args, "-P", g.in("effects"))
	}
	child := g.command("strace", append(args, os.Args[0])...)
	if err := child.Run(); child.ProcessState == nil { // strace ends as the process did
		t.Fatal(err)
	}
	data, err := os.ReadFile(g.in("log"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data), !child.ProcessState.Exited()
}

// untilAsked lets one process live, until it waits for people.
func (g *grave) untilAsked(t *testing.T) {
	t.Helper()
	if code := g.once(t); code != waits {
		t.Fatalf("it ended with %d, and did not wait", code)
	}
}

func (g *grave) once(t *testing.T) int {
	t.Helper()
	child := g.command(os.Args[0])
	if err := child.Run(); child.ProcessState == nil {
		t.Fatal(err)
	}
	return child.ProcessState.ExitCode()
}

// live lets processes live until the run is recorded.
func (g *grave) live(t *testing.T) {
	t.Helper()
	for range 5 {
		switch code := g.once(t); code {
		case recorded:
			return
		case waits:
			g.say(t)
		case lost:
		default:
			t.Fatalf("a process ended with %d", code)
		}
	}
	t.Fatal("the run does not end")
}

// examine: of whatever a dead process left, a record can be made that keeps its rules and says nothing
// that did not happen.
func (g *grave) examine(t *testing.T) {
	t.Helper()
	past, err := engine.ReadJournal(g.in("run.journal"))
	switch {
	case errors.Is(err, os.ErrNotExist):
		return
	case errors.Is(err, engine.ErrEmpty):
		if did := countLines(g.in("effects")); len(did) > 0 {
			t.Errorf("%v were done in a run that never began", did)
		}
		return
	case err != nil:
		t.Fatal(err)
	}
	defer past.Close()
	record, _, err := past.Record(deadly(), time.Now(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	holdRecord(t, deadly(), record)
	g.holdTold(t, record)
}

// hold: the run has one record, and all that was done is told in it; nothing was done twice, but where
// somebody said so, and nothing is missing, but where it may have half-happened.
func (g *grave) hold(t *testing.T) {
	t.Helper()
	data, err := os.ReadFile(g.in("record"))
	if err != nil {
		t.Fatal(err)
	}
	record, err := evidence.ParseRecord(data)
	if err != nil {
		t.Fatal(err)
	}
	holdRecord(t, deadly(), record)
	g.holdTold(t, record)
	if _, err := os.Stat(g.in("run.journal")); !errors.Is(err, os.ErrNotExist) && !g.lost {
		t.Errorf("the journal is still there: %v", err)
	}
	if homes, _ := filepath.Glob(g.in("attestary-run-*")); len(homes) > 0 {
		t.Errorf("what a dead process kept to itself is still there: %v", homes)
	}
	asked := countLines(g.in("asked"))
	for name, n := range countLines(g.in("effects")) {
		if once := effects[name]; once == "" || n > 1+asked[once] || n > 1 && !g.again {
			t.Errorf("%s was done %d times, and asked %d times", name, n, asked[once])
		}
	}
	if g.again && record.Reason == "" && record.Outcome != evidence.Failed {
		t.Errorf("the run came to %s", record.Outcome)
	}
}

// holdTold: what a record says was done is done, and what it says was not is not.
func (g *grave) holdTold(t *testing.T, record *evidence.Record) {
	t.Helper()
	did := map[string]int{}
	for name, n := range countLines(g.in("effects")) {
		did[effects[name]] = n
	}
	for _, s := range record.Steps {
		name := s.Address + " " + keyOf(s.Key)
		if !strings.HasPrefix(name, "step.") || name == "step.a " {
			continue
		}
		switch n := did[name]; {
		case s.Outcome == evidence.Unknown: // it may have half-happened
		case s.Outcome == evidence.Skipped || s.Outcome == evidence.Blocked:
			if n > 0 {
				t.Errorf("%s is told as %s, and was done", name, s.Outcome)
			}
		case n == 0:
			t.Errorf("%s is told as %s, and was not done", name, s.Outcome)
		}
	}
	for name := range did {
		if !isTold(record, name) {
			t.Errorf("%s was done and is not told", name)
		}
	}
}

func isTold(record *evidence.Record, name string) bool {
	for _, s := range record.Steps {
		if s.Address+" "+keyOf(s.Key) == name && s.Outcome != evidence.Skipped {
			return true
		}
	}
	return false
}

func digestOf(text string) canon.Digest { return canon.Sum([]byte(text)) }
