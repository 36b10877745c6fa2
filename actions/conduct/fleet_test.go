package conduct_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// fleetPlan goes over so many hosts, each a job of its phase, and judges each of them.
func fleetPlan(hosts int) *plan.Plan {
	p := threeSteps()
	list := &expr.Node{Op: expr.OpList}
	for i := range hosts {
		list.Args = append(list.Args, expr.Lit(expr.OfText(fmt.Sprintf("host-%05d", i))))
	}
	patch := changing(look("patch"))
	patch.OnError = "continue"
	patch.Settings["argv"] = &expr.Node{Op: expr.OpList, Args: []*expr.Node{expr.Ref("each", "key")}}
	p.Phases = []plan.Phase{{Name: "patch", ForEach: list, Parallel: 64, Steps: []plan.Step{patch}, Checks: []plan.Check{{
		Name: "patched", Severity: "high", Message: expr.Lit(expr.OfText("It was not patched.")),
		Condition: &expr.Node{Op: expr.OpEqual, Args: []*expr.Node{expr.Ref("step", "patch", "outcome"), expr.Lit(expr.OfText("passed"))}},
	}}}}
	p.Checks, p.Evidence = nil, nil
	return p
}

// watched is the plan with steps that only look, which need not wait for a disk.
func watched(p *plan.Plan) *plan.Plan {
	p.Phases[0].Steps[0].Effect = kind.Observe
	return p
}

// overFleet runs a plan over all its hosts, leg by leg, and gives what was told of them.
func (l *lab) overFleet(shown *conduct.Shown, p *plan.Plan) map[string]engine.Told {
	l.t.Helper()
	legs := p.FanOf(&p.Phases[0]).Legs
	told := engine.Told{Tails: map[int]*engine.Tail{}}
	dir := l.t.TempDir()
	for leg := range legs {
		of := engine.Share{Phase: "patch", Leg: leg}
		path := filepath.Join(dir, fmt.Sprint(leg))
		journal := must(engine.CreateJournal(path))
		run := must(engine.PrepareShare(context.Background(), shown.Opening.Job(p), l.desk().World, &of))
		must(run.DoShare(context.Background(), engine.ShareStart{Opening: shown.Opening, Journal: journal}))
		if err := journal.Close(); err != nil {
			l.t.Fatal(err)
		}
		told.Tails[leg] = must(shown.Opening.Tail(must(os.ReadFile(path)), of))
	}
	return map[string]engine.Told{"patch": told}
}

// TestFleet: a run over more targets than a record can tell is one statement, with one root over all of them; each
// is told by itself, the one that failed too, and an auditor judges each.
func TestFleet(t *testing.T) {
	t.Parallel()
	const hosts = 500 // more than one record tells
	l, req, f := newLab(t), byMara(), forge("1001", 1)
	req.Plan = watched(fleetPlan(hosts))
	l.fails, l.free = "host-00007", true
	of := l.issue(req, f)
	shown := must(l.check(of, req, f).Of(t.Context(), of.papers))
	all, err := l.desk().Attest(t.Context(), shown, engine.Gathering{Told: l.overFleet(shown, req.Plan)}, req.Plan)
	if err != nil || all.Record.Outcome != evidence.Failed || len(all.Refused) > 0 {
		t.Fatalf("refused %v, record %+v: %v", all.Refused, all.Record, err)
	}
	for _, address := range []string{"step.patch", "check.patched"} {
		told := all.Record.Of(address)
		if told == nil || told.Count != hosts || fmt.Sprint(told.Outcomes) != fmt.Sprintf("[{1 failed} {%d passed}]", hosts-1) {
			t.Errorf("%s: %+v", address, told)
		}
	}
	failed := slices.DeleteFunc(slices.Clone(all.Whole.Steps), func(s evidence.StepRecord) bool { return s.Outcome == evidence.Passed })
	if len(failed) != 1 || *failed[0].Key != "host-00007" || len(all.Whole.Checks) != hosts {
		t.Errorf("failed are %+v, of %d checks", failed, len(all.Whole.Checks))
	}
	l.sound()
	l.provesAlone(all.Record)
}

