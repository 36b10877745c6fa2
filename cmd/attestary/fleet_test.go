package main_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// fleet speaks as Fleet does what a runbook asks of it. Its token is swordfish-7. Its hosts stand in fleet.hosts:
// EMAIL encrypted|plain FAILING-POLICIES SEEN, where SEEN is an instant, or now.
type fleet struct{ hosts string }

func (f fleet) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if r.Header.Get("Authorization") != "Bearer swordfish-7" {
		refuseAsFleet(w, http.StatusUnauthorized)
		return
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/fleet/hosts", f.list)
	mux.ServeHTTP(w, r)
}

// list finds hosts by what the query has of the address of the person who works at them.
func (f fleet) list(w http.ResponseWriter, r *http.Request) {
	found := []any{}
	for i, row := range rows(f.hosts) {
		if strings.Contains(row[0], r.URL.Query().Get("query")) && r.URL.Query().Get("device_mapping") == "true" {
			found = append(found, hostOf(i+1, row))
		}
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"hosts": found})
}

// hostOf is a host as Fleet tells of it.
func hostOf(id int, row []string) map[string]any {
	failing, err := strconv.Atoi(row[2])
	if err != nil {
		panic(err)
	}
	seen := row[3]
	if seen == "now" {
		seen = time.Now().UTC().Format(time.RFC3339)
	}
	return map[string]any{
		"id": id, "hostname": "laptop-" + strconv.Itoa(id), "platform": "darwin", "status": "online", "seen_time": seen, "detail_updated_at": seen,
		"disk_encryption_enabled": row[1] == "encrypted",
		"issues":                  map[string]int{"failing_policies_count": failing, "critical_vulnerabilities_count": 0, "total_issues_count": failing},
		"device_mapping":          []any{map[string]any{"email": row[0], "source": "google_chrome_profiles"}},
		"mdm":                     map[string]any{"enrollment_status": "On (automatic)", "device_status": "unlocked", "pending_action": ""},
	}
}

func refuseAsFleet(w http.ResponseWriter, status int) {
	message := map[int]string{
		http.StatusUnauthorized: "Authentication required", http.StatusForbidden: "forbidden", http.StatusNotFound: "Resource Not Found",
		http.StatusTooManyRequests: "limit exceeded, retry after: 30s",
	}[status]
	if message == "" {
		message = "Internal Server Error"
	}
	if status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "30")
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{
		"message": message, "errors": []any{map[string]string{"name": "base", "reason": message}}, "uuid": "0c532cd2-51ff-4f40-b9fc-6a0d0a5e3a41",
	})
}
