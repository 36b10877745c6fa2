package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/attestary/attestary/internal/hub"
	"github.com/rogpeppe/go-internal/testscript"
)

// pulling is a repository on the forge, and its open pull request.
type pulling struct {
	repo *hub.Repository
	pull *hub.Pull
}

type pullKey struct{}

// pull is what people and a robot do on the forge with a page's pull request:
//
//	pull repository        the repository is there; $ORIGIN is where it is pushed to
//	pull open LOGIN BRANCH
//	pull publish           the job that tells the pull request what it means
//	pull look              comments.md, check.txt and suggestions.md have what stands there now
func pull(ts *testscript.TestScript, neg bool, args []string) {
	p, forge := ts.Value(pullKey{}).(*pulling), ts.Value(forgeKey{}).(*hub.Hub)
	switch args[0] {
	case "repository":
		p.repo = forge.Repository("acme/" + ts.Name())
		token := forge.PersonToken(forge.Person("ada"), "contents:write")
		ts.Setenv("ORIGIN", strings.Replace(forge.URL, "://", "://ada:"+token+"@", 1)+"/"+p.repo.Full()+".git")
	case "open":
		p.pull = p.repo.Pull(forge.Person(args[1]), args[2])
	case "publish":
		p.publish(ts, forge, neg)
	case "look":
		p.look(ts)
	default:
		ts.Fatalf("usage: pull repository|open|publish|look")
	}
}

// publish runs the job in an empty folder: it has no checkout.
func (p *pulling) publish(ts *testscript.TestScript, forge *hub.Hub, neg bool) {
	temp := ts.MkAbs("../runner")
	ts.Check(os.MkdirAll(temp, 0o755))
	event := filepath.Join(temp, "event.json")
	ts.Check(os.WriteFile(event, fmt.Appendf(nil, `{"action":"completed","workflow_run":{"id":7,"run_attempt":1,"event":"pull_request","head_sha":%q,"head_branch":"any"},"repository":{"full_name":%q,"default_branch":"main"}}`,
		p.pull.Head(), p.repo.Full()), 0o644))
	was := map[string]string{}
	for variable, value := range map[string]string{
		"GITHUB_ACTIONS": "true", "GITHUB_EVENT_PATH": event, "GITHUB_REPOSITORY": p.repo.Full(), "GITHUB_API_URL": forge.API, "GITHUB_SERVER_URL": forge.URL,
		"GITHUB_RUN_ID": "7", "GITHUB_STEP_SUMMARY": filepath.Join(temp, "page.md"), "GITHUB_TOKEN": powers.token(forge, p.repo, "publish", fixedPowers()["publish"]),
	} {
		was[variable] = ts.Getenv(variable)
		ts.Setenv(variable, value)
	}
	failed := ts.Exec("attestary", "-C", temp, "ci", "publish")
	for variable, value := range was {
		ts.Setenv(variable, value)
	}
	if (failed != nil) != neg {
		ts.Fatalf("publish: %v", failed)
	}
}

func (p *pulling) look(ts *testscript.TestScript) {
	var comments, checks, suggestions strings.Builder
	for _, c := range p.repo.Comments(p.pull.Number) {
		fmt.Fprintf(&comments, "%s (edited: %t)\n%s\n", c.By.Login, c.Edited, c.Body)
	}
	for _, k := range p.repo.CheckRuns(p.pull.Head()) {
		fmt.Fprintf(&checks, "%s: %s, %s\n", k.Name, k.Conclusion, k.Title)
		for _, a := range k.Annotations {
			fmt.Fprintf(&checks, "%s:%d %s: %s\n", a.Path, a.StartLine, a.Level, a.Title)
		}
	}
	for _, s := range p.pull.Comments() {
		fmt.Fprintf(&suggestions, "%s:%d\n%s\n", s.Path, s.Line, s.Body)
	}
	for name, text := range map[string]string{"comments.md": comments.String(), "check.txt": checks.String(), "suggestions.md": suggestions.String()} {
		ts.Check(os.WriteFile(filepath.Join(ts.Getenv("WORK"), name), []byte(text), 0o644))
	}
}
