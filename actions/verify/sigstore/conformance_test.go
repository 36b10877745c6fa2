package sigstore_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/verify/sigstore"
)

// suite is where the cases of the public sigstore-conformance suite lie, beside the repository.
const suite = "../../../../shared/conformance"

// Every case of the suite is answered as its name says, by the bytes of the artifact and by its digest; and
// every refusal has a sentence of its own for a person.
func TestConformance(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob(filepath.Join(suite, "bundle-verify", "*", "bundle.sigstore.json"))
	if err != nil || len(dirs) == 0 {
		t.Skip("the conformance suite is not here")
	}
	if len(dirs) != 70 {
		t.Errorf("the suite has %d cases; 70 are known", len(dirs))
	}
	for _, path := range dirs {
		dir := filepath.Dir(path)
		for how, ask := range map[string]func(*sigstore.Question, []byte){
			"by file":   func(q *sigstore.Question, artifact []byte) { q.Artifact = bytes.NewReader(artifact) },
			"by digest": func(q *sigstore.Question, artifact []byte) { sum := sha256.Sum256(artifact); q.Digest = sum[:] },
		} {
			t.Run(filepath.Base(dir)+" "+how, func(t *testing.T) {
				t.Parallel()
				q, artifact := conformanceCase(t, dir)
				ask(&q, artifact)
				answered(t, q, strings.HasSuffix(dir, "_fail"))
			})
		}
	}
}

func answered(t *testing.T, q sigstore.Question, refuse bool) {
	t.Helper()
	answer, err := sigstore.Judge(q)
	switch {
	case err != nil && !refuse:
		t.Error(err)
	case err == nil && (answer.Refused != "") != refuse:
		t.Errorf("refused %q (%s), want a refusal: %v", answer.Refused, answer.Detail, refuse)
	case answer.Refused == "it could not be verified":
		t.Errorf("no sentence for %q", answer.Detail)
	case err == nil && !refuse && len(answer.Times) == 0:
		t.Error("accepted at no time")
	}
}

// What is asked for a ledger's entry is that the logs hold it; not who signed, and not that it is logged at all.
func TestLogs(t *testing.T) {
	t.Parallel()
	judge := sigstore.Logs()
	for name, refused := range map[string]string{
		"happy-path-intoto-in-dsse-v3":  "",
		"rekor2-happy-path":             "",
		"rekor2-dsse-happy-path":        "",
		"dsse-mismatch-sig_fail":        "log of signatures",
		"wrong-hashedrekord-entry_fail": "log of signatures",
		"rekor2-dsse-mismatch-sig_fail": "log of signatures",
		"invalid-ct-key_fail":           "log of certificates",
		"bundle-malformed-json_fail":    "not a Sigstore bundle",
		"invalid-inclusion-proof_fail":  "not a Sigstore bundle",
	} {
		dir := filepath.Join(suite, "bundle-verify", name)
		if _, err := os.Stat(dir); err != nil {
			t.Skip("the conformance suite is not here")
		}
		q, _ := conformanceCase(t, dir)
		if why := judge(q.Root, q.Bundle); (why == "") != (refused == "") || !strings.Contains(why, refused) {
			t.Errorf("%s: %q, want %q", name, why, refused)
		}
	}
}

// conformanceCase reads one case. What its folder does not hold is what the suite's README says.
func conformanceCase(t *testing.T, dir string) (sigstore.Question, []byte) {
	t.Helper()
	q := sigstore.Question{Bundle: read(t, dir, "bundle.sigstore.json"), Key: read(t, dir, "key.pub"), Root: read(t, dir, "trusted_root.json")}
	if q.Root == nil {
		q.Root = read(t, suite, "public-good-trusted-root.json")
	}
	if q.Key == nil {
		q.Identity = sigstore.Identity{
			Name: text(read(t, dir, "identity"), "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/"+
				".github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main"),
			Issuer: text(read(t, dir, "issuer"), "https://token.actions.githubusercontent.com"),
		}
	}
	artifact := read(t, dir, "artifact")
	if artifact == nil {
		artifact = read(t, suite, "bundle-verify/a.txt")
	}
	return q, artifact
}

// read gives a file of a case; nil where there is none.
func read(t *testing.T, dir, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return data
}

func text(data []byte, otherwise string) string {
	if data == nil {
		return otherwise
	}
	return strings.TrimSpace(string(data))
}
