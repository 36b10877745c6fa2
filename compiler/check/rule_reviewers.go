package check

import (
	"fmt"
	"slices"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
)

// reviews (RB2002, RB3016, RB3025, RB4031) holds the project's rules about reviews: whose yes counts, how many
// of them, and that so many can be found at all. The author of a pull request never counts.
func (c *checker) reviews() {
	for _, r := range c.Project.Tree.Reviews {
		address := "review." + r.Name.Value
		for _, role := range r.From.Values {
			if c.Project.Roles[role.Name] == nil && !c.Project.Tree.Broken {
				c.report(unknownName("role", role.Name, afterDot(role), c.existing("role")).At(address))
			}
		}
		c.number("min", r.Min, 1, maxPeople)
		least, known := c.Whole(r.Min)
		if people, all := people(c.Project, r.From); all && known && !c.Project.Tree.Broken && int64(len(people)) <= least {
			c.report(diag.New("RB4031", r.Min.Range, fmt.Sprintf("Only %s can review, and %d are needed beside the author.", counted(len(people)), least)).At(address).
				WithWhy("The author of a pull request does not count, so some changes could never be reviewed.").
				WithHelp("Add people or a team to the roles, or ask for fewer."))
		}
	}
}

// maxPeople is how many people may have to say yes.
const maxPeople = 20

// people are the different logins that the roles name. all is false where a role has a team, whose people
// only the forge knows, or where members are not known.
func people(p *scope.Project, roles syntax.Refs) (logins []string, all bool) {
	for _, ref := range roles.Values {
		role := p.Roles[ref.Name]
		if role == nil || role.Teams.Given() || role.Members.Expr != nil {
			return nil, false
		}
		for _, member := range role.Members.Values {
			if !slices.Contains(logins, member.Value) {
				logins = append(logins, member.Value)
			}
		}
	}
	return logins, true
}

func counted(n int) string {
	if n == 1 {
		return "one person"
	}
	return fmt.Sprintf("%d people", n)
}
