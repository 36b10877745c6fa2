package verify_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/verdict"
)

// A policy that is none is an error, never a verdict: it says which key or claim, and what is allowed.
func TestPolicyErrors(t *testing.T) {
	t.Parallel()
	good := testKey(t, "ledger").public
	private := string(must(os.ReadFile(filepath.Join("testdata", "keys", "ledger.key.pem"))))
	before := int64(2)
	for want, p := range map[string]verify.Policy{
		"trusts no key":             {},
		"it is not PEM":             {Keys: []verify.Key{{Name: "a", PEM: "hello"}}},
		"key 1 (a)":                 {Keys: []verify.Key{{Name: "a", PEM: ""}}},
		"only a public key":         {Keys: []verify.Key{{Name: "a", PEM: private}}},
		"something follows":         {Keys: []verify.Key{{Name: "a", PEM: good + good}}},
		"is no public key":          {Keys: []verify.Key{{Name: "a", PEM: "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"}}},
		"not ECDSA P-256":           {Keys: []verify.Key{{Name: "a", PEM: ed25519Key}}},
		"from entry 3 to 2":         {Keys: []verify.Key{{Name: "a", PEM: good, From: 3, To: &before}}},
		"from entry -1":             {Keys: []verify.Key{{Name: "a", PEM: good, From: -1}}},
		"written NAME+ID+BASE64":    {Keys: []verify.Key{{Name: "a", PEM: good}}, LogKeys: []string{"x"}},
		`required claim "12"`:       {Keys: []verify.Key{{Name: "a", PEM: good}}, Require: []string{"1", "12"}},
		`required claim "7"`:        {Keys: []verify.Key{{Name: "a", PEM: good}}, Require: []string{"7"}},
		"7a, 7b, 7c, 8, 9, 10, 11":  {Keys: []verify.Key{{Name: "a", PEM: good}}, Require: []string{""}},
		"key 2 (b): it is not PEM;": {Keys: []verify.Key{{Name: "a", PEM: good}, {Name: "b"}}},
	} {
		if err := p.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want an error with %q", err, want)
		}
		if v, err := verify.Verify(t.Context(), verify.Subject{Store: newRepository(), Policy: p, AsOf: time.Now()}); err == nil {
			t.Errorf("a policy with %q gave a verdict: %+v", want, v)
		}
	}
}

const ed25519Key = `-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----
`

// A claim that the policy requires and this version does not judge is told by the exit status: not
// judged is never held.
func TestRequiredAndNotJudged(t *testing.T) {
	t.Parallel()
	r := newRepository()
	r.commit(base(t, nil).tree())
	s := subject(t, r)
	s.Policy.Require = []string{"1", "8"}
	if v := judge(t, s); v.Status() != verdict.StatusNotJudged || v.Claim("8").Why == "" || !v.Claim("8").Required {
		t.Errorf("status %d, claim 8: %+v", v.Status(), v.Claim("8"))
	}
}

// A policy may name the one ledger that it speaks of.
func TestPolicyOrigin(t *testing.T) {
	t.Parallel()
	f := base(t, nil)
	r := newRepository()
	r.commit(f.tree())
	s := subject(t, r)
	if s.Policy.Origin = f.origin; judge(t, s).Status() != verdict.StatusHeld {
		t.Error("its own ledger is refuted")
	}
	if s.Policy.Origin = "attestary.dev/ledger/" + strings.Repeat("f", 32); judge(t, s).Claim("4").Outcome != verdict.Refuted {
		t.Error("another ledger is held")
	}
}
