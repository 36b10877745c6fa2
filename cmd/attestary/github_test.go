package main_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/attestary/attestary/internal/hub"
)

// onHub is the repository acme/shop of a GitHub on loopback.
type onHub struct {
	*hub.Hub
	repo *hub.Repository
}

type onHubKey struct{}

// gitHub is "github start", which begins one, with $GITHUB_API_URL, $GITHUB_SERVER_URL, $GITHUB_REPOSITORY, its bare
// repository $HUB_REPO and a token of who administers it; and then, of that one:
//
//	github token PERMISSION...    a token of somebody else
//	github job PERMISSION...      the token of a job
//	github secret PLACE NAME      a secret in secrets, organization-secrets or environments/NAME
//	github workflows LEVEL        what a token may do whose workflow grants nothing: read or write
//	github protection BRANCH      a branch protection rule for pull requests alone; with gone, it is taken away
//	github run FILE CONCLUSION    a run of a workflow, whose number is $GITHUB_RUN_ID then
//	github again                  the same run once more, as attempt $GITHUB_RUN_ATTEMPT; with failed, what failed of it
//	github jobs NAME=CONCLUSION...    the jobs of that run's newest attempt
//	github forget                 that run is deleted
//	github lose OPERATION         the answer to the next request of a kind is lost after it was done
func gitHub(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: github start|token|job|secret|workflows|protection|run|again|jobs|forget|lose")
	}
	if args[0] == "start" {
		startHub(ts)
		return
	}
	h, ok := ts.Value(onHubKey{}).(*gitHubs)
	if !ok || h.at == nil {
		ts.Fatalf("github start comes first")
	}
	h.at.does(ts, args[0], args[1:])
}

// gitHubs is that of the page, once it has one.
type gitHubs struct {
	t  testing.TB
	at *onHub
	of *hub.Run
}

func startHub(ts *testscript.TestScript) {
	page := ts.Value(onHubKey{}).(*gitHubs)
	h := hub.Start(page.t)
	page.at = &onHub{h, h.Repository("acme/shop")}
	h.Org("acme").Owner(h.Person("ada"))
	for name, value := range map[string]string{
		"GITHUB_API_URL": h.API, "GITHUB_SERVER_URL": h.URL, "GITHUB_REPOSITORY": "acme/shop", "HUB_REPO": page.at.repo.Dir,
		"GITHUB_TOKEN": h.PersonToken(h.Person("ada"), "*:admin"),
	} {
		ts.Setenv(name, value)
	}
}

func (o *onHub) does(ts *testscript.TestScript, what string, args []string) {
	page := ts.Value(onHubKey{}).(*gitHubs)
	switch {
	case what == "token":
		ts.Setenv("GITHUB_TOKEN", o.PersonToken(o.Person("bo"), args...))
	case what == "job":
		ts.Setenv("GITHUB_TOKEN", o.JobToken(o.repo, args...))
	case what == "secret" && len(args) == 2:
		o.repo.Secret(args[0], args[1])
	case what == "workflows" && len(args) == 1:
		o.repo.Set("workflow", hub.Fields{"default_workflow_permissions": args[0], "can_approve_pull_request_reviews": args[0] == "write"})
	case what == "protection" && len(args) == 2:
		o.repo.Set("protection/"+args[0], nil)
	case what == "protection" && len(args) == 1:
		o.repo.Set("protection/"+args[0], hub.Fields{"url": "https://hub.invalid/", "enforce_admins": hub.Fields{"url": "https://hub.invalid/", "enabled": true},
			"required_pull_request_reviews": hub.Fields{"url": "https://hub.invalid/", "dismiss_stale_reviews": true, "require_code_owner_reviews": false}})
	case what == "run" && len(args) == 2:
		page.of = o.repo.Run(o.Person("ada"), hub.Run{Workflow: ".github/workflows/" + args[0], Name: args[0], Event: "workflow_dispatch", Branch: "main", Head: o.repo.Branch("main"), Status: "completed", Conclusion: args[1]})
		ts.Setenv("GITHUB_RUN_ID", strconv.FormatInt(page.of.ID, 10))
		ts.Setenv("GITHUB_RUN_ATTEMPT", "1")
	case what == "again" && page.of != nil:
		if len(args) == 1 && args[0] == "failed" {
			page.of.AgainFailed(o.Person("ada"))
		} else {
			page.of.Again(o.Person("ada"))
		}
		ts.Setenv("GITHUB_RUN_ATTEMPT", "2")
	case what == "jobs" && page.of != nil:
		var jobs []hub.Job
		for _, arg := range args {
			name, conclusion, _ := strings.Cut(arg, "=")
			jobs = append(jobs, hub.Job{Name: name, Status: "completed", Conclusion: conclusion})
		}
		page.of.Jobs(jobs...)
	case what == "forget" && page.of != nil:
		o.repo.Forget(page.of)
	case what == "lose":
		o.Fault(strings.Join(args, " "), hub.Lost())
	default:
		ts.Fatalf("github %s: it is not known, or was given too little", what)
	}
}
