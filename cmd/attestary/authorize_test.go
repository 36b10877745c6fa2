package main_test

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/attestary/attestary/cmd/attestary/cli"
	"github.com/attestary/attestary/internal/hub"
)

const (
	reviewedProject = `project "acme" {
  language   = 1
  frameworks = ["cisa-ztmm"]
}

evidence {
  sign = "key:acme.key"
}

role "ops" {
  members = ["dan#%d"]
}

role "people" {
  teams = ["acme/people"]
}

review "change" {
  effects = ["change"]
  from    = [role.people]
  min     = 1
}

connection "machine" {
  kind = "shell"
}
`
	reviewedRunbook = `runbook "orders" {
  language = 1
  title    = "Clean old orders"
  owner    = role.ops
}

trigger "manual" "form" {}

access {
  who = [role.ops]
}

use "machine" {
  allow = ["true"]
}

step "exec.run" "clean" {
  argv   = ["true"]
  effect = "change"

  undo "none" {
    reason = "Old orders are of no use."
  }
}

check "cleaned" {
  condition = step.clean.exit == 0
  message   = "There are old orders."
}
`
)

// office is where a run is authorised: a repository on the hub with a runbook that wants a review by somebody of
// a team, and the job that signs.
type office struct {
	*station
	ada, bo, cy, dan *hub.Person
	home             string
	named            map[string]string // of the job's variables, others than usual
	old              string            // the commit of the run, where it is not the newest
	app              *hub.App
	clone            string // in which the last job ran
}

func newSigner(t testing.TB) *office {
	t.Helper()
	h := hub.Start(t)
	repo := h.Repository("acme/app")
	f := &office{station: newStation(t, h, repo, fixedPowers()["sign"]...), home: t.TempDir()}
	f.ada, f.bo, f.cy, f.dan = h.Person("ada"), h.Person("bo"), h.Person("cy"), h.Person("dan")
	org := h.Org("acme")
	org.Team("people", f.bo, f.cy)
	f.app = h.App(org, "members:read")
	f.env["ATTESTARY_HOME"], f.env["ATTESTARY_KEY_PASSPHRASE"] = f.home, "correct horse battery staple"
	private, public := f.signingKey()
	if err := os.WriteFile(filepath.Join(f.home, "acme.key"), private, 0o600); err != nil {
		t.Fatal(err)
	}
	repo.Commit(hub.Change{Author: f.ada, Files: map[string]string{
		"runbooks/project.hcl": fmt.Sprintf(reviewedProject, f.dan.ID), "trust.hcl": f.policy(), "runner.pub": string(public),
	}})
	return f
}

// policy trusts the signer, and knows everybody by number and address.
func (f *office) policy() string {
	text := "key \"runner\" {\n  file = \"runner.pub\"\n}\n"
	for _, p := range []*hub.Person{f.ada, f.bo, f.cy, f.dan} {
		text += fmt.Sprintf("\nperson %q {\n  id     = \"%d\"\n  emails = [%q]\n}\n", p.Login, p.ID, p.Email)
	}
	return text
}

// oneKey is the key of all signers here: to encrypt one takes a second.
var oneKey struct {
	sync.Mutex
	private, public []byte
}

func (f *office) signingKey() (private, public []byte) {
	f.t.Helper()
	oneKey.Lock()
	defer oneKey.Unlock()
	if oneKey.private == nil {
		path := filepath.Join(f.t.TempDir(), "acme.key")
		if code := f.does("key", "new", path); code != 0 {
			f.t.Fatalf("key new: %d\n%s", code, f.err.String())
		}
		var err, errPublic error
		oneKey.private, err = os.ReadFile(path)
		oneKey.public, errPublic = os.ReadFile(path + ".pub")
		if err != nil || errPublic != nil {
			f.t.Fatal(err, errPublic)
		}
	}
	return oneKey.private, oneKey.public
}

// propose opens a pull request that brings the runbook.
func (f *office) propose() *hub.Pull {
	f.repo.Commit(hub.Change{Author: f.ada, Branch: "topic", Files: map[string]string{"runbooks/orders.runbook.hcl": reviewedRunbook, workflowOfOrders: f.workflow()}})
	return f.repo.Pull(f.ada, "topic")
}

