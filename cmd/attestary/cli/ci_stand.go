package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/remote"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// A run that waits belongs to the commit that it was authorised at, and the branch moves on meanwhile. The workflow in
// which it goes on, whose signature counts, and who may still answer are those of the branch as it is now: that is what
// people have decided last. What runs is the plan that was authorised, and nothing else: each job that does something of
// it gets that commit's own files, beside those that are checked out, and compiles them again.

// authorisedPlan has the job know the plan that was authorised, as the ledger keeps it: enough to tell of the run.
func (w *World) authorisedPlan(ctx context.Context, j *job, o *office, a *evidence.Authorization) error {
	if a.Commit == j.tip.commit {
		return nil
	}
	snapshot, err := ledger.Open(ctx, o.store)
	if err != nil {
		return friendly(err)
	}
	data, err := snapshot.Blob(ctx, a.Plan.Digest)
	if err != nil {
		return unreadable(err)
	}
	p, err := plan.Parse(data)
	if err == nil && canon.Sum(data) != a.Plan.Digest {
		err = errors.New("the ledger has another plan than the one that was authorised")
	}
	if err != nil {
		return problem{foundWrong, err.Error(), "attestary verify"}
	}
	j.bound = &bound{plan: p, compiled: j.tip.compiled, repo: j.tip.repo, commit: a.Commit}
	return nil
}

// authorised has a job that goes on with a run, and does nothing of it, know its plan.
func (w *World) authorised(ctx context.Context, j *job, o *office, check conduct.Check, p conduct.Papers) error {
	if check.Pending == nil {
		return nil
	}
	a, err := check.Authorized(p)
	if err != nil {
		return ciRefused(err)
	}
	if a.Runbook != j.tip.plan.Runbook { // the event says which, and whoever may send one can say another
		return problem{foundWrong, fmt.Sprintf("what was left is of runbook %s, and this is the workflow of %s", a.Runbook, j.tip.plan.Runbook), ""}
	}
	return w.authorisedPlan(ctx, j, o, a)
}

// stand has a job that goes on with a run stand on the commit that the run is of: in a work tree of its own, whose
// runbooks it compiles.
func (w *World) stand(ctx context.Context, j *job, o *office, commit string) error {
	if commit == j.tip.commit {
		return nil
	}
	if err := o.bring(ctx, commit); err != nil {
		return err
	}
	folder, err := os.MkdirTemp(filepath.Dir(j.In), "attestary-commit-")
	if err != nil {
		return problem{couldNotLook, fmt.Sprintf("there is no room for commit %.12s: %v", commit, err), ""}
	}
	if err := j.tip.repo.unfold(folder, plumbing.NewHash(commit)); err != nil {
		return problem{couldNotLook, fmt.Sprintf("commit %.12s cannot be laid out: %v", commit, err), ""}
	}
	there := *w
	there.Dir = folder
	of, err := there.bind(j.tip.plan.Runbook)
	if err != nil {
		return problem{foundWrong, fmt.Sprintf("commit %.12s, at which the run was authorised, does not compile any more: %v", commit, err), ""}
	}
	j.bound, o.repo = of, of.repo
	o.desk.World = o.world()
	fmt.Fprintf(w.Err, "the run is of commit %.12s; the branch is at %.12s\n", commit, j.tip.commit)
	return nil
}

// bring has the clone have a commit: a clone of the newest one alone does not.
func (o *office) bring(ctx context.Context, id string) error {
	if !plumbing.IsHash(id) || len(id) != 40 {
		return problem{couldNotLook, fmt.Sprintf("commit %.80q has no SHA-1 name, and only those are read", id), ""}
	}
	if c, err := o.repo.git.CommitObject(plumbing.NewHash(id)); err == nil {
		if _, err := c.Tree(); err == nil {
			return nil
		}
	}
	ctx, stop := context.WithTimeout(ctx, fetchWithin)
	defer stop()
	options := o.fetching(config.RefSpec(id + ":refs/attestary/" + id))
	options.Depth = 1
	if err := o.repo.git.FetchContext(ctx, options); err != nil && !errors.Is(err, git.NoErrAlreadyUpToDate) {
		return problem{couldNotLook, fmt.Sprintf("commit %.12s, at which the run was authorised, cannot be fetched: %v", id, err), ""}
	}
	return nil
}

