package engine

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/sys/unix"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// JournalFormat names this version of the journal.
//
// A journal is a file of lines, each the canonical JSON of {"entry":…,"sum":…}: sum is the digest of
// the sum before it (of "" for the first line), a line feed, and the canonical JSON of entry. So a line
// that is not whole, or does not follow the one before it, is recognised. The first entry tells which
// run it is. Before and after each step that does not only observe, the file is on disk.
//
// The process that writes a journal holds a lock on it (flock), which ends with the process. A file
// that nobody locks belongs to a run that was killed, or that nobody recorded.
const JournalFormat = "https://attestary.dev/journal/v1"

// entry is one line of a journal: exactly one of its members. Blobs stand before the End whose record
// names them.
type entry struct {
	Begin  *begin               `json:"begin,omitempty"`
	Blob   []byte               `json:"blob,omitempty"` // base64
	End    *evidence.Record     `json:"end,omitempty"`
	Finish *evidence.StepRecord `json:"finish,omitempty"`
	Start  *started             `json:"start,omitempty"`
}

// begin tells which run it is. Inputs that are sensitive or personal are there by name alone.
type begin struct {
	At            string                `json:"at"`
	Authorization canon.Digest          `json:"authorization"`
	Format        string                `json:"format"`
	Inputs        []evidence.InputValue `json:"inputs"`
	Mode          evidence.Mode         `json:"mode"`
	Plan          canon.Digest          `json:"plan"`
	Run           evidence.RunID        `json:"run"`
	Runbook       string                `json:"runbook"`
	Trigger       evidence.TriggerRef   `json:"trigger"`
}

// started tells that an item of a step, or a step, is about to begin.
type started struct {
	Address string  `json:"address"`
	At      string  `json:"at"`
	Key     *string `json:"key,omitempty"`
}

type line struct {
	Entry entry        `json:"entry"`
	Sum   canon.Digest `json:"sum"`
}

// chain is the sum of an entry, in its canonical JSON, after the one before it.
func chain(before canon.Digest, entry []byte) canon.Digest {
	return canon.Sum(append([]byte(before+"\n"), entry...))
}

// Journal is what a run writes on disk as it goes. After the first write that fails it takes no more:
// what stands behind half a line could not be read.
type Journal struct {
	path  string
	guard sync.Mutex
	file  *os.File
	sum   canon.Digest
	bad   error
}

// CreateJournal makes a journal at path, whose folder exists and where nothing is yet, and locks it.
func CreateJournal(path string) (*Journal, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	j := &Journal{path: path, file: file}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return nil, fmt.Errorf("journal %s: lock: %w", path, errors.Join(err, j.Remove()))
	}
	if err := syncFolder(filepath.Dir(path)); err != nil {
		return nil, fmt.Errorf("journal %s: %w", path, errors.Join(err, j.Remove()))
	}
	return j, nil
}

// syncFolder makes what stands in a folder durable.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// Close lets go of the journal and leaves it where it is: somebody else will make the run's record.
func (j *Journal) Close() error { return j.file.Close() }

// Remove takes the journal away. It is for a run whose record is in the ledger.
func (j *Journal) Remove() error {
	return errors.Join(os.Remove(j.path), j.file.Close())
}

// write appends an entry; when it returns with durable set, the entry is on disk.
func (j *Journal) write(e entry, durability durability) error {
	if j == nil {
		return nil
	}
	j.guard.Lock()
	defer j.guard.Unlock()
	if j.bad == nil {
		j.bad = j.append(e)
	}
	if j.bad == nil && durability == durable {
		j.bad = j.file.Sync()
	}
	if j.bad != nil {
		return fmt.Errorf("%w: %w", ErrJournal, j.bad)
	}
	return nil
}

func (j *Journal) append(e entry) error {
	data, err := canon.Encode(e)
	if err != nil {
		return err
	}
	sum := chain(j.sum, data)
	// The canonical JSON of a line, without encoding its entry again; a digest has nothing to escape.
	if _, err := fmt.Fprintf(j.file, "{\"entry\":%s,\"sum\":\"%s\"}\n", data, sum); err != nil {
		return err
	}
	j.sum = sum
	return nil
}

// failed is why the journal takes no more; nil while it does.
func (j *Journal) failed() error {
	if j == nil {
		return nil
	}
	j.guard.Lock()
	defer j.guard.Unlock()
	return j.bad
}

// durability says whether an entry must be on disk before anything else happens.
type durability bool

const (
	durable durability = true
	lazy    durability = false
)