const workflowOfOrders = ".github/workflows/attestary-orders.yml"

// workflow is what the runbook compiles to.
func (f *office) workflow() string {
	f.t.Helper()
	dir := f.t.TempDir()
	project, err := f.repo.File(f.repo.Branch("main"), "runbooks/project.hcl")
	if err != nil {
		f.t.Fatal(err)
	}
	if err := errors.Join(os.Mkdir(filepath.Join(dir, "runbooks"), 0o755), os.WriteFile(filepath.Join(dir, "runbooks/project.hcl"), []byte(project), 0o644),
		os.WriteFile(filepath.Join(dir, "runbooks/orders.runbook.hcl"), []byte(reviewedRunbook), 0o644)); err != nil {
		f.t.Fatal(err)
	}
	if code := f.at(dir, "compile"); code != 0 {
		f.t.Fatalf("compile: %d\n%s", code, f.err.String())
	}
	data, err := os.ReadFile(filepath.Join(dir, workflowOfOrders))
	if err != nil {
		f.t.Fatal(err)
	}
	return string(data)
}

// authorize is the job that authorises a run that somebody started, in a fresh clone of the branch.
func (f *office) authorize(by *hub.Person, attempt int) int {
	return f.authorizeOn("main", by, attempt)
}

func (f *office) authorizeOn(branch string, by *hub.Person, attempt int) int {
	f.t.Helper()
	tip := cmp.Or(f.old, f.repo.Branch(branch))
	run := f.repo.Run(f.ada, hub.Run{Workflow: ".github/workflows/attestary-orders.yml", Event: "workflow_dispatch", Branch: branch, Head: tip, Status: "in_progress"})
	for range attempt - 1 {
		run.Again(by)
	}
	clone := filepath.Join(f.t.TempDir(), "clone")
	if out, err := exec.Command("git", "clone", "--quiet", "--branch", branch, f.hub.URL+"/acme/app", clone).CombinedOutput(); err != nil {
		f.t.Fatalf("git clone: %v\n%s", err, out)
	}
	if out, err := exec.Command("git", "-C", clone, "reset", "--quiet", "--hard", tip).CombinedOutput(); err != nil {
		f.t.Fatalf("git reset: %v\n%s", err, out)
	}
	if err := os.RemoveAll(filepath.Join(f.env["RUNNER_TEMP"], "attestary-out")); err != nil {
		f.t.Fatal(err)
	}
	first := by // on a re-run it is still ada of whom the runner tells
	if attempt > 1 {
		first = f.ada
	}
	for name, value := range map[string]string{
		"GITHUB_SHA": tip, "GITHUB_REF": "refs/heads/" + branch, "GITHUB_RUN_ID": fmt.Sprint(run.ID), "GITHUB_RUN_ATTEMPT": fmt.Sprint(attempt),
		"GITHUB_REPOSITORY_ID": fmt.Sprint(f.repo.ID), "GITHUB_REPOSITORY_OWNER_ID": fmt.Sprint(f.hub.Org("acme").ID),
		"GITHUB_ACTOR": first.Login, "GITHUB_ACTOR_ID": fmt.Sprint(first.ID), "ATTESTARY_RUNBOOK": "orders", "ATTESTARY_TRIGGER": "form", "GITHUB_EVENT_NAME": "workflow_dispatch",
		"ATTESTARY_NEEDS": `{"gates":{"result":"success","outputs":{}}}`, "GITHUB_OUTPUT": filepath.Join(f.env["RUNNER_TEMP"], "output"),
	} {
		f.env[name] = value
	}
	maps.Copy(f.env, f.named)
	f.event(fmt.Sprintf(`{"repository":{"id":%d,"default_branch":"main"}}`, f.repo.ID))
	f.hub.Forget()
	f.clone = clone
	return f.at(clone, "ci", "authorize")
}

// at runs a command in a folder.
func (f *office) at(dir string, args ...string) int {
	f.out.Reset()
	f.err.Reset()
	return cli.Main(args, cli.World{
		In: strings.NewReader(""), Out: &f.out, Err: &f.err, Dir: dir, Getenv: func(name string) string { return f.env[name] },
		Now: time.Now, Random: rand.Reader, Width: 100,
	})
}

