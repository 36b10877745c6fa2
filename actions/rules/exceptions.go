package rules

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// Exceptions: who may let a check go unmet for a while, and who may take evidence back. The plan decides, and
// least where it says least: without a `waivable` section nobody may waive, without its `by` the role that owns
// the runbook may. What was recorded is taken back by that role too, and what somebody said by themselves.

// Unwaivable tells why the plan does not let a waiver be granted, whoever it were that grants it; "" where it
// does.
func Unwaivable(p *plan.Plan, w *evidence.Waiver) string {
	runbook, name := w.Waives()
	if p.Runbook != runbook {
		return fmt.Sprintf("is of a check of %s, and names the plan of %s", runbook, p.Runbook)
	}
	perItem, there := hasItems(p, name)
	allowed := p.WaivableCheck(name)
	switch {
	case !there:
		return fmt.Sprintf("is of check.%s, which its plan does not have", name)
	case allowed == nil:
		return fmt.Sprintf("is of check.%s, which its plan lets nobody waive", name)
	case w.Scope != nil && !perItem:
		return fmt.Sprintf("is for the item %q of check.%s, which is judged once and has no items", *w.Scope, name)
	}
	if term := waived(w); term > time.Duration(allowed.Longest())*time.Second {
		return fmt.Sprintf("is for %s; the plan lets check.%s be waived for at most %s", expr.FormatLength(int64(term/time.Second)), name, expr.FormatLength(allowed.Longest()))
	}
	return ""
}

// hasItems tells whether a check is judged once for each of some items, and whether there is one.
func hasItems(p *plan.Plan, name string) (perItem, there bool) {
	for f, c := range p.AllChecks() {
		if c.Name == name {
			return c.ForEach != nil || f != nil && f.ForEach != nil, true
		}
	}
	return false, false
}

// waived is how long a waiver lasts by its own word.
func waived(w *evidence.Waiver) time.Duration {
	from, err := evidence.ParseInstant(w.At)
	to, toErr := evidence.ParseInstant(w.Expires)
	if err != nil || toErr != nil {
		return 1<<63 - 1
	}
	return to.Sub(from)
}

// Unwaiving tells why it is not for these people to grant a waiver that the plan lets be granted, or to own it;
// "" where it is. same is as that of a Question.
func Unwaiving(p *plan.Plan, w *evidence.Waiver, same func(a, b evidence.By) bool) string {
	if same == nil {
		same = Same
	}
	_, name := w.Waives()
	allowed := p.WaivableCheck(name)
	switch {
	case allowed == nil || !slices.Contains(p.Waivers(allowed), w.Role):
		return fmt.Sprintf("is granted in the role %s, which may not waive check.%s", w.Role, name)
	case !Holds(p, w.Role, w.By):
		return fmt.Sprintf("is granted by %s, who does not have the role %s", w.By.Login, w.Role)
	case same(w.By, w.Owner):
		return fmt.Sprintf("is granted by %s, who owns it: somebody else must", w.By.Login)
	case !slices.ContainsFunc(p.Roles, func(r plan.Role) bool { return Holds(p, r.Name, w.Owner) }):
		return fmt.Sprintf("is owned by %s, whom no role of the plan lists", w.Owner.Login)
	}
	return ""
}

// Member finds who is called so in the plan's roles, with what proves it. proven is false where a role lists the
// login alone, named where any role does.
func Member(p *plan.Plan, login string) (by evidence.By, proven, named bool) {
	for _, role := range p.Roles {
		for _, member := range role.Members {
			name, id, numbered := strings.Cut(member, "#")
			switch {
			case !strings.EqualFold(name, login):
			case !numbered:
				named = true
			case strings.HasPrefix(id, "sha256:"):
				return evidence.By{How: "key", ID: id, Login: name}, true, true
			default:
				return evidence.By{How: "forge", ID: id, Login: name}, true, true
			}
		}
	}
	return evidence.By{}, false, named
}

// revocable are the kinds of entries that can turn out to be wrong. What the ledger itself stands on is none of
// them, and neither is a revocation: what was taken back stays so.
var revocable = []evidence.Kind{evidence.KindAuthorization, evidence.KindRun, evidence.KindDenial, evidence.KindReview, evidence.KindApproval,
	evidence.KindConfirmation, evidence.KindBreakglass, evidence.KindWaiver}

// Unrevocable tells why an entry of that kind is never revoked; "" where it may be.
func Unrevocable(k evidence.Kind) string {
	switch {
	case k == evidence.KindRevocation:
		return "is a revocation, and what was taken back stays so"
	case !slices.Contains(revocable, k):
		return fmt.Sprintf("is the ledger's own (%s), and no evidence", k)
	}
	return ""
}

// MayRevoke tells whether the person may take back an entry that says so much, of that plan: they have the role
// that owns the runbook, or it is their own word.
func MayRevoke(p *plan.Plan, said evidence.Predicate, by evidence.By) bool {
	if spoken, ok := said.(evidence.Spoken); ok && spoken.Speaker().How == by.How && spoken.Speaker().ID == by.ID {
		return true
	}
	return Holds(p, p.Owner, by)
}
