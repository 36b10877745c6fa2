package forge_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/forge"
)

const (
	headCommit = "0123456789abcdef0123456789abcdef01234567"
	finished   = `{"action":"completed","workflow_run":{"id":77,"run_attempt":1,"event":"pull_request","head_sha":"` + headCommit +
		`","head_branch":"more","head_repository":{"owner":{"login":"eve"}},"pull_requests":[]},"repository":{"full_name":"acme/app"},"sender":{"login":"eve"}}`
	opened = `{"action":"opened","pull_request":{"number":7,"title":"x","head":{"sha":"` + headCommit + `"},"base":{"sha":"` + headCommit + `","ref":"main"}}}`
)

// TestParseFinished: what is not the end of a pull request's run is not told of.
func TestParseFinished(t *testing.T) {
	t.Parallel()
	e, err := forge.ParseFinished([]byte(finished))
	if want := (forge.FinishedEvent{Repository: "acme/app", Run: 77, Attempt: 1, Event: "pull_request", Head: headCommit, HeadOwner: "eve", HeadBranch: "more"}); err != nil || e != want {
		t.Fatalf("%+v, %v", e, err)
	}
	for name, c := range map[string]struct{ old, new, want string }{
		"begun":                    {`"completed"`, `"requested"`, "only one that is completed"},
		"of a push":                {`"event":"pull_request"`, `"event":"push"`, "only one of a pull_request"},
		"of pull_request_target":   {`"event":"pull_request"`, `"event":"pull_request_target"`, "only one of a pull_request"},
		"no commit":                {headCommit, "main", "head_sha is no commit"},
		"a path for a repository":  {`"acme/app"`, `"acme/../app"`, "is no repository"},
		"an owner with a slash":    {`"login":"eve"`, `"login":"a/b"`, "is no login"},
		"a number as text":         {`"id":77`, `"id":"77"`, "event:"},
		"no run":                   {`"workflow_run"`, `"workflow"`, "of no workflow run"},
		"doubled":                  {`"action":"completed"`, `"action":"requested","action":"completed"`, "event:"},
		"more after the end":       {`}}`, `}} {}`, "event:"},
		"a run without an attempt": {`"run_attempt":1`, `"run_attempt":0`, "no id or attempt"},
	} {
		text := strings.Replace(finished, c.old, c.new, 1)
		if name == "more after the end" {
			text = finished + " {}"
		}
		if _, err := forge.ParseFinished([]byte(text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestParsePull(t *testing.T) {
	t.Parallel()
	e, err := forge.ParsePull([]byte(opened))
	if want := (forge.PullEvent{Number: 7, Head: headCommit, Base: headCommit, Branch: "main"}); err != nil || e != want {
		t.Fatalf("%+v, %v", e, err)
	}
	for name, c := range map[string]struct{ old, new string }{
		"no pull request": {`"pull_request"`, `"issue"`},
		"no number":       {`"number":7`, `"number":-7`},
		"no commit":       {headCommit, "HEAD"},
		"no branch":       {`"main"`, `""`},
	} {
		if _, err := forge.ParsePull([]byte(strings.Replace(opened, c.old, c.new, 1))); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// FuzzEvent: whatever an event file says, what is taken of it has the form that it must have.
func FuzzEvent(f *testing.F) {
	f.Add([]byte(finished))
	f.Add([]byte(opened))
	f.Add([]byte(`{"workflow_run":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if e, err := forge.ParseFinished(data); err == nil {
			if len(e.Head) != 40 || strings.Count(e.Repository, "/") != 1 || strings.ContainsAny(e.Repository+e.HeadOwner, " \n\x00:?#%") || e.Event != "pull_request" {
				t.Errorf("%+v", e)
			}
		}
		if e, err := forge.ParsePull(data); err == nil && (len(e.Head) != 40 || len(e.Base) != 40 || e.Number < 1) {
			t.Errorf("%+v", e)
		}
	})
}
