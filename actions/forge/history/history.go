// Package history lists the workflow runs of a repository, whole or with the time since when it is.
//
// A forge lists the newest first, and shows no more than a thousand of them where it is asked for a span of time. So
// all are asked for, page by page, back to the time that matters, until two readings in a row have the same runs. Old
// ones are forgotten, on github.com after 400 days, and there may be more than are read: the list tells since when it is
// whole. Whoever administers a repository may delete a run at any time, and nothing tells of that.
//
// Start at Runs.
package history

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/forge"
)

// Repository is whose runs are listed.
type Repository struct {
	Client      *forge.Client
	Owner, Name string
}

// List is what the forge lists.
type List struct {
	Since time.Time // all that began since then are there, unless somebody deleted one
	Runs  []Run     // by the time at which they began
}

// Run is one, in its newest attempt.
type Run struct {
	ID      int64
	Attempt int64
	File    string // of the workflow, below the repository's root
	Began   time.Time
	Started time.Time // the newest attempt
	Ended   bool
}

// Job is one of an attempt.
type Job struct {
	Name       string
	Conclusion string // success, failure, skipped, …; "" where it has not ended
	// Before tells that it ran in an attempt before this one: whoever starts failed jobs once more is shown the others
	// of that attempt too, as if they had been started again.
	Before bool
}

const (
	perPage  = 100
	maxPages = 500
	maxJobs  = 1000
	rereads  = 4
	// Forgotten is how long github.com remembers a run.
	Forgotten = 400 * 24 * time.Hour
)

var errShape = errors.New("it does not answer as GitHub does")

// Runs lists the runs that began between from and to, as far back as they are remembered.
func (r Repository) Runs(ctx context.Context, from, to time.Time) (List, error) {
	if remembered := to.Add(-Forgotten); from.Before(remembered) {
		from = remembered
	}
	before, pages, err := r.walk(ctx, from, to)
	for range rereads {
		if err != nil || pages == 1 {
			return listOf(before, pages, from), err
		}
		var now []Run
		if now, pages, err = r.walk(ctx, from, to); err == nil && slices.EqualFunc(before, now, same) {
			return listOf(now, pages, from), nil
		}
		before = now
	}
	return List{}, cmp.Or(err, errors.New("the list of runs changes while it is read, again and again"))
}

func same(a, b Run) bool { return a.ID == b.ID && a.Attempt == b.Attempt }

// listOf tells since when runs are whole: since from, unless there were more pages than are read.
func listOf(runs []Run, pages int, from time.Time) List {
	all := List{Since: from, Runs: runs}
	if pages > maxPages && len(runs) > 0 {
		all.Since = runs[0].Began
	}
	return all
}

// walk reads the runs once, each once, by the time at which they began.
func (r Repository) walk(ctx context.Context, from, to time.Time) (runs []Run, pages int, err error) {
	read := 0
	for pages = 1; pages <= maxPages; pages++ {
		page, count, err := r.page(ctx, pages)
		if err != nil {
			return nil, pages, err
		}
		read += len(page)
		past := len(page) > 0 && page[len(page)-1].Began.Before(from)
		for _, run := range page {
			if !run.Began.Before(from) && !run.Began.After(to) {
				runs = append(runs, run)
			}
		}
		if past || read >= count {
			break
		}
		if len(page) == 0 {
			return nil, pages, fmt.Errorf("the forge shows %d of the %d runs that it counts", read, count)
		}
	}
	slices.SortFunc(runs, func(a, b Run) int { return cmp.Or(a.Began.Compare(b.Began), cmp.Compare(a.ID, b.ID)) })
	runs = slices.CompactFunc(runs, func(a, b Run) bool { return a.ID == b.ID && a.Began.Equal(b.Began) })
	seen := map[int64]bool{}
	for _, run := range runs {
		if seen[run.ID] {
			return nil, pages, fmt.Errorf("the forge tells two times at which run %d began", run.ID)
		}
		seen[run.ID] = true
	}
	return runs, pages, nil
}

// row is a run as the forge tells it.
type row struct {
	ID      int64     `json:"id"`
	Path    string    `json:"path"`
	Attempt int64     `json:"run_attempt"`
	Status  string    `json:"status"`
	Began   time.Time `json:"created_at"`
	Started time.Time `json:"run_started_at"`
}

