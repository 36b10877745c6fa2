package cli_test

import (
	"crypto/elliptic"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/internal/authority"
	"github.com/attestary/attestary/schemas/canon"
)

// TestTrust is what an auditor's trust.hcl may say, and what they are told of one that cannot be used.
func TestTrust(t *testing.T) {
	t.Parallel()
	public := filepath.Join(filepath.Dir(shop()), "shop.key.pub")
	pem, err := os.ReadFile(public)
	if err != nil {
		t.Fatal(err)
	}
	inline := "pem = <<-E\n" + string(pem) + "E\n"
	for name, test := range map[string]struct {
		policy string
		status int
		says   string
	}{
		"a file":                 {`key "runner" { file = "runner.pub" }`, 0, "held"},
		"an absolute path":       {`key "runner" { file = "` + public + `" }`, 0, "held"},
		"a key in the policy":    {"key \"runner\" {\n" + inline + "}", 0, "held"},
		"a person":               {"key \"runner\" { file = \"runner.pub\" }\nperson \"ada\" { files = [\"ada.pub\"] }", 0, "held"},
		"a person by number":     {"key \"runner\" { file = \"runner.pub\" }\nperson \"ada\" { id = \"583231\" }", 0, "held"},
		"a person of no key":     {"key \"runner\" { file = \"runner.pub\" }\nperson \"ada\" {}", 2, "neither a key nor an id"},
		"a person, key gone":     {"key \"runner\" { file = \"runner.pub\" }\nperson \"ada\" { files = [\"gone.pub\"] }", 2, `person "ada": there is no file`},
		"one key, two persons":   {"key \"runner\" { file = \"runner.pub\" }\nperson \"ada\" { files = [\"ada.pub\"] }\nperson \"bo\" { files = [\"ada.pub\"] }", 2, "listed for person 1 already"},
		"people and no key":      {`person "ada" { files = ["ada.pub"] }`, 2, "trusts no key"},
		"what must be held":      {"trust {\n require = [\"1\", \"4\"]\n}\nkey \"runner\" { file = \"runner.pub\" }", 0, "held"},
		"a claim that is new":    {"trust {\n require = [\"12\"]\n}\nkey \"runner\" { file = \"runner.pub\" }", 2, `"12"`},
		"a claim not judged":     {"trust {\n require = [\"6\"]\n}\nkey \"runner\" { file = \"runner.pub\" }", 3, "not judged"},
		"another ledger":         {"trust {\n origin = \"attestary.dev/ledger/00000000000000000000000000000000\"\n}\nkey \"runner\" { file = \"runner.pub\" }", 1, "refuted"},
		"a key that came later":  {"key \"runner\" {\n file = \"runner.pub\"\n from_entry = 2\n}", 1, "refuted"},
		"a key until a time":     {"key \"runner\" {\n file = \"runner.pub\"\n until_time = \"2999-01-01T00:00:00Z\"\n}", 0, "held"},
		"a key from a time":      {"key \"runner\" {\n file = \"runner.pub\"\n from_time = \"2020-01-01T00:00:00Z\"\n}", 3, "nobody stamped when that was"},
		"a key that has ended":   {"key \"runner\" {\n file = \"runner.pub\"\n until_time = \"2020-01-01T00:00:00Z\"\n}", 3, "nobody stamped when that was"},
		"a time that is none":    {"key \"runner\" {\n file = \"runner.pub\"\n from_time = \"yesterday\"\n}", 2, "YYYY-MM-DDTHH:MM:SSZ"},
		"a root":                 {"key \"runner\" { file = \"runner.pub\" }\n" + rootIn("root.json", rootDigest), 0, "no entry and no checkpoint carries a timestamp"},
		"a root that changed":    {"key \"runner\" { file = \"runner.pub\" }\n" + rootIn("root.json", strings.Repeat("0", 64)), 2, "the policy pins sha256:000"},
		"a root that is none":    {"key \"runner\" { file = \"runner.pub\" }\n" + rootIn("runner.pub", rootDigest), 2, "the policy pins"},
		"a root that is gone":    {rootIn("gone.json", rootDigest), 2, `root "house": there is no file`},
		"a workflow":             {rootIn("root.json", rootDigest) + workflowIn("triggers = [\"schedule\"]"), 1, "a key that the policy does not trust"},
		"a workflow and forks":   {rootIn("root.json", rootDigest) + workflowIn("triggers = [\"pull_request_target\"]"), 2, "list it as unsafe_triggers"},
		"forks, said so":         {rootIn("root.json", rootDigest) + workflowIn("unsafe_triggers = [\"pull_request_target\"]"), 1, "refuted"},
		"a workflow, no root":    {workflowIn("triggers = [\"schedule\"]"), 2, "the policy has none of that name"},
		"untimed refused":        {"trust {\n untimed = \"refuse\"\n}\nkey \"runner\" { file = \"runner.pub\" }\n" + rootIn("root.json", rootDigest), 1, "the policy refuses that"},
		"untimed, another word":  {"trust {\n untimed = \"maybe\"\n}\nkey \"runner\" { file = \"runner.pub\" }", 2, "allowed are accept and refuse"},
		"a witness that is none": {"trust {\n witnesses = [\"x\"]\n}\nkey \"runner\" { file = \"runner.pub\" }", 2, "cosignature/v1"},
		"nobody":                 {``, 2, "key"},
		"an unknown setting":     {"key \"runner\" {\n file = \"runner.pub\"\n colour = \"red\"\n}", 2, "colour"},
		"an unknown section":     {`witness "x" {}`, 2, "witness"},
		"no such file":           {`key "runner" { file = "gone.pub" }`, 2, "gone.pub"},
		"a folder":               {`key "runner" { file = "." }`, 2, "is a folder, not a file"},
		"both":                   {"key \"runner\" {\n file = \"runner.pub\"\n" + inline + "}", 2, `key "runner": give either file or pem`},
		"neither":                {`key "runner" {}`, 2, `key "runner": give either file or pem`},
		"no key in the file":     {`key "runner" { file = "trust.hcl" }`, 2, "runner"},
		"not HCL":                {`key "runner" {`, 2, "trust.hcl:1"},
		"a function":             {`key "runner" { file = abspath("runner.pub") }`, 2, "unction"},
		"a variable":             {`key "runner" { file = env.KEY }`, 2, "ariable"},
		"too large":              {strings.Repeat("# a long policy\n", 5000), 2, "a policy has at most"},
		"deep":                   {"trust {\n require = " + strings.Repeat("[", 30000) + "\n}", 2, "line 2"},
		"deep in a template":     {"trust {\n origin = " + strings.Repeat(`"${`, 10000) + "\n}", 2, "line 2"},
		"deep in sections":       {strings.Repeat("a {\n", 9000), 2, "line"},
		"hidden characters":      {"trust {\n origin = \"a\u202eb\"\n}", 2, "line 2"},
		"a long number":          {"key \"runner\" {\n file = \"runner.pub\"\n from_entry = 1e99999999\n}", 2, "trust.hcl"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "trust.hcl")
			for path, data := range map[string][]byte{path: []byte(test.policy), filepath.Join(dir, "runner.pub"): pem, filepath.Join(dir, "ada.pub"): pem, filepath.Join(dir, "root.json"): house} {
				if err := os.WriteFile(path, data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			m := atShop()
			m.wants(t, m.types("verify", "--trust", path), test.status, test.says)
			if status := m.err.String(); test.status == 2 && strings.Count(status, "\n") > 4 {
				t.Errorf("that is more than anybody reads:\n%s", status)
			}
		})
	}
}

