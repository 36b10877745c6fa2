package verify_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/verdict"
)

// heard verifies what was forged, and gives the verdict, the runs and the revocations that were told.
func (f *forge) heard(waiting int) (v *verdict.Verdict, runs []verdict.Run, revoked []verdict.Revocation) {
	repo := newRepository()
	repo.commit(f.tree())
	s := knowing(f.t, subject(f.t, repo), policyPeople...)
	s.Waiting = waiting
	s.Runs = func(r verdict.Run) error { runs = append(runs, r); return nil }
	s.Revoked = func(r verdict.Revocation) error { revoked = append(revoked, r); return nil }
	return judge(f.t, s), runs, revoked
}

// TestWaiversAreTold: a verdict lists the waivers that stand, and nothing of one that was taken back or does not
// count.
func TestWaiversAreTold(t *testing.T) {
	t.Parallel()
	f := base(t, nil)
	r, _ := f.excepted("front")
	front := "front"
	good := r.waive("dee", func(w *evidence.Waiver) { w.Scope = &front })
	r.waive("dee", func(w *evidence.Waiver) { w.Reason = "It was said too soon." })
	r.waive("dee", func(w *evidence.Waiver) { w.Role = "people" })
	r.revoke("dee", nil, 15)
	v, _, _ := f.heard(100)
	want := []verdict.Waiver{{
		Entry: 14, Check: "rotate.shut", Scope: &front, At: minute(14), From: minute(14), Expires: minute(14 + 24*60), Longest: 86400,
		Owner: by(t, "ada", "ada"), Approver: by(t, "dee", "dee"), Role: "oncall", Reason: "The lock comes tomorrow.", Path: good.path,
	}}
	if diff := cmp.Diff(want, v.Waivers); diff != "" {
		t.Errorf("waivers (-want +got):\n%s", diff)
	}
	if err := v.Check(); err != nil {
		t.Error(err)
	}
}

// TestRevocationsAreTold: with what falls by them. A revocation that names one entry too many takes back nothing.
func TestRevocationsAreTold(t *testing.T) {
	t.Parallel()
	f := base(t, nil)
	r, _ := f.excepted()
	r.revoke("ada", nil, 9, 13) // the yes was hers, the run is not
	r.revoke("ada", nil, 9)
	last := r.revoke("dee", nil, 8, 13)
	v, _, revoked := f.heard(100)
	run := int64(8)
	word := []verdict.Revoked{{Entry: 9, Kind: "approval", Runbook: "rotate", Run: &run}}
	both := []verdict.Revoked{{Entry: 8, Kind: "authorization", Runbook: "rotate", Run: &run}, {Entry: 13, Kind: "run", Runbook: "rotate", Run: &run}}
	want := []verdict.Revocation{
		{Entry: 15, At: minute(15), By: by(t, "ada", "ada"), Reason: "It was another door.", Revoked: word, Path: f.drafts[15].path},
		{Entry: 16, At: minute(16), By: by(t, "dee", "dee"), Reason: "It was another door.", Revoked: both, Path: last.path},
	}
	if diff := cmp.Diff(want, revoked); diff != "" {
		t.Errorf("told (-want +got):\n%s%s", diff, told(v))
	}
	if diff := cmp.Diff(want, v.Revoked); diff != "" || v.Revocations != 2 {
		t.Errorf("listed, %d (-want +got):\n%s", v.Revocations, diff)
	}
}

