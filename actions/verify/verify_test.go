package verify_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/verdict"
)

func subject(t testing.TB, store verify.Objects) verify.Subject {
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