// audited verifies the ledger in a fresh clone, where nobody knows who is in a team but by the signer's word. review
// is the sign of the claim about reviews.
func (f *office) audited(review string) {
	f.t.Helper()
	clone := filepath.Join(f.t.TempDir(), "audit")
	if out, err := exec.Command("git", "clone", "--quiet", f.hub.URL+"/acme/app", clone).CombinedOutput(); err != nil {
		f.t.Fatalf("git clone: %v\n%s", err, out)
	}
	f.at(clone, "verify", "--trust", "trust.hcl")
	if text := f.out.String(); strings.Contains(text, "refuted") || !strings.Contains(text, review+" 8   review") {
		f.t.Errorf("the auditor says\n%s\n%s", text, f.err.String())
	}
}

// asApp gives the signer the app's key.
func (f *office) asApp() {
	f.env["ATTESTARY_APP_ID"], f.env["ATTESTARY_APP_KEY"] = fmt.Sprint(f.app.ID), string(f.app.Key)
}

// TestAuthorize: a run is authorised where somebody of the team reviewed what was merged, and the forge is asked
// no more than eight times for it, whoever re-runs it.
func TestAuthorize(t *testing.T) {
	t.Parallel()
	for attempt, way := range map[int]hub.Way{1: hub.Squash, 2: hub.MergeCommit} {
		f := newSigner(t)
		f.asApp()
		p := f.propose()
		p.Review(f.bo, hub.Approved)
		p.Merge(f.cy, way)
		if code := f.authorize(f.dan, attempt); code != 0 {
			t.Fatalf("attempt %d: exit %d\n%s", attempt, code, f.err.String())
		}
		if n := f.hub.Count(""); n > 8 {
			t.Errorf("attempt %d: the forge was asked %d times", attempt, n)
			for _, r := range f.hub.Requests() {
				t.Log(r.Operation)
			}
		}
		// Git does not tell what a squashed commit was made of, so there the auditor has the forge's word alone.
		f.audited(map[hub.Way]string{hub.Squash: "–", hub.MergeCommit: "✓"}[way])
		statement, err := os.ReadFile(filepath.Join(f.env["RUNNER_TEMP"], "attestary-out", "authorization.sigstore.json"))
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{f.env["GITHUB_TOKEN"], "PRIVATE KEY", "ghs_"} {
			if bytes.Contains(statement, []byte(secret)) || strings.Contains(f.err.String()+f.out.String(), secret) {
				t.Errorf("it tells %s", secret)
			}
		}
	}
}

// protected has protect set what it can, as an owner of the organization, and gives the signer the variables of its
// environment.
func (f *office) protected() {
	f.t.Helper()
	e := f.repo.Environment("attestary-sign")
	e.Variable("ATTESTARY_APP_ID", fmt.Sprint(f.app.ID))
	clone := filepath.Join(f.t.TempDir(), "clone")
	if out, err := exec.Command("git", "clone", "--quiet", f.hub.URL+"/acme/app", clone).CombinedOutput(); err != nil {
		f.t.Fatalf("git clone: %v\n%s", err, out)
	}
	protect := exec.Command("attestary", "protect")
	protect.Dir = clone
	protect.Env = append(os.Environ(), "GITHUB_API_URL="+f.hub.API, "GITHUB_REPOSITORY=acme/app", "GITHUB_TOKEN="+f.hub.PersonToken(f.ada, "*:admin"))
	out, _ := protect.CombinedOutput() // secrets are lacking, which a person sets
	if !strings.Contains(string(out), "set: the variable ATTESTARY_APP_INSTALLATION of the environment attestary-sign") {
		f.t.Fatalf("%s", out)
	}
	for name, value := range e.Variables() {
		f.env[name] = value
	}
}

