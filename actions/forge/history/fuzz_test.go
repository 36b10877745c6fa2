package history_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/actions/forge/history"
)

// pages answers the first two pages, and any other with the second.
type pages [2][]byte

func (p pages) RoundTrip(r *http.Request) (*http.Response, error) {
	body := p[1]
	if r.URL.Query().Get("page") == "1" {
		body = p[0]
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(body)), Request: r}, nil
}

func (p pages) repository(t *testing.T) history.Repository {
	t.Helper()
	client, err := forge.Open(forge.Options{API: "http://127.0.0.1:1", Token: "token", Transport: p, Now: time.Now,
		Sleep: func(context.Context, time.Duration) error { return context.Canceled }, Jitter: func(time.Duration) time.Duration { return 0 }})
	if err != nil {
		t.Fatal(err)
	}
	return history.Repository{Client: client, Owner: "acme", Name: "app"}
}

// FuzzRuns: whatever the forge lists, the runs are of the span, each there once and in order, none that is counted is
// missing, and an error can be shown.
func FuzzRuns(f *testing.F) {
	const (
		one   = `{"id":2,"run_attempt":1,"path":".github/workflows/x.yml@main","status":"completed","created_at":"2026-01-05T13:00:00Z"}`
		other = `{"id":1,"run_attempt":2,"path":"x","created_at":"2026-01-05T12:30:00Z","run_started_at":"2026-01-05T12:40:00Z"}`
		early = `{"id":1,"run_attempt":2,"created_at":"2025-01-05T12:30:00Z"}`
		again = `{"id":2,"run_attempt":2,"created_at":"2026-01-05T12:00:01Z"}`
	)
	f.Add([]byte(`{"total_count":2,"workflow_runs":[`+one+`]}`), []byte(`{"total_count":2,"workflow_runs":[`+other+`]}`))
	f.Add([]byte(`{"total_count":3,"workflow_runs":[`+one+`]}`), []byte(`{"total_count":3,"workflow_runs":[`+early+`]}`))
	f.Add([]byte(`{"total_count":3,"workflow_runs":[`+one+`,`+other+`,`+again+`]}`), []byte(`{}`))
	f.Add([]byte(`{"total_count":1,"workflow_runs":[`+one+`,`+other+`]}`), []byte(`{}`))
	f.Add([]byte(`{"total_count":-1,"workflow_runs":[]}`), []byte(`{}`))
	f.Fuzz(func(t *testing.T, first, second []byte) {
		if listed(second) > 0 && counts(second) > 20 {
			second = []byte(`{"total_count":9,"workflow_runs":[]}`) // not five hundred pages of the same
		}
		from, to := noon, noon.Add(2*time.Hour)
		all, err := pages{first, second}.repository(t).Runs(t.Context(), from, to)
		if err != nil {
			if strings.ContainsFunc(err.Error(), func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("the error is %q", err)
			}
			return
		}
		if counts(first) < listed(first) {
			t.Errorf("%s counts fewer runs than it lists", first)
		}
		ids := map[int64]bool{}
		for _, r := range all.Runs {
			if ids[r.ID] || r.Began.Before(from) || r.Began.After(to) || r.Started.Before(r.Began) || r.ID < 1 || r.Attempt < 1 {
				t.Errorf("%+v", r)
			}
			ids[r.ID] = true
		}
		if !slices.IsSortedFunc(all.Runs, func(a, b history.Run) int { return a.Began.Compare(b.Began) }) || all.Since.Before(from) {
			t.Errorf("%+v", all)
		}
	})
}

// FuzzJobs: whatever the forge lists, it is no more than it counts, and an error can be shown.
func FuzzJobs(f *testing.F) {
	f.Add([]byte(`{"total_count":2,"jobs":[{"name":"gates","conclusion":"success"}]}`), []byte(`{"total_count":2,"jobs":[{"name":"attest","conclusion":null}]}`))
	f.Add([]byte(`{"total_count":-1,"jobs":[]}`), []byte(`{}`))
	f.Add([]byte(`{"total_count":0,"jobs":[null]}`), []byte(`{"total_count":5,"jobs":[]}`))
	f.Fuzz(func(t *testing.T, first, second []byte) {
		jobs, err := pages{first, second}.repository(t).Jobs(t.Context(), 1, 1)
		if err != nil {
			if strings.ContainsFunc(err.Error(), func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("the error is %q", err)
			}
			return
		}
		if counts(first) < listed(first) || len(jobs) > 1000+listed(second) {
			t.Errorf("%s\n%s\ngive %d jobs", first, second, len(jobs))
		}
	})
}

type answer struct {
	Count int               `json:"total_count"`
	Runs  []json.RawMessage `json:"workflow_runs"`
	Jobs  []json.RawMessage `json:"jobs"`
}

func counts(page []byte) int {
	var a answer
	json.Unmarshal(page, &a)
	return a.Count
}

func listed(page []byte) int {
	var a answer
	json.Unmarshal(page, &a)
	return max(len(a.Runs), len(a.Jobs))
}
