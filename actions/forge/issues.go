package forge

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/schemas/evidence"
)

// Issue is one of a repository.
type Issue struct {
	Number int64
	Title  string
	Body   string
	Labels []string
	Open   bool
	IsPull bool
	Own    bool // we opened it: the one who our token writes as
}

// Remark is a comment below an issue.
type Remark struct {
	ID                int64
	By                evidence.By
	Program           bool // a program wrote it, or had it written in somebody's name
	Own               bool // we wrote it
	Body              string
	Created, Modified time.Time
}

// Issues is the way to the issues of one repository.
type Issues struct {
	Client     *Client
	Repository Repository
	Author     string // the login that our token writes as; "" is UsualAuthor
}

// own tells whether we wrote something. Other programs write too, and what they say is not our word.
func (s Issues) own(who *github.User) bool { return writes(cmp.Or(s.Author, UsualAuthor), who) }

const (
	maxIssues  = 1000
	maxRemarks = 30 * perPage
)

func (s Issues) issueOf(i *github.Issue) Issue {
	out := Issue{
		Number: int64(i.GetNumber()), Title: i.GetTitle(), Body: i.GetBody(), Open: i.GetState() == "open", IsPull: i.IsPullRequest(), Own: s.own(i.GetUser()),
	}
	for _, l := range i.Labels {
		out.Labels = append(out.Labels, l.GetName())
	}
	return out
}

// Issue asks for one.
func (s Issues) Issue(ctx context.Context, number int64) (Issue, error) {
	found, _, err := s.Client.REST.Issues.Get(ctx, s.Repository.Owner, s.Repository.Name, int(number))
	if err != nil {
		return Issue{}, s.Client.Told(err, Asked{fmt.Sprintf("issue %d", number), "issues: read"})
	}
	if int64(found.GetNumber()) != number {
		return Issue{}, s.Client.Told(errOdd, Asked{fmt.Sprintf("issue %d", number), ""})
	}
	return s.issueOf(found), nil
}

// Labelled are the open issues with a label, the newest first.
func (s Issues) Labelled(ctx context.Context, label string) ([]Issue, error) {
	found, err := Pages(maxIssues, func(page github.ListOptions) ([]*github.Issue, *github.Response, error) {
		return s.Client.REST.Issues.ListByRepo(ctx, s.Repository.Owner, s.Repository.Name, &github.IssueListByRepoOptions{State: "open", Labels: []string{label}, ListOptions: page})
	})
	if err != nil {
		return nil, s.Client.Told(err, Asked{"the issues with the label " + label, "issues: read"})
	}
	var out []Issue
	for _, i := range found {
		if issue := s.issueOf(i); !issue.IsPull && slices.Contains(issue.Labels, label) {
			out = append(out, issue)
		}
	}
	return out, nil
}

// Ours are the issues that we opened, closed ones too, the newest first: those in which something happened since then.
func (s Issues) Ours(ctx context.Context, since time.Time) ([]Issue, error) {
	found, err := Pages(maxIssues, func(page github.ListOptions) ([]*github.Issue, *github.Response, error) {
		return s.Client.REST.Issues.ListByRepo(ctx, s.Repository.Owner, s.Repository.Name, &github.IssueListByRepoOptions{
			State: "all", Creator: cmp.Or(s.Author, UsualAuthor), Since: since, ListOptions: page,
		})
	})
	if err != nil {
		return nil, s.Client.Told(err, Asked{"the issues that runs opened", "issues: read"})
	}
	var out []Issue
	for _, i := range found {
		if issue := s.issueOf(i); !issue.IsPull && issue.Own {
			out = append(out, issue)
		}
	}
	return out, nil
}

// Remarks are the comments below an issue, the oldest first: the newest of them, where there are more than 3,000, and
// how many pages of older ones there are besides. One whose author is gone is left out: nobody can be asked who that was.
func (s Issues) Remarks(ctx context.Context, number int64) (out []Remark, older int, err error) {
	asked := Asked{fmt.Sprintf("the comments below issue %d", number), "issues: read"}
	found, older, err := newest(maxRemarks, func(page github.ListOptions) ([]*remark, *github.Response, error) {
		path := fmt.Sprintf("repos/%s/%s/issues/%d/comments?per_page=%d&page=%d", s.Repository.Owner, s.Repository.Name, number, page.PerPage, page.Page)
		request, err := s.Client.REST.NewRequest("GET", path, nil)
		if err != nil {
			return nil, nil, err
		}
		var some []*remark
		response, err := s.Client.REST.Do(ctx, request, &some)
		return some, response, err
	})
	if err != nil {
		return nil, 0, s.Client.Told(err, asked)
	}
	for _, c := range found {
		who, ok := by(c.User)
		if !ok {
			continue
		}
		if c.ID < 1 || c.Created.IsZero() || c.Modified.IsZero() {
			return nil, 0, s.Client.Told(errOdd, asked)
		}
		out = append(out, Remark{ID: c.ID, By: who, Program: !isPerson(c.User) || c.App != nil, Own: s.own(c.User), Body: c.Body, Created: c.Created, Modified: c.Modified})
	}
	return out, older, nil
}

