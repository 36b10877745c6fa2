package forge

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/schemas/evidence"
)

// hand is somebody who had a part in a change.
type hand struct {
	id, login string // one of them may be empty
	what      string // as the end of a sentence about a review: it is by somebody who …
}

// own tells whether a reviewer had a hand in the change; "" where not.
func own(hands []hand, who evidence.By) string {
	for _, h := range hands {
		if h.id != "" && h.id == who.ID || h.login != "" && strings.EqualFold(h.login, who.Login) {
			return "is by somebody who " + h.what
		}
	}
	return ""
}

// hands are all who had a part in a pull request. A doubt where one of them is not known: anybody could be.
func (c *Client) hands(ctx context.Context, q Question, pull *github.PullRequest, at *change) ([]hand, error) {
	opener, ok := by(pull.GetUser())
	if !ok {
		return nil, doubtf("who opened pull request %d has no account any more", pull.GetNumber())
	}
	all := []hand{{opener.ID, opener.Login, "opened the pull request"}}
	wrote, err := c.writers(ctx, q, pull)
	if err != nil {
		return nil, err
	}
	pushed, err := c.pushers(ctx, pull, at)
	return append(append(all, wrote...), pushed...), err
}

// writers are the authors and co-authors of the pull request's commits.
func (c *Client) writers(ctx context.Context, q Question, pull *github.PullRequest) ([]hand, error) {
	asked := Asked{fmt.Sprintf("the commits of pull request %d", pull.GetNumber()), "pull-requests: read"}
	commits, err := Pages(maxCommits, func(page github.ListOptions) ([]*github.RepositoryCommit, *github.Response, error) {
		return c.REST.PullRequests.ListCommits(ctx, q.Repository.Owner, q.Repository.Name, pull.GetNumber(), &page)
	})
	switch {
	case err != nil:
		return nil, c.Told(err, asked)
	case len(commits) >= maxCommits:
		return nil, doubtf("pull request %d has %d commits or more, of which the forge shows no more, so nobody can tell who wrote them all", pull.GetNumber(), maxCommits)
	case len(commits) == 0 || commits[len(commits)-1].GetSHA() != pull.GetHead().GetSHA():
		return nil, doubtf("the commits of pull request %d do not end with its head", pull.GetNumber())
	}
	known := map[string]hand{} // by address
	for _, k := range commits {
		if who, ok := by(k.GetAuthor()); ok {
			known[strings.ToLower(k.GetCommit().GetAuthor().GetEmail())] = hand{who.ID, who.Login, ""}
		}
	}
	var all []hand
	for _, k := range commits {
		for i, address := range append([]string{k.GetCommit().GetAuthor().GetEmail()}, coauthors(k.GetCommit().GetMessage())...) {
			h, ok := q.written(known, address)
			if h.what = "wrote a part of it"; i > 0 {
				h.what = "is told to have written a part of it"
			}
			if !ok {
				return nil, doubtf("commit %s names %q as an author, who has no account that the forge knows, so anybody could be; tell whose address it is in project.hcl: person \"LOGIN\" { email = … }", short(k.GetSHA()), clean(address, 100))
			}
			all = append(all, h)
		}
	}
	return all, nil
}

// written is who has an address: by the number that stands in it, by a commit whose author the forge knows, or as the
// project tells.
func (q Question) written(known map[string]hand, address string) (hand, bool) {
	address = strings.ToLower(address)
	if id := numbered(address); id != "" {
		return hand{id: id}, true
	}
	if h, ok := known[address]; ok {
		return h, true
	}
	login, ok := q.Emails[address]
	return hand{login: login}, ok && login != ""
}

var numberedForm = regexp.MustCompile(`^([0-9]{1,18})\+[^@]*@users\.noreply\.[a-z0-9.-]+$`)

// numbered is the number of the account in an address that the forge gives out; "" where there is none.
func numbered(address string) string {
	if m := numberedForm.FindStringSubmatch(address); m != nil {
		return m[1]
	}
	return ""
}

const coauthored = "co-authored-by:"

// coauthors are the addresses that a message gives of its co-authors. One that has none is told as it stands.
func coauthors(message string) (all []string) {
	for line := range strings.FieldsFuncSeq(message, func(r rune) bool { return r == '\n' || r == '\r' }) {
		line = strings.TrimSpace(line)
		if len(line) < len(coauthored) || !strings.EqualFold(line[:len(coauthored)], coauthored) {
			continue
		}
		text := strings.TrimSpace(line[len(coauthored):])
		if i := strings.LastIndex(text, "<"); i >= 0 && strings.HasSuffix(text, ">") {
			text = text[i+1 : len(text)-1]
		}
		all = append(all, text)
	}
	return all
}

// push is an entry of a repository's activity. go-github knows no such thing.
type push struct {
	Before string
	After  string
	Ref    string
	Kind   string `json:"activity_type"`
	Actor  *github.User
}

// maxPushes is how many pages of a hundred pushes are looked through.
const maxPushes = 5

// pushers are all who pushed to the pull request's branch, from its first commit to the head that was merged. What
// the forge remembers is followed back, push by push: to the one that made the branch, or to a commit that the
// protected branch had. A doubt where it does not remember.
func (c *Client) pushers(ctx context.Context, pull *github.PullRequest, at *change) ([]hand, error) {
	from := pull.GetHead().GetRepo()
	if from.GetID() == 0 || !repositoryForm.MatchString(from.GetFullName()) {
		return nil, doubtf("the repository that pull request %d came from is gone, so nobody can tell who pushed to it", pull.GetNumber())
	}
	ref := "refs/heads/" + pull.GetHead().GetRef()
	asked := Asked{fmt.Sprintf("who pushed to %s of %s", clean(pull.GetHead().GetRef(), 100), from.GetFullName()), "contents: read"}
	want, after := pull.GetHead().GetSHA(), ""
	var all []hand
	for range maxPushes {
		query := url.Values{"ref": {ref}, "per_page": {strconv.Itoa(perPage)}}
		if after != "" {
			query.Set("after", after)
		}
		request, err := c.REST.NewRequest("GET", "repos/"+from.GetFullName()+"/activity?"+query.Encode(), nil)
		if err != nil {
			return nil, c.Told(err, asked)
		}
		var pushes []push
		response, err := c.REST.Do(ctx, request, &pushes)
		if err != nil {
			return nil, c.Told(err, asked)
		}
		for _, p := range pushes {
			if p.Ref != ref || p.After != want {
				continue
			}
			who, ok := by(p.Actor)
			if !ok {
				return nil, doubtf("somebody pushed to pull request %d whose account is gone", pull.GetNumber())
			}
			all = append(all, hand{who.ID, who.Login, "pushed to it"})
			if _, old := at.place[p.Before]; old || p.Kind == "branch_creation" || strings.Trim(p.Before, "0") == "" {
				return all, nil
			}
			want = p.Before
		}
		if after = response.After; after == "" {
			break
		}
	}
	return nil, doubtf("the forge does not remember who pushed all of pull request %d", pull.GetNumber())
}
