package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Checkpoint is a state of a ledger: which, how many entries, and the root of their Merkle tree. The
// zero Checkpoint is none.
type Checkpoint struct {
	Origin string
	Size   int64
	Root   tlog.Hash
}

// emptyRoot is the root of a tree without entries (RFC 6962, 2.1).
var emptyRoot tlog.Hash = sha256.Sum256(nil)

// Text is the checkpoint as C2SP tlog-checkpoint writes it, unsigned: three lines.
func (c Checkpoint) Text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, c.Root)
}

// Seen is what a statement says that is written by someone who has verified this checkpoint.
func (c Checkpoint) Seen() evidence.Seen {
	return evidence.Seen{Origin: c.Origin, Root: canon.Digest("sha256:" + hex.EncodeToString(c.Root[:])), Size: c.Size}
}

// maxSize is 2^53−1: a verdict and a statement tell the size, and no document holds a greater integer.
const maxSize = 1<<53 - 1

// ParseCheckpoint reads a checkpoint file, signed or not: exactly the three lines, and, where it is a
// signed note, an empty line and the signatures, which it does not verify. There are no extension lines.
func ParseCheckpoint(data []byte) (Checkpoint, error) {
	text, signatures, signed := strings.Cut(string(data), "\n\n")
	if signed {
		text += "\n"
	}
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[3] != "" || signed && !strings.HasPrefix(signatures, "\u2014 ") {
		return Checkpoint{}, errors.New("checkpoint: it is not origin, size and root on a line each")
	}
	c := Checkpoint{Origin: lines[0]}
	var err error
	if c.Size, err = strconv.ParseInt(lines[1], 10, 64); err != nil || c.Size < 1 || c.Size > maxSize {
		return Checkpoint{}, fmt.Errorf("checkpoint: %.40q is not a number of entries", lines[1])
	}
	if c.Root, err = tlog.ParseHash(lines[2]); err != nil {
		return Checkpoint{}, fmt.Errorf("checkpoint: %.80q is not a root", lines[2])
	}
	if c.Text() != text {
		return Checkpoint{}, errors.New("checkpoint: it is spelt in another way")
	}
	if err := evidence.CheckOrigin(c.Origin); err != nil {
		return Checkpoint{}, fmt.Errorf("checkpoint: %w", err)
	}
	return c, nil
}

// file gives the bytes of the checkpoint file: a signed note where there is a log key.
func (c Checkpoint) file(logKey note.Signer) ([]byte, error) {
	if logKey == nil {
		return []byte(c.Text()), nil
	}
	if logKey.Name() != c.Origin {
		return nil, fmt.Errorf("the log key is of %q; this ledger is %q", logKey.Name(), c.Origin)
	}
	signed, err := note.Sign(&note.Note{Text: c.Text()}, logKey)
	if err != nil {
		return nil, fmt.Errorf("signing the checkpoint with the log key: %w", err)
	}
	return signed, nil
}
