package evidence_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
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

// ada is a person who signs with a key of her own: the one that anybody knows.
func ada(t testing.TB) evidence.By {
	return evidence.By{How: "key", ID: string(canon.Sum(spki(t))), Login: "ada"}
}

func spki(t testing.TB) []byte {
	return must[[]byte](t)(x509.MarshalPKIXPublicKey(&privateKey(t).PublicKey))
}

func reviewSample(t testing.TB) *evidence.Review {
	return &evidence.Review{
		Answer: evidence.Yes, At: "2026-03-01T11:00:00Z", By: ada(t), Commit: "2b4f2d6a0c3e5f7890a1b2c3d4e5f60718293a4b",
		Plan: evidence.BlobRef{Digest: canon.Sum([]byte("plan")), Size: 4}, Runbook: "site_tls",
		Seen: evidence.Seen{Origin: origin, Root: canon.Sum([]byte("root")), Size: 1},
	}
}

func denialSample() *evidence.Denial {
	a := authorizationSample()
	return &evidence.Denial{
		At: a.At, Commit: a.Commit, Gate: &evidence.Gate{Name: "device", Outcome: evidence.Unknown}, Mode: a.Mode, Plan: a.Plan,
		Requester: a.Requester, Rule: "gate.device", Run: a.Run, Runbook: a.Runbook, Seen: a.Seen, Trigger: a.Trigger,
	}
}

// answerSample is the answer to an ask: one choice, in clear, and one text, of which it has the digest.
func answerSample(t testing.TB) *evidence.Approval {
	few, digest := expr.OfInt(3), must[canon.Digest](t)(saidSample().Digest())
	return &evidence.Approval{
		Answer: evidence.Yes, At: "2026-03-01T12:01:00Z", Authorization: canon.Sum([]byte("authorization")), By: ada(t),
		Expires: "2026-03-01T13:00:00Z", Frozen: canon.Sum([]byte("items")), Name: "ask.which", Role: "security", Run: runID().Key(),
		Seen: runSample().Seen, Shown: canon.Sum([]byte("shown")),
		Values: []evidence.AnswerValue{{Name: "few", Value: &few}, {Digest: &digest, Name: "why"}},
	}
}

func approvalSample(t testing.TB) *evidence.Approval {
	a, key := answerSample(t), "a.example"
	a.Answer, a.Key, a.Name, a.Reason, a.Values = evidence.No, &key, "approval.change", "That is not the site that I know.", []evidence.AnswerValue{}
	return a
}

// heardSample is a yes that somebody wrote below an issue.
func heardSample(t testing.TB) *evidence.Approval {
	a := approvalSample(t)
	a.Answer, a.Reason, a.Key, a.By = evidence.Yes, "", nil, evidence.By{How: "forge", ID: "583232", Login: "bo"}
	a.Heard = &evidence.Heard{Comment: 9100, Issue: 17, Run: laterRun(), State: canon.Sum([]byte("state"))}
	return a
}

// laterRun is the run of the forge in which one goes on that waited for people.
func laterRun() evidence.RunID { return evidence.RunID{Attempt: 1, ID: "7000000002", Origin: origin} }

// continuedSample is the result of a run that waited for people.
func continuedSample() *evidence.Run {
	r := runSample()
	r.Continued = []evidence.RunID{laterRun()}
	return r
}

func saidSample() evidence.Said {
	return evidence.Said{Name: "why", Salt: "000102030405060708090a0b0c0d0e0f", Value: expr.OfText("Tom asked for it.")}
}

func confirmationSample(t testing.TB) *evidence.Confirmation {
	return &evidence.Confirmation{
		At: "2026-03-01T14:00:00Z", By: ada(t), Checked: "the two sites in a browser", Result: canon.Sum([]byte("run")), Run: runID().Key(),
		Seen: evidence.Seen{Origin: origin, Root: canon.Sum([]byte("last root")), Size: 3}, Words: "Both show the new certificate.",
	}
}

func breakglassSample(t testing.TB) *evidence.Breakglass {
	return &evidence.Breakglass{
		At: "2026-03-01T12:01:00Z", Authorization: canon.Sum([]byte("authorization")), By: ada(t), Expires: "2026-03-02T12:01:00Z",
		Reason: "The site is down, and nobody else is awake.", Role: "oncall", Run: runID().Key(), Seen: runSample().Seen,
	}
}

func waiverSample(t testing.TB) *evidence.Waiver {
	site := "a.example"
	return &evidence.Waiver{
		At: "2026-03-01T15:00:00Z", By: ada(t), CheckOf: "site_tls.renewed", Commit: "2b4f2d6a0c3e5f7890a1b2c3d4e5f60718293a4b",
		Expires: "2026-03-15T15:00:00Z", Owner: evidence.By{How: "forge", ID: "9919", Login: "jon"},
		Plan: evidence.BlobRef{Digest: canon.Sum([]byte("plan")), Size: 4}, Reason: "The site moves to another host next week.", Role: "security",
		Scope: &site, Seen: confirmationSample(t).Seen,
	}
}

func revocationSample(t testing.TB) *evidence.Revocation {
	return &evidence.Revocation{
		At: "2026-03-01T16:00:00Z", By: ada(t), Reason: "The probe looked at the site of somebody else.", Seen: confirmationSample(t).Seen,
		Entries: []evidence.Revoked{{Bundle: canon.Sum([]byte("authorization's bundle")), Index: 1}, {Bundle: canon.Sum([]byte("bundle")), Index: 2}},
	}
}

