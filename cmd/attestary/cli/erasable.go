package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// erasable finds the run, and those of its blobs that are meant and there.
func (w *World) erasable(ctx context.Context, d disposing) (*story, []evidence.BlobRef, error) {
	snapshot, err := w.openSnapshot(ctx)
	if err != nil {
		return nil, nil, err
	}
	which := d.run
	if d.blob != "" {
		run, err := runOfBlob(ctx, snapshot, d.blob)
		if err != nil {
			return nil, nil, err
		}
		which = run.Hex()
	}
	s, err := w.findRunIn(ctx, snapshot, which)
	if err != nil {
		return nil, nil, err
	}
	if s.record == nil {
		return nil, nil, problem{foundWrong, "that run has no result yet, so it keeps nothing", "attestary show " + which}
	}
	blobs, err := s.pieces(ctx, snapshot, plainDigest(d.blob))
	if err == nil && len(blobs) == 0 {
		err = problem{foundWrong, fmt.Sprintf("run %s keeps nothing beside its record that could be removed, or no more", s.authorization.Run.Key().Hex()[:8]), "attestary show " + which}
	}
	return s, blobs, err
}

// plainDigest is the beginning of a digest as somebody typed it, in lower hex without prefix.
func plainDigest(text string) string {
	return strings.TrimPrefix(strings.ToLower(strings.TrimSpace(text)), "sha256:")
}

// pieces are the blobs of the run's evidence that are there, and whose digests begin so.
func (s *story) pieces(ctx context.Context, snapshot *ledger.Snapshot, begins string) ([]evidence.BlobRef, error) {
	var blobs []evidence.BlobRef
	seen := map[canon.Digest]bool{}
	for _, e := range s.record.Evidence {
		if e.Digest == nil || seen[*e.Digest] || !strings.HasPrefix(e.Digest.Hex(), begins) {
			continue
		}
		seen[*e.Digest] = true
		data, err := snapshot.Blob(ctx, *e.Digest)
		if errors.Is(err, ledger.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, unreadable(err)
		}
		blobs = append(blobs, evidence.BlobRef{Digest: *e.Digest, Size: int64(len(data))})
	}
	return blobs, nil
}

// shortest is how many digits of a digest name a blob.
const shortest = 6

// runOfBlob finds the run whose record names a blob as evidence. Of what stays it says why.
func runOfBlob(ctx context.Context, snapshot *ledger.Snapshot, blob string) (canon.Digest, error) {
	begins := plainDigest(blob)
	if len(begins) < shortest || strings.Trim(begins, "0123456789abcdef") != "" {
		return "", usage("%s does not name a blob: give its digest, or at least its first %d digits", blob, shortest)
	}
	var found canon.Digest
	runs := map[canon.Digest]canon.Digest{} // by blob
	for e, err := range snapshot.Entries(ctx) {
		if err != nil {
			return "", unreadable(err)
		}
		named, err := namedBy(ctx, snapshot, e, begins)
		if err != nil {
			return "", err
		}
		if named != "" {
			runs[named], found = e.Leaf.Run, named
		}
	}
	switch len(runs) {
	case 0:
		return "", problem{foundWrong, fmt.Sprintf("no record names a blob whose digest begins with %s", begins), "attestary show RUN"}
	case 1:
		return runs[found], nil
	}
	return "", usage("%d blobs begin with %s; give more of its digest", len(runs), begins)
}

// namedBy is the blob whose digest begins so, where an entry's record names it as evidence.
func namedBy(ctx context.Context, snapshot *ledger.Snapshot, e ledger.Entry, begins string) (canon.Digest, error) {
	for _, ref := range e.Statement.Blobs() {
		if strings.HasPrefix(ref.Digest.Hex(), begins) {
			return "", stays(e, ref.Digest)
		}
	}
	run, ok := e.Statement.(*evidence.Run)
	if !ok {
		return "", nil
	}
	record, err := recordAt(ctx, snapshot, run)
	if err != nil {
		return "", err
	}
	for _, named := range record.Blobs() {
		if !strings.HasPrefix(named.Digest.Hex(), begins) {
			continue
		}
		if _, ok := record.Erasable(named.Digest); !ok {
			return "", problem{foundWrong, fmt.Sprintf("%s is what takes %s back: it stays, because nobody could undo the change without it", named.Digest, named.By), ""}
		}
		return named.Digest, nil
	}
	return "", nil
}

// stays is for what verification needs.
func stays(e ledger.Entry, blob canon.Digest) error {
	what, claims := "the plan", "7a, 9 and 10"
	if _, ok := e.Statement.(*evidence.Run); ok {
		what, claims = "the record", "9 and 10"
	}
	return problem{foundWrong, fmt.Sprintf("%s is %s of entry %d, and stays: claims %s of a verification are judged by it. "+
		"What is about persons stands beside the record, as evidence of its own", blob, what, e.Index, claims), "attestary dispose --run RUN"}
}

func recordAt(ctx context.Context, snapshot *ledger.Snapshot, run *evidence.Run) (*evidence.Record, error) {
	data, err := snapshot.Blob(ctx, run.Record.Digest)
	if err != nil {
		return nil, unreadable(err)
	}
	return evidence.ParseRecord(data)
}
