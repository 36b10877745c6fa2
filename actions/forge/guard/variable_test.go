package guard_test

import (
	"slices"
	"strconv"
	"testing"

	"github.com/attestary/attestary/actions/forge/guard"
	"github.com/attestary/attestary/internal/hub"
)

// TestApp: the signer is told where its app is installed, once it is told which one it is. What stands there wrongly is
// mended, and what is right is left alone.
func TestApp(t *testing.T) {
	t.Parallel()
	hub.NeedsDescription(t)
	a := start(t)
	app := a.App(a.Org("acme"), "members:read")
	a.App(a.Org("other"), "members:read")
	of := wanted
	of.App = guard.App{Environment: "attestary-sign", ID: "APP", Installation: "PLACE"}
	a.set(t)
	look := func() (lacking []string) {
		for _, r := range a.guard(t).Look(t.Context(), of) {
			if r.State == guard.Held || r.On != "environment attestary-sign" {
				continue
			}
			lacking = append(lacking, r.Rule+": "+r.Why)
			if r.Mend != "" {
				if err := r.Set(t.Context()); err != nil {
					t.Error(err)
				}
			}
		}
		return lacking
	}
	e := a.repo.Environment("attestary-sign")
	const place = "it says where the app is installed, PLACE: "
	want := func(what string, lacking ...string) {
		t.Helper()
		if got := look(); !slices.Equal(got, lacking) {
			t.Errorf("%s: %q", what, got)
		}
	}
	want("no app", "it names the app that sees teams, APP: it does not, so nobody has a role by a team; whoever made the app sets it: gh variable set APP --env attestary-sign")
	e.Variable("APP", "7")
	want("another app", place+"app 7 is not installed on acme")
	e.Variable("APP", itoa(app.ID))
	a.Fault("POST /repos/{owner}/{repo}/environments/{environment_name}/variables", hub.Landed(502))
	want("not told", place+"it does not, so every run has to ask")
	want("told")
	e.Variable("PLACE", "7")
	want("told wrongly", place+"it says 7, and it is "+itoa(app.Installation))
	want("told again")
	if got := e.Variables()["PLACE"]; got != itoa(app.Installation) {
		t.Errorf("PLACE is %q", got)
	}
	a.token = a.PersonToken(a.Person("bo"), "actions:read", "environments:read", "contents:read")
	want("who may not see the apps")
	e.Variable("PLACE", "")
	if got := look(); len(got) != 1 {
		t.Errorf("who may not see the apps, and it is not told: %q", got)
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