// TestAuthorizeTwoTeams: where one team may start the run and another reviews it, a re-run takes eight requests too, once
// protect has told the signer where its app is installed; to find that out takes one more.
func TestAuthorizeTwoTeams(t *testing.T) {
	t.Parallel()
	f := newSigner(t)
	f.asApp()
	f.hub.Org("acme").Team("ops", f.dan)
	project, err := f.repo.File(f.repo.Branch("main"), "runbooks/project.hcl")
	if err != nil {
		t.Fatal(err)
	}
	f.repo.Commit(hub.Change{Author: f.ada, Files: map[string]string{"runbooks/project.hcl": strings.Replace(project, fmt.Sprintf("members = [\"dan#%d\"]", f.dan.ID), `teams = ["acme/ops"]`, 1)}})
	p := f.propose()
	p.Review(f.bo, hub.Approved)
	p.Merge(f.cy, hub.MergeCommit)
	for _, most := range []int{9, 8} {
		if most == 8 {
			f.protected()
		}
		if code := f.authorize(f.dan, 2); code != 0 {
			t.Fatalf("exit %d\n%s", code, f.err.String())
		}
		if n := f.hub.Count(""); n > most {
			t.Errorf("the forge was asked %d times: %v", n, f.hub.Requests())
		}
	}
	if code := f.authorize(f.bo, 2); code != 1 || !strings.Contains(f.err.String(), "bo may not start it") {
		t.Errorf("somebody of the other team: exit %d\n%s", code, f.err.String())
	}
}

// TestGatesKnowNoTeams: the job that asks the gates may not ask who is in a team. So the roles of whoever may have one by a
// team are unknown there, and what they meet lets nobody in; those of whom no team matters are known.
func TestGatesKnowNoTeams(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ condition, want string }{
		"without a role":   {`!contains(run.requester.roles, \"people\")`, "blocked"},
		"with a role":      {`contains(run.requester.roles, \"ops\")`, "blocked"},
		"nothing of roles": {`run.requester.login == \"dan\"`, "passed"},
	} {
		f := newSigner(t)
		gate := "who = [role.ops]\n\n  gate \"roles\" {\n    action = \"file.read\"\n\n    with {\n      path = \"README.md\"\n    }\n\n    condition = " +
			strings.ReplaceAll(c.condition, `\"`, `"`) + " && !self.exists\n    message   = \"It is somebody of people.\"\n  }"
		f.repo.Commit(hub.Change{Author: f.ada, Files: map[string]string{"runbooks/orders.runbook.hcl": strings.Replace(reviewedRunbook, "who = [role.ops]", gate, 1)}})
		if code := f.authorize(f.dan, 1); code == 0 { // which no gate was asked for
			t.Fatalf("%s: authorised", name)
		}
		if code := f.at(f.clone, "ci", "gates"); code != 0 {
			t.Fatalf("%s: exit %d\n%s", name, code, f.err.String())
		}
		data, err := os.ReadFile(filepath.Join(f.env["RUNNER_TEMP"], "attestary-out", "gates.json"))
		if err != nil || !strings.Contains(string(data), `"outcome":"`+c.want+`"`) {
			t.Errorf("%s: %s, %v\n%s", name, data, err, f.err.String())
		}
	}
}

