package main_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/compiler/emit"
	"github.com/attestary/attestary/internal/hub"
	"github.com/rogpeppe/go-internal/testscript"
)

// A run of the workflow that waits for people, as a page plays it: people gives the numbers of people, comment writes
// below the newest issue and has the forge start what a comment starts, wakes starts the run of the workflow that the
// last event asks for, sorts closes issues, and issue writes an issue with all below it into a file.

func forgeOf(ts *testscript.TestScript) *hub.Hub { return ts.Value(forgeKey{}).(*hub.Hub) }

// people sets ID_LOGIN to the number of each.
func people(ts *testscript.TestScript, neg bool, args []string) {
	for _, login := range args {
		ts.Setenv("ID_"+login, fmt.Sprint(forgeOf(ts).Person(login).ID))
	}
}

// tell adds what a job is told of why it runs.
func (w *workflow) tell(ts *testscript.TestScript, temp string, env map[string]string) {
	env["GITHUB_EVENT_NAME"], env["GITHUB_EVENT_PATH"], env["GITHUB_REF"] = w.event, w.eventFile, "refs/heads/main"
	if w.left == "" {
		return
	}
	env["ATTESTARY_TRIGGER"] = ""
	if data, err := os.ReadFile(ts.MkAbs(filepath.Join(emit.Dir, "attestary-sign.yml"))); err == nil && !strings.Contains(string(data), "attestary-left") {
		return // no step brings it: the program does
	}
	if err := os.CopyFS(filepath.Join(temp, "attestary-left"), os.DirFS(w.left)); err != nil && !os.IsExist(err) {
		ts.Fatalf("%v", err)
	}
}

// happens writes the file of an event.
func (w *workflow) happens(ts *testscript.TestScript, name string, by *hub.Person, with map[string]any) {
	with["repository"] = map[string]any{"id": w.repo.ID, "full_name": w.repo.Full(), "default_branch": "main", "private": true, "owner": map[string]any{"id": 3, "login": w.repo.Owner, "type": "Organization"}}
	with["sender"] = account(by)
	data, err := json.Marshal(with)
	ts.Check(err)
	w.event, w.eventFile = name, ts.MkAbs(fmt.Sprintf("event-%d.json", w.id))
	ts.Check(os.WriteFile(w.eventFile, data, 0o644))
}

func account(p *hub.Person) map[string]any {
	kind := "User"
	if p.Bot {
		kind = "Bot"
	}
	return map[string]any{"id": p.ID, "login": p.Login, "type": kind}
}

// newest is the issue that was opened last.
func newest(ts *testscript.TestScript) hub.Issue {
	all := workflowOf(ts).repo.Issues()
	if len(all) == 0 {
		ts.Fatalf("there is no issue")
	}
	return all[len(all)-1]
}

var approves = regexp.MustCompile("/(?:approve|answer) ([0-9a-f]{12})")

// comment is one below the newest issue: comment LOGIN TEXT [edited]. CODE stands for the digits that it asks for.
func comment(ts *testscript.TestScript, neg bool, args []string) {
	h, i, repo := forgeOf(ts), newest(ts), workflowOf(ts).repo
	body := args[1]
	if code := approves.FindStringSubmatch(i.Body); code != nil {
		body = strings.ReplaceAll(body, "CODE", code[1])
	}
	who := h.Person(args[0])
	id := repo.Comment(i.Number, who, body)
	at := time.Now().UTC().Format(time.RFC3339)
	if slices.Contains(args, "edited") {
		time.Sleep(1100 * time.Millisecond)
		repo.Edit(id, body)
	}
	labels := []any{}
	for _, l := range i.Labels {
		labels = append(labels, map[string]any{"name": l})
	}
	state := map[bool]string{true: "open", false: "closed"}[i.Open]
	w := &workflow{repo: repo, attempt: 1, needs: map[string]*gave{}}
	w.begin(ts, h)
	w.happens(ts, "issue_comment", who, map[string]any{
		"action": "created", "issue": map[string]any{"number": i.Number, "title": i.Title, "body": i.Body, "state": state, "labels": labels, "user": account(h.Person("github-actions[bot]"))},
		"comment": map[string]any{"id": id, "user": account(who), "body": body, "created_at": at, "updated_at": at},
	})
	w.does(ts, neg, []string{"answer"})
}

// wakes starts the run of the workflow that the last event asks for; or that of another runbook's workflow, where
// somebody sends the event for that one.
func wakes(ts *testscript.TestScript, neg bool, args []string) {
	h, w := forgeOf(ts), workflowOf(ts)
	events := w.repo.Dispatched()
	if len(events) == 0 {
		ts.Fatalf("no event was sent")
	}
	e := events[len(events)-1]
	if len(args) == 1 {
		e.Type = emit.Continue(args[0])
	}
	var payload struct {
		Run     string
		Attempt int
	}
	ts.Check(json.Unmarshal(e.Payload, &payload))
	was := *w
	*w = workflow{repo: w.repo, attempt: 1, needs: map[string]*gave{}, before: &was}
	w.begin(ts, h)
	w.left = ts.MkAbs(fmt.Sprintf("left-%d", w.id))
	from := filepath.Join(ts.MkAbs("."), "../artifacts-"+payload.Run)
	folders, err := filepath.Glob(filepath.Join(from, fmt.Sprintf("*-%d", payload.Attempt)))
	ts.Check(err)
	for _, folder := range folders {
		ts.Check(os.CopyFS(filepath.Join(w.left, filepath.Base(folder)), os.DirFS(folder)))
	}
	w.happens(ts, "repository_dispatch", h.Person("github-actions[bot]"), map[string]any{"action": e.Type, "branch": "main", "client_payload": e.Payload})
}

