package conduct_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// glassy is a plan that wants a review which it does not have, and that people may go past.
func glassy() *plan.Plan {
	p := reviewed()
	p.Access.BreakGlass = []string{"people"}
	return p
}

// judged is what an auditor says who knows Ada and Mara.
func (l *lab) judged() *verdict.Verdict {
	l.t.Helper()
	policy := must(verify.PolicyFromKey(testKey().Public().PEM()))
	policy.People = []verify.Person{{Login: "ada", Keys: []string{string(adasKey().Public().PEM())}}, {Login: "mara", Keys: []string{string(testKey().Public().PEM())}}}
	v, err := verify.Verify(l.t.Context(), verify.Subject{Store: l.line.honest(), Policy: policy, AsOf: l.now(), Workers: 1})
	if err != nil {
		l.t.Fatal(err)
	}
	if v.Refuted() {
		l.t.Errorf("a claim is refuted: %s", must(v.Encode()))
	}
	return v
}

// confirm brings Ada's word about the newest run into the ledger.
func (l *lab) confirm() {
	l.t.Helper()
	snapshot := must(ledger.Open(l.t.Context(), l.line.honest()))
	c := attest.Confirmation{Voice: attest.Voice{At: l.now(), By: signs(adasKey(), "ada"), Seen: snapshot.Checkpoint.Seen()}, Checked: "the key", Words: "It opens the door."}
	var authorization []byte
	for e, err := range snapshot.Entries(l.t.Context()) {
		if err != nil {
			l.t.Fatal(err)
		}
		switch said := e.Statement.(type) {
		case *evidence.Authorization:
			c.Authorization, authorization, c.Plan = must(evidence.EncodeStatement(said)), e.Bundle, must(snapshot.Blob(l.t.Context(), said.Plan.Digest))
		case *evidence.Breakglass:
			c.Glasses = append(c.Glasses, attest.Glass{By: said.By, Entry: e.Index})
		case *evidence.Run:
			c.Result = must(evidence.EncodeStatement(said))
		}
	}
	said := must(attest.ConfirmationStatement(c))
	bundle := must(attest.Seal(l.t.Context(), adasKey(), must(evidence.EncodeStatement(said))))
	must(l.book().writer.Append(l.t.Context(), ledger.Item{Bundle: bundle, Authorization: authorization, Person: adasKey().Public()}))
}

// A run past its rules is a finding until a second person has confirmed it.
func TestBrokenGlassIsAFinding(t *testing.T) {
	t.Parallel()
	l, req := newLab(t), byMara()
	req.Plan, req.BreakGlass = glassy(), "The shop is down."
	result, err := l.desk().Run(t.Context(), req)
	if err != nil || !result.Glass || result.Record.Outcome != evidence.Passed {
		t.Fatalf("%+v, %v", result, err)
	}
	v := l.judged()
	if v.Status() != verdict.StatusFindings || v.Findings == nil || v.Findings.Broken != 1 {
		t.Fatalf("status %d, findings %+v", v.Status(), v.Findings)
	}
	if g := v.Findings.Glasses[0]; g.By.Login != "mara" || g.Reason != req.BreakGlass || g.Result == nil || g.Mend != "attestary confirm "+result.Run.Key().Hex()[:8] {
		t.Errorf("%+v", g)
	}
	l.confirm()
	if v := l.judged(); v.Findings != nil || v.Status() != 0 {
		t.Errorf("it was confirmed, and the status is %d: %+v", v.Status(), v.Findings)
	}
}

// A run whose glass is whole again does not go on; what it came to is recorded.
func TestResumeOfAWholeGlass(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		broken, away time.Duration
		over         bool
	}{
		"in time":             {time.Hour, 30 * time.Minute, false},
		"too late":            {time.Hour, 61 * time.Minute, true},
		"in time, of a day":   {0, 23 * time.Hour, false},
		"too late, of a day":  {0, 24*time.Hour + time.Minute, true},
		"nobody may for more": {25 * time.Hour, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, req := newLab(t), byMara()
			req.Plan, req.BreakGlass, req.BreakFor = glassy(), "The shop is down.", c.broken
			req.Plan.FinishBy = 7 * 24 * 3600
			req.Plan.Phases[0].Approvals = []plan.Approval{{Name: "ok", From: []string{"people"}, Min: 1, Timeout: 2 * 24 * 3600}}
			req.Plan.Phases[0].Steps[0].Needs = []string{"approval.ok"}
			result, err := l.desk().Run(t.Context(), req)
			if c.broken > 24*time.Hour {
				if err == nil || !strings.Contains(err.Error(), "within 24 hours") || len(l.ran) > 0 {
					t.Errorf("%v, ran %v", err, l.ran)
				}
				return
			}
			if err != nil || len(result.Waiting) != 1 || !result.Glass {
				t.Fatalf("%+v, %v", result, err)
			}
			l.clock.Add(int64(c.away / time.Second))
			_, err = l.desk().Resume(t.Context(), conduct.Resume{Path: result.Path})
			if over := errors.Is(err, conduct.ErrOver); over != c.over || over != (err != nil) || over && !strings.Contains(err.Error(), "its glass was broken until") {
				t.Fatalf("gone on with after %s: %v", c.away, err)
			}
			if !c.over {
				return
			}
			if v := l.judged(); v.Findings == nil || v.Findings.Glasses[0].Result != nil || !strings.HasPrefix(v.Findings.Glasses[0].Mend, "attestary seal ") {
				t.Errorf("it has told no end, and the findings are %+v", v.Findings)
			}
			if err := l.seal(); err != nil {
				t.Fatal(err)
			}
			if v := l.judged(); v.Findings == nil || v.Findings.Glasses[0].Result == nil {
				t.Errorf("it was recorded, and the findings are %+v", v.Findings)
			}
			l.confirm()
			if v := l.judged(); v.Findings != nil {
				t.Errorf("it was confirmed, and the findings are %+v", v.Findings)
			}
		})
	}
}
