package engine_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// The process that the tests of kill_test.go end, again and again: this program, started anew with a
// folder in which it leaves what it does.
//
//	run.journal   the run's
//	effects       a line for each thing that was changed
//	asked         a line for each thing that may have half-happened, and of which it was asked
//	yes           there once people have said so
//	record        the run's, as a ledger would keep it: once

const (
	folderVariable = "TEST_RUN"
	againVariable  = "TEST_AGAIN" // "yes": what may have half-happened is done once more
	lostVariable   = "TEST_LOST"  // "yes": it ends without its record, where the journal could not be written
)

// How the process ends where it does so by itself.
const (
	recorded = 0
	waits    = 10
	lost     = 11
	broken   = 12
)

// deadly looks, changes something, asks people, changes three things two at a time, and then fails in a
// phase that takes back what it did.
func deadly() *plan.Plan {
	b, each := change(step("b", "a")), change(step("each"))
	each.ForEach, each.Parallel, each.Needs = listOf("x", "y", "z"), 2, []string{"approval.ok"}
	each.Settings["stdin"] = expr.Ref("each", "key")
	c, d := change(step("c")), change(step("d", "c"))
	for _, s := range []*plan.Step{&c, &d} {
		s.OnError, s.Undo = "continue", &plan.Undo{Action: "exec.run", Settings: map[string]*expr.Node{"argv": listOf("undo", s.Name)}}
	}
	return planOf([]plan.Step{step("a"), b, each}, func(p *plan.Plan) {
		p.FinishBy = 30 * 24 * 3600
		p.Phases[0].Approvals = []plan.Approval{{Name: "ok", From: []string{"security"}, Min: 2, Timeout: 24 * 3600, Needs: []string{"step.b"}}}
		p.Phases = append(p.Phases, plan.Phase{
			Name: "two", After: []string{"main"}, Steps: []plan.Step{c, d}, OnFailure: &plan.OnFailure{Undo: "reverse"},
		})
	})
}

// effects are those of deadly, each by the address and key of its record.
var effects = map[string]string{
	"b ": "step.b ", "each x": "step.each x", "each y": "step.each y", "each z": "step.each z",
	"c ": "step.c ", "d ": "step.d ", "undo d ": "step.d.undo ", "undo c ": "step.c.undo ",
}

// liveOrDie goes on with the run of a folder, or begins it.
func liveOrDie(folder string) int {
	runtime.LockOSThread() // so that what the journal does is done, and counted, in one thread
	in := func(name string) string { return filepath.Join(folder, name) }
	run, err := engine.Prepare(context.Background(), jobOf(deadly()), engine.World{
		Now: time.Now, Random: rand.Reader, Env: os.LookupEnv, Dir: folder, Temp: folder, Parallel: 4,
		Runners: map[string]engine.Runner{"exec.run": runner(func(_ context.Context, call engine.Call) engine.Result {
			return affect(in("effects"), called(call))
		})},
	})
	must(err)
	start := engine.Start{
		Inbox: func(_ context.Context, q engine.Question) ([]engine.Word, error) { return wordsIn(in("yes"), q) },
		Again: func(h engine.HalfDone) bool {
			must(appendTo(in("asked"), h.Address+" "+h.Key+"\n"))
			return os.Getenv(againVariable) == "yes"
		},
	}
	if _, err := os.Stat(in("record")); err == nil {
		return bury(in("run.journal"), in("record"))
	}
	start.Journal, start.Past, err = open(in("run.journal"))
	must(err)
	finished, err := run.Do(context.Background(), start)
	switch {
	case errors.Is(err, engine.ErrJournal) && os.Getenv(lostVariable) == "yes":
		return lost
	case err != nil && !errors.Is(err, engine.ErrJournal):
		panic(err)
	case finished.Record == nil:
		return waits
	}
	if !keep(in("record"), finished.Record) {
		return broken
	}
	must(start.Journal.Remove())
	return recorded
}

// bury takes away the journal of a run whose record is kept. Where the journal has a record, it is the same.
func bury(journal, record string) int {
	past, err := engine.ReadJournal(journal)
	if errors.Is(err, os.ErrNotExist) {
		return recorded
	}
	must(err)
	if past.Ended() {
		own, _, err := past.Record(deadly(), time.Now(), rand.Reader)
		must(err)
		if !keep(record, own) {
			return broken
		}
	}
	must(past.Remove())
	return recorded
}

// open makes the journal, or reads what an earlier process left. One that never began left nothing.
func open(path string) (*engine.Journal, *engine.Past, error) {
	past, err := engine.ReadJournal(path)
	switch {
	case errors.Is(err, engine.ErrEmpty):
		must(os.Remove(path))
		fallthrough
	case errors.Is(err, os.ErrNotExist):
		journal, err := engine.CreateJournal(path)
		return journal, nil, err
	case err != nil:
		return nil, nil, err
	}
	journal, err := past.Journal()
	return journal, past, err
}

// affect changes something, and fails where the plan wants it to; a, and nothing else, only looks.
func affect(path, name string) engine.Result {
	if name == "a " {
		return says("seen")
	}
	must(appendTo(path, name+"\n"))
	if name == "d " {
		return fails(engine.ReasonExit)
	}
	return says()
}

func appendTo(path, line string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(line)
	return errors.Join(err, file.Close())
}

// wordsIn is what two people say once the file is there: yes.
func wordsIn(path string, q engine.Question) (words []engine.Word, err error) {
	at, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	for _, login := range []string{"bob", "eve"} {
		words = append(words, engine.Word{
			ID: login, Login: login, Yes: true, At: string(at), Shown: q.ShownDigest, Frozen: q.FrozenDigest, Statement: digestOf(login),
		})
	}
	return words, err
}

// keep keeps a record once. It tells whether it is there now, and no other.
func keep(path string, record *evidence.Record) bool {
	data, err := record.Encode()
	must(err)
	draft := fmt.Sprint(path, ".", os.Getpid())
	must(os.WriteFile(draft, data, 0o600))
	if err := os.Link(draft, path); err != nil && !errors.Is(err, os.ErrExist) {
		panic(err)
	}
	kept, err := os.ReadFile(path)
	must(err)
	return bytes.Equal(kept, data)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// countLines is how often each line is in a file.
func countLines(path string) map[string]int {
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		panic(err)
	}
	count := map[string]int{}
	for line := range strings.Lines(string(data)) {
		count[strings.TrimSuffix(line, "\n")]++
	}
	return count
}
