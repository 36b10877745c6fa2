package hub

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
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
	bare(h.t, dir)
	defer h.lock()()
	h.org(owner)
	r := &Repository{ID: h.id(), Owner: owner, Name: short, Dir: dir, hub: h, main: "main", collaborators: map[int64]string{}, environments: map[string]*Environment{}}
	h.repos[strings.ToLower(name)] = r
	return r
}

// bareConfig lets a client ask for parts, as GitHub does, and push.
const bareConfig = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n[uploadpack]\n\tallowFilter = true\n\tallowAnySHA1InWant = true\n[http]\n\treceivepack = true\n"

// bare makes an empty repository, by hand: a test has many of them, and a process each would take longer.
func bare(t testing.TB, dir string) {
	t.Helper()
	for _, folder := range []string{"objects/info", "objects/pack", "refs/heads", "refs/tags"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{"HEAD": "ref: refs/heads/main\n", "config": bareConfig} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
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