func dispositionSample(t testing.TB) *evidence.Disposition {
	return &evidence.Disposition{
		At: "2026-04-01T12:00:00Z", Authority: "GDPR Art. 17, request 2026-114", Blob: evidence.BlobRef{Digest: canon.Sum([]byte("salt and name")), Size: 13},
		By: ada(t), Reason: "The person asked for it.", Result: canon.Sum([]byte("result")), Role: "security", Run: runID().Key(), Seen: runSample().Seen, What: "evidence.owner",
	}
}

func mendSample(t testing.TB) *evidence.Mend {
	seen := evidence.Seen{Origin: origin, Root: canon.Sum([]byte("root")), Size: 8}
	return &evidence.Mend{
		At: "2026-03-01T18:00:00Z", Bad: evidence.BadTip{Commit: "1b4f2d6a0c3e5f7890a1b2c3d4e5f60718293a4b", Tree: "2b4f2d6a0c3e5f7890a1b2c3d4e5f60718293a4b"},
		By: ada(t), Good: evidence.State{Root: seen.Root, Size: seen.Size}, Seen: seen,
	}
}

func scoreSample() *evidence.Score {
	seen := evidence.Seen{Origin: origin, Root: canon.Sum([]byte("root")), Size: 8}
	return &evidence.Score{
		AsOf: "2026-03-31T00:00:00Z", At: "2026-03-31T00:00:05Z", Commit: "1b4f2d6a0c3e5f7890a1b2c3d4e5f60718293a4b", Entries: []int64{2, 5},
		Framework: "cisa-ztmm", Origin: origin, Policy: canon.Sum([]byte("trust.hcl")), Root: seen.Root, Scorer: "attestary 0.1.0", Seen: seen, Size: seen.Size,
		Stages: []evidence.StageOf{{Function: "data.data-availability", Stage: "advanced"}, {Function: "networks.network-resilience", Stage: "initial"}},
	}
}

// rotationSample is the half that the old key signs. The new one is as well known.
func rotationSample(t testing.TB) *evidence.Rotation {
	secret := sha256.Sum256([]byte("another key that anybody knows"))
	key := must[*ecdsa.PrivateKey](t)(ecdsa.ParseRawPrivateKey(elliptic.P256(), secret[:]))
	return &evidence.Rotation{
		At: "2026-03-01T12:30:00Z", New: must[[]byte](t)(x509.MarshalPKIXPublicKey(&key.PublicKey)), Old: spki(t),
		Seen: runSample().Seen, SignedBy: evidence.OldKey,
	}
}

// handoverSample is the half that the key signs.
func handoverSample(t testing.TB) *evidence.Handover {
	return &evidence.Handover{
		At: "2026-03-01T12:30:00Z", Old: spki(t), Seen: runSample().Seen, SignedBy: evidence.OldKey, To: evidence.Identity{
			Issuer: "https://token.actions.githubusercontent.com", Owner: 1318, Repository: 6325,
			Signers: []string{"https://github.com/acme/shop/.github/workflows/site_tls.yml@refs/heads/main"},
		},
	}
}

// wordSample is an answer on its way.
func wordSample(t testing.TB) *evidence.Word {
	b := bundleSample(t, must[[]byte](t)(evidence.EncodeStatement(answerSample(t))))
	sum := sha256.Sum256(spki(t))
	b.Verification.PublicKey.Hint = base64.StdEncoding.EncodeToString(sum[:])
	return &evidence.Word{Bundle: b, Format: evidence.WordFormat, Key: spki(t), Said: []evidence.Said{saidSample()}}
}

// proofSample is the second of two entries on its own. Its numbers fit nothing: that is not a matter of form.
func proofSample(t testing.TB) *evidence.Proof {
	run := must[[]byte](t)(evidence.EncodeStatement(runSample()))
	half := bundleSample(t, must[[]byte](t)(evidence.EncodeStatement(rotationSample(t))))
	return &evidence.Proof{
		Rotations: []evidence.Included{{Bundle: half, Leaf: leafSample(), Path: []canon.Digest{}}},
		Blobs:     [][]byte{must[[]byte](t)(recordSample(t).Encode())}, Bundle: bundleSample(t, run),
		Checkpoint: runSample().Seen.Origin + "\n2\nTI8pUfYz2pV+5xeFE3JUsXuQD4Z7mGCxKvYqqs0iXAk=\n", Format: evidence.ProofFormat, Index: 1,
		Leaf: leafSample(), Path: []canon.Digest{canon.Sum([]byte("the first leaf"))}, Signature: messageSample(t),
		Targets: [][]byte{[]byte("the items")},
	}
}

func recordSample(t testing.TB) *evidence.Record {
	days := expr.OperandOf(expr.OfInt(12))
	least := expr.OperandOf(expr.OfInt(21))
	frozen, shown := canon.Sum([]byte("items")), canon.Sum([]byte("shown"))
	site, other, sites, personal := "a.example", "b.example", expr.OfText("2 of 2"), canon.Sum([]byte("salt and name"))
	return &evidence.Record{
		Format: evidence.RecordFormat, Plan: canon.Sum([]byte("plan")), Run: runID(), Mode: evidence.Live, Outcome: evidence.Failed,
		StartedAt: "2026-03-01T12:00:03Z", EndedAt: "2026-03-01T12:05:00Z",
		Asked: []evidence.AskedRecord{
			{Address: "approval.change", EndedAt: "2026-03-01T12:02:00Z", Expires: "2026-03-01T13:00:00Z", Frozen: &frozen, Outcome: evidence.Passed,
				Shown: &shown, StartedAt: "2026-03-01T12:00:05Z"},
			{Address: "ask.which", Outcome: evidence.Skipped, Reason: "when"},
		},
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