// unfold lays a commit out in an empty folder, as a further work tree of the repository.
func (r *repository) unfold(folder string, commit plumbing.Hash) error {
	own := filepath.Join(r.gitDir(), "worktrees", filepath.Base(folder))
	if err := os.MkdirAll(own, 0o755); err != nil {
		return err
	}
	for path, text := range map[string]string{
		filepath.Join(own, "HEAD"): commit.String(), filepath.Join(own, "commondir"): "../..", filepath.Join(own, "gitdir"): filepath.Join(folder, ".git"),
		filepath.Join(folder, ".git"): "gitdir: " + own,
	} {
		if err := os.WriteFile(path, []byte(text+"\n"), 0o644); err != nil {
			return err
		}
	}
	repo, err := git.PlainOpenWithOptions(folder, &git.PlainOpenOptions{EnableDotGitCommonDir: true})
	if err != nil {
		return err
	}
	tree, err := repo.Worktree()
	if err != nil {
		return err
	}
	return tree.Checkout(&git.CheckoutOptions{Hash: commit, Force: true})
}

// branchNow is the protected branch at the server, and the commit that it stands at now.
func (w *World) branchNow(ctx context.Context, o *office) (far *remote.Store, head string, err error) {
	client, home, err := w.ownRepository()
	if err != nil {
		return nil, "", err
	}
	branch, err := w.protectedBranch(ctx, client, home)
	if err != nil {
		return nil, "", err
	}
	far, err = remote.Open(ctx, remote.Options{URL: o.url, Branch: branch, Token: w.Getenv("GITHUB_TOKEN"), SSH: remote.SSH{Keys: w.sshKeys()}})
	if err != nil {
		return nil, "", friendly(err)
	}
	hash, err := far.Head(ctx)
	if err != nil {
		return nil, "", errors.Join(friendly(err), far.Close())
	}
	return far, hash.String(), nil
}

// isOnLine tells whether a commit is on the line of first parents that leads to the one that is checked out.
func (j *job) isOnLine(ctx context.Context, ref, commit string) (bool, error) {
	near, err := ledger.OpenDir(j.tip.repo.gitDir(), ref)
	if err != nil {
		return false, err
	}
	defer near.Close()
	line, whole, err := verify.OpenHistory(verify.Source{Store: near, Branch: ref}).Line(ctx, j.tip.commit)
	if err != nil {
		return false, err
	}
	on := slices.Contains(line, commit)
	if !on && !whole {
		return false, problem{couldNotLook, "the clone does not go back as far as commit " + commit[:min(12, len(commit))], "check out with fetch-depth: 0"}
	}
	return on, nil
}

// asRoles are the roles that questions turn to, and which of them still are among those that the plan of today asks.
func asRoles(now, then *plan.Plan, questions []*conduct.Question, asked func(*plan.Plan, string) []string) (roles []string, still func(role string) bool) {
	for _, q := range questions {
		roles = append(roles, asked(then, q.Address)...)
	}
	return roles, func(role string) bool {
		return !slices.ContainsFunc(questions, func(q *conduct.Question) bool {
			wanted := asked(now, q.Address)
			return slices.Contains(asked(then, q.Address), role) && len(wanted) > 0 && !slices.Contains(wanted, role)
		})
	}
}

// wantsMore tells whether a question wants more people today than when it was asked.
func wantsMore(now, then *plan.Plan, address string) bool {
	if name, ok := strings.CutPrefix(address, plan.ApprovalPrefix); ok {
		a, b := now.Approval(name), then.Approval(name)
		return a != nil && b != nil && a.Min > max(1, b.Min)
	}
	a, b := now.Ask(strings.TrimPrefix(address, plan.AskPrefix)), then.Ask(strings.TrimPrefix(address, plan.AskPrefix))
	return a != nil && b != nil && len(a.Second) > 0 && len(b.Second) == 0
}

// movedConnection is a connection of a plan that leads elsewhere today, or is shown another secret; "" for none. The
// secrets of a phase are those of today, and they go where the protected branch says today, or nowhere.
func movedConnection(now, then *plan.Plan) string {
	for i := range then.Connections {
		was := &then.Connections[i]
		if is := now.Connection(was.Name); is != nil && !reflect.DeepEqual(is, was) {
			return was.Name
		}
	}
	return ""
}
