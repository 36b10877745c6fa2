package ledger_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// noon is the clock of these tests.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// testKey is made once: its passphrase costs a tenth of a second on purpose.
var testKey = sync.OnceValue(func() *key.Key {
	k, err := key.Create(filepath.Join(keyDir, "key"), []byte("correct horse"))
	if err != nil {
		panic(err)
	}
	return k
})

// author makes statements, bundles and items, as a runner would.
type author struct {
	t      testing.TB
	origin string
	runs   int
	name   string // tells the runs of one author from those of another
}

func newAuthor(t testing.TB, name string) *author {
	random := sha256.Sum256([]byte(t.Name()))
	return &author{t: t, origin: evidence.NewOrigin([16]byte(random[:16])), name: name}
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (a *author) seal(p evidence.Predicate) []byte {
	a.t.Helper()
	statement := must[[]byte](a.t)(evidence.EncodeStatement(p))
	return must[[]byte](a.t)(attest.Seal(a.t.Context(), testKey(), statement))
}

// genesis is entry 0.
func (a *author) genesis() ledger.Item {
	raw := must[[]byte](a.t)(hex.DecodeString(a.origin[len(a.origin)-32:]))
	return ledger.Item{Bundle: a.seal(attest.LedgerStatement(attest.Genesis{At: noon, Random: [16]byte(raw)}))}
}

func planOf(t testing.TB, runbook string) []byte {
	p := &plan.Plan{
		Format: plan.Format, Project: "acme", Timezone: "UTC", Runbook: runbook, File: "runbooks/" + runbook + ".runbook.hcl",
		Title: "Look at " + runbook, Owner: "security", ReadOnly: true, Timeout: 60, FinishBy: 3600,
		Triggers: []plan.Trigger{{Kind: "manual", Name: "start"}},
		Access:   &plan.Access{Who: []string{"security"}},
		Roles:    []plan.Role{{Name: "security", Members: []string{"mara"}}},
		Phases: []plan.Phase{{Name: "main", Steps: []plan.Step{{
			Name: "look", Action: "file.read", Effect: "observe", Parallel: 1, Timeout: 5, OnError: "stop",
			Settings: map[string]*expr.Node{"path": expr.Lit(expr.OfText("/etc/hostname"))},
		}}}},
	}
	return must[[]byte](t)(p.Encode())
}

// pair is an authorization and the result that follows it.
type pair struct {
	statement     []byte // of the authorization
	run           evidence.RunID
	plan          []byte
	authorization ledger.Item
	at            time.Time
}

// authorize makes the authorization of a new run, by someone who has seen the given checkpoint.
func (a *author) authorize(runbook string, at time.Time, seen ledger.Checkpoint) *pair {
	a.t.Helper()
	a.runs++
	random := sha256.Sum256(fmt.Appendf(nil, "%s %s %d", a.t.Name(), a.name, a.runs))
	p := &pair{plan: planOf(a.t, runbook), at: at, run: evidence.RunID{Attempt: 1, ID: hex.EncodeToString(random[:16]), Origin: a.origin}}
	said := must[*evidence.Authorization](a.t)(attest.AuthorizationStatement(attest.Request{
		At: at, Plan: p.plan, Commit: fmt.Sprintf("%040x", 7), Compiler: "attestary test", Run: p.run, Mode: evidence.Live,
		Trigger: evidence.TriggerRef{Kind: "manual", Name: "start"}, Rule: "the access of the runbook", Seen: seen.Seen(),
	}))
	p.statement = must[[]byte](a.t)(evidence.EncodeStatement(said))
	p.authorization = ledger.Item{Bundle: must[[]byte](a.t)(attest.Seal(a.t.Context(), testKey(), p.statement)), Blobs: [][]byte{p.plan}}
	return p
}

// result makes the result of a run, by someone who has seen its authorization in the given checkpoint.
func (a *author) result(p *pair, seen ledger.Checkpoint) ledger.Item {
	a.t.Helper()
	started := evidence.FormatInstant(p.at.Add(time.Second))
	record := &evidence.Record{
		Format: evidence.RecordFormat, Plan: canon.Sum(p.plan), Run: p.run, Mode: evidence.Live, Outcome: evidence.Passed,
		StartedAt: started, EndedAt: started,
		Steps: []evidence.StepRecord{{Address: "step.look", Attempts: 1, Outcome: evidence.Passed, StartedAt: started, EndedAt: started}},
	}
	data := must[[]byte](a.t)(record.Encode())
	said := must[*evidence.Run](a.t)(attest.RunStatement(attest.Result{
		At: p.at.Add(time.Second), Record: data, Authorization: p.statement, Seen: seen.Seen(),
		Runner: evidence.Runner{Arch: "amd64", Host: "local", OS: "linux", Program: "attestary test"},
	}))
	return ledger.Item{Bundle: a.seal(said), Blobs: [][]byte{data}}
}

// writer is one that trusts the test's key and does not sleep long.
func writer(store ledger.Store) *ledger.Writer {
	return &ledger.Writer{
		Store: store, Signer: testKey(), Trust: testKey().Public(), Now: func() time.Time { return noon.Add(time.Hour) },
		Wait: func(ctx context.Context, most time.Duration) error {
			time.Sleep(most / 50)
			return ctx.Err()
		},
	}
}
