package verify

import (
	"context"
	"encoding/hex"
	"fmt"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/canon"
)

// History is a source as it is looked at before a run: by which commits a branch came to where it is, and what a
// runbook compiles to at each of them. It believes no more of git than the claims do. It is not for several
// goroutines at once.
type History struct{ h *history }

// OpenHistory looks at nothing yet.
func OpenHistory(s Source) *History {
	return &History{&history{source: s, git: objects{sourced{s.Store}}, builds: map[object]*build{}, roots: map[object]object{}}}
}

// Line lists a commit and those before it, each the first parent of the one before, newest first. whole is false
// where older ones are not there.
func (h *History) Line(ctx context.Context, commit string) (line []string, whole bool, err error) {
	id, err := ledger.ParseHash(commit)
	if err != nil {
		return nil, false, err
	}
	for len(line) < maxLine {
		c, err := h.h.git.commit(ctx, id)
		if isUnseen(err) && len(line) > 0 {
			return line, false, nil
		}
		if err != nil {
			return nil, false, err
		}
		line = append(line, id.String())
		if len(c.parents) == 0 {
			return line, true, nil
		}
		id = c.parents[0]
	}
	return line, false, nil
}

// Digest is that of the plan that a runbook compiles to at a commit; "" where there is none.
func (h *History) Digest(ctx context.Context, commit, runbook string) (canon.Digest, error) {
	id, err := ledger.ParseHash(commit)
	if err != nil {
		return "", err
	}
	b, err := h.h.build(ctx, id)
	if err != nil {
		return "", fmt.Errorf("the runbooks of commit %s: %w", commit, err)
	}
	found, ok := b.plans[runbook]
	if !ok {
		return "", nil
	}
	return canon.Digest("sha256:" + hex.EncodeToString(found[:])), nil
}
