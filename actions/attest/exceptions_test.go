package attest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// waivable is the plan that asks people, with a check that the team may waive for a week.
func waivable(t testing.TB) []byte {
	p := must[*plan.Plan](t)(plan.Parse(newAsked(t).plan))
	p.Checks = []plan.Check{{Name: "opens", Severity: "high", Condition: expr.Lit(expr.OfBool(true)), Message: expr.Lit(expr.OfText("It is shut."))}}
	p.Waivable = []plan.Waivable{{Check: "opens", MaxFor: 7 * 86400}}
	return must[[]byte](t)(p.Encode())
}

func granted(t testing.TB) attest.Waiver {
	return attest.Waiver{
		Voice: attest.Voice{At: noon, By: ada(), Seen: newAsked(t).seen}, Plan: waivable(t), Commit: strings.Repeat("7", 40),
		Check: "opens", Owner: mara(), For: 24 * time.Hour, Reason: "The locksmith comes tomorrow.",
	}
}

func TestWaiverStatement(t *testing.T) {
	t.Parallel()
	said := must[*evidence.Waiver](t)(attest.WaiverStatement(granted(t)))
	if said.Expires != "2026-03-02T12:00:00Z" || said.Role != "team" || said.CheckOf != "rotate.opens" {
		t.Errorf("it says %+v", said)
	}
	if _, err := attest.Speak(t.Context(), adasKey(), said); err != nil {
		t.Error(err)
	}
	for want, change := range map[string]func(*attest.Waiver){
		"which its plan does not have":              func(w *attest.Waiver) { w.Check = "shuts" },
		"at most 7d":                                func(w *attest.Waiver) { w.For = 8 * 24 * time.Hour },
		"who owns it: somebody else must":           func(w *attest.Waiver) { w.Owner = ada() },
		"whom no role of the plan lists":            func(w *attest.Waiver) { w.Owner.Login = "tom" },
		"has none of the roles that are asked":      func(w *attest.Waiver) { w.By.Login = "zoe" },
		"is listed by login alone":                  func(w *attest.Waiver) { w.By.Login = "tom" },
		"reason: it has 0 characters":               func(w *attest.Waiver) { w.Reason = "" },
		"expires: 2026-03-01T12:00:00Z is not with": func(w *attest.Waiver) { w.For = 0 },
	} {
		w := granted(t)
		change(&w)
		if got, err := attest.WaiverStatement(w); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %+v, error %v, want one about %q", got, err, want)
		}
	}
}

func TestRevocationStatement(t *testing.T) {
	t.Parallel()
	k := newAsked(t)
	p := must[*plan.Plan](t)(plan.Parse(k.plan))
	bundle := func(statement []byte) []byte { return must[[]byte](t)(attest.Seal(t.Context(), adasKey(), statement)) }
	good := func() attest.Revocation {
		return attest.Revocation{
			Voice: attest.Voice{At: noon, By: mara(), Seen: k.seen}, Reason: "It was the wrong door.",
			Entries: []attest.Wrong{{Index: 1, Bundle: bundle(k.result), Plan: p}, {Index: 0, Bundle: bundle(k.authorization), Plan: p}},
		}
	}
	said := must[*evidence.Revocation](t)(attest.RevocationStatement(good()))
	if len(said.Entries) != 2 || said.Entries[0].Index != 0 {
		t.Errorf("it says %+v", said)
	}
	of := func(said evidence.Predicate) []byte { return bundle(must[[]byte](t)(evidence.EncodeStatement(said))) }
	for want, change := range map[string]func(*attest.Revocation){
		"entry 2: who takes it back must have seen it": func(r *attest.Revocation) { r.Entries[0].Index = 2 },
		"entries: 0 is not in its place":               func(r *attest.Revocation) { r.Entries[0].Index = 0 },
		"has none of the roles that are asked: team":   func(r *attest.Revocation) { r.By.Login = "zoe" },
		"entries: there are 0":                         func(r *attest.Revocation) { r.Entries = nil },
		"reason: ":                                     func(r *attest.Revocation) { r.Reason = "" },
		"what was taken back stays so":                 func(r *attest.Revocation) { r.Entries[0].Bundle = of(said) },
		"it is the ledger's own": func(r *attest.Revocation) {
			r.Entries[0].Bundle = of(attest.LedgerStatement(attest.Genesis{At: noon}))
		},
	} {
		r := good()
		change(&r)
		if got, err := attest.RevocationStatement(r); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %+v, error %v, want one about %q", got, err, want)
		}
	}
}
