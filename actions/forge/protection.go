package forge

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"github.com/google/go-github/v60/github"
)

// Branch is what the forge says of a branch.
type Branch struct {
	Tip       string // the commit that it is at
	Protected bool   // by rules of one kind or another
}

// Branch asks where a branch is. It takes one request.
func (c *Client) Branch(ctx context.Context, of Repository, name string) (*Branch, error) {
	asked := Asked{fmt.Sprintf("the branch %s of %s", clean(name, 100), of), "contents: read"}
	var got github.Branch // go-github's own GetBranch does not tell what was wrong
	request, err := c.REST.NewRequest("GET", fmt.Sprintf("repos/%s/%s/branches/%s", of.Owner, of.Name, url.PathEscape(name)), nil)
	if err == nil {
		_, err = c.REST.Do(ctx, request, &got)
	}
	if err != nil {
		return nil, c.Told(err, asked)
	}
	if got.GetName() != name || !commitForm.MatchString(got.GetCommit().GetSHA()) {
		return nil, c.Told(errOdd, asked)
	}
	return &Branch{got.GetCommit().GetSHA(), got.GetProtected()}, nil
}

// Ruleset is a set of rules that holds for a branch.
type Ruleset struct {
	ID     int64
	Rules  []Rule
	Bypass []Bypass // who may pass by it; meaningless where Unknown tells why nobody can tell
	// Unknown is why nobody can tell who may pass by it. GitHub shows that to who may change the rules, and to
	// nobody else: then it shows a ruleset that looks as if nobody may.
	Unknown string
}

// Rule is one of a set: deletion, non_fast_forward, pull_request and others.
type Rule struct {
	Type      string
	Approvals int // of a pull_request: how many there must be
}

// Bypass is who may pass by a ruleset.
type Bypass struct {
	Type string `json:"actor_type"`
	ID   int64  `json:"actor_id"`
	Mode string `json:"bypass_mode"`
}

// maxRules is how many rules a branch may have.
const maxRules = 1000

// Rulesets asks which rulesets hold for a branch, and who may pass by them. Rules that a ruleset only tries out
// are not among them, nor those of the older branch protection. It takes a request, and one more for each
// ruleset.
func (c *Client) Rulesets(ctx context.Context, of Repository, branch string) ([]Ruleset, error) {
	asked := Asked{fmt.Sprintf("the rules of the branch %s of %s", clean(branch, 100), of), "metadata: read"}
	type rule struct {
		Type       string
		Ruleset    int64 `json:"ruleset_id"`
		Parameters struct {
			Approvals int `json:"required_approving_review_count"`
		}
	}
	rules, err := Pages(maxRules, func(page github.ListOptions) (all []rule, response *github.Response, err error) {
		path := fmt.Sprintf("repos/%s/%s/rules/branches/%s?page=%d&per_page=%d", of.Owner, of.Name, url.PathEscape(branch), page.Page, page.PerPage)
		request, err := c.REST.NewRequest("GET", path, nil)
		if err == nil {
			response, err = c.REST.Do(ctx, request, &all)
		}
		return all, response, err
	})
	if err != nil {
		return nil, c.Told(err, asked)
	}
	var sets []Ruleset
	for _, r := range rules {
		if r.Type == "" || r.Ruleset < 1 {
			return nil, c.Told(errOdd, asked)
		}
		i := slices.IndexFunc(sets, func(s Ruleset) bool { return s.ID == r.Ruleset })
		if i < 0 {
			i, sets = len(sets), append(sets, Ruleset{ID: r.Ruleset})
		}
		sets[i].Rules = append(sets[i].Rules, Rule{clean(r.Type, 60), r.Parameters.Approvals})
	}
	for i := range sets {
		sets[i].Bypass, sets[i].Unknown = c.bypass(ctx, of, sets[i].ID)
	}
	return sets, nil
}

// bypass asks who may pass by a ruleset.
func (c *Client) bypass(ctx context.Context, of Repository, id int64) (who []Bypass, unknown string) {
	var got struct {
		ID     int64
		Bypass *[]Bypass `json:"bypass_actors"`
	}
	asked := Asked{fmt.Sprintf("who may pass by ruleset %d", id), "administration: write"}
	request, err := c.REST.NewRequest("GET", fmt.Sprintf("repos/%s/%s/rulesets/%d", of.Owner, of.Name, id), nil)
	if err == nil {
		_, err = c.REST.Do(ctx, request, &got)
	}
	switch {
	case err != nil:
		return nil, c.Told(err, asked).Error()
	case got.ID != id:
		return nil, c.Told(errOdd, asked).Error()
	case got.Bypass == nil:
		return nil, fmt.Sprintf("%s: %s does not show it to this token; it takes the permission %s", asked.What, c.host, asked.Needs)
	}
	for i := range *got.Bypass {
		(*got.Bypass)[i].Type, (*got.Bypass)[i].Mode = clean((*got.Bypass)[i].Type, 60), clean((*got.Bypass)[i].Mode, 60)
	}
	return *got.Bypass, ""
}
