package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/emit"
	"github.com/attestary/attestary/compiler/emit/page"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/spf13/cobra"
)

// documenting is how pages were asked for.
type documenting struct {
	runbooks    []string
	out, format string
	check       bool
}

func docsCommand(w *World) *cobra.Command {
	var d documenting
	cmd := &cobra.Command{
		Use:   "docs [RUNBOOK …]",
		Short: "Explain runbooks in plain sentences",
		Long: `Writes a page for each runbook, or for those that are named: what it does, who may run it, what it can
reach, what it proves and keeps. It is for people who read no HCL. With --out it writes Markdown files
into a folder, with an index where no runbook is named; the same runbooks give the same bytes, and files
of others are never touched.`,
		Example: `  attestary docs secrets-in-git
  attestary docs --out docs/runbooks
  attestary docs --out docs/runbooks --check    do the pages still match? exit status 1 if not`,
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: w.completeRunbooks,
		RunE: func(cmd *cobra.Command, args []string) error {
			if d.check && d.out == "" {
				return usage("--check compares a folder: give it with --out")
			}
			if d.out != "" && cmd.Flags().Changed("format") {
				return usage("--format is for the terminal; files are Markdown")
			}
			d.runbooks = args
			return w.docs(d)
		},
	}
	cmd.Flags().StringVar(&d.out, "out", "", "write files into this `folder`")
	cmd.Flags().BoolVar(&d.check, "check", false, "only tell which files differ")
	formats(cmd, &d.format, "human", "markdown")
	return cmd
}

func (w *World) docs(d documenting) error {
	result, _, err := w.sound(compiler.Options{})
	if err != nil {
		return err
	}
	plans := result.Plans
	if len(d.runbooks) > 0 {
		if plans, err = theRunbooks(result, d.runbooks); err != nil {
			return err
		}
	}
	if d.out != "" {
		return w.docsInto(d, plans, result)
	}
	return w.printPages(plans, result, d.format)
}

// theRunbooks are the plans that were asked for, each once, in the order of the compiler.
func theRunbooks(result *compiler.Result, names []string) ([]*plan.Plan, error) {
	for _, name := range names {
		if _, err := theRunbook(result, name); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(slices.Clone(result.Plans), func(p *plan.Plan) bool { return !slices.Contains(names, p.Runbook) }), nil
}

func (w *World) printPages(plans []*plan.Plan, result *compiler.Result, format string) error {
	if len(plans) == 0 {
		fmt.Fprintln(w.Out, noRunbooks)
	}
	for i, p := range plans {
		made := page.New(p, result.Framework)
		text := made.Text(w.Width)
		if format == "markdown" {
			text = made.Markdown()
		}
		if i > 0 {
			text = "\n" + text
		}
		fmt.Fprint(w.Out, printable(text))
	}
	return nil
}

// docsInto brings a folder in line with the plans, or tells how it is not.
func (w *World) docsInto(d documenting, plans []*plan.Plan, result *compiler.Result) error {
	want := page.All(plans, result.Framework)
	folder := w.path(d.out)
	changes, err := drifted(folder, want)
	if err != nil {
		return err
	}
	if len(d.runbooks) > 0 { // the rest of the folder was not asked for
		want = slices.DeleteFunc(want, func(f emit.File) bool { return f.Path == page.Index })
		changes = slices.DeleteFunc(changes, func(c emit.Change) bool { return c.State == emit.Stale || c.Path == page.Index })
	}
	if d.check {
		return w.tellDrift(changes, "the pages are not what the runbooks say", "attestary docs "+strings.Join(append(slices.Clone(d.runbooks), "--out "+d.out), " "))
	}
	for _, c := range changes {
		if c.State == emit.Taken {
			return problem{couldNotLook, fmt.Sprintf("%s was not made by attestary docs, and is not overwritten", w.relative(filepath.Join(folder, c.Path))), "attestary docs --out ANOTHER-FOLDER"}
		}
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for _, c := range changes {
		if err := w.apply(folder, c, want); err != nil {
			return err
		}
	}
	fmt.Fprintf(w.Err, "%d %s, %d changed\n", len(want), plural(len(want), "file"), len(changes))
	return nil
}

// drifted compares a folder that may not be there yet.
func drifted(folder string, want []emit.File) ([]emit.Change, error) {
	if _, err := os.Stat(folder); os.IsNotExist(err) {
		var changes []emit.Change
		for _, f := range want {
			changes = append(changes, emit.Change{Path: f.Path, State: emit.Missing})
		}
		return changes, nil
	}
	fsys, err := files(folder)
	if err != nil {
		return nil, err
	}
	return page.Drift(fsys, want)
}

// completeRunbooks offers the names of runbooks that are not there yet.
func (w *World) completeRunbooks(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	left := slices.DeleteFunc(w.runbookNames(), func(offer string) bool {
		name, _, _ := strings.Cut(offer, "\t")
		return slices.Contains(args, name)
	})
	return left, cobra.ShellCompDirectiveNoFileComp
}
