package steps_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/kind"
)

// TestGitHubPowers: what the language says that an action needs is what its requests take: with that it passes, and
// without any one of it it does not. So a job that is granted this may do all that its steps do, and no more.
func TestGitHubPowers(t *testing.T) {
	t.Parallel()
	for _, k := range kind.All() {
		if !strings.HasPrefix(k.Name, "github.") {
			continue
		}
		t.Run(k.Name, func(t *testing.T) {
			t.Parallel()
			try := func(needs []string) engine.Result {
				a := onHub(t)
				a.token = a.tokenFor(len(k.Beyond) == 0, needs)
				return a.run(t, k.Name, a.some(k.Name))
			}
			if result := try(k.Needs()); result.Outcome != evidence.Passed {
				t.Errorf("with %q: %s %s", k.Needs(), result.Reason, result.Detail)
			}
			for i, need := range k.Needs() {
				if need == "metadata: read" {
					continue // every token has it
				}
				if result := try(slices.Delete(slices.Clone(k.Needs()), i, i+1)); result.Outcome == evidence.Passed {
					t.Errorf("it passes without %s too", need)
				}
			}
		})
	}
}

// tokenFor is a token with permissions as the language calls them: that of a job, or of an owner of the organization.
func (a *acmeOnHub) tokenFor(job bool, needs []string) string {
	var may []string
	for _, need := range needs {
		scope, level, _ := strings.Cut(need, ": ")
		may = append(may, strings.ReplaceAll(scope, "-", "_")+":"+level)
	}
	if job {
		return a.JobToken(a.repo, may...)
	}
	return a.PersonToken(a.Person("ada"), may...)
}
