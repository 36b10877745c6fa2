package credential_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/schemas/credential"
)

// of puts a credential together, so that none stands in this file: the project looks at itself.
func of(parts ...string) string { return strings.Join(parts, "") }

var real = map[string]string{
	"a private key":                  of("-----BEGIN EC PRIVATE", " KEY-----\nMHcCAQEEIQ\n"),
	"an age key":                     of("AGE-SECRET", "-KEY-1", strings.Repeat("Q", 58)),
	"an AWS access key":              of("AK", "IA", "Q7XJ4M2NTW5ZK3RL"),
	"a GitHub token":                 of("gh", "p_", strings.Repeat("a1B2", 9)),
	"a GitLab token":                 of("glpat", "-", strings.Repeat("a1", 10)),
	"a Slack token":                  of("xox", "b-", strings.Repeat("12", 10)),
	"the address of a Slack channel": of("hooks.slack.com", "/services/T12345678/B12345678/", strings.Repeat("x", 24)),
	"a Google key":                   of("AI", "za", strings.Repeat("x", 35)),
	"a Stripe key":                   of("sk_", "live_", strings.Repeat("x", 24)),
	"an npm token":                   of("npm", "_", strings.Repeat("x", 36)),
	"a PyPI token":                   of("pypi-", "AgEIcHlwaS5vcmc", strings.Repeat("x", 60)),
	"a Vault token":                  of("hv", "s.", strings.Repeat("x", 24)),
	"a signed token (JWT)":           of("ey", "JhbGciOiJIUzI1NiJ9", ".ey", "JzdWIiOiIxMjM0NTY3ODkwIn0", ".", strings.Repeat("s", 43)),
}

// TestFind: each form is found where it stands, to its end, and by its name; all but the first letter of
// it is not.
func TestFind(t *testing.T) {
	t.Parallel()
	for what, text := range real {
		before := "key: "
		want := []credential.Found{{What: what, Start: len(before), End: len(before + text), Opens: what != "an AWS access key"}}
		after := " and more"
		if what == "a private key" {
			after = "-----END EC PRIVATE" + " KEY-----"
		}
		if diff := cmp.Diff(want, credential.Find([]byte(before+text+after))); diff != "" {
			t.Errorf("%s:\n%s", what, diff)
		}
		if credential.Opens([]byte(before+text)) != want[0].Opens {
			t.Errorf("%s opens, or does not", what)
		}
		if found := credential.Find([]byte(text[1:])); found != nil {
			t.Errorf("%s without its beginning is found: %+v", what, found)
		}
	}
}

// TestInnocent: the beginnings alone, and what documents print in the place of credentials, are none.
func TestInnocent(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "ghp_ and xoxb- and eyJ", "-----BEGIN CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----", "hvs.short", "AKIA and AKIB",
		"https://hooks.slack.com/services/T/B/x", "sk_test_" + strings.Repeat("x", 24), "a glpat-token",
	} {
		if found := credential.Find([]byte(text)); found != nil {
			t.Errorf("%q: %+v", text, found)
		}
	}
}

// BenchmarkFind searches a record's worth of text that has no credential in it.
func BenchmarkFind(b *testing.B) {
	text := []byte(strings.Repeat(`{"name":"list","outcome":"passed","value":["a","b","keys"]},`, 800))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if credential.Find(text) != nil {
			b.Fatal("found")
		}
	}
}