// house is the trusted root of an authority that signed nothing here.
var (
	house      = authority.TrustedRoot(authority.New("house", elliptic.P256(), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)))
	rootDigest = canon.Sum(house).Hex()
)

func rootIn(file, digest string) string {
	return fmt.Sprintf("root \"house\" {\n file = %q\n sha256 = \"sha256:%s\"\n}\n", file, digest)
}

func workflowIn(trigger string) string {
	return `workflow "runs" {
  root = "house"
  issuer = "https://token.example"
  signer = "https://forge.example/acme/shop/run.yml@refs/heads/main"
  repository = "https://forge.example/acme/shop"
  repository_id = "1"
  owner_id = "2"
  refs = ["refs/heads/main"]
  callers = ["https://forge.example/acme/shop/run.yml@refs/heads/main"]
  runners = ["github-hosted"]
  ` + trigger + "\n}\n"
}

// TestTrustFlags: whom to trust is a file that can be read, named once.
func TestTrustFlags(t *testing.T) {
	t.Parallel()
	m := atShop()
	public := filepath.Join(filepath.Dir(shop()), "shop.key.pub")
	m.wants(t, m.types("verify", "--key", "nowhere.pub"), 2, "there is no file", "nowhere.pub")
	m.wants(t, m.types("verify", "--key", "."), 2, "is a folder, not a file")
	m.wants(t, m.types("verify", "--key", "runbooks/project.hcl"), 2, "project.hcl")
	m.wants(t, m.types("verify", "--key", public, "--trust", "trust.hcl"), 2, "key", "trust")
	m.wants(t, m.types("verify", "--key", public, "--since", "nowhere"), 2, "the kept checkpoint: there is no file")
	m.wants(t, m.types("verify", "--key", public, "--since", public), 2, "--since", "it is not a checkpoint", "origin, size and root")
}