// remark is a comment with what go-github does not read: the app that wrote it in somebody's name.
type remark struct {
	ID       int64        `json:"id"`
	User     *github.User `json:"user"`
	Body     string       `json:"body"`
	Created  time.Time    `json:"created_at"`
	Modified time.Time    `json:"updated_at"`
	App      *struct {
		ID int64 `json:"id"`
	} `json:"performed_via_github_app"`
}

// Open opens an issue, once: same tells which issue is the one that was to be opened.
func (s Issues) Open(ctx context.Context, title, body, label string, same func(Issue) bool) (int64, error) {
	look := func(ctx context.Context) (int64, bool, error) {
		all, err := s.Labelled(ctx, label)
		i := slices.IndexFunc(all, func(i Issue) bool { return i.Own && same(i) })
		if err != nil || i < 0 {
			return 0, false, err
		}
		return all[i].Number, true, nil
	}
	if number, ok, err := look(ctx); err != nil || ok {
		return number, err
	}
	return Write(ctx, s.Client, look, func(ctx context.Context) (int64, error) {
		made, _, err := s.Client.REST.Issues.Create(ctx, s.Repository.Owner, s.Repository.Name, &github.IssueRequest{Title: &title, Body: &body, Labels: &[]string{label}})
		return int64(made.GetNumber()), s.Client.Told(err, Asked{"a new issue", "issues: write"})
	})
}

// Say writes a comment below an issue, once: same tells which comment is the one that was to be written.
func (s Issues) Say(ctx context.Context, number int64, body string, same func(Remark) bool) error {
	look := func(ctx context.Context) (bool, bool, error) {
		all, _, err := s.Remarks(ctx, number)
		return true, slices.ContainsFunc(all, func(r Remark) bool { return r.Own && same(r) }), err
	}
	if _, said, err := look(ctx); err != nil || said {
		return err
	}
	_, err := Write(ctx, s.Client, look, func(ctx context.Context) (bool, error) {
		_, _, err := s.Client.REST.Issues.CreateComment(ctx, s.Repository.Owner, s.Repository.Name, int(number), &github.IssueComment{Body: &body})
		return err == nil, s.Client.Told(err, Asked{fmt.Sprintf("a comment below issue %d", number), "issues: write"})
	})
	return err
}

// Close closes an issue. Doing it twice changes nothing, so it is asked for again where an answer was lost.
func (s Issues) Close(ctx context.Context, number int64) error {
	closed := "closed"
	again := func(context.Context) (bool, bool, error) { return false, false, nil }
	_, err := Write(ctx, s.Client, again, func(ctx context.Context) (bool, error) {
		_, _, err := s.Client.REST.Issues.Edit(ctx, s.Repository.Owner, s.Repository.Name, int(number), &github.IssueRequest{State: &closed})
		return err == nil, s.Client.Told(err, Asked{fmt.Sprintf("to close issue %d", number), "issues: write"})
	})
	return err
}

// Dispatch sends the repository an event. One that is sent twice must change nothing: nobody can look whether it
// came.
func (s Issues) Dispatch(ctx context.Context, kind string, payload map[string]any) error {
	data, err := json.Marshal(payload)
	if err != nil {
		return err
	}
	raw := json.RawMessage(data)
	again := func(context.Context) (bool, bool, error) { return false, false, nil }
	_, err = Write(ctx, s.Client, again, func(ctx context.Context) (bool, error) {
		_, _, err := s.Client.REST.Repositories.Dispatch(ctx, s.Repository.Owner, s.Repository.Name, github.DispatchRequestOptions{EventType: kind, ClientPayload: &raw})
		return err == nil, s.Client.Told(err, Asked{"to send the event " + kind, "contents: write"})
	})
	return err
}
