package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/attestary/attestary/actions/checkout"
	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/remote"
	"github.com/attestary/attestary/compiler"
)

// A run of the workflow that somebody runs again is of the commit of its first attempt: with the runbook and the roles of
// then, and also with the program of then, which signs, and the trust of then, by which its jobs believe each other. That
// cannot be changed from here. What can is that nothing is authorised where the protected branch has decided otherwise since.
// One that somebody starts may wait, too, for those behind it or who must let it into an environment, for weeks. What starts
// by itself is not held to it the first time: nobody would start it anew.

// outdated tells why a run that somebody starts, or runs again, may not be authorised at its commit any more; "" where all
// that decides about it is the same on the protected branch as it is now.
func (w *World) outdated(ctx context.Context, j *job, o *office, by *conduct.Person) (string, error) {
	if j.forge.Attempt <= 1 && by == nil {
		return "", nil
	}
	far, head, err := w.branchNow(ctx, o)
	if err != nil {
		return "", err
	}
	defer far.Close()
	if head == j.bound.commit {
		return "", nil
	}
	what, err := w.decidedSince(ctx, j, far, head, by)
	if err != nil || what == "" {
		return "", err
	}
	return fmt.Sprintf("attempt %d is of commit %.12s, and %s on the protected branch since (commit %s): start it anew from the form, and do not re-run it",
		j.forge.Attempt, j.bound.commit, what, head), nil
}

// decidedSince tells what has changed up to a later commit that decides about a run; "" for nothing.
func (w *World) decidedSince(ctx context.Context, j *job, far *remote.Store, head string, by *conduct.Person) (string, error) {
	hash, err := ledger.ParseHash(head)
	if err != nil {
		return "", err
	}
	folders, err := checkout.New(far, func(name string) bool { return strings.HasSuffix(name, ".hcl") }).Folders(ctx, hash, compiler.Dir)
	if err != nil {
		return "", problem{couldNotLook, fmt.Sprintf("the protected branch stands at commit %.12s, and its runbooks cannot be read: %v", head, err), "start it anew"}
	}
	now := compiler.Compile(folders, compiler.Options{})
	p := now.Plan(j.bound.plan.Runbook)
	switch {
	case p == nil || !same(p, j.bound.plan) || by != nil && emailIn(now, by.By.Login) != by.Email:
		return "this runbook, or who has its roles, is another one", nil
	case !reflect.DeepEqual(emitOptions(now), emitOptions(j.bound.compiled)):
		return "the program that runners take, or how evidence is signed, is another one", nil
	}
	kept, err := w.trustStands(ctx, j, far, hash)
	if err != nil {
		return "", problem{couldNotLook, fmt.Sprintf("the protected branch stands at commit %.12s, and its trust.hcl cannot be read: %v", head, err), "start it anew"}
	}
	if !kept {
		return "trust.hcl, or a key or root that it names, is another one", nil
	}
	return "", nil
}

// trustStands tells whether a later commit has the same trust.hcl, and the same files that this names.
func (w *World) trustStands(ctx context.Context, j *job, far *remote.Store, later ledger.Hash) (bool, error) {
	names := []string{trustName}
	_, err := w.offerOf(j.bound.repo, func(name string) { names = append(names, name) })
	if err != nil {
		return false, err
	}
	now, err := topFiles(ctx, far, later)
	if err != nil {
		return false, err
	}
	head, err := j.bound.repo.head()
	if err != nil {
		return false, err
	}
	for _, name := range names {
		file, err := head.File(filepath.ToSlash(name))
		if err != nil || now[name] != ledger.Hash(file.Hash) {
			return false, nil
		}
	}
	return true, nil
}

// topFiles are the files at the top of a commit.
func topFiles(ctx context.Context, far *remote.Store, commit ledger.Hash) (map[string]ledger.Hash, error) {
	root, _, err := ledger.ReadParents(ctx, far, commit)
	if err != nil {
		return nil, err
	}
	lines, err := ledger.ReadLines(ctx, far, root)
	if err != nil {
		return nil, err
	}
	all := map[string]ledger.Hash{}
	for _, line := range lines {
		if line.Mode != ledger.Folder {
			all[line.Name] = line.Hash
		}
	}
	return all, nil
}
