package guard_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/actions/forge/guard"
)

// FuzzLook: whatever the forge answers, each thing that is to be kept is told of, in words that can be shown, and none is
// held that no answer speaks of.
func FuzzLook(f *testing.F) {
	const (
		rules = `[{"type":"deletion","ruleset_id":1},{"type":"non_fast_forward","ruleset_id":1},
			{"type":"pull_request","ruleset_id":1,"parameters":{"required_approving_review_count":2,"require_last_push_approval":true}}]`
		ruleset      = `{"id":1,"name":"main","bypass_actors":[]}`
		environments = `{"environments":[{"name":"attestary-sign","deployment_branch_policy":{"custom_branch_policies":true}}]}`
		policies     = `{"branch_policies":[{"id":1,"name":"main","type":"branch"}]}`
		secrets      = `{"secrets":[]}`
	)
	f.Add([]byte(rules), []byte(ruleset), []byte(environments), []byte(policies), []byte(secrets))
	f.Add([]byte(`[null,{"type":"pull_request"}]`), []byte(`{"id":1,"name":"a\nb","bypass_actors":[null,{"actor_type":"\u001b"}]}`), []byte(`{"environments":[null]}`), []byte(`{"branch_policies":null}`), []byte(`{"secrets":[null,{"name":"okta_token"}]}`))
	f.Add([]byte(rules+"]"), []byte(ruleset+"{}"), []byte(environments+"x"), []byte(policies+"1"), []byte(secrets+"null"))
	f.Add([]byte(`[]`), []byte(`{}`), []byte(`{}`), []byte(`[]`), []byte(`null`))
	of := guard.Guarded{Evidence: "evidence", Branch: "main", Reviews: 2, Environments: []guard.Environment{{Name: "attestary-sign", Secrets: []string{"OKTA_TOKEN"}}}}
	f.Fuzz(func(t *testing.T, rules, ruleset, environments, policies, secrets []byte) {
		found := look(t, of, func(path string) []byte {
			switch {
			case strings.Contains(path, "/rules/branches/"):
				return rules
			case strings.Contains(path, "/rulesets/"):
				return ruleset
			case strings.HasSuffix(path, "/environments"):
				return environments
			case strings.HasSuffix(path, "/deployment-branch-policies"):
				return policies
			}
			return secrets
		})
		for _, r := range found {
			if r.State != guard.Held && r.Why == "" || strings.ContainsFunc(r.Why+r.Mend, func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("%+v", r)
			}
		}
		for _, want := range []struct {
			on, rule string
			spoken   bool
		}{
			{"branch evidence", "nobody deletes it", kinds(rules, "deletion")},
			{"branch evidence", "nobody pushes over its history", kinds(rules, "non_fast_forward")},
			{"branch evidence", "jobs may push to it", !kinds(rules, "pull_request")},
			{"branch main", "nobody deletes it", kinds(rules, "deletion")},
			{"branch main", "nobody pushes over its history", kinds(rules, "non_fast_forward")},
			{"branch main", "a pull request needs 2 reviews", kinds(rules, "pull_request")},
			{"branch main", "somebody other than who pushed last approves", kinds(rules, "pull_request")},
			{"environment attestary-sign", "it is there", named(environments, "environments", "attestary-sign")},
			{"environment attestary-sign", "branch main alone gets its secrets", named(policies, "branch_policies", "main")},
			{"secret OKTA_TOKEN", "it is no secret of the repository", !named(secrets, "secrets", "OKTA_TOKEN")},
			{"secret OKTA_TOKEN", "it stands in environment attestary-sign", named(secrets, "secrets", "OKTA_TOKEN")},
		} {
			at := slices.IndexFunc(found, func(r guard.Rule) bool { return r.On == want.on && r.Rule == want.rule })
			switch {
			case at < 0 && want.on != "secret OKTA_TOKEN": // that of an environment that is not there is not told
				t.Errorf("nothing is said of %s: %s", want.on, want.rule)
			case at >= 0 && found[at].State == guard.Held && !want.spoken:
				t.Errorf("%s: %s is held, and no answer says so", want.on, want.rule)
			}
		}
	})
}

// kinds tells whether a list has a rule of that kind.
func kinds(rules []byte, kind string) bool {
	var all []struct{ Type string }
	return json.Unmarshal(rules, &all) == nil && slices.ContainsFunc(all, func(r struct{ Type string }) bool { return r.Type == kind })
}

// named tells whether a member of an answer has something of that name.
func named(answer []byte, member, name string) bool {
	var all map[string]json.RawMessage
	var list []struct{ Name string }
	return json.Unmarshal(answer, &all) == nil && json.Unmarshal(all[member], &list) == nil &&
		slices.ContainsFunc(list, func(r struct{ Name string }) bool { return strings.EqualFold(r.Name, name) })
}

// road answers by the path alone.
type road func(path string) []byte

func (answer road) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(answer(r.URL.Path))), Request: r}, nil
}

func look(t *testing.T, of guard.Guarded, answer road) []guard.Rule {
	t.Helper()
	client, err := forge.Open(forge.Options{API: "http://127.0.0.1:1", Token: "token", Transport: answer, Now: time.Now,
		Sleep: func(context.Context, time.Duration) error { return context.Canceled }, Jitter: func(time.Duration) time.Duration { return 0 }})
	if err != nil {
		t.Fatal(err)
	}
	return guard.Guard{Client: client, Owner: "acme", Name: "app"}.Look(t.Context(), of)
}
