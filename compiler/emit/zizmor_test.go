package emit_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// weakness is one that zizmor knows of in workflows, by the name of its audit. find tells where a workflow has it, and
// bad is one that does.
type weakness struct {
	name string
	find func(*flow) []string
	bad  string
}

const head = "name: x\non: {push: {}}\npermissions: {}\n"

// steps of one job, for bad examples.
func job(lines string) string {
	return head + "jobs:\n  a:\n    runs-on: ubuntu-24.04\n    permissions: {}\n" + lines
}

var pinnedUse = regexp.MustCompile(`^(\./[a-zA-Z0-9_./-]+|[A-Za-z0-9_.-]+/[A-Za-z0-9_./-]+@[0-9a-f]{40})$`)

// weaknesses are the audits of zizmor that can be made without a network. Of the others, known-vulnerable-actions, impostor-commit,
// archived-uses, stale-action-refs and ref-confusion ask GitHub; those of dependabot and of pre-commit (insecure-origin) are
// about files that we do not write. self-repository wants $/ in place of ./, which neither older servers nor act know.
var weaknesses = []weakness{
	{"template-injection", eachStep(func(f *flow, s flowStep) bool {
		return strings.Contains(s.Run, "${{") || strings.Contains(s.With["script"], "${{")
	}),
		job("    steps:\n    - run: echo ${{ github.event.issue.title }}\n")},
	{"excessive-permissions", excessive, "name: x\non: {push: {}}\npermissions: write-all\njobs: {}\n"},
	{"undocumented-permissions", undocumented, head + "jobs:\n  a:\n    permissions:\n      contents: write\n"},
	{"artipacked", eachStep(func(f *flow, s flowStep) bool {
		return strings.HasPrefix(s.Uses, "actions/checkout@") && s.With["persist-credentials"] != "false"
	}), job("    steps:\n    - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683\n")},
	{"unpinned-uses", func(f *flow) (found []string) {
		for _, uses := range used(f) {
			if !pinnedUse.MatchString(uses) {
				found = append(found, uses)
			}
		}
		return found
	}, job("    steps:\n    - uses: actions/checkout@v4\n")},
	{"ref-version-mismatch", func(f *flow) (found []string) { // the version stands behind the commit
		walk(&f.root, func(n *yaml.Node) {
			if n.Kind == yaml.ScalarNode && strings.HasPrefix(n.Value, "actions/") && strings.Contains(n.Value, "@") && !regexp.MustCompile(`^# v\d+\.\d+\.\d+$`).MatchString(n.LineComment) {
				found = append(found, n.Value)
			}
		})
		return found
	}, job("    steps:\n    - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # main\n")},
	{"forbidden-uses, superfluous-actions, github-app, typosquat-uses, agentic-actions", func(f *flow) (found []string) {
		for _, uses := range used(f) {
			name, _, _ := strings.Cut(uses, "@")
			if !slices.Contains([]string{"actions/checkout", "actions/upload-artifact", "actions/download-artifact", "mirror/upload-artifact", "mirror/download-artifact", "actions/setup-go", "attestary/attestary/actions", "./actions", "./.github/workflows/attestary-sign.yml"}, name) {
				found = append(found, uses)
			}
		}
		return found
	}, job("    steps:\n    - uses: actions/github-script@0123456789012345678901234567890123456789\n")},
	{"dangerous-triggers", dangerous, "name: x\non: {workflow_run: {workflows: [y]}}\njobs:\n  a:\n    steps:\n    - uses: actions/download-artifact@x\n"},
	{"cache-poisoning", eachStep(func(f *flow, s flowStep) bool {
		return strings.HasPrefix(s.Uses, "actions/cache") || strings.HasPrefix(s.Uses, "actions/setup-") && s.With["cache"] != "false" && !f.byHand()
	}), job("    steps:\n    - uses: actions/cache@x\n")},
	{"secrets-inherit", func(f *flow) (found []string) {
		for name, job := range f.Jobs {
			if job.Secrets.Value == "inherit" {
				found = append(found, name)
			}
		}
		return found
	}, head + "jobs:\n  a:\n    uses: ./x.yml\n    secrets: inherit\n"},
	{"secrets-outside-env", secretsOutside, job("    steps:\n    - run: x\n      env: {A: '${{ secrets.A }}'}\n")},
	{"overprovisioned-secrets, unredacted-secrets", eachExpression(regexp.MustCompile(`(?i)\bsecrets\s*([\[\])},]|$)|fromjson\(\s*secrets`)), job("    env: {A: '${{ toJSON(secrets) }}'}\n")},
	{"github-env", eachStep(func(f *flow, s flowStep) bool { return regexp.MustCompile(`GITHUB_(ENV|PATH)`).MatchString(s.Run) }),
		job("    steps:\n    - run: echo A=$B >>$GITHUB_ENV\n")},
	{"insecure-commands", func(f *flow) []string { return has(f, "ACTIONS_ALLOW_UNSECURE_COMMANDS") }, head + "env: {ACTIONS_ALLOW_UNSECURE_COMMANDS: true}\njobs: {}\n"},
	{"bot-conditions", func(f *flow) []string { return has(f, "github.actor", "triggering_actor") }, job("    if: github.actor == 'dependabot[bot]'\n")},
	{"hardcoded-container-credentials, unpinned-images", func(f *flow) (found []string) {
		for name, job := range f.Jobs {
			if !job.Container.IsZero() || !job.Services.IsZero() {
				found = append(found, name)
			}
		}
		return found
	}, job("    container: {image: 'x:latest'}\n")},
	{"anonymous-definition", func(f *flow) (found []string) {
		if f.Name == "" {
			found = append(found, "no name")
		}
		return found
	}, "on: {push: {}}\njobs: {}\n"},
	{"concurrency-limits", concurrency, "name: x\non: {pull_request: {}}\nconcurrency: {group: x, cancel-in-progress: true}\njobs: {}\n"},
	{"self-hosted-runner", func(f *flow) (found []string) { // only where a runbook or the project says so
		for name, job := range f.Jobs {
			hosted := len(job.RunsOn.Content) == 0 && (job.RunsOn.Value == "ubuntu-24.04" || job.Uses != "")
			if !hosted && !strings.HasPrefix(name, "phase-") && !f.is("sign") {
				found = append(found, name)
			}
		}
		return found
	}, head + "jobs:\n  a:\n    runs-on: [self-hosted]\n"},
	{"obfuscation", func(f *flow) []string {
		found := eachExpression(regexp.MustCompile(`^'[^']*'$|^format\(|\[\s*format`))(f)
		for _, uses := range used(f) {
			if strings.Contains(uses, "/../") || strings.Contains(uses, "//") {
				found = append(found, uses)
			}
		}
		return found
	}, job("    env: {A: \"${{ 'a' }}\"}\n")},
	{"unsound-condition", func(f *flow) (found []string) { // a condition is an expression as a whole, or it is always true
		for _, condition := range conditions(f) {
			if strings.Contains(condition, "${{") || strings.TrimSpace(condition) != condition {
				found = append(found, condition)
			}
		}
		return found
	}, job("    if: |\n      ${{ github.ref == 'x' }}\n")},
	{"unsound-contains", func(f *flow) (found []string) { // a list in a text is searched as a text
		for _, condition := range conditions(f) {
			if regexp.MustCompile(`contains\(\s*'`).MatchString(condition) {
				found = append(found, condition)
			}
		}
		return found
	}, job("    if: contains('refs/heads/main refs/heads/x', github.ref)\n")},
	{"misfeature", eachStep(func(f *flow, s flowStep) bool { return s.Run != "" && s.Shell != "bash" && !f.byHand() }), job("    steps:\n    - run: dir\n      shell: cmd\n")},
	{"adhoc-packages, unpinned-tools, use-trusted-publishing", eachStep(func(f *flow, s flowStep) bool {
		return regexp.MustCompile(`\b(npm|pip|gem|apt|apt-get|curl|wget|go install|cargo|twine)\b`).MatchString(s.Run) || s.With["version"] == "latest" || s.With["go-version"] != ""
	}), job("    steps:\n    - run: npm install x\n")},
	{"unsound-ternary", func(f *flow) (found []string) { // a && '' || b is always b
		for _, text := range append(expressions(f.values()), conditions(f)...) {
			if regexp.MustCompile(`&&\s*(''|0|false|null)\s*(\|\||$)`).MatchString(text) && strings.Contains(text, "||") {
				found = append(found, text)
			}
		}
		return found
	}, job("    env: {A: \"${{ github.ref == 'x' && '' || 'b' }}\"}\n")},
	{"timeout-minutes", func(f *flow) (found []string) { // a call has none: the called workflow does
		for name, job := range f.Jobs {
			if job.Uses == "" && job.Timeout < 1 {
				found = append(found, name)
			}
		}
		return found
	}, job("    steps:\n    - run: x\n")},
	{"stale-runner", func(f *flow) []string { // and none whose image changes by itself
		return has(f, "ubuntu-18", "ubuntu-20", "ubuntu-22", "-latest", "windows-2019", "macos-1")
	}, head + "jobs:\n  a:\n    runs-on: ubuntu-20.04\n    permissions: {}\n"},
	{"hardcoded-credentials", func(f *flow) (found []string) { // what looks like one, and what a secret is to give
		walk(&f.root, func(n *yaml.Node) {
			if regexp.MustCompile(`gh[pousr]_[A-Za-z0-9]{20}|github_pat_|AKIA[A-Z0-9]{12}|PRIVATE KEY|://[^/ $]*:[^/@ ]*@`).MatchString(n.Value) {
				found = append(found, n.Value)
			}
		})
		return found
	}, job("    env: {A: 'ghp_0123456789abcdef0123456789abcdef0123'}\n")},
	{"insecure-url-scheme", func(f *flow) []string { return has(f, "http://", "git://") }, job("    env: {A: 'http://a.example'}\n")},
	{"shellcheck", eachStep(func(f *flow, s flowStep) bool { // no shell but one command, its words in quotes
		return s.Run != "" && !f.byHand() && !regexp.MustCompile(`^"\$PROGRAM" ci ("\$ATTESTARY_JOB"|[a-z]+)$`).MatchString(s.Run)
	}), job("    steps:\n    - run: rm $A\n      shell: bash\n")},
	{"anchors", func(f *flow) (found []string) {
		walk(&f.root, func(n *yaml.Node) {
			if n.Anchor != "" || n.Kind == yaml.AliasNode {
				found = append(found, n.Anchor+n.Value)
			}
		})
		return found
	}, "name: x\non: {push: {}}\nenv: &a {A: b}\njobs: {}\n"},
}