// TestFleetLies: whoever signs for the ledger and lets documents tell something else than the record is refuted.
func TestFleetLies(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lie func(r *evidence.Record, items *evidence.Targets)
		why string
	}{
		"one failed, and all passed": {func(r *evidence.Record, items *evidence.Targets) {
			items.Steps[3].Outcome, items.Steps[3].Reason = evidence.Failed, "exit"
		}, "from its 300 items follows"},
		"a host twice": {func(_ *evidence.Record, items *evidence.Targets) { items.Steps[1].Key = items.Steps[2].Key }, "there twice"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, req, f := newLab(t), byMara(), forge("1001", 1)
			req.Plan, l.free = watched(fleetPlan(300)), true
			of := l.issue(req, f)
			shown := must(l.check(of, req, f).Of(t.Context(), of.papers))
			got := must(engine.Gather(shown.Opening.Job(req.Plan), l.desk().World, engine.Gathering{Opening: shown.Opening, Told: l.overFleet(shown, req.Plan)}))
			record := got.Record
			told := record.Of("step.patch")
			items := must(told.Read([][]byte{got.Blobs[told.Blobs[0]]}))
			delete(got.Blobs, told.Blobs[0])
			c.lie(record, items)
			again, docs, err := evidence.EncodeTargets("step.patch", *items)
			if err != nil {
				t.Fatal(err)
			}
			*told = *again
			l.append(shown, of, record, append(docs, values(got.Blobs)...))
			v := must(verify.Verify(t.Context(), verify.Subject{Store: l.line.honest(), Policy: must(verify.PolicyFromKey(testKey().Public().PEM())), AsOf: l.now(), Workers: 1}))
			if said := string(must(v.Encode())); v.Sound() && v.Status() == 0 || !strings.Contains(said, c.why) {
				t.Errorf("the ledger is sound: %.3000s", said)
			}
			if alone := l.judgedAlone(l.newestProof()); alone.Claim("10").Outcome != verdict.Refuted || !strings.Contains(string(must(alone.Encode())), c.why) {
				t.Errorf("the entry alone holds: %.3000s", must(alone.Encode()))
			}
		})
	}
}

func values(blobs map[canon.Digest][]byte) (all [][]byte) {
	for _, data := range blobs {
		all = append(all, data)
	}
	return all
}

// append signs a record, whatever it says.
func (l *lab) append(shown *conduct.Shown, of issued, record *evidence.Record, blobs [][]byte) {
	l.t.Helper()
	data := must(record.Encode())
	said := must(attest.RunStatement(attest.Result{At: l.now(), Record: data, Authorization: shown.Statement, Runner: l.desk().Runner, Seen: must(l.book().Seen(context.Background()))}))
	bundle := must(attest.Seal(context.Background(), testKey(), must(evidence.EncodeStatement(said))))
	must(l.book().writer.Append(context.Background(), ledger.Item{Bundle: bundle, Blobs: append([][]byte{data}, blobs...), Authorization: of.papers.Authorization}))
}

// BenchmarkFleet is a run over 5,000 targets on a fleet of 256 jobs: what one job takes beside its steps, and what
// it takes to put all of them together, sign that and append it.
func BenchmarkFleet(b *testing.B) {
	const hosts = 5000
	for b.Loop() {
		l, req, f := newLab(b), byMara(), forge("1001", 1)
		req.Plan = fleetPlan(hosts)
		l.free = true
		of := l.issue(req, f)
		shown := must(l.check(of, req, f).Of(b.Context(), of.papers))
		began := time.Now()
		told := l.overFleet(shown, req.Plan)
		jobs := time.Since(began)
		began = time.Now()
		all := must(l.desk().Attest(b.Context(), shown, engine.Gathering{Told: told}, req.Plan))
		attest := time.Since(began)
		began = time.Now()
		must(verify.Verify(b.Context(), verify.Subject{Store: l.line.honest(), Policy: must(verify.PolicyFromKey(testKey().Public().PEM())), AsOf: l.now(), Workers: 1}))
		size := 0
		for _, blob := range all.Blobs {
			size += len(blob)
		}
		b.ReportMetric(float64(jobs.Milliseconds())/256, "ms/job")
		b.ReportMetric(float64(attest.Milliseconds()), "ms/attest")
		b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms/verify")
		b.ReportMetric(float64(len(all.Blobs[0])), "B/record")
		b.ReportMetric(float64(size-len(all.Blobs[0])), "B/documents")
	}
}
