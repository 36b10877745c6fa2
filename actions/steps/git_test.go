package steps_test

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// repository is a git repository of a test, made by git itself.
type repository struct {
	t      *testing.T
	folder string
	n      int
}

func newRepository(t *testing.T) *repository {
	t.Helper()
	r := &repository{t: t, folder: t.TempDir()}
	r.git("init", "-q", "-b", "main")
	return r
}

func (r *repository) git(args ...string) string {
	r.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = r.folder
	at := fmt.Sprintf("2026-01-01T00:00:%02dZ", r.n)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_DATE="+at, "GIT_COMMITTER_DATE="+at,
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@acme.example", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@acme.example")
	out, err := cmd.CombinedOutput()
	if err != nil {
		r.t.Fatalf("git %q: %v: %s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// commit adds a file, or changes it.
func (r *repository) commit(name, data string) *repository {
	r.t.Helper()
	r.n++
	write(r.t, r.folder, name, data)
	r.git("add", "-A")
	r.git("commit", "-q", "-m", "change "+name)
	return r
}

func (r *repository) head() string { return r.git("rev-parse", "HEAD") }

// inspect looks at the repository.
func (r *repository) inspect(settings given, look ...string) engine.Result {
	r.t.Helper()
	if settings == nil {
		settings = given{}
	}
	settings["look"] = look
	call := callOf(r.t, "git.inspect", settings)
	call.Dir = r.folder
	return run(r.t, call)
}

func TestGitHead(t *testing.T) {
	t.Parallel()
	r := newRepository(t)
	wantOutputs(t, r.inspect(nil, "head", "secrets", "workflows"), map[string]any{
		"head": nil, "commits": 0, "branch": "main", "complete": true, "secrets": []string{}, "workflows": []string{},
	})
	r.commit("a", "1").commit("a", "2").commit("a", "3")
	want := map[string]any{"head": r.head(), "commits": 3, "branch": "main", "complete": true, "secrets": nil, "workflows": nil, "protection": nil}
	wantOutputs(t, r.inspect(nil, "head"), want)
	wantOutputs(t, r.inspect(given{"max_commits": 2}, "head"), map[string]any{"commits": 2, "complete": false})
	r.git("gc", "-q")
	wantOutputs(t, r.inspect(nil, "head"), want) // packed
	r.git("checkout", "-q", "--detach")
	wantOutputs(t, r.inspect(nil, "head"), map[string]any{"branch": nil, "head": r.head()})
}

// TestGitPlaces: a linked work tree, a bare repository and a shallow clone are repositories too.
func TestGitPlaces(t *testing.T) {
	t.Parallel()
	r := newRepository(t).commit("a", "1").commit("a", "2")
	linked, bare, shallow := filepath.Join(t.TempDir(), "linked"), filepath.Join(t.TempDir(), "bare"), filepath.Join(t.TempDir(), "shallow")
	r.git("worktree", "add", "-q", "-b", "side", linked)
	r.git("clone", "-q", "--bare", ".", bare)
	r.git("clone", "-q", "--depth", "1", "file://"+r.folder, shallow)
	wantOutputs(t, r.inspect(given{"path": linked}, "head"), map[string]any{"branch": "side", "commits": 2, "complete": true})
	wantOutputs(t, r.inspect(given{"path": bare}, "head"), map[string]any{"branch": "main", "commits": 2})
	wantOutputs(t, r.inspect(given{"path": shallow}, "head"), map[string]any{"commits": 1, "complete": false})
	wants(t, r.inspect(given{"path": t.TempDir()}, "head"), evidence.Unknown, engine.ReasonNotFound, "not a git repository")
	wants(t, r.inspect(given{"path": "not/there"}, "head"), evidence.Unknown, engine.ReasonNotFound, "not a git repository")
}

// made puts a secret together, so that none stands in this file: the project looks at itself.
func made(parts ...string) string { return strings.Join(parts, "") }

var madeSecrets = map[string]string{
	"private_key":    made("-----BEGIN RSA PRIVATE", " KEY-----\n", strings.Repeat("MIIEpAIBAAKCAQEA", 4), "\n"),
	"aws_access_key": made("AK", "IA", "QYLPMN5HHHFPZAM2"),
	"github_token":   made("gh", "p_", strings.Repeat("aB3", 12)),
	"gitlab_token":   made("gl", "pat-", strings.Repeat("x1", 10)),
	"slack_token":    made("xo", "xb-", "123456789012-", strings.Repeat("a", 24)),
	"stripe_key":     made("sk_", "live_", strings.Repeat("a1", 12)),
	"google_api_key": made("AI", "za", strings.Repeat("Sy-", 11), "xx"),
	"npm_token":      made("np", "m_", strings.Repeat("a1", 18)),
	"age_key":        made("AGE-SECRET", "-KEY-1", strings.Repeat("Q", 58)),
}

func TestGitSecrets(t *testing.T) {
	t.Parallel()
	r := newRepository(t).commit("README", "nothing")
	rules := slices.Sorted(maps.Keys(madeSecrets))
	var want []string
	for _, rule := range rules {
		write(t, r.folder, "conf/"+rule, "# settings\nvalue="+madeSecrets[rule]+"\n")
	}
	r.commit("more", "")
	brought := r.head()
	for _, rule := range rules {
		want = append(want, fmt.Sprintf("%s conf/%s %s 2", rule, rule, brought))
		write(t, r.folder, "conf/"+rule, "# settings\n") // taken out again: it is still in the history
	}
	r.commit("again.env", "value="+madeSecrets["npm_token"]+"\n")
	want = append(want, fmt.Sprintf("npm_token again.env %s 1", r.head()))

	result := r.inspect(nil, "secrets")
	wantOutputs(t, result, map[string]any{"complete": true})
	var got []string
	for _, found := range result.Outputs["secrets"].Items() {
		rule, _ := found.Get("rule").AsText()
		path, _ := found.Get("path").AsText()
		commit, _ := found.Get("commit").AsText()
		line, _ := found.Get("line").AsInt()
		got = append(got, fmt.Sprint(rule, " ", path, " ", commit, " ", line))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for rule, secret := range madeSecrets {
		if strings.Contains(canonText(t, result.Outputs["secrets"]), secret) {
			t.Errorf("the finding of %s repeats the secret", rule)
		}
	}
}

func canonText(t *testing.T, v any) string {
	t.Helper()
	data, err := canon.Encode(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestGitNoSecrets(t *testing.T) {
	t.Parallel()
	innocent := []string{
		made("AK", "IA", "IOSFODNN7", "EXAMPLE"), "-----BEGIN PUBLIC KEY-----", "-----BEGIN RSA PRIVATE" + " KEY----- goes here", "xoxb-", "ghp_short", "sk_test_" + strings.Repeat("a", 24),
	}
	r := newRepository(t).commit("a", strings.Join(innocent, "\n")).commit("binary", "\x00"+madeSecrets["github_token"])
	wantOutputs(t, r.inspect(nil, "secrets"), map[string]any{"secrets": []string{}, "complete": true})
}

// TestGitBounds: a bound that ends the search shows as such; it is never a clean bill.
func TestGitBounds(t *testing.T) {
	t.Parallel()
	r := newRepository(t).commit("a", madeSecrets["npm_token"]).commit("b", strings.Repeat("b", 2000))
	wantOutputs(t, r.inspect(given{"max_commits": 1}, "secrets"), map[string]any{"complete": false})
	wantOutputs(t, r.inspect(given{"max_bytes": 100}, "secrets"), map[string]any{"complete": false})
	wants(t, r.inspect(given{"max_bytes": 0}, "secrets"), evidence.Unknown, engine.ReasonSetting, "max_bytes")
}

func TestGitWorkflows(t *testing.T) {
	t.Parallel()
	r := newRepository(t).commit(".github/workflows/README.md", "no workflow")
	const pin = "actions/checkout@0123456789abcdef0123456789abcdef01234567"
	for name, test := range map[string]struct {
		file     string
		unpinned []string
		writeAll bool
	}{
		"pinned":        {"permissions: {contents: read}\njobs: {a: {steps: [{uses: " + pin + "}, {uses: ./local}, {run: x}]}}", []string{}, false},
		"by tag":        {"jobs: {a: {steps: [{uses: actions/checkout@v4}, {uses: actions/checkout@v4}, {uses: a/b@main}]}}", []string{"a/b@main", "actions/checkout@v4"}, false},
		"no version":    {"jobs: {a: {steps: [{uses: actions/checkout}]}}", []string{"actions/checkout"}, false},
		"an image":      {"jobs: {a: {steps: [{uses: \"docker://alpine:3\"}]}}", []string{"docker://alpine:3"}, false},
		"a workflow":    {"jobs: {a: {uses: o/r/.github/workflows/x.yml@v1}}", []string{"o/r/.github/workflows/x.yml@v1"}, false},
		"writes all":    {"permissions: write-all\njobs: {a: {steps: []}}", []string{}, true},
		"a job does":    {"permissions: {}\njobs: {a: {permissions: write-all, steps: []}}", []string{}, true},
		"an anchor too": {"x: &u {uses: a/b@v1}\njobs: {a: {steps: [*u]}}", []string{"a/b@v1"}, false},
	} {
		r.commit(".github/workflows/ci.yml", test.file)
		result := r.inspect(nil, "workflows")
		wantOutputs(t, result, map[string]any{"complete": true})
		found := result.Outputs["workflows"].Items()
		if len(found) != 1 {
			t.Fatalf("%s: %d workflows", name, len(found))
		}
		all, _ := found[0].Get("write_all").AsBool()
		if path, _ := found[0].Get("path").AsText(); !found[0].Get("unpinned").Equal(valueOf(test.unpinned)) || all != test.writeAll || path != ".github/workflows/ci.yml" {
			t.Errorf("%s: %d unpinned, write all: %v, %s", name, len(found[0].Get("unpinned").Items()), all, path)
		}
	}
	for _, broken := range []string{"jobs: [", "a: b", "", "jobs: {a: {steps: {}}}"} {
		wants(t, r.commit(".github/workflows/broken.yaml", broken).inspect(nil, "workflows"), evidence.Unknown, engine.ReasonUnread, "broken.yaml")
	}
}

func TestGitProtection(t *testing.T) {
	t.Parallel()
	rules := func(result engine.Result) string {
		t.Helper()
		wantOutputs(t, result, nil)
		v := result.Outputs["protection"]
		if v.IsNull() {
			return "null"
		}
		deletes, _ := v.Get("deny_deletes").AsBool()
		forces, _ := v.Get("deny_non_fast_forwards").AsBool()
		return fmt.Sprint(deletes, forces)
	}
	bare := newRepository(t)
	r := newRepository(t).commit("a", "1")
	if got := rules(r.inspect(nil, "protection")); got != "null" {
		t.Errorf("no remote: %s", got)
	}
	r.git("remote", "add", "origin", bare.folder)
	if got := rules(r.inspect(nil, "protection")); got != "false false" {
		t.Errorf("no rules: %s", got)
	}
	bare.git("config", "receive.denyDeletes", "true")
	bare.git("config", "receive.denynonfastforwards", "on")
	if got := rules(r.inspect(nil, "protection")); got != "true true" {
		t.Errorf("both rules: %s", got)
	}
	bare.git("config", "--add", "receive.denyDeletes", "no")
	for _, url := range []string{"file://" + bare.folder, mustRel(t, r.folder, bare.folder)} {
		r.git("remote", "set-url", "origin", url)
		if got := rules(r.inspect(nil, "protection")); got != "false true" {
			t.Errorf("%s, the last one counts: %s", url, got)
		}
	}
	for _, url := range []string{"https://github.com/acme/x.git", "git@github.com:acme/x.git", "ssh://host/x"} {
		r.git("remote", "set-url", "origin", url)
		if got := rules(r.inspect(nil, "protection")); got != "null" {
			t.Errorf("%s: %s", url, got)
		}
	}
	r.git("remote", "set-url", "origin", "/not/there")
	wants(t, r.inspect(nil, "protection"), evidence.Unknown, engine.ReasonUnread, "not there")
	r.git("remote", "add", "backup", bare.folder)
	if got := rules(r.inspect(given{"remote": "backup"}, "protection")); got != "false true" {
		t.Errorf("another remote: %s", got)
	}
}

func mustRel(t *testing.T, from, to string) string {
	t.Helper()
	path, err := filepath.Rel(from, to)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func FuzzWorkflow(f *testing.F) {
	f.Add([]byte("jobs: {a: {steps: [{uses: a/b@v1}]}}"))
	f.Add([]byte("a: &a [*a, *a]"))
	f.Fuzz(func(t *testing.T, data []byte) { _ = steps.ReadWorkflow(data) })
}

func FuzzSecrets(f *testing.F) {
	f.Add([]byte("a\nb\n"), []byte("c"))
	f.Fuzz(func(t *testing.T, before, after []byte) {
		data := append(append(append([]byte{}, before...), "\n"+madeSecrets["aws_access_key"]+"\n"...), after...)
		if steps.SecretsWithin(data) == 0 {
			t.Fatalf("%q hides a secret", data)
		}
	})
}
