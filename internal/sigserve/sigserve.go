// Package sigserve starts, for one test, what a keyless signature is made of: the real Fulcio, the real
// timestamp authority and the real Rekor v2 log, on loopback, and an issuer of tokens with GitHub's claims.
//
// The three servers are other people's programs. They are pinned in .ci/sigstore, a module of their own, and
// built by the go command, which keeps what it built. Two of their ports are fixed: so each test has a network
// of its own (Alone), where there is nothing but its own loopback interface. That they are alone there also
// shows that nothing else is asked.
//
// Start at Alone and Start.
package sigserve

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// The programs, by the package that each is built from.
const (
	fulcio    = "github.com/sigstore/fulcio"
	timestamp = "github.com/sigstore/timestamp-authority/v2/cmd/timestamp-server"
	rekor     = "github.com/sigstore/rekor-tiles/v2/cmd/rekor-server/posix"
)

// logOrigin is how the log calls itself in its checkpoints.
const logOrigin = "rekor.attestary.test"

// House is a whole house of servers.
type House struct {
	Fulcio    string // address of the certificate authority
	Timestamp string // address of the timestamp authority, with its path
	Rekor     string // address of the log
	Root      []byte // trusted_root.json: the keys of the three
	Issuer    *Issuer

	dir string
}

// Start starts all of them, and ends them with the test. The test is Alone.
func Start(t testing.TB) *House {
	t.Helper()
	if os.Getenv(inside) == "" {
		t.Fatal("sigserve: a test that starts servers with fixed ports must be Alone")
	}
	h := &House{Issuer: newIssuer(t), dir: t.TempDir()}
	key := h.logKey(t)
	h.Fulcio, h.Rekor = h.startFulcio(t), h.startRekor(t)
	h.Timestamp = h.startTimestamp(t)
	h.Root = h.trustedRoot(t, key)
	return h
}

func (h *House) startFulcio(t testing.TB) string {
	config := fmt.Sprintf("oidc-issuers:\n  %s:\n    issuer-url: %[1]s\n    client-id: sigstore\n    type: ci-provider\n    ci-provider: github-workflow\n"+
		"ci-issuer-metadata:\n  github-workflow:\n    default-template-values: {url: %q}\n    extension-templates:\n%s    subject-alternative-name-template: %q\n",
		h.Issuer.URL, "https://github.com", extensions(), "{{ .url }}/{{ .job_workflow_ref }}")
	port, path := free(), filepath.Join(h.dir, "fulcio.yaml")
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, fulcio, "serve", "--ca=ephemeralca", "--ct-log-url=", "--host=127.0.0.1", "--port="+port, "--grpc-host=127.0.0.1", "--grpc-port="+free(),
		"--metrics-port="+free(), "--legacy-unix-domain-socket="+filepath.Join(h.dir, "fulcio.sock"), "--config-path="+path)
	return "http://127.0.0.1:" + port
}

// templates are GitHub's entry in Fulcio's own configuration: which claim becomes which extension.
var templates = map[string]string{
	"github-workflow-trigger": "event_name", "github-workflow-sha": "sha", "github-workflow-name": "workflow",
	"github-workflow-repository": "repository", "github-workflow-ref": "ref",
	"build-signer-uri": "{{ .url }}/{{ .job_workflow_ref }}", "build-signer-digest": "job_workflow_sha", "runner-environment": "runner_environment",
	"source-repository-uri": "{{ .url }}/{{ .repository }}", "source-repository-digest": "sha", "source-repository-ref": "ref",
	"source-repository-identifier": "repository_id", "source-repository-owner-uri": "{{ .url }}/{{ .repository_owner }}",
	"source-repository-owner-identifier": "repository_owner_id", "build-config-uri": "{{ .url }}/{{ .workflow_ref }}",
	"build-config-digest": "workflow_sha", "build-trigger": "event_name",
	"run-invocation-uri":                      "{{ .url }}/{{ .repository }}/actions/runs/{{ .run_id }}/attempts/{{ .run_attempt }}",
	"source-repository-visibility-at-signing": "repository_visibility",
}

func extensions() string {
	var b strings.Builder
	for name, value := range templates {
		fmt.Fprintf(&b, "      %s: %q\n", name, value)
	}
	return b.String()
}

// startTimestamp starts the timestamp authority, whose metrics are always at port 2112.
func (h *House) startTimestamp(t testing.TB) string {
	port := free()
	run(t, timestamp, "serve", "--host=127.0.0.1", "--port="+port, "--timestamp-signer=memory", "--disable-ntp-monitoring")
	return "http://127.0.0.1:" + port + "/api/v1/timestamp"
}

// startRekor starts the log. It publishes a checkpoint five times a second: a client waits for one.
func (h *House) startRekor(t testing.TB) string {
	port := free()
	run(t, rekor, "serve", "--http-port="+port, "--grpc-port="+free(), "--http-metrics-port="+free(), "--storage-dir="+filepath.Join(h.dir, "log"),
		"--hostname="+logOrigin, "--signer-filepath="+filepath.Join(h.dir, "rekor.key"), "--checkpoint-interval=200ms", "--batch-max-age=50ms")
	return "http://127.0.0.1:" + port
}

func (h *House) logKey(t testing.TB) ed25519.PublicKey {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(h.dir, "rekor.key"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return public
}

// run starts a program, and ends it with the test. What it said is shown where the test fails.
func run(t testing.TB, program string, args ...string) {
	t.Helper()
	said, err := os.Create(filepath.Join(t.TempDir(), "said"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Getenv(variable(program)), args...)
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = said.Close()
		if data, err := os.ReadFile(said.Name()); t.Failed() && err == nil {
			t.Logf("%s said:\n%.4000s", program, data)
		}
	})
}

// fetch asks until the server answers.
func fetch(t testing.TB, url string) []byte {
	t.Helper()
	var last error
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		response, err := http.Get(url)
		if last = err; err != nil {
			continue
		}
		data, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if last = err; err == nil && response.StatusCode == http.StatusOK {
			return data
		}
		last = fmt.Errorf("%s: %s", response.Status, data)
	}
	t.Fatalf("%s does not answer: %v", url, last)
	return nil
}

// ports counts those that were given away.
var ports atomic.Int32

// free is a port that nobody else has. In a network of its own a test may count; what the kernel would choose, it may
// choose twice before a server has it. These are below those of the kernel (ip_local_port_range).
func free() string { return strconv.Itoa(20_000 + int(ports.Add(1))) }

func decode(t testing.TB, data []byte, v any) {
	t.Helper()
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatalf("%v: %s", err, data)
	}
}
