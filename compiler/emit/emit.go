// Package emit writes the GitHub workflow of a plan: the last arrow of the compiler, for people who
// want a server to start their runbooks.
//
// One runbook gives one file, .github/workflows/attestary-RUNBOOK.yml. It holds when the runbook
// starts (its schedules in UTC, its form with the inputs) and nothing of what it does: the job checks
// the repository out and calls the composite action of this project (actions/action.yml), which builds
// the program and has it run the plan. So a reader of the workflow can trust it at a glance.
//
// What the workflow promises:
//   - the same plan and options give the same bytes, on every machine;
//   - every action is pinned by full commit, with its version in a comment;
//   - no permission but what the job needs; none for the workflow as a whole;
//   - no value ever becomes part of a script: inputs and secrets travel as values;
//   - a secret is named in the one step that needs it, and checkout leaves no token behind;
//   - no `concurrency` group: it would cancel waiting runs, and the ledger does not need one.
//
// Triggers by an event, an issue, a pull request or a finding are passed over until a run can begin by them:
// a workflow that always fails would only teach people to look away.
//
// Emit refuses a plan that no workflow can express: two forms, more than 25 inputs, a sensitive input
// behind a form. The first line of every file is Marker; Drift uses it to tell our files from others'.
//
// Start at Workflow, or at All and Drift for a whole repository. What a plan gives for people to read, the
// page of a runbook, is package page.
package emit

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/attestary/attestary/schemas/plan"
)

// Dir is where workflows lie, below the repository's root.
const Dir = ".github/workflows"

// LocalAction is the composite action inside this project's own repository.
const LocalAction = "./actions"

// Options are what the project decides and a plan does not hold. The zero value is the local action and
// keyless signing.
type Options struct {
	// Action is the composite action to call: LocalAction, or "owner/repo/actions@" and a full commit.
	Action string
	// Sign is the project's way to sign, as its evidence section says: "key:PATH" makes the workflow
	// hand the key over from the secrets ATTESTARY_KEY and ATTESTARY_KEY_PASSPHRASE; "keyless" gives the
	// job an identity token.
	Sign string
}

// File is a file that ought to be in the repository.
type File struct {
	Path string // slash path below the repository's root
	Data []byte
}

// All gives the workflow of every plan that a schedule or a form starts, sorted by path. Other plans have
// none.
func All(plans []*plan.Plan, o Options) ([]File, error) {
	var files []File
	for _, p := range plans {
		if len(startable(p)) == 0 {
			continue
		}
		file, err := Workflow(p, o)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.Runbook, err)
		}
		files = append(files, file)
	}
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return files, nil
}

// startable are the triggers by which a run can begin.
func startable(p *plan.Plan) []plan.Trigger {
	other := func(t plan.Trigger) bool { return t.Kind != "schedule" && t.Kind != "manual" }
	return slices.DeleteFunc(slices.Clone(p.Triggers), other)
}
