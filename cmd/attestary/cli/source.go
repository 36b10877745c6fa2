package cli

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/emit"
	"github.com/go-git/go-billy/v5/helper/iofs"
	"github.com/go-git/go-billy/v5/memfs"
	"github.com/go-git/go-billy/v5/util"
	"github.com/go-git/go-git/v5/plumbing"
)

// withSource lets an audit look at the history of the runbooks too, where the clone has it. branch is the one
// that was asked for.
func (w *World) withSource(a *audit, t *trusting, branch string) error {
	repo, err := w.openRepository()
	if err != nil {
		return err
	}
	ref, err := repo.protected(branch, t.judged(w))
	if err != nil || ref == "" {
		return err
	}
	store, err := ledger.OpenDir(repo.gitDir(), ref)
	if err != nil {
		return err
	}
	fmt.Fprintf(w.Err, "looking at %s for where the runbooks come from\n", ref)
	a.subject.Source = &verify.Source{Store: store, Branch: ref, Compile: compileFiles, Scorer: scorer, Version: Version()}
	return nil
}

// protected finds the branch that runbooks are merged into: the one that was asked for, else what origin
// names, else main or master; "" where the clone has none.
func (r *repository) protected(asked, ledgerBranch string) (string, error) {
	names := []string{asked}
	if asked == "" {
		names = r.usualSources()
	}
	for _, name := range names {
		if name == ledgerBranch {
			continue
		}
		for _, ref := range []string{"refs/remotes/origin/" + name, "refs/heads/" + name} {
			if _, err := r.git.Reference(plumbing.ReferenceName(ref), true); err == nil {
				return ref, nil
			}
		}
	}
	if asked != "" {
		return "", problem{couldNotLook, "this clone has no branch " + asked, fetching(asked)}
	}
	return "", nil
}

// usualSources are the names that the protected branch may have: what origin calls its own, main, master, and
// at last whatever is checked out, which in a mirror is what its origin has.
func (r *repository) usualSources() (names []string) {
	named := func(ref plumbing.ReferenceName, prefix string) {
		if found, err := r.git.Reference(ref, false); err == nil && found.Type() == plumbing.SymbolicReference {
			names = append(names, strings.TrimPrefix(string(found.Target()), prefix))
		}
	}
	named("refs/remotes/origin/HEAD", "refs/remotes/origin/")
	names = append(names, "main", "master")
	named(plumbing.HEAD, "refs/heads/")
	return names
}

// compileFiles compiles the runbooks of one commit, for who holds them against evidence.
func compileFiles(files map[string][]byte) (verify.Compiled, error) {
	result, err := compiledFrom(files)
	if err != nil {
		return verify.Compiled{}, err
	}
	out := verify.Compiled{Plans: result.Plans, Workflows: map[string]verify.WorkflowFile{}, Broken: diag.HasErrors(result.Findings)}
	for _, p := range result.Plans {
		// One that no workflow can express has none; so has one that nothing starts.
		if made, err := emit.Workflow(p, emitOptions(result)); err == nil {
			out.Workflows[p.Runbook] = verify.WorkflowFile{Path: made.Path, Data: made.Data}
		}
	}
	return out, nil
}

// compiledFrom compiles files that are nowhere but in memory.
func compiledFrom(files map[string][]byte) (*compiler.Result, error) {
	mem := memfs.New()
	for path, data := range files {
		if err := util.WriteFile(mem, filepath.FromSlash(path), data, 0o644); err != nil {
			return nil, err
		}
	}
	return compiler.Compile(iofs.New(mem), compiler.Options{}), nil
}
