// Package emit writes what a forge needs to run the runbooks of a repository: the last arrow of the
// compiler, for people who want a server to start them.
//
// What is written, all of it from the plans and the project alone:
//
//	.github/workflows/attestary-RUNBOOK.yml       one a runbook: gates → authorize → phases → attest → notify
//	.github/workflows/attestary-validate.yml      judges a pull request; no secret, nothing but reading
//	.github/workflows/attestary-publish.yml       tells in the pull request what it would change
//	.github/workflows/attestary-sign.yml          the two jobs that sign, called by every runbook's workflow
//	.github/workflows/attestary-answer.yml        starts a runbook again in which people were asked; only where one asks
//	.github/workflows/attestary-verify.yml        verifies the whole ledger, every day and after runs
//	.github/ISSUE_TEMPLATE/attestary-RUNBOOK.yml  the form by which people start a runbook from an issue
//
// # What a workflow promises
//
//   - the same plans and options give the same bytes, on every machine;
//   - every action is pinned by full commit, with its version in a comment;
//   - no permission but what a job needs, each with the reason beside it; none for the workflow as a whole;
//   - no expression stands in a script: values travel in the environment;
//   - a secret is named in the one step that needs it, in a job that names an environment, and checkout
//     leaves no token behind;
//   - what signs is in attestary-sign.yml and nowhere else, so that the token of a phase carries another
//     identity than the one that auditors trust;
//   - no run in progress is ever cancelled by another, and no runbook's workflow has a concurrency group: it
//     would cancel waiting runs, and the ledger does not need one.
//
// # How the jobs talk
//
// A job's program is started in one step as `attestary ci COMMAND` with these in its environment:
//
//	ATTESTARY_RUNBOOK   name of the runbook
//	ATTESTARY_TRIGGER   name of the trigger; empty for a run that goes on after an answer
//	ATTESTARY_INPUTS    the dispatch form's values as JSON; null for other triggers
//	ATTESTARY_NEEDS     toJSON(needs): results and outputs of all jobs before it, not only the last
//	ATTESTARY_JOB       of authorize and attest: which of the two
//	ATTESTARY_PHASE     of a phase: its name
//	ATTESTARY_LEG       of a phase that is a matrix: number of this job, from 0
//	GITHUB_TOKEN        the job's token
//
// Jobs are called gates, authorize, started, phase-NAME, attest and notify in needs; started is notify before the
// phases, where somebody is told that a run starts. Each leaves its document in
// $RUNNER_TEMP/attestary-out, which is kept as the artifact attestary-JOB-ATTEMPT, or attestary-JOB-LEG-ATTEMPT
// of a matrix; all that came before stand in $RUNNER_TEMP/attestary-in/ARTIFACT/. An artifact is believed only
// if it has the digest that needs tells. The program writes its outputs to $GITHUB_OUTPUT:
//
//	gates       record, items_PHASE for each phase whose items follow from the inputs; trigger is written here
//	authorize   authorization, run, entry
//	phase       record, or record_LEG in a matrix; items_PHASE for each phase that fans out over its results
//	attest      outcome, run
//
// items_PHASE is the JSON list of leg numbers: never empty, since a phase without items is one leg that has
// nothing to do. How many legs there are at most, and whose job tells them, is plan.FanOf.
//
// # Waiting for people
//
// A phase that reaches an approval or an ask ends, and attest leaves the question in an issue with the label
// form.Waits. A comment there starts attestary-answer.yml, whose `attestary ci answer` sends the repository_dispatch
// event Continue(RUNBOOK) with {issue, run, attempt} and judges nothing. The runbook's workflow starts again with it;
// gates and authorize find what that run left in $RUNNER_TEMP/attestary-left/ARTIFACT/, or ask the forge for it, the signer judges who
// answered, and phases that had come to their end replay.
//
// Emit refuses a plan that no workflow can express. The first line of every file is Marker; Drift uses it to
// tell our files from others'.
//
// Start at All and Drift for a whole repository, or at Workflow for one runbook. What a plan gives for people
// to read, the page of a runbook, is package page.
package emit

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/attestary/attestary/schemas/form"
	"github.com/attestary/attestary/schemas/plan"
)

// Where files lie, below the repository's root.
const (
	Dir     = ".github/workflows"
	FormDir = ".github/ISSUE_TEMPLATE"
)

// LocalAction is the composite action inside this project's own repository.
const LocalAction = "./actions"

// SignEnvironment is the forge's environment that holds what signs: the key, if there is one, and the app that
// may read teams. Only attestary-sign.yml names it.
const SignEnvironment = "attestary-sign"

// Environment is the forge's environment that holds the secrets of one runbook.
func Environment(runbook string) string { return prefix + runbook }

// FormLabel is on every issue that the form of a runbook with a manual trigger makes.
func FormLabel(runbook string) string { return form.ByHand(runbook) }

// Continue is the type of the event by which a run goes on after an answer.
func Continue(runbook string) string { return prefix + "continue-" + runbook }

// Finding is the type of the event that tells of a check that failed, as RUNBOOK.CHECK.
func Finding(check string) string { return form.Finding(check) }

const prefix = "attestary-"

// Reserved are the names that no runbook may have, since the fixed workflows have them.
var Reserved = []string{"answer", "publish", "sign", "validate", "verify"}

// Options are what the project decides and a plan does not hold. The zero value is the local action and
// keyless signing.
type Options struct {
	// Action is the composite action to call: LocalAction, or "owner/repo/actions@" and a full commit.
	Action string
	// Program is a program that is installed on the runners, as PATH@sha256:DIGEST; without it the action
	// builds one.
	Program string
	// Upload and Download are other actions by which the jobs of a run hand on documents, as "owner/repo@" and a full
	// commit; both or neither. Then only what version 3 of them understands is asked of them, and the program itself
	// brings what another run left.
	Upload, Download string
	// Sign is the project's way to sign, as its evidence section says: "key:PATH" makes the signer take the
	// key from the secrets ATTESTARY_KEY and ATTESTARY_KEY_PASSPHRASE of its environment; "keyless" gives it an
	// identity token.
	Sign string
	// Over is how the jobs that sign write the ledger: "git", which is that without it, or "api", the forge's interface.
	Over string
	// Signer are the labels of the runner that signs; without any, a machine of GitHub.
	Signer []string
}

// File is a file that ought to be in the repository.
type File struct {
	Path string // slash path below the repository's root
	Data []byte
}

// All gives every file of a repository with these plans, sorted by path. A runbook that nothing starts has no
// workflow.
func All(plans []*plan.Plan, o Options) ([]File, error) {
	var files []File
	started := slices.DeleteFunc(slices.Clone(plans), func(p *plan.Plan) bool { return len(p.Triggers) == 0 })
	for _, p := range started {
		made, err := ofRunbook(p, o)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.Runbook, err)
		}
		files = append(files, made...)
	}
	made, err := fixed(started, o)
	if err != nil {
		return nil, err
	}
	files = append(files, made...)
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return files, nil
}

func ofRunbook(p *plan.Plan, o Options) ([]File, error) {
	workflow, err := Workflow(p, o)
	if err != nil {
		return nil, err
	}
	forms, err := forms(p)
	return append(forms, workflow), err
}
