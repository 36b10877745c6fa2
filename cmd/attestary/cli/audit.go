package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/schemas/verdict"
	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing"
)

// audit is one look at the ledger of the clone that the person stands in.
type audit struct {
	store   ledger.Reader
	subject verify.Subject
}

// openAudit opens the ledger that this clone has. It contacts nobody.
func (w *World) openAudit(t *trusting) (*audit, error) {
	store, err := w.openLedger()
	if err != nil {
		return nil, err
	}
	policy, err := t.policy(*w)
	if err != nil {
		return nil, err
	}
	a := &audit{store: store, subject: verify.Subject{Store: store, Policy: policy, AsOf: w.Now()}}
	if t.since != "" {
		data, err := readFile(w.path(t.since), "the kept checkpoint")
		if err != nil {
			return nil, err
		}
		a.subject.Kept = append(a.subject.Kept, verify.Kept{Name: t.since, Text: data})
	}
	return a, nil
}

// openLedger finds the branch in the clone: as a branch of its own (a mirror), or as that of origin.
func (w *World) openLedger() (*ledger.Dir, error) {
	repo, err := w.openRepository()
	if err != nil {
		return nil, err
	}
	name := w.ledgerBranch()
	for _, ref := range []string{"refs/remotes/origin/" + name, "refs/heads/" + name} {
		if _, err := repo.git.Reference(plumbing.ReferenceName(ref), true); err == nil {
			return ledger.OpenDir(repo.gitDir(), ref)
		}
	}
	return nil, problem{couldNotLook, fmt.Sprintf("this clone has no branch %s, so there is no ledger to look at", name),
		"git fetch origin " + name + "   (or attestary run, which begins one)"}
}

// ledgerBranch is the branch that the project names; where there is no project here, the usual one.
func (w *World) ledgerBranch() string {
	result, _, err := w.compileTree(compiler.Options{})
	if err != nil || result.Project.Store == nil || result.Project.Store.Branch.Value == "" {
		return "evidence"
	}
	return result.Project.Store.Branch.Value
}

// verdict judges the ledger, and tells every sound run to each.
func (a *audit) verdict(ctx context.Context, each func(verdict.Run) error) (*verdict.Verdict, error) {
	a.subject.Runs = each
	v, err := verify.Verify(ctx, a.subject)
	if errors.Is(err, context.Canceled) {
		return nil, problem{couldNotLook, "stopped before everything was looked at; nothing is said about the rest", ""}
	}
	return v, friendly(err)
}

// fetch brings the ledger's branch from origin into this clone, so that the next command sees the run.
func (o *office) fetch(ctx context.Context) {
	spec := config.RefSpec(fmt.Sprintf("+refs/heads/%s:refs/remotes/origin/%s", o.branch, o.branch))
	err := o.repo.git.FetchContext(context.WithoutCancel(ctx), &git.FetchOptions{
		RemoteName: "origin", RefSpecs: []config.RefSpec{spec}, Tags: git.NoTags,
	})
	var none git.NoMatchingRefSpecError
	if err != nil && !errors.Is(err, git.NoErrAlreadyUpToDate) && !errors.As(err, &none) {
		fmt.Fprintf(o.w.Err, "the ledger is up to date at origin, and not in this clone: %v\n  next: git fetch origin %s\n", err, o.branch)
	}
}

// gitDir is the folder of the repository's objects and branches.
func (r *repository) gitDir() string {
	if info, err := os.Stat(r.root + "/.git"); err == nil && info.IsDir() {
		return r.root + "/.git"
	}
	return r.root
}
