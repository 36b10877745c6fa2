package manual

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/editor"
)

// sampleRunbook and sampleProject have one part of each kind, so that package editor can be asked what may stand
// after each. ASKED_ and a site mark where it is asked.
var (
	//go:embed sample.runbook.hcl
	sampleRunbook string
	//go:embed sample.project.hcl
	sampleProject string
)

// mention is a way to mention something. ask is the part of the sample that shows what may stand after it, "" for
// what stands for itself; site is where it may stand, "" for everywhere that the run is known.
type mention struct{ form, ask, site, doc string }

// mentions are in the order of the manual. What a part gives is asked of the compiler.
var mentions = []mention{
	{"input.NAME", "", "", "What the person, the schedule or the event gave."},
	{"local.NAME", "", "", "A value of `locals`."},
	{"org.NAME", "", "", "A value of `org` in project.hcl."},
	{"role.NAME", "", "", "A role, where a setting takes one."},
	{"connection.NAME", "", "", "A connection, where a setting takes one."},
	{"secret.NAME", "", "", "A secret; in `connection` alone."},
	{"step.NAME", "step.look", "", "How a step ended, and the outputs of its action. With for_each it is a map of these, by key."},
	{"phase.NAME", "phase.act", "", "How a phase ended, and when."},
	{"approval.NAME", "approval.people", "", "How an approval ended, and who said yes."},
	{"ask.NAME", "ask.person", "", "How a question ended, who answered, and each answer by its name."},
	{"check.NAME", "check.fine", "", "Whether a check passed."},
	{"run", "run", "", "This run."},
	{"run.requester", "run.requester", "", "Who asked for the run; null where it started by itself."},
	{"trigger", "trigger", "", "What started the run. What `trigger.event` holds is from outside."},
	{"each", "each", "each", "The item of `for_each` that this is done for."},
	{"self", "self", "self", "What the step gave, in its own `expect` and `retry`, and what the action of a gate gave, in the gate."},
	{"plan", "plan", "plan", "What the plan does, in a policy of project.hcl."},
}

// theirs are names that the sample chose: an answer, and the outputs of the action that it uses.
var theirs = []string{"sure", "until", "waited"}

func (p *page) references() {
	p.heading(2, "References")
	p.say("What is not there yet, was skipped or failed is null, and an expression that meets null is *unknown*, which is never a pass.")
	var rows [][]string
	for _, m := range mentions {
		rows = append(rows, []string{literal(m.form), literals(m.members()), m.doc})
	}
	p.table([]string{"reference", "what may stand after a dot", ""}, rows)
}

// members are what an editor offers after the reference and a dot.
func (m mention) members() []string {
	if m.ask == "" {
		return nil
	}
	runbook, project := m.in(sampleRunbook), m.in(sampleProject)
	home := editor.NewProject(editor.Read("runbooks/project.hcl", []byte(project.text)))
	asked, file := runbook, "runbooks/sample.runbook.hcl"
	if m.site == "plan" {
		asked, file = project, "runbooks/project.hcl"
	}
	var names []string
	for _, item := range home.Page(editor.Read(file, []byte(asked.text))).Complete(asked.cursor).Items {
		if !slices.Contains(theirs, item.Label) {
			names = append(names, item.Label)
		}
	}
	return names
}

// cursor is a text and a byte of it.
type cursor struct {
	text   string
	cursor int
}

// in is a sample with the reference and a dot at the place that is marked for it, and true at the others.
func (m mention) in(sample string) cursor {
	before, after, _ := strings.Cut(sample, "ASKED_"+strings.ToUpper(m.site)+"\n")
	others := strings.NewReplacer("ASKED_EACH\n", "true\n", "ASKED_SELF\n", "true\n", "ASKED_PLAN\n", "true\n", "ASKED_\n", "true\n")
	before = others.Replace(before) + m.ask + "."
	return cursor{before + "\n" + others.Replace(after), len(before)}
}
