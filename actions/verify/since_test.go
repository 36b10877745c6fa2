package verify_test

import (
	"fmt"
	"hash/crc32"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// TestSinceTheSame holds that who reads only what is new finds what they find who read all, in every vector of the
// corpus: kept at a size at which nothing was wrong with it, which gives the same faults in the same claims, the same
// glasses and the same unfinished runs; and kept as the good ledger that it was made from, whatever was done to that
// since.
func TestSinceTheSame(t *testing.T) {
	t.Parallel()
	goods := map[bool]tree{false: baseFiles(t, "base"), true: baseFiles(t, "flow.base")}
	for _, file := range must(filepath.Glob(filepath.Join(corpus, "*.json"))) {
		if slices.Contains([]string{"base.json", "flow.base.json", "flow.policy.json"}, filepath.Base(file)) {
			continue
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			t.Parallel()
			var v vector
			read(t, file, &v)
			good := goods[v.Flow]
			whole, since := v.since(t, good, good)
			if since != nil && whole.Refuted() != since.Refuted() {
				t.Errorf("after the good ledger: refuted: %v; read from there: %v", refuted(whole), refuted(since))
			}
			then := halfOf(t, v.Commits[len(v.Commits)-1].apply(t, good), v)
			if then == nil {
				return
			}
			if whole, since = v.since(t, good, then); since != nil {
				same(t, whole, since)
			}
		})
	}
}

// TestSinceJudgedOtherwise holds that nothing is spared of what was judged by another trust, or was not held then.
func TestSinceJudgedOtherwise(t *testing.T) {
	t.Parallel()
	var v vector
	read(t, filepath.Join(corpus, "good.json"), &v)
	r := newRepository()
	r.commit(baseFiles(t, "base"))
	whole := judge(t, v.subject(t, r))
	for name, spoil := range map[string]func(*verify.Subject, *verdict.Verdict){
		"another key": func(s *verify.Subject, _ *verdict.Verdict) {
			s.Policy.Keys = append(s.Policy.Keys, verify.Key{Name: "other", PEM: testKey(t, "stranger").public})
		},
		"another origin": func(s *verify.Subject, _ *verdict.Verdict) { s.Policy.Origin = whole.Tree.Origin },
		"of no policy":   func(_ *verify.Subject, k *verdict.Verdict) { k.JudgedBy = "" },
		"another source": func(s *verify.Subject, _ *verdict.Verdict) {
			s.Source = &verify.Source{Store: r, Branch: "other", Compile: compilePlans}
		},
		"was not held then": func(s *verify.Subject, k *verdict.Verdict) {
			c := k.Claim("9")
			c.Required, c.Outcome, c.Why = false, verdict.NotJudged, "nobody looked"
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, kept := v.subject(t, r), *whole
			kept.Claims = slices.Clone(whole.Claims)
			spoil(&s, &kept)
			why := ""
			s.Judged, s.Whole = &kept, func(said string) { why = said }
			if got := judge(t, s); got.Since != nil || why == "" {
				t.Errorf("it spares entries (%q)", why)
			}
		})
	}
}

// TestSinceNotHeldThen holds that a claim which was not held of the old entries is not held now, when nobody looks.
func TestSinceNotHeldThen(t *testing.T) {
	t.Parallel()
	var v vector
	read(t, filepath.Join(corpus, "good.json"), &v)
	r := newRepository()
	r.commit(baseFiles(t, "base"))
	s := v.subject(t, r)
	kept := judge(t, s)
	c := kept.Claim("3")
	c.Outcome, c.Why = verdict.NotJudged, "this clone is shallow"
	s.Judged = kept
	got := judge(t, s)
	if c := got.Claim("3"); got.Since == nil || c.Outcome != verdict.NotJudged || !strings.Contains(c.Why, "--all") {
		t.Errorf("claim 3 is %s: %s", c.Outcome, c.Why)
	}
	if c := got.Claim("2"); c.Outcome != verdict.Held {
		t.Errorf("claim 2 is %s: %s", c.Outcome, c.Why)
	}
}

// TestSinceARecordIsRemoved holds that the record of an old run cannot be taken away by calling it evidence of a new
// one, which a disposition lets be absent: nobody reads the old run again.
func TestSinceARecordIsRemoved(t *testing.T) {
	t.Parallel()
	var v vector
	read(t, filepath.Join(corpus, "disposed.json"), &v)
	old := base(t, nil).tree()
	tried := 0
	for path, file := range old {
		if _, err := evidence.ParseRecord([]byte(file.data)); !strings.HasPrefix(path, "blobs/") || err != nil {
			continue
		}
		tried++
		r, f, digest := newRepository(), base(t, nil), canon.Sum([]byte(file.data))
		r.commit(old)
		s := v.subject(t, r)
		s.Judged = judge(t, s)
		asked, result := f.keepsAs(5, digest)
		asked.dispose("dee", result, removal(func(d *evidence.Disposition) { d.Blob.Digest = digest }))
		f.erase(digest)
		r.commit(f.tree())
		if got := judge(t, s); !got.Refuted() {
			t.Errorf("%s is gone, and nothing is refuted", path)
		}
		s.Judged = nil
		if got := judge(t, s); !got.Refuted() {
			t.Errorf("%s is gone, and nothing is refuted by reading all", path)
		}
	}
	if tried == 0 {
		t.Error("there is no record")
	}
}

