package emit

import (
	"fmt"
	"slices"

	"github.com/attestary/attestary/schemas/form"
	"github.com/attestary/attestary/schemas/plan"
)

// fixed are the workflows that every repository has, whatever its runbooks do. They hang on the plans only in
// which workflows there are to follow, and in whether anybody is ever asked.
func fixed(plans []*plan.Plan, o Options) ([]File, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	makers := []func() (File, error){o.validate, o.publish, o.signWorkflow, func() (File, error) { return o.verify(plans) }}
	if slices.ContainsFunc(plans, waits) {
		makers = append(makers, func() (File, error) { return o.answer(plans) })
	}
	var files []File
	for _, make := range makers {
		made, err := make()
		if err != nil {
			return nil, err
		}
		files = append(files, made)
	}
	return files, nil
}

// alone lets one run of a workflow wait for another with the same group. None in progress is ever cancelled.
func alone(group string) *node {
	return object("group", text(group), "cancel-in-progress", boolean(false))
}

const validateName = "Attestary validate"

// ValidateJob is the job that judges a pull request, and the check by that name.
const ValidateJob = "validate"

const validateNote = `Judges a pull request, also from a fork: it has no secret and may only read. What it finds is shown beside the
lines; what it says is never read for meaning by a job that may do more.`

func (o Options) validate() (File, error) {
	env := object("GITHUB_TOKEN", text(expression("github.token")))
	job := object(
		"runs-on", text(runner),
		"timeout-minutes", number(slack),
		"permissions", permissions(map[string]grant{"contents": {"read", "the runbooks, before and after"}}),
		"steps", list(checkoutBoth(), o.program(), command("validate", env), o.upload(prefix+"validate")),
	)
	on := object("pull_request", object("types", names([]string{"opened", "synchronize", "reopened", "edited"})), "merge_group", object())
	on.nameComment("pull_request", editedNote)
	return file(Dir+"/"+prefix+"validate.yml", validateNote,
		section("name", text(validateName)),
		section("on", on),
		section("permissions", object()),
		section("concurrency", alone("attestary-validate-"+expression("github.ref"))),
		section("jobs", object(ValidateJob, job)),
	)
}

// editedNote says why nothing here tells one edit from another.
const editedNote = "Edited: where it goes to another branch it is another change. Other edits are judged too, since GitHub\n" +
	"takes a job that is skipped for one that passed."

const publishNote = `Tells in a pull request what it would change. It starts when the judge of pull requests has come to its end, on
the default branch and with that branch's program: it fetches what the pull request has as data, compiles it
itself, and executes nothing of it. It has no secret, and no artifact of the other workflow is read.`

func (o Options) publish() (File, error) {
	granted := map[string]grant{
		"checks":        {"write", "the findings, beside their lines"},
		"contents":      {"read", "the runbooks, before and after"},
		"pull-requests": {"write", "one comment, and suggestions"},
	}
	env := object("GITHUB_TOKEN", text(expression("github.token")))
	job := object(
		"if", text("github.event.workflow_run.event == 'pull_request' || github.event.workflow_run.event == 'merge_group'"),
		"runs-on", text(runner),
		"timeout-minutes", number(slack),
		"permissions", permissions(granted),
		"steps", list(checkout(commitOnly), o.program(), command("publish", env)),
	)
	return file(Dir+"/"+prefix+"publish.yml", publishNote,
		section("name", text("Attestary publish")),
		section("on", after([]string{validateName})),
		section("permissions", object()),
		section("concurrency", alone("attestary-publish-"+expression("github.event.workflow_run.head_repository.id")+"-"+expression("github.event.workflow_run.head_branch"))),
		section("jobs", object("publish", job)),
	)
}

// after starts a workflow when another has come to its end.
func after(workflows []string) *node {
	return object("workflow_run", object("workflows", names(workflows), "types", names([]string{"completed"})))
}

const answerNote = `Starts the workflow of a runbook again, in which somebody was asked in an issue and has answered. It judges nobody and
has no key: who answered, and whether it counts, the signer reads and judges itself, so that an event too many
changes nothing. A few times a day it does so for every run that waits, as the ledger tells of them: for answers that were
missed, for issues that somebody closed, and for times that are over.`

