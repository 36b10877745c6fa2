package check

import (
	"fmt"
	"slices"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
)

// inPlace (RB2006) tells whether what a reference begins with may be mentioned at p, and says why not: an
// item outside of for_each, an answer of a check before there is one, a person where a value belongs.
func (c *checker) inPlace(t *scope.Term, p place) bool {
	root := t.Path[0]
	switch {
	case root == "secret":
		c.secretElsewhere(t, p)
		return false
	case p.allows(root):
		return true
	case !slices.Contains(namespaces, root):
		c.unknownNamespace(t, p)
		return false
	}
	why, help := misplaced(root, p)
	c.report(diag.New("RB2006", t.Range(), why).WithHelp(help).At(p.address))
	return false
}

func misplaced(root string, p place) (why, help string) {
	switch {
	case p.action && root == "self":
		return "There is no self here: it is the answer, which done and give are about.", "Mention a setting: setting.NAME."
	case p.action:
		return fmt.Sprintf("An action knows nothing of %s: it is made of its settings alone.", root), "Add a setting to the action, mention it as setting.NAME, and let the step give it."
	case root == "each":
		return "There is no item here: each belongs to a part with for_each.", "Add a for_each, or mention the value itself."
	case root == "self":
		return "There is no self here: it is what an action gave, in expect and retry of its step, or in its gate.", "Mention the step by its name: step.NAME."
	case root == "role" || root == "connection" || root == "notify":
		return fmt.Sprintf("%s is no value: it stands alone in the settings that take one.", root), "Mention an input, a local, org, run or the output of a step."
	case root == "setting":
		return "There is no setting here: it belongs to an action, in its file.", "Mention an input, a local, org, run or the output of a step."
	case root == "plan":
		return "There is no plan here: it is for the policies of project.hcl.", "Mention an input, a local, org, run or the output of a step."
	case p.asking:
		return fmt.Sprintf("%s is not known yet: this is judged before the run begins.", root), "Mention an input, a local of inputs, org, trigger or run."
	case p.mapping:
		return fmt.Sprintf("%s is not known yet when a trigger gives the inputs their values.", root), "Give a literal, or mention run or trigger."
	}
	return fmt.Sprintf("%s is not known here.", root), "Mention what is known at this place."
}

// within (RB2006) tells whether the part that a reference names is known at p and is one: a check outside
// phases is judged last, a part of a phase with for_each is there once for each item, and a local may hang
// on what a run finds out.
func (c *checker) within(t *scope.Term, p place) bool {
	root, name := t.Path[0], t.Path[1]
	why, help := "", ""
	var part *scope.Part
	if root == "check" || len(c.Tree.Phases) > 0 {
		part = c.Part(root + "." + name)
	}
	switch {
	case root == "local" && p.asking:
		if late := c.Mentioned(c.Local(name).Term); len(late) > 0 {
			why = fmt.Sprintf("local.%s hangs on %s, which is not known yet: this is judged before the run begins.", name, late[0])
			help = "Mention an input, a local of inputs, org, trigger or run."
		}
	case part == nil:
	case root == "check" && part.Phase == nil && !p.checks:
		why, help = "The answers of checks outside phases are known only after all steps.", "Mention check.NAME.passed in another such check or in evidence."
	case part.Phase != nil && part.Phase.ForEach != nil && part.Phase != p.phase:
		phase := part.Phase.Name.Value
		why = fmt.Sprintf("%s is there once for each item of the phase %s.", part.Address(), phase)
		help = fmt.Sprintf("Mention it within the phase %s.", phase)
		if root == "step" {
			help = fmt.Sprintf("Say of which one: phase.%s[\"KEY\"].step.%s; or take all: [for p in phase.%s : p.step.%s.OUTPUT].", phase, name, phase, name)
		}
	}
	if why != "" {
		c.report(diag.New("RB2006", t.Range(), why).WithHelp(help).At(p.address))
	}
	return why == ""
}
