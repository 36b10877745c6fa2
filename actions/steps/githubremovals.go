package steps

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/expr"
)

// What takes something away looks first, in a list that the token is proved to see: what is not in it has been
// taken away already, and an attempt whose answer was lost is told from one that did nothing.

var githubRemovals = map[string]func(*enquiry) (map[string]expr.Value, engine.Result){
	"github.remove_member":               githubRemoveMember,
	"github.remove_outside_collaborator": githubRemoveOutside,
	"github.remove_team_member":          githubRemoveTeamMember,
	"github.add_team_member":             githubAddTeamMember,
	"github.remove_deploy_key":           func(a *enquiry) (map[string]expr.Value, engine.Result) { return removeRow[deployKey](a, "keys") },
	"github.remove_webhook":              func(a *enquiry) (map[string]expr.Value, engine.Result) { return removeRow[webhook](a, "hooks") },
	"github.remove_organization_webhook": func(a *enquiry) (map[string]expr.Value, engine.Result) { return removeRow[webhook](a, "hooks") },
}

var loginForm = regexp.MustCompile(`^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,99})(?:\[bot\])?$`)

// person is whom the settings name.
func (a *enquiry) person() (account, engine.Result) {
	p := account{Login: a.settings.text("login", "")}
	var whole bool
	p.ID, whole = a.settings.whole("id", 0, 1, 1<<53-1)
	if !whole || p.ID == 0 || !loginForm.MatchString(p.Login) {
		return p, unknown(engine.ReasonSetting, "login and id do not name somebody: both are told, as GitHub lists them")
	}
	return p, engine.Result{}
}

// among finds somebody in a list, by number. Where the login is another by now, or somebody else's, nothing is done.
func (p account) among(list []account) (found bool, problem engine.Result) {
	for _, one := range list {
		switch {
		case one.ID == p.ID && one.Login == p.Login:
			found = true
		case one.ID == p.ID, one.Login == p.Login:
			return false, failed(engine.ReasonStatus, fmt.Sprintf("login and number %d are not the same person any more: list them anew", p.ID))
		}
	}
	return found, problem
}

// removed deletes what is below, if it is there.
func (a *enquiry) removed(there bool, below string) (map[string]expr.Value, engine.Result) {
	if !there {
		return map[string]expr.Value{"removed": expr.OfBool(false)}, engine.Result{}
	}
	if _, err := a.send(http.MethodDelete, below, nil, nil); err != nil {
		return nil, a.problem(err)
	}
	return map[string]expr.Value{"removed": expr.OfBool(true)}, engine.Result{}
}

// removePerson takes somebody out of a list of people.
func (a *enquiry) removePerson(list func() ([]account, engine.Result), below string) (map[string]expr.Value, engine.Result) {
	p, problem := a.person()
	if problem.Reason != "" {
		return nil, problem
	}
	people, problem := list()
	if problem.Reason != "" {
		return nil, problem
	}
	there, problem := p.among(people)
	if problem.Reason != "" {
		return nil, problem
	}
	return a.removed(there, below+"/"+segment(p.Login))
}

func githubRemoveMember(a *enquiry) (map[string]expr.Value, engine.Result) {
	return a.removePerson(func() ([]account, engine.Result) {
		everybody, problem := rows[account](a, "members", nil)
		if problem.Reason == "" {
			problem = a.sighted(everybody)
		}
		return everybody, problem
	}, "members")
}

func githubRemoveOutside(a *enquiry) (map[string]expr.Value, engine.Result) {
	return a.removePerson(func() ([]account, engine.Result) { return rows[account](a, "outside_collaborators", nil) }, "outside_collaborators")
}

func githubRemoveTeamMember(a *enquiry) (map[string]expr.Value, engine.Result) {
	below, problem := a.team()
	if problem.Reason != "" {
		return nil, problem
	}
	return a.removePerson(func() ([]account, engine.Result) { return rows[account](a, below+"/members", nil) }, below+"/memberships")
}

// githubAddTeamMember takes in only who is a member of the organization: else the person would be invited into it.
func githubAddTeamMember(a *enquiry) (map[string]expr.Value, engine.Result) {
	below, problem := a.team()
	if problem.Reason != "" {
		return nil, problem
	}
	p, problem := a.person()
	if problem.Reason != "" {
		return nil, problem
	}
	everybody, problem := rows[account](a, "members", nil)
	if problem.Reason == "" {
		problem = a.sighted(everybody)
	}
	if problem.Reason != "" {
		return nil, problem
	}
	there, problem := p.among(everybody)
	if problem.Reason != "" {
		return nil, problem
	}
	if !there {
		return nil, failed(engine.ReasonStatus, fmt.Sprintf("number %d is no member of the organization, and nobody is invited into it by this", p.ID))
	}
	return a.join(below + "/memberships/" + segment(p.Login))
}

// membership is that of somebody in a team.
type membership struct {
	State string `json:"state"`
	Role  string `json:"role"`
}

func (a *enquiry) join(below string) (map[string]expr.Value, engine.Result) {
	var now membership
	_, err := a.get(below, &now)
	var refusal *github.ErrorResponse
	switch {
	case err == nil && (now.State == "active" || now.State == "pending"):
		return map[string]expr.Value{"added": expr.OfBool(false), "pending": expr.OfBool(now.State == "pending")}, engine.Result{}
	case err == nil:
		return nil, a.unlike()
	case !errors.As(err, &refusal) || refusal.Response.StatusCode != http.StatusNotFound:
		return nil, a.problem(err)
	}
	if _, err := a.send(http.MethodPut, below, map[string]string{"role": "member"}, &now); err != nil {
		return nil, a.problem(err)
	}
	if now.State != "active" && now.State != "pending" {
		return nil, a.unlike()
	}
	return map[string]expr.Value{"added": expr.OfBool(true), "pending": expr.OfBool(now.State == "pending")}, engine.Result{}
}

// removeRow removes an entry of a list by its number.
func removeRow[T row](a *enquiry, below string) (map[string]expr.Value, engine.Result) {
	id, whole := a.settings.whole("id", 0, 1, 1<<53-1)
	if !whole || id == 0 {
		return nil, unknown(engine.ReasonSetting, "id is not the number of one, as GitHub lists them")
	}
	list, problem := rows[T](a, below, nil)
	if problem.Reason != "" {
		return nil, problem
	}
	there := false
	for _, one := range list {
		_, number := one.key()
		there = there || number == id
	}
	return a.removed(there, fmt.Sprintf("%s/%d", below, id))
}
