package steps

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/expr"
)

// gitInspect is git.inspect. It reads the repository's objects itself: no git program, no hook, no
// filter and no configuration of the repository runs.
type gitInspect struct{}

const (
	gitCommits    = 10_000
	gitBytes      = 256 << 20
	maxGitCommits = 1_000_000
	maxGitBytes   = 16 << 30
)

// inspection is one look at a repository.
type inspection struct {
	repository *repository
	commits    int64 // that may be looked at
	bytes      int64 // of files that may be looked at
	complete   bool
	outputs    map[string]expr.Value
}

// errMalformed is the cause where something is there and could not be understood.
var errMalformed = errors.New("it could not be understood")

func (gitInspect) Run(ctx context.Context, call engine.Call) engine.Result {
	s := settings(call.Settings)
	commits, okCommits := s.whole("max_commits", gitCommits, 1, maxGitCommits)
	bytes, okBytes := s.whole("max_bytes", gitBytes, 1, maxGitBytes)
	if !okCommits || !okBytes {
		return unknown(engine.ReasonSetting, "max_commits or max_bytes is not a whole number within its bounds")
	}
	path := s.text("path", ".")
	if !filepath.IsAbs(path) {
		path = filepath.Join(call.Dir, path)
	}
	r, err := openRepository(path)
	if err != nil {
		return unknown(engine.ReasonNotFound, fmt.Sprintf("%s: %v", s.text("path", "."), err))
	}
	defer r.Close()
	in := &inspection{repository: r, commits: commits, bytes: bytes, complete: !r.shallow(), outputs: absent("git.inspect", "complete")}
	if err := in.look(ctx, s.texts("look"), s.text("remote", "origin")); err != nil {
		reason := engine.ReasonUnread
		if ctx.Err() != nil {
			reason = engine.ReasonTimeout
		}
		return unknown(reason, err.Error())
	}
	in.outputs["complete"] = expr.OfBool(in.complete)
	return passed(in.outputs)
}

func (in *inspection) look(ctx context.Context, at []string, remote string) error {
	head, err := in.head()
	if err != nil {
		return fmt.Errorf("head: %w", err)
	}
	looks := []struct {
		name string
		look func() error
	}{
		{"head", func() error { return in.lookHead(ctx, head) }},
		{"secrets", func() error { return in.lookSecrets(ctx, head) }},
		{"workflows", func() error { return in.lookWorkflows(head) }},
		{"protection", func() error { return in.lookProtection(remote) }},
	}
	for _, l := range looks {
		if !slices.Contains(at, l.name) {
			continue
		}
		if err := l.look(); err != nil {
			return fmt.Errorf("%s: %w", l.name, err)
		}
	}
	return nil
}

// head is the newest commit; nil in a repository without one.
func (in *inspection) head() (*object.Commit, error) {
	id, err := in.repository.head()
	if errors.Is(err, errUnborn) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return object.GetCommit(in.repository.storage, id)
}

func (in *inspection) lookHead(ctx context.Context, head *object.Commit) error {
	if ref, err := in.repository.storage.Reference(plumbing.HEAD); err == nil && ref.Target().IsBranch() {
		in.outputs["branch"] = expr.OfText(ref.Target().Short())
	}
	in.outputs["commits"] = expr.OfInt(0)
	if head == nil {
		return nil
	}
	in.outputs["head"] = expr.OfText(head.Hash.String())
	history, err := in.history(ctx, head)
	in.outputs["commits"] = expr.OfInt(int64(len(history)))
	return err
}

// history are the commits that lead to head, newest first, as many as may be looked at.
func (in *inspection) history(ctx context.Context, head *object.Commit) ([]*object.Commit, error) {
	seen := map[plumbing.Hash]bool{head.Hash: true}
	found := []*object.Commit{head}
	for i := 0; i < len(found); i++ {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for _, parent := range found[i].ParentHashes {
			if seen[parent] {
				continue
			}
			if int64(len(found)) == in.commits {
				in.complete = false
				return found, nil
			}
			seen[parent] = true
			commit, err := object.GetCommit(in.repository.storage, parent)
			if errors.Is(err, plumbing.ErrObjectNotFound) && in.repository.shallow() {
				continue // a shallow clone ends here, and says so
			}
			if err != nil {
				return nil, fmt.Errorf("commit %s: %w", parent, err)
			}
			found = append(found, commit)
		}
	}
	return found, nil
}