func (r Repository) page(ctx context.Context, page int) (runs []Run, count int, err error) {
	var answer struct {
		Count *int  `json:"total_count"`
		Runs  []row `json:"workflow_runs"`
	}
	below := fmt.Sprintf("actions/runs?exclude_pull_requests=true&per_page=%d&page=%d", perPage, page)
	if err := r.get(ctx, below, &answer, "the workflow runs"); err != nil {
		return nil, 0, err
	}
	if answer.Count == nil || answer.Runs == nil {
		return nil, 0, errShape
	}
	if *answer.Count < len(answer.Runs) { // by such a count a list that goes on would be whole
		return nil, 0, fmt.Errorf("the forge shows %d runs at once, and counts %d", len(answer.Runs), *answer.Count)
	}
	for _, a := range answer.Runs {
		if a.ID <= 0 || a.Attempt < 1 || a.Began.IsZero() {
			return nil, 0, errShape
		}
		file, _, _ := strings.Cut(a.Path, "@")
		run := Run{ID: a.ID, Attempt: a.Attempt, File: file, Began: a.Began, Started: a.Started, Ended: a.Status == "completed"}
		if run.Started.Before(run.Began) {
			run.Started = run.Began
		}
		runs = append(runs, run)
	}
	return runs, *answer.Count, nil
}

// Jobs are those of one attempt of a run. A job that began before the attempt did is of an earlier one; where the forge
// does not tell when one began, it is of this.
func (r Repository) Jobs(ctx context.Context, run, attempt int64) (jobs []Job, err error) {
	began, err := r.attempt(ctx, run, attempt)
	if err != nil {
		return nil, err
	}
	for page := 1; ; page++ {
		var answer struct {
			Count *int `json:"total_count"`
			Jobs  []struct {
				Name       string     `json:"name"`
				Conclusion *string    `json:"conclusion"`
				Began      *time.Time `json:"started_at"`
			} `json:"jobs"`
		}
		below := fmt.Sprintf("actions/runs/%d/attempts/%d/jobs?per_page=%d&page=%d", run, attempt, perPage, page)
		if err := r.get(ctx, below, &answer, fmt.Sprintf("the jobs of run %d", run)); err != nil {
			return nil, err
		}
		if answer.Count == nil || answer.Jobs == nil || *answer.Count > maxJobs || *answer.Count < len(answer.Jobs) {
			return nil, errShape
		}
		for _, j := range answer.Jobs {
			job := Job{Name: j.Name, Before: attempt > 1 && j.Began != nil && !j.Began.IsZero() && j.Began.Before(began)}
			if j.Conclusion != nil {
				job.Conclusion = *j.Conclusion
			}
			jobs = append(jobs, job)
		}
		switch {
		case len(jobs) >= *answer.Count:
			return jobs, nil
		case len(answer.Jobs) == 0:
			return nil, errShape
		}
	}
}

// attempt tells when one began. The first is not asked about: nothing was before it.
func (r Repository) attempt(ctx context.Context, run, attempt int64) (began time.Time, err error) {
	if attempt < 2 {
		return began, nil
	}
	var found row
	below := fmt.Sprintf("actions/runs/%d/attempts/%d?exclude_pull_requests=true", run, attempt)
	if err := r.get(ctx, below, &found, fmt.Sprintf("attempt %d of run %d", attempt, run)); err != nil {
		return began, err
	}
	if found.ID != run || found.Attempt != attempt || found.Started.IsZero() {
		return began, errShape
	}
	return found.Started, nil
}

func (r Repository) get(ctx context.Context, below string, into any, what string) error {
	address := "repos/" + url.PathEscape(r.Owner) + "/" + url.PathEscape(r.Name) + "/" + below
	request, err := r.Client.REST.NewRequest(http.MethodGet, address, nil)
	var answer bytes.Buffer // the library would read the first value of it, whatever follows
	if err == nil {
		_, err = r.Client.REST.Do(ctx, request, &answer)
	}
	if err == nil {
		err = json.Unmarshal(answer.Bytes(), into)
	}
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return errShape
	}
	return r.Client.Told(err, forge.Asked{What: what, Needs: "actions: read"})
}
