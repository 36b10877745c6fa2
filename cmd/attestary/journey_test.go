package main_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/internal/hub"
)

// journeyRunbook has a matrix of one job: act keeps the outputs of whichever job of a matrix ends first, where GitHub keeps
// those of all. The page jobs.txtar has several.
const journeyRunbook = `runbook "patching" {
  language = 1
  title    = "Patch the machines"
  owner    = role.operators
}

trigger "manual" "form" {}

access {
  who = [role.operators]
}

input "broken" {
  type    = string
  title   = "Which machine is out of order"
  default = "none"
  pattern = "[a-z0-9]+"
}

use "shell" {
  allow = ["sh"]
}

phase "scan" {
  step "exec.run" "scan" {
    argv   = ["sh", "-c", "echo web1"]
    effect = "observe"
  }
}

phase "patch" {
  after    = [phase.scan]
  for_each = step.scan.lines
  parallel = 2
  limit    = 10
  runs_on  = ["fleet"]

  step "exec.run" "patch" {
    argv   = ["sh", "-c", "read host broken; test $host != $broken"]
    stdin  = "${each.value} ${input.broken}\n"
    effect = "change"
    undo "none" {
      reason = "A patch stays."
    }
  }
}

phase "report" {
  after = [phase.patch]

  step "exec.run" "report" {
    argv   = ["sh", "-c", "true"]
    effect = "observe"
  }
}

check "reported" {
  condition = step.report.exit == 0
  message   = "Nothing was reported."
}
`

// journey is a repository on a forge, with runbooks, a key that signs, and a clone of it.
func journey(t *testing.T) (f *grounds, ada *hub.Person) {
	t.Helper()
	h := hub.Start(t)
	f = &grounds{t: t, hub: h, repo: h.Repository("acme/shop"), home: t.TempDir()}
	ada = h.Person("ada")
	f.work = filepath.Join(f.home, "shop")
	program, err := exec.LookPath("attestary")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	f.sh(`git init -q --initial-branch=main shop
cd shop
git remote add origin "$REMOTE"
attestary init --empty
cp "$ATTESTARY_HOME/shop.key.pub" runner.pub
printf 'key "runner" {\n  file = "runner.pub"\n}\n' >trust.hcl
sed -i "s/members *= .*/members = [\"ada\"]/; s|action .*|action = \"./actions\"\n  program = \"$PROGRAM\"|" runbooks/project.hcl
mkdir actions && cp "$ACTION" actions/action.yml
attestary fmt && attestary check && attestary compile
git add -A && git commit -qm "shop: how we run" && git push -q origin main`,
		"REMOTE="+f.repo.Dir, "PROGRAM="+fmt.Sprintf("%s@sha256:%x", program, sha256.Sum256(data)), "ACTION="+abs(t, "../../actions/action.yml"))
	return f, ada
}

func abs(t *testing.T, path string) string {
	t.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// sh is what somebody types on their own machine.
func (f *grounds) sh(script string, variables ...string) string {
	f.t.Helper()
	cmd := exec.Command("bash", "-euo", "pipefail", "-c", script)
	cmd.Dir = f.home
	cmd.Env = append(append(os.Environ(), person(f.home)...), append(variables, "ATTESTARY_LOGIN=ada")...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		f.t.Fatalf("%v\n%s\n%s", err, script, out)
	}
	return string(out)
}

// kept are the secrets of the signer's environment. act knows no environments: a job gets those that it names.
func (f *grounds) kept() map[string]string {
	key, err := os.ReadFile(filepath.Join(f.home, ".attestary-home", "shop.key"))
	if err != nil {
		f.t.Fatal(err)
	}
	return map[string]string{"ATTESTARY_KEY": string(key), "ATTESTARY_KEY_PASSPHRASE": "correct horse battery staple"}
}

func (f *grounds) jobs(want, got []string, log string) {
	f.t.Helper()
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		f.t.Fatalf("jobs (-want +got)\n%s\n%s", diff, log)
	}
}

