package evidence

import (
	"fmt"

	"github.com/attestary/attestary/schemas/canon"
)

// Leaf is what the ledger's tree holds of an entry: its canonical bytes are the C2SP log entry.
type Leaf struct {
	Bundle    canon.Digest `json:"bundle"` // of the bundle file's bytes
	Kind      Kind         `json:"kind"`
	Run       canon.Digest `json:"run"`       // key of the run; "" where there is none
	Statement canon.Digest `json:"statement"` // of the DSSE payload
	V         int          `json:"v"`         // 1
}

// Encode gives the one encoding of the leaf.
func (l Leaf) Encode() ([]byte, error) {
	if err := l.Check(); err != nil {
		return nil, fmt.Errorf("leaf: %w", err)
	}
	return canon.Encode(l)
}

// ParseLeaf reads a leaf. It accepts exactly what Encode writes.
func ParseLeaf(data []byte) (Leaf, error) {
	var l Leaf
	err := canon.Decode(data, &l)
	if err == nil {
		err = l.Check()
	}
	if err != nil {
		return Leaf{}, fmt.Errorf("leaf: %w", err)
	}
	return l, nil
}

// Check tells the first rule of its own that the leaf breaks. A kind that this version does not know is
// no fault of the leaf: its place in the tree can be judged all the same.
func (l Leaf) Check() error {
	if l.V != 1 {
		return fmt.Errorf("v: %d; this version reads 1", l.V)
	}
	if len(l.Kind) == 0 || len(l.Kind) > 40 || !consists(string(l.Kind), letters) {
		return fmt.Errorf("kind: %.80q is not a word of lower-case letters", string(l.Kind))
	}
	if err := l.Bundle.Check(); err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	if err := l.Statement.Check(); err != nil {
		return fmt.Errorf("statement: %w", err)
	}
	switch {
	case l.Kind.runless() && l.Run != "":
		return fmt.Errorf("run: %.80q; a %s statement is of no run", string(l.Run), l.Kind)
	case l.Run == "" && l.Kind.ofRun():
		return fmt.Errorf("run: it is empty; a %s statement is of a run", l.Kind)
	case l.Run == "":
		return nil
	}
	if err := l.Run.Check(); err != nil {
		return fmt.Errorf("run: %w", err)
	}
	return nil
}

// once tells the kinds that a run has at most one entry of.
func (k Kind) once() bool {
	return k == KindAuthorization || k == KindRun || k == KindDenial
}

// ofRun tells the kinds that are about a run, runless those that never are. Of a kind that this version
// does not know it knows neither.
func (k Kind) ofRun() bool {
	return k.once() || k == KindApproval || k == KindConfirmation || k == KindBreakglass || k == KindDisposition
}

func (k Kind) runless() bool {
	return k == KindLedger || k == KindReview || k == KindWaiver || k == KindRevocation || k == KindRotation || k == KindHandover || k == KindMend || k == KindScore
}
