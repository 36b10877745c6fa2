package main_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/attestary/attestary/internal/sigserve"
)

// TestSigning runs the page of the manual that needs other people's servers, with real ones.
func TestSigning(t *testing.T) {
	if !sigserve.Alone(t) {
		return
	}
	house, vault := sigserve.Start(t), sigserve.NewTransit(t)
	rotate := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { vault.Rotate() }))
	t.Cleanup(rotate.Close)
	root := filepath.Join(t.TempDir(), "trusted_root.json")
	if err := os.WriteFile(root, house.Root, 0o600); err != nil {
		t.Fatal(err)
	}
	runPage(t, filepath.Join("../../docs", signingPage),
		"FULCIO="+house.Fulcio, "TIMESTAMP="+house.Timestamp, "REKOR="+house.Rekor, "ROOT="+root, "ISSUER="+house.Issuer.URL,
		"TOKENS="+house.Issuer.Request(), "ACTIONS_ID_TOKEN_REQUEST_TOKEN="+house.Issuer.Bearer,
		"VAULT_ADDR="+vault.URL, "VAULT_TOKEN="+sigserve.TransitToken, "ROTATE="+rotate.URL, "ATTESTARY_LOGIN=ada")
}
