package runbooks_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// What the library asks of its runbooks beyond what the checker asks of everybody's; CONTRIBUTING.md of nobody says so,
// README.md does: an owner, a summary that a support agent understands, a bound on what is touched, a test that
// passes, one that fails, and one that is turned away where somebody is asked; and evidence without personal data, or
// with the purpose that it serves.
func TestLint(t *testing.T) {
	t.Parallel()
	result := compiler.Compile(os.DirFS(".."), compiler.Options{})
	for _, p := range result.Drafts {
		t.Run(p.Runbook, func(t *testing.T) {
			t.Parallel()
			legible(t, p)
			bounded(t, p)
			frugal(t, p)
			tested(t, p, result.Tests)
		})
	}
}

// jargon are words that a support agent should not have to know.
var jargon = regexp.MustCompile(`(?i)\b(JSON|API|endpoint|regex|boolean|null|OIDC|SAML|payload|idempotent|webhook)\b`)

func legible(t *testing.T, p *plan.Plan) {
	t.Helper()
	if p.Owner == "" {
		t.Error("it has no owner")
	}
	if len(p.Summary) < 60 {
		t.Errorf("its summary is too short to tell what it does: %q", p.Summary)
	}
	for _, sentence := range regexp.MustCompile(`[.:?!]\s`).Split(p.Summary, -1) {
		if n := len(strings.Fields(sentence)); n > 30 {
			t.Errorf("a sentence of its summary has %d words, at most 30 are read: %s", n, sentence)
		}
	}
	if word := jargon.FindString(p.Title + " " + p.Summary); word != "" {
		t.Errorf("%q is no word of a support agent", word)
	}
	for _, in := range p.Inputs {
		if in.Title == "" {
			t.Errorf("input %s has no title", in.Name)
		}
	}
}

// bounded: what changes many things says how many at most.
func bounded(t *testing.T, p *plan.Plan) {
	t.Helper()
	for _, phase := range p.Phases {
		for _, s := range phase.Steps {
			if s.ForEach != nil && s.Limit == nil && s.Effect != kind.Observe {
				t.Errorf("step %s changes as many things as there are: it has no limit", s.Name)
			}
		}
	}
}

// frugal: a check without a remedy leaves people alone, and personal evidence says what for.
func frugal(t *testing.T, p *plan.Plan) {
	t.Helper()
	checks := slices.Clone(p.Checks)
	for _, phase := range p.Phases {
		checks = append(checks, phase.Checks...)
	}
	if len(checks) == 0 {
		t.Error("it checks nothing")
	}
	for _, c := range checks {
		if c.Remedy == "" {
			t.Errorf("check %s says nothing of what to do (remedy)", c.Name)
		}
	}
	for _, e := range p.Evidence {
		if e.Description == "" {
			t.Errorf("evidence %s does not say what it is (description)", e.Name)
		}
		if e.Personal && !strings.Contains(e.Description, "because") {
			t.Errorf("evidence %s is personal, and its description does not say what for (\"…, because …\")", e.Name)
		}
	}
}

// tested: a run that passes, one that does not, and, where people may be turned away, one who is.
func tested(t *testing.T, p *plan.Plan, tests []compiler.Test) {
	t.Helper()
	outcomes := map[string]int{}
	for _, test := range tests {
		if test.Runbook == p.Runbook {
			outcomes[string(test.Want.Outcome)]++
		}
	}
	if outcomes["passed"] == 0 {
		t.Error("no test passes")
	}
	if outcomes["failed"]+outcomes["unknown"]+outcomes["recovered"] == 0 {
		t.Error("no test fails")
	}
	if p.Access != nil && outcomes["blocked"] == 0 {
		t.Error("in no test is anybody turned away")
	}
}

// TestExamplesLeadNowhere holds that a connection whose address is yours to say has one that nobody can own: until it is
// changed, no token goes to a stranger who has the name of the example.
func TestExamplesLeadNowhere(t *testing.T) {
	t.Parallel()
	for _, line := range strings.Split(string(libraryFiles(t)["runbooks/project.hcl"].Data), "\n") {
		if _, address, found := strings.Cut(line, "://"); found && regexp.MustCompile(`^[^/]*\bacme\b`).MatchString(address) && !strings.Contains(address, "acme.example") {
			t.Errorf("%s: say acme.example", strings.TrimSpace(line))
		}
	}
}
