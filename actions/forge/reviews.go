package forge

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// Source is the history of the repository, as the signer has it in git.
type Source interface {
	// Line lists a commit and those before it, each the first parent of the one before, newest first. whole is
	// false where older ones are missing, as in a shallow clone.
	Line(ctx context.Context, commit string) (line []string, whole bool, err error)
	// Digest is that of the plan that a runbook compiles to at a commit; "" where there is no such runbook, or it
	// does not compile. An error is that it could not be looked at.
	Digest(ctx context.Context, commit, runbook string) (canon.Digest, error)
}

// Question is which reviews count for a plan.
type Question struct {
	Repository Repository
	Branch     string // the protected one
	Tip        string // the commit that it is at
	Commit     string // that the run is of
	Runbook    string
	Digest     canon.Digest // of the plan
	Requester  *evidence.By
	Emails     map[string]string // login by address, in lower case, as the project tells it
}

// Reviews are what people said of a plan in the pull request that brought it.
type Reviews struct {
	Pull  int64  // its number; 0 where nothing brought the plan but a push
	Head  string // the commit that was reviewed and merged
	Merge string // the commit of the branch that last changed the plan
	// Said is the standing word of each person who had no hand in the change, about Head. A yes is for exactly
	// this plan. Whether they have a role, whoever counts them looks up.
	Said []*evidence.Review
	Void []Void
	// Unknown is why nobody can tell whether a word counts; Said is empty then.
	Unknown string
}

// Void is a word that does not count.
type Void struct {
	Login string
	Why   string // as the end of a sentence: it …
}

const (
	maxReviews = 1000
	// GitHub shows no more commits of a pull request than this.
	maxCommits = 250
	// maxLine is how far the branch is walked back.
	maxLine = 100_000
)

// Reviewed asks who reviewed the plan. A review counts if what was reviewed and what runs compile to the same
// plan, what was reviewed is what was merged, and the merge is on the branch's first-parent line, at or before
// the commit; the pull request that counts is the one whose merge last changed the plan to what it is. Nobody who
// opened it, pushed to it or wrote a part of it counts, nor who asks for the run. It takes four requests, unless
// something has more than a hundred parts.
func (c *Client) Reviewed(ctx context.Context, q Question, source Source) (*Reviews, error) {
	r := &Reviews{}
	at, err := q.change(ctx, source)
	if err != nil {
		return doubtful(r, err)
	}
	r.Merge = at.commit
	pull, err := c.pullOf(ctx, q, at)
	if pull == nil || err != nil {
		return doubtful(r, err)
	}
	r.Pull, r.Head = int64(pull.GetNumber()), pull.GetHead().GetSHA()
	found, err := source.Digest(ctx, r.Head, q.Runbook)
	if err != nil {
		return r, fmt.Errorf("commit %s, the head of pull request %d: %w", r.Head, r.Pull, err)
	}
	said, err := c.words(ctx, q, r.Pull)
	if err != nil {
		return r, err
	}
	hands, err := c.hands(ctx, q, pull, at)
	if err != nil {
		return doubtful(r, err)
	}
	for _, w := range said {
		r.weigh(w, q, hands, found)
	}
	return r, nil
}

// doubt is why nobody can tell, which is no failure to look.
type doubt string

func (d doubt) Error() string { return string(d) }

func doubtf(format string, args ...any) error { return doubt(fmt.Sprintf(format, args...)) }

// doubtful makes a doubt a part of the result.
func doubtful(r *Reviews, err error) (*Reviews, error) {
	var d doubt
	if errors.As(err, &d) {
		r.Unknown = string(d)
		return r, nil
	}
	return r, err
}

// change is where the plan last became what it is.
type change struct {
	commit string
	line   []string       // of the branch, newest first
	place  map[string]int // in the line
	asked  int            // the place of the run's commit
	at     int            // the place of the change
}

// change walks the branch back, from the run's commit to the one that last changed the plan.
func (q Question) change(ctx context.Context, source Source) (*change, error) {
	line, whole, err := source.Line(ctx, q.Tip)
	if err != nil {
		return nil, fmt.Errorf("the history of %s: %w", q.Branch, err)
	}
	if len(line) > maxLine {
		line, whole = line[:maxLine], false
	}
	ch := &change{line: line, place: make(map[string]int, len(line)), asked: -1}
	for i, commit := range line {
		ch.place[commit] = i
	}
	at, there := ch.place[q.Commit]
	if !there {
		return nil, doubtf("commit %s is not on the first-parent line of %s", q.Commit, q.Branch)
	}
	ch.asked = at
	here, err := source.Digest(ctx, q.Commit, q.Runbook)
	if err != nil {
		return nil, fmt.Errorf("commit %s: %w", q.Commit, err)
	}
	if here != q.Digest {
		return nil, doubtf("commit %s does not compile to the plan that is asked about", q.Commit)
	}
	for ; at+1 < len(line); at++ {
		before, err := source.Digest(ctx, line[at+1], q.Runbook)
		if err != nil {
			return nil, fmt.Errorf("commit %s: %w", line[at+1], err)
		}
		if before != q.Digest {
			break
		}
	}
	if at+1 == len(line) && !whole {
		return nil, doubtf("the history of %s is not whole here, so nobody can see what brought the plan; fetch all of it (fetch-depth: 0)", q.Branch)
	}
	ch.commit, ch.at = line[at], at
	return ch, nil
}

