package conduct_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// testKey signs everything. It is made once: its passphrase costs a tenth of a second on purpose.
var testKey = sync.OnceValue(func() *key.Key {
	dir := must(os.MkdirTemp("", "attestary-test-"))
	defer os.RemoveAll(dir)
	return must(key.Create(filepath.Join(dir, "key"), []byte("correct horse")))
})

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// lab is a ledger, a machine with a folder for its runs, and a note of every step that ran there.
type lab struct {
	t      testing.TB
	line   *line
	folder string
	clock  atomic.Int64 // seconds after noon; every look moves it on
	guard  sync.Mutex
	ran    []string
	act    func(ctx context.Context, step string) // what a step does beside being noted; nil: nothing
	fails  string                                 // the step that fails
	free   bool                                   // nobody looks at the ledger at each step
}

// newLab has a ledger with its first entry.
func newLab(t testing.TB) *lab {
	t.Helper()
	l := &lab{t: t, line: &line{objects: new(ledger.Memory)}, folder: filepath.Join(t.TempDir(), "runs")}
	said := attest.LedgerStatement(attest.Genesis{At: l.now(), Random: [16]byte{15: 7}})
	bundle := must(attest.Seal(t.Context(), testKey(), must(evidence.EncodeStatement(said))))
	must(l.book().writer.Append(t.Context(), ledger.Item{Bundle: bundle}))
	return l
}

// after is what another process finds that starts when this machine lost its power: a copy of the
// folder, and the ledger as it stands.
func (l *lab) after() *lab {
	l.t.Helper()
	next := &lab{t: l.t, line: &line{objects: l.line.objects, head: l.line.tip()}, folder: filepath.Join(l.t.TempDir(), "runs")}
	next.clock.Store(l.clock.Load() + 60)
	if err := os.CopyFS(next.folder, os.DirFS(l.folder)); err != nil && !errors.Is(err, os.ErrNotExist) {
		l.t.Fatal(err)
	}
	return next
}

func (l *lab) now() time.Time {
	return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(l.clock.Add(1)) * time.Second)
}

// desk is that of a new process on this machine.
func (l *lab) desk() *conduct.Desk { return l.deskWith(l.book()) }

func (l *lab) deskWith(book conduct.Ledger) *conduct.Desk {
	return &conduct.Desk{
		Ledger: book, Signer: testKey(), Random: rand.Reader, Program: "attestary test", Folder: l.folder,
		Runner: evidence.Runner{Arch: "amd64", Host: "local", OS: "linux", Program: "attestary test"},
		World: engine.World{
			Runners: map[string]engine.Runner{"exec.run": action(l.exec)}, Now: l.now, Random: rand.Reader,
			Env: func(string) (string, bool) { return "", false },
			Dir: l.t.TempDir(), Temp: l.t.TempDir(), Parallel: 1,
		},
	}
}

// action is an action made of a function.
type action func(context.Context, engine.Call) engine.Result

func (f action) Run(ctx context.Context, call engine.Call) engine.Result { return f(ctx, call) }

// exec notes that a step ran, and holds the first promise: what runs is authorised in the ledger.
func (l *lab) exec(ctx context.Context, call engine.Call) engine.Result {
	step, _ := call.Settings["argv"].Items()[0].AsText()
	if step == l.fails {
		return engine.Result{Outcome: evidence.Failed, Reason: engine.ReasonExit, Detail: "as the test wants"}
	}
	if n := len(l.looked(evidence.KindAuthorization)); !l.free && (n == 0 || n == len(l.entries(evidence.KindRun))) {
		l.t.Errorf("step %s runs, and no authorization is in the ledger that has no result", step)
	}
	l.guard.Lock()
	l.ran = append(l.ran, step)
	l.guard.Unlock()
	if l.act != nil {
		l.act(ctx, step)
	}
	if ctx.Err() != nil {
		return engine.Result{Outcome: evidence.Unknown, Reason: engine.ReasonInterrupted}
	}
	return engine.Result{Outcome: evidence.Passed, Outputs: map[string]expr.Value{
		"exit": expr.OfInt(0), "stdout": expr.OfText("seen by " + step), "stderr": expr.OfText(""), "lines": expr.OfList(nil), "json": expr.Nil(),
	}}
}

// looked is entries, where somebody looks.
func (l *lab) looked(kind evidence.Kind) []string {
	if l.free {
		return nil
	}
	return l.entries(kind)
}

// entries are the runs that the ledger holds entries of that kind of, with the eyes of somebody else.
func (l *lab) entries(kind evidence.Kind) []string {
	var runs []string
	for e, err := range must(ledger.Open(context.Background(), l.line.honest())).Entries(context.Background()) {
		if err != nil {
			l.t.Fatal(err)
		}
		if e.Leaf.Kind == kind {
			runs = append(runs, e.Leaf.Run.Hex())
		}
	}
	return runs
}

