package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/spf13/cobra"
)

func checkCommand(w *World) *cobra.Command {
	var format, today, base string
	var strict, anew bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Find what is wrong in the runbooks",
		Long: `Reads runbooks/ and tells everything that is wrong, with the place, the reason and what to do.
Nothing is run, and no network is needed. On a person's own machine, what was found in a file is kept
in ~/.cache/attestary and told again while nothing changes that it depends on; in CI it is not.`,
		Example: `  attestary check
  attestary check --format line      one finding a line, for an editor
  attestary check --format github    annotations of the lines, in a job of GitHub Actions
  attestary check --format sarif     for code scanning; rdjson is for reviewdog
  attestary check --base main        and what may do more than on main`,
		Args:        cobra.NoArgs,
		Annotations: tellsFindings,
		RunE: func(*cobra.Command, []string) error {
			if _, err := time.Parse(time.DateOnly, today); today != "" && err != nil {
				return usage("--today %s: write a date as 2026-01-31", today)
			}
			if today == "" {
				today = w.Now().UTC().Format("2006-01-02")
			}
			result, err := w.checked(compiler.Options{Today: today}, base, anew)
			if err != nil {
				return err
			}
			return w.tellFindings(result, format, strict)
		},
	}
	cmd.Flags().BoolVar(&strict, "strict", false, "warnings count as errors")
	cmd.Flags().BoolVar(&anew, "no-cache", false, "look at every file, also at those that did not change")
	cmd.Flags().StringVar(&today, "today", "", "the `date` by which exceptions expire (YYYY-MM-DD; default today)")
	cmd.Flags().StringVar(&base, "base", "", "the `commit` before the change: tell what may do more since, and what looks renamed")
	formats(cmd, &format, "human", "short", "line", "json", "sarif", "rdjson", "github")
	return cmd
}

// checked looks for what is wrong. What a change is held against is no part of what is kept.
func (w *World) checked(options compiler.Options, base string, anew bool) (*compiler.Result, error) {
	root, err := w.projectRoot()
	if err != nil {
		return nil, err
	}
	fsys, err := files(root)
	if err != nil {
		return nil, err
	}
	if base != "" {
		options.Base, err = w.plansBefore(base)
		return compiler.Compile(fsys, options), err
	}
	cache, done := compiler.Cache{}, func() {}
	if !anew {
		cache, done = w.cache()
	}
	defer done()
	return compiler.Check(fsys, options, cache), nil
}

// plansBefore are the plans of the commit that a change is held against: nil where none is named, and none
// where it has no runbooks.
func (w *World) plansBefore(base string) ([]*plan.Plan, error) {
	if base == "" {
		return nil, nil
	}
	repo, err := w.openRepository()
	if err != nil {
		return nil, err
	}
	plans, err := w.plansAt(repo, base)
	if err == nil && plans == nil {
		plans = []*plan.Plan{}
	}
	return plans, err
}

// tellFindings prints the result of a check, and gives its exit status.
func (w *World) tellFindings(result *compiler.Result, format string, strict bool) error {
	out, err := w.rendered(result, format)
	if err != nil {
		return err
	}
	fmt.Fprint(w.Out, out)
	if format == "human" {
		fmt.Fprintln(w.Err, summary(result))
		w.tellTeams(result)
		if len(result.Findings) > 0 {
			fmt.Fprintf(w.Err, "  more about a code: attestary explain %s\n", result.Findings[0].Code)
		}
	}
	if diag.HasErrors(result.Findings) || strict && count(result.Findings, diag.Warning) > 0 {
		return quiet(foundWrong)
	}
	return nil
}

// tellTeams tells what the checker cannot see: whether the forge will say who is in a team.
func (w *World) tellTeams(result *compiler.Result) {
	var teams []string
	for _, r := range result.Project.Roles {
		for _, team := range r.Teams.Values {
			teams = append(teams, team.Value)
		}
	}
	slices.Sort(teams)
	if teams = slices.Compact(teams); len(teams) > 0 {
		fmt.Fprintf(w.Err, "who is in %s, only a GitHub App may ask: without %s and %s in the environment attestary-sign nobody has a role by it\n",
			printable(strings.Join(teams, ", ")), appNumber, appKey)
	}
}

// rendered is the findings in a format.
func (w *World) rendered(result *compiler.Result, format string) (string, error) {
	findings, sources := result.Findings, result.Project.Sources
	var data []byte
	var err error
	switch format {
	case "json":
		data, err = diag.JSON(findings, sources)
	case "sarif":
		data, err = diag.SARIF(findings, sources, Version())
	case "rdjson":
		data, err = diag.RDJSON(findings, sources)
	case "github":
		return diag.GitHub(findings, sources), nil
	case "short":
		return diag.Short(findings, w.view()), nil
	case "line":
		return diag.Line(findings), nil
	default:
		return diag.Human(findings, sources, w.view()), nil
	}
	return string(data), err
}

func summary(result *compiler.Result) string {
	n := howMany(result)
	counted := fmt.Sprintf("%d %s", n, plural(n, "runbook"))
	switch errors := count(result.Findings, diag.Error); {
	case errors > 0:
		return fmt.Sprintf("%d %s to mend", errors, plural(errors, "error"))
	case len(result.Findings) > 0:
		return counted + ", no error, " + diag.Summary(result.Findings)
	case n == 0:
		return "there are no runbooks yet; attestary init brings some"
	}
	return counted + ", nothing to mend"
}

// howMany counts the runbooks that were read, those too of which nothing could be understood.
func howMany(result *compiler.Result) int {
	n := 0
	for file := range result.Project.Sources {
		if strings.HasSuffix(file, ".runbook.hcl") {
			n++
		}
	}
	return n
}

func count(findings []diag.Diagnostic, severity diag.Severity) int {
	n := 0
	for _, d := range findings {
		if d.Severity == severity {
			n++
		}
	}
	return n
}
