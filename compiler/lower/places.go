package lower

import (
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
)

// Places tells where in the HCL the parts of a plan stand, by their addresses: "runbook", "access",
// "input.days", "step.site", "step.site.answered" (an expectation), "check.modern_tls", "evidence.sites",
// "step.site.undo" (its own), "trigger.daily", "use.okta", "local.kept", "phase.contain", "approval.security",
// "ask.call", "gate.device", "notify.channel", "action.okta.list_users", "result", "confirm",
// "waivable.modern_tls", "moved.step.old", and "satisfies.FRAMEWORK" with ".FUNCTION" or, for a list of
// controls, nothing after it.
func Places(r *scope.Runbook) map[string]diag.Range {
	tree := r.Tree
	places := map[string]diag.Range{"runbook": tree.Range}
	if tree.Access != nil {
		places["access"] = tree.Access.Range
	}
	for _, s := range tree.Satisfies {
		address := "satisfies." + s.Framework.Value
		if function, _ := r.Text(s.Function); function != "" {
			address += "." + function
		}
		places[address] = s.Range
	}
	for _, t := range tree.Triggers {
		places["trigger."+t.Name.Value] = t.Range
	}
	for _, in := range tree.Inputs {
		places["input."+in.Name.Value] = in.Range
	}
	for _, u := range tree.Uses {
		places["use."+u.Connection.Value] = u.Range
	}
	for _, a := range tree.Locals {
		places["local."+a.Name.Value] = a.Name.Range
	}
	for _, s := range tree.Steps {
		places["step."+s.Name.Value] = s.Range
		if s.Undo != nil {
			places["step."+s.Name.Value+".undo"] = s.Undo.Range
		}
		for _, e := range s.Expects {
			places["step."+s.Name.Value+"."+e.Name.Value] = e.Range
		}
	}
	for _, a := range r.Actions() {
		places["action."+a.Kind.Name] = a.Tree.Range
	}
	for _, c := range tree.Checks {
		places["check."+c.Name.Value] = c.Range
	}
	placePeople(r, places)
	for _, e := range tree.Evidence {
		places["evidence."+e.Name.Value] = e.Range
	}
	return places
}

// placePeople adds the phases, and what people are asked and told.
func placePeople(r *scope.Runbook, places map[string]diag.Range) {
	tree := r.Tree
	for _, f := range tree.Phases {
		places["phase."+f.Name.Value] = f.Range
	}
	for _, a := range tree.Approvals {
		places["approval."+a.Name.Value] = a.Range
	}
	for _, a := range tree.Asks {
		places["ask."+a.Name.Value] = a.Range
	}
	if tree.Access != nil {
		for _, g := range tree.Access.Gates {
			places["gate."+g.Name.Value] = g.Range
		}
	}
	for _, n := range tree.Notifies {
		places["notify."+n.Name.Value] = n.Range
	}
	if tree.Result != nil {
		places["result"] = tree.Result.Range
	}
	if tree.Confirm != nil {
		places["confirm"] = tree.Confirm.Range
	}
	for _, w := range tree.Waivables {
		places["waivable."+w.Check.Value] = w.Range
	}
	for _, m := range tree.Moves {
		from, _ := r.Text(m.From)
		places["moved."+from] = m.Range
	}
}
