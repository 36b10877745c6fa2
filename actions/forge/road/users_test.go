package road_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/actions/forge/guard"
	"github.com/attestary/attestary/actions/forge/history"
	"github.com/attestary/attestary/actions/forge/road"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/gitdata"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/internal/hub"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// world is a repository on a forge, with something of all that somebody asks of one.
type world struct {
	*hub.Hub
	repo    *hub.Repository
	token   string
	timeout time.Duration
}

func newWorld(t *testing.T) *world {
	h := hub.Start(t)
	w := &world{Hub: h, repo: h.Repository("acme/app")}
	ada := h.Person("ada")
	h.Org("acme").Owner(ada)
	w.repo.Commit(hub.Change{Author: ada, Files: map[string]string{"README.md": "hello"}})
	w.repo.Issue(ada, "first", "b")
	w.repo.Run(ada, hub.Run{Workflow: ".github/workflows/attestary-x.yml", Name: "x", Event: "schedule", Branch: "main", Head: w.repo.Branch("main"), Status: "completed", Conclusion: "success"})
	w.repo.Keep("keys", hub.Fields{"id": int64(40), "key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl", "url": "https://hub.invalid/", "title": "deploy", "verified": true, "created_at": "2026-01-05T07:00:00Z", "read_only": false, "last_used": nil})
	w.token = h.PersonToken(ada, "*:admin")
	return w
}

// soon is the patience of a test.
func soon(ctx context.Context, _ time.Duration) error { return ctx.Err() }

func (w *world) client() (*forge.Client, error) {
	return forge.Open(forge.Options{API: w.API, Token: forge.Token(w.token), Now: time.Now, Sleep: soon, Timeout: w.timeout})
}

// brief is how long somebody waits for an answer that does not come.
const brief = 2 * time.Second

// user is somebody who asks a forge, with one request of theirs that is spoilt.
type user struct {
	spoilt  string // the operation
	patient bool   // what passes is waited for; otherwise it is told, with when to come again
	hurried bool   // an answer that does not come in time is asked for again
	does    func(context.Context, *world) error
	done    func(*world) int // how often it was done; nil for what only reads
}

var users = map[string]user{
	"a list": {"GET /repos/{owner}/{repo}/issues", true, true, func(ctx context.Context, w *world) error {
		c, err := w.client()
		if err != nil {
			return err
		}
		all, err := forge.Pages(1000, func(page github.ListOptions) ([]*github.Issue, *github.Response, error) {
			return c.REST.Issues.ListByRepo(ctx, "acme", "app", &github.IssueListByRepoOptions{ListOptions: page})
		})
		return cmpLen(c.Told(err, forge.Asked{What: "the issues"}), len(all))
	}, nil},
	"the runs": {"GET /repos/{owner}/{repo}/actions/runs", true, true, func(ctx context.Context, w *world) error {
		c, err := w.client()
		if err != nil {
			return err
		}
		all, err := history.Repository{Client: c, Owner: "acme", Name: "app"}.Runs(ctx, time.Now().Add(-time.Hour), time.Now().Add(time.Hour))
		return cmpLen(err, len(all.Runs))
	}, nil},
	"an issue": {"POST /repos/{owner}/{repo}/issues", true, true, func(ctx context.Context, w *world) error {
		c, err := w.client()
		if err != nil {
			return err
		}
		issues := forge.Issues{Client: c, Repository: forge.Repository{Owner: "acme", Name: "app", ID: w.repo.ID}, Author: "ada"}
		_, err = issues.Open(ctx, "second", "b", "label", func(i forge.Issue) bool { return i.Title == "second" })
		return err
	}, func(w *world) int { return len(w.repo.Issues()) - 1 }},
	"a ruleset": {"POST /repos/{owner}/{repo}/rulesets", true, true, func(ctx context.Context, w *world) error {
		c, err := w.client()
		if err != nil {
			return err
		}
		rules := guard.Guard{Client: c, Owner: "acme", Name: "app"}.Look(ctx, guard.Guarded{Evidence: "evidence", Branch: "main", Reviews: 1})
		i := slices.IndexFunc(rules, func(r guard.Rule) bool { return r.Mend != "" })
		if i < 0 {
			return fmt.Errorf("there is nothing to set: %v", rules)
		}
		return rules[i].Set(ctx)
	}, func(w *world) int { return len(w.repo.Rulesets()) }},
	"an object":  {"POST /repos/{owner}/{repo}/git/blobs", true, false, push, branches},
	"the ledger": {"POST /repos/{owner}/{repo}/git/refs", true, false, push, branches},
	"an action": {"GET /repos/{owner}/{repo}/keys", false, false, func(ctx context.Context, w *world) error {
		return w.act(ctx, "github.deploy_keys", nil)
	}, nil},
	"a removal": {"DELETE /repos/{owner}/{repo}/keys/{key_id}", false, false, func(ctx context.Context, w *world) error {
		return w.act(ctx, "github.remove_deploy_key", map[string]expr.Value{"id": expr.OfInt(40)})
	}, func(w *world) int { return 1 - len(w.repo.Kept("keys")) }},
}

