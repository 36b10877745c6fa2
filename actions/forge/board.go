package forge

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/go-github/v60/github"
)

// Board is what a robot tells a repository's pull requests: one check run, one comment, some suggestions. What
// it has told before it finds again and changes, so that nothing is told twice, also where an answer was lost.
type Board struct {
	Client     *Client
	Repository string // owner/name
	Main       string // its default branch
	// Author is the login that the token writes as. Only what it wrote is its own: a marker can be copied.
	Author string
}

// UsualAuthor is who a job's token writes as.
const UsualAuthor = "github-actions[bot]"

// Pull is a pull request that is open.
type Pull struct {
	Number int
	Head   string // commit
	Base   string // commit that its branch was at
	Branch string // that it goes to
	Author string // login
	Fork   bool   // it comes from another repository
	Owner  string // of the repository that it comes from
}

const (
	maxPulls    = 100  // of one commit
	maxComments = 3000 // of one pull request
	maxChecks   = 1000 // of one commit
)

func (b Board) owner() string { owner, _, _ := strings.Cut(b.Repository, "/"); return owner }
func (b Board) name() string  { _, name, _ := strings.Cut(b.Repository, "/"); return name }

// Pulls are the open pull requests whose head is the commit that a run was about, by number. GitHub does not
// always tell them of a commit in a fork; then they are asked for by the fork's branch.
func (b Board) Pulls(ctx context.Context, e FinishedEvent) ([]Pull, error) {
	asked := Asked{What: "the pull requests of commit " + e.Head[:12], Needs: "pull-requests: read"}
	listed, err := Pages(maxPulls, func(page github.ListOptions) ([]*github.PullRequest, *github.Response, error) {
		return b.Client.REST.PullRequests.ListPullRequestsWithCommit(ctx, b.owner(), b.name(), e.Head, &page)
	})
	if err := b.Client.Told(err, asked); err != nil && !refusedOrUnseen(err) {
		return nil, err
	}
	if pulls := b.at(listed, e.Head); len(pulls) > 0 || e.HeadOwner == "" || e.HeadBranch == "" {
		return pulls, b.Client.Told(err, asked)
	}
	listed, err = Pages(maxPulls, func(page github.ListOptions) ([]*github.PullRequest, *github.Response, error) {
		return b.Client.REST.PullRequests.List(ctx, b.owner(), b.name(), &github.PullRequestListOptions{State: "open", Head: e.HeadOwner + ":" + e.HeadBranch, ListOptions: page})
	})
	return b.at(listed, e.Head), b.Client.Told(err, asked)
}

// at are those of the pull requests that are open, of this repository, and stand at that commit.
func (b Board) at(listed []*github.PullRequest, head string) []Pull {
	var pulls []Pull
	for _, p := range listed {
		own := strings.EqualFold(p.GetBase().GetRepo().GetFullName(), b.Repository)
		if p.GetState() == "open" && own && p.GetHead().GetSHA() == head && p.GetNumber() > 0 && commitForm.MatchString(p.GetBase().GetSHA()) {
			pulls = append(pulls, Pull{
				Number: p.GetNumber(), Head: head, Base: p.GetBase().GetSHA(), Branch: p.GetBase().GetRef(), Author: p.GetUser().GetLogin(),
				Fork: p.GetHead().GetRepo().GetID() != p.GetBase().GetRepo().GetID(), Owner: p.GetHead().GetRepo().GetOwner().GetLogin(),
			})
		}
	}
	slices.SortFunc(pulls, func(a, b Pull) int { return cmp.Compare(a.Number, b.Number) })
	return pulls
}

// Current tells whether the pull request is still open, at its commit, and goes to its branch.
func (b Board) Current(ctx context.Context, p Pull) (bool, error) {
	now, _, err := b.Client.REST.PullRequests.Get(ctx, b.owner(), b.name(), p.Number)
	if err != nil {
		return false, b.Client.Told(err, Asked{What: fmt.Sprintf("pull request %d", p.Number), Needs: "pull-requests: read"})
	}
	return now.GetState() == "open" && now.GetHead().GetSHA() == p.Head && now.GetBase().GetRef() == p.Branch, nil
}

// filePages is how many pages of a pull request's files are asked for.
const filePages = 3

// Files are the files that a pull request changes, with the names that they had before. whole: there are no more than
// these. It takes up to three requests.
func (b Board) Files(ctx context.Context, p Pull) (names []string, whole bool, err error) {
	page := github.ListOptions{PerPage: perPage}
	for range filePages {
		listed, response, err := b.Client.REST.PullRequests.ListFiles(ctx, b.owner(), b.name(), p.Number, &page)
		if err != nil {
			return nil, false, b.Client.Told(err, Asked{What: fmt.Sprintf("the files of pull request %d", p.Number), Needs: "pull-requests: read"})
		}
		for _, f := range listed {
			names = append(names, f.GetFilename())
			if was := f.GetPreviousFilename(); was != "" {
				names = append(names, was)
			}
		}
		if page.Page = response.NextPage; page.Page == 0 {
			return names, true, nil
		}
	}
	return names, false, nil
}

// Fork is the commit from which the pull request went its own way: what came to the branch since is no part of
// it.
func (b Board) Fork(ctx context.Context, p Pull) (string, error) {
	between, _, err := b.Client.REST.Repositories.CompareCommits(ctx, b.owner(), b.name(), p.Base, p.Head, &github.ListOptions{PerPage: 1})
	asked := Asked{What: fmt.Sprintf("where pull request %d began", p.Number), Needs: "contents: read"}
	if err != nil {
		return "", b.Client.Told(err, asked)
	}
	fork := between.GetMergeBaseCommit().GetSHA()
	if !commitForm.MatchString(fork) {
		return "", b.Client.Told(listError("it names no commit"), asked)
	}
	return fork, nil
}
