package steps

import (
	"fmt"
	"net/url"
	"slices"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/expr"
)

var githubPeople = map[string]func(*enquiry) (map[string]expr.Value, engine.Result){
	"github.members":               githubMembers,
	"github.outside_collaborators": githubOutside,
	"github.two_factor":            githubTwoFactor,
	"github.teams":                 githubTeams,
	"github.team_members":          githubTeamMembers,
	"github.collaborators":         githubCollaborators,
}

// account is a person as GitHub lists one.
type account struct {
	ID    int64  `json:"id"`
	Login string `json:"login"`
}

func (a account) key() (string, int64) {
	if a.Login == "" {
		return "", 0
	}
	return "", a.ID
}

func (a account) members() map[string]expr.Value {
	return map[string]expr.Value{"id": expr.OfInt(a.ID), "login": expr.OfText(a.Login)}
}

func without(list, those []account) []account {
	return slices.DeleteFunc(slices.Clone(list), func(a account) bool { return has(those, a) })
}

func has(list []account, a account) bool {
	return slices.ContainsFunc(list, func(b account) bool { return a.ID == b.ID })
}

func asks(name, value string) url.Values { return url.Values{name: {value}} }

// split reads the two halves of a list of people that a filter makes. Where somebody is in both, the server does
// not know the filter, or the list changed meanwhile: then neither half says anything.
func (a *enquiry) split(below, filter, first, second string) (one, other []account, problem engine.Result) {
	if one, problem = rows[account](a, below, asks(filter, first)); problem.Reason != "" {
		return nil, nil, problem
	}
	if other, problem = rows[account](a, below, asks(filter, second)); problem.Reason != "" {
		return nil, nil, problem
	}
	if slices.ContainsFunc(one, func(p account) bool { return has(other, p) }) {
		return nil, nil, unknown(engine.ReasonUnread, fmt.Sprintf("%s names the same people as %s and as %s, so that it tells neither", a.host, first, second))
	}
	return one, other, problem
}

// sighted proves that the token sees every member, not only those who show it: it may ask for the membership of
// one. Everybody else is refused there.
func (a *enquiry) sighted(members []account) engine.Result {
	if len(members) == 0 {
		return unknown(engine.ReasonNotFound, a.host+" names no member, and every organization has one: the token sees only those who show their membership")
	}
	var membership struct {
		State string `json:"state"`
	}
	if _, err := a.get("memberships/"+segment(members[0].Login), &membership); err != nil {
		return a.problem(err)
	}
	if membership.State != "active" {
		return unknown(engine.ReasonUnread, a.host+" names a member who is none")
	}
	return engine.Result{}
}

func githubMembers(a *enquiry) (map[string]expr.Value, engine.Result) {
	owners, others, problem := a.split("members", "role", "admin", "member")
	if problem.Reason != "" {
		return nil, problem
	}
	all := sorted(slices.Concat(owners, others))
	if problem := a.sighted(all); problem.Reason != "" {
		return nil, problem
	}
	return map[string]expr.Value{"members": objects(all, func(p account) map[string]expr.Value {
		m := p.members()
		m["owner"] = expr.OfBool(has(owners, p))
		return m
	})}, problem
}

func sorted(list []account) []account {
	slices.SortFunc(list, ordered)
	return list
}

func githubOutside(a *enquiry) (map[string]expr.Value, engine.Result) {
	list, problem := rows[account](a, "outside_collaborators", nil)
	return map[string]expr.Value{"collaborators": objects(list, account.members)}, problem
}

func githubTeamMembers(a *enquiry) (map[string]expr.Value, engine.Result) {
	below, problem := a.team()
	if problem.Reason != "" {
		return nil, problem
	}
	maintainers, others, problem := a.split(below+"/members", "role", "maintainer", "member")
	return map[string]expr.Value{"members": objects(sorted(slices.Concat(maintainers, others)), func(p account) map[string]expr.Value {
		m := p.members()
		m["maintainer"] = expr.OfBool(has(maintainers, p))
		return m
	})}, problem
}

// team is where the team of the settings is.
func (a *enquiry) team() (below string, problem engine.Result) {
	slug := a.settings.text("team", "")
	if !slugForm.MatchString(slug) {
		return "", unknown(engine.ReasonSetting, `team is not the name of one as it stands in its address, as "site-reliability"`)
	}
	return "teams/" + slug, engine.Result{}
}

type teamRow struct {
	ID      int64  `json:"id"`
	Name    string `json:"name"`
	Slug    string `json:"slug"`
	Privacy string `json:"privacy"`
	Parent  *struct {
		Slug string `json:"slug"`
	} `json:"parent"`
}

func (t teamRow) key() (string, int64) { return "", t.ID }

func githubTeams(a *enquiry) (map[string]expr.Value, engine.Result) {
	list, problem := rows[teamRow](a, "teams", nil)
	return map[string]expr.Value{"teams": objects(list, func(t teamRow) map[string]expr.Value {
		parent := expr.Nil()
		if t.Parent != nil {
			parent = expr.OfText(t.Parent.Slug)
		}
		return map[string]expr.Value{
			"id": expr.OfInt(t.ID), "name": expr.OfText(t.Name), "slug": expr.OfText(t.Slug), "secret": expr.OfBool(t.Privacy == "secret"), "parent": parent,
		}
	})}, problem
}

type collaborator struct {
	account
	Role string `json:"role_name"`
}

func githubCollaborators(a *enquiry) (map[string]expr.Value, engine.Result) {
	all, problem := rows[collaborator](a, "collaborators", asks("affiliation", "all"))
	if problem.Reason != "" {
		return nil, problem
	}
	outside, problem := rows[account](a, "collaborators", asks("affiliation", "outside"))
	if problem.Reason != "" {
		return nil, problem
	}
	if len(all) > 0 && len(outside) == len(all) {
		return nil, unknown(engine.ReasonUnread, a.host+" names everybody as from outside, as a server does that leaves that question out of account")
	}
	return map[string]expr.Value{"collaborators": objects(all, func(c collaborator) map[string]expr.Value {
		m := c.members()
		m["outside"], m["role"] = expr.OfBool(has(outside, c.account)), expr.OfText(c.Role)
		return m
	})}, problem
}