// TestJourney is a change from its proposal to its evidence, by the workflows that compile writes: a pull request is judged
// and told of, merged, run by hand, and the ledger verified. Each job is a process of its own, started by what GitHub's
// workflow language says and by nothing else.
func TestJourney(t *testing.T) {
	t.Parallel()
	f, ada := journey(t)

	// Ada proposes a runbook: what it needs besides is made by compile, on her machine.
	f.sh(`cd shop && git switch -qc patching && printf '%s' "$RUNBOOK" >runbooks/patching.runbook.hcl
attestary fmt && attestary check && attestary compile && git add -A && git commit -qm "patching: new" && git push -q origin patching
git switch -q --detach main && git merge -q --no-ff -m merge patching`, "RUNBOOK="+journeyRunbook)
	pull := f.repo.Pull(ada, "patching")
	number := map[string]any{"number": pull.Number, "title": "patching", "head": map[string]any{"sha": pull.Head(), "ref": "patching", "repo": map[string]any{"full_name": f.repo.Full()}},
		"base": map[string]any{"ref": "main", "sha": strings.TrimSpace(f.sh("cd shop && git rev-parse main"))}}
	got, log := f.event("attestary-validate.yml", "pull_request", ada, map[string]any{"action": "opened", "number": pull.Number, "pull_request": number}, nil)
	f.jobs([]string{"validate success"}, got, log)

	f.sh("cd shop && git switch -q main")
	got, log = f.event("attestary-publish.yml", "workflow_run", ada, map[string]any{"action": "completed", "workflow_run": map[string]any{
		"id": 1001, "run_attempt": 1, "event": "pull_request", "head_sha": pull.Head(), "head_branch": "patching", "conclusion": "success",
		"head_repository": map[string]any{"id": f.repo.ID, "owner": map[string]any{"login": f.repo.Owner}}, "pull_requests": []any{},
	}}, nil)
	f.jobs([]string{"publish success"}, got, log)
	if comments := f.repo.Comments(pull.Number); len(comments) != 1 || !strings.Contains(comments[0].Body, "patching") {
		t.Fatalf("%d comments: %v", len(comments), comments)
	}

	// It is reviewed and merged, and started by hand.
	pull.Review(f.hub.Person("bo"), hub.Approved)
	pull.Merge(ada, hub.MergeCommit)
	f.sh("cd shop && git pull -q origin main")
	dispatch := func(by *hub.Person, broken string) ([]string, string) {
		return f.event("attestary-patching.yml", "workflow_dispatch", by, map[string]any{"inputs": map[string]any{"broken": broken}, "ref": "refs/heads/main"}, f.kept())
	}
	got, log = dispatch(ada, "none")
	f.jobs([]string{
		"gates success", "authorize success", "phase-scan success", "phase-patch (0) success", "phase-report success", "attest success",
	}, got, log)
	for _, secret := range f.kept() {
		if strings.Contains(log, secret) {
			t.Error("a secret is in the log")
		}
	}

	// The machine is out of order: nothing comes behind, and it is attested.
	got, log = dispatch(ada, "web1")
	f.jobs([]string{"gates success", "authorize success", "phase-scan success", "phase-patch (0) failure", "attest success"}, got, log)

	// Somebody without the role asks: no phase begins. (GitHub starts attest here too, which has nothing to attest; act
	// stops where a called workflow has failed.)
	got, log = dispatch(f.hub.Person("mallory"), "none")
	f.jobs([]string{"gates success", "authorize failure"}, got, log)

	// The scheduled judge finds nothing wrong, so it opens no issue.
	got, log = f.event("attestary-verify.yml", "schedule", ada, map[string]any{"schedule": "0 5 * * *"}, nil)
	f.jobs([]string{"verify success"}, got, log)
	if issues := f.repo.Issues(); len(issues) > 0 {
		t.Errorf("it opened an issue: %s\n%s", issues[0].Title, issues[0].Body)
	}

	// The auditor has a clone and the public key, and no network.
	audit := f.sh(`cp shop/runner.pub shop/trust.hcl . && git clone -q --mirror "$REMOTE" audit.git && cd audit.git && attestary verify --trust ../trust.hcl && attestary log`, "REMOTE="+f.repo.Dir)
	for _, want := range []string{"patching", "passed", "failed", "held"} {
		if !strings.Contains(audit, want) {
			t.Errorf("the audit does not say %q:\n%s", want, audit)
		}
	}
}
