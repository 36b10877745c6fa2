package live_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/cmd/attestary/live"
	"github.com/attestary/attestary/internal/golden"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/mattn/go-runewidth"
)

// boards are those of all moments. To draw one changes nothing.
var boards = sync.OnceValue(func() map[string]*live.Board {
	all := map[string]*live.Board{}
	for name, events := range moments() {
		all[name] = boardOf(events)
	}
	return all
})

// moments are those of a run in which a board looks different.
func moments() map[string][]engine.Event {
	return map[string][]engine.Event{
		"begins":  join(began()[:5]),
		"retries": join(began()[:13]),
		"waits":   join(began(), asked(), said()[0]),
		"said":    join(began(), asked(), said()),
		"busy":    join(began(), asked(), approved(), suspends(3712, 64)),
		"undoing": join(began(), asked(), approved(), suspends(10_000, 0), takenBack()),
		"ended":   join(began(), asked(), approved(), suspends(10_000, 0), takenBack(), ended()),
	}
}

// TestBoard: a run as it looks on screens of usual sizes, and without any bound to its height.
func TestBoard(t *testing.T) {
	t.Parallel()
	for _, size := range []struct{ width, height int }{{80, 24}, {120, 40}, {60, 10}, {100, 0}} {
		var page strings.Builder
		for _, name := range []string{"begins", "retries", "waits", "said", "busy", "undoing", "ended"} {
			fmt.Fprintf(&page, "---- %s\n%s", name, drawn(boards()[name], live.Frame{Width: size.width, Height: size.height, Now: at(212)}))
		}
		golden.Check(t, fmt.Sprintf("testdata/board%dx%d.golden", size.width, size.height), []byte(page.String()))
	}
}

// TestBoardFits: whatever the size of a screen, no line is wider and no board higher; the head and what did
// not go well are the last to go, and a line a step is all that ten thousand items ever take.
func TestBoardFits(t *testing.T) {
	t.Parallel()
	for name, b := range boards() {
		for width := 1; width < 140; width += 9 {
			for height := 1; height < 45; height += 3 {
				lines := b.Lines(live.Frame{Width: width, Height: height, Now: at(212)})
				if len(lines) > height {
					t.Errorf("%s has %d lines on %d", name, len(lines), height)
				}
				for _, l := range lines {
					if n := runewidth.StringWidth(l); width >= 8 && n > width {
						t.Fatalf("%s: %d columns on %d: %q", name, n, width, l)
					}
				}
			}
		}
		if n := len(b.Lines(live.Frame{Width: 100})); n > 40 {
			t.Errorf("%s takes %d lines", name, n)
		}
	}
	small := drawn(boards()["undoing"], live.Frame{Width: 80, Height: 16, Now: at(212)})
	for _, words := range []string{"Suspend accounts", "step.revoke", "500"} {
		if !strings.Contains(small, words) {
			t.Errorf("nothing of %q on a small screen:\n%s", words, small)
		}
	}
}

// TestColor: colours are around words that stand there without them too, and only where they are wanted.
func TestColor(t *testing.T) {
	t.Parallel()
	b := boards()["undoing"]
	plain, color := drawn(b, live.Frame{Width: 80, Height: 40, Now: at(212)}), drawn(b, live.Frame{Width: 80, Height: 40, Now: at(212), Color: true})
	if strings.Contains(plain, "\x1b") || !strings.Contains(color, "\x1b[31m✗\x1b[0m") {
		t.Errorf("%q", color)
	}
	if got := bare(color); got != plain {
		t.Errorf("colours change the words:\n%s", got)
	}
	for outcome, sign := range live.Signs {
		if got := live.Sign(outcome, true); bare(got) != sign || got == sign || live.Sign(outcome, false) != sign {
			t.Errorf("%s in colour is %q", outcome, got)
		}
	}
}

// bare is text without what colours it.
func bare(text string) string {
	var out strings.Builder
	for i, part := range strings.Split(text, "\x1b[") {
		if i > 0 {
			_, part, _ = strings.Cut(part, "m")
		}
		out.WriteString(part)
	}
	return out.String()
}

// TestResumed: what an earlier process saw stands on the board of the one that goes on.
func TestResumed(t *testing.T) {
	t.Parallel()
	b := boardOf([]engine.Event{
		{Kind: engine.RunResumed, At: at(500)},
		{Kind: engine.StepFinished, At: at(3), Address: "step.source_00", Outcome: evidence.Passed, Earlier: true},
		{Kind: engine.StepStarted, At: at(500), Address: "step.source_01"},
	})
	got := drawn(b, live.Frame{Width: 100, Now: at(501)})
	if !strings.Contains(got, "✓ step.source_00") || !strings.Contains(got, "▸ step.source_01") || !strings.Contains(got, "1 of 20 · 1s") {
		t.Error(got)
	}
}

func TestSpan(t *testing.T) {
	t.Parallel()
	for want, d := range map[string]time.Duration{
		"0ms": 0, "300ms": 300 * time.Millisecond, "1.3s": 1310 * time.Millisecond, "9.9s": 9940 * time.Millisecond, "10s": 9960 * time.Millisecond, "59s": 59900 * time.Millisecond,
		"1m0s": time.Minute, "2h5m": 2*time.Hour + 5*time.Minute + 3*time.Second, "3d4h": 76*time.Hour + time.Minute,
	} {
		if got := live.Span(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}

// BenchmarkTake is what an event costs a run, and BenchmarkLines what a drawing does.
func BenchmarkTake(b *testing.B) {
	events := join(began(), suspends(10_000, 0))
	for b.Loop() {
		boardOf(events)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(events)), "ns/event")
}

func BenchmarkLines(b *testing.B) {
	board := boardOf(join(began(), asked(), approved(), suspends(10_000, 0)))
	for b.Loop() {
		board.Lines(live.Frame{Width: 80, Height: 24, Now: at(212)})
	}
}
