package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/adopt"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/runbooks"
)

// adding is what a person wants brought in, and what they have decided already.
type adding struct {
	names []string
	set   []string // ADDRESS=VALUE
}

func addCommand(w *World) *cobra.Command {
	var a adding
	cmd := &cobra.Command{
		Use:   "add NAME …",
		Short: "Bring a runbook of the library in",
		Long: `Copies a runbook of the library into runbooks/, with its tests and the actions that it uses, and adds to
project.hcl what it asks for and you do not have yet: connections, secrets, roles, values of org. A file
that is there stays as it is, and so does what project.hcl says already. What was added holds examples:
at a terminal you are asked for each; otherwise the places are listed.`,
		Example: "  attestary add stale-accounts\n  attestary add stale-accounts --set connection.okta.url=https://acme.okta.com",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, names []string) error {
			a.names = names
			return w.add(cmd.Context(), a)
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return adopt.Names(runbooks.Library()), cobra.ShellCompDirectiveNoFileComp
		},
	}
	cmd.Flags().StringArrayVar(&a.set, "set", nil, "what you decided, an `address=value` as connection.okta.url=https://…; repeatable")
	return cmd
}

func (w *World) add(ctx context.Context, a adding) error {
	repo, err := w.openRepository()
	if err != nil {
		return err
	}
	set, err := decided(a.set)
	if err != nil {
		return err
	}
	for _, name := range a.names {
		if err := w.addOne(ctx, repo.root, name, set); err != nil {
			return err
		}
	}
	for _, address := range set.left() {
		fmt.Fprintf(w.Err, "warning: --set %s: nothing of that name was added\n", address)
	}
	if _, _, err := w.sound(compiler.Options{}); err != nil { // a value that was decided may be a wrong one
		return err
	}
	fmt.Fprintf(w.Err, "  next: attestary test %s && attestary compile\n", strings.Join(a.names, " "))
	return nil
}

// addOne brings one runbook in. Nothing is written before all of it is known.
func (w *World) addOne(ctx context.Context, root, name string, set settings) error {
	fsys, err := files(root)
	if err != nil {
		return err
	}
	adoption, err := adopt.Adopt(runbooks.Library(), fsys, name, Version())
	switch {
	case errors.Is(err, adopt.ErrUnknown):
		return noSuchInLibrary(name)
	case errors.Is(err, fs.ErrNotExist):
		return problem{couldNotLook, "there is no " + compiler.Dir + "/project.hcl here", "attestary init --empty"}
	case err != nil:
		return problem{couldNotLook, err.Error(), "attestary check"}
	}
	if err := w.decide(ctx, adoption, set); err != nil {
		return err
	}
	if err := w.adopt(root, adoption); err != nil {
		return err
	}
	w.tellAdopted(adoption)
	return nil
}

func noSuchInLibrary(name string) error {
	what := fmt.Sprintf("the library has no runbook called %s", name)
	names := adopt.Names(runbooks.Library())
	near := diag.Nearest(name, names)
	if within := slices.IndexFunc(names, func(n string) bool { return strings.Contains(n, name) }); near == "" && within >= 0 {
		near = names[within]
	}
	if near != "" {
		what += "; did you mean " + near + "?"
	}
	return problem{wrongUsage, what, "attestary library"}
}

// settings are values that were decided on the command line, by address; each is used once at most.
type settings map[string]*setting

type setting struct {
	value string
	used  bool
}

func decided(pairs []string) (settings, error) {
	set := settings{}
	for _, pair := range pairs {
		address, value, ok := strings.Cut(pair, "=")
		if !ok || address == "" {
			return nil, usage("--set %s: write ADDRESS=VALUE, as connection.okta.url=https://acme.okta.com", pair)
		}
		set[address] = &setting{value: value}
	}
	return set, nil
}

// left are those that nothing used, sorted.
func (s settings) left() []string {
	var list []string
	for address, one := range s {
		if !one.used {
			list = append(list, address)
		}
	}
	slices.Sort(list)
	return list
}

// decide replaces examples by what the command line says, or by what a person at the terminal types. What is decided
// so needs no telling.
func (w *World) decide(ctx context.Context, a *adopt.Adoption, set settings) error {
	var open []adopt.Decision
	for _, d := range a.Decide {
		value, ok, err := w.decision(ctx, d, set)
		if err != nil {
			return err
		}
		if !ok {
			open = append(open, d)
			continue
		}
		if a.Project.Data, err = adopt.Decided(a.Project.Data, d, value); err != nil {
			return usage("%v", err)
		}
	}
	a.Decide = open
	return nil
}

func (w *World) decision(ctx context.Context, d adopt.Decision, set settings) (value string, ok bool, err error) {
	if s := set[d.Address]; s != nil {
		s.used = true
		return s.value, true, nil
	}
	in := w.person()
	if in == nil {
		return "", false, nil
	}
	if d.Why != "" {
		fmt.Fprintf(w.Err, "\n# %s\n", d.Why)
	}
	value, err = w.heard(ctx, in, fmt.Sprintf("%s, Enter keeps %s: ", d.Address, strings.Join(strings.Fields(d.Example), " ")))
	if errors.Is(err, io.EOF) { // whoever closes the input has no more to say
		err = nil
	}
	return value, value != "" && err == nil, err
}

// adopt writes what is new, project.hcl last: until then nothing that was there has changed.
func (w *World) adopt(root string, a *adopt.Adoption) error {
	for _, f := range a.New {
		if err := w.writeNew(filepath.Join(root, filepath.FromSlash(f.Path)), f.Data); err != nil {
			return err
		}
	}
	if a.Project == nil {
		return nil
	}
	path := filepath.Join(root, filepath.FromSlash(a.Project.Path))
	if err := replace(path, a.Project.Data); err != nil {
		return err
	}
	fmt.Fprintf(w.Out, "changed  %s\n", w.relative(path))
	return nil
}

// tellAdopted says what was left alone, and what is still to be decided, with its place.
func (w *World) tellAdopted(a *adopt.Adoption) {
	for _, path := range a.Kept {
		fmt.Fprintf(w.Err, "%s is already there; left as it is\n", path)
	}
	if len(a.Decide) == 0 {
		return
	}
	fmt.Fprintf(w.Out, "\nDecide these; each holds an example:\n")
	for _, d := range a.Decide {
		fmt.Fprintf(w.Out, "  %s:%d: %s = %s\n", a.Project.Path, d.Line, d.Address, strings.Join(strings.Fields(d.Example), " "))
		if d.Why != "" {
			for _, line := range inLines(d.Why, max(w.Width-6, narrowest)) {
				fmt.Fprintf(w.Out, "      # %s\n", line)
			}
		}
	}
}
