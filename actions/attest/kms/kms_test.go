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

// TestContract holds the systems to what every signer must do: one that is in this program, by its two names,
// and one of a program beside it.
func TestContract(t *testing.T) {
	stranger := func(t *testing.T) attest.Verifier {
		vault(t)
		return must[*kms.Key](t)(kms.Open(t.Context(), ledger)).Public()
	}
	for name, address := range map[string]func(*testing.T) string{
		"hashivault": func(t *testing.T) string { vault(t); return ledger },
		"openbao":    func(t *testing.T) string { vault(t); return "openbao://ledger" },
		"plugin":     func(t *testing.T) string { return plugin(t, elliptic.P256()) },
	} {
		t.Run(name, func(t *testing.T) {
			other := stranger(t)
			k := must[*kms.Key](t)(kms.Open(t.Context(), address(t)))
			contract.Signer(t, contract.Maker{Signer: k, Trust: k.Public(), Stranger: other})
		})
	}
}

// TestRotation shows that nothing is signed by a key that came after the one that was opened, and that the new
// one can be opened: whether it may go on with the ledger is not the signer's to say.
func TestRotation(t *testing.T) {
	v := vault(t)
	old := must[*kms.Key](t)(kms.Open(t.Context(), ledger))
	v.Rotate()
	_, err := attest.SealMessage(t.Context(), old, []byte("message"))
	contract.Words(t, err, "attestary key rotate", token)
	if !errors.Is(err, kms.ErrRotated) {
		t.Errorf("%v is not ErrRotated", err)
	}
	now := must[*kms.Key](t)(kms.Open(t.Context(), ledger))
	bundle := must[[]byte](t)(attest.SealMessage(t.Context(), now, []byte("message")))
	if attest.OpenMessage(bundle, []byte("message"), now.Public()) != nil || attest.OpenMessage(bundle, []byte("message"), old.Public()) == nil {
		t.Error("the new key is not told from the old one")
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
	for want, address := range map[string]func(*testing.T) string{
		"is not the address of a key": func(*testing.T) string { return "ledger" },
		`"x/evil://k" is not the`:     func(*testing.T) string { return "x/evil://k" },
		"is not the address of":       func(*testing.T) string { return "../x://k" },
		"no program sigstore-kms-tpm": func(*testing.T) string { return "tpm://k" },
		"hashivault://<key>":          func(t *testing.T) string { vault(t); return "hashivault://a/b" },
		"could not read data":         func(t *testing.T) string { vault(t); return "hashivault://other" },
		"permission denied":           func(t *testing.T) string { vault(t); t.Setenv("VAULT_TOKEN", "stolen"); return ledger },
		"connection refused": func(t *testing.T) string {
			vault(t)
			t.Setenv("VAULT_ADDR", "http://127.0.0.1:1")
			t.Setenv("VAULT_MAX_RETRIES", "0")
			return ledger
		},
		"it is not ECDSA P-256": func(t *testing.T) string { v := vault(t); v.Curve = elliptic.P384(); v.Rotate(); return ledger },
		"is not ECDSA P-256":    func(t *testing.T) string { return plugin(t, elliptic.P521()) },
		"no such file":          func(t *testing.T) string { plugin(t, elliptic.P256()); return "file:///nowhere" },
	} {
		t.Run(want, func(t *testing.T) {
			_, err := kms.Open(t.Context(), address(t))
			contract.Words(t, err, want, token)
		})
	}
	if _, err := os.Stat("ran"); err == nil {
		t.Error("a program of the folder was run")
	}
}

// TestSignRefuses shows what is no answer to a question for a signature.
func TestSignRefuses(t *testing.T) {
	v := vault(t)
	k := must[*kms.Key](t)(kms.Open(t.Context(), ledger))
	for want, answer := range map[string]func(w http.ResponseWriter){
		"permission denied": func(w http.ResponseWriter) { http.Error(w, `{"errors":["permission denied"]}`, http.StatusForbidden) },
		"it is not ECDSA":   func(w http.ResponseWriter) { sigserve.Data(w, map[string]any{"signature": "vault:v1:AAAA"}) },
		"is no signature of its key": func(w http.ResponseWriter) {
			sigserve.Data(w, map[string]any{"signature": "vault:v1:MAYCAQECAQE="})
		},
		"answered with nothing": func(w http.ResponseWriter) { w.WriteHeader(http.StatusNoContent) },
		"response corrupted":    func(w http.ResponseWriter) { sigserve.Data(w, map[string]any{}) },
	} {
		v.Answer = func(w http.ResponseWriter, _ *http.Request) bool { answer(w); return true }
		_, err := attest.SealMessage(t.Context(), k, []byte("message"))
		contract.Words(t, err, want, token)
	}
}

// TestCancel shows that nobody waits for a system who does not want to any more.
func TestCancel(t *testing.T) {
	v := vault(t)
	k := must[*kms.Key](t)(kms.Open(t.Context(), ledger))
	ctx, cancel := context.WithCancel(t.Context())
	end := make(chan struct{})
	v.Answer = func(http.ResponseWriter, *http.Request) bool { cancel(); <-end; return true }
	if _, err := attest.SealMessage(ctx, k, []byte("message")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(end)
}
