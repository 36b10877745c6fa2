package hub

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
)

var checkRoutes = []route{
	{"POST /repos/{owner}/{repo}/check-runs", "checks:write", createCheckRun},
	{"GET /repos/{owner}/{repo}/check-runs/{check_run_id}", "checks:read", checkRun},
	{"PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", "checks:write", editCheckRun},
	{"GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations", "checks:read", annotations},
	{"GET /repos/{owner}/{repo}/commits/{ref}/check-runs", "checks:read", checkRuns},
}

// CheckRun is one of a commit.
type CheckRun struct {
	ID          int64
	Name        string
	Head        string // the commit
	Status      string
	Conclusion  string
	ExternalID  string
	Title       string
	Summary     string
	Text        string
	Annotations []Annotation

	repo *Repository
	app  int64
}

// Annotation is a word on some lines of a file.
type Annotation struct {
	Path      string `json:"path"`
	StartLine int    `json:"start_line"`
	EndLine   int    `json:"end_line"`
	Level     string `json:"annotation_level"`
	Title     string `json:"title"`
	Message   string `json:"message"`
}

// CheckRuns are those of a commit, as they are now.
func (r *Repository) CheckRuns(commit string) []CheckRun {
	defer r.hub.lock()()
	var all []CheckRun
	for _, k := range r.checks {
		if k.Head == commit {
			all = append(all, *k)
		}
	}
	return all
}

// AddCheckRun adds one of another app.
func (r *Repository) AddCheckRun(k CheckRun) {
	defer r.hub.lock()()
	k.ID, k.repo, k.app = r.hub.id(), r, 99
	r.checks = append(r.checks, &k)
}

func (k *CheckRun) object() any {
	o := fields{
		"id": k.ID, "name": k.Name, "head_sha": k.Head, "status": cmp.Or(k.Status, "queued"), "conclusion": nil, "external_id": k.ExternalID,
		"output":   fields{"title": k.Title, "summary": k.Summary, "text": k.Text, "annotations_count": len(k.Annotations), "annotations_url": "https://hub.invalid/"},
		"app":      fields{"id": k.app, "slug": "github-actions"},
		"html_url": k.repo.hub.URL + "/" + k.repo.Full() + "/runs/" + itoa(k.ID),
	}
	if k.Conclusion != "" {
		o["conclusion"] = k.Conclusion
	}
	return o
}

// take takes what a request says; at most 50 annotations, which are added to those that are there.
func (k *CheckRun) take(c *call) bool {
	var asked struct {
		Name, Status, Conclusion *string
		Head                     *string `json:"head_sha"`
		ExternalID               *string `json:"external_id"`
		Output                   *struct {
			Title, Summary, Text *string
			Annotations          []Annotation
		}
	}
	if json.Unmarshal(c.body, &asked) != nil {
		return false
	}
	k.Name, k.Head, k.Status = or(asked.Name, k.Name), or(asked.Head, k.Head), or(asked.Status, k.Status)
	k.ExternalID = or(asked.ExternalID, k.ExternalID)
	if asked.Conclusion != nil {
		k.Conclusion, k.Status = *asked.Conclusion, "completed"
	}
	if out := asked.Output; out != nil {
		if len(out.Annotations) > 50 || len(or(out.Summary, "")) > 65535 || len(or(out.Text, "")) > 65535 {
			return false
		}
		k.Title, k.Summary, k.Text = or(out.Title, k.Title), or(out.Summary, k.Summary), or(out.Text, k.Text)
		k.Annotations = append(k.Annotations, out.Annotations...)
	}
	return true
}

func createCheckRun(c *call) answer {
	k := &CheckRun{ID: c.id(), repo: c.repo, app: 15368}
	if !k.take(c) || k.Name == "" {
		return unprocessable("Invalid request.")
	}
	if _, err := c.repo.commitish(k.Head); err != nil {
		return unprocessable("No commit found for SHA: " + k.Head)
	}
	c.repo.checks = append(c.repo.checks, k)
	return created(k.object())
}

// onCheckRun answers for a check run that is there.
func onCheckRun(c *call, then func(*CheckRun) answer) answer {
	for _, k := range c.repo.checks {
		if k.ID == c.pathNumber("check_run_id") {
			return then(k)
		}
	}
	return notFound()
}

func checkRun(c *call) answer {
	return onCheckRun(c, func(k *CheckRun) answer { return ok(k.object()) })
}

func editCheckRun(c *call) answer {
	return onCheckRun(c, func(k *CheckRun) answer {
		if !k.take(c) {
			return unprocessable("Invalid request.")
		}
		return ok(k.object())
	})
}

func annotations(c *call) answer {
	return onCheckRun(c, func(k *CheckRun) answer { return list(k.Annotations) })
}

// checkRuns lists those of a commit: by default only the newest of each name.
func checkRuns(c *call) answer {
	found, err := c.repo.commitish(c.PathValue("ref"))
	if err != nil {
		return unprocessable("No commit found for SHA: " + c.PathValue("ref"))
	}
	query, newest := c.URL.Query(), map[string]*CheckRun{}
	var all []*CheckRun
	for _, k := range c.repo.checks {
		if k.Head != found.Hash.String() || query.Get("check_name") != "" && query.Get("check_name") != k.Name || query.Get("app_id") != "" && query.Get("app_id") != itoa(k.app) {
			continue
		}
		newest[k.Name] = k
		all = append(all, k)
	}
	if query.Get("filter") != "all" {
		all = all[:0:0]
		for _, name := range slices.Sorted(maps.Keys(newest)) {
			all = append(all, newest[name])
		}
	}
	return listed("check_runs", objects(all))
}
