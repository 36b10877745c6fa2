package site_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/actions/report/site"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// hostile is a text as an enemy would choose it, as far as a plan and a record let it through.
const hostile = `</title></code><script>alert(1)</script><img src=x onerror=alert(1)> " onload='x' javascript:x <!--`

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// house is a real ledger in memory, and those who write it.
type house struct {
	testing.TB
	signer *key.Key
	store  *ledger.Memory
	writer *ledger.Writer
	now    time.Time
	random [16]byte
	runs   int
	plans  map[string]*plan.Plan
}

// noon is when the first entry is written.
var noon = time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)

// signer is made once: its passphrase costs a tenth of a second on purpose.
var signer = sync.OnceValues(func() (*key.Key, error) {
	dir, err := os.MkdirTemp("", "attestary-test-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	return key.Create(filepath.Join(dir, "key"), []byte("correct horse battery"))
})

func newHouse(t testing.TB) *house {
	h := &house{TB: t, signer: must[*key.Key](t)(signer()), store: &ledger.Memory{}, now: noon, plans: map[string]*plan.Plan{}, random: sha16("house")}
	h.writer = &ledger.Writer{Store: h.store, Signer: h.signer, Trust: h.signer.Public(), Now: func() time.Time { return h.now },
		Wait: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}
	h.append(ledger.Item{Bundle: h.seal(attest.LedgerStatement(attest.Genesis{At: noon, Random: h.random}))})
	return h
}

func sha16(text string) [16]byte {
	sum := sha256.Sum256([]byte(text))
	return [16]byte(sum[:16])
}

func (h *house) seal(p evidence.Predicate) []byte {
	h.Helper()
	return must[[]byte](h)(attest.Seal(context.Background(), h.signer, must[[]byte](h)(evidence.EncodeStatement(p))))
}

func (h *house) append(items ...ledger.Item) {
	h.Helper()
	must[ledger.Receipt](h)(h.writer.Append(context.Background(), items...))
}

func (h *house) seen() evidence.Seen {
	return must[ledger.Checkpoint](h)(h.writer.Look(context.Background())).Seen()
}

// runbook is a plan that claims a function, or none, in words that nobody should trust.
func (h *house) runbook(name, function string) {
	p := &plan.Plan{
		Format: plan.Format, Project: "acme", Timezone: "UTC", Runbook: name, File: "runbooks/" + name + ".runbook.hcl",
		Title: "Look at " + name + " " + hostile, Owner: "security", ReadOnly: true, Timeout: 60, FinishBy: 3600,
		Triggers: []plan.Trigger{{Kind: "manual", Name: "start"}},
		Access:   &plan.Access{Who: []string{"security"}},
		Roles:    []plan.Role{{Name: "security", Members: []string{"mara"}}},
		Phases: []plan.Phase{{Name: "main", Steps: []plan.Step{{
			Name: "look", Title: "Read " + hostile, Action: "file.read", Effect: "observe", Parallel: 1, Timeout: 5, OnError: "stop",
			Settings: map[string]*expr.Node{"path": expr.Lit(expr.OfText("/etc/hostname"))},
		}}}},
		Checks: []plan.Check{{Name: "fine", Severity: "high", Message: expr.Lit(expr.OfText("It is not.")), Remedy: hostile,
			Condition: &expr.Node{Op: expr.OpEqual, Args: []*expr.Node{expr.Ref("step", "look", "text"), expr.Lit(expr.OfText(hostile))}}}},
		Evidence: []plan.Evidence{{Name: "text", Description: hostile, Value: expr.Ref("step", "look", "text")}},
	}
	if function != "" {
		p.Satisfies = []plan.Satisfies{{Framework: "cisa-ztmm", Function: function, Stage: "initial", FreshFor: 30 * 86400},
			{Framework: "nist-sp-800-53", Controls: []string{"CP-9", "CP-9(1)"}, FreshFor: 30 * 86400}}
	}
	must[[]byte](h)(p.Encode())
	h.plans[name] = p
}

// begin authorises a run, and gives its bundle and statement.
func (h *house) begin(name string, after time.Duration) (a *evidence.Authorization, bundle, statement []byte) {
	h.Helper()
	h.runs++
	h.now = h.now.Add(after)
	id := sha16(fmt.Sprint("run ", h.runs))
	data := must[[]byte](h)(h.plans[name].Encode())
	a = must[*evidence.Authorization](h)(attest.AuthorizationStatement(attest.Request{
		At: h.now, Plan: data, Commit: fmt.Sprintf("%040x", 7), Compiler: "attestary test", Mode: evidence.Live,
		Run:     evidence.RunID{Attempt: 1, ID: hex.EncodeToString(id[:]), Origin: evidence.NewOrigin(h.random)},
		Trigger: evidence.TriggerRef{Kind: "manual", Name: "start"}, Requester: &evidence.By{How: "key", ID: string(canon.Sum([]byte("mara"))), Login: "mara"},
		Rule: "access.who role.security", Seen: h.seen(),
	}))
	statement = must[[]byte](h)(evidence.EncodeStatement(a))
	bundle = must[[]byte](h)(attest.Seal(context.Background(), h.signer, statement))
	h.append(ledger.Item{Bundle: bundle, Blobs: [][]byte{data}})
	return a, bundle, statement
}

// run runs a runbook to its end.
func (h *house) run(name string, after time.Duration, outcome evidence.Outcome) {
	h.Helper()
	a, bundle, statement := h.begin(name, after)
	from, to := evidence.FormatInstant(h.now.Add(time.Second)), evidence.FormatInstant(h.now.Add(9*time.Second))
	saw := hostile
	if outcome != evidence.Passed {
		saw = "something else"
	}
	text := expr.OfText(saw)
	record := &evidence.Record{
		Format: evidence.RecordFormat, Plan: a.Plan.Digest, Run: a.Run, Mode: evidence.Live, Outcome: outcome, StartedAt: from, EndedAt: to,
		Steps: []evidence.StepRecord{{Address: "step.look", Attempts: 1, Outcome: evidence.Passed, StartedAt: from, EndedAt: to}},
		Checks: []evidence.CheckRecord{{Name: "fine", Severity: "high", Outcome: outcome,
			Operands: []expr.Operand{expr.OperandOf(text), expr.OperandOf(expr.OfText(hostile))}}},
		Evidence: []evidence.EvidenceValue{{Name: "text", Value: &text}},
	}
	data := must[[]byte](h)(record.Encode())
	said := must[*evidence.Run](h)(attest.RunStatement(attest.Result{
		At: h.now.Add(10 * time.Second), Record: data, Authorization: statement, Seen: h.seen(),
		Runner: evidence.Runner{Arch: "amd64", Host: "local", OS: "linux", Program: "attestary test"},
	}))
	h.append(ledger.Item{Bundle: h.seal(said), Blobs: [][]byte{data}, Authorization: bundle})
}

// site verifies the ledger, scores it, and gives what is shown of it at an instant.
func (h *house) site(asOf time.Time, before ...time.Time) *site.Site {
	h.Helper()
	set, ok := catalog.Lookup("cisa-ztmm")
	if !ok {
		h.Fatal("there is no such framework")
	}
	plans := slices.Collect(maps.Values(h.plans))
	slices.SortFunc(plans, func(a, b *plan.Plan) int { return len(a.Runbook) - len(b.Runbook) })
	var scorers []*report.Scorer
	for _, at := range append([]time.Time{asOf}, before...) {
		scorers = append(scorers, must[*report.Scorer](h)(report.NewScorer(report.Subject{Framework: set, Plans: plans, AsOf: at})))
	}
	public := string(h.signer.Public().PEM())
	subject := verify.Subject{Store: h.store, Policy: must[verify.Policy](h)(verify.PolicyFromKey([]byte(public))), AsOf: asOf}
	subject.Runs = func(r verdict.Run) error {
		var all []error
		for _, s := range scorers {
			all = append(all, s.Run(r))
		}
		return errors.Join(all...)
	}
	v := must[*verdict.Verdict](h)(verify.Verify(h.Context(), subject))
	card := must[*verdict.Scorecard](h)(scorers[0].Score(v))
	made := &site.Site{Verdict: v, Score: card, Tasks: scorers[0].Tasks(v), Project: "acme", Ledger: shelf{must[*ledger.Snapshot](h)(ledger.Open(h.Context(), h.store))},
		Keys: []site.Key{{Name: "the given key", PEM: public}}}
	if set, _ := catalog.Lookup("nist-sp-800-53"); scorers[0].Coverage(set, card) != nil {
		made.Coverage = append(made.Coverage, scorers[0].Coverage(set, card))
	}
	for _, s := range scorers[1:] {
		made.Before = append(made.Before, report.Point{Card: must[*verdict.Scorecard](h)(s.Score(v))})
	}
	for _, p := range plans {
		digest := must[canon.Digest](h)(p.Digest())
		made.Runbooks = append(made.Runbooks, site.Runbook{Name: p.Runbook, Title: p.Title, Summary: hostile, Owner: p.Owner, File: p.File, Plan: digest})
	}
	made.Place = func(runbook, address string) string {
		return fmt.Sprintf("runbooks/%s.runbook.hcl:%d", runbook, len(address))
	}
	return made
}

// shelf is a ledger as the site reads it.
type shelf struct{ *ledger.Snapshot }

func (s shelf) Entries(ctx context.Context) iter.Seq2[site.Entry, error] {
	return func(yield func(site.Entry, error) bool) {
		for e, err := range s.Snapshot.Entries(ctx) {
			if !yield(site.Entry(e), err) {
				return
			}
		}
	}
}

// files keeps files in memory.
type files struct {
	mu    sync.Mutex
	files map[string]string
}

func (f *files) Write(path string, data []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, twice := f.files[path]; twice {
		return fmt.Errorf("%s is written twice", path)
	}
	f.files[path] = string(data)
	return nil
}

func written(t testing.TB, s *site.Site) map[string]string {
	t.Helper()
	f := &files{files: map[string]string{}}
	if err := s.Write(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	return f.files
}
