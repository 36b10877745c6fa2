package hub

import (
	"cmp"
	"slices"
	"strings"
)

var pullRoutes = []route{
	{"GET /repos/{owner}/{repo}/pulls", "pull_requests:read", pulls},
	{"POST /repos/{owner}/{repo}/pulls", "pull_requests:write", createPull},
	{"GET /repos/{owner}/{repo}/pulls/{pull_number}", "pull_requests:read", pull},
	{"PATCH /repos/{owner}/{repo}/pulls/{pull_number}", "pull_requests:write", editPull},
	{"GET /repos/{owner}/{repo}/pulls/{pull_number}/commits", "pull_requests:read", pullCommits},
	{"GET /repos/{owner}/{repo}/pulls/{pull_number}/files", "pull_requests:read", pullFiles},
	{"GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls", "pull_requests:read", commitPulls},
}

// Pull is a pull request.
type Pull struct {
	Number int

	repo     *Repository
	from     *Repository // where its branch is: a fork, or the repository itself
	opener   *Person
	title    string
	body     string
	branch   string
	base     string
	head     string   // the commit
	at       string   // when it was opened
	state    string   // open or closed
	merged   string   // the commit; "" where it is not
	start    string   // the base's commit before the merge
	landed   []string // the commits that a rebase made
	mergedBy *Person
	mergedAt string
	reviews  []*Review
	comments []*ReviewComment
}

// Pull opens a pull request for a branch of the repository.
func (r *Repository) Pull(opener *Person, branch string) *Pull { return r.PullFrom(r, opener, branch) }

// PullFrom opens a pull request for a branch of another repository, a fork.
func (r *Repository) PullFrom(fork *Repository, opener *Person, branch string) *Pull {
	r.hub.t.Helper()
	defer r.hub.lock()()
	p, err := r.pull(fork, opener, branch, r.main)
	if err != "" {
		r.hub.t.Fatalf("hub: pull request of %s: %s", branch, err)
	}
	return p
}

func (r *Repository) pull(fork *Repository, opener *Person, branch, base string) (*Pull, string) {
	head, err := fork.ref("refs/heads/" + branch)
	if err != nil {
		return nil, "Validation Failed: head is invalid"
	}
	for _, p := range r.pulls {
		if p.state == "open" && p.from == fork && p.branch == branch {
			return nil, "Validation Failed: A pull request already exists for " + r.Owner + ":" + branch + "."
		}
	}
	if fork != r {
		r.fetch(fork)
	}
	p := &Pull{Number: r.next(), repo: r, from: fork, opener: opener, title: "Change " + branch, branch: branch, base: base, head: head, at: r.hub.instant(), state: "open"}
	r.pulls = append(r.pulls, p)
	p.keep()
	return p, ""
}

// Title sets the title and the text.
func (p *Pull) Title(title, body string) {
	defer p.repo.hub.lock()()
	p.title, p.body = title, body
}

// Retarget has the pull request go to another branch, as who wrote it may.
func (p *Pull) Retarget(branch string) {
	defer p.repo.hub.lock()()
	p.base = branch
}

// Head is the commit that the pull request is at.
func (p *Pull) Head() string {
	defer p.repo.hub.lock()()
	return p.head
}

// pushed moves the pull requests of a branch to its new commit.
func (r *Repository) pushed(ref, after string) {
	for _, other := range r.hub.repos {
		for _, p := range other.pulls {
			if p.state == "open" && p.from == r && "refs/heads/"+p.branch == ref {
				if p.head = after; r != other {
					other.fetch(r)
				}
				p.keep()
			}
		}
	}
}

// Way is how a pull request is merged.
type Way string

// The three ways that GitHub has.
const (
	MergeCommit Way = "merge"
	Squash      Way = "squash"
	Rebase      Way = "rebase"
)

// Merge merges it. The result is the commit that the base's branch is at then.
func (p *Pull) Merge(by *Person, way Way) string {
	p.repo.hub.t.Helper()
	defer p.repo.hub.lock()()
	if p.state != "open" {
		p.repo.hub.t.Fatalf("hub: pull request %d is not open", p.Number)
	}
	return p.merge(by, way)
}

func (p *Pull) merge(by *Person, way Way) string {
	r := p.repo
	base, _ := r.ref("refs/heads/" + p.base)
	files := r.files(base)
	fork := r.forked(base, p.head)
	old, new := r.files(fork), r.files(p.head)
	for name, blob := range new {
		if old[name] != blob {
			files[name] = blob
		}
	}
	for name := range old {
		if new[name] == "" {
			delete(files, name)
		}
	}
	id := ""
	switch way {
	case MergeCommit:
		id = r.commit(r.tree(files), []string{base, p.head}, by, "", "Merge pull request #"+itoa(int64(p.Number)))
	case Squash:
		id = r.commit(r.tree(files), []string{base}, p.opener, "", p.title+" (#"+itoa(int64(p.Number))+")")
	case Rebase:
		id = base
		for _, c := range r.between(base, p.head) {
			id = r.commit(c.TreeHash.String(), []string{id}, cmp.Or(r.hub.emailed(c.Author.Email), by), c.Author.Email, c.Message)
			p.landed = append(p.landed, id)
		}
	}
	p.start, p.merged, p.mergedBy, p.state, p.mergedAt = base, id, by, "closed", r.hub.instant()
	r.push(by, "refs/heads/"+p.base, base, id)
	r.pushes[len(r.pushes)-1].kind = "pr_merge"
	return id
}

