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
	case root == "setting":
		return "There is no setting here: setting.NAME is for actions written in HCL.", "Mention an input, a local, org, run or the output of a step."
	case root == "each":
		return "There is no item here: each belongs to a part with for_each.", "Add a for_each, or mention the value itself."
	case root == "self":
		return "There is no self here: it is what a step gave, in its own expect and retry.", "Mention the step by its name: step.NAME."
	case root == "check":
		return "The answers of checks are known only after all steps.", "Mention check.NAME.passed in another check or in evidence."
	case root == "role" || root == "connection":
		return fmt.Sprintf("%s is no value: it stands alone in the settings that take one.", root), "Mention an input, a local, org, run or the output of a step."
	}
	return fmt.Sprintf("%s is not known yet when a trigger gives the inputs their values.", root), "Give a literal, or mention run or trigger."
}
