package steps

import (
	"slices"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/expr"
)

// Who signs in without two factors is asked by a filter, and a server that does not know the filter names
// everybody: then a list of all would pass for an answer, and on an empty one nobody would notice. So an answer
// counts only where it is proved that the filter made it.

func githubTwoFactor(a *enquiry) (map[string]expr.Value, engine.Result) {
	var about struct {
		ID       int64 `json:"id"`
		Required *bool `json:"two_factor_requirement_enabled"`
	}
	if _, err := a.get("", &about); err != nil {
		return nil, a.problem(err)
	}
	if about.ID <= 0 {
		return nil, a.unlike()
	}
	everybody, problem := rows[account](a, "members", nil)
	if problem.Reason != "" {
		return nil, problem
	}
	if problem := a.sighted(everybody); problem.Reason != "" {
		return nil, problem
	}
	members, problem := a.bare("members", everybody)
	if problem.Reason != "" {
		return nil, problem
	}
	guests, problem := a.bareGuests()
	if problem.Reason != "" {
		return nil, problem
	}
	if about.Required != nil && *about.Required && len(members) > 0 {
		return nil, unknown(engine.ReasonUnread, a.host+" says both that the organization lets in nobody without two factors and that it has members without")
	}
	all := sorted(slices.Concat(members, guests))
	return map[string]expr.Value{
		"required": truthOr(about.Required),
		"without": objects(all, func(p account) map[string]expr.Value {
			m := p.members()
			m["outside"] = expr.OfBool(has(guests, p))
			return m
		}),
	}, problem
}

func (a *enquiry) bareGuests() ([]account, engine.Result) {
	everybody, problem := rows[account](a, "outside_collaborators", nil)
	if problem.Reason != "" {
		return nil, problem
	}
	return a.bare("outside_collaborators", everybody)
}

// bare are those of everybody who have no second factor. The filter made the list if it leaves out somebody who was
// there before and is there after: nobody at all is such a list too.
func (a *enquiry) bare(below string, everybody []account) ([]account, engine.Result) {
	list, problem := rows[account](a, below, asks("filter", "2fa_disabled"))
	if problem.Reason != "" || len(list) == 0 {
		return list, problem
	}
	after, problem := rows[account](a, below, nil)
	if problem.Reason != "" {
		return nil, problem
	}
	stayed := slices.DeleteFunc(slices.Clone(everybody), func(p account) bool { return !has(after, p) })
	if len(without(stayed, list)) == 0 {
		return nil, unknown(engine.ReasonUnread, a.host+" names everybody as without two factors, as a server does that leaves that question out of account")
	}
	return list, problem
}
