package steps

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// The actions github.*. Each is one function over what is asked of GitHub; what all have in common is here.
//
// GitHub answers 404 to whom it does not let look, and an empty or shorter list to whom it lets look at a part.
// So a 403 and a 404 are unknown, whatever was asked for, and a list of people counts only where the token
// proves that it sees everybody.

// githubAction is one of them.
type githubAction struct {
	web  *web
	name string
	do   func(*enquiry) (map[string]expr.Value, engine.Result)
}

// enquiry is one call of an action over its connection to GitHub.
type enquiry struct {
	*forge
	ctx      context.Context
	settings settings
	at       string // what it is asked of, as a path: "orgs/acme", "repos/acme/shop"
}

// githubActions are the actions github.* by name.
func githubActions(w *web) map[string]engine.Runner {
	runners := map[string]engine.Runner{}
	for _, list := range []map[string]func(*enquiry) (map[string]expr.Value, engine.Result){
		githubPeople, githubRules, githubDoors, githubAlerts, githubRemovals,
	} {
		for name, do := range list {
			runners[name] = githubAction{w, name, do}
		}
	}
	return runners
}

func (a githubAction) Run(ctx context.Context, call engine.Call) engine.Result {
	if problem := allowedOnGitHub(call); problem != "" {
		return denied(problem)
	}
	at, problem := a.place(call.Settings)
	if problem != "" {
		return unknown(engine.ReasonSetting, problem)
	}
	forge, refusal := a.web.github(call)
	if forge == nil {
		return refusal
	}
	outputs, result := a.do(&enquiry{forge, ctx, call.Settings, at})
	if result.Reason != "" {
		return a.explain(result)
	}
	return passed(outputs)
}

// explain adds what a token would have to be allowed, where this one is not.
func (a githubAction) explain(result engine.Result) engine.Result {
	k, _ := kind.Lookup(a.name)
	if result.Reason == engine.ReasonForbidden || result.Reason == engine.ReasonNotFound {
		result.Detail += fmt.Sprintf("; it takes %s", strings.Join(k.Needs(), ", "))
		if len(k.Beyond) > 0 {
			result.Detail += ", which no job's token has: give the connection the token of an App"
		}
	}
	return result
}

var (
	organizationForm = regexp.MustCompile(`^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})$`)
	slugForm         = regexp.MustCompile(`^[a-z0-9][a-z0-9_.-]{0,99}$`)
)

// place is the organization or the repository that an action of this name is about.
func (a githubAction) place(s settings) (at, problem string) {
	k, _ := kind.Lookup(a.name)
	here := a.web.machine.GitHub.Repository
	if k.Field("organization") != nil {
		owner, _, _ := strings.Cut(here, "/")
		switch name := s.text("organization", owner); {
		case name == "":
			return "", `organization is not told, and this is no run of GitHub that is in one: organization = "NAME"`
		case !organizationForm.MatchString(name):
			return "", "organization is not the name of one"
		default:
			return "orgs/" + name, ""
		}
	}
	switch name := s.text("repository", here); {
	case name == "":
		return "", `repository is not told, and this is no run of GitHub that is in one: repository = "OWNER/NAME"`
	case !isRepository(name):
		return "", "repository is not OWNER/NAME"
	default:
		return "repos/" + name, ""
	}
}

func isRepository(name string) bool {
	return repositoryForm.MatchString(name) && !strings.HasSuffix(name, "/.") && !strings.HasSuffix(name, "/..")
}

// get reads one document below what is asked, "" for itself. Its form is GitHub's; fault tells where it is not.
func (a *enquiry) get(below string, into any) (*http.Response, error) {
	return a.send(http.MethodGet, below, nil, into)
}

// send sends one request below what is asked.
func (a *enquiry) send(method, below string, body, into any) (*http.Response, error) {
	request, err := a.NewRequest(method, a.path(below), body)
	if err != nil {
		return nil, err
	}
	response, err := a.Do(a.ctx, request, into)
	if response == nil {
		return nil, err
	}
	return response.Response, err
}

// path is an address below what is asked. A part that may be anything was escaped by whoever gives it.
func (a *enquiry) path(below string) string {
	if below == "" {
		return a.at
	}
	return a.at + "/" + below
}

// segment is a text as one part of a path.
func segment(text string) string { return url.PathEscape(text) }

// unlike tells that an answer is not as GitHub's are.
func (f *forge) unlike() engine.Result {
	return unknown(engine.ReasonUnread, f.host+" does not answer as GitHub does")
}

func objects[T any](list []T, members func(T) map[string]expr.Value) expr.Value {
	items := make([]expr.Value, len(list))
	for i, item := range list {
		items[i] = expr.OfObject(members(item))
	}
	return expr.OfList(items)
}

// textOr is a text, null for none.
func textOr(text *string) expr.Value {
	if text == nil {
		return expr.Nil()
	}
	return expr.OfText(*text)
}

// truthOr is a truth, null for none.
func truthOr(truth *bool) expr.Value {
	if truth == nil {
		return expr.Nil()
	}
	return expr.OfBool(*truth)
}
