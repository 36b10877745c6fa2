package evidence_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// TestProofRules shows what a proof cannot be.
func TestProofRules(t *testing.T) {
	t.Parallel()
	for want, spoil := range map[string]func(*evidence.Proof){
		"format is":               func(p *evidence.Proof) { p.Format = "https://attestary.dev/proof/v2" },
		"no statement":            func(p *evidence.Proof) { p.Bundle = p.Signature },
		"not one over a":          func(p *evidence.Proof) { p.Signature = p.Bundle },
		"no entry -1":             func(p *evidence.Proof) { p.Index = -1 },
		"64 hashes":               func(p *evidence.Proof) { p.Path = make([]canon.Digest, 64) },
		"path: hash 0":            func(p *evidence.Proof) { p.Path[0] = "sha256:00" },
		"it has 0 bytes":          func(p *evidence.Proof) { p.Checkpoint = "" },
		"leaf: v: 2":              func(p *evidence.Proof) { p.Leaf.V = 2 },
		"each once":               func(p *evidence.Proof) { p.Blobs = append(p.Blobs, p.Blobs[0]) },
		"blobs: there are":        func(p *evidence.Proof) { p.Blobs = make([][]byte, 17) },
		"targets: there are none": func(p *evidence.Proof) { p.Targets = [][]byte{} },
		"targets: there are 65":   func(p *evidence.Proof) { p.Targets = make([][]byte, 65) },
		"targets: they are not":   func(p *evidence.Proof) { p.Targets = append(p.Targets, p.Targets[0]) },
	} {
		p := proofSample(t)
		spoil(p)
		if _, err := p.Encode(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("encoding gave %v, want an error with %q", err, want)
		}
	}
	if p := proofSample(t); p.Blob(canon.Sum(p.Blobs[0])) == nil || p.Blob(canon.Sum(nil)) != nil {
		t.Error("a blob is not found by its digest, or one that is not there is")
	}
	if _, err := evidence.ParseProof(make([]byte, evidence.MaxProof+1)); err == nil {
		t.Error("a file larger than any proof was read")
	}
}

// TestProofRotations shows what the rotations of a proof may not be, one edit each.
func TestProofRotations(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(*evidence.Proof){
		"an empty list":     func(p *evidence.Proof) { p.Rotations = []evidence.Included{} },
		"one twice":         func(p *evidence.Proof) { p.Rotations = append(p.Rotations, p.Rotations[0]) },
		"before the ledger": func(p *evidence.Proof) { p.Rotations[0].Index = -1 },
		"without a bundle":  func(p *evidence.Proof) { p.Rotations[0].Bundle = nil },
		"of a checkpoint":   func(p *evidence.Proof) { p.Rotations[0].Bundle = p.Signature },
		"too many":          func(p *evidence.Proof) { p.Rotations = make([]evidence.Included, 129) },
		"a way of nothing":  func(p *evidence.Proof) { p.Rotations[0].Path = []canon.Digest{"up"} },
	} {
		p := proofSample(t)
		edit(p)
		if _, err := p.Encode(); err == nil {
			t.Errorf("%s: it is a proof", name)
		}
	}
}

// TestProofWithoutTargets: a proof of a record with no documents, and one of before there were any, has no list.
func TestProofWithoutTargets(t *testing.T) {
	t.Parallel()
	p := proofSample(t)
	p.Targets = nil
	data := must[[]byte](t)(p.Encode())
	if again, err := evidence.ParseProof(data); err != nil || again.Targets != nil || strings.Contains(string(data), `"targets":`) {
		t.Errorf("%s: %v", data, err)
	}
}
