package steps

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/expr"
)

// issueOpen is issue.open: an issue for people to read, opened once for as long as it stays open. What it is
// about stands as a comment in its first line, which nobody sees, and by which it is found again: so an
// attempt whose answer was lost is not made twice.
//
// Only an issue of somebody who may write to the repository, or of an app, counts as opened already: nobody
// from outside can keep one from being opened. And only the first line counts, so that no text which is told
// in an issue can be taken for what another one is about.
type issueOpen struct {
	web *web
	one chan struct{} // who may look and open: of many at once, each would find none
}

func newIssueOpen(w *web) issueOpen { return issueOpen{w, make(chan struct{}, 1)} }

const (
	maxSubject = 256
	maxBody    = 60_000
	// Pages of open issues that are looked through, a hundred on each.
	maxIssuePages = 50
)

var repositoryForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9_.-]{1,100}$`)

// issue is what is to be opened.
type issue struct {
	owner, name string // of the repository
	marker      string
	request     *github.IssueRequest
}

func (o issueOpen) Run(ctx context.Context, call engine.Call) engine.Result {
	if problem := allowedOnGitHub(call); problem != "" {
		return denied(problem)
	}
	wanted, problem := o.wanted(call.Settings)
	if problem != "" {
		return unknown(engine.ReasonSetting, problem)
	}
	forge, refusal := o.web.github(call)
	if forge == nil {
		return refusal
	}
	select {
	case o.one <- struct{}{}:
		defer func() { <-o.one }()
	case <-ctx.Done():
		return unknown(engine.ReasonTimeout, "another issue was being opened")
	}
	if found, result := forge.find(ctx, wanted); found != nil || result.Reason != "" {
		return issueResult(found, false, result)
	}
	opened, _, err := forge.Issues.Create(ctx, wanted.owner, wanted.name, wanted.request)
	if err != nil {
		return forge.problem(err)
	}
	return issueResult(opened, true, engine.Result{})
}

// wanted is the issue of these settings, or what is wrong with them.
func (o issueOpen) wanted(s settings) (wanted issue, problem string) {
	repository, subject, body := s.text("repository", o.web.machine.GitHub.Repository), s.text("subject", ""), s.text("body", "")
	switch {
	case repository == "":
		return wanted, `repository is not told, and this is no run of GitHub that is in one: repository = "OWNER/NAME"`
	case !isRepository(repository):
		return wanted, "repository is not OWNER/NAME"
	case strings.TrimSpace(subject) == "" || !oneLine(subject) || utf8.RuneCountInString(subject) > maxSubject:
		return wanted, fmt.Sprintf("subject is not one line of at most %d characters", maxSubject)
	case utf8.RuneCountInString(body) > maxBody:
		return wanted, fmt.Sprintf("body has more than %d characters", maxBody)
	}
	wanted.owner, wanted.name, _ = strings.Cut(repository, "/")
	wanted.marker = marker(s.text("about", subject))
	body = strings.TrimSpace(wanted.marker + "\n\n" + body)
	wanted.request = &github.IssueRequest{Title: &subject, Body: &body}
	for name, list := range map[string]**[]string{"labels": &wanted.request.Labels, "assignees": &wanted.request.Assignees} {
		if texts := s.texts(name); len(texts) > 0 {
			*list = &texts
		}
	}
	return wanted, ""
}

// marker is the first line of an issue about something.
func marker(about string) string {
	sum := sha256.Sum256([]byte(about))
	return "<!-- attestary:issue " + hex.EncodeToString(sum[:16]) + " -->"
}

// find looks for an open issue about the same, the newest first. Both results are empty where there is none.
func (f *forge) find(ctx context.Context, wanted issue) (*github.Issue, engine.Result) {
	options := &github.IssueListByRepoOptions{State: "open", ListOptions: github.ListOptions{Page: 1, PerPage: 100}}
	for range maxIssuePages {
		issues, response, err := f.Issues.ListByRepo(ctx, wanted.owner, wanted.name, options)
		if err != nil {
			return nil, f.problem(err)
		}
		for _, i := range issues {
			first, _, _ := strings.Cut(i.GetBody(), "\n")
			if !i.IsPullRequest() && strings.TrimSpace(first) == wanted.marker && insider(i) {
				return i, engine.Result{}
			}
		}
		if response.NextPage <= options.Page {
			return nil, engine.Result{}
		}
		options.Page = response.NextPage
	}
	return nil, unknown(engine.ReasonTooLarge, fmt.Sprintf("%s: there are more than %d open issues, so that one about the same may be among them unseen", f.host, maxIssuePages*100))
}

// insider tells whether an issue is of somebody who may write to the repository, or of an app that was let in.
func insider(i *github.Issue) bool {
	switch i.GetAuthorAssociation() {
	case "OWNER", "MEMBER", "COLLABORATOR":
		return true
	}
	return i.GetUser().GetType() == "Bot"
}

func issueResult(i *github.Issue, opened bool, problem engine.Result) engine.Result {
	switch {
	case i == nil:
		return problem
	case i.GetNumber() == 0 || i.GetHTMLURL() == "":
		return unknown(engine.ReasonUnread, "the answer tells neither the number of an issue nor its address")
	}
	return passed(map[string]expr.Value{
		"number": expr.OfInt(int64(i.GetNumber())), "url": expr.OfText(i.GetHTMLURL()), "opened": expr.OfBool(opened),
	})
}