// TestOwnKey: without a flag the person's own key is trusted, and said aloud. A key that the repository
// under audit could have brought along is nobody's own.
func TestOwnKey(t *testing.T) {
	t.Parallel()
	const asks = "whom do you trust?"
	for name, test := range map[string]struct {
		sign  string // as project.hcl says it; "": as it is
		place string // of the key; "": where it is
		mode  os.FileMode
		ok    bool
	}{
		"their own":                     {mode: 0o600, ok: true},
		"that others can read":          {mode: 0o640},
		"in the repository":             {"key:SHOP/.keys/shop.key", "SHOP/.keys/shop.key", 0o600, false},
		"in the repository, roundabout": {"key:SHOP/../shop/shop.key", "SHOP/shop.key", 0o600, false},
		"in the repository, upwards":    {"key:shop/shop.key", "SHOP/shop.key", 0o600, false},
		"in the repository, by a link":  {"key:HOME/link/shop.key", "SHOP/shop.key", 0o600, false},
		"beside the repository":         {"key:HOME/other/shop.key", "HOME/other/shop.key", 0o600, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := copyOfShop(t)
			home := m.env["HOME"]
			at := strings.NewReplacer("SHOP", m.Dir, "HOME", home)
			key := filepath.Join(home, "shop.key")
			if test.sign != "" {
				edit(t, filepath.Join(m.Dir, "runbooks/project.hcl"), "key:shop.key", at.Replace(test.sign))
				to := at.Replace(test.place)
				move(t, key, to)
				move(t, key+".pub", to+".pub")
				key = to
			}
			if err := os.Symlink(m.Dir, filepath.Join(home, "link")); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(key, test.mode); err != nil {
				t.Fatal(err)
			}
			if test.ok {
				m.wants(t, m.types("verify"), 0, "trusting this machine's own key", "held")
			} else {
				m.wants(t, m.types("verify"), 2, asks, "next: attestary verify --key FILE.pub")
			}
		})
	}
}

func edit(t *testing.T, path, old, new string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(data), old) {
		t.Fatalf("%s: %v, or it has no %q", path, err, old)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(data), old, new, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
}

func move(t *testing.T, from, to string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}
