package main_test

import (
	"math"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	neturl "net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/attestary/attestary/actions/attest/keyless"
	"github.com/attestary/attestary/internal/sigserve"
)

// TestSigning runs the page of the manual that needs other people's servers, with real ones.
func TestSigning(t *testing.T) {
	if !sigserve.Alone(t) {
		return
	}
	vault := sigserve.NewTransit(t)
	rotate := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { vault.Rotate() }))
	t.Cleanup(rotate.Close)
	runPage(t, filepath.Join("../../docs", signingPage), append(runner(t, sigserve.Start(t)),
		"VAULT_ADDR="+vault.URL, "VAULT_TOKEN="+sigserve.TransitToken, "ROTATE="+rotate.URL)...)
}

// TestConsent holds that the words which the checker asks for are those that the signer takes.
func TestConsent(t *testing.T) {
	t.Parallel()
	runScript(t, "consent", `
git init -q --initial-branch=main shop && cd shop
attestary init --empty
sed -i "s|sign .*|sign = \"keyless\"\npublic_log = \"$CONSENT\"|" runbooks/project.hcl
attestary check`, "CONSENT="+keyless.Consent, "ATTESTARY_LOGIN=ada")
}

// runner is the environment of a job of GitHub beside the servers of a house.
func runner(t *testing.T, h *sigserve.House) []string {
	t.Helper()
	root := filepath.Join(t.TempDir(), "trusted_root.json")
	if err := os.WriteFile(root, h.Root, 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{
		"FULCIO=" + h.Fulcio, "TIMESTAMP=" + h.Timestamp, "REKOR=" + h.Rekor, "ROOT=" + root, "ISSUER=" + h.Issuer.URL,
		"TOKENS=" + h.Issuer.Request(), "ACTIONS_ID_TOKEN_REQUEST_TOKEN=" + h.Issuer.Bearer, "ATTESTARY_LOGIN=ada",
	}
}

// stopped lets a number of questions through to a server, and then no more. A question for /?after=N sets the
// number; without one all go through.
func stopped(t *testing.T, address string) (url string) {
	t.Helper()
	target, err := neturl.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(&neturl.URL{Scheme: target.Scheme, Host: target.Host})
	var left atomic.Int64
	left.Store(math.MaxInt64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if after := r.URL.Query().Get("after"); after != "" {
			n, err := strconv.ParseInt(after, 10, 64)
			if err != nil {
				n = math.MaxInt64
			}
			left.Store(n)
			return
		}
		if left.Add(-1) < 0 {
			http.Error(w, "the clock is being wound", http.StatusServiceUnavailable)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// unstamped has the timestamp authority stop before each of the stamps that a run needs.
const unstamped = `
git init -q --initial-branch=main shop && cd shop
git config user.name "Ada" && git config user.email ada@shop.example
attestary init --empty --remote ../shop.git
cat >runbooks/look.runbook.hcl <<'EOT'
runbook "look" {
  language = 1
  title    = "The list is there"
  owner    = role.operators
}

trigger "manual" "start" {}

access {
  who = [role.operators]
}

phase "look" {
  step "file.read" "list" {
    path = "runbooks/project.hcl"
  }
}

check "there" {
  condition = step.list.size > 0
  message   = "The list is empty."
  severity  = "high"
}
EOT
sed -i "s|sign .*|sign = \"keyless\"\nfulcio = \"$FULCIO\"\ntimestamp = \"$STOPPED/api/v1/timestamp\"|" runbooks/project.hcl
cp "$ROOT" runbooks/trusted_root.json
attestary fmt
git add -A && git commit -qm first
export GITHUB_ACTIONS=true GITHUB_ACTOR=ada GITHUB_ACTOR_ID=583231 RUNNER_ENVIRONMENT=github-hosted
export GITHUB_REPOSITORY=acme/shop GITHUB_REPOSITORY_ID=6325 GITHUB_REPOSITORY_OWNER_ID=1318 GITHUB_RUN_ATTEMPT=1
export ACTIONS_ID_TOKEN_REQUEST_URL="$TOKENS"
GITHUB_RUN_ID=100 attestary run look
entries() { git fetch -q origin evidence && git ls-tree -r --name-only FETCH_HEAD runs | grep -c "\.$1\."; }
failed=0
for stamps in 0 1 2 3; do
  export GITHUB_RUN_ID=20$stamps
  curl -sf "$STOPPED/?after=$stamps"
  if attestary run look 2>../said; then echo "nothing was missing after $stamps stamps"; else failed=$((failed + 1)); fi
  cat ../said
  curl -sf "$STOPPED/?after=no"
  attestary seal
  test "$(entries authorization)" = "$(entries run)"
done
test "$failed" = 4
test "$(entries run)" -ge 3
`

// TestUnstamped shows that a run is never half in the ledger, wherever a server stops that its signatures need:
// what was begun is kept, and brought in later.
func TestUnstamped(t *testing.T) {
	if !sigserve.Alone(t) {
		return
	}
	h := sigserve.Start(t)
	runScript(t, "unstamped", unstamped, append(runner(t, h), "STOPPED="+stopped(t, h.Timestamp))...)
}
