package emit

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Marker is the first line of every file that this package writes.
const Marker = "# Made by `attestary compile`. Do not edit: change the runbook and compile again.\n"

// The actions of others that a workflow calls. A tag may be moved by whoever owns it; a commit may not.
var (
	checkoutAction = pin{"actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683", "v4.2.2"}
	uploadAction   = pin{"actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02", "v4.6.2"}
	downloadAction = pin{"actions/download-artifact@d3f86a106a0bac45b974a628896c90dbdf5c8093", "v4.3.0"}
)

// runner is the machine that a job asks for: an image by name, so that "latest" changes nothing.
const runner = "ubuntu-24.04"

type pin struct{ uses, version string }

var (
	actionForm  = regexp.MustCompile(`^[A-Za-z0-9_.-]+/[A-Za-z0-9_./-]+@[0-9a-f]{40}$`)
	programForm = regexp.MustCompile(`^(/[A-Za-z0-9_./-]+)@(sha256:[0-9a-f]{64})$`)
)

// check refuses options that would make a workflow which can change by itself.
func (o Options) check() error {
	if o.Action != "" && o.Action != LocalAction && !actionForm.MatchString(o.Action) {
		return fmt.Errorf("action %q is neither %s nor owner/repo/path@ and the 40 digits of a commit", o.Action, LocalAction)
	}
	if (o.Upload == "") != (o.Download == "") {
		return errors.New("upload and download are pinned both or neither: they understand each other in one version only")
	}
	for _, action := range []string{o.Upload, o.Download} {
		if action != "" && !actionForm.MatchString(action) {
			return fmt.Errorf("action %q is not owner/repo@ and the 40 digits of a commit", action)
		}
	}
	if o.Program != "" && !programForm.MatchString(o.Program) {
		return fmt.Errorf("program %q is not /PATH@sha256: and 64 digits", o.Program)
	}
	return nil
}

// depth is how much of the history a job takes: 1 is the commit alone, 0 is all.
type depth int64

const (
	commitOnly depth = 1
	andParents depth = 2
	everything depth = 0
)

// checkout leaves no token in its configuration: the program gets its own.
func checkout(d depth) *node {
	with := object("persist-credentials", boolean(false))
	if d != commitOnly {
		with.add("fetch-depth", number(int64(d)))
	}
	return uses(checkoutAction, "with", with)
}

// checkoutBoth has what a change is held against, too: the parents of the commit that would merge it; in a queue,
// where one such commit may stand on others, all of them.
func checkoutBoth() *node {
	deep := expression(fmt.Sprintf("github.event_name == 'merge_group' && '%d' || '%d'", everything, andParents))
	return uses(checkoutAction, "with", object("persist-credentials", boolean(false), "fetch-depth", text(deep)))
}

// program has the program built or found. Nothing of a run has begun with it, so it sees no value of one.
func (o Options) program() *node {
	action := o.Action
	if action == "" {
		action = LocalAction
	}
	step := uses(pin{uses: action}, "id", text("program"))
	if found := programForm.FindStringSubmatch(o.Program); found != nil {
		step.add("with", object("program", text(found[1]), "checksum", text(found[2])))
	}
	return step
}

// command has the program do one thing. All that it is told stands in the environment.
func command(words string, env *node) *node {
	all := object("PROGRAM", text(expression("steps.program.outputs.path")))
	all.join(env)
	return object("id", text("run"), "shell", text("bash"), "env", all, "run", text(`"$PROGRAM" ci `+words))
}

// upload keeps what a job left, also after it failed.
func (o Options) upload(name string) *node {
	action := uploadAction
	if o.Upload != "" {
		action = pin{uses: o.Upload}
	}
	return uses(action, "if", text("always()"), "with", object(
		"name", text(name+"-"+expression("github.run_attempt")),
		"path", text(expression("runner.temp")+"/attestary-out"),
		"if-no-files-found", text("ignore"),
	))
}

// download brings what the jobs before left in this attempt. Version 3 knows no pattern: it brings what those of other
// attempts left too, which nobody reads.
func (o Options) download() *node {
	if o.Download != "" {
		return uses(pin{uses: o.Download}, "with", object("path", text(expression("runner.temp")+"/attestary-in")))
	}
	return uses(downloadAction, "with", object(
		"pattern", text("attestary-*-"+expression("github.run_attempt")),
		"path", text(expression("runner.temp")+"/attestary-in"),
	))
}

// anyGoesOn is that a run of some runbook goes on after people answered.
const anyGoesOn = "github.event_name == 'repository_dispatch' && startsWith(github.event.action, '" + prefix + "continue-')"

// goneOn brings what the run of the workflow left that this one goes on with. The event says which; what it left is
// signed, and its signature is what counts. Version 3 reaches no other run, so the program asks for it itself then.
func (o Options) goneOn(condition string) []*node {
	if o.Download != "" {
		return nil
	}
	return []*node{uses(downloadAction, "if", text(condition), "with", object(
		"pattern", text("attestary-*-"+expression("github.event.client_payload.attempt")),
		"path", text(expression("runner.temp")+"/attestary-left"),
		"run-id", text(expression("github.event.client_payload.run")),
		"github-token", text(expression("github.token")),
	))}
}

func uses(p pin, rest ...any) *node {
	step := object(append([]any{"uses", text(p.uses)}, rest...)...)
	if p.version != "" {
		step.lineComment("uses", p.version)
	}
	return step
}

func secret(name string) *node   { return text(expression("secrets." + name)) }
func variable(name string) *node { return text(expression("vars." + name)) }

// file puts a document together from its sections, under Marker and further lines of comment.
func file(path, comment string, sections ...*node) (File, error) {
	data, err := document(sections...)
	if err != nil {
		return File{}, err
	}
	var head strings.Builder
	head.WriteString(Marker)
	for line := range strings.Lines(comment) {
		head.WriteString("# " + line)
	}
	return File{path, append([]byte(head.String()+"\n\n"), data...)}, nil
}
