package hub

import (
	"slices"
	"time"
)

var runRoutes = []route{
	{"GET /repos/{owner}/{repo}/actions/runs", "actions:read", runs},
	{"GET /repos/{owner}/{repo}/actions/runs/{run_id}", "actions:read", run},
	{"GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}", "actions:read", runAttempt},
	{"GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs", "actions:read", runJobs},
	{"GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}/jobs", "actions:read", attemptJobs},
}

// Run is a workflow run, in its newest attempt.
type Run struct {
	ID         int64
	Workflow   string // the path of its file
	Name       string
	Event      string
	Branch     string
	Head       string
	Status     string // queued, in_progress, completed
	Conclusion string
	Pulls      []*Pull
	Began      time.Time // zero: now

	repo     *Repository
	actor    *Person
	attempts []*Person // who started each
	jobs     [][]Job   // of each attempt
	at       string
}

// Job is one of an attempt.
type Job struct {
	Name, Status, Conclusion string
}

// Run adds a run of a workflow, which somebody started.
func (r *Repository) Run(actor *Person, of Run) *Run {
	defer r.hub.lock()()
	of.ID, of.repo, of.actor, of.at = r.hub.id(), r, actor, r.hub.instant()
	if !of.Began.IsZero() {
		of.at = when(of.Began)
	}
	of.attempts, of.jobs = []*Person{actor}, [][]Job{nil}
	r.runs = append(r.runs, &of)
	return &of
}

// Again starts the run once more. Who does is its triggering actor then; its actor stays.
func (r *Run) Again(by *Person) {
	defer r.repo.hub.lock()()
	r.attempts, r.jobs = append(r.attempts, by), append(r.jobs, nil)
}

// Jobs sets the jobs of the newest attempt.
func (r *Run) Jobs(jobs ...Job) {
	defer r.repo.hub.lock()()
	r.jobs[len(r.jobs)-1] = jobs
}

func (r *Run) object() any { return r.attempt(len(r.attempts)) }

func (r *Run) attempt(n int) any {
	pulls := []any{}
	for _, p := range r.Pulls {
		pulls = append(pulls, fields{
			"id": int64(p.Number) + 5000, "number": p.Number, "url": "https://hub.invalid/",
			"head": fields{"ref": p.branch, "sha": p.head, "repo": fields{"id": p.from.ID, "url": "https://hub.invalid/", "name": p.from.Name}},
			"base": fields{"ref": p.base, "sha": p.head, "repo": fields{"id": p.repo.ID, "url": "https://hub.invalid/", "name": p.repo.Name}},
		})
	}
	o := fields{
		"id": r.ID, "name": r.Name, "path": r.Workflow, "event": r.Event, "head_branch": r.Branch, "head_sha": r.Head, "status": r.Status, "conclusion": nil,
		"run_attempt": n, "run_number": 1, "actor": r.actor.object(), "triggering_actor": r.attempts[n-1].object(), "created_at": r.at, "updated_at": r.at,
		"run_started_at": r.at, "pull_requests": pulls, "repository": r.repo.object(), "head_repository": r.repo.object(),
		"html_url": r.repo.hub.URL + "/" + r.repo.Full() + "/actions/runs/" + itoa(r.ID),
	}
	if r.Conclusion != "" {
		o["conclusion"] = r.Conclusion
	}
	return o
}

func runs(c *call) answer {
	query, all := c.URL.Query(), []any{}
	for _, r := range slices.Backward(c.repo.runs) {
		wanted := func(name, has string) bool { return query.Get(name) == "" || query.Get(name) == has }
		if wanted("event", r.Event) && wanted("branch", r.Branch) && wanted("head_sha", r.Head) && (wanted("status", r.Status) || wanted("status", r.Conclusion)) {
			all = append(all, r.object())
		}
	}
	return listed("workflow_runs", all)
}

// Forget makes the forge forget a run, as after a long time, or where somebody deletes it.
func (r *Repository) Forget(run *Run) {
	defer r.hub.lock()()
	r.runs = slices.DeleteFunc(slices.Clone(r.runs), func(other *Run) bool { return run == other })
}

// onRun answers for a run that is there.
func onRun(c *call, then func(*Run) answer) answer {
	for _, r := range c.repo.runs {
		if r.ID == c.pathNumber("run_id") {
			return then(r)
		}
	}
	return notFound()
}

func run(c *call) answer {
	return onRun(c, func(r *Run) answer { return ok(r.object()) })
}

// onAttempt answers for an attempt that was.
func onAttempt(c *call, then func(*Run, int) answer) answer {
	return onRun(c, func(r *Run) answer {
		n := int(c.pathNumber("attempt_number"))
		if n < 1 || n > len(r.attempts) {
			return notFound()
		}
		return then(r, n)
	})
}

func runAttempt(c *call) answer {
	return onAttempt(c, func(r *Run, n int) answer { return ok(r.attempt(n)) })
}

func (r *Run) jobsOf(n int) answer {
	all := []any{}
	for i, j := range r.jobs[n-1] {
		o := fields{"id": r.ID*10_000 + int64(100*n+i), "run_id": r.ID, "run_attempt": n, "name": j.Name, "status": j.Status, "conclusion": nil, "head_sha": r.Head}
		if j.Conclusion != "" {
			o["conclusion"] = j.Conclusion
		}
		all = append(all, o)
	}
	return listed("jobs", all)
}

func runJobs(c *call) answer {
	return onRun(c, func(r *Run) answer { return r.jobsOf(len(r.attempts)) })
}

func attemptJobs(c *call) answer {
	return onAttempt(c, func(r *Run, n int) answer { return r.jobsOf(n) })
}
