package attest

import (
	"fmt"

	"github.com/attestary/attestary/schemas/evidence"
)

// Mend is what a mend is made of. Its Seen is the last good state.
type Mend struct {
	Voice
	Bad evidence.BadTip
}

// MendStatement says that a tip of the branch did not continue the ledger, and from which state it goes on.
func MendStatement(m Mend) (*evidence.Mend, error) {
	said := &evidence.Mend{
		At: evidence.FormatInstant(m.At), Bad: m.Bad, By: m.By, Good: evidence.State{Root: m.Seen.Root, Size: m.Seen.Size}, Seen: m.Seen,
	}
	if err := said.Check(); err != nil {
		return nil, fmt.Errorf("mend: %w", err)
	}
	return said, nil
}

// ByItsSigner tells why a statement that only the ledger's own signer makes is not by whom it names; nil if it
// is, or where a forge tells of them.
func ByItsSigner(bundle *evidence.Bundle, by evidence.By) error {
	if by.How == "forge" {
		return nil
	}
	signer, err := bundle.Signer()
	if err == nil && by.ID != string(signer) {
		err = fmt.Errorf("it says that it is by key %s, and is signed by %s", by.ID, signer)
	}
	return err
}
