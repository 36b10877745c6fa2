package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/emit"
	"github.com/spf13/cobra"
)

func compileCommand(w *World) *cobra.Command {
	var check bool
	cmd := &cobra.Command{
		Use:   "compile",
		Short: "Write the workflows and issue forms",
		Long: `Compiles every runbook and writes its workflow into .github/workflows/ and, where people may ask for a run,
its issue form into .github/ISSUE_TEMPLATE/; and the workflows that every repository has: validate, publish,
sign and verify. The same runbooks give the same bytes. Files of a runbook that is gone are removed; files
that attestary did not write are never touched.`,
		Example: "  attestary compile\n  attestary compile --check    do the files still match the runbooks? exit status 1 if not",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			result, root, err := w.sound(compiler.Options{})
			if err != nil {
				return err
			}
			return w.workflows(result, root, check)
		},
	}
	cmd.Flags().BoolVar(&check, "check", false, "only tell what differs")
	return cmd
}

// workflows brings .github/workflows in line with the plans, or tells how it is not.
func (w *World) workflows(result *compiler.Result, root string, check bool) error {
	options := emitOptions(result)
	want, err := emit.All(result.Plans, options)
	if err != nil {
		return problem{foundWrong, err.Error(), ""}
	}
	fsys, err := files(root)
	if err != nil {
		return err
	}
	w.tellNoAction(fsys, options)
	changes, err := emit.Drift(fsys, want)
	if err != nil {
		return err
	}
	if check {
		return w.tellDrift(changes, "the workflows and forms are not what the runbooks say", "attestary compile")
	}
	for _, change := range changes {
		if err := w.apply(root, change, want); err != nil {
			return err
		}
	}
	fmt.Fprintf(w.Err, "%d %s, %d changed\n", len(want), plural(len(want), "file"), len(changes))
	return nil
}

// tellNoAction warns where the workflows call an action that is not in the repository: each of their jobs would fail.
func (w *World) tellNoAction(fsys fs.FS, options emit.Options) {
	const file = "actions/action.yml"
	if _, err := fs.Stat(fsys, file); options.Action == emit.LocalAction && errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintf(w.Err, "warning: the workflows call %s, and %s is not there\n  next: in runbooks/project.hcl, action = \"attestary/attestary/actions@COMMIT\"\n", options.Action, file)
	}
}

// tellDrift tells of each file that differs, and what to do where one does.
func (w *World) tellDrift(changes []emit.Change, what, next string) error {
	for _, change := range changes {
		fmt.Fprintf(w.Out, "%-8s %s\n", change.State, change.Path)
	}
	if len(changes) > 0 {
		return problem{foundWrong, what, next}
	}
	return nil
}

func (w *World) apply(root string, change emit.Change, want []emit.File) error {
	path := filepath.Join(root, filepath.FromSlash(change.Path))
	if change.State == emit.Stale {
		fmt.Fprintf(w.Out, "removed  %s\n", w.relative(path))
		return os.Remove(path)
	}
	for _, file := range want {
		if file.Path != change.Path {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := replace(path, file.Data); err != nil {
			return err
		}
		fmt.Fprintf(w.Out, "wrote    %s\n", w.relative(path))
		return nil
	}
	return errors.New(change.Path + " is not among the wanted files")
}

// emitOptions are what the project decides about its workflows.
func emitOptions(result *compiler.Result) emit.Options {
	project := result.Project
	options := emit.Options{Action: project.Action.Value, Program: project.Program.Value, Upload: project.Upload.Value, Download: project.Download.Value}
	if options.Action == "" {
		options.Action = emit.LocalAction
	}
	if project.Store != nil {
		options.Sign, options.Over = project.Store.Sign.Value, project.Store.Over.Value
		for _, label := range project.Store.RunsOn.Values {
			options.Signer = append(options.Signer, label.Value)
		}
	}
	return options
}
