package forge

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// maxMembers is how many people a team may have.
const maxMembers = 5000

// Teams are those of some roles, and who is in each.
type Teams struct {
	Members map[string][]evidence.By // by team, OWNER/TEAM
	// Unknown tells why nobody can tell who is in a team. Then nobody is.
	Unknown map[string]string
}

// Teams asks who is in the teams of these roles of the plan. It takes one request for each hundred people of a
// team. A nil client, as where there is no app, knows nobody: then each of the teams is unknown. What could not
// be asked is unknown too, and no error.
func (c *Client) Teams(ctx context.Context, p *plan.Plan, roles []string) Teams {
	t := Teams{map[string][]evidence.By{}, map[string]string{}}
	for _, name := range roles {
		r := p.Role(name)
		if r == nil {
			continue
		}
		for _, team := range r.Teams {
			if _, known := t.Members[team]; known || t.Unknown[team] != "" {
				continue
			}
			members, err := c.team(ctx, team)
			if err != nil {
				t.Unknown[team] = err.Error()
				continue
			}
			t.Members[team] = members
		}
	}
	return t
}

func (c *Client) team(ctx context.Context, team string) ([]evidence.By, error) {
	org, slug, ok := strings.Cut(team, "/")
	if !ok || !loginForm.MatchString(org) || !nameForm.MatchString(slug) {
		return nil, fmt.Errorf("%.100q is no team: OWNER/TEAM", team)
	}
	asked := Asked{"who is in the team " + team, "members: read"}
	if c == nil {
		return nil, fmt.Errorf("%s: the token of a job may not read it; that takes a GitHub App with the permission %s", asked.What, asked.Needs)
	}
	users, err := Pages(maxMembers, func(page github.ListOptions) ([]*github.User, *github.Response, error) {
		return c.REST.Teams.ListTeamMembersBySlug(ctx, org, slug, &github.TeamListTeamMembersOptions{ListOptions: page})
	})
	if err != nil {
		return nil, c.Told(err, asked)
	}
	members := []evidence.By{}
	for _, u := range users {
		who, ok := by(u)
		if !ok {
			return nil, c.Told(fmt.Errorf("%w: a member has no number or no login", errOdd), asked)
		}
		if isPerson(u) {
			members = append(members, who)
		}
	}
	return members, nil
}

// Complete is the plan with the people of its teams as members of the roles, each by number. It is for judging
// who has a role today; its digest is another one than the plan's.
func (t Teams) Complete(p *plan.Plan) *plan.Plan {
	complete := *p
	complete.Roles = slices.Clone(p.Roles)
	for i, r := range complete.Roles {
		members := slices.Clone(r.Members)
		for _, team := range r.Teams {
			for _, who := range t.Members[team] {
				members = append(members, who.Login+"#"+who.ID)
			}
		}
		slices.Sort(members)
		complete.Roles[i].Members = slices.Compact(members)
	}
	return &complete
}

// Doubts tells of each team that nobody can tell about, in one order.
func (t Teams) Doubts() (all []string) {
	for _, team := range slices.Sorted(maps.Keys(t.Unknown)) {
		all = append(all, t.Unknown[team])
	}
	return all
}
