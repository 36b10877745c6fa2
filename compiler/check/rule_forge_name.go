package check

import (
	"fmt"
	"slices"

	"github.com/attestary/attestary/compiler/diag"
)

// ourWorkflows are the names of workflows that every repository has.
var ourWorkflows = []string{"answer", "publish", "sign", "validate", "verify"}

// forgeName (RB7009) holds that the workflow of the runbook stands in nobody's place.
func (c *checker) forgeName() {
	if name := c.Tree.Name; slices.Contains(ourWorkflows, name.Value) {
		c.report(diag.New("RB7009", name.Range, fmt.Sprintf("Every repository has a workflow of ours that is called %s.", name.Value)).
			WithHelp("Give the runbook and its file a name that says what it is about: " + name.Value + "-backups."))
	}
}

// forgeMachine (RB7010) holds that no phase may be given to the machine that signs. One of GitHub's own is new
// for each job, so that nothing can be left on it.
func (c *checker) forgeMachine() {
	store := c.Project.Tree.Store
	if store == nil || !store.RunsOn.Given() {
		return
	}
	var signer []string
	for _, e := range c.entries(store.RunsOn) {
		signer = append(signer, e.text)
	}
	for _, f := range c.Tree.Phases {
		labels := c.entries(f.RunsOn)
		foreign := slices.ContainsFunc(labels, func(e entry) bool { return !slices.Contains(signer, e.text) })
		if len(labels) > 0 && !foreign {
			c.report(diag.New("RB7010", f.RunsOn.Range, "A machine with these labels may be the one that signs.").At("phase."+f.Name.Value).
				WithRelated(store.RunsOn.Range, "the machine that signs").
				WithHelp("Add a label that the machine that signs does not have, and keep that machine out of this one's group."))
		}
	}
}
