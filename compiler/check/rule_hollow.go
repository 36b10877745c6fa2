package check

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
)

// hollow (RB4041, RB4042) holds that the people who are asked can answer: that there are as many as must say
// yes, and warns where too few are left once the one who started the run is taken away, whose own yes does
// not count. Where a role has a team, only the forge knows.
func (c *checker) hollow() {
	for _, a := range c.Tree.Approvals {
		c.enough(a)
	}
	for _, a := range c.Tree.Asks {
		c.somebody(a.To, "ask."+a.Name.Value)
		both := syntax.Refs{Values: slices.Concat(a.To.Values, a.Second.Values)}
		if logins, all := people(c.Project, both); all && len(a.Second.Values) > 0 && len(logins) < 2 && !c.Project.Tree.Broken {
			c.report(diag.New("RB4041", a.Second.Range, fmt.Sprintf("A second person must answer, and the roles have %s.", counted(len(logins)))).At("ask." + a.Name.Value).
				WithHelp("Name another role, or add people to it in project.hcl."))
		}
	}
}

// somebody tells whether a list of roles names one at all.
func (c *checker) somebody(roles syntax.Refs, address string) bool {
	if len(roles.Values) > 0 || !roles.Given() || c.Tree.Broken {
		return true
	}
	c.report(diag.New("RB4041", roles.Range, "Nobody is asked here, so no run could ever go on.").At(address).
		WithHelp("Name a role: [role.NAME]."))
	return false
}

func (c *checker) enough(a *syntax.Approval) {
	address := "approval." + a.Name.Value
	if !a.From.Given() || !c.somebody(a.From, address) {
		return
	}
	least, known := c.Whole(a.Min)
	if !a.Min.Given() {
		least = 1
	}
	logins, all := people(c.Project, a.From)
	if !all || !known || c.Project.Tree.Broken {
		return
	}
	if int64(len(logins)) < least {
		at := a.From.Range
		if a.Min.Given() {
			at = a.Min.Range
		}
		d := diag.New("RB4041", at, fmt.Sprintf("%d must say yes, and the roles have %s.", least, counted(len(logins)))).At(address).
			WithWhy("No run could ever go on.").WithHelp("Ask for fewer, name another role, or add people to it in project.hcl.")
		if a.Min.Given() && len(logins) > 0 {
			d = d.WithFix(diag.Fix{Title: "ask for " + counted(len(logins)), Kind: diag.Maybe,
				Edits: []diag.Edit{{Range: at, New: strconv.Itoa(len(logins))}}})
		}
		c.report(d)
		return
	}
	if starter := c.starter(logins); starter != "" && int64(len(logins)) == least {
		c.report(diag.New("RB4042", a.From.Range, fmt.Sprintf("If %s starts the run, too few are left to say yes.", starter)).At(address).
			WithWhy("Nobody's yes counts for a run that they started themselves.").
			WithHelp("Add people to the roles in project.hcl, or let others start the runbook."))
	}
}

// starter is the first of these people who may start the run by hand, or "".
func (c *checker) starter(logins []string) string {
	if c.Tree.Access == nil || !slices.ContainsFunc(c.Tree.Triggers, scope.ByHand) {
		return ""
	}
	starters, _ := people(c.Project, c.Tree.Access.Who)
	for _, login := range logins {
		if slices.Contains(starters, login) {
			return login
		}
	}
	return ""
}
