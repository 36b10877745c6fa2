package history_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/actions/forge/history"
	"github.com/attestary/attestary/actions/forge/road"
	"github.com/attestary/attestary/internal/hub"
)

var noon = time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)

func start(t *testing.T) (*hub.Hub, *hub.Repository, history.Repository) {
	t.Helper()
	h := hub.Start(t)
	repo := h.Repository("acme/app")
	repo.Commit(hub.Change{Author: h.Person("ada"), Files: map[string]string{"README.md": "hello"}})
	client, err := forge.Open(forge.Options{
		API: h.API, Token: forge.Token(h.JobToken(repo, "actions:read")), Now: time.Now, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		Jitter: func(time.Duration) time.Duration { return 0 },
	})
	if err != nil {
		t.Fatal(err)
	}
	return h, repo, history.Repository{Client: client, Owner: "acme", Name: "app"}
}

func begin(h *hub.Hub, repo *hub.Repository, at time.Time) *hub.Run {
	return repo.Run(h.Person("ada"), hub.Run{Workflow: ".github/workflows/attestary-x.yml@refs/heads/main", Name: "x", Event: "schedule", Branch: "main", Head: repo.Branch("main"), Status: "completed", Conclusion: "success", Began: at})
}

// TestRuns: more runs than a forge shows at once are read in spans, each once, and since when they are whole is told.
func TestRuns(t *testing.T) {
	t.Parallel()
	hub.NeedsDescription(t)
	h, repo, of := start(t)
	const many = 250
	for i := range many {
		begin(h, repo, noon.Add(time.Duration(i)*time.Hour))
	}
	last := begin(h, repo, noon.Add(many*time.Hour))
	last.Again(h.Person("bo"))
	all, err := of.Runs(t.Context(), noon.Add(-time.Hour), noon.Add(2*many*time.Hour))
	if err != nil || len(all.Runs) != many+1 || !all.Since.Equal(noon.Add(-time.Hour)) {
		t.Fatalf("%d runs since %s: %v", len(all.Runs), all.Since, err)
	}
	if r := all.Runs[many]; r.ID != last.ID || r.Attempt != 2 || r.File != ".github/workflows/attestary-x.yml" || !r.Ended {
		t.Errorf("%+v", r)
	}
	if old, err := of.Runs(t.Context(), noon.Add(-1000*24*time.Hour), noon); err != nil || !old.Since.Equal(noon.Add(-history.Forgotten)) {
		t.Errorf("%+v %v", old, err)
	}
	if none, err := of.Runs(t.Context(), noon.Add(-9*time.Hour), noon.Add(-time.Hour)); err != nil || len(none.Runs) > 0 {
		t.Errorf("%+v %v", none, err)
	}
}

// TestChanges: a run that is deleted while pages are read moves another to where nobody looks again; so it is read anew.
func TestChanges(t *testing.T) {
	t.Parallel()
	h, repo, of := start(t)
	var runs []*hub.Run
	for i := range 250 {
		runs = append(runs, begin(h, repo, noon.Add(time.Duration(i)*time.Hour)))
	}
	h.Fault("GET /repos/{owner}/{repo}/actions/runs", nil, hub.Before(func() { repo.Forget(runs[249]) }))
	all, err := of.Runs(t.Context(), noon, noon.Add(1000*time.Hour))
	if err != nil || len(all.Runs) != 249 {
		t.Errorf("%d runs: %v", len(all.Runs), err)
	}
}

// TestFaults: what passes is asked for again; what is no list is an error, and never a short list.
func TestFaults(t *testing.T) {
	t.Parallel()
	const runs = "GET /repos/{owner}/{repo}/actions/runs"
	for name, c := range map[string]struct {
		faults []hub.Fault
		want   error
	}{
		"500":                     {[]hub.Fault{hub.Status(500)}, nil},
		"half an answer":          {[]hub.Fault{hub.Truncated()}, nil},
		"429":                     {[]hub.Fault{hub.TryLater(429, "0")}, nil},
		"403":                     {[]hub.Fault{hub.Replaced(403, `{"message":"Resource not accessible by integration"}`)}, forge.ErrUnseen},
		"404":                     {[]hub.Fault{hub.Replaced(404, `{"message":"Not Found"}`)}, forge.ErrUnseen},
		"no list":                 {[]hub.Fault{hub.Replaced(200, `{}`)}, errShape},
		"no number":               {[]hub.Fault{hub.Replaced(200, `{"total_count":1,"workflow_runs":[{"path":"x"}]}`)}, errShape},
		"another form":            {[]hub.Fault{hub.Replaced(200, `{"total_count":"1"}`)}, errShape},
		"more than an answer":     {slices.Repeat([]hub.Fault{hub.Replaced(200, `{"total_count":0,"workflow_runs":[]}{}`)}, road.Attempts), errShape},
		"fewer than were counted": {[]hub.Fault{hub.Replaced(200, `{"total_count":5,"workflow_runs":[]}`)}, errCut},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, repo, of := start(t)
			begin(h, repo, noon)
			h.Fault(runs, c.faults...)
			all, err := of.Runs(t.Context(), noon.Add(-time.Hour), noon.Add(time.Hour))
			switch {
			case c.want == nil && (err != nil || len(all.Runs) != 1):
				t.Errorf("%+v %v", all, err)
			case c.want == errCut && (err == nil || !strings.Contains(err.Error(), "shows 0 of the 5 runs")):
				t.Errorf("%+v %v", all, err)
			case c.want == errShape && (err == nil || !strings.Contains(err.Error(), "does not answer as GitHub does")):
				t.Errorf("%v", err)
			case c.want == forge.ErrUnseen && (!errors.Is(err, c.want) || !strings.Contains(err.Error(), "actions: read") && !strings.Contains(fmt.Sprint(err), "404")):
				t.Errorf("%v", err)
			}
		})
	}
}