// back goes on with the run of the workflow that was under way when the last one was woken.
func back(ts *testscript.TestScript, neg bool, args []string) {
	w := workflowOf(ts)
	*w = *w.before
}

// issueFile writes the newest issue, and all below it, into a file; or the one before it: issue FILE [before].
func issueFile(ts *testscript.TestScript, neg bool, args []string) {
	i := newest(ts)
	if len(args) > 1 {
		all := workflowOf(ts).repo.Issues()
		i = all[len(all)-2]
	}
	text := fmt.Sprintf("title %s\nopen %v, labels %v\n%s\n", i.Title, i.Open, i.Labels, i.Body)
	for _, c := range workflowOf(ts).repo.Comments(i.Number) {
		text += fmt.Sprintf("--- %s\n%s\n", c.By.Login, c.Body)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

// asks opens an issue as somebody does who fills in a form, and starts what that starts: asks LOGIN LABEL FILE.
func asks(ts *testscript.TestScript, neg bool, args []string) {
	h, w := forgeOf(ts), workflowOf(ts)
	*w = workflow{repo: w.repo, attempt: 1, needs: map[string]*gave{}}
	ts.Setenv("GITHUB_ACTOR", args[0])
	w.begin(ts, h)
	who, body := h.Person(args[0]), ts.ReadFile(args[2])
	ts.Setenv("GITHUB_ACTOR_ID", fmt.Sprint(who.ID))
	i := w.repo.Issue(who, "I ask for a run", body, args[1])
	label := map[string]any{"name": args[1]}
	w.happens(ts, "issues", who, map[string]any{
		"action": "labeled", "label": label,
		"issue": map[string]any{"number": i.Number, "title": i.Title, "body": body, "state": "open", "labels": []any{label}, "user": account(who)},
	})
}

// proposes has somebody open a pull request from a fork of theirs that changes a file, and starts what starts when it was
// judged: proposes LOGIN FILE [CONCLUSION [EVENT]].
func proposes(ts *testscript.TestScript, neg bool, args []string) {
	h, w := forgeOf(ts), workflowOf(ts)
	*w = workflow{repo: w.repo, attempt: 1, needs: map[string]*gave{}}
	w.begin(ts, h)
	who := h.Person(args[0])
	if w.repo.Branch("main") == "" {
		w.repo.Commit(hub.Change{Author: who, Files: map[string]string{"README.md": "Hello."}})
	}
	fork := h.Repository(fmt.Sprintf("%s/fork-%d", args[0], w.id))
	fork.Commit(hub.Change{Author: who, Files: map[string]string{"README.md": "Hello."}})
	fork.Commit(hub.Change{Author: who, Branch: "more", Files: map[string]string{args[1]: "x"}})
	head := w.repo.PullFrom(fork, who, "more").Head()
	run := map[string]any{"id": 5, "run_attempt": 1, "event": "pull_request", "conclusion": "success", "head_sha": head, "head_branch": "more", "head_repository": map[string]any{"owner": map[string]any{"login": args[0]}}}
	for i, member := range []string{"conclusion", "event"} {
		if len(args) > 2+i {
			run[member] = args[2+i]
		}
	}
	w.happens(ts, "workflow_run", who, map[string]any{"action": "completed", "workflow_run": run})
}

// ticks starts what a schedule starts: ticks CRON.
func ticks(ts *testscript.TestScript, neg bool, args []string) {
	h, w := forgeOf(ts), workflowOf(ts)
	*w = workflow{repo: w.repo, attempt: 1, needs: map[string]*gave{}}
	w.begin(ts, h)
	w.happens(ts, "schedule", h.Person(ts.Getenv("GITHUB_ACTOR")), map[string]any{"schedule": args[0]})
}

// rewrites changes the newest issue's text: rewrites OLD NEW.
func rewrites(ts *testscript.TestScript, neg bool, args []string) {
	i := newest(ts)
	workflowOf(ts).repo.Rewrite(i.Number, strings.Replace(i.Body, args[0], args[1], 1))
}

// sorts has somebody close the newest issue, or open it, and give it labels: sorts open|closed [LABEL...].
func sorts(ts *testscript.TestScript, neg bool, args []string) {
	workflowOf(ts).repo.Turn(newest(ts).Number, args[0] == "open", args[1:]...)
}

// sweep is what a schedule starts: every run that waits is woken.
func sweep(ts *testscript.TestScript, neg bool, args []string) {
	w := &workflow{repo: workflowOf(ts).repo, attempt: 1, needs: map[string]*gave{}, event: "schedule"}
	w.begin(ts, forgeOf(ts))
	w.does(ts, neg, []string{"answer"})
}
