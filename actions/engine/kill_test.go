package engine_test

import (
	"flag"
	"fmt"
	mathrand "math/rand"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

var rounds = flag.Int("rounds", 10, "how many processes each test ends, and, times 2, how many plans it kills and, times 25, compares: go test ./actions/engine -rounds 500")

// TestDeathAtAnyTime ends processes of a run wherever they are just then.
func TestDeathAtAnyTime(t *testing.T) {
	t.Parallel()
	begun := time.Now()
	newGrave(t, false).live(t)
	took := time.Since(begun)
	for n := range *rounds {
		g := newGrave(t, n%2 == 0)
		for range 3 {
			child := g.command(os.Args[0])
			if err := child.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(mathrand.Int63n(int64(took))))
			_ = child.Process.Kill()
			_ = child.Wait()
			g.examine(t)
			g.say(t)
		}
		g.live(t)
		g.hold(t)
	}
}

// TestDeathAtEachWord ends a process of a run before each single thing that it does with its journal and
// with what it changes: every write, every time that it waits for the disk, every file that it opens, cuts
// off or takes away.
func TestDeathAtEachWord(t *testing.T) {
	t.Parallel()
	needStrace(t)
	points, died := someOf(pointsOf(t), *rounds), 0
	for _, p := range points {
		g := newGrave(t, p.again)
		if p.second {
			g.untilAsked(t)
		}
		g.say(t)
		if _, killed := g.traced(t, "-e", "inject="+p.call+":signal=KILL:when="+fmt.Sprint(p.number)); killed {
			died++
		}
		g.examine(t)
		g.live(t)
		g.hold(t)
		if t.Failed() {
			t.Fatalf("%+v", p)
		}
	}
	if t.Logf("%d of %d processes died", died, len(points)); died < len(points)*3/4 {
		t.Errorf("only %d of %d processes died", died, len(points))
	}
}

// TestWaitsForTheDisk: a run waits for the disk twice for each thing that it changes, before and after, and
// once for its begin, its end, each question and each word of people; for what only looks it does not.
func TestWaitsForTheDisk(t *testing.T) {
	t.Parallel()
	needStrace(t)
	g := newGrave(t, true)
	g.say(t)
	log, _ := g.traced(t)
	if got, want := strings.Count(log, "fsync("), 2*len(effects)+len([]string{"begin", "ok", "bob", "eve", "end"}); got != want {
		t.Errorf("it waits %d times for the disk, and should %d times", got, want)
	}
}

// TestFullDiskAtEachWord lets the disk be full, or broken, from each single word of the journal on.
func TestFullDiskAtEachWord(t *testing.T) {
	t.Parallel()
	needStrace(t)
	failures := map[string]string{"write": "ENOSPC", "fsync": "EIO"}
	points := slices.DeleteFunc(pointsOf(t), func(p point) bool { return failures[p.call] == "" || p.second })
	told := 0
	for _, p := range someOf(points, *rounds) {
		g := newGrave(t, p.again)
		g.lost = p.number%2 == 0
		g.say(t)
		g.only = "run.journal"
		if log, _ := g.traced(t, "-e", fmt.Sprintf("inject=%s:error=%s:when=%d+", p.call, failures[p.call], p.number)); strings.Contains(log, "INJECTED") {
			told++
		}
		g.live(t)
		g.hold(t)
		if t.Failed() {
			t.Fatalf("%+v", p)
		}
	}
	if told < len(points)/2 && told < *rounds/2 {
		t.Errorf("only %d disks were full", told)
	}
}

// point is one moment at which a process can die.
type point struct {
	call   string
	number int
	second bool // in the process that goes on after people have answered
	again  bool
}

var callForm = regexp.MustCompile(`(?m)^(\d+) +(\w+)\(`)

const calls = "write,fsync,openat,ftruncate,unlinkat"

// pointsOf are all moments of a run that nobody ends.
func pointsOf(t *testing.T) (points []point) {
	t.Helper()
	for _, second := range []bool{false, true} {
		g := newGrave(t, true)
		if second {
			g.untilAsked(t)
		}
		g.say(t)
		log, _ := g.traced(t)
		most, count := map[string]int{}, map[string]int{}
		for _, m := range callForm.FindAllStringSubmatch(log, -1) {
			count[m[1]+m[2]]++
			most[m[2]] = max(most[m[2]], count[m[1]+m[2]])
		}
		for _, call := range strings.Split(calls, ",") {
			for number := range most[call] {
				for _, again := range []bool{true, false} {
					points = append(points, point{call, number + 1, second, again})
				}
			}
		}
	}
	if len(points) < 100 {
		t.Fatalf("a run has only %d moments", len(points))
	}
	return points
}

// someOf are so many of the points, spread over all of them; where there are more rounds, each of them.
func someOf(points []point, n int) (some []point) {
	if n >= len(points) {
		return points
	}
	for i := range n {
		some = append(some, points[(i*len(points)+mathrand.Intn(len(points)))/n])
	}
	return some
}

func needStrace(t *testing.T) {
	t.Helper()
	out, err := exec.Command("strace", "-f", "-o", "/dev/null", "true").CombinedOutput()
	if err != nil {
		t.Skipf("strace cannot end processes here (%v: %s): install strace, and allow ptrace", err, out)
	}
}
