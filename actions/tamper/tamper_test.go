package tamper_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/tamper"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// signer is a key that the auditor trusts.
type signer struct {
	key          *ecdsa.PrivateKey
	hint, public string
}

func newSigner(t *testing.T) *signer {
	key := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	spki := must(x509.MarshalPKIXPublicKey(&key.PublicKey))
	sum := sha256.Sum256(spki)
	return &signer{key, base64.StdEncoding.EncodeToString(sum[:]), string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: spki}))}
}

func (s *signer) Sign(_ context.Context, message []byte) ([]byte, evidence.Material, error) {
	sum := sha256.Sum256(message)
	sig, err := ecdsa.SignASN1(rand.Reader, s.key, sum[:])
	return sig, evidence.Material{PublicKey: &evidence.PublicKey{Hint: s.hint}}, err
}

func (*signer) Verify(evidence.Material, []byte, []byte) error { return nil }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// watched is a store that tells what was written to it.
type watched struct {
	ledger.Memory
	puts int
}

func (w *watched) Put(ctx context.Context, object []byte) (ledger.Hash, error) {
	w.puts++
	return w.Memory.Put(ctx, object)
}

var start = time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)

// small is a ledger of as many runs as that, the last one without result.
func small(t *testing.T, s *signer, runs int) *watched {
	store := &watched{}
	w := &ledger.Writer{Store: store, Signer: s, Trust: s, Now: func() time.Time { return start.Add(time.Hour) },
		Wait: func(context.Context, time.Duration) error { return nil }}
	seal := func(p evidence.Predicate) (statement, bundle []byte) {
		statement = must(evidence.EncodeStatement(p))
		return statement, must(attest.Seal(t.Context(), s, statement))
	}
	_, genesis := seal(attest.LedgerStatement(attest.Genesis{At: start, Random: [16]byte{1, 2, 3}}))
	state := must(w.Append(t.Context(), ledger.Item{Bundle: genesis})).Checkpoint
	p := must((&plan.Plan{
		Format: plan.Format, Project: "acme", Timezone: "UTC", Runbook: "tls", File: "runbooks/tls.runbook.hcl", Title: "Fine?", Owner: "security",
		ReadOnly: true, Timeout: 600, FinishBy: 3600, Roles: []plan.Role{{Name: "security", Members: []string{"octocat#583231"}}},
		Triggers: []plan.Trigger{{Kind: "schedule", Name: "daily", Cron: "15 5 * * *"}}, Phases: []plan.Phase{{Name: "main", Steps: []plan.Step{{Name: "probe", Action: "tls.probe", Effect: kind.Observe, Parallel: 1, Timeout: 30, OnError: "stop",
			Settings: map[string]*expr.Node{"host": expr.Lit(expr.OfText("example.com"))}}}}},
	}).Encode())
	for n := range runs {
		a := must(attest.AuthorizationStatement(attest.Request{
			At: start.Add(time.Duration(n) * time.Minute), Plan: p, Commit: "4b825dc642cb6eb9a060e54bf8d69288fbee4904", Compiler: "v0.1.0", Mode: evidence.Live, Rule: "schedule",
			Run: evidence.RunID{Attempt: 1, ID: string(rune('1' + n)), Origin: state.Origin}, Trigger: evidence.TriggerRef{Kind: "schedule", Name: "daily"},
			Inputs: []evidence.InputValue{}, Seen: state.Seen(),
		}))
		said, bundle := seal(a)
		state = must(w.Append(t.Context(), ledger.Item{Bundle: bundle, Blobs: [][]byte{p}})).Checkpoint
		if n == runs-1 {
			break
		}
		record := must((&evidence.Record{Format: evidence.RecordFormat, Plan: a.Plan.Digest, Run: a.Run, Mode: evidence.Live, Outcome: evidence.Passed,
			StartedAt: a.At, EndedAt: a.At, Steps: []evidence.StepRecord{{Address: "step.probe", Outcome: evidence.Passed, Attempts: 1, StartedAt: a.At, EndedAt: a.At}}}).Encode())
		_, result := seal(must(attest.RunStatement(attest.Result{At: start.Add(time.Duration(n) * time.Minute), Record: record, Authorization: said, Seen: state.Seen(),
			Runner: evidence.Runner{Arch: "amd64", Host: "local", OS: "linux", Program: "v0.1.0"}})))
		state = must(w.Append(t.Context(), ledger.Item{Bundle: result, Blobs: [][]byte{record}, Authorization: bundle})).Checkpoint
	}
	return store
}

func subject(store ledger.Reader, s *signer) verify.Subject {
	return verify.Subject{Store: store, Policy: must(verify.PolicyFromKey([]byte(s.public))), AsOf: start.Add(time.Hour)}
}

// Every way is caught, on a ledger with runs; nothing is written to it; and each names what it did.
func TestAllAreCaught(t *testing.T) {
	t.Parallel()
	s := newSigner(t)
	store := small(t, s, 3)
	before, head := store.puts, must(store.Head(t.Context()))
	done := map[string]int{}
	err := tamper.Try(t.Context(), subject(store, s), func(r tamper.Result) error {
		switch {
		case r.Skipped != "":
			t.Errorf("%s was not tried: %s", r.Name, r.Skipped)
		case !r.Caught() || r.Says == "":
			t.Errorf("%s (%s) was not caught", r.Name, r.Says)
		}
		done[r.Name]++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if store.puts != before || must(store.Head(t.Context())) != head {
		t.Error("something was written to the ledger itself")
	}
	if len(done) != 25 || done["bit-flipped"] != 10 {
		t.Errorf("%d ways were tried, and %d files of different kinds had a bit flipped: %v", len(done), done["bit-flipped"], slices.Sorted(maps.Keys(done)))
	}
}

// What a ledger does not have cannot be changed: that is told, and is not called caught.
func TestYoungLedger(t *testing.T) {
	t.Parallel()
	s := newSigner(t)
	skipped := map[string]bool{}
	err := tamper.Try(t.Context(), subject(small(t, s, 0), s), func(r tamper.Result) error {
		if r.Skipped != "" {
			skipped[r.Name] = true
		}
		if r.Caught() == (r.Skipped != "") {
			t.Errorf("%s: caught %v, skipped %q", r.Name, r.Caught(), r.Skipped)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"record-dropped", "truncated", "rolled-back", "entry-by-a-stranger", "entries-swapped"} {
		if !skipped[name] {
			t.Errorf("%s was tried on a ledger of one entry", name)
		}
	}
}

// On a ledger that is refuted as it is, nothing can be shown.
func TestRefutedLedger(t *testing.T) {
	t.Parallel()
	store := small(t, newSigner(t), 2)
	err := tamper.Try(t.Context(), subject(store, newSigner(t)), func(tamper.Result) error { return nil })
	if !errors.Is(err, tamper.ErrRefuted) {
		t.Errorf("it gave %v", err)
	}
}
