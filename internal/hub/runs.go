package hub

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

var runRoutes = []route{
	{"GET /repos/{owner}/{repo}/actions/runs", "actions:read", runs},
	{"GET /repos/{owner}/{repo}/actions/runs/{run_id}", "actions:read", run},
	{"GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts", "actions:read", runArtifacts},
	{"GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}", "actions:read", archive},
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
	attempts []attempt
	left     []string          // names of artifacts
	archives map[string][]byte // of artifacts, by name
	at       string
}

// attempt is one at a run.
type attempt struct {
	by     *Person
	began  time.Time
	failed bool // it goes on with what failed, and the rest is carried over
	jobs   []Job
}

// Job is one of an attempt.
type Job struct {
	Name, Status, Conclusion string

	began time.Time
}

// Run adds a run of a workflow, which somebody started.
func (r *Repository) Run(actor *Person, of Run) *Run {
	defer r.hub.lock()()
	of.ID, of.repo, of.actor, of.at = r.hub.id(), r, actor, r.hub.instant()
	if !of.Began.IsZero() {
		of.at = when(of.Began)
	}
	began, _ := time.Parse(time.RFC3339, of.at)
	of.attempts = []attempt{{by: actor, began: began}}
	r.runs = append(r.runs, &of)
	return &of
}

// Again starts all jobs of the run once more. Who does is its triggering actor then; its actor stays.
func (r *Run) Again(by *Person) { r.again(attempt{by: by}) }

// AgainFailed starts the jobs once more that failed, and those behind them. The others are told of this attempt too, with
// the times at which they ran.
func (r *Run) AgainFailed(by *Person) { r.again(attempt{by: by, failed: true}) }

func (r *Run) again(a attempt) {
	defer r.repo.hub.lock()()
	before := r.attempts[len(r.attempts)-1]
	if a.began = r.repo.hub.now().UTC().Truncate(time.Second); !a.began.After(before.began) {
		a.began = before.began.Add(time.Second)
	}
	if a.failed {
		a.jobs = slices.DeleteFunc(slices.Clone(before.jobs), func(j Job) bool { return j.Conclusion != "success" })
	}
	r.attempts = append(r.attempts, a)
}

// Jobs sets the jobs that the newest attempt ran. What is carried over stays.
func (r *Run) Jobs(jobs ...Job) {
	defer r.repo.hub.lock()()
	a := &r.attempts[len(r.attempts)-1]
	carried := slices.DeleteFunc(slices.Clone(a.jobs), func(j Job) bool { return !j.began.Before(a.began) })
	a.jobs = carried
	for _, j := range jobs {
		j.began = a.began
		a.jobs = append(a.jobs, j)
	}
}

// Leaves adds an artifact to those of the run.
func (r *Run) Leaves(artifact string) {
	defer r.repo.hub.lock()()
	r.left = append(r.left, artifact)
}

// LeavesArchive adds an artifact, which can be fetched as this archive.
func (r *Run) LeavesArchive(artifact string, zip []byte) {
	defer r.repo.hub.lock()()
	if r.archives == nil {
		r.archives = map[string][]byte{}
	}
	r.left, r.archives[artifact] = append(r.left, artifact), zip
}

// storage is below which artifacts can be fetched by whoever has the address, as those of GitHub at another server.
const storage = "/storage/"

func archive(c *call) answer {
	id := c.pathNumber("artifact_id")
	for _, r := range c.repo.runs {
		if at := id - r.ID*100; at >= 0 && at < int64(len(r.left)) && c.PathValue("archive_format") == "zip" {
			c.stored[id] = r.archives[r.left[at]]
			return answer{status: 302, header: http.Header{"Location": {c.Hub.URL + storage + itoa(id) + "?sig=1"}}}
		}
	}
	return notFound()
}

// fetched answers whoever fetches an artifact, and fails the test where a token comes with it.
func (h *Hub) fetched(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "" {
		h.t.Error("hub: the token goes to the storage")
	}
	defer h.lock()()
	id, _ := strconv.ParseInt(strings.TrimPrefix(r.URL.Path, storage), 10, 64)
	if data, there := h.stored[id]; there && r.URL.Query().Get("sig") == "1" {
		_, _ = w.Write(data)
		return
	}
	w.WriteHeader(http.StatusForbidden)
}

func runArtifacts(c *call) answer {
	return onRun(c, func(r *Run) answer {
		all := []any{}
		for i, name := range r.left {
			if wanted := c.URL.Query().Get("name"); wanted == "" || wanted == name {
				all = append(all, fields{
					"id": r.ID*100 + int64(i), "node_id": "A", "name": name, "size_in_bytes": 1, "url": "https://hub.invalid/", "archive_download_url": "https://hub.invalid/",
					"expired": false, "created_at": r.at, "expires_at": r.at, "updated_at": r.at,
				})
			}
		}
		return listed("artifacts", all)
	})
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
		"run_attempt": n, "run_number": 1, "actor": r.actor.object(), "triggering_actor": r.attempts[n-1].by.object(), "created_at": r.at, "updated_at": r.at,
		"run_started_at": when(r.attempts[n-1].began), "pull_requests": pulls, "repository": r.repo.object(), "head_repository": r.repo.object(),
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
			all = append(all, r)
		}
	}
	from, to := c.page(len(all)) // of ten thousand, only those that are shown are told
	for i := from; i < to; i++ {
		all[i] = all[i].(*Run).object()
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
	for i, j := range r.attempts[n-1].jobs {
		o := fields{"id": r.ID*10_000 + int64(100*n+i), "run_id": r.ID, "run_attempt": n, "name": j.Name, "status": j.Status, "conclusion": nil, "head_sha": r.Head, "created_at": when(j.began), "started_at": when(j.began), "completed_at": nil}
		if j.Conclusion != "" {
			o["conclusion"], o["completed_at"] = j.Conclusion, when(j.began)
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
