package main_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/attestary/attestary/internal/hub"
)

// secretSet is how the page gives the forge a secret.
var secretSet = regexp.MustCompile(`(?m)^gh secret set ([A-Z_]+) --env ([a-z-]+)`)

// TestInstall follows the page that installs Attestary on GitHub, literally and on a new repository, and then does
// what it says a person does next: the runbook is started by its form, by act, and what it left is verified.
func TestInstall(t *testing.T) {
	t.Parallel()
	page := filepath.Join("../../docs", gitHubPage)
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	h := hub.Start(t)
	f := &grounds{t: t, hub: h, repo: h.Repository("acme/shop"), home: t.TempDir()}
	f.work = filepath.Join(f.home, "shop")
	ada := h.Person("ada")
	program, err := exec.LookPath("attestary")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	secrets := func() string { // gh is not here, and what it does is done for it
		for _, m := range secretSet.FindAllStringSubmatch(string(text), -1) {
			f.repo.Secret("environments/"+m[2], m[1])
		}
		return ""
	}
	script := pageScript(t, page)
	before, last, found := strings.Cut(script, "attestary protect --check\n")
	if !found {
		t.Fatal("the page does not look at last whether all is protected")
	}
	// The machine that the tests run on has the program installed and no network, as the page says of such machines.
	offline := `sed -i "s|action .*|action = \"./actions\"\n  program = \"$PROGRAM\"|" runbooks/project.hcl && attestary fmt && mkdir actions && cp "$ACTION" actions/action.yml` + "\n"
	before = strings.Replace(before, "attestary check\n", offline+"attestary check\n", 1)
	variables := []string{"REPOSITORY=" + f.repo.Dir, "GITHUB_API_URL=" + h.API, "GITHUB_REPOSITORY=acme/shop", "GITHUB_TOKEN=" + h.PersonToken(ada, "*:admin"),
		"PROGRAM=" + fmt.Sprintf("%s@sha256:%x", program, sha256.Sum256(data)), "ACTION=" + abs(t, "../../actions/action.yml")}
	f.sh(before, variables...)
	for _, form := range f.forms() { // the forge gives an issue no label that it does not have
		for _, label := range form {
			if !slices.Contains(f.repo.Labels(), label) {
				t.Errorf("there is no label %s, so no issue gets it", label)
			}
		}
	}
	secrets()
	if said := f.sh("cd shop && attestary protect --check 2>&1\n"+last, variables...); !strings.Contains(said, "0 lacking, 0 unknown") {
		t.Errorf("something is not protected:\n%s", said)
	}

	got, log := f.event("attestary-roster.yml", "workflow_dispatch", ada, map[string]any{"inputs": map[string]any{}, "ref": "refs/heads/main"}, f.kept())
	f.jobs([]string{"gates success", "authorize success", "phase-main success", "attest success"}, got, log)
	said := f.sh("cd shop && git fetch -q origin evidence:refs/remotes/origin/evidence && attestary log && attestary verify --trust trust.hcl 2>&1")
	for _, want := range []string{"roster", "passed", "held"} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q:\n%s", want, said)
		}
	}
}

// forms are the labels that each issue form gives.
func (f *grounds) forms() (labels [][]string) {
	f.t.Helper()
	paths, err := filepath.Glob(filepath.Join(f.work, ".github/ISSUE_TEMPLATE/*.yml"))
	if err != nil || len(paths) == 0 {
		f.t.Fatalf("no form: %v", err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			f.t.Fatal(err)
		}
		var form struct{ Labels []string }
		if err := yaml.Unmarshal(data, &form); err != nil || len(form.Labels) == 0 {
			f.t.Fatalf("%s: %d labels, %v", path, len(form.Labels), err)
		}
		labels = append(labels, form.Labels)
	}
	return labels
}
