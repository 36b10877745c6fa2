package cli

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/adopt"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/diff"
	"github.com/attestary/attestary/runbooks"
)

func updateCommand(w *World) *cobra.Command {
	var write bool
	cmd := &cobra.Command{
		Use:   "update [NAME …]",
		Short: "Tell what is new in adopted runbooks",
		Long: `Compares what you adopted with the library of this program, and tells in plain words what taking the
library's version would change: power, people, reach, behaviour. With --write the files that you did not
change since are replaced; one that you changed stays yours, and you take from the other what you like.

Exit status 0: everything is as the library has it. 1: something differs.`,
		Example: "  attestary update\n  attestary update stale-accounts --write",
		RunE:    func(_ *cobra.Command, names []string) error { return w.update(names, write) },
	}
	cmd.Flags().BoolVar(&write, "write", false, "replace the files that you did not change since you adopted them")
	return cmd
}

// update compares the adopted files of these runbooks, of all where there is none, with those of the library.
func (w *World) update(names []string, write bool) error {
	repo, err := w.openRepository()
	if err != nil {
		return err
	}
	fsys, err := files(repo.root)
	if err != nil {
		return err
	}
	news, err := adopt.Compare(runbooks.Library(), fsys, Version())
	if err != nil {
		return err
	}
	if len(names) > 0 {
		if news, err = ofRunbooks(news, names); err != nil {
			return err
		}
	}
	if len(news) == 0 {
		fmt.Fprintln(w.Err, "everything that was adopted is as the library has it")
		return nil
	}
	if err := w.tellNews(fsys, news); err != nil {
		return err
	}
	if !write {
		fmt.Fprintln(w.Err, "  next: attestary update --write")
		return quiet(foundWrong)
	}
	return w.takeNews(repo.root, news)
}

// ofRunbooks are the news of some runbooks: of their files and their tests.
func ofRunbooks(news []adopt.News, names []string) ([]adopt.News, error) {
	known := adopt.Names(runbooks.Library())
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, noSuchInLibrary(name)
		}
	}
	return slices.DeleteFunc(news, func(n adopt.News) bool {
		name, _, _ := strings.Cut(path.Base(n.Path), ".")
		return !slices.Contains(names, name)
	}), nil
}

// tellNews lists the files, and what taking the library's version of all of them would mean.
func (w *World) tellNews(fsys fs.FS, news []adopt.News) error {
	for _, n := range news {
		whose := "the library has a newer one"
		if n.Origin.Changed {
			whose = "you changed it, and the library has another one"
		}
		fmt.Fprintf(w.Out, "%s: %s (yours is of %s)\n", n.Path, whose, n.Origin.Version)
	}
	before, after, err := compiledWith(fsys, news)
	if err != nil {
		return err
	}
	if diag.HasErrors(after.Findings) {
		fmt.Fprint(w.Err, w.human(after))
		fmt.Fprintln(w.Err, "with the library's version there would be these errors: it may ask for what project.hcl does not have")
		return nil
	}
	_, err = fmt.Fprint(w.Out, "\n", diff.Text(diff.Compare(before.Plans, after.Plans), w.Width))
	return err
}

// compiledWith are the runbooks as they are, and with the library's version of some files.
func compiledWith(fsys fs.FS, news []adopt.News) (before, after *compiler.Result, err error) {
	now := map[string][]byte{}
	err = fs.WalkDir(fsys, compiler.Dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".hcl") {
			return err
		}
		now[path], err = fs.ReadFile(fsys, path)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	if before, err = compiledFrom(now); err != nil {
		return nil, nil, err
	}
	then := maps.Clone(now)
	for _, n := range news {
		then[n.Path] = n.Library
	}
	after, err = compiledFrom(then)
	return before, after, err
}

// takeNews replaces what the team did not change.
func (w *World) takeNews(root string, news []adopt.News) error {
	kept := 0
	for _, n := range news {
		if n.Origin.Changed {
			kept++
			fmt.Fprintf(w.Err, "%s is yours; left as it is\n", n.Path)
			continue
		}
		if err := replace(filepath.Join(root, filepath.FromSlash(n.Path)), n.Library); err != nil {
			return err
		}
		fmt.Fprintf(w.Out, "changed  %s\n", n.Path)
	}
	if kept > 0 {
		return quiet(foundWrong)
	}
	fmt.Fprintln(w.Err, "  next: attestary check && attestary test && attestary compile")
	return nil
}
