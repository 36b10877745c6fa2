package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/spf13/cobra"
)

func fixCommand(w *World) *cobra.Command {
	var check bool
	cmd := &cobra.Command{
		Use:   "fix [FILE …]",
		Short: "Mend what can be mended safely",
		Long: `Makes the fixes that cannot change what anything valid means, in every runbook or in the files named,
and shows those that are only likely, for you to make by hand. Whatever was made is checked again; a
fix that would leave more errors than before is not made.`,
		Example: "  attestary fix\n  attestary fix --check        only tell, change nothing",
		RunE: func(_ *cobra.Command, args []string) error {
			root, err := w.projectRoot()
			if err != nil {
				return err
			}
			return w.fix(root, args, check)
		},
	}
	cmd.Flags().BoolVar(&check, "check", false, "tell what would be mended; exit status 1 if anything")
	return cmd
}

func (w *World) fix(root string, args []string, check bool) error {
	fsys, err := files(root)
	if err != nil {
		return err
	}
	var named []string
	for _, arg := range args {
		named = append(named, below(root, w.path(arg)))
	}
	m := &mending{
		tree: newEdition(fsys),
		opts: compiler.Options{Today: w.Now().UTC().Format("2006-01-02")},
		of:   func(file string) bool { return named == nil || slices.Contains(named, file) },
	}
	m.run()
	for i, name := range named {
		if _, ok := m.result.Project.Sources[name]; !ok {
			return usage("%s is not one of the project's files", args[i])
		}
	}
	if !check {
		if err := w.write(root, m.tree); err != nil {
			return err
		}
	}
	return w.tellFixes(m, root, check)
}

// write brings the edited texts to the disk, where the old ones still are what they were.
func (w *World) write(root string, tree *edition) error {
	for _, name := range tree.edited() {
		path := filepath.Join(root, filepath.FromSlash(name))
		now, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if !bytes.Equal(now, tree.was[name]) {
			return problem{couldNotLook, w.relative(path) + " was changed meanwhile and is left as it is", "attestary fix"}
		}
		if err := replace(path, tree.is[name]); err != nil {
			return err
		}
	}
	return nil
}

// tellFixes tells what was mended and what is left to do by hand, and gives the exit status.
func (w *World) tellFixes(m *mending, root string, check bool) error {
	where := func(d diag.Diagnostic) string {
		return fmt.Sprintf("%s:%d", diag.Printable(w.relative(filepath.Join(root, filepath.FromSlash(d.Range.File)))), d.Range.Start.Line)
	}
	for _, p := range m.done {
		fmt.Fprintf(w.Out, "%s: %s (%s)\n", where(p.Diagnostic), diag.Printable(p.fix.Title), p.Code)
	}
	byHand, errors := 0, 0
	for _, d := range m.result.Findings {
		if !m.of(d.Range.File) {
			continue
		}
		if d.Severity == diag.Error {
			errors++
		}
		for _, fix := range d.Fixes {
			if fix.Kind == diag.Maybe {
				byHand++
				fmt.Fprintf(w.Out, "\n%s: perhaps %s (%s)\n%s", where(d), diag.Printable(fix.Title), d.Code, byHands(m.result.Project.Sources, fix))
			}
		}
	}
	w.sumUp(fixes{made: len(m.done), files: len(m.tree.edited()), byHand: byHand, errors: errors}, check)
	if errors > 0 || check && len(m.done) > 0 {
		return quiet(foundWrong)
	}
	return nil
}

// fixes counts what came of mending.
type fixes struct{ made, files, byHand, errors int }

func (w *World) sumUp(n fixes, check bool) {
	said := "nothing can be mended safely"
	if n.made > 0 {
		verb := "mended"
		if check {
			verb = "can be mended"
		}
		said = fmt.Sprintf("%d %s in %d %s", n.made, verb, n.files, plural(n.files, "file"))
	}
	if n.byHand > 0 {
		said += fmt.Sprintf(", %d to make by hand if %s meant", n.byHand, map[bool]string{true: "it is", false: "they are"}[n.byHand == 1])
	}
	if n.errors > 0 {
		said += fmt.Sprintf(", %d %s left", n.errors, plural(n.errors, "error"))
	}
	fmt.Fprintln(w.Err, said)
	if check && n.made > 0 {
		fmt.Fprintln(w.Err, "  next: attestary fix")
	} else if n.errors > 0 {
		fmt.Fprintln(w.Err, "  next: attestary check")
	}
}

// byHands shows a fix as lines to take out and lines to put in.
func byHands(sources diag.Sources, fix diag.Fix) string {
	src := sources[fix.Edits[0].Range.File]
	before, after := lines(src), lines(syntax.Apply(src, fix.Edits))
	for len(before) > 0 && len(after) > 0 && before[0] == after[0] {
		before, after = before[1:], after[1:]
	}
	for len(before) > 0 && len(after) > 0 && before[len(before)-1] == after[len(after)-1] {
		before, after = before[:len(before)-1], after[:len(after)-1]
	}
	var out strings.Builder
	for _, line := range before {
		fmt.Fprintf(&out, "  - %s\n", diag.Printable(line))
	}
	for _, line := range after {
		fmt.Fprintf(&out, "  + %s\n", diag.Printable(line))
	}
	return out.String()
}

func lines(text []byte) []string {
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}
