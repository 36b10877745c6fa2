package conduct_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// adasKey is that of a person, and none of the ledger's.
var adasKey = sync.OnceValue(func() *key.Key {
	dir := must(os.MkdirTemp("", "attestary-test-"))
	defer os.RemoveAll(dir)
	return must(key.Create(filepath.Join(dir, "ada"), []byte("correct horse")))
})

func signs(k *key.Key, login string) evidence.By {
	return evidence.By{How: "key", ID: string(k.Public().Digest()), Login: login}
}

// gated is a plan that looks at a file before it lets anybody in.
func gated() *plan.Plan {
	p := threeSteps()
	p.Access.Gates = []plan.Gate{{
		Name: "office", Action: "file.read", Settings: map[string]*expr.Node{"path": expr.Lit(expr.OfText("door"))},
		Condition: &expr.Node{Op: expr.OpEqual, Args: []*expr.Node{expr.Ref("self", "text"), expr.Lit(expr.OfText("open"))}},
		Message:   expr.Lit(expr.OfText("The office is closed.")),
	}}
	return p
}

// TestGates: what a gate says stands in the authorization, or in the refusal. What it cannot see lets nobody in.
func TestGates(t *testing.T) {
	t.Parallel()
	for door, refused := range map[string]string{
		"open": "", "closed": "gate office does not let mara in: The office is closed.", "": "it could not look",
	} {
		l, req := newLab(t), byMara()
		req.Plan = gated()
		desk := l.desk()
		desk.World.Runners["file.read"] = action(func(context.Context, engine.Call) engine.Result {
			if door == "" {
				return engine.Result{Outcome: evidence.Unknown, Reason: engine.ReasonNotFound, Detail: "there is no door"}
			}
			return engine.Result{Outcome: evidence.Passed, Outputs: map[string]expr.Value{"exists": expr.OfBool(true), "text": expr.OfText(door),
				"size": expr.OfInt(4), "mode": expr.OfText("0600"), "owner": expr.OfText("mara"), "sha256": expr.OfText("")}}
		})
		_, err := desk.Run(t.Context(), req)
		var no *conduct.Refusal
		switch {
		case refused == "" && err != nil:
			t.Fatal(err)
		case refused == "":
			if a := l.authorization(); len(a.Gates) != 1 || a.Gates[0] != (evidence.Gate{Name: "office", Outcome: evidence.Passed}) {
				t.Errorf("authorised with gates %+v", a.Gates)
			}
		case !errors.As(err, &no) || !strings.Contains(no.Why, refused) || no.Gate == nil || len(l.ran) > 0:
			t.Errorf("door %q: %v, ran %v", door, err, l.ran)
		default:
			l.denied(no, req)
		}
		l.holds()
	}
}

// reviewed is a plan that wants a review by somebody of the role people, which Ada and Mara have.
func reviewed() *plan.Plan {
	p := threeSteps()
	ada, mara := signs(adasKey(), "ada"), signs(testKey(), "mara")
	p.Roles = append([]plan.Role{{Name: "people", Members: []string{ada.Login + "#" + ada.ID, mara.Login + "#" + mara.ID}}}, p.Roles...)
	p.Reviews = []plan.Review{{Name: "change", Effects: []kind.Effect{kind.Change}, From: []string{"people"}, Min: 1}}
	return p
}

// review brings somebody's word about a plan into the ledger.
func (l *lab) review(k *key.Key, login string, p *plan.Plan, answer evidence.Answer) {
	l.t.Helper()
	data := must(p.Encode())
	said := must(attest.ReviewStatement(attest.Review{
		Voice: attest.Voice{At: l.now(), By: signs(k, login), Seen: must(l.book().Seen(l.t.Context()))},
		Plan:  data, Commit: commit, Answer: answer, Reason: "I have read it.",
	}))
	bundle := must(attest.Seal(l.t.Context(), k, must(evidence.EncodeStatement(said))))
	must(l.book().writer.Append(l.t.Context(), ledger.Item{Bundle: bundle, Blobs: [][]byte{data}, Person: k.Public()}))
}

// TestReviews: a plan that wants reviews runs when this very plan has them, by somebody else than who asks.
func TestReviews(t *testing.T) {
	t.Parallel()
	other := reviewed()
	other.Title = "Rotate another key"
	for name, c := range map[string]struct {
		say     func(l *lab)
		refused string
	}{
		"reviewed":     {func(l *lab) { l.review(adasKey(), "ada", reviewed(), evidence.Yes) }, ""},
		"nobody":       {func(*lab) {}, "review.change: 0 of 1 people"},
		"by who asks":  {func(l *lab) { l.review(testKey(), "mara", reviewed(), evidence.Yes) }, "review.change: 0 of 1 people"},
		"another plan": {func(l *lab) { l.review(adasKey(), "ada", other, evidence.Yes) }, "review.change: 0 of 1 people"},
		"a no":         {func(l *lab) { l.review(adasKey(), "ada", reviewed(), evidence.No) }, "ada said no"},
		"a yes, then a no": {func(l *lab) {
			l.review(adasKey(), "ada", reviewed(), evidence.Yes)
			l.review(adasKey(), "ada", reviewed(), evidence.No)
		}, "ada said no"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, req := newLab(t), byMara()
			req.Plan = reviewed()
			c.say(l)
			_, err := l.desk().Run(t.Context(), req)
			var no *conduct.Refusal
			switch {
			case c.refused == "" && err != nil:
				t.Fatal(err)
			case c.refused == "":
				want := evidence.ReviewCount{By: signs(adasKey(), "ada"), Commit: commit, Role: "people"}
				if a := l.authorization(); len(a.Reviews) != 1 || a.Reviews[0] != want {
					t.Errorf("authorised with reviews %+v", a.Reviews)
				}
			case !errors.As(err, &no) || !strings.Contains(no.Why, c.refused) || no.Rule != "review.change" || len(l.ran) > 0:
				t.Errorf("%v, ran %v", err, l.ran)
			default:
				l.denied(no, req)
			}
		})
	}
}

// A refusal that could not be recorded is one all the same.
func TestRefusedWithoutALine(t *testing.T) {
	t.Parallel()
	l, req := newLab(t), byMara()
	req.Plan = reviewed()
	l.line.meet(misfortune{dead: -1})
	_, err := l.desk().Run(t.Context(), req)
	var no *conduct.Refusal
	if !errors.As(err, &no) || no.Recorded || !strings.Contains(err.Error(), "the refusal could not be recorded") || len(l.ran) > 0 {
		t.Errorf("%v, ran %v", err, l.ran)
	}
}