// TestRunAgain: who runs an old run of the workflow again gets the commit of then, and so its roles. That is let through
// only where both are still what the protected branch says.
func TestRunAgain(t *testing.T) {
	t.Parallel()
	project := func(change func(string) string) func(*office) map[string]string {
		return func(f *office) map[string]string {
			text, err := f.repo.File(f.repo.Branch("main"), "runbooks/project.hcl")
			if err != nil {
				f.t.Fatal(err)
			}
			return map[string]string{"runbooks/project.hcl": change(text)}
		}
	}
	for name, c := range map[string]struct {
		since   func(*office) map[string]string // what was merged since; an empty text removes
		attempt int
		exit    int
		why     string // within what is said
	}{
		"something else":           {func(*office) map[string]string { return map[string]string{"notes.md": "more"} }, 2, 0, ""},
		"somebody left the role":   {project(func(s string) string { return strings.Replace(s, `"dan#`, `"eve#`, 1) }), 2, 1, "who has its roles"},
		"the mailbox is another's": {project(func(s string) string { return s + "\nperson \"dan\" {\n  email = \"other@acme.example\"\n}\n" }), 2, 1, "who has its roles"},
		"the runbook was mended": {func(*office) map[string]string {
			return map[string]string{"runbooks/orders.runbook.hcl": strings.Replace(reviewedRunbook, "Clean old", "Clean some", 1)}
		}, 2, 1, "this runbook"},
		"the program is another one": {project(func(s string) string {
			return strings.Replace(s, "  language   = 1\n", "  language   = 1\n  action     = \"attestary/attestary/actions@"+strings.Repeat("5", 40)+"\"\n", 1)
		}), 2, 1, "the program that runners take"},
		"the trust is another one": {func(f *office) map[string]string { return map[string]string{"trust.hcl": f.policy() + "\n# more\n"} }, 2, 1, "trust.hcl, or a key"},
		"a key of it is another one": {func(f *office) map[string]string {
			_, public := f.signingKey()
			return map[string]string{"runner.pub": string(public) + "\n"}
		}, 2, 1, "trust.hcl, or a key"},
		"the runbook is broken": {func(*office) map[string]string { return map[string]string{"runbooks/orders.runbook.hcl": "runbook {"} }, 2, 1, "this runbook"},
		"it waited since":       {project(func(s string) string { return strings.Replace(s, `"dan#`, `"eve#`, 1) }), 1, 1, "who has its roles"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newSigner(t)
			f.asApp()
			p := f.propose()
			p.Review(f.bo, hub.Approved)
			p.Merge(f.cy, hub.MergeCommit)
			f.old = f.repo.Branch("main")
			f.repo.Commit(hub.Change{Author: f.cy, Files: c.since(f)})
			if code := f.authorize(f.dan, c.attempt); code != c.exit {
				t.Fatalf("exit %d\n%s", code, f.err.String())
			}
			told := strings.Contains(f.err.String(), "start it anew from the form") && strings.Contains(f.err.String(), "the refusal is recorded")
			if told != (c.exit != 0) || !strings.Contains(f.err.String(), c.why) {
				t.Error(f.err.String())
			}
			f.old = ""
			f.audited("")
		})
	}
}

// TestAuthorizeRefused is the table of who is not enough, and of what cannot be told.
func TestAuthorizeRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do   func(*office)
		by   func(*office) *hub.Person // nil: dan
		exit int
		want string
	}{
		"nobody reviewed": {func(f *office) { f.asApp(); f.propose().Merge(f.cy, hub.Squash) }, nil, 1, "0 of 1 people of people reviewed this very plan"},
		"somebody who is not in the team": {func(f *office) {
			f.asApp()
			p := f.propose()
			p.Review(f.hub.Person("eve"), hub.Approved)
			p.Merge(f.cy, hub.Squash)
		}, nil, 1, "0 of 1 people"},
		"without an app nobody is in the team": {func(f *office) {
			p := f.propose()
			p.Review(f.bo, hub.Approved)
			p.Merge(f.cy, hub.Squash)
		}, nil, 1, "who is in the team acme/people: the token of a job may not read it; that takes a GitHub App with the permission members: read"},
		"a no": {func(f *office) {
			f.asApp()
			p := f.propose()
			p.Review(f.bo, hub.Approved)
			p.Review(f.cy, hub.ChangesRequested)
			p.Merge(f.bo, hub.Squash)
		}, nil, 1, "cy said no"},
		"pushed past the review": {func(f *office) {
			f.asApp()
			p := f.propose()
			p.Review(f.bo, hub.Approved)
			p.Merge(f.cy, hub.Squash)
			f.repo.Commit(hub.Change{Author: f.ada, Files: map[string]string{"runbooks/orders.runbook.hcl": strings.Replace(reviewedRunbook, "Clean old", "Clean all", 1)}})
		}, nil, 1, "0 of 1 people"},
		"the forge does not remember who pushed": {func(f *office) {
			f.asApp()
			p := f.propose()
			p.Review(f.bo, hub.Approved)
			p.Merge(f.cy, hub.Squash)
			f.repo.ForgetPushes()
		}, nil, 1, "nobody can tell more: the forge does not remember who pushed all of pull request 1"},
		"the reviews cannot be seen": {func(f *office) {
			f.asApp()
			p := f.propose()
			p.Review(f.bo, hub.Approved)
			p.Merge(f.cy, hub.Squash)
			f.hub.Fault("GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews", hub.Status(404))
		}, nil, 3, "the reviews of pull request 1"},
		"somebody who may not start it": {func(f *office) {
			f.asApp()
			p := f.propose()
			p.Review(f.bo, hub.Approved)
			p.Merge(f.cy, hub.Squash)
		}, func(f *office) *hub.Person { return f.hub.Person("eve") }, 1, "eve may not start it"},
		"a key that is none": {func(f *office) {
			f.env["ATTESTARY_APP_ID"], f.env["ATTESTARY_APP_KEY"] = "12", "secret"
			f.propose().Merge(f.cy, hub.Squash)
		}, nil, 3, "is no private RSA key in PEM"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newSigner(t)
			c.do(f)
			by := f.dan
			if c.by != nil {
				by = c.by(f)
			}
			code := f.authorize(by, 1)
			if code != c.exit || !strings.Contains(f.err.String(), c.want) {
				t.Errorf("exit %d, want %d: %q\n%s", code, c.exit, c.want, f.err.String())
			}
			if _, err := os.Stat(filepath.Join(f.env["RUNNER_TEMP"], "attestary-out", "authorization.sigstore.json")); err == nil {
				t.Error("it was authorised")
			}
			if strings.Contains(f.err.String(), "secret\n") {
				t.Error("it tells the key")
			}
		})
	}
}