// forked is the newest commit that both have, where the younger one's first-parent line meets the other.
func (r *Repository) forked(base, head string) string {
	for c, err := r.commitish(head); err == nil; c, err = r.commitish(c.ParentHashes[0].String()) {
		if r.continues(c.Hash.String(), base) || len(c.ParentHashes) == 0 {
			return c.Hash.String()
		}
	}
	return base
}

func (p *Pull) end(repo *Repository, branch, commit string) any {
	owner := repo.hub.org(repo.Owner)
	return fields{"label": repo.Owner + ":" + branch, "ref": branch, "sha": commit, "repo": repo.object(), "user": fields{"id": owner.ID, "login": owner.Login}}
}

func (p *Pull) object() any {
	base := p.start
	if base == "" {
		base, _ = p.repo.ref("refs/heads/" + p.base)
	}
	o := fields{
		"id": int64(p.Number) + 5000, "number": p.Number, "state": p.state, "title": p.title, "body": p.body, "user": p.opener.object(), "draft": false,
		"head": p.end(p.from, p.branch, p.head), "base": p.end(p.repo, p.base, base), "merged_at": nil, "merge_commit_sha": nil,
		"html_url": p.repo.hub.URL + "/" + p.repo.Full() + "/pull/" + itoa(int64(p.Number)),
	}
	if p.merged != "" {
		o["merged_at"], o["merge_commit_sha"] = p.mergedAt, p.merged
	}
	return o
}

func (p *Pull) full() any {
	o := p.object().(fields)
	o["merged"], o["merged_by"], o["mergeable"] = p.merged != "", p.mergedBy.object(), p.merged == ""
	o["commits"] = len(p.commits())
	return o
}

func (p *Pull) commits() []any {
	base := p.start
	if base == "" {
		base, _ = p.repo.ref("refs/heads/" + p.base)
	}
	all := []any{}
	for _, c := range p.repo.between(base, p.head) {
		all = append(all, p.repo.commitObject(c))
	}
	return all
}

// onPull answers for a pull request that is there.
func onPull(c *call, then func(*Pull) answer) answer {
	for _, p := range c.repo.pulls {
		if int64(p.Number) == c.pathNumber("pull_number") {
			return then(p)
		}
	}
	return notFound()
}

func pulls(c *call) answer {
	query, all := c.URL.Query(), []any{}
	state := cmp.Or(query.Get("state"), "open")
	for _, p := range slices.Backward(c.repo.pulls) {
		head := query.Get("head")
		if (state == "all" || state == p.state) && (head == "" || head == p.from.Owner+":"+p.branch) && (query.Get("base") == "" || query.Get("base") == p.base) {
			all = append(all, p.object())
		}
	}
	return list(all)
}

func createPull(c *call) answer {
	var asked struct{ Title, Head, Base, Body string }
	if !c.decode(&asked) {
		return unprocessable("Problems parsing JSON")
	}
	p, why := c.repo.pull(c.repo, c.token.who, strings.TrimPrefix(asked.Head, c.repo.Owner+":"), asked.Base)
	if p == nil {
		return unprocessable(why)
	}
	p.title, p.body = cmp.Or(asked.Title, p.title), asked.Body
	return created(p.full())
}

func pull(c *call) answer {
	return onPull(c, func(p *Pull) answer { return ok(p.full()) })
}

func editPull(c *call) answer {
	return onPull(c, func(p *Pull) answer {
		var asked struct{ Title, Body, State *string }
		if !c.decode(&asked) {
			return unprocessable("Problems parsing JSON")
		}
		p.title, p.body, p.state = or(asked.Title, p.title), or(asked.Body, p.body), or(asked.State, p.state)
		return ok(p.full())
	})
}

func or(given *string, otherwise string) string {
	if given != nil {
		return *given
	}
	return otherwise
}

// pullCommits lists at most 250, as GitHub does.
func pullCommits(c *call) answer {
	return onPull(c, func(p *Pull) answer {
		all := p.commits()
		return list(all[:min(len(all), 250)])
	})
}

func pullFiles(c *call) answer {
	return onPull(c, func(p *Pull) answer {
		base, _ := p.repo.ref("refs/heads/" + p.base)
		old, new := p.repo.files(p.repo.forked(cmp.Or(p.start, base), p.head)), p.repo.files(p.head)
		all := []any{}
		for _, name := range names(old, new) {
			status := "modified"
			switch {
			case old[name] == new[name]:
				continue
			case old[name] == "":
				status = "added"
			case new[name] == "":
				status = "removed"
			}
			all = append(all, fields{"filename": name, "status": status, "sha": cmp.Or(new[name], old[name]), "additions": 1, "deletions": 1, "changes": 2})
		}
		return list(all)
	})
}

func names(maps ...map[string]string) (all []string) {
	for _, m := range maps {
		for name := range m {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// commitPulls lists the pull requests that a commit is of, or was merged by.
func commitPulls(c *call) answer {
	id, all := c.PathValue("commit_sha"), []any{}
	if _, err := c.repo.commitish(id); err != nil {
		return unprocessable("No commit found for SHA: " + id)
	}
	for _, p := range c.repo.pulls {
		in := p.merged == id || p.head == id || slices.Contains(p.landed, id)
		for _, o := range p.commits() {
			in = in || o.(fields)["sha"] == id
		}
		if in {
			all = append(all, p.object())
		}
	}
	return list(all)
}
