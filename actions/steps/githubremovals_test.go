package steps_test

import (
	"slices"
	"testing"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/internal/hub"
	"github.com/attestary/attestary/schemas/evidence"
)

// removals are what takes something away, how the server does it, and what tells that it is gone.
var removals = map[string]struct {
	operation string
	gone      func(a *acmeOnHub) bool
}{
	"github.remove_member":               {"DELETE /orgs/{org}/members/{username}", func(a *acmeOnHub) bool { return !slices.Contains(a.org.Members(), "bo") }},
	"github.remove_outside_collaborator": {"DELETE /orgs/{org}/outside_collaborators/{username}", func(a *acmeOnHub) bool { return !slices.Contains(a.org.Outsiders(), "eve") }},
	"github.remove_team_member":          {"DELETE /orgs/{org}/teams/{team_slug}/memberships/{username}", func(a *acmeOnHub) bool { return !slices.Contains(a.org.TeamOf("site-reliability"), "bo") }},
	"github.remove_deploy_key":           {"DELETE /repos/{owner}/{repo}/keys/{key_id}", func(a *acmeOnHub) bool { return len(a.repo.Kept("keys")) == 0 }},
	"github.remove_webhook":              {"DELETE /repos/{owner}/{repo}/hooks/{hook_id}", func(a *acmeOnHub) bool { return len(a.repo.Kept("hooks")) == 0 }},
	"github.remove_organization_webhook": {"DELETE /orgs/{org}/hooks/{hook_id}", func(a *acmeOnHub) bool { return len(a.org.Kept("hooks")) == 0 }},
}

// TestRemovals: what is there goes, and goes once: not where it is gone, and where an answer was lost the next attempt
// finds that it is done.
func TestRemovals(t *testing.T) {
	t.Parallel()
	for action, c := range removals {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			a := onHub(t)
			wantOutputs(t, a.run(t, action, a.some(action)), map[string]any{"removed": true})
			wantOutputs(t, a.run(t, action, a.some(action)), map[string]any{"removed": false})
			if !c.gone(a) || a.Count(c.operation) != 1 {
				t.Errorf("it is still there, or was asked for %d times", a.Count(c.operation))
			}
			for name, fault := range map[string]hub.Fault{"lost": hub.Lost(), "502 after it landed": hub.Landed(502)} {
				a := onHub(t)
				a.Fault(c.operation, fault)
				if result := a.run(t, action, a.some(action)); result.Outcome != evidence.Unknown || !c.gone(a) {
					t.Errorf("%s: %+v", name, result)
				}
				wantOutputs(t, a.run(t, action, a.some(action)), map[string]any{"removed": false})
			}
			b := onHub(t)
			b.Fault(c.operation, hub.Status(500))
			if result := b.run(t, action, b.some(action)); result.Outcome != evidence.Unknown || c.gone(b) {
				t.Errorf("%+v", result)
			}
			wantOutputs(t, b.run(t, action, b.some(action)), map[string]any{"removed": true})
		})
	}
}

// TestRemovalOfSomebodyElse: a login that was given to somebody else removes nobody.
func TestRemovalOfSomebodyElse(t *testing.T) {
	t.Parallel()
	for _, action := range []string{"github.remove_member", "github.remove_outside_collaborator", "github.remove_team_member", "github.add_team_member"} {
		a := onHub(t)
		settings := a.some(action)
		a.Rename(a.Person(settings["login"].(string)), "other")
		wants(t, a.run(t, action, settings), evidence.Failed, engine.ReasonStatus, "are not the same person any more")
		for _, r := range a.Requests() {
			if r.Status/100 == 2 && r.Operation != "" && r.Operation[:4] != "GET " {
				t.Errorf("%s: %s was done", action, r.Operation)
			}
		}
		wants(t, a.run(t, action, given{"team": "site-reliability", "login": "../x", "id": 1}.without(action)), evidence.Unknown, engine.ReasonSetting, "login and id")
	}
}

// without leaves out what the action has no setting for.
func (g given) without(action string) given {
	if action == "github.remove_member" || action == "github.remove_outside_collaborator" {
		delete(g, "team")
	}
	return g
}

// TestAddToTeam: a member is taken in once; nobody from outside is, as that would be an invitation.
func TestAddToTeam(t *testing.T) {
	t.Parallel()
	const action = "github.add_team_member"
	a := onHub(t)
	wantOutputs(t, a.run(t, action, a.some(action)), map[string]any{"added": true, "pending": false})
	wantOutputs(t, a.run(t, action, a.some(action)), map[string]any{"added": false, "pending": false})
	if team := a.org.TeamOf("site-reliability"); !slices.Equal(team, []string{"ada", "bo", "cy"}) {
		t.Errorf("the team is %q", team)
	}
	wants(t, a.run(t, action, given{"team": "site-reliability", "login": "eve", "id": a.id("eve")}), evidence.Failed, engine.ReasonStatus, "is no member of the organization")
}
