package kms_test

import (
	"context"
	"testing"

	"github.com/attestary/attestary/actions/attest/kms"
)

// liar answers every question with the same bytes.
type liar []byte

func (l liar) Ask(context.Context, string, []byte) ([]byte, error) { return l, nil }

// A server may say anything. It is a key or it is refused, and never a signature that nobody made.
func FuzzAnswer(f *testing.F) {
	for _, answer := range []string{
		"", "null", `{"data":null}`, `{"data":{}}`, `{"data":{"type":"ecdsa-p256","latest_version":1,"keys":{"1":{"public_key":""}}}}`,
		`{"data":{"type":"ecdsa-p256","latest_version":-1,"keys":null,"signature":"vault:v1:MAYCAQECAQE="}}`,
		"{\"data\":{\"type\":\"ecdsa-p256\",\"latest_version\":1,\"keys\":{\"1\":{\"public_key\":\"-----BEGIN PUBLIC KEY-----\\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE2G2Y+2tabdTV5BcGiBIx0a9fAFwr\\nkBbmLSGtks4L3qX6yYY0zufBnhC8Ur/iy55GhWP/9A/bY2LhC30M9+RYtw==\\n-----END PUBLIC KEY-----\\n\"}},\"signature\":\"vault:v1:MAYCAQECAQE=\"}}",
	} {
		f.Add([]byte(answer))
	}
	f.Fuzz(func(t *testing.T, answer []byte) {
		k, err := kms.Open(t.Context(), ledger, kms.Vault{Server: liar(answer)})
		if err != nil {
			return
		}
		if _, _, err := k.Sign(t.Context(), []byte("message")); err == nil {
			t.Errorf("%q is a signature", answer)
		}
	})
}
