package emit

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/plan"
)

// Marker is the first line of every file that this package writes.
const Marker = "# Made by `attestary compile`. Do not edit: change the runbook and compile again.\n"

// The actions of others that a workflow calls. A tag may be moved by whoever owns it; a commit may not.
var checkout = pin{"actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683", "v4.2.2"}

// runner is the machine that a job asks for: an image by name, so that "latest" changes nothing.
const runner = "ubuntu-24.04"

// slack is how many minutes a job has beside the plan's own time: for building the program, and for
// sealing and recording what happened when the plan's time was up.
const slack = 15

type pin struct{ uses, version string }

var actionForm = regexp.MustCompile(`^[A-Za-z0-9_.-]+/[A-Za-z0-9_./-]+@[0-9a-f]{40}$`)

// Workflow writes the workflow of one plan. A schedule or a form must start it.
func Workflow(p *plan.Plan, o Options) (File, error) {
	digest, err := p.Digest()
	if err != nil {
		return File{}, err
	}
	if o.Action == "" {
		o.Action = LocalAction
	}
	if o.Action != LocalAction && !actionForm.MatchString(o.Action) {
		return File{}, fmt.Errorf("action %q is neither %s nor owner/repo/path@ and the 40 digits of a commit", o.Action, LocalAction)
	}
	w := workflow{plan: p, options: o, triggers: startable(p), crons: map[string][]string{}}
	events, err := w.events()
	if err != nil {
		return File{}, err
	}
	data, err := document(
		section("name", words(p.Title)),
		section("on", events),
		section("permissions", object()),
		section("jobs", w.jobs()),
	)
	if err != nil {
		return File{}, err
	}
	head := Marker + fmt.Sprintf("# from %s\n# plan %s\n\n", p.File, digest)
	return File{Dir + "/attestary-" + p.Runbook + ".yml", append([]byte(head), data...)}, nil
}

type workflow struct {
	plan     *plan.Plan
	options  Options
	triggers []plan.Trigger
	crons    map[string][]string // trigger → its schedules in UTC
}

// events says when the workflow starts.
func (w *workflow) events() (*node, error) {
	if len(w.triggers) == 0 {
		return nil, errors.New("neither a schedule nor a form starts it, so it has no workflow")
	}
	var schedules []*node
	var dispatch *node
	for _, t := range w.triggers {
		switch {
		case t.Kind == "schedule":
			items, err := w.schedule(t)
			if err != nil {
				return nil, err
			}
			schedules = append(schedules, items...)
		case dispatch != nil:
			return nil, errors.New("it has two manual triggers; a workflow has one form")
		default:
			var err error
			if dispatch, err = form(w.plan.Inputs); err != nil {
				return nil, err
			}
		}
	}
	on := object()
	if schedules != nil {
		on.add("schedule", list(schedules...))
	}
	if dispatch != nil {
		on.add("workflow_dispatch", dispatch)
	}
	return on, nil
}

func (w *workflow) schedule(t plan.Trigger) ([]*node, error) {
	east, err := plan.ZoneOffsets(w.plan.Zone(&t))
	if err != nil {
		return nil, err
	}
	crons, err := inUTC(t.Cron, east)
	if err != nil {
		return nil, fmt.Errorf("trigger %s: %w", t.Name, err)
	}
	var items []*node
	for _, cron := range crons {
		if !w.fires(cron) {
			items = append(items, object("cron", quoted(cron)))
		}
	}
	w.crons[t.Name] = crons
	if len(items) > 0 {
		items[0].comment(w.explain(t))
	}
	return items, nil
}

// fires tells whether an earlier trigger already has the workflow start at these hours.
func (w *workflow) fires(cron string) bool {
	for _, crons := range w.crons {
		if slices.Contains(crons, cron) {
			return true
		}
	}
	return false
}

func (w *workflow) explain(t plan.Trigger) string {
	said := fmt.Sprintf("%s: %s in %s", t.Name, t.Cron, w.plan.Zone(&t))
	if len(w.crons[t.Name]) == 1 {
		return said
	}
	return said + ". GitHub knows UTC only: it is given every hour that\n" +
		"this may be there, and the program drops the one that is not due."
}

// jobs gives one job to each trigger, so that a schedule never sees the form's inputs. Where two
// schedules share an hour in UTC both jobs start, and the program drops the one that is not due.
func (w *workflow) jobs() *node {
	jobs := object()
	for _, t := range w.triggers {
		jobs.add(t.Name, object(
			"if", text(w.condition(t)),
			"runs-on", text(runner),
			"timeout-minutes", number((w.plan.Timeout+59)/60+slack),
			"permissions", w.permissions(),
			"steps", list(w.checkout(), w.run(t)),
		))
	}
	return jobs
}

