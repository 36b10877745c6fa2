package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/plan"
)

// files is the work tree below root as a file system that does not lead out of it.
func files(root string) (fs.FS, error) {
	dir, err := os.OpenRoot(root)
	if err != nil {
		return nil, problem{couldNotLook, fmt.Sprintf("%s cannot be read: %v", root, errors.Unwrap(err)), ""}
	}
	return dir.FS(), nil
}

// compileTree compiles what stands in the work tree now.
func (w *World) compileTree(opts compiler.Options) (*compiler.Result, string, error) {
	root, err := w.projectRoot()
	if err != nil {
		return nil, "", err
	}
	fsys, err := files(root)
	if err != nil {
		return nil, "", err
	}
	return compiler.Compile(fsys, opts), root, nil
}

// sound compiles the work tree and refuses to go on where anything is wrong, after showing what.
func (w *World) sound(opts compiler.Options) (*compiler.Result, string, error) {
	result, root, err := w.compileTree(opts)
	if err != nil {
		return nil, "", err
	}
	if diag.HasErrors(result.Findings) {
		w.showFindings(result)
		return nil, "", quiet(foundWrong)
	}
	return result, root, nil
}

// showFindings prints findings to standard error, as for a command that wanted something else.
func (w *World) showFindings(result *compiler.Result) {
	fmt.Fprint(w.Err, w.human(result))
}

// human renders findings for a terminal.
func (w *World) human(result *compiler.Result) string {
	return diag.Human(result.Findings, result.Project.Sources, w.view())
}

// view is how findings are shown here.
func (w *World) view() diag.View { return diag.View{Width: w.Width, Color: w.Color} }

// theRunbook is the plan of the runbook that was asked for; else what there is, and what was meant.
func theRunbook(result *compiler.Result, name string) (*plan.Plan, error) {
	if p := result.Plan(name); p != nil {
		return p, nil
	}
	if result.Written(name) != nil {
		return nil, usage("%s is a draft: it can be checked and tested. To use it, take it out of drafts in %s", name, result.Project.File)
	}
	var names []string
	for _, p := range result.Plans {
		names = append(names, p.Runbook)
	}
	if len(names) == 0 {
		return nil, problem{couldNotLook, "there are no runbooks below " + compiler.Dir + "/", "attestary init"}
	}
	return nil, noRunbook(name, names)
}

// manyNames are more than somebody reads in an error.
const manyNames = 20

// noRunbook is for a name that no runbook has: what was meant, or what there is.
func noRunbook(name string, names []string) error {
	what := fmt.Sprintf("there is no runbook called %s", name)
	if near := diag.Nearest(name, names); near != "" {
		what += "; did you mean " + near + "?"
	} else if len(names) > manyNames {
		what += fmt.Sprintf("; attestary list shows the %d that there are", len(names))
	} else {
		what += "; there are " + strings.Join(names, ", ")
	}
	return usage("%s", what)
}

// runbookNames are the names of the runbooks, with their titles, as the shell offers them.
func (w *World) runbookNames() []string {
	result, _, err := w.compileTree(compiler.Options{})
	if err != nil {
		return nil
	}
	var names []string
	for _, p := range result.Plans {
		names = append(names, p.Runbook+"\t"+p.Title)
	}
	return slices.Clip(names)
}

// below makes a path relative to root, with slashes, for messages and documents.
func below(root, path string) string {
	rel, err := filepath.Rel(root, path)
	if err != nil {
		return path
	}
	return filepath.ToSlash(rel)
}
