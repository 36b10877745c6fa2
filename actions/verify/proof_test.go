package verify_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// proven makes the proof of an entry of a forged ledger.
func proven(t testing.TB, f *forge, index int64) *evidence.Proof {
	t.Helper()
	r := newRepository()
	r.commit(f.tree())
	return must(must(ledger.Open(t.Context(), r)).Prove(t.Context(), index))
}

func judgeProof(t testing.TB, data []byte) *verdict.Verdict {
	t.Helper()
	return judgeProofBy(t, data, subject(t, nil))
}

func judgeProofBy(t testing.TB, data []byte, s verify.Subject) *verdict.Verdict {
	t.Helper()
	v, err := verify.Proof(data, s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.Encode(); err != nil {
		t.Errorf("the verdict breaks its own rules: %v", err)
	}
	return v
}

// Every entry proves itself, whatever its kind and its place in the tree.
func TestProofHolds(t *testing.T) {
	t.Parallel()
	small, large := base(t, nil), newForge(t)
	large.genesis(edit{})
	for n := range 300 {
		large.authorize(n+1, "tls", edit{})
	}
	for f, indexes := range map[*forge][]int64{small: {0, 1, 2, 3, 4, 5, 6, 7}, large: {0, 1, 254, 255, 256, 257, 300}} {
		for _, i := range indexes {
			v := judgeProof(t, must(proven(t, f, i).Encode()))
			if v.Status() != verdict.StatusHeld || v.Tree.Size != int64(len(f.leaves)) {
				t.Errorf("entry %d of %d: status %d, %d entries:%s", i, len(f.leaves), v.Status(), v.Tree.Size, told(v))
			}
			if f == small && i%2 == 0 && i > 0 && v.Claim("10").Outcome != verdict.Held {
				t.Errorf("entry %d: its record was not judged: %s", i, v.Claim("10").Why)
			}
			if v.Claim("3").Outcome != verdict.NotJudged || v.Claim("9").Outcome != verdict.NotJudged {
				t.Errorf("entry %d: a claim about the whole ledger is held by one entry", i)
			}
		}
	}
}

// Each part of a proof can be wrong in its own way.
func TestProofRefuted(t *testing.T) {
	t.Parallel()
	other := base(t, map[int]edit{2: respell("v0.1.0", "v0.1.1")})
	stranger := base(t, nil)
	stranger.key = testKey(t, "stranger")
	for _, c := range []struct {
		name, words string
		refuted     []string
		spoil       func(p *evidence.Proof)
	}{
		{"another entry's bundle", "its bundle has digest", []string{"2"}, func(p *evidence.Proof) { p.Bundle = proven(t, other, 2).Bundle }},
		{"another entry's place", "does not lead", []string{"2"}, func(p *evidence.Proof) { p.Index = 4 }},
		{"beyond the tree", "of a tree of 8", []string{"2"}, func(p *evidence.Proof) { p.Index = 8 }},
		{"another path", "does not lead", []string{"2"}, func(p *evidence.Proof) { p.Path[0] = p.Path[1] }},
		{"a longer path", "does not lead", []string{"2"}, func(p *evidence.Proof) { p.Path = append(p.Path, p.Path[0]) }},
		{"another checkpoint", "about other bytes", []string{"2", "4"}, func(p *evidence.Proof) { p.Checkpoint = proven(t, other, 2).Checkpoint }},
		{"a checkpoint by a stranger", "does not trust", []string{"4"}, func(p *evidence.Proof) { p.Signature = proven(t, stranger, 2).Signature }},
		{"a leaf that says more", "it is a statement of kind", []string{"2"}, func(p *evidence.Proof) { p.Leaf.Kind = evidence.KindDenial }},
		{"no checkpoint", "not origin, size and root", []string{"1"}, func(p *evidence.Proof) { p.Checkpoint = "one\n" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := proven(t, base(t, nil), 2)
			c.spoil(p)
			v := judgeProof(t, must(p.Encode()))
			if diff := cmp.Diff(c.refuted, refuted(v)); diff != "" || !strings.Contains(told(v), c.words) {
				t.Errorf("refuted (-want +got):\n%s%s", diff, told(v))
			}
		})
	}
}

// A record that flatters is found where the proof carries it: the key's owner made it up.
func TestProofContent(t *testing.T) {
	t.Parallel()
	f := base(t, nil)
	three := f.conclude(f.drafts[7], func(r *evidence.Record) { r.Checks[0].Outcome = evidence.Failed }, edit{})
	_ = three
	holds(t, judgeProof(t, must(proven(t, f, 8).Encode())), "10", verdict.Refuted, "judged again")
}

// A blob that is not carried is not judged, and a blob of another digest is nobody's.
func TestProofWithoutBlobs(t *testing.T) {
	t.Parallel()
	p := proven(t, base(t, nil), 2)
	p.Blobs = [][]byte{}
	v := judgeProof(t, must(p.Encode()))
	if v.Status() != verdict.StatusHeld || v.Claim("10").Outcome != verdict.NotJudged {
		t.Errorf("status %d, claim 10 is %s", v.Status(), v.Claim("10").Outcome)
	}
}

// Whatever byte of a proof is changed, it is no longer one that holds.
func TestProofTampered(t *testing.T) {
	t.Parallel()
	good := must(proven(t, base(t, nil), 2).Encode())
	for at := 0; at < len(good); at += 7 {
		for _, bad := range [][]byte{
			bytes.Join([][]byte{good[:at], {good[at] ^ 1}, good[at+1:]}, nil),
			bytes.Join([][]byte{good[:at], good[at+1:]}, nil),
		} {
			if v := judgeProof(t, bad); v.Status() == verdict.StatusHeld && v.Claim("10").Outcome == verdict.Held {
				t.Errorf("byte %d: %s", at, fmt.Sprintf("%.40q", good[max(0, at-20):]))
			}
		}
	}
}

func FuzzProof(f *testing.F) {
	good := must(proven(f, base(f, nil), 2).Encode())
	f.Add(good)
	f.Add([]byte("{}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		v := judgeProof(t, data)
		if v.Status() != verdict.StatusHeld {
			return
		}
		p := must(evidence.ParseProof(data))
		if canon.Sum(must(p.Bundle.Encode())) != must(evidence.ParseProof(good)).Leaf.Bundle {
			t.Errorf("a proof of something else holds")
		}
	})
}
