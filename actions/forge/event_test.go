package forge_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/forge"
)

const (
	headCommit = "0123456789abcdef0123456789abcdef01234567"
	finished   = `{"action":"completed","workflow_run":{"id":77,"run_attempt":1,"event":"pull_request","head_sha":"` + headCommit +
		`","head_branch":"more","head_repository":{"owner":{"login":"eve"}},"pull_requests":[]},"repository":{"full_name":"acme/app","default_branch":"main"},"sender":{"login":"eve"}}`
	opened = `{"action":"opened","pull_request":{"number":7,"title":"x","head":{"sha":"` + headCommit + `"},"base":{"sha":"` + headCommit + `","ref":"main"}}}`
)

// TestParseFinished: what is not the end of a pull request's run is not told of.
func TestParseFinished(t *testing.T) {
	t.Parallel()
	e, err := forge.ParseFinished([]byte(finished))
	if want := (forge.FinishedEvent{Repository: "acme/app", Main: "main", Run: 77, Attempt: 1, Event: "pull_request", Head: headCommit, HeadOwner: "eve", HeadBranch: "more"}); err != nil || e != want {
		t.Fatalf("%+v, %v", e, err)
	}
	for name, c := range map[string]struct{ old, new, want string }{
		"begun":                    {`"completed"`, `"requested"`, "only one that is completed"},
		"of a push":                {`"event":"pull_request"`, `"event":"push"`, "only one of a pull_request"},
		"of pull_request_target":   {`"event":"pull_request"`, `"event":"pull_request_target"`, "only one of a pull_request"},
		"no commit":                {headCommit, "main", "head_sha is no commit"},
		"a path for a repository":  {`"acme/app"`, `"acme/../app"`, "is no repository"},
		"no default branch":        {`"default_branch":"main"`, `"default_branch":""`, "default_branch is no branch"},
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

// TestQueued: what a merge queue would merge is known by the name that GitHub alone gives its branch.
func TestQueued(t *testing.T) {
	t.Parallel()
	queued := strings.NewReplacer(`"event":"pull_request"`, `"event":"merge_group"`, `"head_branch":"more"`, `"head_branch":"gh-readonly-queue/release/2/pr-7-`+headCommit+`"`,
		`"login":"eve"}},"pull`, `"login":"acme"}},"pull`).Replace(finished)
	e, err := forge.ParseFinished([]byte(queued))
	if err != nil {
		t.Fatal(err)
	}
	if p, ok := e.Queued(); !ok || p != (forge.Pull{Number: 7, Head: headCommit, Base: headCommit, Branch: "release/2"}) {
		t.Errorf("%+v, %t", p, ok)
	}
	for name, c := range map[string]struct{ old, new string }{
		"another event":    {`"merge_group"`, `"pull_request"`},
		"of a fork":        {`"login":"acme"`, `"login":"eve"`},
		"another branch":   {"gh-readonly-queue/", "readonly-queue/"},
		"no commit":        {"-" + headCommit, "-main"},
		"a way out":        {"release/2", "../release"},
		"no number":        {"pr-7", "pr-0"},
		"more behind that": {headCommit + `"`, headCommit + `\n"`},
	} {
		e, err := forge.ParseFinished([]byte(strings.Replace(queued, c.old, c.new, 1)))
		if _, ok := e.Queued(); ok {
			t.Errorf("%s is taken, %v", name, err)
		}
	}
	const group = `{"action":"checks_requested","merge_group":{"head_sha":"` + headCommit + `","head_ref":"refs/heads/q","base_sha":"` + headCommit + `","base_ref":"refs/heads/main"}}`
	if p, err := forge.ParseQueued([]byte(group)); err != nil || p != (forge.PullEvent{Head: headCommit, Base: headCommit, Branch: "main"}) {
		t.Errorf("%+v, %v", p, err)
	}
	for name, text := range map[string]string{"of a pull request": opened, "no commit": strings.Replace(group, headCommit, "HEAD", 1), "no branch": strings.Replace(group, "refs/heads/main", "", 1)} {
		if _, err := forge.ParseQueued([]byte(text)); err == nil {
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
			if len(e.Head) != 40 || strings.Count(e.Repository, "/") != 1 || strings.ContainsAny(e.Repository+e.HeadOwner, " \n\x00:?#%") || e.Event != "pull_request" && e.Event != "merge_group" {
				t.Errorf("%+v", e)
			}
		}
		if e, err := forge.ParsePull(data); err == nil && (len(e.Head) != 40 || len(e.Base) != 40 || e.Number < 1) {
			t.Errorf("%+v", e)
		}
	})
}
