package evidence_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"testing"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

const origin = "attestary.dev/ledger/000102030405060708090a0b0c0d0e0f"

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ledgerSample() *evidence.Ledger {
	return &evidence.Ledger{
		At: "2026-03-01T12:00:00Z", Format: evidence.LedgerFormat, Origin: origin,
		Seen: evidence.Seen{Origin: origin, Root: canon.Sum(nil)},
	}
}

func runID() evidence.RunID {
	return evidence.RunID{Attempt: 1, ID: "00112233445566778899aabbccddeeff", Origin: origin}
}

func authorizationSample() *evidence.Authorization {
	days, note := expr.OfInt(21), expr.OfText("the yearly look")
	return &evidence.Authorization{
		At: "2026-03-01T12:00:00Z", Commit: "1b4f2d6a0c3e5f7890a1b2c3d4e5f60718293a4b", Compiler: "attestary 0.1.0",
		FinishBy: "2026-03-01T16:00:00Z", NotAfter: "2026-03-02T12:00:00Z",
		Gates:  []evidence.Gate{{Name: "device", Outcome: evidence.Passed}},
		Inputs: []evidence.InputValue{{Default: true, Name: "days", Value: &days}, {Name: "note", Value: &note}, {Name: "token"}},
		Mode:   evidence.Live, Plan: evidence.BlobRef{Digest: canon.Sum([]byte("plan")), Size: 4},
		Requester: &evidence.By{How: "forge", ID: "583231", Login: "mara"},
		Reviews: []evidence.ReviewCount{{
			By: evidence.By{How: "forge", ID: "9919", Login: "jon"}, Commit: "2b4f2d6a0c3e5f7890a1b2c3d4e5f60718293a4b", Role: "security",
		}},
		Rule: "role security may start it", Run: runID(), Runbook: "site_tls",
		Seen:    evidence.Seen{Origin: origin, Root: canon.Sum([]byte("root")), Size: 1},
		Trigger: evidence.TriggerRef{Kind: "manual", Name: "start"},
	}
}

func runSample() *evidence.Run {
	entry, bundle := int64(1), canon.Sum([]byte("bundle"))
	return &evidence.Run{
		At: "2026-03-01T12:05:01Z", Authorization: canon.Sum([]byte("authorization")), Outcome: evidence.Failed,
		StartedAt: "2026-03-01T12:00:03Z", EndedAt: "2026-03-01T12:05:00Z", Record: evidence.BlobRef{Digest: canon.Sum([]byte("record")), Size: 6},
		Runner: evidence.Runner{Arch: "amd64", Host: "local", OS: "linux", Program: "attestary 0.1.0"},
		Seen:   evidence.Seen{Bundle: &bundle, Entry: &entry, Origin: origin, Root: canon.Sum([]byte("later root")), Size: 2},
	}
}

func recordSample(t testing.TB) *evidence.Record {
	days := expr.OperandOf(expr.OfInt(12))
	least := expr.OperandOf(expr.OfInt(21))
	site, other, sites, personal := "a.example", "b.example", expr.OfText("2 of 2"), canon.Sum([]byte("salt and name"))
	return &evidence.Record{
		Format: evidence.RecordFormat, Plan: canon.Sum([]byte("plan")), Run: runID(), Mode: evidence.Live, Outcome: evidence.Failed,
		StartedAt: "2026-03-01T12:00:03Z", EndedAt: "2026-03-01T12:05:00Z",
		Steps: []evidence.StepRecord{
			{Address: "step.list", Attempts: 1, Outcome: evidence.Passed, StartedAt: "2026-03-01T12:00:03Z", EndedAt: "2026-03-01T12:00:04Z"},
			{Address: "step.site", Attempts: 2, Key: &site, Outcome: evidence.Unknown, Reason: "timeout", StartedAt: "2026-03-01T12:00:04Z", EndedAt: "2026-03-01T12:04:04Z"},
			{Address: "step.site", Attempts: 1, Key: &other, Outcome: evidence.Passed, StartedAt: "2026-03-01T12:00:04Z", EndedAt: "2026-03-01T12:00:05Z",
				Expects: []evidence.ExpectRecord{{Name: "answers", Operands: []expr.Operand{expr.OperandOf(expr.OfBool(true))}, Outcome: evidence.Passed}}},
		},
		Checks: []evidence.CheckRecord{
			{Name: "renewed", Key: &site, Operands: []expr.Operand{{}, least}, Outcome: evidence.Unknown, Severity: "high"},
			{Name: "renewed", Key: &other, Operands: []expr.Operand{days, least}, Outcome: evidence.Failed, Severity: "high"},
		},
		Evidence: []evidence.EvidenceValue{
			{Name: "looked_at", Value: &sites}, {Name: "owner", Digest: &personal}, {Name: "weakest"},
		},
	}
}

func leafSample() evidence.Leaf {
	return evidence.Leaf{Bundle: canon.Sum([]byte("bundle")), Kind: evidence.KindRun, Run: runID().Key(), Statement: canon.Sum([]byte("statement")), V: 1}
}

// privateKey is a key that anybody knows: the same bytes come out of every run of the tests.
func privateKey(t testing.TB) *ecdsa.PrivateKey {
	secret := sha256.Sum256([]byte("a key that anybody knows"))
	return must[*ecdsa.PrivateKey](t)(ecdsa.ParseRawPrivateKey(elliptic.P256(), secret[:]))
}

// bundleSample signs a statement; nil as the source of randomness makes the signature that of RFC 6979.
func bundleSample(t testing.TB, statement []byte) *evidence.Bundle {
	key := privateKey(t)
	digest := sha256.Sum256(evidence.PAE(evidence.PayloadType, statement))
	sig := must[[]byte](t)(key.Sign(nil, digest[:], crypto.SHA256))
	hint := sha256.Sum256([]byte("the key's SPKI"))
	return &evidence.Bundle{
		Envelope: &evidence.Envelope{Payload: statement, PayloadType: evidence.PayloadType,
			Signatures: []evidence.Signature{{Sig: must[[]byte](t)(evidence.LowS(sig))}}},
		MediaType:    evidence.BundleMediaType,
		Verification: evidence.Material{PublicKey: &evidence.PublicKey{Hint: base64.StdEncoding.EncodeToString(hint[:])}},
	}
}

func messageSample(t testing.TB) *evidence.Bundle {
	b := bundleSample(t, []byte("{}"))
	digest := sha256.Sum256([]byte("a checkpoint"))
	b.Message = &evidence.MessageSignature{
		Digest:    evidence.MessageDigest{Algorithm: evidence.MessageAlgorithm, Digest: digest[:]},
		Signature: b.Envelope.Signatures[0].Sig,
	}
	b.Envelope = nil
	return b
}
