package runbooks_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestPagerDuty tries the pack against what PagerDuty's own Go client says of REST API v2: paths, parameters, the
// header From, the wrappers of what is sent and what comes back, and more. That a second incident of a key is refused
// with 400, and the words of that refusal, were read in programs that handle it; their code, 2001 or 2002, differs, so
// the words decide. Not found: the words about an incident that is resolved already. Not tried: a real account.
func TestPagerDuty(t *testing.T) {
	t.Parallel()
	status := map[string]string{"Q1": "triggered"}
	refuse := func(status, code int, problems ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			answer(w, status, map[string]any{"error": map[string]any{"code": code, "message": "Arguments Caused Error", "errors": problems}})
		}
	}
	incident := func(id string) map[string]any {
		return map[string]any{"id": id, "type": "incident", "incident_number": 7, "status": status[id], "incident_key": "k1", "created_at": "2026-01-05T07:00:00Z",
			"last_status_change_at": "2026-01-05T07:01:00Z", "service": map[string]any{"id": "PS1", "type": "service_reference"}}
	}
	inOneName := func(then http.HandlerFunc) http.HandlerFunc { // who writes says in whose name
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("From") != "ada@acme.example" || r.Header.Get("Content-Type") != "application/json" {
				refuse(http.StatusBadRequest, 2001, "Requester User Not Found")(w, r)
				return
			}
			then(w, r)
		}
	}
	pagerduty := newVendor(t, "pagerduty", map[string]http.HandlerFunc{
		"POST /incidents": inOneName(func(w http.ResponseWriter, r *http.Request) {
			var sent struct {
				Incident struct {
					Type, Title, Urgency string
					Key                  string                         `json:"incident_key"`
					Service              struct{ ID, Type string }      `json:"service"`
					Body                 struct{ Type, Details string } `json:"body"`
				}
			}
			i := &sent.Incident
			switch err := json.NewDecoder(r.Body).Decode(&sent); {
			case err != nil || i.Type != "incident" || i.Title == "" || i.Service.ID != "PS1" || i.Service.Type != "service_reference" || i.Body.Type != "incident_body":
				refuse(http.StatusBadRequest, 2001, "Title cannot be empty")(w, r)
			case i.Key == "k1":
				refuse(http.StatusBadRequest, 2002, "Open incident with matching dedup key already exists on this service")(w, r)
			default:
				status["Q2"] = "triggered"
				answer(w, http.StatusCreated, map[string]any{"incident": incident("Q2")})
			}
		}),
		"GET /incidents": func(w http.ResponseWriter, r *http.Request) {
			if q := r.URL.Query(); q.Get("incident_key") != "k1" || q.Get("since") == "" || q.Get("limit") != "100" {
				refuse(http.StatusBadRequest, 2001, "Since is invalid")(w, r)
				return
			}
			answer(w, http.StatusOK, map[string]any{"incidents": []any{incident("Q1")}, "limit": 100, "offset": 0, "total": nil, "more": false})
		},
		"GET /incidents/{id}": func(w http.ResponseWriter, r *http.Request) {
			if status[r.PathValue("id")] == "" {
				refuse(http.StatusNotFound, 2100)(w, r)
				return
			}
			answer(w, http.StatusOK, map[string]any{"incident": incident(r.PathValue("id"))})
		},
		"PUT /incidents/{id}": inOneName(func(w http.ResponseWriter, r *http.Request) {
			var sent struct{ Incident struct{ Type, Status string } }
			id := r.PathValue("id")
			switch err := json.NewDecoder(r.Body).Decode(&sent); {
			case err != nil || sent.Incident.Type != "incident_reference" || sent.Incident.Status != "resolved":
				refuse(http.StatusBadRequest, 2001, "Invalid status")(w, r)
			case status[id] == "resolved":
				refuse(http.StatusBadRequest, 2001, "Incident Already Resolved")(w, r)
			default:
				status[id] = "resolved"
				answer(w, http.StatusOK, map[string]any{"incident": incident(id)})
			}
		}),
		"GET /oncalls": func(w http.ResponseWriter, r *http.Request) {
			if q := r.URL.Query(); q.Get("escalation_policy_ids[]") != "PP1" || q.Get("earliest") != "true" {
				refuse(http.StatusBadRequest, 2001)(w, r)
				return
			}
			onCall := func(user string, level int) map[string]any {
				return map[string]any{"user": map[string]any{"id": user, "type": "user_reference"}, "schedule": nil, "escalation_level": level,
					"escalation_policy": map[string]any{"id": "PP1", "type": "escalation_policy_reference"}, "start": nil, "end": nil}
			}
			answer(w, http.StatusOK, map[string]any{"oncalls": []any{onCall("PU1", 1), onCall("PU2", 2)}, "limit": 100, "offset": 0, "more": true, "total": nil})
		},
	}, func(r *http.Request) bool { return r.Header.Get("Authorization") == token }, refuse(http.StatusUnauthorized, 2006))

	const open = "service_id = \"PS1\"\n  subject = \"It burns\"\n  caller = \"ada@acme.example\"\n  undo \"none\" {\n    reason = \"A test.\"\n  }\n"
	const resolve = "id = \"Q1\"\n  caller = \"ada@acme.example\"\n  undo \"none\" {\n    reason = \"A test.\"\n  }\n"
	pagerduty.try(t,
		call{name: "somebody is called", action: "pagerduty.open_incident", settings: open + `key = "k2"`, condition: `step.it.id == "Q2" && step.it.number == 7`},
		call{name: "nobody is called twice", action: "pagerduty.open_incident", settings: open + `key = "k1"`},
		call{name: "in nobody's name", action: "pagerduty.open_incident", settings: "service_id = \"PS1\"\n  subject = \"It burns\"\n  caller = \"eve@acme.example\"\n  key = \"k3\"\n  undo \"none\" {\n    reason = \"A test.\"\n  }", want: evidence.Failed},
		call{name: "those of a key", action: "pagerduty.find_incidents", settings: "key = \"k1\"\n  since = \"2026-01-05T06:00:00Z\"", condition: `step.it.complete && step.it.incidents[0].service == "PS1" && step.it.incidents[0].status == "triggered"`},
		call{name: "not answered", action: "pagerduty.get_incident", settings: `id = "Q1"`, condition: `!step.it.answered && step.it.status == "triggered"`},
		call{name: "there is none", action: "pagerduty.get_incident", settings: `id = "Q9"`, want: evidence.Failed},
		call{name: "closed", action: "pagerduty.resolve_incident", settings: resolve},
		call{name: "closed already", action: "pagerduty.resolve_incident", settings: resolve},
		call{name: "answered", action: "pagerduty.get_incident", settings: `id = "Q1"`, condition: `step.it.answered && before("2026-01-05T07:00:00Z", step.it.changed_at)`},
		call{name: "who is on duty, and not all of them", action: "pagerduty.list_on_call", settings: `policy_id = "PP1"`, condition: `!step.it.complete && length(step.it.people) == 2 && step.it.people[1].level == 2`},
	)
}
