package hub

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
)

var issueRoutes = []route{
	{"GET /repos/{owner}/{repo}/issues", "issues:read", issues},
	{"POST /repos/{owner}/{repo}/issues", "issues:write", createIssue},
	{"GET /repos/{owner}/{repo}/issues/{issue_number}", "issues:read", issue},
	{"PATCH /repos/{owner}/{repo}/issues/{issue_number}", "issues:write", editIssue},
	{"POST /repos/{owner}/{repo}/issues/{issue_number}/labels", "issues:write", addLabels},
	{"GET /repos/{owner}/{repo}/issues/{issue_number}/comments", "issues:read|pull_requests:read", issueComments},
	{"POST /repos/{owner}/{repo}/issues/{issue_number}/comments", "issues:write|pull_requests:write", createComment},
	{"GET /repos/{owner}/{repo}/issues/comments/{comment_id}", "issues:read|pull_requests:read", comment},
	{"PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", "issues:write|pull_requests:write", editComment},
	{"DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}", "issues:write|pull_requests:write", deleteComment},
}

// Issue is one of a repository. Pull requests have the same numbers, and comments as issues have.
type Issue struct {
	Number      int
	Title, Body string
	Labels      []string
	Open        bool

	repo *Repository
	by   *Person
	at   string
}

// Comment is one on an issue or a pull request.
type Comment struct {
	ID     int64
	Issue  int // its number
	Body   string
	By     *Person
	Edited bool // after it was written

	repo   *Repository
	at     string
	edited string // when
}

// Issue opens an issue.
func (r *Repository) Issue(by *Person, title, body string, labels ...string) *Issue {
	defer r.hub.lock()()
	return r.issue(by, title, body, labels)
}

func (r *Repository) issue(by *Person, title, body string, labels []string) *Issue {
	i := &Issue{Number: r.next(), Title: title, Body: body, Labels: labels, Open: true, repo: r, by: by, at: r.hub.instant()}
	r.issues = append(r.issues, i)
	return i
}

// Comment writes a comment on an issue or a pull request.
func (r *Repository) Comment(number int, by *Person, body string) int64 {
	defer r.hub.lock()()
	return r.comment(number, by, body).ID
}

func (r *Repository) comment(number int, by *Person, body string) *Comment {
	m := &Comment{ID: r.hub.id(), Issue: number, Body: body, By: by, repo: r, at: r.hub.instant()}
	r.comments = append(r.comments, m)
	return m
}

// Edit changes a comment's text, as somebody may who writes to the repository.
func (r *Repository) Edit(id int64, body string) {
	defer r.hub.lock()()
	for _, m := range r.comments {
		if m.ID == id {
			m.edit(body)
		}
	}
}

func (m *Comment) edit(body string) { m.Body, m.Edited, m.edited = body, true, m.repo.hub.instant() }

// Rewrite changes an issue's text, as somebody may who writes to the repository.
func (r *Repository) Rewrite(number int, body string) {
	defer r.hub.lock()()
	for _, i := range r.issues {
		if i.Number == number {
			i.Body = body
		}
	}
}

// Turn opens or closes an issue, and gives it labels, as somebody may who sorts issues.
func (r *Repository) Turn(number int, open bool, labels ...string) {
	defer r.hub.lock()()
	for _, i := range r.issues {
		if i.Number == number {
			i.Open, i.Labels = open, labels
		}
	}
}

// Issues are all of them, as they are now.
func (r *Repository) Issues() []Issue {
	defer r.hub.lock()()
	var all []Issue
	for _, i := range r.issues {
		all = append(all, *i)
	}
	return all
}

// Comments are those on an issue or a pull request, as they are now.
func (r *Repository) Comments(number int) []Comment {
	defer r.hub.lock()()
	var all []Comment
	for _, m := range r.comments {
		if m.Issue == number {
			all = append(all, *m)
		}
	}
	return all
}

// association is how somebody belongs to the repository.
func (r *Repository) association(p *Person) string {
	switch {
	case p == nil || p.Bot:
		return "NONE"
	case slices.Contains(r.hub.org(r.Owner).members, p):
		return "MEMBER"
	case r.collaborators[p.ID] != "":
		return "COLLABORATOR"
	}
	return "NONE"
}

func (i *Issue) object() any {
	state := "closed"
	if i.Open {
		state = "open"
	}
	labels := []any{}
	for _, l := range i.Labels {
		labels = append(labels, fields{"name": l})
	}
	return fields{
		"id": int64(i.Number) + 7000, "number": i.Number, "title": i.Title, "body": i.Body, "state": state, "labels": labels, "user": i.by.object(),
		"author_association": i.repo.association(i.by), "created_at": i.at, "updated_at": i.at,
		"html_url": i.repo.hub.URL + "/" + i.repo.Full() + "/issues/" + itoa(int64(i.Number)), "comments": 0,
	}
}

func (m *Comment) object() any {
	updated := m.at
	if m.Edited {
		updated = m.edited
	}
	return fields{
		"id": m.ID, "node_id": "IC", "body": m.Body, "user": m.By.object(), "created_at": m.at, "updated_at": updated, "author_association": m.repo.association(m.By),
		"html_url":  m.repo.hub.URL + "/" + m.repo.Full() + "/issues/" + itoa(int64(m.Issue)) + "#issuecomment-" + itoa(m.ID),
		"issue_url": m.repo.hub.API + "/repos/" + m.repo.Full() + "/issues/" + itoa(int64(m.Issue)),
	}
}