// TestWeaknesses: nothing that compile writes, nor what this repository has, is weak as workflows often are; and each
// look at them would tell if it were.
func TestWeaknesses(t *testing.T) {
	t.Parallel()
	all := flows(t)
	for _, w := range weaknesses {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			if len(w.find(readFlow(t, "bad.yml", []byte(w.bad)))) == 0 {
				t.Errorf("a workflow that has it is not told of:\n%s", w.bad)
			}
			for _, f := range all {
				for _, found := range w.find(f) {
					t.Errorf("%s: %s", f.path, found)
				}
			}
		})
	}
}

// TestActionIsNotWeak holds the composite action to what is said of steps.
func TestActionIsNotWeak(t *testing.T) {
	t.Parallel()
	a := readAction(t)
	f := &flow{path: "actions/action.yml", Name: a.Name, Jobs: map[string]*flowJob{"a": {}}}
	for _, s := range a.Runs.Steps {
		with := map[string]string{}
		for name, value := range s.With {
			with[name] = fmt.Sprint(value)
		}
		f.Jobs["a"].Steps = append(f.Jobs["a"].Steps, flowStep{s.ID, s.If, s.Uses, s.Run, s.Shell, with, s.Env})
	}
	for _, name := range []string{"template-injection", "unpinned-uses", "cache-poisoning", "github-env", "anonymous-definition", "unsound-condition", "unsound-contains", "misfeature"} {
		i := slices.IndexFunc(weaknesses, func(w weakness) bool { return w.name == name })
		for _, found := range weaknesses[i].find(f) {
			t.Errorf("%s: %s", name, found)
		}
	}
}

