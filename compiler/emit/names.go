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

// IsOffice tells whether a job of a runbook's workflow is none of its phases: one that judges who asks, that signs, or
// that tells people.
func IsOffice(job string) bool {
	return slices.Contains([]string{gatesJob, authorizeJob, attestJob, notifyJob}, job)
}
