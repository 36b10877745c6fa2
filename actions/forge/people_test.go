package forge_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/internal/hub"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// TestRun: whoever starts an attempt is its requester, by number; on a re-run that is another person.
func TestRun(t *testing.T) {
	t.Parallel()
	hub.NeedsDescription(t)
	f := newHouse(t)
	of := forge.Repository{Owner: "acme", Name: "app", ID: f.repo.ID}
	tip := f.repo.Branch("main")
	run := f.repo.Run(f.bo, hub.Run{Workflow: ".github/workflows/attestary-rotate.yml", Event: "workflow_dispatch", Branch: "main", Head: tip, Status: "in_progress"})
	run.Again(f.dan)
	bot := f.repo.Run(f.hub.Person("github-actions[bot]"), hub.Run{Workflow: ".github/workflows/x.yml", Event: "workflow_dispatch", Branch: "main", Head: tip, Status: "queued"})
	c := open(t, f.hub, f.hub.JobToken(f.repo, "actions:read"))
	for attempt, want := range map[int64]*hub.Person{1: f.bo, 2: f.dan} {
		got, err := c.Run(t.Context(), of, run.ID, attempt)
		if err != nil {
			t.Fatal(err)
		}
		who := evidence.By{How: "forge", ID: itoa(want.ID), Login: want.Login}
		if *got.Requester != who || got.Program || got.Commit != tip || got.Event != "workflow_dispatch" || got.Workflow != ".github/workflows/attestary-rotate.yml" {
			t.Errorf("attempt %d: %+v, by %v; want %v", attempt, got, got.Requester, who)
		}
	}
	if got, err := c.Run(t.Context(), of, bot.ID, 1); err != nil || !got.Program {
		t.Errorf("a program: %+v, %v", got, err)
	}
	if _, err := c.Run(t.Context(), of, run.ID, 3); !errors.Is(err, forge.ErrUnseen) {
		t.Errorf("an attempt that was not: %v", err)
	}
	of.ID++
	if _, err := c.Run(t.Context(), of, run.ID, 1); !errors.Is(err, forge.ErrUnread) || !strings.Contains(err.Error(), "it is of repository") {
		t.Errorf("another repository of that name: %v", err)
	}
}

// rotate is a plan whose role security has a team, and a member beside it.
func rotate() *plan.Plan {
	return &plan.Plan{Runbook: "rotate", Roles: []plan.Role{
		{Name: "leads", Teams: []string{"acme/leads"}},
		{Name: "security", Members: []string{"zoe#7"}, Teams: []string{"acme/security"}},
	}}
}

// options are those of a hub.
func options(h *hub.Hub) forge.Options {
	c := newClock()
	return forge.Options{API: h.API, Agent: "attestary/test", Transport: h.Client().Transport, Now: c.now, Sleep: c.sleep, Jitter: func(d time.Duration) time.Duration { return d }}
}

