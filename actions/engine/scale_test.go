package engine_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/internal/cpu"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// large are plans as large as the language allows, and larger than anybody writes.
var large = map[string]func() *plan.Plan{
	"500 steps that look":               func() *plan.Plan { return planOf(manySteps(500)) },
	"500 steps, each after the last":    func() *plan.Plan { return planOf(inRow(manySteps(500))) },
	"10000 items that look":             func() *plan.Plan { return planOf([]plan.Step{step("l"), manyItems(step("s", "l"))}) },
	"10000 items that change something": func() *plan.Plan { return planOf([]plan.Step{step("l"), change(manyItems(step("s", "l")))}) },
	"10000 jobs": func() *plan.Plan {
		return manyJobs(64, step("a"), step("b", "a"))
	},
	"10000 jobs at once": func() *plan.Plan {
		return manyJobs(1000, step("a"))
	},
	"3000 jobs that see 10000 others": func() *plan.Plan {
		p := manyJobs(64, step("a"))
		s := step("b")
		s.When = is(op(expr.OpGet, op(expr.OpGet, expr.Ref("phase", "many"), expr.Ref("each", "key")), text("outcome")), text("passed"))
		p.Phases = append(p.Phases, plan.Phase{
			Name: "more", After: []string{"many"}, ForEach: expr.Ref("step", "l", "json"), Parallel: 64, Steps: []plan.Step{s},
		})
		return p
	},
	"3000 jobs that see a local": func() *plan.Plan {
		s := step("b")
		s.When = is(op(expr.OpGet, expr.Ref("local", "seen"), expr.Ref("each", "key")), text("yes"))
		s.Needs = []string{"step.l"}
		p := manyJobs(64, s)
		p.Locals = map[string]*expr.Node{"seen": {Op: expr.OpFor, Vars: []string{"v"}, Keyed: true, Args: []*expr.Node{expr.Ref("step", "l", "lines"), expr.Ref("v"), text("yes")}}}
		p.Phases[1].ForEach = expr.Ref("step", "l", "json")
		return p
	},
	"10000 changes that are taken back": func() *plan.Plan {
		s, last := change(manyItems(step("s", "l"))), step("z", "s")
		s.Undo = &plan.Undo{Action: "exec.run", Settings: map[string]*expr.Node{"argv": listOf("undo")}}
		return planOf([]plan.Step{step("l"), s, last}, func(p *plan.Plan) { p.Phases[0].OnFailure = &plan.OnFailure{Undo: "reverse"} })
	},
}

func manySteps(n int) (steps []plan.Step) {
	for i := range n {
		steps = append(steps, step(fmt.Sprintf("s%03d", i)))
	}
	return steps
}

func inRow(steps []plan.Step) []plan.Step {
	for i := range steps[1:] {
		steps[i+1].Needs = []string{steps[i].Address()}
	}
	return steps
}

// manyItems makes a step one over all lines that step l saw.
func manyItems(s plan.Step) plan.Step {
	s.ForEach, s.Parallel, s.OnError = expr.Ref("step", "l", "lines"), 64, "continue"
	return s
}

// manyJobs is a phase with a job for each line that step l saw.
func manyJobs(parallel int64, steps ...plan.Step) *plan.Plan {
	return planOf([]plan.Step{step("l")}, func(p *plan.Plan) {
		p.Phases = append(p.Phases, plan.Phase{
			Name: "many", After: []string{"main"}, ForEach: expr.Ref("step", "l", "lines"), Parallel: parallel, Steps: steps,
		})
	})
}

// BenchmarkLarge runs them with actions that do nothing, and tells what the engine needs for each item: a
// run that needs more for each the more there are would show here.
func BenchmarkLarge(b *testing.B) {
	for name, of := range large {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			p, used := of(), cpu.Time()
			for i := 0; b.Loop(); i++ {
				journal, err := engine.CreateJournal(filepath.Join(quick(b), fmt.Sprint(i)))
				if err != nil {
					b.Fatal(err)
				}
				record, err := runLarge(b, p, journal)
				if err != nil || record.Outcome == evidence.Unknown {
					b.Fatal(record.Outcome, err)
				}
				_ = journal.Remove()
			}
			b.ReportMetric(float64((cpu.Time()-used).Milliseconds())/float64(b.N), "cpu-ms/run")
		})
	}
}

// runLarge runs a plan, with actions that do nothing: l sees 10,000 lines, and z fails.
func runLarge(b *testing.B, p *plan.Plan, journal *engine.Journal) (*evidence.Record, error) {
	b.Helper()
	lines := make([]string, 10_000)
	for i := range lines {
		lines[i] = fmt.Sprintf("item-%05d", i)
	}
	w := worldOf(b, func(_ context.Context, call engine.Call) engine.Result {
		switch name, _ := call.Settings["argv"].Items()[0].AsText(); name {
		case "l":
			seen := says(lines...)
			seen.Outputs["json"] = expr.OfList(seen.Outputs["lines"].Items()[:3000])
			return seen
		case "z":
			return fails(engine.ReasonExit)
		}
		return says()
	})
	w.Parallel, w.Events = 64, nil
	run, err := engine.Prepare(b.Context(), jobOf(p), w.World)
	if err != nil {
		return nil, err
	}
	finished, err := run.Do(b.Context(), engine.Start{Journal: journal})
	return finished.Record, err
}

// BenchmarkSeal reads the journal of a run with 10,000 items that was killed just before its end, and makes
// its record: what it takes for each byte of the journal.
func BenchmarkSeal(b *testing.B) {
	b.ReportAllocs()
	p := large["10000 items that change something"]()
	path := filepath.Join(quick(b), "run.journal")
	journal, err := engine.CreateJournal(path)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := runLarge(b, p, journal); err != nil {
		b.Fatal(err)
	}
	data := read(b, path)
	data = data[:bytes.LastIndexByte(data[:len(data)-1], '\n')+1]
	if err := errors.Join(journal.Remove(), os.WriteFile(path, data, 0o600)); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		past, err := engine.ReadJournal(path)
		if err != nil {
			b.Fatal(err)
		}
		if record, _, err := past.Record(p, time.Now(), rand.Reader); err != nil || record.Outcome != evidence.Interrupted {
			b.Fatal(err)
		}
		past.Close()
	}
}