func (o Options) answer(plans []*plan.Plan) (File, error) {
	minute, _ := spread(projectOf(plans))
	often := object("cron", quoted(fmt.Sprintf("%d */6 * * *", minute)))
	granted := map[string]grant{
		"actions":  {"read", "what a run left that waits, as the ledger tells"},
		"contents": {"write", "to start the runbook's workflow again"},
		"issues":   {"write", "which run waits there; and to say so where it cannot go on"},
	}
	// One run waits in a group, and the next pushes it out: with a group for an issue, any word below it would do
	// so with an answer that is not heard yet.
	job := object(
		"if", text("github.event_name != 'issue_comment' || contains(github.event.issue.labels.*.name, '"+form.Waits+"')"),
		"runs-on", text(runner),
		"timeout-minutes", number(slack),
		"permissions", permissions(granted),
		"steps", list(checkout(commitOnly), o.program(), command("answer", object("GITHUB_TOKEN", text(expression("github.token"))))),
	)
	return file(Dir+"/"+prefix+"answer.yml", answerNote,
		section("name", text("Attestary answer")),
		section("on", object("issue_comment", object("types", names([]string{"created"})), "schedule", list(often), "workflow_dispatch", object())),
		section("permissions", object()),
		section("concurrency", alone("attestary-answer-"+expression("github.event.comment.id"))),
		section("jobs", object("answer", job)),
	)
}

func projectOf(plans []*plan.Plan) string {
	if len(plans) == 0 {
		return ""
	}
	return plans[0].Project
}

const verifyNote = `Verifies the whole ledger every day, and after each run: a push by a workflow's own token starts nothing. It
opens an issue when something is wrong. A runbook that wants people told of runs that did not come has a job for that, once
a day, with its own secrets.`

// conclusion is how the workflow ended that was followed. One is skipped where no job of it ran: whoever may open an
// issue with some label starts all workflows that a label starts. There is nothing to verify then, and a run that waits
// to verify is not pushed out.
const conclusion = "github.event.workflow_run.conclusion"

func (o Options) verify(plans []*plan.Plan) (File, error) {
	var followed []string
	for _, p := range plans {
		followed = append(followed, "Attestary "+p.Runbook)
	}
	slices.Sort(followed)
	minute, hour := spread(projectOf(plans))
	daily := object("cron", quoted(fmt.Sprintf("%d %d * * *", minute, hour)))
	on := object("schedule", list(daily))
	on.nameComment("schedule", "At a time that follows from the project's name, so that not all ask at once.\n"+idleNote)
	if len(followed) > 0 {
		run := after(followed)
		on.join(run)
	}
	on.add("workflow_dispatch", object())
	granted := map[string]grant{
		"actions":  {"read", "the list of runs, to hold against the ledger"},
		"contents": {"read", "the ledger, and the history of the runbooks"},
		"issues":   {"write", "to tell when something is wrong"},
	}
	env := object("GITHUB_TOKEN", text(expression("github.token")))
	job := object(
		"if", text(conclusion+" != 'skipped'"),
		"runs-on", text(runner),
		"timeout-minutes", number(4*slack),
		"permissions", permissions(granted),
		"outputs", object("missed", output("missed")),
		"steps", list(checkout(everything), o.program(), command("verify", env), o.upload(prefix+"verify")),
	)
	jobs := object("verify", job)
	for _, p := range plans {
		if slices.ContainsFunc(p.Notifies, tellsMissed) {
			jobs.add(missedJob+p.Runbook, o.missed(p))
		}
	}
	return file(Dir+"/"+prefix+"verify.yml", verifyNote,
		section("name", text("Attestary verify")),
		section("on", on),
		section("permissions", object()),
		section("concurrency", alone("attestary-verify-"+expression(conclusion+" == 'skipped' && github.run_id || 'ledger'"))),
		section("jobs", jobs),
	)
}

// missedJob stands before the name of the runbook in the name of the job that tells people that a run of it did not come.
const missedJob = "missed-"

func tellsMissed(n plan.Notify) bool { return slices.Contains(n.On, "missed") }

// missed is the job that tells people so, with the secrets of that runbook and of no other. What verifies has none, and
// what another workflow starts has none either: people are told by the clock, or where somebody asks.
func (o Options) missed(p *plan.Plan) *node {
	power := ofNotifies(p)
	power.grant("issues", "write", "to note below the issue who was told, so that nobody is told twice")
	job := object(
		"needs", names([]string{"verify"}),
		"if", text("github.event_name != 'workflow_run' && !cancelled() && fromJSON(needs.verify.outputs.missed || '{}')["+literal(p.Runbook)+"] != null"),
		"runs-on", text(runner),
		"timeout-minutes", number(slack),
	)
	if len(power.held()) > 0 {
		job.add("environment", text(Environment(p.Runbook)))
	}
	job.add("permissions", power.permissions())
	env := object("ATTESTARY_RUNBOOK", text(p.Runbook), "ATTESTARY_MISSED", text(expression("needs.verify.outputs.missed")))
	env.join(power.env())
	job.add("steps", list(checkout(commitOnly), o.program(), command("missed", env)))
	return job
}