// issues lists issues and pull requests, which GitHub takes for issues, the newest first.
func issues(c *call) answer {
	query := c.URL.Query()
	state, all := cmp.Or(query.Get("state"), "open"), []any{}
	for n := c.repo.numbers; n > 0; n-- {
		o := c.repo.numbered(n)
		if o == nil || state != "all" && o["state"] != state || !labelled(o, query.Get("labels")) || !createdBy(o, query.Get("creator")) {
			continue
		}
		all = append(all, o)
	}
	return list(all)
}

func createdBy(o fields, login string) bool {
	user, _ := o["user"].(fields)
	name, _ := user["login"].(string)
	return login == "" || strings.EqualFold(name, login)
}

func labelled(o fields, wanted string) bool {
	for name := range strings.SplitSeq(wanted, ",") {
		has := func(l any) bool { return l.(fields)["name"] == name }
		if name != "" && !slices.ContainsFunc(o["labels"].([]any), has) {
			return false
		}
	}
	return true
}

// numbered is the issue or pull request with a number, as an issue; nil where there is none.
func (r *Repository) numbered(n int) fields {
	for _, i := range r.issues {
		if i.Number == n {
			return i.object().(fields)
		}
	}
	for _, p := range r.pulls {
		if p.Number == n {
			o := (&Issue{Number: n, Title: p.title, Body: p.body, Open: p.state == "open", repo: r, by: p.opener, at: p.at}).object().(fields)
			o["pull_request"] = fields{"url": "https://hub.invalid/", "html_url": "https://hub.invalid/", "diff_url": nil, "patch_url": nil}
			return o
		}
	}
	return nil
}

func createIssue(c *call) answer {
	var asked struct {
		Title  json.RawMessage
		Body   string
		Labels []string
	}
	var title string
	if !c.decode(&asked) || json.Unmarshal(asked.Title, &title) != nil || title == "" {
		return unprocessable("Validation Failed")
	}
	return created(c.repo.issue(c.token.who, title, asked.Body, asked.Labels).object())
}

func issue(c *call) answer {
	if o := c.repo.numbered(int(c.pathNumber("issue_number"))); o != nil {
		return ok(o)
	}
	return notFound()
}

// onIssue answers for an issue that is no pull request.
func onIssue(c *call, then func(*Issue) answer) answer {
	for _, i := range c.repo.issues {
		if int64(i.Number) == c.pathNumber("issue_number") {
			return then(i)
		}
	}
	return notFound()
}

func editIssue(c *call) answer {
	return onIssue(c, func(i *Issue) answer {
		var asked struct {
			Title, Body, State *string
			Labels             *[]string
		}
		if !c.decode(&asked) {
			return unprocessable("Problems parsing JSON")
		}
		i.Title, i.Body = or(asked.Title, i.Title), or(asked.Body, i.Body)
		if asked.State != nil {
			i.Open = *asked.State == "open"
		}
		if asked.Labels != nil {
			i.Labels = *asked.Labels
		}
		return ok(i.object())
	})
}

func addLabels(c *call) answer {
	return onIssue(c, func(i *Issue) answer {
		var asked struct{ Labels []string }
		if !c.decode(&asked) && json.Unmarshal(c.body, &asked.Labels) != nil {
			return unprocessable("Problems parsing JSON")
		}
		i.Labels = append(i.Labels, asked.Labels...)
		all := []any{}
		for _, l := range i.Labels {
			all = append(all, fields{"name": l})
		}
		return ok(all)
	})
}

func issueComments(c *call) answer {
	n, all := int(c.pathNumber("issue_number")), []any{}
	if c.repo.numbered(n) == nil {
		return notFound()
	}
	for _, m := range c.repo.comments {
		if m.Issue == n {
			all = append(all, m.object())
		}
	}
	return list(all)
}

func createComment(c *call) answer {
	n := int(c.pathNumber("issue_number"))
	var asked struct{ Body string }
	switch {
	case c.repo.numbered(n) == nil:
		return notFound()
	case !c.decode(&asked) || asked.Body == "" || len([]rune(asked.Body)) > 65536:
		return unprocessable("Validation Failed: body is too long (maximum is 65536 characters)")
	}
	return created(c.repo.comment(n, c.token.who, asked.Body).object())
}

// onComment answers for a comment that is there.
func onComment(c *call, then func(int) answer) answer {
	for i, m := range c.repo.comments {
		if m.ID == c.pathNumber("comment_id") {
			return then(i)
		}
	}
	return notFound()
}

func comment(c *call) answer {
	return onComment(c, func(i int) answer { return ok(c.repo.comments[i].object()) })
}

func editComment(c *call) answer {
	return onComment(c, func(i int) answer {
		var asked struct{ Body string }
		if !c.decode(&asked) || asked.Body == "" || len([]rune(asked.Body)) > 65536 {
			return unprocessable("Validation Failed")
		}
		c.repo.comments[i].edit(asked.Body)
		return ok(c.repo.comments[i].object())
	})
}

func deleteComment(c *call) answer {
	return onComment(c, func(i int) answer {
		c.repo.comments = slices.Delete(c.repo.comments, i, i+1)
		return empty()
	})
}
