package cli

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/attestary/attestary/actions/simulate"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/spf13/cobra"
)

// testFormat names the version of the document that test --format json writes.
const testFormat = "https://attestary.dev/test/v1"

// The document of tests. Its fields are a contract with other programs.
type (
	tested struct {
		Format   string       `json:"format"`
		Tests    []testResult `json:"tests"`    // by file, in the order of writing
		Coverage []covered    `json:"coverage"` // of the runbooks that have tests, by name
		Untested []string     `json:"untested"` // runbooks without any test, by name

		broken bool // tests were left out
	}
	testResult struct {
		Name        string           `json:"name"`
		File        string           `json:"file"`
		Line        int              `json:"line"`
		Runbook     string           `json:"runbook"`
		Passed      bool             `json:"passed"`
		Outcome     evidence.Outcome `json:"outcome,omitempty"` // of the run; none where the test has a problem
		By          string           `json:"by,omitempty"`
		Why         string           `json:"why,omitempty"`
		Ran         []string         `json:"ran,omitempty"`
		Differences []string         `json:"differences,omitempty"`
		Problems    []testProblem    `json:"problems,omitempty"` // the test does not fit its runbook

		reached map[string]bool
		places  map[string]diag.Range
	}
	testProblem struct {
		Place   string `json:"place"`
		Line    int    `json:"line"`
		Message string `json:"message"`
	}
	// covered is which of the gates, steps, approvals, asks and checks of a runbook its tests reach.
	covered struct {
		Runbook string   `json:"runbook"`
		Reached []string `json:"reached"`
		Missed  []string `json:"missed"`
	}
)

func testCommand(w *World) *cobra.Command {
	var format, junit, from string
	cmd := &cobra.Command{
		Use:   "test [RUNBOOK | FOLDER/… …]",
		Short: "Play the tests of the runbooks",
		Long: `Plays the tests in *.runbooktest.hcl: what the outside would answer stands in them, so nothing is
run and no network is needed. Tells which parts of a runbook no test reaches.`,
		Example: `  attestary test
  attestary test revoke-stale-access
  attestary test runbooks/identity/...    all below a folder
  attestary test --junit tests.xml     for a CI that shows tests
  attestary test --from 2 >runbooks/tls-posture.runbooktest.hcl    begin with what a run saw`,
		ValidArgsFunction: w.completeRunbook,
		RunE: func(cmd *cobra.Command, names []string) error {
			if from != "" {
				return w.writeTest(cmd.Context(), from, names)
			}
			result, root, err := w.compileTree(compiler.Options{})
			if err != nil {
				return err
			}
			names, err = named(result, root, names)
			if err != nil {
				return err
			}
			return w.tellTests(result, testAll(result, names), format, junit)
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "write a test of what this `run` was (attestary log) to standard output, and play none")
	cmd.Flags().StringVar(&junit, "junit", "", "write the results as JUnit XML to this `file` too")
	formats(cmd, &format, "human", "json")
	return cmd
}

// testAll plays the tests of the runbooks of these names; of all where there is none.
func testAll(result *compiler.Result, names []string) *tested {
	wanted := func(runbook string) bool { return len(names) == 0 || slices.Contains(names, runbook) }
	tests := slices.DeleteFunc(slices.Clone(result.Tests), func(t compiler.Test) bool { return !wanted(t.Runbook) })
	all := &tested{Format: testFormat, Tests: make([]testResult, len(tests)), Coverage: []covered{}, Untested: []string{}, broken: len(brokenSuites(result)) > 0}
	onAllCores(len(tests), func(i int) { all.Tests[i] = playOne(result, tests[i]) })
	for _, p := range slices.Concat(result.Plans, result.Drafts) {
		if !wanted(p.Runbook) {
			continue
		}
		if c := coverage(p.Runbook, simulate.Reachable(p), all.Tests); c != nil {
			all.Coverage = append(all.Coverage, *c)
		} else {
			all.Untested = append(all.Untested, p.Runbook)
		}
	}
	return all
}

// playOne plays one test.
func playOne(result *compiler.Result, t compiler.Test) testResult {
	r := testResult{Name: t.Name, File: t.File, Line: t.Line, Runbook: t.Runbook, places: t.Places}
	p := result.Written(t.Runbook)
	if p == nil {
		r.problem(t, simulate.Problem{Place: "runbook", Message: "There is no plan of this runbook: it has errors. attestary check tells them."})
		return r
	}
	got, problems := simulate.Run(p, t.Scenario)
	for _, problem := range problems {
		r.problem(t, problem)
	}
	if got == nil {
		return r
	}
	r.Outcome, r.By, r.Why, r.Ran, r.reached = got.Outcome, got.By, got.Why, got.Ran, got.Reached
	r.Differences = simulate.Compare(t.Want, got)
	r.Passed = len(r.Differences) == 0
	return r
}

func (r *testResult) problem(t compiler.Test, p simulate.Problem) {
	at, ok := t.Places[p.Place]
	if !ok {
		at = t.Places[""]
	}
	r.Problems = append(r.Problems, testProblem{p.Place, at.Start.Line, p.Message})
}

// coverage is what the tests of a runbook reach; nil where it has none.
func coverage(runbook string, reachable []string, tests []testResult) *covered {
	c, any := &covered{Runbook: runbook, Reached: []string{}, Missed: []string{}}, false
	reached := map[string]bool{}
	for _, t := range tests {
		if t.Runbook == runbook {
			any = true
			for address := range t.reached {
				reached[address] = true
			}
		}
	}
	for _, address := range reachable {
		if reached[address] {
			c.Reached = append(c.Reached, address)
		} else {
			c.Missed = append(c.Missed, address)
		}
	}
	if !any {
		return nil
	}
	return c
}

// onAllCores calls do for 0 to n-1.
func onAllCores(n int, do func(i int)) {
	var workers sync.WaitGroup
	next := make(chan int)
	for range min(n, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	workers.Wait()
}

// tellTests shows the results, and gives the exit status.
func (w *World) tellTests(result *compiler.Result, all *tested, format, junit string) error {
	if junit != "" {
		data, err := all.junit()
		if err != nil {
			return err
		}
		if err := os.WriteFile(w.path(junit), data, 0o644); err != nil {
			return problem{couldNotLook, fmt.Sprintf("the results could not be written: %v", err), ""}
		}
	}
	if format != "json" {
		viewTests(w, all)
	} else if err := w.printJSON(all); err != nil {
		return err
	}
	failed := slices.ContainsFunc(all.Tests, func(t testResult) bool { return !t.Passed })
	if broken := brokenSuites(result); len(broken) > 0 {
		return problem{foundWrong, "tests were left out, because there are errors in " + strings.Join(broken, ", "), "attestary check"}
	}
	if failed {
		return quiet(foundWrong)
	}
	return nil
}

// brokenSuites are the files of tests that have an error.
func brokenSuites(result *compiler.Result) []string {
	var broken []string
	for _, suite := range result.Project.Suites {
		if slices.ContainsFunc(result.Findings, func(d diag.Diagnostic) bool { return d.Range.File == suite.File && d.Severity == diag.Error }) {
			broken = append(broken, suite.File)
		}
	}
	return broken
}
