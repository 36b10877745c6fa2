package main_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// directory speaks as Okta does what a runbook asks of it. Its token is swordfish-9. Its people stand in
// okta.people: ID LOGIN STATUS SIGNED-IN [lagging], where SIGNED-IN is an instant, today or never, and lagging is
// who is found as active still, because a search lags behind. It gives two people a page.
type directory struct{ people string }

const perPage = 2

func (d directory) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Rate-Limit-Limit", "600")
	w.Header().Set("X-Rate-Limit-Remaining", "599")
	w.Header().Set("X-Rate-Limit-Reset", strconv.FormatInt(time.Now().Add(time.Minute).Unix(), 10))
	w.Header().Set("Content-Type", "application/json")
	if r.Header.Get("Authorization") != "SSWS swordfish-9" {
		refuseAsOkta(w, http.StatusUnauthorized)
		return
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/users", d.search)
	mux.HandleFunc("GET /api/v1/users/{id}", d.get)
	mux.HandleFunc("POST /api/v1/users/{id}/lifecycle/{to}", d.turn)
	mux.HandleFunc("DELETE /api/v1/users/{id}/sessions", d.endSessions)
	mux.ServeHTTP(w, r)
}

var searched = regexp.MustCompile(`^status eq "([A-Z]+)" and lastLogin lt "([0-9TZ:-]+)"$`)

// search finds people of a status who did not sign in since then, a page of them.
func (d directory) search(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	wanted := searched.FindStringSubmatch(query.Get("search"))
	if wanted == nil || query.Get("limit") != "200" {
		refuseAsOkta(w, http.StatusBadRequest)
		return
	}
	page, after := []any{}, query.Get("after")
	for _, row := range rows(d.people) {
		status, seen := row[2], signedIn(row)
		if word(row, 4, "") == "lagging" {
			status = "ACTIVE"
		}
		switch {
		case status != wanted[1] || seen >= wanted[2]:
		case after != "":
			if row[0] == after {
				after = ""
			}
		case len(page) < perPage:
			page = append(page, userOf(r.Host, row, status))
			query.Set("after", row[0])
		default:
			w.Header().Add("Link", fmt.Sprintf(`<https://%s%s>; rel="self"`, r.Host, r.URL.RequestURI()))
			w.Header().Add("Link", fmt.Sprintf(`<https://%s%s?%s>; rel="next"`, r.Host, r.URL.Path, query.Encode()))
			_ = json.NewEncoder(w).Encode(page)
			return
		}
	}
	_ = json.NewEncoder(w).Encode(page)
}

// signedIn is when somebody signed in last; "", which is before all else, for never.
func signedIn(row []string) string {
	switch at := word(row, 3, "never"); at {
	case "never":
		return ""
	case "today":
		return time.Now().UTC().Format(time.RFC3339)
	default:
		return at
	}
}

// userOf is somebody as Okta tells of them.
func userOf(host string, row []string, status string) map[string]any {
	var seen any
	if at := signedIn(row); at != "" {
		seen = strings.TrimSuffix(at, "Z") + ".000Z"
	}
	name, _, _ := strings.Cut(row[1], "@")
	return map[string]any{
		"id": row[0], "status": status, "created": "2024-02-01T08:00:00.000Z", "activated": nil, "lastLogin": seen, "passwordChanged": nil,
		"type":    map[string]string{"id": "oty1"},
		"profile": map[string]any{"firstName": name, "lastName": "Example", "mobilePhone": nil, "login": row[1], "email": row[1]},
		"_links":  map[string]any{"self": map[string]string{"href": "https://" + host + "/api/v1/users/" + row[0]}},
	}
}

// find is the row of somebody, by id or login.
func (d directory) find(id string) (all [][]string, row []string) {
	all = rows(d.people)
	for _, row := range all {
		if row[0] == id || row[1] == id {
			return all, row
		}
	}
	return all, nil
}

func (d directory) get(w http.ResponseWriter, r *http.Request) {
	_, row := d.find(r.PathValue("id"))
	if row == nil {
		refuseAsOkta(w, http.StatusNotFound)
		return
	}
	_ = json.NewEncoder(w).Encode(userOf(r.Host, row, row[2]))
}

// turn suspends an active user, or lets a suspended one in again; nobody else.
func (d directory) turn(w http.ResponseWriter, r *http.Request) {
	from, to := "ACTIVE", "SUSPENDED"
	if r.PathValue("to") == "unsuspend" {
		from, to = to, from
	}
	all, row := d.find(r.PathValue("id"))
	switch {
	case row == nil || r.PathValue("to") != "suspend" && r.PathValue("to") != "unsuspend":
		refuseAsOkta(w, http.StatusNotFound)
	case row[2] != from:
		refuseAsOkta(w, http.StatusBadRequest)
	default:
		row[2] = to
		keep(d.people, all)
		fmt.Fprint(w, "{}")
	}
}

// endSessions ends the sessions of somebody, who then has a word for it in their row.
func (d directory) endSessions(w http.ResponseWriter, r *http.Request) {
	all, row := d.find(r.PathValue("id"))
	if row == nil {
		refuseAsOkta(w, http.StatusNotFound)
		return
	}
	for i := range all {
		if all[i][0] == row[0] {
			all[i] = append(append([]string{}, row[:4]...), "signed-out")
		}
	}
	keep(d.people, all)
	w.WriteHeader(http.StatusNoContent)
}

var oktaCodes = map[int][2]string{
	http.StatusBadRequest:      {"E0000001", "Api validation failed"},
	http.StatusUnauthorized:    {"E0000011", "Invalid token provided"},
	http.StatusForbidden:       {"E0000006", "You do not have permission to perform the requested action"},
	http.StatusNotFound:        {"E0000007", "Not found: Resource not found"},
	http.StatusTooManyRequests: {"E0000047", "API call exceeded rate limit due to too many requests."},
}

func refuseAsOkta(w http.ResponseWriter, status int) {
	code, known := oktaCodes[status]
	if !known {
		code = [2]string{"E0000009", "Internal Server Error"}
	}
	if status == http.StatusTooManyRequests {
		w.Header().Set("X-Rate-Limit-Remaining", "0")
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{
		"errorCode": code[0], "errorSummary": code[1], "errorLink": code[0], "errorId": "oaeHfmOAx1iRLa0H10DeMz5fQ", "errorCauses": []any{},
	})
}
