package runbooks_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestBambooHR tries the pack against what clients of BambooHR in public repositories do, since its own reference was not
// at hand: company reports, the table of employment, the department of a person, and the empty day 0000-00-00. Not tried:
// a real company there.
func TestBambooHR(t *testing.T) {
	t.Parallel()
	written := map[string]string{}
	hr := newVendor(t, "bamboohr", map[string]http.HandlerFunc{
		"GET /api/gateway.php/acme/v1/reports/{id}": func(w http.ResponseWriter, r *http.Request) {
			if q := r.URL.Query(); r.PathValue("id") != "117" || q.Get("format") != "JSON" || q.Get("onlyCurrent") != "false" || r.Header.Get("Accept") != "application/json" {
				w.WriteHeader(http.StatusNotFound)
				return
			}
			answer(w, http.StatusOK, map[string]any{"title": "Everybody", "fields": []any{map[string]any{"id": "workEmail", "type": "email", "name": "Work Email"}}, "employees": []any{
				map[string]any{"id": "1", "workEmail": "Ada@acme.example", "status": "Active", "hireDate": "2020-02-01", "terminationDate": "0000-00-00"},
				map[string]any{"id": "2", "workEmail": nil, "status": "Inactive", "hireDate": "2020-02-01", "terminationDate": "2026-01-02"},
			}})
		},
		"POST /api/gateway.php/acme/v1/employees/{id}/tables/employmentStatus": func(w http.ResponseWriter, r *http.Request) {
			var row struct{ Date, EmploymentStatus string }
			if err := json.NewDecoder(r.Body).Decode(&row); err != nil || r.PathValue("id") != "900" {
				w.WriteHeader(http.StatusForbidden)
				return
			}
			written[row.EmploymentStatus] = row.Date
			answer(w, http.StatusOK, map[string]any{"id": "1"})
		},
		"POST /api/gateway.php/acme/v1/employees/{id}": func(w http.ResponseWriter, r *http.Request) {
			var fields struct{ Department string }
			_ = json.NewDecoder(r.Body).Decode(&fields)
			written["department"] = fields.Department
			w.WriteHeader(http.StatusOK)
		},
	}, func(r *http.Request) bool { return r.Header.Get("Authorization") == token }, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })

	const row, noUndo = "person = \"900\"\n  from = \"2026-01-05\"", "\n  undo \"none\" {\n    reason = \"A test.\"\n  }"
	hr.try(t,
		call{name: "who works here", action: "bamboohr.list_people", settings: `report = "117"`, condition: `length(step.it.people) == 2 && step.it.people[0].login == "ada@acme.example" && step.it.people[0].active && step.it.people[0].left == "" &&` +
			` !step.it.people[1].active && step.it.people[1].login == "" && step.it.people[1].left == "2026-01-02"`},
		call{name: "no such report", action: "bamboohr.list_people", settings: `report = "1"`, want: evidence.Failed},
		call{name: "hired", action: "bamboohr.hire", settings: row + "\n  undo_after = \"1h\""},
		call{name: "dismissed", action: "bamboohr.dismiss", settings: row + noUndo},
		call{name: "moved", action: "bamboohr.move", settings: "person = \"900\"\n  department = \"Drills\"" + noUndo},
		call{name: "not for this key", action: "bamboohr.dismiss", settings: "person = \"901\"\n  from = \"2026-01-05\"" + noUndo, want: evidence.Unknown},
	)
	if written["Full-Time"] != "2026-01-05" || written["Terminated"] != "2026-01-05" || written["department"] != "Drills" {
		t.Error("written is", written)
	}
}
