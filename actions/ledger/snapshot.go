package ledger

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// Reader is the half of a Store that reading needs.
type Reader interface {
	// Head is the commit at the tip of the branch; ErrEmpty before the first entry.
	Head(ctx context.Context) (Hash, error)
	// Get gives an object's bytes, which the caller must not change; ErrNotFound where it is missing.
	Get(ctx context.Context, h Hash) ([]byte, error)
}

// Snapshot is the ledger as it stood at one commit. It may be used by several goroutines.
type Snapshot struct {
	Commit     Hash
	Tree       Hash
	Checkpoint Checkpoint
	store      Reader
}

// Open opens the newest state of a ledger. It verifies nothing but the form.
func Open(ctx context.Context, store Reader) (*Snapshot, error) {
	head, err := store.Head(ctx)
	if err != nil {
		return nil, err
	}
	return OpenAt(ctx, store, head)
}

// OpenAt opens the state of a ledger at a commit of its branch.
func OpenAt(ctx context.Context, store Reader, id Hash) (*Snapshot, error) {
	c, err := readCommit(ctx, store, id)
	if err != nil {
		return nil, err
	}
	s := &Snapshot{Commit: id, Tree: c.tree, store: store}
	data, err := s.Read(ctx, checkpointPath)
	if err != nil {
		return nil, fmt.Errorf("commit %s is not of a ledger: %w", id, err)
	}
	if s.Checkpoint, err = ParseCheckpoint(data); err != nil {
		return nil, fmt.Errorf("commit %s is not of a ledger: %w", id, err)
	}
	return s, nil
}

// Read gives the bytes of the file at a path of the ledger's tree; ErrNotFound where there is none.
func (s *Snapshot) Read(ctx context.Context, path string) ([]byte, error) {
	h, err := s.find(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s.file(ctx, path, h)
}

func (s *Snapshot) find(ctx context.Context, path string) (Hash, error) {
	at := s.Tree
	for part := range strings.SplitSeq(path, "/") {
		f, err := readFolder(ctx, s.store, at)
		if err != nil {
			return Hash{}, err
		}
		l := f.find(part)
		if l == nil {
			return Hash{}, ErrNotFound
		}
		at = l.hash
	}
	return at, nil
}

func (s *Snapshot) file(ctx context.Context, path string, h Hash) ([]byte, error) {
	data, err := body(ctx, s.store, h, typeBlob)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return data, nil
}

// Signer is the key that the signature of the checkpoint names; "" where a certificate stands there. Whether it
// is one of that key, this does not say.
func (s *Snapshot) Signer(ctx context.Context) (canon.Digest, error) {
	data, err := s.Read(ctx, signaturePath)
	if err != nil {
		return "", err
	}
	b, err := evidence.ParseBundle(data)
	if err != nil {
		return "", fmt.Errorf("%s: %w", signaturePath, err)
	}
	if b.Verification.PublicKey == nil {
		return "", nil
	}
	return b.Signer()
}

// Blob gives the blob with that digest, which its bytes have.
func (s *Snapshot) Blob(ctx context.Context, d canon.Digest) ([]byte, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	data, err := s.Read(ctx, evidence.BlobPath(d))
	if err == nil && canon.Sum(data) != d {
		err = fmt.Errorf("%s: its bytes have digest %s", evidence.BlobPath(d), canon.Sum(data))
	}
	return data, err
}

// File is one file of the ledger's tree.
type File struct {
	Path string
	Mode string // as git writes it: 100644
	Hash Hash   // of the git object that holds it
}

// Files gives every file of the ledger's tree, folder by folder, and ends with the first error. A mode
// or a name that no ledger has is such an error. It keeps one path's folders at a time.
func (s *Snapshot) Files(ctx context.Context) iter.Seq2[File, error] {
	return func(yield func(File, error) bool) { s.walk(ctx, "", s.Tree, yield) }
}

// maxDepth is how deep a file of a ledger stands: runs/RUNBOOK/yyyy/mm/dd/FILE.
const maxDepth = 6

// walk tells whether to go on.
func (s *Snapshot) walk(ctx context.Context, dir string, h Hash, yield func(File, error) bool) bool {
	if strings.Count(dir, "/") > maxDepth {
		return yield(File{Path: dir}, fmt.Errorf("%s: no ledger is so deep", dir)) && false
	}
	f, err := readFolder(ctx, s.store, h)
	if err != nil {
		return yield(File{Path: dir}, fmt.Errorf("%s: %w", dir, err)) && false
	}
	for _, l := range f.lines {
		path := dir + l.name
		if l.mode == modeFolder {
			if !s.walk(ctx, path+"/", l.hash, yield) {
				return false
			}
		} else if !yield(File{path, l.mode, l.hash}, nil) {
			return false
		}
	}
	return true
}
