package main_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/internal/hub"
	"github.com/rogpeppe/go-internal/testscript"
)

// A page may have a forge: hub starts one, with the repository acme/shop. Jobs of the workflow then have tokens for
// it, comment writes below the newest issue and has the forge start what a comment starts, wakes starts the run of
// the workflow that the last event asks for, and issue writes an issue with all below it into a file.

type hubKey struct{}

type hubs struct {
	hub  *hub.Hub
	repo *hub.Repository
}

func hubOf(ts *testscript.TestScript) *hubs { return ts.Value(hubKey{}).(*hubs) }

func startHub(t *testing.T) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		h := hubOf(ts)
		h.hub = hub.Start(t)
		h.repo = h.hub.Repository("acme/shop")
		for _, login := range args {
			h.hub.Person(login)
			ts.Setenv("ID_"+login, fmt.Sprint(h.hub.Person(login).ID))
		}
	}
}

// powers are the permissions of the jobs, as the workflows grant them.
var powers = map[string][]string{
	"answer": {"contents:write", "issues:read"}, "authorize": {"actions:read", "contents:write", "issues:write", "pull_requests:read"},
	"attest": {"actions:read", "contents:write", "issues:write", "pull_requests:read"},
}

// onHub adds what a job has of its forge.
func (w *workflow) onHub(ts *testscript.TestScript, job, temp string, env map[string]string) {
	h := hubOf(ts)
	if h.hub == nil {
		return
	}
	may := powers[job]
	if may == nil {
		may = []string{"contents:read"}
	}
	env["GITHUB_API_URL"], env["GITHUB_SERVER_URL"], env["GITHUB_TOKEN"] = h.hub.API, h.hub.URL, h.hub.JobToken(h.repo, may...)
	env["GITHUB_REPOSITORY_ID"] = fmt.Sprint(h.repo.ID)
	env["GITHUB_EVENT_NAME"], env["GITHUB_EVENT_PATH"] = w.event, w.eventFile
	if w.left != "" {
		env["ATTESTARY_TRIGGER"] = ""
		if err := os.CopyFS(filepath.Join(temp, "attestary-left"), os.DirFS(w.left)); err != nil && !os.IsExist(err) {
			ts.Fatalf("%v", err)
		}
	}
}

// happens writes the file of an event.
func (w *workflow) happens(ts *testscript.TestScript, name string, by *hub.Person, with map[string]any) {
	h := hubOf(ts)
	with["repository"] = map[string]any{"id": h.repo.ID, "full_name": h.repo.Full(), "private": true, "owner": map[string]any{"id": 3, "login": h.repo.Owner, "type": "Organization"}}
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
	all := hubOf(ts).repo.Issues()
	if len(all) == 0 {
		ts.Fatalf("there is no issue")
	}
	return all[len(all)-1]
}

var approves = regexp.MustCompile("/(?:approve|answer) ([0-9a-f]{12})")

// comment is one below the newest issue: comment LOGIN TEXT [edited]. CODE stands for the digits that it asks for.
func comment(ts *testscript.TestScript, neg bool, args []string) {
	h, i := hubOf(ts), newest(ts)
	body := args[1]
	if code := approves.FindStringSubmatch(i.Body); code != nil {
		body = strings.ReplaceAll(body, "CODE", code[1])
	}
	who := h.hub.Person(args[0])
	id := h.repo.Comment(i.Number, who, body)
	at := time.Now().UTC().Format(time.RFC3339)
	if slices.Contains(args, "edited") {
		time.Sleep(1100 * time.Millisecond)
		h.repo.Edit(id, body)
	}
	labels := []any{}
	for _, l := range i.Labels {
		labels = append(labels, map[string]any{"name": l})
	}
	state := map[bool]string{true: "open", false: "closed"}[i.Open]
	w := &workflow{id: workflowOf(ts).id + 1, attempt: 1, needs: map[string]*gave{}}
	workflowOf(ts).id++
	w.happens(ts, "issue_comment", who, map[string]any{
		"action": "created", "issue": map[string]any{"number": i.Number, "title": i.Title, "body": i.Body, "state": state, "labels": labels, "user": account(h.hub.Person("github-actions[bot]"))},
		"comment": map[string]any{"id": id, "user": account(who), "body": body, "created_at": at, "updated_at": at},
	})
	w.run(ts, neg, []string{"answer"})
}

// wakes starts the run of the workflow that the last event asks for.
func wakes(ts *testscript.TestScript, neg bool, args []string) {
	h, w := hubOf(ts), workflowOf(ts)
	events := h.repo.Dispatched()
	if len(events) == 0 {
		ts.Fatalf("no event was sent")
	}
	e := events[len(events)-1]
	var payload struct {
		Run     string
		Attempt int
	}
	ts.Check(json.Unmarshal(e.Payload, &payload))
	*w = workflow{id: w.id + 1, attempt: 1, needs: map[string]*gave{}}
	w.left = ts.MkAbs(fmt.Sprintf("left-%d", w.id))
	from := filepath.Join(ts.MkAbs("."), "../artifacts-"+payload.Run)
	folders, err := filepath.Glob(filepath.Join(from, fmt.Sprintf("*-%d", payload.Attempt)))
	ts.Check(err)
	for _, folder := range folders {
		ts.Check(os.CopyFS(filepath.Join(w.left, filepath.Base(folder)), os.DirFS(folder)))
	}
	w.happens(ts, "repository_dispatch", h.hub.Person("github-actions[bot]"), map[string]any{"action": e.Type, "branch": "main", "client_payload": e.Payload})
}

// issueFile writes the newest issue, and all below it, into a file.
func issueFile(ts *testscript.TestScript, neg bool, args []string) {
	i := newest(ts)
	text := fmt.Sprintf("title %s\nopen %v, labels %v\n%s\n", i.Title, i.Open, i.Labels, i.Body)
	for _, c := range hubOf(ts).repo.Comments(i.Number) {
		text += fmt.Sprintf("--- %s\n%s\n", c.By.Login, c.Body)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}