// TestUnmet: of a run that failed by its checks alone it is told which, and of none that failed by more.
func TestUnmet(t *testing.T) {
	t.Parallel()
	front := "front"
	for name, c := range map[string]struct {
		failed []string
		want   []verdict.Unmet
	}{
		"nothing":       {nil, nil},
		"one item":      {[]string{"front"}, []verdict.Unmet{{Check: "shut", Key: &front}}},
		"another check": {[]string{"alarmed", "front"}, []verdict.Unmet{{Check: "alarmed"}, {Check: "shut", Key: &front}}},
	} {
		f := base(t, nil)
		f.excepted(c.failed...)
		for _, waiting := range []int{1, 100} {
			_, runs, _ := f.heard(waiting)
			if diff := cmp.Diff(c.want, runs[4].Result.Unmet); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
	}
	for name, spoil := range map[string]func(*evidence.Record){
		"a check could not look":  func(r *evidence.Record) { r.Checks[2].Outcome, r.Checks[2].Operands = evidence.Unknown, nil },
		"a step failed too":       func(r *evidence.Record) { r.Steps[1].Outcome = evidence.Failed },
		"a step was undone":       func(r *evidence.Record) { r.Steps[1].Outcome = evidence.Recovered },
		"a step could not look":   func(r *evidence.Record) { r.Steps[1].Outcome = evidence.Unknown },
		"it was interrupted":      func(r *evidence.Record) { r.Reason = evidence.ReasonInterrupted },
		"nothing failed (at all)": func(r *evidence.Record) { unfail(r) },
	} {
		if got := unmetOf(t, func(r *evidence.Record) {
			fail(r, 1)
			spoil(r)
		}); got != nil {
			t.Errorf("%s: %+v can be waived", name, got)
		}
	}
	var many *evidence.Record
	got := unmetOf(t, func(r *evidence.Record) {
		many = r
		one := r.Checks[2]
		r.Checks = r.Checks[:1]
		for i := range 101 {
			key := fmt.Sprintf("%03d.example", i)
			c := one
			c.Key, c.Operands = &key, r.Checks[0].Operands
			r.Checks = append(r.Checks, c)
			fail(r, i+1)
		}
	})
	if len(got) != 100 || got[99].Key != nil || *got[98].Key != "098.example" {
		t.Errorf("of %d failed items %d are told, the last as %v", len(many.Checks)-1, len(got), got[len(got)-1].Key)
	}
}

// fail makes a check of a record one that failed.
func fail(r *evidence.Record, check int) {
	c := &r.Checks[check]
	c.Outcome, r.Outcome = evidence.Failed, evidence.Failed
	c.Operands = []expr.Operand{expr.OperandOf(number("1")), expr.OperandOf(number("14"))}
}

func unfail(r *evidence.Record) {
	r.Checks[1].Outcome, r.Checks[1].Operands = evidence.Passed, r.Checks[0].Operands
}

// unmetOf is what is told of the last run of a ledger, with its record changed.
func unmetOf(t *testing.T, change func(*evidence.Record)) []verdict.Unmet {
	t.Helper()
	f := base(t, nil)
	f.conclude(f.drafts[7], func(r *evidence.Record) {
		change(r)
		r.Outcome = r.Overall()
	}, edit{})
	v, runs, _ := f.heard(100)
	if runs[3].Result == nil {
		t.Fatalf("the result does not hold:%s", told(v))
	}
	return runs[3].Result.Unmet
}

// TestCountedReviewsAreTold: a run tells on whose reviews it stands, also where it had to be read again.
func TestCountedReviewsAreTold(t *testing.T) {
	t.Parallel()
	for _, waiting := range []int{1, 100} {
		f := base(t, nil)
		r := &asked{forge: f, authorization: f.drafts[0], plan: f.blob(askingPlans()["reviews"])}
		r.review("ada", evidence.Yes)
		r.review("bo", evidence.Yes)
		r.review("bo", evidence.Yes)
		f.askOf(6, "reviews", authorization(func(a *evidence.Authorization) { a.Reviews = counts(t, "ada", "bo") }))
		_, runs, _ := f.heard(waiting)
		if len(runs) != 5 {
			t.Fatalf("%d runs", len(runs))
		}
		got := runs[4].Reviews
		if len(got) != 2 || got[0]+got[1] != 8+10 {
			t.Errorf("it stands on entries %d, want 8 and 10", got)
		}
	}
}

// Waivers and revocations are as tight as everything else.
func TestEveryByteOfExceptions(t *testing.T) {
	t.Parallel()
	f := base(t, nil)
	r, _ := f.excepted("shut")
	r.waive("dee", nil)
	r.revoke("dee", nil, 13, 14)
	good := f.tree()
	for path := range good {
		if !strings.Contains(path, "waiver") && !strings.Contains(path, "revocation") {
			continue
		}
		data := good[path].data
		for at := 0; at < len(data); at += max(1, len(data)/40) {
			tampered(t, good, path, "a bit flipped", data[:at]+string([]byte{data[at] ^ 1})+data[at+1:])
		}
	}
}

// An exception by a key that the policy does not list is not judged, and counts for nothing.
func TestUnknownExceptions(t *testing.T) {
	t.Parallel()
	f := base(t, nil)
	r, _ := f.excepted("shut")
	r.waive("dee", nil)
	r.revoke("dee", nil, 13)
	repo := newRepository()
	repo.commit(f.tree())
	v := judge(t, knowing(t, subject(t, repo), policyPeople[:3]...))
	if len(v.Waivers)+len(v.Revoked) > 0 || v.Sound() || v.Claim("4").Outcome != verdict.NotJudged {
		t.Errorf("claim 4 is %s; it tells %+v %+v", v.Claim("4").Outcome, v.Waivers, v.Revoked)
	}
}

// A waiver starts when it was there at the latest, whatever it says: here when the first stamped checkpoint behind it
// was made.
func TestWaiverStartsAtItsUpperBound(t *testing.T) {
	t.Parallel()
	f := base(t, nil)
	r, _ := f.excepted("shut")
	r.waive("dee", nil)
	stamped := start.Add(40 * time.Minute)
	f.key = &signer{private: f.key.private, hint: f.key.hint, stamped: []time.Time{stamped}}
	repo := newRepository()
	repo.commit(f.tree())
	s := knowing(t, subject(t, repo), policyPeople...)
	s.Policy.Roots = flowPolicy().Roots
	v := judge(t, s)
	if len(v.Waivers) != 1 || v.Waivers[0].At != minute(14) || v.Waivers[0].From != minute(40) {
		t.Errorf("waivers %+v:%s", v.Waivers, told(v))
	}
}
