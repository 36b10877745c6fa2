package keyless

import (
	"encoding/base64"
	"strings"
	"testing"
)

// A token comes from outside. Whatever it is, it is read or refused, and a repository of which it does not say
// that it is public is none.
func FuzzClaims(f *testing.F) {
	for _, payload := range []string{
		`{"aud":"sigstore","exp":4102444800,"repository":"acme/shop","repository_visibility":"private"}`,
		`{"aud":["sigstore","other"],"exp":1e99}`, `{"aud":{}}`, `[]`, `null`, `{"repository_visibility":"PUBLIC"}`, `{"repository_visibility":["public"]}`,
	} {
		f.Add("e30." + base64.RawURLEncoding.EncodeToString([]byte(payload)) + ".c2ln")
	}
	o := Options{Fulcio: PublicFulcio}
	f.Fuzz(func(t *testing.T, token string) {
		c, err := readClaims(token)
		if err == nil && strings.Count(token, ".") != 2 {
			t.Errorf("%q is read", token)
		}
		if o.allowed(c) == nil && c.Visibility != "public" {
			t.Errorf("%q may show in a public log, and is %q", c.Repository, c.Visibility)
		}
	})
}
