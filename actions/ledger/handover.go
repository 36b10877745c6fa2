package ledger

import (
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// A ledger goes over from its key to certificates when both halves of a handover stand in it. The key writes its half
// where it lies, and goes on signing; whoever first signs with a certificate that the half names writes the other one.

// openHandover opens half a handover: the key that it names itself signs the one, a certificate that counts the other.
func openHandover(bundle []byte, trust attest.Verifier) (evidence.Predicate, []byte, error) {
	said, err := attest.OpenHandover(bundle, trust)
	if err != nil {
		return nil, nil, err
	}
	statement, err := evidence.EncodeStatement(said)
	return said, statement, err
}

// handOver gives half a handover its place: that of the certificate stands behind that of the key.
func (e *entry) handOver(h *evidence.Handover) error {
	e.path = e.leaf.Place("", h.At).Path()
	if h.SignedBy == evidence.OldKey {
		return nil
	}
	return e.behind("half of the key", h.Half(evidence.OldKey), h.At)
}

// handedOver holds that it is the key of the ledger that gives way, and lets certificates sign from there on.
func (s *successor) handedOver(e *entry, h *evidence.Handover) error {
	switch {
	case s.reigns == "":
		return fmt.Errorf("the ledger is signed with certificates already, and key %s has nothing there to give", canon.Sum(h.Old))
	case canon.Sum(h.Old) != s.reigns:
		return fmt.Errorf("key %s gives way in it, and the ledger is signed with key %s", canon.Sum(h.Old), s.reigns)
	case h.SignedBy == evidence.NewKey:
		s.reigns = ""
	}
	return nil
}

// Offer is the newest half of a handover in which a key gives way to certificates; nil where there is none. What it
// says its key has signed.
func (s *Snapshot) Offer(ctx context.Context, key canon.Digest) (found *evidence.Handover, err error) {
	root, err := s.find(ctx, "runs/_")
	if err != nil {
		return nil, err
	}
	s.walk(ctx, "runs/_/", root, func(f File, walkErr error) bool {
		if err = walkErr; err != nil || !strings.HasPrefix(path.Base(f.Path), "_."+string(evidence.KindHandover)+"-") {
			return err == nil
		}
		var bundle []byte
		if bundle, err = s.file(ctx, f.Path, f.Hash); err != nil {
			return false
		}
		said, wrong := attest.OpenHandover(bundle, nil)
		if wrong == nil && said.SignedBy == evidence.OldKey && canon.Sum(said.Old) == key && (found == nil || said.At >= found.At) {
			found = said
		}
		return true
	})
	return found, err
}
