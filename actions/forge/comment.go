package forge

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/go-github/v60/github"
)

// Need says whether a comment is to be where there is none.
type Need int

const (
	IfThere Need = iota // one that is there is changed, and none is made
	Always
)

// Comment tells the pull request a text. The comment that begins with the same first line, and is our own, is
// changed.
func (b Board) Comment(ctx context.Context, number int, text string, need Need) error {
	marker, _, _ := strings.Cut(text, "\n")
	asked := Asked{What: fmt.Sprintf("the comment on pull request %d", number), Needs: "pull-requests: write"}
	find := func(ctx context.Context) (*github.IssueComment, bool, error) {
		found, err := b.comment(ctx, number, marker)
		return found, found != nil, err
	}
	there, ok, err := find(ctx)
	switch {
	case err != nil, !ok && need == IfThere:
		return err
	case !ok:
		_, err = Write(ctx, b.Client, find, func(ctx context.Context) (*github.IssueComment, error) {
			made, _, err := b.Client.REST.Issues.CreateComment(ctx, b.owner(), b.name(), number, &github.IssueComment{Body: &text})
			return made, b.Client.Told(err, asked)
		})
		return err
	case same(there.GetBody(), text):
		return nil
	}
	_, err = Write(ctx, b.Client, func(ctx context.Context) (*github.IssueComment, bool, error) {
		now, ok, err := find(ctx)
		return now, ok && same(now.GetBody(), text), err
	}, func(ctx context.Context) (*github.IssueComment, error) {
		made, _, err := b.Client.REST.Issues.EditComment(ctx, b.owner(), b.name(), there.GetID(), &github.IssueComment{Body: &text})
		return made, b.Client.Told(err, asked)
	})
	return err
}

// same tells whether two texts are one: a forge may keep it with other ends of lines.
func same(a, b string) bool {
	plain := func(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) }
	return plain(a) == plain(b)
}

// comment finds our comment by its marker; nil: there is none.
func (b Board) comment(ctx context.Context, number int, marker string) (*github.IssueComment, error) {
	all, err := Pages(maxComments, func(page github.ListOptions) ([]*github.IssueComment, *github.Response, error) {
		return b.Client.REST.Issues.ListComments(ctx, b.owner(), b.name(), number, &github.IssueListCommentsOptions{ListOptions: page})
	})
	if err != nil {
		return nil, b.Client.Told(err, Asked{What: fmt.Sprintf("the comments on pull request %d", number), Needs: "pull-requests: read"})
	}
	i := slices.IndexFunc(all, func(c *github.IssueComment) bool {
		return b.own(c.GetUser()) && strings.HasPrefix(c.GetBody(), marker)
	})
	if i < 0 {
		return nil, nil
	}
	return all[i], nil
}

// own tells whether we wrote it.
func (b Board) own(who *github.User) bool { return writes(b.Author, who) }

// writes tells whether an account is that of an author. Nobody but a robot has a login with brackets.
func writes(author string, who *github.User) bool {
	return who.GetLogin() == author && (!strings.HasSuffix(author, "[bot]") || who.GetType() == "Bot")
}

// Suggestion is a comment on lines of a pull request.
type Suggestion struct {
	Path       string
	Start, End int
	Body       string
	Key        string // by which it is known; it stands in the body
}

// Suggest tells the suggestions that were not told before, as one review that approves nothing. keys gives those
// that stand in a text.
func (b Board) Suggest(ctx context.Context, p Pull, list []Suggestion, keys func(body string) []string) error {
	if len(list) == 0 {
		return nil
	}
	asked := Asked{What: fmt.Sprintf("the suggestions on pull request %d", p.Number), Needs: "pull-requests: write"}
	fresh := func(ctx context.Context) ([]Suggestion, error) {
		told, err := b.suggested(ctx, p.Number, keys)
		return slices.DeleteFunc(slices.Clone(list), func(s Suggestion) bool { return told[s.Key] }), err
	}
	wanted, err := fresh(ctx)
	if err != nil || len(wanted) == 0 {
		return err
	}
	_, err = Write(ctx, b.Client, func(ctx context.Context) (*github.PullRequestReview, bool, error) {
		left, err := fresh(ctx)
		return nil, len(left) == 0, err
	}, func(ctx context.Context) (*github.PullRequestReview, error) {
		made, _, err := b.Client.REST.PullRequests.CreateReview(ctx, b.owner(), b.name(), p.Number, request(p, wanted))
		return made, b.Client.Told(err, asked)
	})
	return err
}

func request(p Pull, list []Suggestion) *github.PullRequestReviewRequest {
	r := &github.PullRequestReviewRequest{CommitID: &p.Head, Event: github.String("COMMENT"), Body: github.String("These fixes cannot change what a valid part means. Take the ones you like.")}
	for _, s := range list {
		c := &github.DraftReviewComment{Path: github.String(s.Path), Line: github.Int(s.End), Side: github.String("RIGHT"), Body: github.String(s.Body)}
		if s.Start < s.End {
			c.StartLine, c.StartSide = github.Int(s.Start), github.String("RIGHT")
		}
		r.Comments = append(r.Comments, c)
	}
	return r
}

// suggested are the keys of our suggestions on the pull request.
func (b Board) suggested(ctx context.Context, number int, keys func(body string) []string) (map[string]bool, error) {
	all, err := Pages(maxComments, func(page github.ListOptions) ([]*github.PullRequestComment, *github.Response, error) {
		return b.Client.REST.PullRequests.ListComments(ctx, b.owner(), b.name(), number, &github.PullRequestListCommentsOptions{ListOptions: page})
	})
	told := map[string]bool{}
	for _, c := range all {
		if b.own(c.GetUser()) {
			for _, key := range keys(c.GetBody()) {
				told[key] = true
			}
		}
	}
	return told, b.Client.Told(err, Asked{What: fmt.Sprintf("the suggestions on pull request %d", number), Needs: "pull-requests: read"})
}