// outcomes are how the runs of the ledger ended, by their records.
func (l *lab) outcomes() []string {
	snapshot := must(ledger.Open(context.Background(), l.line.honest()))
	var all []string
	for e, err := range snapshot.Entries(context.Background()) {
		if err != nil {
			l.t.Fatal(err)
		}
		if said, ok := e.Statement.(*evidence.Run); ok {
			record := must(evidence.ParseRecord(must(snapshot.Blob(context.Background(), said.Record.Digest))))
			all = append(all, string(record.Outcome))
		}
	}
	return all
}

// waiting are the names of the folders that wait.
func (l *lab) waiting() []string {
	var names []string
	for _, w := range must(l.desk().Left()) {
		names = append(names, filepath.Base(w.Path))
	}
	return names
}

// seal has a new process bring in what waits.
func (l *lab) seal() error {
	desk := l.desk()
	return errors.Join(desk.SealAll(l.t.Context(), must(desk.Left()))...)
}

// holds is what must be true when all is brought in: nothing waits, every authorization has exactly one
// result, sealing again changes nothing, and an auditor finds the ledger sound.
func (l *lab) holds() {
	l.t.Helper()
	before := l.line.tip()
	if err := l.seal(); err != nil || l.line.tip() != before || len(l.waiting()) > 0 {
		l.t.Errorf("sealing again: %v; moved the ledger: %v; waiting: %v", err, l.line.tip() != before, l.waiting())
	}
	authorised, ended := l.entries(evidence.KindAuthorization), l.entries(evidence.KindRun)
	slices.Sort(authorised)
	slices.Sort(ended)
	if !slices.Equal(authorised, ended) || len(slices.Compact(authorised)) != len(ended) {
		l.t.Errorf("authorised %v, ended %v", authorised, ended)
	}
	l.sound()
}

// sound has an auditor judge the ledger.
func (l *lab) sound() {
	l.t.Helper()
	v, err := verify.Verify(l.t.Context(), verify.Subject{
		Store: l.line.honest(), Policy: must(verify.PolicyFromKey(testKey().Public().PEM())), AsOf: l.now(), Workers: 1,
	})
	if err != nil {
		l.t.Fatal(err)
	}
	if !v.Sound() || v.Status() != 0 {
		l.t.Errorf("the ledger is not sound: %s", must(v.Encode()))
	}
}

// look is a step that only looks; changing is one that changes something.
func look(name string, needs ...string) plan.Step {
	argv := &expr.Node{Op: expr.OpList, Args: []*expr.Node{expr.Lit(expr.OfText(name))}}
	return plan.Step{
		Name: name, Action: "exec.run", Effect: kind.Observe, Settings: map[string]*expr.Node{"argv": argv},
		Needs: needs, Parallel: 1, Timeout: 60, OnError: "stop",
	}
}

func changing(s plan.Step) plan.Step {
	s.Effect = kind.Change
	return s
}

// threeSteps is a plan that looks, changes, and looks again, and whose record names a blob beside it.
func threeSteps() *plan.Plan {
	return &plan.Plan{
		Format: plan.Format, Project: "acme", Timezone: "UTC", Runbook: "rotate", File: "runbooks/rotate.runbook.hcl", Title: "Rotate the key",
		Owner: "security", Timeout: 600, FinishBy: 7200,
		Roles:    []plan.Role{{Name: "security", Members: []string{"mara", "octocat#583231"}}, {Name: "staff", Members: []string{"mara", "tom"}}},
		Access:   &plan.Access{Who: []string{"security"}},
		Triggers: []plan.Trigger{{Kind: "manual", Name: "form"}, {Kind: "schedule", Name: "weekly", Cron: "0 5 * * 1"}},
		Phases:   []plan.Phase{{Name: "main", Steps: []plan.Step{look("a"), changing(look("b", "step.a")), look("c", "step.b")}}},
		Checks: []plan.Check{{
			Name: "done", Severity: "high", Message: expr.Lit(expr.OfText("It was not done.")),
			Condition: &expr.Node{Op: expr.OpEqual, Args: []*expr.Node{expr.Ref("step", "c", "exit"), expr.Lit(expr.OfInt(0))}},
		}},
		Evidence: []plan.Evidence{{Name: "who", Personal: true, Value: expr.Ref("step", "a", "stdout")}},
	}
}

// otherPlan is another runbook's.
func otherPlan() *plan.Plan {
	p := threeSteps()
	p.Title = "Rotate another key"
	return p
}

const commit = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

// byMara is a request that is granted.
func byMara() conduct.Request {
	p := threeSteps()
	return conduct.Request{
		Plan: p, Commit: commit, Trigger: p.Triggers[0], Mode: evidence.Live,
		Requester: &conduct.Person{By: evidence.By{How: "key", ID: string(testKey().Public().Digest()), Login: "mara"}},
	}
}

// tell is a list as a sentence of a table: "a b c".
func tell(list []string) string { return strings.Join(list, " ") }

func (l *lab) String() string {
	return fmt.Sprintf("%d authorised, ended %v, %d waiting", len(l.entries(evidence.KindAuthorization)), l.outcomes(), len(l.waiting()))
}
