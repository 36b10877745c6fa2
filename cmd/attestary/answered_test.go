package main_test

import (
	"encoding/json"
	"strings"
	"testing"
)

const answeredRunbook = `runbook "leaving" {
  language = 1
  title    = "End the access of somebody who leaves"
  owner    = role.operators
}

trigger "issue" "asked" {
  label = "leaves"
}

access {
  who = [role.operators]
}

input "account" {
  type    = string
  title   = "Whose account?"
  pattern = "[a-z]+"
}

use "shell" {
  allow = ["sh"]
}

phase "end" {
  approval "end" {
    from    = [role.operators]
    timeout = "1h"
    show {
      title = "${input.account} loses their access"
    }
  }

  step "exec.run" "end" {
    needs  = [approval.end]
    argv   = ["sh", "-c", "read who; test -n \"$who\""]
    stdin  = "${input.account}\n"
    effect = "change"
    undo "none" {
      reason = "They can ask for it anew."
    }
  }
}

check "ended" {
  condition = step.end.exit == 0
  message   = "It was not ended."
}
`

// TestAnswered is a run that somebody asks for by an issue, which waits for the yes of another, by act: the form makes an issue,
// the run leaves its question in a second one and ends, a comment there starts the workflow again, and it goes on. Its ledger
// is written over the forge's API, as the project says.
func TestAnswered(t *testing.T) {
	t.Parallel()
	f, ada := journey(t)
	bo := f.hub.Person("bo")
	f.sh(`cd shop && sed -i 's/members *= .*/members = ["ada", "bo"]/; s/^evidence {/evidence {\n  over = "api"/' runbooks/project.hcl && printf '%s' "$RUNBOOK" >runbooks/leaving.runbook.hcl
attestary fmt && attestary check && attestary compile && git add -A && git commit -qm "leaving: new" && git push -q origin main`, "RUNBOOK="+answeredRunbook)

	// Ada fills in the form.
	label, body := map[string]any{"name": "leaves"}, "### Whose account?\n\neve\n"
	asked := f.repo.Issue(ada, "End the access of somebody who leaves", body, "leaves")
	got, log := f.event("attestary-leaving.yml", "issues", ada, map[string]any{"action": "labeled", "label": label, "issue": map[string]any{
		"number": asked.Number, "title": asked.Title, "body": body, "state": "open", "labels": []any{label}, "user": account(ada),
	}}, f.kept())
	f.jobs([]string{"gates success", "authorize success", "phase-end success", "attest success"}, got, log)
	all := f.repo.Issues()
	question := all[len(all)-1]
	if !strings.Contains(question.Body, "eve loses their access") || question.Number == asked.Number {
		t.Fatalf("nobody was asked: %+v\n%s", question, log)
	}

	// Another label starts nothing.
	got, log = f.event("attestary-leaving.yml", "issues", ada, map[string]any{"action": "labeled", "label": map[string]any{"name": "question"}, "issue": map[string]any{
		"number": asked.Number, "title": asked.Title, "body": body, "state": "open", "labels": []any{label}, "user": account(ada),
	}}, f.kept())
	f.jobs(nil, got, log)

	// Something else is merged meanwhile.
	f.sh(`cd shop && echo more >notes && git add notes && git commit -qm "notes: more" && git push -q origin main`)

	// Bo says yes below the question.
	said := "/approve " + approves.FindStringSubmatch(question.Body)[1]
	id := f.repo.Comment(question.Number, bo, said)
	var labels []any
	for _, l := range question.Labels {
		labels = append(labels, map[string]any{"name": l})
	}
	const at = "2026-01-05T07:00:00Z"
	got, log = f.event("attestary-answer.yml", "issue_comment", bo, map[string]any{
		"action": "created", "issue": map[string]any{"number": question.Number, "title": question.Title, "body": question.Body, "state": "open", "labels": labels, "user": account(f.hub.Person("github-actions[bot]"))},
		"comment": map[string]any{"id": id, "user": account(bo), "body": said, "created_at": at, "updated_at": at},
	}, nil)
	f.jobs([]string{"answer success"}, got, log)
	sent := f.repo.Dispatched()
	if len(sent) != 1 {
		t.Fatalf("%d events were sent\n%s", len(sent), log)
	}

	// The workflow starts again by the event, and comes to its end.
	var payload map[string]any
	if err := json.Unmarshal(sent[0].Payload, &payload); err != nil {
		t.Fatal(err)
	}
	got, log = f.event("attestary-leaving.yml", "repository_dispatch", f.hub.Person("github-actions[bot]"), map[string]any{"action": sent[0].Type, "branch": "main", "client_payload": payload}, f.kept())
	f.jobs([]string{"gates success", "authorize success", "phase-end success", "attest success"}, got, log)
	if !strings.Contains(log, "the run is of commit") {
		t.Error("it did not go on at its own commit\n" + log)
	}
	const written = "POST /repos/{owner}/{repo}/git/commits"
	if n := f.hub.Count(written); n < 3 {
		t.Errorf("the ledger goes over the API, and %d entries did", n)
	}
	audit := f.sh(`cd shop && git fetch -q origin evidence:refs/remotes/origin/evidence && attestary log && attestary verify --trust trust.hcl 2>&1`)
	for _, want := range []string{"approval", "leaving", "passed", "held"} {
		if !strings.Contains(audit, want) {
			t.Errorf("the audit does not say %q:\n%s", want, audit)
		}
	}
}
