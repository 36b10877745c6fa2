// Package contract is what the tests of ledgers share: an author of statements, and the suite of rules
// that every store must keep.
package contract

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
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

// Noon is the time at which the authors write.
var Noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// Key signs everything. It is made once a process: its passphrase costs a tenth of a second on purpose.
var Key = sync.OnceValue(func() *key.Key {
	if path := os.Getenv(keyVariable); path != "" {
		return must(key.Open(path, passphrase))
	}
	return newKey()
})

// keyVariable names the file of the key that several processes share.
const keyVariable = "ATTESTARY_TEST_KEY"

var passphrase = []byte("correct horse")

// ShareKey has the processes that this one starts sign with one key. It is for TestMain.
func ShareKey(folder string) {
	path := filepath.Join(folder, "key")
	if os.Getenv(keyVariable) == "" {
		must(key.Create(path, passphrase))
		os.Setenv(keyVariable, path)
	}
}

func must(k *key.Key, err error) *key.Key {
	if err != nil {
		panic(err)
	}
	return k
}

// Ada is the key of a person, which is none of the ledger's.
var Ada = sync.OnceValue(newKey)

func newKey() *key.Key {
	dir, err := os.MkdirTemp("", "attestary-test-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	return must(key.Create(filepath.Join(dir, "key"), passphrase))
}

// Must gives a function that ends the test on an error.
func Must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// Author makes statements and items for one ledger, as a runner would. Authors of one ledger have
// different names. An author is for one goroutine.
type Author struct {
	t      testing.TB
	ledger string
	name   string
	runs   int
	plans  map[string][]byte // by runbook
}

// NewAuthor makes an author for the ledger with that name.
func NewAuthor(t testing.TB, ledger, name string) *Author {
	return &Author{t: t, ledger: ledger, name: name, plans: map[string][]byte{}}
}

func (a *Author) random() [16]byte {
	sum := sha256.Sum256([]byte(a.ledger))
	return [16]byte(sum[:16])
}

// Origin is that of the ledger.
func (a *Author) Origin() string { return evidence.NewOrigin(a.random()) }

// Genesis is entry 0.
func (a *Author) Genesis() ledger.Item {
	a.t.Helper()
	return ledger.Item{Bundle: a.seal(attest.LedgerStatement(attest.Genesis{At: Noon, Random: a.random()}))}
}

func (a *Author) seal(p evidence.Predicate) []byte {
	a.t.Helper()
	return Must[[]byte](a.t)(attest.Seal(a.t.Context(), Key(), Must[[]byte](a.t)(evidence.EncodeStatement(p))))
}

// Plan is a plan of a runbook with that name.
func Plan(t testing.TB, runbook string) []byte {
	t.Helper()
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
	return Must[[]byte](t)(p.Encode())
}

// Started is a run that is authorised.
type Started struct {
	Item      ledger.Item // its authorization
	at        time.Time
	plan      []byte
	run       evidence.RunID
	statement []byte
	record    []byte // of its result, where it keeps something
}

// Authorize makes the authorization of a new run, by someone who has seen the checkpoint.
func (a *Author) Authorize(runbook string, at time.Time, seen ledger.Checkpoint) *Started {
	a.t.Helper()
	a.runs++
	id := sha256.Sum256(fmt.Appendf(nil, "%s %s %d", a.ledger, a.name, a.runs))
	if a.plans[runbook] == nil {
		a.plans[runbook] = Plan(a.t, runbook)
	}
	s := &Started{at: at, plan: a.plans[runbook], run: evidence.RunID{Attempt: 1, ID: hex.EncodeToString(id[:16]), Origin: a.Origin()}}
	said := Must[*evidence.Authorization](a.t)(attest.AuthorizationStatement(attest.Request{
		At: at, Plan: s.plan, Commit: fmt.Sprintf("%040x", 7), Compiler: "attestary test", Run: s.run, Mode: evidence.Live,
		Trigger: evidence.TriggerRef{Kind: "manual", Name: "start"}, Rule: "the access of the runbook", Seen: seen.Seen(),
	}))
	s.statement = Must[[]byte](a.t)(evidence.EncodeStatement(said))
	s.Item = ledger.Item{Bundle: Must[[]byte](a.t)(attest.Seal(a.t.Context(), Key(), s.statement)), Blobs: [][]byte{s.plan}}
	return s
}

// Result makes the result of a run, by someone who has seen its authorization.
func (a *Author) Result(s *Started, seen ledger.Checkpoint) ledger.Item {
	a.t.Helper()
	started := evidence.FormatInstant(s.at.Add(time.Second))
	record := &evidence.Record{
		Format: evidence.RecordFormat, Plan: canon.Sum(s.plan), Run: s.run, Mode: evidence.Live, Outcome: evidence.Passed,
		StartedAt: started, EndedAt: started,
		Steps: []evidence.StepRecord{{Address: "step.look", Attempts: 1, Outcome: evidence.Passed, StartedAt: started, EndedAt: started}},
	}
	data := Must[[]byte](a.t)(record.Encode())
	said := Must[*evidence.Run](a.t)(attest.RunStatement(attest.Result{
		At: s.at.Add(time.Second), Record: data, Authorization: s.statement, Seen: seen.Seen(),
		Runner: evidence.Runner{Arch: "amd64", Host: "local", OS: "linux", Program: "attestary test"},
	}))
	return ledger.Item{Bundle: a.seal(said), Blobs: [][]byte{data}, Authorization: s.Item.Bundle}
}

// Writer is one that trusts Key, and waits a fiftieth of what it should.
func Writer(store ledger.Store) *ledger.Writer {
	return &ledger.Writer{
		Store: store, Signer: Key(), Trust: Key().Public(), Now: func() time.Time { return Noon.Add(time.Hour) },
		Wait: func(ctx context.Context, most time.Duration) error {
			time.Sleep(most / 50)
			return ctx.Err()
		},
	}
}
