package cli

import (
	"fmt"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/spf13/cobra"
)

func checkCommand(w *World) *cobra.Command {
	var format, today string
	var strict bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Find what is wrong in the runbooks",
		Long: `Reads runbooks/ and tells everything that is wrong, with the place, the reason and what to do.
Nothing is run, and no network is needed.`,
		Example: "  attestary check\n  attestary check --format line      one finding a line, for an editor",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if today == "" {
				today = w.Now().UTC().Format("2006-01-02")
			}
			result, _, err := w.compileTree(compiler.Options{Today: today})
			if err != nil {
				return err
			}
			return w.tellFindings(result, format, strict)
		},
	}
	cmd.Flags().BoolVar(&strict, "strict", false, "warnings count as errors")
	cmd.Flags().StringVar(&today, "today", "", "the `date` by which exceptions expire (YYYY-MM-DD; default today)")
	formats(cmd, &format, "human", "short", "line", "json")
	return cmd
}

// tellFindings prints the result of a check, and gives its exit status.
func (w *World) tellFindings(result *compiler.Result, format string, strict bool) error {
	findings, sources := result.Findings, result.Project.Sources
	switch format {
	case "json":
		data, err := diag.JSON(findings, sources)
		if err != nil {
			return err
		}
		fmt.Fprintln(w.Out, string(data))
	case "short":
		fmt.Fprint(w.Out, diag.Short(findings, w.view()))
	case "line":
		fmt.Fprint(w.Out, diag.Line(findings))
	default:
		fmt.Fprint(w.Out, diag.Human(findings, sources, w.view()))
		fmt.Fprintln(w.Err, summary(result))
	}
	if diag.HasErrors(findings) || strict && len(findings) > 0 {
		return quiet(foundWrong)
	}
	return nil
}

func summary(result *compiler.Result) string {
	n := len(result.Plans)
	counted := fmt.Sprintf("%d %s", len(result.Project.Runbooks), plural(len(result.Project.Runbooks), "runbook"))
	switch errors := count(result.Findings, diag.Error); {
	case errors > 0:
		return fmt.Sprintf("%s, %d %s to mend", counted, errors, plural(errors, "error"))
	case len(result.Findings) > 0:
		return fmt.Sprintf("%s, no error, %d %s", counted, len(result.Findings), plural(len(result.Findings), "warning"))
	case n == 0:
		return "there are no runbooks yet; attestary init brings some"
	}
	return counted + ", nothing to mend"
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