// TestTeams asks with an app's short token who is in the teams, and completes the roles of the plan.
func TestTeams(t *testing.T) {
	t.Parallel()
	hub.NeedsDescription(t)
	f := newHouse(t)
	of := forge.Repository{Owner: "acme", Name: "app", ID: f.repo.ID}
	org := f.hub.Org("acme")
	org.Team("security", f.bo, f.cy, f.hub.Person("helper[bot]"))
	app := f.hub.App(org, "members:read", "administration:write")
	given := forge.App{ID: app.ID, Installation: app.Installation, Key: app.Key}
	c, err := forge.AppClient(t.Context(), options(f.hub), given, of)
	if err != nil {
		t.Fatal(err)
	}
	teams := c.Teams(t.Context(), rotate(), []string{"security", "leads", "nobody"})
	want := []string{"bo#" + itoa(f.bo.ID), "cy#" + itoa(f.cy.ID), "zoe#7"}
	if got := teams.Complete(rotate()).Role("security").Members; !slices.Equal(got, want) {
		t.Errorf("security has %v, want %v", got, want)
	}
	if got := teams.Complete(rotate()).Role("leads").Members; len(got) > 0 {
		t.Errorf("leads has %v", got)
	}
	if got := strings.Join(teams.Doubts(), "\n"); !strings.Contains(got, "who is in the team acme/leads") || !strings.Contains(got, "not there, or the token may not see it") {
		t.Errorf("the doubts are %q", got)
	}
	if n := f.hub.Count(""); n != 3 {
		t.Errorf("it took %d requests: a token and two teams", n)
	}
	// The token reads members, and nothing else that the app may.
	if _, err := c.Branch(t.Context(), of, "main"); !errors.Is(err, forge.ErrUnseen) {
		t.Errorf("the app's token reads a branch: %v", err)
	}
	// Where it is installed can be asked for, too.
	given.Installation = 0
	if _, err := forge.AppClient(t.Context(), options(f.hub), given, of); err != nil {
		t.Error(err)
	}
	if text := fmt.Sprintf("%v %+v %#v", given, given, &given); strings.Contains(text, "PRIVATE") || strings.Contains(text, "[45 45") {
		t.Errorf("the key prints: %s", text)
	}
}

