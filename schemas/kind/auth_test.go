package kind_test

import (
	"testing"

	"github.com/attestary/attestary/schemas/kind"
)

func TestKnowsAuth(t *testing.T) {
	t.Parallel()
	for auth, want := range map[string]bool{
		"bearer": true, "SSWS": true, "basic": true, "path": true, "oauth2": true, "jwt-bearer": true, "aws-sigv4": true, "header:X-Key": true, "header:Authorization": true,
		"ssws":                          false, // the words are spelt in one way
		"digest":                        false,
		"":                              false,
		"header":                        false,
		"header:":                       false,
		"header: X-Key":                 false,
		"header:X-Key: 1\r\nX-B":        false,
		"header:Host":                   false, // another server would answer
		"header:transfer-ENCODING":      false,
		"header:X-HTTP-Method-Override": false,
		"bearer path":                   false,
	} {
		if got := kind.KnowsAuth(auth); got != want {
			t.Errorf("%q: %v, want %v", auth, got, want)
		}
	}
}