var errShape, errCut = errors.New("shape"), errors.New("cut")

// TestCarriedOver: whoever starts failed jobs once more is shown those that succeeded before, and they are told apart. What
// began at no time that is told is of this attempt.
func TestCarriedOver(t *testing.T) {
	t.Parallel()
	hub.NeedsDescription(t)
	h, repo, of := start(t)
	run := begin(h, repo, noon)
	run.Jobs(hub.Job{Name: "look", Status: "completed", Conclusion: "success"}, hub.Job{Name: "act", Status: "completed", Conclusion: "failure"})
	run.AgainFailed(h.Person("bo"))
	run.Jobs(hub.Job{Name: "act", Status: "completed", Conclusion: "success"})
	want := []history.Job{{Name: "look", Conclusion: "success", Before: true}, {Name: "act", Conclusion: "success"}}
	if got, err := of.Jobs(t.Context(), run.ID, 2); err != nil || !slices.Equal(got, want) {
		t.Errorf("%+v %v", got, err)
	}
	if got, err := of.Jobs(t.Context(), run.ID, 1); err != nil || len(got) != 2 || got[0].Before || got[1].Before {
		t.Errorf("%+v %v", got, err)
	}
	const jobs, attempt = "GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}/jobs", "GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}"
	h.Fault(jobs, hub.Replaced(200, `{"total_count":1,"jobs":[{"name":"look","conclusion":"success","started_at":null}]}`))
	if got, err := of.Jobs(t.Context(), run.ID, 2); err != nil || len(got) != 1 || got[0].Before {
		t.Errorf("%+v %v", got, err)
	}
	for _, answer := range []string{`{}`, `{"id":1,"run_attempt":2,"run_started_at":"2026-01-05T12:00:00Z"}`, `{"run_started_at":"then"}`} {
		h.Fault(attempt, hub.Replaced(200, answer))
		if got, err := of.Jobs(t.Context(), run.ID, 2); err == nil {
			t.Errorf("%s: %+v", answer, got)
		}
	}
}

// TestMany: more runs than a forge shows of a list that is narrowed by time are read whole, a hundred at a time.
func TestMany(t *testing.T) {
	t.Parallel()
	h, repo, of := start(t)
	const many = 2100
	for i := range many {
		begin(h, repo, noon.Add(time.Duration(i)*time.Minute))
	}
	h.Forget()
	all, err := of.Runs(t.Context(), noon, noon.Add(many*time.Minute))
	if err != nil || len(all.Runs) != many || !all.Since.Equal(noon) {
		t.Fatalf("%d runs since %s: %v", len(all.Runs), all.Since, err)
	}
	if n := h.Count(""); n > 2*many/100 {
		t.Errorf("it took %d requests", n)
	}
}

// TestJobs: the jobs of each attempt are its own.
func TestJobs(t *testing.T) {
	t.Parallel()
	h, repo, of := start(t)
	run := begin(h, repo, noon)
	run.Jobs(hub.Job{Name: "gates", Status: "completed", Conclusion: "success"})
	run.Again(h.Person("ada"))
	var jobs []hub.Job
	for i := range 250 {
		jobs = append(jobs, hub.Job{Name: fmt.Sprint("leg ", i), Status: "completed", Conclusion: "skipped"})
	}
	run.Jobs(jobs...)
	first, err := of.Jobs(t.Context(), run.ID, 1)
	if err != nil || len(first) != 1 || first[0] != (history.Job{Name: "gates", Conclusion: "success"}) {
		t.Errorf("%v %v", first, err)
	}
	if second, err := of.Jobs(t.Context(), run.ID, 2); err != nil || len(second) != 250 {
		t.Errorf("%d jobs: %v", len(second), err)
	}
	if _, err := of.Jobs(t.Context(), run.ID, 3); !errors.Is(err, forge.ErrUnseen) {
		t.Errorf("%v", err)
	}
}
