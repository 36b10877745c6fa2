package verify_test

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// Whatever the corpus tells of the signatures of certificates, and of keys that came by a rotation, a proof of that
// entry tells too; and of a ledger that holds every entry proves itself.
func TestProofsOfTheCorpus(t *testing.T) {
	t.Parallel()
	goods := map[bool]tree{false: baseFiles(t, "base"), true: baseFiles(t, "flow.base")}
	tried := 0
	for _, m := range slices.Concat(byWorkflow, byTime, byRotation, byHandover) {
		if m.name == "handover-not-there" {
			continue // that a key began the ledger, its other entries tell
		}
		var v vector
		read(t, filepath.Join(corpus, m.name+".json"), &v)
		r := newRepository()
		for _, c := range v.Commits {
			r.commit(c.apply(t, goods[v.Flow]))
		}
		snapshot, err := ledger.Open(t.Context(), r)
		if err != nil || v.Kept != "" || len(v.Commits) > 1 {
			continue // of that a proof, which is of one state, cannot tell
		}
		s := v.subject(t, r)
		for i := range snapshot.Checkpoint.Size {
			wrong := v.Expect != nil && (v.Expect.Claim == "4" || v.Expect.Claim == "5") && v.Expect.Entry != nil && *v.Expect.Entry == i
			if v.Expect != nil && !wrong {
				continue
			}
			p, err := snapshot.Prove(t.Context(), i)
			if err != nil {
				continue // its bundle is none
			}
			tried++
			got := judgeProofBy(t, must(p.Encode()), s)
			if wrong && !slices.Contains(refuted(got), v.Expect.Claim) {
				t.Errorf("%s: entry %d: a proof of it is not refuted:%s", m.name, i, told(got))
			}
			if !wrong && got.Status() != verdict.StatusHeld {
				t.Errorf("%s: entry %d: a proof of it has status %d:%s", m.name, i, got.Status(), told(got))
			}
		}
	}
	if tried < 60 {
		t.Errorf("%d proofs were tried", tried)
	}
}

// A proof that leaves out how the key came to the ledger, or tells it otherwise, does not hold.
func TestProofWithoutItsRotation(t *testing.T) {
	t.Parallel()
	f := base(t, nil)
	f.handed("retired")
	f.authorize(5, "tls", edit{})
	s := verify.Subject{Policy: verify.Policy{Keys: []verify.Key{{Name: "ledger", PEM: testKey(t, "ledger").public, Follow: true}}}, AsOf: start}
	for name, c := range map[string]struct {
		spoil func(p *evidence.Proof)
		want  int
	}{
		"as it is":            {func(*evidence.Proof) {}, verdict.StatusHeld},
		"none":                {func(p *evidence.Proof) { p.Rotations = nil }, verdict.StatusNotJudged},
		"the old half alone":  {func(p *evidence.Proof) { p.Rotations = p.Rotations[:1] }, verdict.StatusRefuted},
		"the new half alone":  {func(p *evidence.Proof) { p.Rotations = p.Rotations[1:] }, verdict.StatusRefuted},
		"at another place":    {func(p *evidence.Proof) { p.Rotations[0].Index = 7 }, verdict.StatusRefuted},
		"with another bundle": {func(p *evidence.Proof) { p.Rotations[0].Bundle = p.Rotations[1].Bundle }, verdict.StatusRefuted},
		"by another way":      {func(p *evidence.Proof) { p.Rotations[1].Path = p.Rotations[0].Path }, verdict.StatusRefuted},
		"of an entry that is none": {func(p *evidence.Proof) {
			p.Rotations[0] = evidence.Included{Bundle: p.Bundle, Index: p.Index, Leaf: p.Leaf, Path: p.Path}
			p.Rotations[0], p.Rotations[1] = p.Rotations[1], p.Rotations[0]
		}, verdict.StatusRefuted},
	} {
		p := proven(t, f, 10)
		c.spoil(p)
		v := judgeProofBy(t, must(p.Encode()), s)
		if v.Status() != c.want {
			t.Errorf("%s: status %d, want %d:%s", name, v.Status(), c.want, told(v))
		}
	}
}
