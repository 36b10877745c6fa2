package hub

import (
	"net/http"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

var repositoryRoutes = []route{
	{"GET /repos/{owner}/{repo}", "metadata:read", repository},
	{"GET /repos/{owner}/{repo}/activity", "contents:read", activity},
	{"GET /repos/{owner}/{repo}/branches/{branch}", "contents:read", branch},
}

// Repository is one: a bare git repository in Dir, and what GitHub knows about it.
type Repository struct {
	ID    int64
	Owner string
	Name  string
	Dir   string // bare

	hub           *Hub
	private       bool
	main          string // the default branch
	collaborators map[int64]string
	pulls         []*Pull
	issues        []*Issue
	comments      []*Comment
	dispatched    []Dispatched
	checks        []*CheckRun
	runs          []*Run
	environments  map[string]*Environment
	rulesets      []*Ruleset
	pushes        []push
	doors         doors
	numbers       int // of pull requests and issues, which share them
}

// Repository makes a repository, as "acme/app", with the default branch main and no commit. Its owner is an
// organization.
func (h *Hub) Repository(name string) *Repository {
	h.t.Helper()
	owner, short, _ := strings.Cut(name, "/")
	dir := filepath.Join(h.t.TempDir(), owner, short+".git")
	if out, err := exec.Command("git", "init", "--quiet", "--bare", "--initial-branch=main", dir).CombinedOutput(); err != nil {
		h.t.Fatalf("git init: %v\n%s", err, out)
	}
	for _, setting := range []string{"uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant", "http.receivepack"} {
		if out, err := exec.Command("git", "-C", dir, "config", setting, "true").CombinedOutput(); err != nil {
			h.t.Fatalf("git config: %v\n%s", err, out)
		}
	}
	defer h.lock()()
	h.org(owner)
	r := &Repository{ID: h.id(), Owner: owner, Name: short, Dir: dir, hub: h, main: "main", collaborators: map[int64]string{}, environments: map[string]*Environment{}}
	h.repos[strings.ToLower(name)] = r
	return r
}

// Collaborator gives a person a permission: read, write or admin.
func (r *Repository) Collaborator(p *Person, permission string) {
	defer r.hub.lock()()
	r.collaborators[p.ID] = permission
}

// Private hides the repository from the tokens of other repositories' jobs.
func (r *Repository) Private() {
	defer r.hub.lock()()
	r.private = true
}

// Full is its name with the owner's.
func (r *Repository) Full() string { return r.Owner + "/" + r.Name }

func (r *Repository) next() int {
	r.numbers++
	return r.numbers
}

func (r *Repository) object() any {
	visibility := "public"
	if r.private {
		visibility = "private"
	}
	owner := r.hub.org(r.Owner)
	return fields{
		"id": r.ID, "name": r.Name, "full_name": r.Full(), "private": r.private, "visibility": visibility, "default_branch": r.main,
		"owner": fields{"id": owner.ID, "login": owner.Login, "type": "Organization"}, "clone_url": r.hub.URL + "/" + r.Full() + ".git",
		"html_url": r.hub.URL + "/" + r.Full(),
	}
}

func repository(c *call) answer { return ok(c.repo.object()) }

// push is one, as the activity of a repository tells it.
type push struct {
	id            int64
	who           *Person
	ref           string
	before, after string
	kind          string
	at            string
}

// activity lists who pushed what, the newest first. Its pages have cursors: the entry after which they begin.
func activity(c *call) answer {
	query, all := c.URL.Query(), []push{}
	size := min(number(query.Get("per_page"), 30), 100)
	for _, p := range slices.Backward(c.repo.pushes) {
		wanted := query.Get("ref")
		if (wanted == "" || wanted == p.ref || "refs/heads/"+wanted == p.ref) && (query.Get("after") == "" || int(p.id) < number(query.Get("after"), 0)) {
			all = append(all, p)
		}
	}
	a := ok(nil)
	if len(all) > size {
		all = all[:size]
		query.Set("after", itoa(all[size-1].id))
		a.header = http.Header{"Link": {"<" + c.API + c.URL.EscapedPath() + "?" + query.Encode() + `>; rel="next"`}}
	}
	page := []any{}
	for _, p := range all {
		page = append(page, fields{
			"id": p.id, "node_id": "PSH", "before": p.before, "after": p.after, "ref": p.ref, "timestamp": p.at, "activity_type": p.kind, "actor": p.who.object(),
		})
	}
	a.body = page
	return a
}

// ForgetPushes forgets who pushed, as GitHub does after a while.
func (r *Repository) ForgetPushes() {
	defer r.hub.lock()()
	r.pushes = nil
}

func branch(c *call) answer {
	head, err := c.repo.ref("refs/heads/" + c.PathValue("branch"))
	if err != nil {
		return said(404, "Branch not found")
	}
	return ok(fields{"name": c.PathValue("branch"), "commit": fields{"sha": head, "commit": fields{}}, "protected": c.repo.protected(c.PathValue("branch"))})
}