// TestAuthorizeBranch: who may push a branch makes a project there that asks for no review and lets them in. Nothing of
// it is authorised, though neither reviews nor teams are asked for, and nothing of it is written into the ledger.
func TestAuthorizeBranch(t *testing.T) {
	t.Parallel()
	f := newSigner(t)
	before, _, _ := strings.Cut(fmt.Sprintf(reviewedProject, f.dan.ID), "role \"people\"")
	_, behind, _ := strings.Cut(reviewedProject, "  min     = 1\n}\n")
	files := map[string]string{"runbooks/project.hcl": before + behind, "runbooks/orders.runbook.hcl": reviewedRunbook}
	f.repo.Commit(hub.Change{Author: f.dan, Branch: "topic", Files: files})
	if code := f.authorizeOn("topic", f.dan, 1); code != 1 || !strings.Contains(f.err.String(), `the run is of "refs/heads/topic", and runbooks are reviewed for main`) {
		t.Errorf("exit %d\n%s", code, f.err.String())
	}
	if tip := f.repo.Branch("evidence"); tip != "" {
		t.Errorf("the ledger has something: %s", tip)
	}
	f.repo.Commit(hub.Change{Author: f.dan, Files: files})
	if code := f.authorize(f.dan, 1); code != 0 {
		t.Errorf("on the protected branch: exit %d\n%s", code, f.err.String())
	}
}

// TestAuthorizeEvent: by which trigger a run starts, the first job tells. It names none that the event does not start:
// else who fills in a form would start what starts by itself, and nobody would have asked.
func TestAuthorizeEvent(t *testing.T) {
	t.Parallel()
	f := newSigner(t)
	before, _, _ := strings.Cut(fmt.Sprintf(reviewedProject, f.dan.ID), "role \"people\"")
	_, behind, _ := strings.Cut(reviewedProject, "  min     = 1\n}\n")
	nightly := strings.Replace(reviewedRunbook, "access {", "trigger \"schedule\" \"nightly\" {\n  cron = \"0 3 * * *\"\n}\n\naccess {", 1)
	f.repo.Commit(hub.Change{Author: f.dan, Files: map[string]string{"runbooks/project.hcl": before + behind, "runbooks/orders.runbook.hcl": nightly}})
	for event, c := range map[string]struct {
		trigger string
		exit    int
	}{"workflow_dispatch": {"nightly", 1}, "schedule": {"form", 1}, "push": {"nightly", 1}} {
		f.named = map[string]string{"GITHUB_EVENT_NAME": event, "ATTESTARY_TRIGGER": c.trigger}
		if code := f.authorize(f.hub.Person("eve"), 1); code != c.exit || !strings.Contains(f.err.String(), fmt.Sprintf("does not start by the event %q", event)) {
			t.Errorf("%s, %s: exit %d\n%s", event, c.trigger, code, f.err.String())
		}
	}
	f.named = map[string]string{"GITHUB_EVENT_NAME": "schedule", "ATTESTARY_TRIGGER": "nightly"}
	if code := f.authorize(f.hub.Person("eve"), 1); code != 0 {
		t.Errorf("by the clock: exit %d\n%s", code, f.err.String())
	}
}
