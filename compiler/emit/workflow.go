package emit

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/plan"
)

// slack is how many minutes a job has beside the plan's own time: for building the program, and for
// sealing and recording what happened when the plan's time was up.
const slack = 15

// Names of the jobs that every runbook's workflow has. A phase's has phaseJob before the name of the phase.
const (
	gatesJob     = "gates"
	authorizeJob = "authorize"
	attestJob    = "attest"
	startedJob   = "started" // as notify, without attest before it
	notifyJob    = "notify"
	phaseJob     = "phase-"
)

// authorised is the condition of what may only follow an authorization. A job that authorises may also come to a good
// end without one: where a schedule is not due at this hour of UTC.
const authorised = "needs.authorize.outputs.authorization != ''"

// Workflow writes the workflow of one runbook. Something must start it.
func Workflow(p *plan.Plan, o Options) (File, error) {
	digest, err := p.Digest()
	if err != nil {
		return File{}, err
	}
	if err := o.check(); err != nil {
		return File{}, err
	}
	if slices.Contains(Reserved, p.Runbook) {
		return File{}, fmt.Errorf("a workflow of Attestary's own is called %s", p.Runbook)
	}
	w := workflow{plan: p, options: o, starts: &starts{plan: p, crons: map[string][]string{}}}
	events, err := w.starts.events()
	if err != nil {
		return File{}, err
	}
	jobs, err := w.jobs()
	if err != nil {
		return File{}, err
	}
	return file(Dir+"/"+prefix+p.Runbook+".yml", fmt.Sprintf("from %s\nplan %s", p.File, digest),
		section("name", text("Attestary "+p.Runbook)),
		section("run-name", words(p.Title)),
		section("on", events),
		section("permissions", object()),
		section("env", w.env()),
		section("jobs", jobs),
	)
}

// SameJobs tells whether the workflows of two plans of a runbook have the same jobs, so that a run which one of them
// began can go on in the other: what starts it may differ, and what its jobs are told to do.
func SameJobs(a, b *plan.Plan, o Options) (bool, error) {
	var both [2][]byte
	for i, p := range []*plan.Plan{a, b} {
		w := workflow{plan: p, options: o, starts: &starts{plan: p, crons: map[string][]string{}}}
		jobs, err := w.jobs()
		if err == nil {
			both[i], err = document(section("jobs", jobs))
		}
		if err != nil {
			return false, err
		}
	}
	return bytes.Equal(both[0], both[1]), nil
}

type workflow struct {
	plan    *plan.Plan
	options Options
	starts  *starts
}

func (w *workflow) jobs() (*node, error) {
	if _, ring := w.plan.JobOrder(); ring != nil {
		return nil, errors.New("parts of the phases " + strings.Join(ring, ", ") + " wait for each other, so these cannot be jobs")
	}
	jobs := object(gatesJob, w.gates(), authorizeJob, w.sign(authorizeJob, []string{gatesJob}, ""))
	all := []string{gatesJob, authorizeJob}
	if slices.ContainsFunc(w.plan.Notifies, func(n plan.Notify) bool { return slices.Contains(n.On, "started") }) {
		begins := authorised
		if waits(w.plan) {
			begins += " && needs.gates.outputs.trigger != ''" // it goes on otherwise
		}
		jobs.add(startedJob, w.notify(all, begins))
	}
	for i := range w.plan.Phases { // by name, so that a change of their order moves no lines
		f := &w.plan.Phases[i]
		jobs.add(phaseJob+f.Name, w.phase(f))
		all = append(all, phaseJob+f.Name)
	}
	asked := "always() && needs.authorize.result != 'skipped' && (needs.authorize.result != 'success' || " + authorised + ")"
	jobs.add(attestJob, w.sign(attestJob, all, asked))
	if len(w.plan.Notifies) > 0 {
		jobs.add(notifyJob, w.notify(append(all, attestJob), asked))
	}
	return jobs, nil
}

// gates asks the gates of the access about the one who wants the run, and says by which trigger it starts.
func (w *workflow) gates() *node {
	power := ofGates(w.plan)
	outputs := object("trigger", text(expression("env.ATTESTARY_TRIGGER")), "record", output("record"))
	w.tellItems(outputs, "")
	job := object()
	if guard := w.starts.guard(); guard != "" {
		job.add("if", text(guard))
	}
	w.machine(job, nil, slack)
	if len(power.held()) > 0 {
		job.add("environment", text(Environment(w.plan.Runbook)))
	}
	if w.starts.pulls {
		power.grant("pull-requests", "read", "which files a pull request changes")
	}
	steps := list(checkout(commitOnly))
	if waits(w.plan) {
		power.grant("actions", "read", "what the run left that goes on after an answer")
		steps.push(w.options.goneOn("github.event.action == '" + Continue(w.plan.Runbook) + "'")...)
	}
	steps.push(w.options.program(), command("gates", power.env()), w.options.upload(prefix+gatesJob))
	job.add("permissions", power.permissions())
	job.add("outputs", outputs)
	job.add("steps", steps)
	return job
}

