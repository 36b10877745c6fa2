// Package guard looks whether a forge keeps what Attestary counts on, and sets it: the rules of the branch with the
// evidence and of the protected branch, the environments, the branch that may deploy to them, and that a secret
// stands in its environment and nowhere else.
//
// It looks with what the token may see. What it may not see is unknown, with the permission that is missing, and
// never a yes. It sets what a program can set, one ruleset for each branch and the environments, and leaves what
// others have set as it is: rulesets of other names, and who must approve a deployment. Setting twice is as good as
// setting once.
//
// Start at Guard.
package guard

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/actions/forge"
)

// Guard is for one repository.
type Guard struct {
	Client      *forge.Client
	Owner, Name string // of the repository
}

// Guarded is what the forge is to keep.
type Guarded struct {
	Evidence     string // the branch with the ledger
	Branch       string // the protected one
	Reviews      int    // how many a pull request needs; at least 1
	Environments []Environment
	Declared     []string // names of secrets, be they of an environment or not
	Checks       []string // that must pass before something is merged into Branch, by name
	Labels       []string // that issue forms give
	App          App
}

// Environment is one of the repository, and the names of the secrets that stand in it and nowhere else.
type Environment struct {
	Name     string
	Secrets  []string
	Optional []string // the same, of those that may be missing
}

// State is whether something is as it is to be.
type State string

// The states.
const (
	Held    State = "held"
	Lacking State = "lacking"
	Unknown State = "unknown"
)

// Rule is one thing that the forge is to keep.
type Rule struct {
	On    string `json:"on"`   // "branch evidence", "environment attestary-sign", "secret OKTA_TOKEN"
	Rule  string `json:"rule"` // "nobody deletes it"
	State State  `json:"state"`
	// Why tells what is instead, or why it is not known.
	Why string `json:"why,omitempty"`
	// Needs is the permission that is missing, where that is why it is not known.
	Needs string `json:"needs,omitempty"`
	// Mend is what would set it; "" where no program can, or where it is held.
	Mend string `json:"mend,omitempty"`

	set func(context.Context) error
}

// Set sets what is told by Mend. Rules with the same Mend are set by one of them.
func (r Rule) Set(ctx context.Context) error { return r.set(ctx) }

// Look looks at all that is to be guarded.
func (g Guard) Look(ctx context.Context, of Guarded) []Rule {
	rules := slices.Concat(g.evidence(ctx, of), g.branch(ctx, of), g.tokens(ctx), g.labels(ctx, of))
	missing := map[string]bool{}
	all, err := g.environments(ctx)
	for _, e := range of.Environments {
		if err != nil {
			on := "environment " + e.Name
			rules = append(rules, unknown(on, isThere, err), unknown(on, onlyBranch(of.Branch), err))
			continue
		}
		found := g.environment(ctx, all, e.Name, of.Branch)
		missing[e.Name] = found[0].State == Lacking
		rules = append(rules, found...)
	}
	rules = append(rules, g.app(ctx, of.App, err != nil || missing[of.App.Environment])...)
	return append(rules, g.secrets(ctx, of, missing)...)
}

// MainBranch is the repository's default branch.
func (g Guard) MainBranch(ctx context.Context) (string, error) {
	repository, _, err := g.Client.REST.Repositories.Get(ctx, g.Owner, g.Name)
	if err != nil {
		return "", g.Client.Told(err, forge.Asked{What: "the repository " + g.Owner + "/" + g.Name, Needs: "metadata: read"})
	}
	if repository.GetDefaultBranch() == "" {
		return "", fmt.Errorf("the forge does not tell the default branch of %s/%s", g.Owner, g.Name)
	}
	return repository.GetDefaultBranch(), nil
}

// at is the address of something of the repository.
func (g Guard) at(parts ...string) string {
	address := "repos/" + url.PathEscape(g.Owner) + "/" + url.PathEscape(g.Name)
	for _, part := range parts {
		address += "/" + url.PathEscape(part)
	}
	return address
}

// send sends one request, and tells its error.
func (g Guard) send(ctx context.Context, method, address string, body, into any, of forge.Asked) error {
	request, err := g.Client.REST.NewRequest(method, address, body)
	if err != nil {
		return g.Client.Told(err, of)
	}
	var answer bytes.Buffer // the library would read the first value of it, whatever follows
	if _, err = g.Client.REST.Do(ctx, request, &answer); err == nil && into != nil {
		err = json.Unmarshal(answer.Bytes(), into)
	}
	return g.Client.Told(err, of)
}

// list reads a list of something whole.
func list[T any](ctx context.Context, g Guard, address string, of forge.Asked, items func(json.RawMessage) ([]T, error)) ([]T, error) {
	all, err := forge.Pages(maxListed, func(page github.ListOptions) ([]T, *github.Response, error) {
		request, err := g.Client.REST.NewRequest(http.MethodGet, fmt.Sprintf("%s?per_page=%d&page=%d", address, page.PerPage, page.Page), nil)
		if err != nil {
			return nil, nil, err
		}
		var body bytes.Buffer
		response, err := g.Client.REST.Do(ctx, request, &body)
		if err != nil {
			return nil, response, err
		}
		list, err := items(body.Bytes())
		return list, response, err
	})
	return all, g.Client.Told(err, of)
}

// maxListed is how many of anything that is guarded are read at most.
const maxListed = 2000

// itself reads an answer that is the list.
func itself[T any](body json.RawMessage) (list []T, err error) {
	if err = json.Unmarshal(body, &list); err == nil && list == nil {
		err = errForm
	}
	return list, err
}

// errForm says that an answer is not one of GitHub's. Its type is one that forge tells so.
var errForm = &json.UnmarshalTypeError{Value: "nothing", Type: reflect.TypeFor[[]any]()}

// member reads an answer that has the list under a name.
func member[T any](name string) func(json.RawMessage) ([]T, error) {
	return func(body json.RawMessage) ([]T, error) {
		var all map[string]json.RawMessage
		if err := json.Unmarshal(body, &all); err != nil {
			return nil, err
		}
		return itself[T](all[name])
	}
}

// judged is the rule as it was found.
func judged(on, rule string, held bool, why string, mend string, set func(context.Context) error) Rule {
	if held {
		return Rule{On: on, Rule: rule, State: Held}
	}
	return Rule{On: on, Rule: rule, State: Lacking, Why: why, Mend: mend, set: set}
}

// unknown is a rule that could not be looked at.
func unknown(on, rule string, err error) Rule {
	r := Rule{On: on, Rule: rule, State: Unknown, Why: err.Error()}
	var e *forge.Error
	if errors.As(err, &e) {
		r.Why = strings.TrimPrefix(r.Why, e.What+": ")
		if errors.Is(err, forge.ErrUnseen) {
			r.Needs = e.Needs
		}
	}
	return r
}

// errHidden says that who may pass by is not shown to this token.
var errHidden = errors.New("it is shown to who may change the ruleset alone")

// clean is a text of the forge, safe to show on one line.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, text)
	if runes := []rune(text); len(runes) > 100 {
		return string(runes[:100]) + "…"
	}
	return text
}
