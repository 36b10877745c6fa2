package verify_test

import (
	"crypto/elliptic"
	"fmt"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/internal/authority"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// The authorities of the tests, and the key of the workflow that signs.
var (
	acme     = authority.New("acme", elliptic.P256(), start.AddDate(-1, 0, 0))
	stranger = authority.New("stranger", elliptic.P256(), start.AddDate(-1, 0, 0))
	flowKey  = authority.Key("workflow", elliptic.P256())
)

const (
	shop   = "https://github.com/acme/shop"
	flow   = shop + "/.github/workflows/tls.yml@refs/heads/main"
	runs   = "https://github.com/acme/attest/.github/workflows/run.yml@refs/tags/v1"
	commit = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
	runsAt = "1111111111111111111111111111111111111111"
)

// cert is a certificate and what is stamped on the signature that it makes.
type cert struct {
	by, clock *authority.Authority
	request   authority.Request
	stamps    []time.Time
	over      []byte // nil: the signature
	body      []byte // of an entry in another log
}

func (c *cert) material(sig []byte) map[string]any {
	over := sig
	if c.over != nil {
		over = c.over
	}
	m := map[string]any{"certificate": map[string]any{"rawBytes": c.by.Certificate(c.request)}, "timestampVerificationData": stampsOver(over, c.clock, c.stamps)}
	if c.body != nil {
		m["tlogEntries"] = []any{map[string]any{"canonicalizedBody": c.body, "kindVersion": map[string]any{"kind": "hashedrekord", "version": "0.0.2"},
			"logId":          map[string]any{"keyId": make([]byte, 32)},
			"inclusionProof": map[string]any{"treeSize": "1", "rootHash": make([]byte, 32), "checkpoint": map[string]any{"envelope": "log.example\n1\nAAAA\n"}}}}
	}
	return m
}

// stampsOver are the stamps of an authority on some bytes.
func stampsOver(over []byte, by *authority.Authority, at []time.Time) map[string]any {
	var stamps []any
	for _, at := range at {
		stamps = append(stamps, map[string]any{"signedTimestamp": by.Stamp(over, at)})
	}
	return map[string]any{"rfc3161Timestamps": stamps}
}

// flowSigner is the workflow of an attempt at a run, which signs at a time.
func flowSigner(id evidence.RunID, at time.Time) *signer {
	return &signer{private: flowKey, cert: &cert{by: acme, clock: acme, stamps: []time.Time{at}, request: authority.Request{
		Key: &flowKey.PublicKey, Name: runs, From: at.Add(-time.Minute), To: at.Add(9 * time.Minute),
		Extensions: map[int]string{8: "https://token.actions.githubusercontent.com", 9: runs, 10: runsAt, 11: "github-hosted", 12: shop, 13: commit, 14: "refs/heads/main",
			15: "1", 16: "https://github.com/acme", 17: "2", 18: flow, 19: commit, 20: "schedule", 21: fmt.Sprintf("%s/actions/runs/%s/attempts/%d", shop, id.ID, id.Attempt), 22: "private"},
	}}}
}

// certified edits the certificate that signs an entry.
func certified(change func(*cert)) edit {
	return edit{payload: func(d *draft) { change(d.key.cert) }}
}

// flowPolicy trusts the workflow of the tests.
func flowPolicy() verify.Policy {
	root := authority.TrustedRoot(acme)
	return verify.Policy{
		Require: []string{"1", "2", "4", "5", "6", "7a", "9", "10"},
		Roots:   []verify.TrustedRoot{{Name: "acme", JSON: root, SHA256: canon.Sum(root)}},
		Workflows: []verify.Workflow{{Name: "runs", Root: "acme", Issuer: "https://token.actions.githubusercontent.com", Signer: runs, SignerDigests: []string{runsAt},
			Repository: shop, RepositoryID: "1", OwnerID: "2", Refs: []string{"refs/heads/main"}, Callers: []string{flow},
			Triggers: []string{"schedule", "workflow_dispatch", "repository_dispatch"}, Runners: []string{"github-hosted"}}},
	}
}

// flowBase is a good ledger that a workflow signed and an authority stamped: two runs that passed, and one of which
// nobody heard again.
func flowBase(t testing.TB, edits map[int]edit) *forge {
	t.Helper()
	f := newForge(t)
	f.flow = true
	f.key = flowSigner(f.runID(2), start.Add(6*time.Minute))
	f.genesis(f.flowing(f.runID(1), edits[0]))
	one := f.authorize(1, "tls", f.flowing(f.runID(1), edits[1]))
	f.conclude(one, nil, f.flowing(f.runID(1), edits[2]))
	two := f.authorize(2, "tls", f.flowing(f.runID(2), edits[3]))
	f.conclude(two, nil, f.flowing(f.runID(2), edits[4]))
	f.authorize(3, "tls", f.flowing(f.runID(3), edits[5]))
	return f
}

// flowing lets an entry be signed by the workflow of a run, a second after the instant that it claims; then comes
// the liar.
func (f *forge) flowing(id evidence.RunID, lie edit) edit {
	return edit{
		predicate: func(d *draft) {
			switch p := d.predicate.(type) {
			case *evidence.Ledger:
				p.Repository, p.Owner = 1, 2
			case *evidence.Authorization:
				p.Repository, p.Owner = 1, 2
			case *evidence.Run:
				p.Runner.Host = "github-hosted"
			}
			at := must(evidence.ParseInstant(d.predicate.Claimed()))
			d.key = flowSigner(id, at.Add(time.Second))
			if lie.predicate != nil {
				lie.predicate(d)
			}
		},
		payload: lie.payload, bundle: lie.bundle, leaf: lie.leaf,
	}
}