// sign is a call of the workflow that signs. What it may do must be granted here too.
func (w *workflow) sign(job string, needs []string, condition string) *node {
	n := object("needs", names(needs))
	if condition != "" {
		n.add("if", text(condition))
	}
	n.add("permissions", w.options.signing())
	n.add("uses", text("./"+Dir+"/"+signFile))
	n.add("with", object(
		"job", text(job),
		"runbook", text(w.plan.Runbook),
		"trigger", text(expression("needs."+gatesJob+".outputs.trigger")),
		"needs", text(expression("toJSON(needs)")),
	))
	if held := w.options.handed(); held.len() > 0 {
		n.add("secrets", held)
	}
	return n
}

// phase is one job, or a matrix of them.
func (w *workflow) phase(f *plan.Phase) *node {
	power, name := ofPhase(w.plan, f), phaseJob+f.Name
	job := object("name", w.titleOf(f), "needs", names(w.before(f)), "if", text(authorised))
	w.machine(job, f.RunsOn, (w.plan.Timeout+59)/60+slack)
	job.add("environment", text(Environment(w.plan.Runbook)))
	job.add("permissions", power.permissions())
	outputs, artifact := object(), prefix+name
	env := object("ATTESTARY_NEEDS", text(expression("toJSON(needs)")), "ATTESTARY_PHASE", text(f.Name))
	if fan := w.plan.FanOf(f); fan.Legs == 1 {
		outputs.add("record", output("record"))
	} else {
		job.add("strategy", matrix(f, fan))
		env.add("ATTESTARY_LEG", text(expression("matrix.leg")))
		artifact += "-" + expression("matrix.leg")
		for leg := range slots(f, fan) {
			record := fmt.Sprintf("record_%d", leg)
			outputs.add(record, output(record))
		}
	}
	w.tellItems(outputs, f.Name)
	env.join(power.env())
	job.add("outputs", outputs)
	job.add("steps", list(checkout(w.history(f)), w.options.download(), w.options.program(), command("phase", env), w.options.upload(artifact)))
	return job
}

// notify tells people how the run ended, or, where attest is not before it, that it has started.
func (w *workflow) notify(needs []string, condition string) *node {
	power := ofNotifies(w.plan)
	job := object("needs", names(needs), "if", text(condition))
	w.machine(job, nil, slack)
	if len(power.held()) > 0 {
		job.add("environment", text(Environment(w.plan.Runbook)))
	}
	job.add("permissions", power.permissions())
	env := object("ATTESTARY_NEEDS", text(expression("toJSON(needs)")))
	env.join(power.env())
	job.add("steps", list(checkout(commitOnly), w.options.download(), w.options.program(), command("notify", env)))
	return job
}

// machine says where a job runs, and for how long at most.
func (w *workflow) machine(job *node, labels []string, minutes int64) {
	if len(labels) == 0 {
		job.add("runs-on", text(runner))
	} else {
		job.add("runs-on", names(labels))
	}
	job.add("timeout-minutes", number(minutes))
}

// env is what the program is told in every job. What signs is called, and is told in another way.
func (w *workflow) env() *node {
	env := object("ATTESTARY_RUNBOOK", text(w.plan.Runbook), "ATTESTARY_TRIGGER", text(w.starts.name()))
	if len(w.starts.of("manual")) > 0 && len(w.plan.Inputs) > 0 {
		env.add("ATTESTARY_INPUTS", text(expression("toJSON(github.event.inputs)")))
	}
	return env
}

// before are the jobs whose documents a phase goes on from. All of them are named: what a job needs through
// another is not told to it.
func (w *workflow) before(f *plan.Phase) []string {
	var phases []string
	for _, earlier := range w.plan.Before(f) {
		phases = append(phases, phaseJob+earlier.Name)
	}
	slices.Sort(phases)
	return append([]string{gatesJob, authorizeJob}, phases...)
}

// history is how much of the repository a phase looks at.
func (w *workflow) history(f *plan.Phase) depth {
	for _, s := range f.Steps {
		if s.Action == "git.inspect" {
			return everything
		}
	}
	return commitOnly
}

// titleOf is what people see of a phase's job; those of a matrix must be told apart. None goes by the name of an office:
// who verifies knows jobs by these names alone, and what a phase does is never overlooked.
func (w *workflow) titleOf(f *plan.Phase) *node {
	title := words(cmp.Or(f.Title, f.Name))
	if IsOffice(title.Value) {
		title = words("phase " + title.Value)
	}
	if w.plan.FanOf(f).Legs != 1 {
		title.Value += " (" + expression("matrix.leg") + ")"
	}
	return title
}

func output(name string) *node { return text(expression("steps.run.outputs." + name)) }

func names(list []string) *node {
	n := flow()
	for _, name := range list {
		n.push(text(name))
	}
	return n
}
