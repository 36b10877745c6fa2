package runbooks_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestJira tries the pack against what clients that are made from Atlassian's description of Jira Cloud's REST API v3
// say: paths, bodies in the Atlassian document format, nextPageToken, statuses, and the two members of an error. Not
// tried: a real site of Jira; one of the Data Center edition, whose search has other pages.
func TestJira(t *testing.T) {
	t.Parallel()
	refuse := func(status int, problem string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			answer(w, status, map[string]any{"errorMessages": []string{problem}, "errors": map[string]any{}})
		}
	}
	issue := func(key, category string) map[string]any {
		return map[string]any{"id": "10001", "key": key, "fields": map[string]any{"summary": "Mend it", "status": map[string]any{"name": "Any", "statusCategory": map[string]any{"id": 2, "key": category}}}}
	}
	comments := 0
	written := func(there string, body any, then func(w http.ResponseWriter)) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.PathValue("key") != there {
				refuse(http.StatusNotFound, "Issue does not exist or you do not have permission to see it.")(w, r)
			} else if err := json.NewDecoder(r.Body).Decode(body); err != nil || r.Header.Get("Content-Type") != "application/json" {
				refuse(http.StatusBadRequest, "There was an error parsing JSON.")(w, r)
			} else {
				then(w)
			}
		}
	}
	jira := newVendor(t, "jira", map[string]http.HandlerFunc{
		"POST /rest/api/3/issue": func(w http.ResponseWriter, r *http.Request) {
			var sent struct {
				Fields struct {
					Project     struct{ Key string }
					IssueType   struct{ Name string }
					Summary     string
					Labels      []string
					Description struct {
						Type    string
						Version int
						Content []struct{ Content []struct{ Text string } }
					}
				}
			}
			f := &sent.Fields
			if err := json.NewDecoder(r.Body).Decode(&sent); err != nil || f.Project.Key != "SEC" || f.IssueType.Name != "Task" || f.Summary == "" ||
				f.Description.Type != "doc" || f.Description.Version != 1 || f.Description.Content[0].Content[0].Text == "" || f.Labels[0] != "attestary" {
				refuse(http.StatusBadRequest, "valid project is required")(w, r)
				return
			}
			answer(w, http.StatusCreated, map[string]any{"id": "10001", "key": "SEC-1", "self": "https://acme.atlassian.net/rest/api/3/issue/10001"})
		},
		"GET /rest/api/3/search/jql": func(w http.ResponseWriter, r *http.Request) {
			q := r.URL.Query()
			switch base := `project = "SEC" AND labels = "gap" AND statusCategory != Done`; {
			case q.Get("jql") == base+` AND created <= "-30d" ORDER BY created ASC` && q.Get("nextPageToken") == "":
				answer(w, http.StatusOK, map[string]any{"issues": []any{issue("SEC-1", "new")}, "isLast": true})
			case q.Get("jql") != base+" ORDER BY created ASC" || q.Get("fields") != "summary,status":
				refuse(http.StatusBadRequest, "Error in the JQL Query.")(w, r)
			case q.Get("nextPageToken") == "":
				answer(w, http.StatusOK, map[string]any{"issues": []any{issue("SEC-1", "new")}, "nextPageToken": "CAEaAggB", "isLast": false})
			default:
				answer(w, http.StatusOK, map[string]any{"issues": []any{issue("SEC-2", "indeterminate")}, "isLast": true})
			}
		},
		"GET /rest/api/3/issue/{key}": func(w http.ResponseWriter, r *http.Request) {
			if r.PathValue("key") != "SEC-1" {
				refuse(http.StatusNotFound, "Issue does not exist or you do not have permission to see it.")(w, r)
				return
			}
			answer(w, http.StatusOK, issue("SEC-1", "done"))
		},
		"POST /rest/api/3/issue/{key}/comment": func(w http.ResponseWriter, r *http.Request) {
			var sent struct {
				Body struct{ Type string } `json:"body"`
			}
			written("SEC-1", &sent, func(w http.ResponseWriter) {
				comments++
				answer(w, http.StatusCreated, map[string]any{"id": "1"})
			})(w, r)
		},
		"POST /rest/api/3/issue/{key}/transitions": func(w http.ResponseWriter, r *http.Request) {
			var sent struct{ Transition struct{ ID string } }
			written("SEC-1", &sent, func(w http.ResponseWriter) { w.WriteHeader(http.StatusNoContent) })(w, r)
		},
	}, func(r *http.Request) bool {
		user, password, _ := r.BasicAuth()
		return user == "attestary@acme.example" && password == token
	}, refuse(http.StatusUnauthorized, "Client must be authenticated to access this resource."))

	const noUndo = "\n  undo \"none\" {\n    reason = \"A test.\"\n  }"
	jira.try(t,
		call{name: "a ticket", action: "jira.open_ticket", settings: "project = \"SEC\"\n  subject = \"Mend it\"" + noUndo, condition: `step.it.ticket == "SEC-1"`},
		call{name: "there is no such project", action: "jira.open_ticket", settings: "project = \"NONE\"\n  subject = \"Mend it\"" + noUndo, want: evidence.Failed},
		call{name: "two pages of tickets", action: "jira.find_tickets", settings: "project = \"SEC\"\n  label = \"gap\"", condition: `length(step.it.tickets) == 2 && step.it.tickets[1].status == "indeterminate"`},
		call{name: "the old one", action: "jira.find_tickets", settings: "project = \"SEC\"\n  label = \"gap\"\n  older_than_days = 30", condition: `length(step.it.tickets) == 1`},
		call{name: "a ticket that is done", action: "jira.get_ticket", settings: `ticket = "SEC-1"`, condition: `step.it.found && step.it.finished`},
		call{name: "no ticket", action: "jira.get_ticket", settings: `ticket = "SEC-9"`, condition: `!step.it.found && !step.it.finished`},
		call{name: "a comment", action: "jira.comment", settings: "ticket = \"SEC-1\"\n  text = \"Done\"" + noUndo},
		call{name: "a comment below nothing", action: "jira.comment", settings: "ticket = \"SEC-9\"\n  text = \"Done\"" + noUndo, want: evidence.Failed},
		call{name: "moved on", action: "jira.move_ticket", settings: "ticket = \"SEC-1\"\n  transition = \"31\"" + noUndo},
	)
	if comments != 1 {
		t.Errorf("there are %d comments, wanted 1", comments)
	}
}
