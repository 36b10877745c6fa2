package conduct

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/canon"
)

// Turns. Of the runs with one concurrency key there is one at a time on this machine: a run has its turn from
// before its authorization until its folder is gone, also while it waits for people or lies killed. What is
// asked of one machine here, the workflow asks of the forge.

// turnFile holds the digest of a run's concurrency key.
const turnFile = "turn"

// patience is how often a run that queues looks whether it is its turn.
const patience = time.Second

// Taken tells that another run has the turn.
type Taken struct {
	Runbook string
	By      Waiting
}

func (t *Taken) Error() string {
	return fmt.Sprintf("%s: another run of the same concurrency key is under way: %s", t.Runbook, t.By.Path)
}

// turn opens the folder of a run once it is its turn. Queued is told once where it has to wait.
func (d *Desk) turn(ctx context.Context, run *engine.Run, req Request, open func() (*folder, error)) (*folder, error) {
	key, known := run.Key()
	switch {
	case !known:
		return nil, &Refusal{Runbook: req.Plan.Runbook, Why: "its concurrency key cannot be computed, so whether another run is under way cannot be told"}
	case req.Plan.Concurrency == nil:
		return open()
	}
	digest := canon.Sum([]byte(req.Plan.Runbook + "\n" + key))
	for told := false; ; {
		f, err := d.takeTurn(digest, req, open)
		var taken *Taken
		if !errors.As(err, &taken) || req.Plan.Concurrency.Mode != "queue" {
			return f, err
		}
		if !told && d.Queued != nil {
			d.Queued(taken.By)
		}
		told = true
		select {
		case <-ctx.Done():
			return nil, errors.Join(err, ctx.Err())
		case <-time.After(patience):
		}
	}
}

// takeTurn opens the folder where no other has the key. Whoever looks and opens does so alone.
func (d *Desk) takeTurn(digest canon.Digest, req Request, open func() (*folder, error)) (*folder, error) {
	if err := os.MkdirAll(d.Folder, 0o700); err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(filepath.Join(d.Folder, ".turns"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	defer lock.Close()
	if err := unix.Flock(int(lock.Fd()), unix.LOCK_EX); err != nil {
		return nil, fmt.Errorf("waiting for the turn: %w", err)
	}
	defer unix.Flock(int(lock.Fd()), unix.LOCK_UN)
	left, err := d.Left()
	if err != nil {
		return nil, err
	}
	for _, other := range left {
		if data, err := os.ReadFile(filepath.Join(other.Path, turnFile)); err == nil && string(data) == string(digest) {
			return nil, &Taken{req.Plan.Runbook, other}
		}
	}
	f, err := open()
	if err != nil {
		return nil, err
	}
	if err := f.keep(turnFile, []byte(digest)); err != nil {
		return nil, errors.Join(err, f.remove())
	}
	return f, nil
}
