package kms_test

import (
	"context"
	"crypto/elliptic"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/attest/internal/contract"
	"github.com/attestary/attestary/actions/attest/kms"
	"github.com/attestary/attestary/internal/sigserve"
)

const ledger = "hashivault://ledger"

// TestContract holds the systems to what every signer must do: one that is in this program, by its names, and
// one of a program beside it.
func TestContract(t *testing.T) {
	_, other := server(t, token)
	stranger := must[*kms.Key](t)(kms.Open(t.Context(), ledger, other))
	_, own := server(t, token)
	for name, address := range map[string]func(*testing.T) string{
		"hashivault": func(*testing.T) string { return ledger },
		"openbao":    func(*testing.T) string { return "openbao://ledger" },
		"version":    func(*testing.T) string { return "hashivault://ledger?version=1" },
		"plugin":     func(t *testing.T) string { return plugin(t, elliptic.P256()) },
	} {
		t.Run(name, func(t *testing.T) {
			k := must[*kms.Key](t)(kms.Open(t.Context(), address(t), own))
			contract.Signer(t, contract.Maker{Signer: k, Trust: k.Public(), Stranger: stranger.Public()})
		})
	}
}

// TestRotation shows that nothing is signed by a key that came after the one that was opened, that the new one
// can be opened, and the old one by its version: whether either may go on with the ledger is not the signer's to
// say.
func TestRotation(t *testing.T) {
	t.Parallel()
	v, client := server(t, token)
	old := must[*kms.Key](t)(kms.Open(t.Context(), ledger, client))
	v.Rotate()
	_, err := attest.SealMessage(t.Context(), old, []byte("message"))
	contract.Words(t, err, "attestary key rotate", token)
	if !errors.Is(err, kms.ErrRotated) {
		t.Errorf("%v is not ErrRotated", err)
	}
	first := must[*kms.Key](t)(kms.Open(t.Context(), ledger+"?version=1", client))
	now := must[*kms.Key](t)(kms.Open(t.Context(), ledger, client))
	for _, k := range []*kms.Key{first, now} {
		bundle := must[[]byte](t)(attest.SealMessage(t.Context(), k, []byte("message")))
		if takes := attest.OpenMessage(bundle, []byte("message"), old.Public()) == nil; takes != (k == first) {
			t.Errorf("the key that was takes it: %v", takes)
		}
	}
}

// TestOpenRefuses shows what is no key to sign a ledger with, and in which words that is said.
func TestOpenRefuses(t *testing.T) {
	evil := filepath.Join(t.TempDir(), "sigstore-kms-x")
	if err := os.Mkdir(evil, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(evil, "evil"), []byte("#!/bin/sh\ntouch ran\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Dir(evil))
	for want, address := range map[string]string{
		"is not the address of a key":   "ledger",
		`"x/evil://k" is not the`:       "x/evil://k",
		"is not the address of":         "../x://k",
		"no program sigstore-kms-tpm":   "tpm://k",
		"is not the name of a key":      "hashivault://a/b",
		`"ledger?version=0" is not the`: "hashivault://ledger?version=0",
		"there is nothing at this path": "hashivault://other",
		"version 7 of the key has no":   "hashivault://ledger?version=7",
		"it is not ECDSA P-256":         plugin(t, elliptic.P521()),
		"no such file":                  "file:///nowhere",
	} {
		_, client := server(t, token)
		_, err := kms.Open(t.Context(), address, client)
		contract.Words(t, err, want, token)
	}
	_, locked := server(t, "stolen")
	_, err := kms.Open(t.Context(), ledger, locked)
	contract.Words(t, err, "does not let us in", "stolen")
	_, err = kms.Open(t.Context(), ledger, kms.Vault{})
	contract.Words(t, err, "there is no server", "")
	if _, err := os.Stat("ran"); err == nil {
		t.Error("a program of the folder was run")
	}
}

// TestAnswers shows what is no answer to a question for a key or a signature.
func TestAnswers(t *testing.T) {
	t.Parallel()
	v, client := server(t, token)
	k := must[*kms.Key](t)(kms.Open(t.Context(), ledger, client))
	for want, answer := range map[string]func(w http.ResponseWriter){
		"does not let us in":         func(w http.ResponseWriter) { w.WriteHeader(http.StatusForbidden) },
		"is no signature":            func(w http.ResponseWriter) { sigserve.Data(w, map[string]any{"signature": "vault:v1:"}) },
		"it is not ECDSA":            func(w http.ResponseWriter) { sigserve.Data(w, map[string]any{"signature": "vault:v1:AAAA"}) },
		"is no signature of its key": func(w http.ResponseWriter) { sigserve.Data(w, map[string]any{"signature": "vault:v1:MAYCAQECAQE="}) },
		"something else than":        func(w http.ResponseWriter) { w.WriteHeader(http.StatusNoContent) },
		"than the transit engine":    func(w http.ResponseWriter) { _, _ = w.Write([]byte(`{"data":null}`)) },
		"what it answered is no":     func(w http.ResponseWriter) { sigserve.Data(w, map[string]any{}) },
	} {
		v.Answer = func(w http.ResponseWriter, _ *http.Request) bool { answer(w); return true }
		_, err := attest.SealMessage(t.Context(), k, []byte("message"))
		contract.Words(t, err, want, token)
	}
	other, client := server(t, token)
	other.Curve = elliptic.P384()
	other.Rotate()
	_, err := kms.Open(t.Context(), ledger, client)
	contract.Words(t, err, "it is not ECDSA P-256", token)
}

// TestCancel shows that nobody waits for a system who does not want to any more.
func TestCancel(t *testing.T) {
	t.Parallel()
	v, client := server(t, token)
	k := must[*kms.Key](t)(kms.Open(t.Context(), ledger, client))
	ctx, cancel := context.WithCancel(t.Context())
	end := make(chan struct{})
	v.Answer = func(http.ResponseWriter, *http.Request) bool { cancel(); <-end; return true }
	if _, err := attest.SealMessage(ctx, k, []byte("message")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(end)
}