func eachStep(weak func(*flow, flowStep) bool) func(*flow) []string {
	return func(f *flow) (found []string) {
		for _, s := range f.steps() {
			if weak(f, s) {
				found = append(found, s.Uses+s.Run)
			}
		}
		return found
	}
}

func eachExpression(weak *regexp.Regexp) func(*flow) []string {
	return func(f *flow) (found []string) {
		for _, e := range expressions(f.values()) {
			if weak.MatchString(e) {
				found = append(found, e)
			}
		}
		return found
	}
}

func has(f *flow, words ...string) (found []string) {
	for _, word := range words {
		walk(&f.root, func(n *yaml.Node) {
			if strings.Contains(n.Value, word) {
				found = append(found, n.Value)
			}
		})
	}
	return found
}

// used are all that a workflow calls.
func used(f *flow) (all []string) {
	for _, job := range f.Jobs {
		if job.Uses != "" {
			all = append(all, job.Uses)
		}
	}
	for _, s := range f.steps() {
		if s.Uses != "" {
			all = append(all, s.Uses)
		}
	}
	return all
}

func conditions(f *flow) (all []string) {
	for _, job := range f.Jobs {
		all = append(all, job.If)
	}
	for _, s := range f.steps() {
		all = append(all, s.If)
	}
	return all
}

