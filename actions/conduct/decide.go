package conduct

import (
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// permit is a yes: by which rule, and with which roles the requester has it.
type permit struct {
	rule  string
	roles []string
}

// Refusal is a no: somebody may not start this runbook this way. Nothing has run.
type Refusal struct {
	Runbook string
	Why     string // a sentence: who asked, and what is allowed
}

func (r *Refusal) Error() string { return r.Runbook + ": " + r.Why }

// decide judges who may start the runbook. Deny is the default. Access judges runs that a person starts
// by hand; a run that starts by itself has nobody to ask, and its authorization says so.
func decide(req Request) (permit, error) {
	no := func(format string, args ...any) (permit, error) {
		return permit{}, &Refusal{req.Plan.Runbook, fmt.Sprintf(format, args...)}
	}
	if req.Trigger.Kind != "manual" {
		if req.Requester != nil {
			return no("trigger %q starts by itself; nobody may start it by hand", req.Trigger.Name)
		}
		return permit{rule: req.Trigger.Kind + " " + req.Trigger.Name}, nil
	}
	if req.Requester == nil {
		return no("trigger %q is started by a person, and nobody is known to ask", req.Trigger.Name)
	}
	login := req.Requester.By.Login
	roles := rolesOf(req.Plan, req.Requester.By)
	if req.Plan.Access == nil || len(req.Plan.Access.Who) == 0 {
		return no("it has no access section, so nobody may start it by hand")
	}
	for _, who := range req.Plan.Access.Who {
		if slices.Contains(roles, who) {
			return permit{rule: "access.who role." + who, roles: roles}, nil
		}
	}
	return no("%s may not start it; that takes the role %s, whose members stand in runbooks/project.hcl",
		login, strings.Join(req.Plan.Access.Who, " or "))
}

// rolesOf are the roles of the plan that list the person. A member is "login" or "login#id"; where an id
// is given it must be the person's, because logins can be given to somebody else.
func rolesOf(p *plan.Plan, by evidence.By) []string {
	var roles []string
	for _, role := range p.Roles {
		for _, member := range role.Members {
			login, id, numbered := strings.Cut(member, "#")
			if strings.EqualFold(login, by.Login) && (!numbered || by.How == "forge" && id == by.ID) {
				roles = append(roles, role.Name)
				break
			}
		}
	}
	return roles
}
