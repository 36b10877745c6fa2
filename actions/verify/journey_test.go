package verify_test

import (
	"context"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// Sign makes a test key a signer of statements and checkpoints.
func (s *signer) Sign(_ context.Context, message []byte) ([]byte, evidence.Material, error) {
	return s.sign(message), evidence.Material{PublicKey: &evidence.PublicKey{Hint: s.hint}}, nil
}

// Verify trusts whatever the ledger's writer asks about: what counts here is what verification says.
func (s *signer) Verify(evidence.Material, []byte, []byte) error { return nil }

// What the product writes, entry by entry, holds; and the branch's own commits are traces that it
// continues.
func TestWhatWeWriteHolds(t *testing.T) {
	t.Parallel()
	key, store := testKey(t, "ledger"), &ledger.Memory{}
	w := &ledger.Writer{Store: store, Signer: key, Trust: key, Now: func() time.Time { return start.Add(time.Hour) },
		Wait: func(context.Context, time.Duration) error { return nil }}
	seal := func(p evidence.Predicate) (statement, bundle []byte) {
		statement = must(evidence.EncodeStatement(p))
		return statement, must(attest.Seal(t.Context(), key, statement))
	}
	_, genesis := seal(attest.LedgerStatement(attest.Genesis{At: start, Random: [16]byte{1, 2, 3}}))
	state := must(w.Append(t.Context(), ledger.Item{Bundle: genesis})).Checkpoint
	plan, days := must(examplePlan("tls").Encode()), number("14")
	for n := range 3 {
		at := start.Add(time.Duration(n) * time.Minute)
		a := must(attest.AuthorizationStatement(attest.Request{
			At: at, Plan: plan, Commit: "4b825dc642cb6eb9a060e54bf8d69288fbee4904", Compiler: "v0.1.0", Mode: evidence.Live, Rule: "schedule",
			Run: evidence.RunID{Attempt: 1, ID: string(rune('1' + n)), Origin: state.Origin}, Trigger: evidence.TriggerRef{Kind: "schedule", Name: "daily"},
			Inputs: []evidence.InputValue{{Default: true, Name: "days", Value: &days}}, Seen: state.Seen(),
		}))
		said, bundle := seal(a)
		state = must(w.Append(t.Context(), ledger.Item{Bundle: bundle, Blobs: [][]byte{plan}})).Checkpoint
		large := []byte("what was seen, at length")
		digest := canon.Sum(large)
		record := exampleRecord(a.Run, canon.Sum(plan), n)
		record.Evidence[0] = evidence.EvidenceValue{Name: "days", Digest: &digest}
		encoded := must(canon.Encode(record))
		r := must(attest.RunStatement(attest.Result{At: at.Add(time.Minute), Record: encoded, Authorization: said, Seen: state.Seen(),
			Runner: evidence.Runner{Arch: "amd64", Host: "local", OS: "linux", Program: "v0.1.0"}}))
		_, result := seal(r)
		state = must(w.Append(t.Context(), ledger.Item{Bundle: result, Blobs: [][]byte{encoded, large}, Authorization: bundle})).Checkpoint
	}
	v := judge(t, subject(t, store))
	if v.Status() != verdict.StatusHeld || v.Tree.Size != 7 || v.Checkpoint != state.Text() {
		t.Errorf("status %d, %d entries:%s", v.Status(), v.Tree.Size, told(v))
	}
	if got := v.Claim("3").Judged; got != 7+6 { // what each of seven entries saw, and the six commits below the tip
		t.Errorf("claim 3 was judged on %d checkpoints", got)
	}
}