// TestNoTeams: without an app, and where something is wrong with it, nobody is in a team.
func TestNoTeams(t *testing.T) {
	t.Parallel()
	f := newHouse(t)
	of := forge.Repository{Owner: "acme", Name: "app", ID: f.repo.ID}
	org := f.hub.Org("acme")
	org.Team("security", f.bo)
	var none *forge.Client
	job := open(t, f.hub, f.hub.JobToken(f.repo, "contents:read"))
	for name, c := range map[string]struct {
		client *forge.Client
		want   string
	}{"no app": {none, "takes a GitHub App with the permission members: read"}, "the token of a job": {job, "the token may not; it takes the permission members: read"}} {
		teams := c.client.Teams(t.Context(), rotate(), []string{"security"})
		if got := strings.Join(teams.Doubts(), "\n"); !strings.Contains(got, c.want) || len(teams.Complete(rotate()).Role("security").Members) != 1 {
			t.Errorf("%s: %q, %v", name, got, teams.Members)
		}
	}
	strange := f.hub.App(f.hub.Org("acme"), "contents:read")
	good := f.hub.App(org, "members:read")
	for name, c := range map[string]struct {
		app  forge.App
		want string
	}{
		"an app without the permission": {forge.App{ID: strange.ID, Installation: strange.Installation, Key: strange.Key}, "that reads members: "},
		"another app's installation":    {forge.App{ID: good.ID, Installation: strange.Installation, Key: good.Key}, "status 404"},
		"a number that is none":         {forge.App{ID: 99, Installation: 1, Key: good.Key}, "does not know the token"},
		"no number":                     {forge.App{Key: good.Key}, "has no number"},
		"no key":                        {forge.App{ID: good.ID}, "no private RSA key"},
		"a key that is none":            {forge.App{ID: good.ID, Key: []byte("-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END RSA PRIVATE KEY-----\n")}, "no private RSA key"},
	} {
		_, err := forge.AppClient(t.Context(), options(f.hub), c.app, of)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "c2Vj") {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// TestLateApp: an app's word is of its minute; a clock that is wrong is told.
func TestLateApp(t *testing.T) {
	t.Parallel()
	f := newHouse(t)
	app := f.hub.App(f.hub.Org("acme"), "members:read")
	for _, ahead := range []time.Duration{-10 * time.Minute, 5 * time.Minute} {
		o := options(f.hub)
		o.Now = func() time.Time { return time.Now().Add(ahead) }
		_, err := forge.AppClient(t.Context(), o, forge.App{ID: app.ID, Installation: app.Installation, Key: app.Key}, forge.Repository{Owner: "acme", Name: "app", ID: f.repo.ID})
		if !errors.Is(err, forge.ErrUnseen) {
			t.Errorf("a clock that is %s ahead: %v", ahead, err)
		}
	}
}

// TestRulesets: rules are shown to everybody who reads, who may pass by them is not.
func TestRulesets(t *testing.T) {
	t.Parallel()
	hub.NeedsDescription(t)
	f := newHouse(t)
	of := forge.Repository{Owner: "acme", Name: "app", ID: f.repo.ID}
	f.repo.Ruleset(hub.Ruleset{Name: "evidence", State: "active", Include: []string{"~DEFAULT_BRANCH"}, Bypass: []hub.Bypass{{ID: 5, Type: "Team", Mode: "always"}},
		Rules: []hub.Rule{{Type: "deletion"}, {Type: "non_fast_forward"}, {Type: "pull_request", Parameters: map[string]any{"required_approving_review_count": 2, "dismiss_stale_reviews_on_push": true, "require_code_owner_review": false, "require_last_push_approval": true, "required_review_thread_resolution": false}}}})
	f.repo.Ruleset(hub.Ruleset{Name: "tried", State: "evaluate", Include: []string{"~ALL"}, Rules: []hub.Rule{{Type: "creation"}}})
	for name, c := range map[string]struct {
		token   string
		bypass  int
		unknown string
	}{
		"a job":            {f.hub.JobToken(f.repo, "contents:read"), 0, "does not show it to this token"},
		"an administrator": {f.hub.PersonToken(f.ada, "*:admin"), 1, ""},
	} {
		client := open(t, f.hub, c.token)
		b, err := client.Branch(t.Context(), of, "main")
		if err != nil || !b.Protected || b.Tip != f.repo.Branch("main") {
			t.Errorf("%s: the branch is %+v, %v", name, b, err)
		}
		sets, err := client.Rulesets(t.Context(), of, "main")
		if err != nil || len(sets) != 1 || len(sets[0].Rules) != 3 || sets[0].Rules[2].Approvals != 2 {
			t.Fatalf("%s: %+v, %v", name, sets, err)
		}
		if len(sets[0].Bypass) != c.bypass || (sets[0].Unknown == "") != (c.unknown == "") || !strings.Contains(sets[0].Unknown, c.unknown) {
			t.Errorf("%s: %+v", name, sets[0])
		}
	}
}

// TestBudget: all that an authorization asks of the forge takes no more than eight requests.
func TestBudget(t *testing.T) {
	t.Parallel()
	f := newHouse(t)
	of := forge.Repository{Owner: "acme", Name: "app", ID: f.repo.ID}
	org := f.hub.Org("acme")
	org.Team("security", f.bo)
	app := f.hub.App(org, "members:read")
	p := f.propose("new")
	p.Review(f.bo, hub.Approved)
	tip := p.Merge(f.cy, hub.Squash)
	run := f.repo.Run(f.dan, hub.Run{Workflow: ".github/workflows/attestary-rotate.yml", Event: "workflow_dispatch", Branch: "main", Head: tip, Status: "in_progress"})
	c := open(t, f.hub, f.hub.JobToken(f.repo, "contents:read", "pull_requests:read", "actions:read"))
	if _, err := c.Run(t.Context(), of, run.ID, 1); err != nil {
		t.Fatal(err)
	}
	if b, err := c.Branch(t.Context(), of, "main"); err != nil || b.Tip != tip {
		t.Fatal(b, err)
	}
	if r, err := f.ask(); err != nil || told(r) != "bo yes" {
		t.Fatal(r, err)
	}
	as, err := forge.AppClient(t.Context(), options(f.hub), forge.App{ID: app.ID, Installation: app.Installation, Key: app.Key}, of)
	if err != nil {
		t.Fatal(err)
	}
	if teams := as.Teams(t.Context(), rotate(), []string{"security"}); len(teams.Members["acme/security"]) != 1 {
		t.Fatal(teams)
	}
	if n := f.hub.Count(""); n != 8 {
		for _, r := range f.hub.Requests() {
			t.Log(r.Operation)
		}
		t.Errorf("it took %d requests", n)
	}
}
