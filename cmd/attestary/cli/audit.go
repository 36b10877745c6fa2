package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/actions/verify/sigstore"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/schemas/verdict"
	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/transport/http"
)

// audit is one look at the ledger of the clone that the person stands in.
type audit struct {
	store   ledger.Reader
	subject verify.Subject
	kept    ledger.Checkpoint
	judged  *verdict.Verdict // that the auditor kept; nil: they kept none
}

// openAudit opens the ledger that this clone has. It contacts nobody.
func (w *World) openAudit(t *trusting) (*audit, error) {
	store, err := w.openLedger(t.judged(w))
	if err != nil {
		return nil, err
	}
	policy, err := t.policy(*w)
	if err != nil {
		return nil, err
	}
	a := &audit{store: store, subject: verify.Subject{Store: store, Policy: policy, AsOf: w.Now(), Sized: verify.Room, Logs: sigstore.Logs()}}
	if err := a.keep(w, t.since); err != nil {
		return nil, err
	}
	return a, nil
}

// keep reads what the auditor kept: a checkpoint, or a verdict, which has one.
func (a *audit) keep(w *World, since string) error {
	if since == "" {
		return nil
	}
	data, err := readFile(w.path(since), "the kept checkpoint")
	if err != nil {
		return err
	}
	if bytes.HasPrefix(data, []byte("{")) {
		if a.judged, err = verdict.Parse(bytes.TrimSuffix(data, []byte("\n"))); err != nil {
			return usage("--since %s: it is not a verdict as verify --format json prints it: %v", since, err)
		}
		data = []byte(a.judged.Checkpoint)
	}
	if a.kept, err = ledger.ParseCheckpoint(data); err != nil {
		return usage("--since %s: it is not a checkpoint as verify prints it: %v", since, err)
	}
	a.subject.Kept = append(a.subject.Kept, verify.Kept{Name: since, Text: data})
	return nil
}

// sparing leaves out what the auditor had judged before.
func (a *audit) sparing(w *World) {
	a.subject.Judged = a.judged
	a.subject.Whole = func(why string) { fmt.Fprintf(w.Err, "reading all of the ledger: %s\n", printable(why)) }
}

// openLedger finds the branch in the clone: that of origin, or one of its own (a mirror).
func (w *World) openLedger(branch string) (*ledger.Dir, error) {
	repo, err := w.openRepository()
	if err != nil {
		return nil, err
	}
	for _, ref := range []string{"refs/remotes/origin/" + branch, "refs/heads/" + branch} {
		if found, err := repo.git.Reference(plumbing.ReferenceName(ref), true); err == nil {
			fmt.Fprintf(w.Err, "looking at %s, commit %s\n", ref, found.Hash())
			return ledger.OpenDir(repo.gitDir(), ref)
		}
	}
	return nil, problem{couldNotLook, fmt.Sprintf("this clone has no branch %s, so there is no ledger to look at", branch),
		fetching(branch) + "   (or attestary run, which begins one)"}
}

// fetching is what to type for the newest state of the ledger, also in a clone of one branch.
func fetching(branch string) string {
	return fmt.Sprintf("git fetch origin %s:refs/remotes/origin/%s", branch, branch)
}

// usualBranch is where a ledger is, unless somebody says otherwise.
const usualBranch = "evidence"

// ledgerBranch is the branch that was asked for, else the one that the project names. Only for looking
// at one's own work: a repository under audit does not choose what is judged.
func (w *World) ledgerBranch(asked string) string {
	if asked != "" {
		return asked
	}
	result, _, err := w.compileTree(compiler.Options{})
	if err != nil || result.Project.Store == nil || result.Project.Store.Branch.Value == "" {
		return usualBranch
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

// fetchWithin bounds how long a finished run waits for a remote only to refresh this clone.
const fetchWithin = 30 * time.Second

// fetch brings the ledger's branch from origin into this clone, so that the next command sees the run.
func (o *office) fetch(ctx context.Context) {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), fetchWithin)
	defer stop()
	spec := config.RefSpec(fmt.Sprintf("+refs/heads/%s:refs/remotes/origin/%s", o.branch, o.branch))
	err := o.repo.git.FetchContext(ctx, o.fetching(spec))
	var none git.NoMatchingRefSpecError
	if err != nil && !errors.Is(err, git.NoErrAlreadyUpToDate) && !errors.As(err, &none) {
		fmt.Fprintf(o.w.Err, "this clone has not the newest state of the ledger: %v\n  next: %s\n", err, fetching(o.branch))
	}
}

// fetching is how something is fetched from where the ledger is.
func (o *office) fetching(spec config.RefSpec) *git.FetchOptions {
	options := &git.FetchOptions{RemoteName: "origin", RefSpecs: []config.RefSpec{spec}, Tags: git.NoTags}
	if token := o.w.Getenv("GITHUB_TOKEN"); token != "" && strings.HasPrefix(o.url, "http") {
		options.Auth = &http.BasicAuth{Username: "x-access-token", Password: token}
	}
	return options
}

// gitDir is the folder of the repository's objects and branches; of a worktree, the one that it shares.
func (r *repository) gitDir() string {
	dir := filepath.Join(r.root, ".git")
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return r.root // bare
	case info.IsDir():
		return dir
	}
	text, err := os.ReadFile(dir)
	own, ok := strings.CutPrefix(strings.TrimSpace(string(text)), "gitdir: ")
	if err != nil || !ok {
		return r.root
	}
	if !filepath.IsAbs(own) {
		own = filepath.Join(r.root, own)
	}
	common, err := os.ReadFile(filepath.Join(own, "commondir"))
	if err != nil {
		return own
	}
	if shared := strings.TrimSpace(string(common)); filepath.IsAbs(shared) {
		return shared
	}
	return filepath.Join(own, strings.TrimSpace(string(common)))
}
