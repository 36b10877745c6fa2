package evidence

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"

	"github.com/attestary/attestary/schemas/canon"
)

// KindMend is the kind of the entry that goes on after a tip of the branch which did not continue the ledger.
const KindMend Kind = "mend"

// Mend says that the tip of the branch was no state of this ledger, and from which state it goes on: the entry
// stands right behind that state, in a commit whose parent is the bad one. It excuses nothing: whatever the
// ledger must continue, it must continue still. Its subject is the last good checkpoint, its three lines.
type Mend struct {
	At   string `json:"at"`
	Bad  BadTip `json:"bad"`
	By   By     `json:"by"`
	Good State  `json:"good"`
	Seen Seen   `json:"seen"` // the good state
}

// BadTip is a commit of the branch, and its tree.
type BadTip struct {
	Commit string `json:"commit"`
	Tree   string `json:"tree"`
}

// State is how many entries a ledger had, and the root of their tree.
type State struct {
	Root canon.Digest `json:"root"`
	Size int64        `json:"size"`
}

func (*Mend) Kind() Kind        { return KindMend }
func (m *Mend) Claimed() string { return m.At }
func (m *Mend) Saw() *Seen      { return &m.Seen }
func (*Mend) Blobs() []BlobRef  { return nil }

func (m *Mend) subject([]byte) (string, canon.Digest) {
	root, _ := hex.DecodeString(m.Good.Root.Hex()) // its form was checked
	text := m.Seen.Origin + "\n" + strconv.FormatInt(m.Good.Size, 10) + "\n" + base64.StdEncoding.EncodeToString(root) + "\n"
	return "checkpoint", canon.Sum([]byte(text))
}

// Check tells the first rule of its own that the predicate breaks.
func (m *Mend) Check() error {
	if err := checkInstants("at", m.At); err != nil {
		return err
	}
	if err := m.By.check(); err != nil {
		return fmt.Errorf("by: %w", err)
	}
	if err := errors.Join(checkCommit(m.Bad.Commit), checkCommit(m.Bad.Tree)); err != nil {
		return fmt.Errorf("bad: %w", err)
	}
	if err := m.Seen.Check(); err != nil {
		return fmt.Errorf("seen: %w", err)
	}
	if m.Good.Size != m.Seen.Size || m.Good.Root != m.Seen.Root || m.Good.Size == 0 {
		return errors.New("good: it is not the state that was seen")
	}
	return nil
}
