package redact_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestSigns: what is not read for want of a sign has no secret in it. Texts of secrets in every encoding, whole and
// cut, stand among each other; Found, which looks for signs, says what a reading of everything says.
func TestSigns(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	secrets := []string{canary, "sixsix", "swordfish-swordfish"}
	r := knowing(secrets...)
	found := 0
	for range 3000 {
		var text strings.Builder
		for _, name := range slices.Sorted(maps.Keys(encodings)) {
			if random.IntN(len(encodings)) > 2 {
				continue
			}
			part := encodings[name](secrets[random.IntN(len(secrets))])
			if !strings.HasPrefix(name, "plain") && random.IntN(3) > 0 {
				part = part[random.IntN(len(part)/4+1) : len(part)-random.IntN(len(part)/4+1)]
			}
			text.WriteString(part + []string{"", " ", "\n", `"`, "x", "0"}[random.IntN(6)])
		}
		got, want := r.Found([]byte(text.String())), r.Places([]byte(text.String())) > 0
		if got != want {
			t.Fatalf("found is %v, and reading all of it says %v: %q", got, want, text.String())
		}
		if got {
			found++
		}
	}
	if found == 0 || found == 3000 {
		t.Errorf("%d of 3000 have a secret: that proves nothing", found)
	}
}
