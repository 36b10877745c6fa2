package contract

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// By is who signs with the key, under that login.
func By(k *key.Key, login string) evidence.By {
	return evidence.By{How: "key", ID: string(k.Public().Digest()), Login: login}
}

// AskingPlan is a plan of a runbook that asks Ada at every turn.
func AskingPlan(t testing.TB, runbook string) []byte {
	t.Helper()
	ada := By(Ada(), "ada")
	p := Must[*plan.Plan](t)(plan.Parse(Plan(t, runbook)))
	p.ReadOnly, p.Access.BreakGlass = false, []string{"people"}
	p.Roles = append([]plan.Role{{Name: "people", Members: []string{ada.Login + "#" + ada.ID}}}, p.Roles...)
	p.Reviews = []plan.Review{{Name: "change", Effects: []kind.Effect{kind.Change}, From: []string{"people"}, Min: 1}}
	p.Confirm = &plan.Confirm{By: []string{"people"}, Within: 86400}
	p.Owner, p.Evidence = "people", []plan.Evidence{{Name: "who", Value: expr.Lit(expr.OfText("mara"))}}
	f := &p.Phases[0]
	f.Steps[0].Name, f.Steps[0].Action, f.Steps[0].Effect, f.Steps[0].Needs = "look", "exec.run", kind.Change, []string{"approval.go"}
	f.Steps[0].Settings = map[string]*expr.Node{"argv": {Op: expr.OpList, Args: []*expr.Node{expr.Lit(expr.OfText("true"))}}}
	f.Approvals = []plan.Approval{{Name: "go", From: []string{"people"}, Min: 1, Timeout: 7200}}
	return Must[[]byte](t)(p.Encode())
}

// Asks lets the author's runs of a runbook be of AskingPlan.
func (a *Author) Asks(runbook string) { a.plans[runbook] = AskingPlan(a.t, runbook) }

func voice(by evidence.By, seen ledger.Checkpoint) attest.Voice {
	return attest.Voice{At: Noon.Add(time.Minute), By: by, Seen: seen.Seen()}
}

// Approve makes Ada's yes to the run.
func (a *Author) Approve(s *Started, seen ledger.Checkpoint) ledger.Item {
	a.t.Helper()
	said, _, err := attest.ApprovalStatement(attest.Reply{
		Voice: voice(By(Ada(), "ada"), seen), Plan: s.plan, Authorization: s.statement, Answer: evidence.Yes,
		Question: rules.Question{Address: "approval.go", Shown: canon.Sum([]byte("shown")), Frozen: canon.Sum([]byte("items")), Expires: evidence.FormatInstant(Noon.Add(2 * time.Hour))},
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return a.Say(said, s)
}

// Confirm makes Ada's word about the result of the run.
func (a *Author) Confirm(s *Started, result ledger.Item, seen ledger.Checkpoint) ledger.Item {
	a.t.Helper()
	return a.Say(Must[*evidence.Confirmation](a.t)(attest.ConfirmationStatement(attest.Confirmation{
		Voice: voice(By(Ada(), "ada"), seen), Plan: s.plan, Authorization: s.statement, Checked: "the site", Words: "It is up.",
		Result: Must[*evidence.Bundle](a.t)(evidence.ParseBundle(result.Bundle)).Envelope.Payload,
	})), s)
}

// BreakGlass makes Ada's going past the rules of the run.
func (a *Author) BreakGlass(s *Started, late bool, seen ledger.Checkpoint) ledger.Item {
	a.t.Helper()
	return a.Say(Must[*evidence.Breakglass](a.t)(attest.BreakglassStatement(attest.Breakglass{
		Voice: voice(By(Ada(), "ada"), seen), Plan: s.plan, Authorization: s.statement, Reason: "It burns.", For: time.Hour, Late: late,
	})), s)
}

// Review makes Ada's yes to the runbook's plan.
func (a *Author) Review(runbook string, seen ledger.Checkpoint) ledger.Item {
	a.t.Helper()
	said := Must[*evidence.Review](a.t)(attest.ReviewStatement(attest.Review{
		Voice: voice(By(Ada(), "ada"), seen), Plan: a.plans[runbook], Commit: "0000000000000000000000000000000000000007", Answer: evidence.Yes,
	}))
	item := a.Say(said, nil)
	item.Blobs = [][]byte{a.plans[runbook]}
	return item
}

// Waive makes Ada's letting a check of the runbook go unmet for a day. What the plan lets her is not the ledger's
// to judge.
func (a *Author) Waive(runbook string, seen ledger.Checkpoint) ledger.Item {
	a.t.Helper()
	of := a.plans[runbook]
	item := a.Say(&evidence.Waiver{
		At: evidence.FormatInstant(Noon.Add(time.Minute)), By: By(Ada(), "ada"), CheckOf: runbook + ".up", Commit: "0000000000000000000000000000000000000007",
		Expires: evidence.FormatInstant(Noon.Add(24 * time.Hour)), Owner: evidence.By{How: "forge", ID: "583231", Login: "octocat"},
		Plan: evidence.BlobRef{Digest: canon.Sum(of), Size: int64(len(of))}, Reason: "It moves.", Role: "people", Seen: seen.Seen(),
	}, nil)
	item.Blobs = [][]byte{of}
	return item
}

// Revoke makes Ada's taking back of entries, by their bundles.
func (a *Author) Revoke(seen ledger.Checkpoint, entries map[int64][]byte) ledger.Item {
	a.t.Helper()
	r := &evidence.Revocation{At: evidence.FormatInstant(Noon.Add(time.Minute)), By: By(Ada(), "ada"), Reason: "It was wrong.", Seen: seen.Seen()}
	for _, index := range slices.Sorted(maps.Keys(entries)) {
		r.Entries = append(r.Entries, evidence.Revoked{Bundle: canon.Sum(entries[index]), Index: index})
	}
	return a.Say(r, nil)
}

// Deny makes the refusal of the run that was authorised, which no honest author would.
func (a *Author) Deny(s *Started, seen ledger.Checkpoint) ledger.Item {
	a.t.Helper()
	return ledger.Item{Blobs: [][]byte{s.plan}, Bundle: a.seal(Must[*evidence.Denial](a.t)(attest.DenialStatement(attest.Request{
		At: s.at, Plan: s.plan, Commit: "0000000000000000000000000000000000000007", Run: s.run, Mode: evidence.Live,
		Trigger: evidence.TriggerRef{Kind: "manual", Name: "start"}, Seen: seen.Seen(),
	}, "gate.device", nil)))}
}

// Say has Ada sign what she says.
func (a *Author) Say(said evidence.Spoken, s *Started) ledger.Item {
	a.t.Helper()
	data := Must[[]byte](a.t)(evidence.EncodeStatement(said))
	item := ledger.Item{Bundle: Must[[]byte](a.t)(attest.Seal(a.t.Context(), Ada(), data)), Person: Ada().Public()}
	if s != nil {
		item.Authorization = s.Item.Bundle
	}
	return item
}
