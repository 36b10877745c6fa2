package check

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
)

// drafts (RB2041) holds that each entry of the project's drafts has runbooks: a wrong one leaves in force what
// somebody believes is not.
func (c *checker) drafts() {
	project := c.Project.Tree
	if project.Partial {
		return
	}
	for _, e := range c.entries(project.Drafts) {
		at := scope.DraftPath(project.File, e.text)
		if e.text != "" && c.anyBelow(at) {
			continue
		}
		c.report(diag.New("RB2041", e.at, fmt.Sprintf("There is no runbook at %s.", at)).At("project").
			WithHelp("Write a folder below runbooks/, as \"ideas\", or a file in it, as \"ideas/look-around.runbook.hcl\"."))
	}
}

func (c *checker) anyBelow(at string) bool {
	for file := range c.Project.Tree.Sources {
		if strings.HasSuffix(file, ".runbook.hcl") && (file == at || strings.HasPrefix(file, at+"/")) {
			return true
		}
	}
	return false
}