func (w *workflow) condition(t plan.Trigger) string {
	if t.Kind == "manual" {
		return "github.event_name == 'workflow_dispatch'"
	}
	var parts []string
	for _, cron := range w.crons[t.Name] {
		parts = append(parts, "github.event.schedule == '"+cron+"'")
	}
	return strings.Join(parts, " || ")
}

// permissions are what the job's token may do: what the actions of the plan need, and pushing the
// branch with the evidence.
func (w *workflow) permissions() *node {
	granted := map[string]string{"contents": "write"}
	for _, action := range w.actions() {
		k, _ := w.plan.Kind(action)
		for _, permission := range k.Permissions {
			scope, level, _ := strings.Cut(permission, ": ")
			if granted[scope] != "write" {
				granted[scope] = level
			}
		}
	}
	if w.options.Sign == "" || w.options.Sign == "keyless" || w.asksVault() {
		granted["id-token"] = "write"
	}
	permissions := object()
	for _, scope := range slices.Sorted(maps.Keys(granted)) {
		permissions.add(scope, text(granted[scope]))
	}
	permissions.lineComment("contents", "to push the branch with the evidence")
	return permissions
}

// checkout takes the whole history only where an action looks at the repository, and leaves no token
// in its configuration: the program gets its own.
func (w *workflow) checkout() *node {
	with := object("persist-credentials", boolean(false))
	if slices.Contains(w.actions(), "git.inspect") {
		with.add("fetch-depth", number(0))
	}
	return uses(checkout, "with", with)
}

// actions are all that a run may come to: of its steps, what takes them back, its gates and its notifies.
func (w *workflow) actions() []string {
	var list []string
	for _, s := range w.plan.AllSteps() {
		list = append(list, s.Action)
		if undo := w.plan.UndoOf(s); undo != nil {
			list = append(list, undo.Action)
		}
	}
	if w.plan.Access != nil {
		for i := range w.plan.Access.Gates {
			list = append(list, w.plan.Access.Gates[i].Action)
		}
	}
	for i := range w.plan.Notifies {
		list = append(list, w.plan.Notifies[i].Action)
	}
	return list
}

// run calls the composite action.
func (w *workflow) run(t plan.Trigger) *node {
	with := object("runbook", text(w.plan.Runbook), "trigger", text(t.Name))
	if t.Kind == "manual" && len(w.plan.Inputs) > 0 {
		with.add("inputs", text("${{ toJSON(github.event.inputs) }}"))
	}
	if strings.HasPrefix(w.options.Sign, "key:") {
		with.add("key", secret("ATTESTARY_KEY"))
		with.add("passphrase", secret("ATTESTARY_KEY_PASSPHRASE"))
	}
	step := uses(pin{uses: w.options.Action}, "with", with)
	env := object()
	for _, s := range w.plan.Secrets {
		if name, ok := strings.CutPrefix(s.From, "github:"); ok {
			env.add(name, secret(name))
		}
	}
	if w.asksVault() {
		for _, name := range vaultVariables {
			env.add(name, text("${{ vars."+name+" }}"))
		}
	}
	if w.transit() {
		env.add(engineVariable, text("${{ vars."+engineVariable+" }}"))
	}
	if env.len() > 0 {
		step.add("env", env)
	}
	return step
}

// vaultVariables say where a Vault is and as whom the job comes. None is secret: the job shows who it is
// with a token that GitHub makes for it, so that GitHub keeps nothing that opens the Vault.
var vaultVariables = []string{"VAULT_ADDR", "VAULT_AUTH_PATH", "VAULT_NAMESPACE", "VAULT_ROLE"}

// engineVariable says where the transit engine is, if not at transit.
const engineVariable = "TRANSIT_SECRET_ENGINE_PATH"

// asksVault tells whether a secret of the plan comes from a Vault, or the key that signs is in one.
func (w *workflow) asksVault() bool {
	return w.transit() || slices.ContainsFunc(w.plan.Secrets, func(s plan.Secret) bool { return strings.HasPrefix(s.From, "vault:") })
}

// transit tells whether the key that signs is in the transit engine of a Vault.
func (w *workflow) transit() bool {
	return strings.HasPrefix(w.options.Sign, "kms:hashivault:") || strings.HasPrefix(w.options.Sign, "kms:openbao:")
}

func secret(name string) *node { return text("${{ secrets." + name + " }}") }

func uses(p pin, rest ...any) *node {
	step := object(append([]any{"uses", text(p.uses)}, rest...)...)
	if p.version != "" {
		step.lineComment("uses", p.version)
	}
	return step
}
