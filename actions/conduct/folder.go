package conduct

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// A run that is under way has a folder, named by the first half of its key:
//
//	plan             the plan's bytes
//	authorization    the authorization's bundle, before it is appended
//	journal          of the engine; whose process lives holds a lock on it
//	result, blob-N   the sealed result and its blobs, before they are appended
const (
	planFile          = "plan"
	authorizationFile = "authorization"
	journalFile       = "journal"
	resultFile        = "result"
	blobFile          = "blob-"
)

// folder is the folder of one run, and what it holds.
type folder struct {
	path          string
	plan          []byte
	authorization []byte // the bundle
	statement     []byte // that it signs
	glass         bool   // it was let past its rules
	continued     []evidence.RunID
	lock          *engine.Journal // of the process that runs it; nil in every other
}

// draft begins the name of a folder that is not a run yet.
const draft = ".new-"

// open makes the folder of a new run, locked, with its plan in it. It has its name only then: another process
// that looks what was left behind would take it for a run that ended before it began, and clear it away.
// os.ErrExist tells that a run of that name has one already: it is under way, or its evidence waits there.
func (d *Desk) open(id evidence.RunID, p *plan.Plan) (*folder, error) {
	data, err := p.Encode()
	if err != nil {
		return nil, err
	}
	f := &folder{plan: data}
	if err = os.MkdirAll(d.Folder, 0o700); err == nil {
		f.path, err = os.MkdirTemp(d.Folder, draft)
	}
	if err != nil {
		return nil, fmt.Errorf("keeping the run on disk: %w", err)
	}
	if f.lock, err = engine.CreateJournal(f.journal()); err == nil {
		err = f.keep(planFile, data)
	}
	if err == nil {
		err = f.rename(filepath.Join(d.Folder, id.Key().Hex()[:32]))
	}
	if err != nil {
		return nil, errors.Join(err, f.remove())
	}
	return f, nil
}

// rename gives the folder its name, for good.
func (f *folder) rename(path string) error {
	if err := os.Rename(f.path, path); err != nil {
		return fmt.Errorf("keeping the run on disk: %w", err)
	}
	f.path = path
	return syncFolder(filepath.Dir(path))
}

// Waiting names the run in its folder, for Seal.
func (f *folder) Waiting() Waiting { return Waiting{Path: f.path} }

func (f *folder) journal() string { return filepath.Join(f.path, journalFile) }

func (f *folder) keepAuthorization(bundle, statement []byte) error {
	f.authorization, f.statement = bundle, statement
	return f.keep(authorizationFile, bundle)
}

// item is the result of the run as the ledger takes it.
func (f *folder) item(bundle []byte, blobs [][]byte) ledger.Item {
	return ledger.Item{Bundle: bundle, Blobs: blobs, Authorization: f.authorization}
}

// keepResult writes the blobs first: where the result is, all of it is. Blobs of an earlier try, which
// had no result yet, are taken away.
func (f *folder) keepResult(bundle []byte, blobs [][]byte) error {
	stale, err := f.blobs()
	if err != nil {
		return err
	}
	for _, path := range stale {
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	for i, blob := range blobs {
		if err := f.keep(fmt.Sprintf("%s%03d", blobFile, i), blob); err != nil {
			return err
		}
	}
	return f.keep(resultFile, bundle)
}

// keep makes a file durable before it has its name: it is there whole, or not at all.
func (f *folder) keep(name string, data []byte) error {
	path := filepath.Join(f.path, name)
	file, err := os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("keeping the run on disk: %w", err)
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(path+".new", path)
	}
	if err != nil {
		return fmt.Errorf("keeping the run on disk: %w", err)
	}
	return syncFolder(f.path)
}

func syncFolder(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// result gives back what keepResult kept; a nil bundle where nothing was.
func (f *folder) result() (bundle []byte, blobs [][]byte, err error) {
	bundle, err = os.ReadFile(filepath.Join(f.path, resultFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	paths, err := f.blobs()
	if err != nil {
		return nil, nil, err
	}
	for _, path := range paths {
		blob, err := os.ReadFile(path)
		if err != nil {
			return nil, nil, err
		}
		blobs = append(blobs, blob)
	}
	return bundle, blobs, nil
}

// blobs are the paths of the blobs that are kept, as they were written.
func (f *folder) blobs() ([]string, error) {
	names, err := os.ReadDir(f.path) // sorted by name
	var paths []string
	for _, entry := range names {
		if strings.HasPrefix(entry.Name(), blobFile) && !strings.HasSuffix(entry.Name(), ".new") {
			paths = append(paths, filepath.Join(f.path, entry.Name()))
		}
	}
	return paths, err
}

// remove takes the folder away, the files that make it a run last. What another process took away meanwhile,
// which saw as well that all of it is in the ledger, is gone.
func (f *folder) remove() error {
	names, err := os.ReadDir(f.path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	slices.SortStableFunc(names, func(a, b os.DirEntry) int { return bytes.Compare(order(a), order(b)) })
	for _, name := range names {
		if err := removed(filepath.Join(f.path, name.Name())); err != nil {
			return err
		}
	}
	return removed(f.path)
}

func removed(path string) error {
	if err := os.Remove(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// order puts the authorization and the plan behind everything else.
func order(e os.DirEntry) []byte {
	if e.Name() == planFile || e.Name() == authorizationFile {
		return []byte{1}
	}
	return []byte{0}
}
