package live_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/cmd/attestary/live"
	"github.com/attestary/attestary/internal/golden"
	"github.com/attestary/attestary/schemas/evidence"
)

// TestScroll: where there is no terminal every line is whole and stays, and ten thousand items are a
// bounded number of lines: the first, those of the others that failed first, and how many now and then.
func TestScroll(t *testing.T) {
	t.Parallel()
	var wrote bytes.Buffer
	w := live.New(offboarding(), live.Options{Out: &wrote})
	for _, e := range moments()["ended"] {
		w.Event(e)
	}
	w.Stop()
	if strings.ContainsAny(wrote.String(), "\r\x1b") {
		t.Error("something was drawn where there is no terminal")
	}
	if n := strings.Count(wrote.String(), "step.suspend"); n > 80 {
		t.Errorf("%d lines tell of one step", n)
	}
	golden.Check(t, "testdata/scroll.golden", wrote.Bytes())
}

// TestScrollJobs: a phase with for_each has the same step in many jobs, and nobody knows beforehand in how
// many. They are bounded as items are, and told as a whole in the end.
func TestScrollJobs(t *testing.T) {
	t.Parallel()
	var wrote bytes.Buffer
	w := live.New(offboarding(), live.Options{Out: &wrote})
	w.Event(engine.Event{Kind: engine.RunStarted, At: at(0)})
	for i := range 2500 {
		e := engine.Event{Kind: engine.StepStarted, At: at(float64(i) / 1000), Address: "step.wipe", Job: strings.Repeat("x", i%7+1)}
		w.Event(e)
		e.Kind, e.Outcome = engine.StepFinished, evidence.Passed
		w.Event(e)
	}
	w.Event(engine.Event{Kind: engine.RunFinished, At: at(3)})
	w.Stop()
	if n := strings.Count(wrote.String(), "\n"); n != 1+20+2+1 || !strings.HasSuffix(wrote.String(), "✓ step.wipe: 2,500 passed, 2.5s\n") {
		t.Errorf("%d lines:\n%s", n, wrote.String())
	}
}

// emulator is a terminal as far as a screen drives it.
type emulator struct {
	guard  sync.Mutex
	row    int // of the cursor
	rows   []string
	writes int
}

// look is what stands there, where the cursor is, and how often something was written.
func (m *emulator) look() (rows []string, row, writes int) {
	m.guard.Lock()
	defer m.guard.Unlock()
	return slices.Clone(m.rows), m.row, m.writes
}

func (m *emulator) Write(p []byte) (int, error) {
	m.guard.Lock()
	defer m.guard.Unlock()
	m.writes++
	text := string(p)
	for text != "" {
		switch {
		case strings.HasPrefix(text, "\x1b["):
			end := strings.IndexFunc(text[2:], func(r rune) bool { return r >= '@' && r <= '~' }) + 2
			m.control(text[2:end], text[end])
			text = text[end+1:]
		case text[0] == '\r':
			text = text[1:]
		case text[0] == '\n':
			m.row++
			text = text[1:]
		default:
			line := text
			if end := strings.IndexAny(text, "\x1b\n"); end >= 0 {
				line = text[:end]
			}
			for len(m.rows) <= m.row {
				m.rows = append(m.rows, "")
			}
			m.rows[m.row] = line
			text = text[len(line):]
		}
	}
	return len(p), nil
}

func (m *emulator) control(number string, what byte) {
	switch what {
	case 'A':
		n := 0
		for _, digit := range number {
			n = n*10 + int(digit-'0')
		}
		m.row -= n
	case 'J':
		m.rows = m.rows[:min(m.row+1, len(m.rows))] // the cursor is at the end of its row
	}
}

// TestScreen: a board is drawn in place, again only where something has changed, and in the end stands
// there once, whole, with the cursor below it.
func TestScreen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := &emulator{}
		size := func() (int, int) { return 81, 17 }
		begun := time.Now()
		shift := func(e engine.Event) engine.Event { e.At = begun.Add(e.At.Sub(noon)); return e }
		w := live.New(offboarding(), live.Options{Out: m, Now: time.Now, Size: size, Title: "offboarding"})
		time.Sleep(time.Second)
		synctest.Wait()
		if _, _, writes := m.look(); writes > 0 {
			t.Error("something is drawn before the run has begun")
		}
		for _, e := range moments()["busy"] {
			w.Event(shift(e))
		}
		time.Sleep(300 * time.Millisecond)
		synctest.Wait()
		rows, row, before := m.look()
		if len(rows) > 16 || row != len(rows) || !strings.Contains(strings.Join(rows, "\n"), "3,712 of 10,000") {
			t.Errorf("cursor in row %d of\n%s", row, strings.Join(rows, "\n"))
		}
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if _, _, writes := m.look(); writes-before > 101 {
			t.Errorf("drawn %d times in 10 seconds", writes-before)
		}
		fmt.Fprintln(w, "the ledger has moved on; once more")
		time.Sleep(200 * time.Millisecond)
		synctest.Wait()
		if rows, row, _ = m.look(); rows[0] != "the ledger has moved on; once more" || !strings.HasPrefix(rows[1], "offboarding") || row != len(rows) {
			t.Errorf("cursor in row %d of\n%s", row, strings.Join(rows, "\n"))
		}
		for _, e := range moments()["ended"][len(moments()["busy"]):] {
			w.Event(shift(e))
		}
		w.Stop()
		w.Stop() // twice is as good as once
		b := live.NewBoard(offboarding(), "offboarding")
		for _, e := range append(moments()["busy"], moments()["ended"][len(moments()["busy"]):]...) {
			b.Take(e)
		}
		rows, row, _ = m.look()
		rows, row = rows[1:], row-1
		if want := b.Lines(live.Frame{Width: 80, Now: at(210)}); !slices.Equal(rows, want) || row != len(want) {
			t.Errorf("left\n%s\nwant\n%s", strings.Join(rows, "\n"), strings.Join(want, "\n"))
		}
	})
}

// writes are what was written since somebody took it.
type writes struct {
	guard sync.Mutex
	text  strings.Builder
}

func (w *writes) Write(p []byte) (int, error) {
	w.guard.Lock()
	defer w.guard.Unlock()
	return w.text.Write(p)
}

func (w *writes) take() string {
	w.guard.Lock()
	defer w.guard.Unlock()
	defer w.text.Reset()
	return w.text.String()
}

// TestSmallerScreen: a terminal that becomes narrower breaks the lines that stand there; the next frame
// still begins where the last one began.
func TestSmallerScreen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var wrote writes
		var width atomic.Int64
		width.Store(81)
		w := live.New(offboarding(), live.Options{
			Out: &wrote, Now: func() time.Time { return at(60) }, Size: func() (int, int) { return int(width.Load()), 41 }, Title: strings.Repeat("長", 60),
		})
		defer w.Stop()
		for _, e := range began() {
			w.Event(e)
		}
		time.Sleep(200 * time.Millisecond)
		synctest.Wait()
		lines := strings.Count(wrote.take(), "\n")
		width.Store(41)
		time.Sleep(200 * time.Millisecond)
		synctest.Wait()
		second := wrote.take()
		var up int
		for digit := range strings.SplitSeq(strings.TrimPrefix(second, "\x1b[?2026h\r\x1b["), "") {
			if digit < "0" || digit > "9" {
				break
			}
			up = up*10 + int(digit[0]-'0')
		}
		if up <= lines || up > 2*lines {
			t.Errorf("up %d of what were %d lines: %.40q", up, lines, second)
		}
	})
}
