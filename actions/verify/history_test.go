package verify_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// cut is a branch that was longer once: the whole ledger, then its older state so many times.
func cut(t *testing.T, times int) *repository {
	r := newRepository()
	older := r.folder(upTo(t, 5).tree(), "")
	r.commit(base(t, nil).tree())
	for range times {
		r.repeat(older)
	}
	return r
}

// Commits without a change cannot bury the state that a branch was cut short from, until they are more
// than are walked; then nobody says that the ledger only ever grew.
func TestBuried(t *testing.T) {
	t.Parallel()
	for commits, want := range map[int]verdict.Outcome{1: verdict.Refuted, 40: verdict.Refuted, 60: verdict.NotJudged} {
		s := subject(t, cut(t, commits))
		s.Commits, s.Policy.Require = 5, []string{"1", "2", "3", "4"}
		kept, _ := upTo(t, 1).checkpoint(testKey(t, "ledger"))
		s.Kept = []verify.Kept{{Name: "of last year", Text: []byte(kept)}}
		v := judge(t, s)
		c := v.Claim("3")
		if c.Outcome != want || v.Sound() {
			t.Errorf("%d commits: claim 3 is %s (%s), sound %v", commits, c.Outcome, c.Why, v.Sound())
		}
		if want == verdict.NotJudged && (!strings.HasPrefix(c.Why, "50 commits of the branch were looked at") || v.Status() != verdict.StatusNotJudged) {
			t.Errorf("status %d, why: %s", v.Status(), c.Why)
		}
	}
	s := subject(t, cut(t, 20_000))
	if v := judge(t, s); v.Status() != verdict.StatusRefuted {
		t.Errorf("20,000 commits: %+v", v.Claim("3"))
	}
}

// As many changes as appends can have made are looked at; more are told.
func TestBuriedByChanges(t *testing.T) {
	t.Parallel()
	r := newRepository()
	r.commit(base(t, nil).tree())
	for n := range 9 {
		junk := upTo(t, 5).tree()
		junk["x"] = plainFile(fmt.Sprint(n))
		r.commit(junk)
	}
	r.commit(upTo(t, 5).tree())
	for most, want := range map[int]verdict.Outcome{9: verdict.NotJudged, 10: verdict.Refuted, 0: verdict.Refuted} {
		s := subject(t, r)
		s.Commits = most
		if c := judge(t, s).Claim("3"); c.Outcome != want {
			t.Errorf("at most %d: claim 3 is %s (%s)", most, c.Outcome, c.Why)
		}
	}
}

// A shallow clone cannot tell that the ledger only ever grew, and says how to mend that: with the rest of
// the commits, or with a checkpoint that was kept.
func TestShallow(t *testing.T) {
	t.Parallel()
	r := newRepository()
	for _, size := range []int{1, 5, 8} {
		r.commit(upTo(t, size).tree())
		if size == 1 {
			delete(r.objects, r.head)
		}
	}
	s := subject(t, r)
	s.Policy.Require = []string{"1", "2", "3", "4"}
	v := judge(t, s)
	c := v.Claim("3")
	if c.Outcome != verdict.NotJudged || !strings.Contains(c.Why, "git fetch --unshallow") || v.Status() != verdict.StatusNotJudged || v.Sound() {
		t.Errorf("claim 3 is %s (%s), status %d", c.Outcome, c.Why, v.Status())
	}
	kept, _ := upTo(t, 5).checkpoint(testKey(t, "ledger"))
	s.Kept = []verify.Kept{{Name: "of last year", Text: []byte(kept)}}
	v = judge(t, s)
	if c := v.Claim("3"); c.Outcome != verdict.Held || !strings.Contains(c.Why, "2 of the branch's commits are here") || !v.Sound() {
		t.Errorf("with a kept checkpoint claim 3 is %s (%s)", c.Outcome, c.Why)
	}
	kept, _ = upTo(t, 8).checkpoint(testKey(t, "ledger"))
	s.Kept[0].Text = []byte(strings.Replace(kept, "\n8\n", "\n9\n", 1))
	if c := judge(t, s).Claim("3"); c.Outcome != verdict.Refuted {
		t.Errorf("with a longer one claim 3 is %s", c.Outcome)
	}
}

// unfit is a repository in which one object is none that a ledger has.
type unfit struct {
	*repository
	at ledger.Hash
	as []byte // what is there instead; nil: something too large
}

func (u unfit) Get(ctx context.Context, h ledger.Hash) ([]byte, error) {
	switch {
	case h != u.at:
		return u.repository.Get(ctx, h)
	case u.as == nil:
		return nil, ledger.ErrTooLarge
	}
	return u.as, nil
}

// Whatever object of the tip is too large, or something else, there is a verdict, and it refutes. A file
// is named.
func TestUnfitTip(t *testing.T) {
	t.Parallel()
	r, good := newRepository(), base(t, nil).tree()
	r.commit(good)
	blobs := map[ledger.Hash]string{}
	for path, f := range good {
		blobs[ledger.HashOf(ledger.Frame("blob", []byte(f.data)))] = path
	}
	for _, at := range slices.SortedFunc(maps.Keys(r.objects), func(a, b ledger.Hash) int { return strings.Compare(a.String(), b.String()) }) {
		for _, as := range [][]byte{nil, ledger.Frame("tag", nil)} {
			v := judge(t, subject(t, unfit{r, at, as}))
			if v.Status() != verdict.StatusRefuted || v.Sound() {
				t.Errorf("%s: status %d", blobs[at], v.Status())
			}
			if path := blobs[at]; path != "" && !names(v, path) {
				t.Errorf("%s: the verdict does not name it: %s", path, told(v))
			}
		}
	}
}

// What somebody pushed once and took back does not end verification for ever; the verdict tells of it.
func TestUnfitHistory(t *testing.T) {
	t.Parallel()
	r := newRepository()
	r.commit(upTo(t, 1).tree())
	large := upTo(t, 1).tree()
	large["checkpoint"] = plainFile("large")
	r.commit(large)
	r.commit(base(t, nil).tree())
	v := judge(t, subject(t, unfit{r, ledger.HashOf(ledger.Frame("blob", []byte("large"))), nil}))
	c := v.Claim("3")
	if !v.Sound() || !strings.Contains(c.Why, "was passed by: checkpoint: ") {
		t.Errorf("claim 3 is %s (%s): %s", c.Outcome, c.Why, told(v))
	}
}

// A tile that is gone is a fault of the ledger, also where an old root cannot be computed without it.
func TestTileOfAnOldRootGone(t *testing.T) {
	t.Parallel()
	f := newForge(t)
	f.genesis(edit{})
	for n := 1; len(f.leaves) < 1100; n++ {
		f.authorize(n, "tls", edit{})
	}
	f.authorize(1100, "tls", authorization(func(a *evidence.Authorization) { a.Seen.Size = 1 }))
	bad := f.tree()
	delete(bad, "tile/0/000")
	r := newRepository()
	r.commit(bad)
	v := judge(t, subject(t, r))
	if c := v.Claim("3"); v.Status() != verdict.StatusRefuted || !names(v, "tile/0/000") || c.Outcome != verdict.NotJudged {
		t.Errorf("claim 3 is %s: %s", c.Outcome, told(v))
	}
}
