package hub

import "slices"

var reviewRoutes = []route{
	{"GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews", "pull_requests:read", reviews},
	{"GET /repos/{owner}/{repo}/pulls/{pull_number}/comments", "pull_requests:read", reviewComments},
	{"POST /repos/{owner}/{repo}/pulls/{pull_number}/comments", "pull_requests:write", createReviewComment},
	{"POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews", "pull_requests:write", createReview},
}

// State is what a review says.
type State string

// What a review may say.
const (
	Approved         State = "APPROVED"
	ChangesRequested State = "CHANGES_REQUESTED"
	Commented        State = "COMMENTED"
	Dismissed        State = "DISMISSED"
)

// Review is one of a pull request.
type Review struct {
	ID int64

	pull  *Pull
	by    *Person
	state State
	at    string // the commit that was looked at
	body  string
	when  string
}

// Review adds a review of what the pull request is at now.
func (p *Pull) Review(by *Person, state State) *Review {
	defer p.repo.hub.lock()()
	return p.review(by, state, p.head, "")
}

func (p *Pull) review(by *Person, state State, at, body string) *Review {
	r := &Review{ID: p.repo.hub.id(), pull: p, by: by, state: state, at: at, body: body, when: p.repo.hub.instant()}
	p.reviews = append(p.reviews, r)
	return r
}

// Dismiss takes a review's word away.
func (r *Review) Dismiss() {
	defer r.pull.repo.hub.lock()()
	r.state = Dismissed
}

// Gone makes the reviewer somebody whose account is deleted.
func (r *Review) Gone() {
	defer r.pull.repo.hub.lock()()
	r.by = nil
}

func (r *Review) object() any {
	return fields{
		"id": r.ID, "node_id": "PRR", "user": r.by.object(), "body": r.body, "state": string(r.state), "commit_id": r.at, "submitted_at": r.when,
		"html_url": r.pull.object().(fields)["html_url"].(string) + "#pullrequestreview-" + itoa(r.ID), "author_association": "MEMBER",
	}
}

func reviews(c *call) answer {
	return onPull(c, func(p *Pull) answer { return list(objects(p.reviews)) })
}

func createReview(c *call) answer {
	return onPull(c, func(p *Pull) answer {
		var asked struct {
			Event, Body string
			CommitID    string `json:"commit_id"`
			Comments    []struct {
				Path, Body, Side string
				Line             int
			}
		}
		if !c.decode(&asked) {
			return unprocessable("Problems parsing JSON")
		}
		state := map[string]State{"APPROVE": Approved, "REQUEST_CHANGES": ChangesRequested, "COMMENT": Commented}[asked.Event]
		if state == "" || state == Approved && c.token.who == p.opener {
			return unprocessable("Unprocessable Entity")
		}
		at := p.head
		if asked.CommitID != "" {
			at = asked.CommitID
		}
		for _, m := range asked.Comments {
			p.comments = append(p.comments, &ReviewComment{ID: c.id(), Path: m.Path, Line: m.Line, Body: m.Body, pull: p, by: c.token.who, at: at})
		}
		return ok(p.review(c.token.who, state, at, asked.Body).object())
	})
}

// ReviewComment is one on a line of a pull request.
type ReviewComment struct {
	ID         int64
	Path, Body string
	Line       int

	pull *Pull
	by   *Person
	at   string
}

// Comments are those on lines.
func (p *Pull) Comments() []ReviewComment {
	defer p.repo.hub.lock()()
	var all []ReviewComment
	for _, m := range p.comments {
		all = append(all, *m)
	}
	return all
}

func (m *ReviewComment) object() any {
	return fields{
		"id": m.ID, "path": m.Path, "line": m.Line, "body": m.Body, "user": m.by.object(), "commit_id": m.at, "original_commit_id": m.at, "side": "RIGHT",
		"created_at": m.pull.at, "updated_at": m.pull.at, "author_association": "NONE", "pull_request_review_id": nil,
	}
}

func reviewComments(c *call) answer {
	return onPull(c, func(p *Pull) answer { return list(objects(p.comments)) })
}

func createReviewComment(c *call) answer {
	return onPull(c, func(p *Pull) answer {
		var asked struct {
			Path, Body string
			CommitID   string `json:"commit_id"`
			Line       int
		}
		if !c.decode(&asked) || asked.Path == "" || asked.Line == 0 || !slices.ContainsFunc(p.commits(), func(o any) bool { return o.(fields)["sha"] == asked.CommitID }) {
			return unprocessable("Validation Failed")
		}
		m := &ReviewComment{ID: c.id(), Path: asked.Path, Line: asked.Line, Body: asked.Body, pull: p, by: c.token.who, at: asked.CommitID}
		p.comments = append(p.comments, m)
		return created(m.object())
	})
}
