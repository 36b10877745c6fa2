package sigstore_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/verify/sigstore"
)

// A question that is none is an error, and never an answer: nothing of it could be taken for a yes.
func TestNoQuestion(t *testing.T) {
	t.Parallel()
	key := []byte("-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE2G2Y+2tabdTV5BcGiBIx0a9fAFwr\nkBbmLSGtks4L3qX6yYY0zufBnhC8Ur/iy55GhWP/9A/bY2LhC30M9+RYtw==\n-----END PUBLIC KEY-----\n")
	who := sigstore.Identity{Name: "ada@shop.example", Issuer: "https://accounts.example"}
	digest := make([]byte, 32)
	for what, q := range map[string]sigstore.Question{
		"nobody":                 {Bundle: []byte("{}"), Digest: digest},
		"nothing":                {Bundle: []byte("{}"), Key: key},
		"two of whom":            {Bundle: []byte("{}"), Key: key, Identity: who, Digest: digest},
		"two of what":            {Bundle: []byte("{}"), Key: key, Digest: digest, Artifact: strings.NewReader("a")},
		"a name without root":    {Bundle: []byte("{}"), Identity: who, Digest: digest},
		"a root that is none":    {Bundle: []byte("{}"), Identity: who, Root: []byte("{}"), Digest: digest},
		"a root that is large":   {Bundle: []byte("{}"), Identity: who, Root: bytes.Repeat([]byte(" "), sigstore.MaxRoot+1), Digest: digest},
		"a key that is none":     {Bundle: []byte("{}"), Key: []byte("key"), Digest: digest},
		"a key that is large":    {Bundle: []byte("{}"), Key: bytes.Repeat(key, 1000), Digest: digest},
		"a digest that is short": {Bundle: []byte("{}"), Key: key, Digest: digest[:20]},
	} {
		if a, err := sigstore.Judge(q); err == nil && (a.Refused == "" || strings.HasPrefix(what, "a ")) {
			t.Errorf("%s: %+v", what, a)
		}
	}
	large := sigstore.Question{Bundle: bytes.Repeat([]byte(" "), sigstore.MaxBundle+1), Key: key, Digest: digest}
	if a, err := sigstore.Judge(large); err != nil || !strings.Contains(a.Refused, "at most") {
		t.Errorf("a bundle that is large: %+v, %v", a, err)
	}
}
