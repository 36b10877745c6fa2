package verify_test

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/verdict"
)

func subject(t testing.TB, store ledger.Reader) verify.Subject {
	t.Helper()
	policy, err := verify.PolicyFromKey([]byte(testKey(t, "ledger").public))
	if err != nil {
		t.Fatal(err)
	}
	return verify.Subject{Store: store, Policy: policy, AsOf: start.Add(24 * time.Hour)}
}

func judge(t testing.TB, s verify.Subject) *verdict.Verdict {
	t.Helper()
	v, err := verify.Verify(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.Encode(); err != nil {
		t.Errorf("the verdict breaks its own rules: %v", err)
	}
	return v
}

// A ledger that nobody touched: what is judged holds, what is not says why, and the runs come out in
// the order in which they were authorised, the one without a result too.
func TestGoodLedger(t *testing.T) {
	t.Parallel()
	f := base(t, nil)
	r := newRepository()
	r.commit(f.tree())
	s := subject(t, r)
	var runs []string
	s.Runs = func(run verdict.Run) error {
		line := run.Runbook + " " + string(run.ID.ID[31:])
		if run.Result != nil {
			line += " " + string(run.Result.Outcome)
		}
		runs = append(runs, line)
		return nil
	}
	v := judge(t, s)
	for _, c := range v.Claims {
		want := verdict.Held
		switch c.ID {
		case "5", "6", "7b", "7c", "8", "11":
			want = verdict.NotJudged
		}
		if c.Outcome != want {
			t.Errorf("claim %s is %s, want %s: %+v", c.ID, c.Outcome, want, c.Faults)
		}
		if want == verdict.Held && c.Judged == 0 {
			t.Errorf("claim %s is held, and was judged on nothing", c.ID)
		}
	}
	if v.Status() != 0 || !v.Sound() {
		t.Errorf("status %d, sound %v", v.Status(), v.Sound())
	}
	want := []string{"tls 1 passed", "backup 2 passed", "tls 3 passed", "tls 4"}
	if diff := cmp.Diff(want, runs); diff != "" {
		t.Errorf("runs (-want +got):\n%s", diff)
	}
	if len(v.Unfinished) != 1 || v.Unfinished[0].Entry != 7 || !v.Unfinished[0].Late {
		t.Errorf("unfinished: %+v", v.Unfinished)
	}
	if diff := cmp.Diff(map[string]int64{"ledger": 1, "authorization": 4, "run": 3}, v.Kinds); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
}

// A run that never ends holds up those behind it, and never memory: what waits too long is read again,
// and is told the same, in the same order.
func TestRunsWaitInOrder(t *testing.T) {
	t.Parallel()
	f := newForge(t)
	f.genesis(edit{})
	f.authorize(1, "tls", edit{})
	for n := 2; n < 9; n++ {
		f.conclude(f.authorize(n, "backup", edit{}), nil, edit{})
	}
	r := newRepository()
	r.commit(f.tree())
	tell := func(waiting int) (out []verdict.Run) {
		s := subject(t, r)
		s.Waiting, s.Workers = waiting, waiting
		s.Runs = func(run verdict.Run) error { out = append(out, run); return nil }
		judge(t, s)
		return out
	}
	all, few := tell(100), tell(2)
	if len(all) != 8 || all[0].Result != nil || all[1].Result.Checked != 3 {
		t.Fatalf("%d runs: %+v", len(all), all)
	}
	if diff := cmp.Diff(all, few, cmp.Comparer(expr.Value.Equal)); diff != "" {
		t.Errorf("those that were read again differ (-want +got):\n%s", diff)
	}
}

// Whoever listens for runs can end the verification; that is an error, and no verdict.
func TestListenerFails(t *testing.T) {
	t.Parallel()
	r := newRepository()
	r.commit(base(t, nil).tree())
	s := subject(t, r)
	full := errors.New("no space left")
	s.Runs = func(verdict.Run) error { return full }
	if v, err := verify.Verify(t.Context(), s); !errors.Is(err, full) || v != nil {
		t.Errorf("%v, %v", v, err)
	}
}

// What cannot be read is an error: could not look. An object that is gone is no verdict on the ledger.
func TestCouldNotLook(t *testing.T) {
	t.Parallel()
	good := newRepository()
	good.commit(base(t, nil).tree())
	for h := range good.objects {
		if h == good.head {
			continue
		}
		torn := &repository{objects: maps.Clone(good.objects), head: good.head}
		delete(torn.objects, h)
		if v, err := verify.Verify(t.Context(), subject(t, torn)); err == nil {
			t.Errorf("object %s is missing, and there is a verdict: status %d", h, v.Status())
		}
	}
	empty, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := verify.Verify(empty, subject(t, good)); err == nil {
		t.Error("a cancelled verification gave a verdict")
	}
}

// A verdict depends on what it is told, and on nothing else: not on the number of cores.
func TestSameVerdict(t *testing.T) {
	t.Parallel()
	bad := base(t, nil).tree()
	for path, f := range bad {
		bad[path] = plainFile(strings.Replace(f.data, "a", "b", 1))
	}
	r := newRepository()
	r.commit(bad)
	var first []byte
	for workers := range 8 {
		s := subject(t, r)
		s.Workers = workers + 1
		got := must(judge(t, s).Encode())
		if first == nil {
			first = got
		}
		if !bytes.Equal(first, got) {
			t.Errorf("%d workers give another verdict:\n%s\n%s", workers+1, first, got)
		}
	}
}

// A log key of the policy must have signed the checkpoint as a note; a note by another key does not
// count, and the signature lines are part of what the bundle is about.
func TestLogKey(t *testing.T) {
	t.Parallel()
	f := base(t, nil)
	logKey, vkey := must2(note.GenerateKey(strings.NewReader(strings.Repeat("seed", 20)), f.origin))
	_, other := must2(note.GenerateKey(strings.NewReader(strings.Repeat("tree", 20)), f.origin))
	text, _ := f.checkpoint(f.key)
	f.note = string(must(note.Sign(&note.Note{Text: text}, must(note.NewSigner(logKey)))))
	r := newRepository()
	r.commit(f.tree())
	s := subject(t, r)
	for want, keys := range map[verdict.Outcome][]string{verdict.Held: {vkey}, verdict.Refuted: {other}} {
		s.Policy.LogKeys = keys
		if v := judge(t, s); v.Claim("4").Outcome != want {
			t.Errorf("claim 4 is %s, want %s:%s", v.Claim("4").Outcome, want, told(v))
		}
	}
	s.Policy.LogKeys = []string{vkey}
	plain := newRepository()
	plain.commit(base(t, nil).tree())
	if s.Store = plain; judge(t, s).Claim("4").Outcome != verdict.Refuted {
		t.Error("an unsigned checkpoint is held, where the policy asks for a log key")
	}
}

// Tiles fill up, and a level above them begins: at every edge the tree that is implied is another one.
func TestTileEdges(t *testing.T) {
	t.Parallel()
	f := newForge(t)
	f.genesis(edit{})
	for n := 1; len(f.leaves) < 257; n++ {
		if f.authorize(n, "tls", edit{}); !slices.Contains([]int{255, 256, 257}, len(f.leaves)) {
			continue
		}
		r := newRepository()
		r.commit(f.tree())
		if v := judge(t, subject(t, r)); v.Status() != verdict.StatusHeld {
			t.Errorf("%d entries:%s", len(f.leaves), told(v))
		}
		behind := f.tree()
		behind["tile/0/000.p/1"] = plainFile("a partial tile that was left behind")
		r.commit(behind)
		if v := judge(t, subject(t, r)); !names(v, "tile/0/000.p/1") {
			t.Errorf("%d entries: a tile that was left behind is not named:%s", len(f.leaves), told(v))
		}
	}
}

// What could not be read was not judged, and is not held: an entry whose bundle does not parse leaves
// every claim open that would have looked into it.
func TestUnreadIsNotHeld(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		spoil func(tree)
		open  []string
	}{
		"a bundle":                {func(t tree) { t[t.find(key(t, 2)+".run.sigstore.json")] = plainFile("{}") }, []string{"3", "4", "7a", "9", "10"}},
		"a tile":                  {func(t tree) { delete(t, "tile/entries/000.p/8") }, []string{"3", "4", "7a", "9", "10"}},
		"the checkpoint's bundle": {func(t tree) { t["checkpoint.sigstore.json"] = plainFile("{}") }, []string{"4"}},
		"the checkpoint":          {func(t tree) { t["checkpoint"] = plainFile("") }, []string{"2", "3", "4", "7a", "9", "10"}},
	} {
		bad := base(t, nil).tree()
		c.spoil(bad)
		r := newRepository()
		r.commit(bad)
		v := judge(t, subject(t, r))
		for _, id := range c.open {
			if got := v.Claim(id); got.Outcome != verdict.NotJudged || got.Why == "" {
				t.Errorf("%s cannot be read, and claim %s is %s %q", what, id, got.Outcome, got.Why)
			}
		}
	}
}

// Sized is told what the checkpoint says before anything else is read.
func TestSized(t *testing.T) {
	t.Parallel()
	var told []int64
	r := newRepository()
	r.commit(base(t, nil).tree())
	s := subject(t, r)
	s.Sized = func(entries int64) { told = append(told, entries) }
	v := judge(t, s)
	if len(told) != 1 || told[0] != v.Tree.Size || told[0] == 0 {
		t.Errorf("it was told %v of a ledger of %d entries", told, v.Tree.Size)
	}
}