func cmpLen(err error, n int) error {
	if err == nil && n != 1 {
		return fmt.Errorf("there are %d of them, and none is told", n)
	}
	return err
}

// push begins a ledger's branch, with one commit.
func push(ctx context.Context, w *world) error {
	s, err := gitdata.Open(ctx, gitdata.Options{API: w.API, Repository: "acme/app", Branch: "evidence", Token: w.token, Sleep: soon})
	if err != nil {
		return err
	}
	blob, _ := s.Put(ctx, ledger.Frame("blob", []byte{0xff, 1}))
	tree, _ := s.Put(ctx, ledger.Frame("tree", append([]byte("100644 x\x00"), blob[:]...)))
	commit, _ := s.Put(ctx, ledger.Frame("commit", fmt.Appendf(nil, "tree %s\nauthor A <a@b.example> 1767618000 +0000\ncommitter A <a@b.example> 1767618000 +0000\n\nbegin\n", tree)))
	for range road.Attempts { // as a writer of a ledger does: after an error it looks whether it was heard
		if err = s.Swap(ctx, ledger.Hash{}, commit); err == nil {
			return nil
		}
		if head, lost := s.Head(ctx); lost == nil && head == commit {
			return nil
		}
	}
	return err
}

func branches(w *world) int {
	if w.repo.Branch("evidence") == "" {
		return 0
	}
	return 1
}

// act executes an action of a plan. What did not pass is an error, with its words.
func (w *world) act(ctx context.Context, action string, settings map[string]expr.Value) error {
	call := engine.Call{
		Action: action, Settings: settings, Now: time.Now, Allow: []string{action}, Token: engine.Conceal(w.token),
		Connection: &plan.Connection{Name: "github", Kind: "github"},
	}
	here := steps.Machine{GitHub: steps.GitHub{API: w.API, Repository: "acme/app"}}
	result := steps.All(here)[action].Run(ctx, call)
	if result.Outcome == evidence.Passed {
		return nil
	}
	return fmt.Errorf("%s %s %s, wait %s", result.Outcome, result.Reason, result.Detail, result.Wait)
}

// TestUsers is the table of what becomes of everybody who asks a forge when a request goes wrong. Nothing is done twice,
// a success is one, no token is shown, and what passes is waited for by those who can.
func TestUsers(t *testing.T) {
	t.Parallel()
	always := func(f func() hub.Fault) []hub.Fault {
		var all []hub.Fault
		for range 20 {
			all = append(all, f())
		}
		return all
	}
	said := func(status int) func() hub.Fault {
		return func() hub.Fault { return hub.Replaced(status, `{"message":"no ghs_leaked"}`) }
	}
	const passes, stays = true, false
	for name, c := range map[string]struct {
		faults []hub.Fault
		passes bool
	}{
		"nothing":                 {nil, passes},
		"403":                     {always(said(403)), stays},
		"404":                     {always(said(404)), stays},
		"422":                     {always(said(422)), stays},
		"429 with Retry-After":    {[]hub.Fault{hub.TryLater(429, "1")}, passes},
		"429 for an hour":         {[]hub.Fault{hub.TryLater(429, "3600")}, stays},
		"a secondary limit":       {[]hub.Fault{hub.TryLater(403, "1")}, passes},
		"no request left":         {[]hub.Fault{hub.Exhausted(time.Now().Add(time.Hour))}, stays},
		"500":                     {[]hub.Fault{hub.Status(500)}, passes},
		"500 always":              {always(func() hub.Fault { return hub.Status(500) }), stays},
		"502 after it was done":   {[]hub.Fault{hub.Landed(502)}, passes},
		"hung up after it":        {[]hub.Fault{hub.Lost()}, passes},
		"half an answer":          {[]hub.Fault{hub.Truncated()}, passes},
		"a sign-in page":          {[]hub.Fault{hub.Replaced(200, "<html>sign in</html>")}, passes},
		"an answer without end":   {always(hub.Endless), stays},
		"an answer that is slow":  {[]hub.Fault{hub.Slow(time.Hour)}, passes},
		"moved to somewhere else": {always(func() hub.Fault { return hub.Replaced(307, "") }), stays},
	} {
		for who, u := range users {
			t.Run(name+"/"+who, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				w.Fault(u.spoilt, c.faults...)
				ctx, slow := t.Context(), strings.Contains(name, "slow")
				if slow {
					w.timeout = brief
				}
				if slow && !u.hurried {
					var stop context.CancelFunc
					ctx, stop = context.WithTimeout(ctx, brief)
					defer stop()
				}
				err := u.does(ctx, w)
				switch {
				case err != nil && (strings.Contains(err.Error(), w.token) || strings.Contains(err.Error(), "http://")):
					t.Errorf("it shows what it should not: %v", err)
				case name == "half an answer" && who == "a removal": // which has no body
				case (err == nil) != (c.faults == nil || c.passes && u.patient && (u.hurried || !slow)):
					t.Errorf("it ends with %v", err)
				}
				if u.done == nil {
					return
				}
				if n := u.done(w); n > 1 || err == nil && n != 1 {
					t.Errorf("it ends with %v, and was done %d times", err, n)
				}
			})
		}
	}
}