// pullOf gives the pull request that brought a change; nil where a push did.
func (c *Client) pullOf(ctx context.Context, q Question, at *change) (*github.PullRequest, error) {
	asked := Asked{"the pull requests of commit " + at.commit, "pull-requests: read"}
	all, err := Pages(maxReviews, func(page github.ListOptions) ([]*github.PullRequest, *github.Response, error) {
		return c.REST.PullRequests.ListPullRequestsWithCommit(ctx, q.Repository.Owner, q.Repository.Name, at.commit, &github.ListOptions{Page: page.Page, PerPage: page.PerPage})
	})
	if err != nil {
		return nil, c.Told(err, asked)
	}
	var found *github.PullRequest
	for _, p := range all {
		merged, onLine := at.place[p.GetMergeCommitSHA()]
		switch {
		case p.MergedAt == nil || p.GetBase().GetRef() != q.Branch || p.GetBase().GetRepo().GetID() != q.Repository.ID:
			continue // it has the commit, and did not bring it to the branch
		case !onLine || merged > at.at || merged < at.asked:
			continue // it came to the branch after what runs, or not by this change
		case !commitForm.MatchString(p.GetHead().GetSHA()) || p.GetNumber() < 1:
			return nil, c.Told(errOdd, asked)
		case found != nil:
			return nil, doubtf("pull requests %d and %d both brought commit %s to %s", found.GetNumber(), p.GetNumber(), at.commit, q.Branch)
		}
		found = p
	}
	return found, nil
}

// word is the standing one of a person.
type word struct {
	by     evidence.By
	person bool
	state  string
	head   string // that they looked at
	at     string
}

// words reads the reviews, and keeps of each account the one that stands: the newest that says yes or no, or that
// was dismissed. A comment takes nothing back.
func (c *Client) words(ctx context.Context, q Question, pull int64) ([]word, error) {
	asked := Asked{fmt.Sprintf("the reviews of pull request %d", pull), "pull-requests: read"}
	all, err := Pages(maxReviews, func(page github.ListOptions) ([]*github.PullRequestReview, *github.Response, error) {
		return c.REST.PullRequests.ListReviews(ctx, q.Repository.Owner, q.Repository.Name, int(pull), &page)
	})
	if err != nil {
		return nil, c.Told(err, asked)
	}
	slices.SortStableFunc(all, func(a, b *github.PullRequestReview) int {
		return cmp.Or(a.GetSubmittedAt().Compare(b.GetSubmittedAt().Time), cmp.Compare(a.GetID(), b.GetID()))
	})
	var words []word
	for _, r := range all {
		who, ok := by(r.GetUser())
		switch r.GetState() {
		case "COMMENTED", "PENDING":
			continue
		case "APPROVED", "CHANGES_REQUESTED", "DISMISSED":
		default:
			return nil, c.Told(fmt.Errorf("%w: a review is in a state that is none", errOdd), asked)
		}
		w := word{who, isPerson(r.GetUser()), r.GetState(), r.GetCommitID(), evidence.FormatInstant(r.GetSubmittedAt().Time)}
		if !ok {
			w.by = evidence.By{} // whose account is gone
		}
		if i := slices.IndexFunc(words, func(before word) bool { return ok && before.by.ID == who.ID }); i >= 0 {
			words[i] = w
		} else {
			words = append(words, w)
		}
	}
	return words, nil
}

// weigh puts a word where it belongs.
func (r *Reviews) weigh(w word, q Question, hands []hand, head canon.Digest) {
	why := ""
	switch {
	case w.by.ID == "":
		why = "is by an account that is gone"
	case !w.person:
		why = "is by a program"
	case w.state == "DISMISSED":
		why = "was dismissed"
	case q.Requester != nil && q.Requester.How == "forge" && q.Requester.ID == w.by.ID:
		why = "is by the one who asks for the run"
	default:
		why = own(hands, w.by)
	}
	answer := evidence.Yes
	switch {
	case why != "":
	case w.state == "CHANGES_REQUESTED":
		answer = evidence.No // of whatever commit: it stands until they say otherwise
	case w.head != r.Head:
		why = "is of commit " + short(w.head) + ", and what was merged is " + short(r.Head)
	case head != q.Digest:
		why = "is of a commit that compiles to another plan"
	}
	if why != "" {
		r.Void = append(r.Void, Void{w.by.Login, why})
		return
	}
	r.Said = append(r.Said, &evidence.Review{At: w.at, By: w.by, Answer: answer, Commit: r.Head})
}

func short(commit string) string {
	if !commitForm.MatchString(commit) {
		return "nobody can tell which"
	}
	return commit[:12]
}