// excessive: nothing for the workflow as a whole, and each job says what it may.
func excessive(f *flow) (found []string) {
	if f.Permissions.Kind != yaml.MappingNode || len(f.Permissions.Content) > 0 {
		found = append(found, "permissions of the whole workflow")
	}
	for name, job := range f.Jobs {
		if job.Permissions.Kind != yaml.MappingNode {
			found = append(found, name)
		}
	}
	return found
}

func undocumented(f *flow) (found []string) {
	for name, job := range f.Jobs {
		for i := 0; i+1 < len(job.Permissions.Content); i += 2 {
			if job.Permissions.Content[i+1].LineComment == "" && !f.byHand() {
				found = append(found, name+": "+job.Permissions.Content[i].Value)
			}
		}
	}
	return found
}

// dangerous: what starts with the rights of the repository, by somebody who may have none, is started only where it fetches
// nothing of theirs into its work tree, reads no artifact of theirs, and has no secret. A runbook has secrets, and
// artifacts: its own. So it takes nothing of the run that it follows but that this was of a pull request, of which repository, and ended well.
func dangerous(f *flow) (found []string) {
	if _, there := f.On["pull_request_target"]; there {
		found = append(found, "pull_request_target")
	}
	_, run := f.On["workflow_run"]
	_, comment := f.On["issue_comment"]
	if !run && !comment {
		return found
	}
	runbook := f.Jobs["authorize"] != nil && !comment
	for _, s := range f.steps() {
		if strings.HasPrefix(s.Uses, "actions/download-artifact") && (!runbook || strings.Contains(s.With["run-id"], "workflow_run")) || s.With["ref"] != "" || s.With["repository"] != "" {
			found = append(found, s.Uses)
		}
	}
	if !runbook {
		for name, job := range f.Jobs { // but in a job that such an event does not start
			if !strings.Contains(job.If, "github.event_name != 'workflow_run' && ") && secretIn(job) {
				found = append(found, name+" has a secret")
			}
		}
		return found
	}
	for _, text := range has(f, "workflow_run.") {
		for _, used := range regexp.MustCompile(`workflow_run\.[a-z_.]+`).FindAllString(text, -1) {
			if !slices.Contains([]string{"workflow_run.event", "workflow_run.conclusion", "workflow_run.head_repository.id"}, used) {
				found = append(found, used)
			}
		}
	}
	return found
}

// secretIn tells whether a job names a secret.
func secretIn(job *flowJob) bool {
	for _, s := range job.Steps {
		for _, values := range []map[string]string{s.Env, s.With, job.Env, job.With} {
			for _, value := range values {
				if strings.Contains(value, "secrets.") {
					return true
				}
			}
		}
	}
	return job.Secrets.Kind != 0
}

// secretsOutside: a secret is named in a job with an environment. A call names them too, so that the called workflow may look
// into its own.
func secretsOutside(f *flow) (found []string) {
	for name, job := range f.Jobs {
		var text []string
		for _, s := range job.Steps {
			for _, value := range s.Env {
				text = append(text, value)
			}
			for _, value := range s.With {
				text = append(text, value)
			}
		}
		for _, value := range job.Env {
			text = append(text, value)
		}
		if strings.Contains(strings.Join(text, "\n"), "secrets.") && job.Environment.Value == "" {
			found = append(found, name)
		}
	}
	return found
}

// concurrency: no run in progress is ended by another; what only tells the newest state waits for its like; and a runbook has no
// group at all, since a run that waits in one would be cancelled by the next.
func concurrency(f *flow) (found []string) {
	group := f.Concurrency != nil
	if group && (f.Concurrency.Cancel == nil || *f.Concurrency.Cancel) {
		found = append(found, "a run in progress may be cancelled")
	}
	alone := f.is("validate") || f.is("publish") || f.is("verify") || f.is("answer")
	if group != alone && !f.byHand() {
		found = append(found, fmt.Sprintf("a group: %v", group))
	}
	return found
}
