package emit

import (
	"slices"
	"strings"
)

// RunbookOf is the runbook whose workflow a file is, "" for every other file.
func RunbookOf(file string) string {
	name, ok := strings.CutPrefix(file, Dir+"/"+prefix)
	runbook, yml := strings.CutSuffix(name, ".yml")
	if !ok || !yml || slices.Contains(Reserved, runbook) {
		return ""
	}
	return runbook
}

// IsOffice tells whether a job of a runbook's workflow, by the name that people see, is none of its phases: one that
// judges who asks, that signs, or that tells people. A job of a called workflow goes by both names.
func IsOffice(job string) bool {
	caller, _, _ := strings.Cut(job, " / ")
	return slices.Contains([]string{gatesJob, authorizeJob, startedJob, attestJob, notifyJob}, caller)
}