// since judges a vector whose branch begins with a state that an auditor had judged: all of it, and what is new. Nil
// where that state was refuted.
func (v vector) since(t *testing.T, good, then tree) (whole, since *verdict.Verdict) {
	r := newRepository()
	r.commit(then)
	s := v.subject(t, r)
	s.Policy.Require, s.Kept = []string{"1", "2", "4"}, nil // where claim 11 is required, all is read
	before := judge(t, s)
	for _, c := range v.Commits {
		r.commit(c.apply(t, good))
	}
	s.Judged = before
	since = judge(t, s)
	if before.Refuted() || before.Unheld() {
		if since.Since != nil {
			t.Error("a verdict that does not hold is built upon")
		}
		return nil, nil
	}
	s.Judged = nil
	return judge(t, s), since
}

// same holds that two verdicts find the same, one of which did not look at all.
func same(t *testing.T, whole, since *verdict.Verdict) {
	t.Helper()
	for i, c := range whole.Claims {
		got := since.Claims[i]
		switch {
		case since.Since == nil || c.ID != "11":
			if diff := cmp.Diff(faultsOf(c), faultsOf(got)); diff != "" {
				t.Errorf("faults of claim %s (-all +new):\n%s", c.ID, diff)
			}
		case got.Outcome != verdict.NotJudged:
			t.Errorf("claim 11 takes every entry, and is %s", got.Outcome)
		}
		if got.Outcome == verdict.Held && c.Outcome != verdict.Held {
			t.Errorf("claim %s is held, and of who reads all it is %s: %s", c.ID, c.Outcome, c.Why)
		}
		if got.Outcome == verdict.Held && since.Since != nil && !strings.Contains(got.Why, "are not judged again") {
			t.Errorf("claim %s is held, and does not say on what: %q", c.ID, got.Why)
		}
	}
	if since.Since != nil && since.Sound() {
		t.Error("a ledger that was not read is sound")
	}
	if since.Refuted() {
		return
	}
	all, _ := findings(whole)
	got, _ := findings(since)
	for _, what := range [][2]any{{whole.Unfinished, since.Unfinished}, {whole.Kinds, since.Kinds}, {whole.Tree, since.Tree},
		{whole.Revoked, since.Revoked}, {whole.Waivers, since.Waivers}, {whole.Tier, since.Tier}, {whole.Tiers, since.Tiers}, {all, got}} {
		if diff := cmp.Diff(what[0], what[1]); diff != "" {
			t.Errorf("(-all +new):\n%s", diff)
		}
	}
}

func faultsOf(c verdict.Claim) (out []string) {
	for _, f := range c.Faults {
		at := int64(none)
		if f.Entry != nil {
			at = *f.Entry
		}
		out = append(out, fmt.Sprintf("%d %s %s", at, f.Path, f.Reason))
	}
	slices.Sort(out)
	return out
}

// halfOf is what the ledger of a vector was when it had fewer entries, how many its name decides; nil where it never
// was, or that cannot be told.
func halfOf(t *testing.T, whole tree, v vector) tree {
	f := newForge(t)
	if v.Flow {
		f.key = flowSigner(f.runID(2), start.Add(6*time.Minute))
	}
	leaves := leavesOf(whole)
	if len(leaves) < 2 {
		return nil
	}
	said := ""
	for _, raw := range leaves[:1+int(crc32.ChecksumIEEE([]byte(v.Name)))%(len(leaves)-1)] {
		leaf, err := evidence.ParseLeaf(raw)
		if err != nil {
			return nil
		}
		f.put(raw)
		for path, file := range whole {
			if filepath.Base(path) == leaf.Place("", "").Name() {
				f.files[path] = file.data
				if b, err := evidence.ParseBundle([]byte(file.data)); err == nil && b.Envelope != nil {
					said += string(b.Envelope.Payload)
				}
			}
		}
	}
	for range 2 { // a record names blobs, too
		for path, file := range whole {
			if name := filepath.Base(path); strings.HasPrefix(path, "blobs/") && f.files[path] == "" && strings.Contains(said, name) {
				f.files[path] = file.data
				said += file.data
			}
		}
	}
	return f.tree()
}

// leavesOf are the entries of the tiles of a small ledger.
func leavesOf(t tree) (leaves [][]byte) {
	for path, file := range t {
		for rest := file.data; strings.HasPrefix(path, "tile/entries/") && len(rest) > 2; {
			end := min(2+(int(rest[0])<<8|int(rest[1])), len(rest))
			leaves, rest = append(leaves, []byte(rest[2:end])), rest[end:]
		}
	}
	return leaves
}
