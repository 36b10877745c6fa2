package ledger

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// One key signs a ledger at a time: that of its first entry, until both halves of a rotation stand in it, then
// the one that they name. The newest checkpoint is signed with it, so that nobody has to look further.

// ErrNotIntroduced says that neither the ledger's first entry nor a rotation introduced a key.
var ErrNotIntroduced = errors.New("neither its first entry nor a rotation introduced that key")

func notIntroduced(by, reigns canon.Digest) error {
	return fmt.Errorf("it is signed with key %s, and the ledger is with key %s: %w", by, reigns, ErrNotIntroduced)
}

// keyOf is the key that a bundle names; "" where it names none.
func keyOf(bundle []byte) canon.Digest {
	b, err := evidence.ParseBundle(bundle)
	if err != nil || b.Verification.PublicKey == nil {
		return ""
	}
	signer, err := b.Signer()
	if err != nil {
		return ""
	}
	return signer
}

// signerOf is the key of the ledger that signed an item.
func signerOf(item Item) canon.Digest {
	if item.Person != nil {
		return ""
	}
	return keyOf(item.Bundle)
}

// openHalf opens half a rotation: the key that it names itself signs it, and introduced says whether it may.
func openHalf(bundle []byte) (evidence.Predicate, []byte, error) {
	said, err := attest.OpenHalf(bundle)
	if err != nil {
		return nil, nil, err
	}
	statement, err := evidence.EncodeStatement(said)
	return said, statement, err
}

// rotate gives half a rotation its place: that of the new key stands behind that of the old one.
func (e *entry) rotate(r *evidence.Rotation) error {
	e.path = e.leaf.Place("", r.At).Path()
	if r.SignedBy == evidence.OldKey {
		return nil
	}
	return e.behind("half of the old key", r.Half(evidence.OldKey), r.At)
}

// behind lets the entry stand only where another statement of that instant stands before it.
func (e *entry) behind(what evidence.Kind, said evidence.Predicate, at string) error {
	statement, err := evidence.EncodeStatement(said)
	if err != nil {
		return err
	}
	before := evidence.Leaf{Kind: said.Kind(), Statement: canon.Sum(statement)}
	e.after = append(e.after, stands{what, before.Place("", at).Path(), before.Statement})
	return nil
}

// introduced holds that the key of the ledger signs an entry, and lets a rotation change which one it is.
func (s *successor) introduced(ctx context.Context, e *entry) error {
	r, rotates := e.predicate.(*evidence.Rotation)
	h, handsOver := e.predicate.(*evidence.Handover)
	switch {
	case handsOver:
		return s.handedOver(e, h)
	case e.certified && s.reigns != "":
		return fmt.Errorf("it is signed with a certificate, and the ledger is with key %s: %w", s.reigns, ErrNotIntroduced)
	case e.signer == "":
		return nil
	case e.leaf.Kind == evidence.KindLedger:
		s.reigns = e.signer
		return nil
	case !rotates && e.signer != s.reigns:
		return notIntroduced(e.signer, s.reigns)
	case !rotates:
		return nil
	case canon.Sum(r.Old) != s.reigns:
		return fmt.Errorf("key %s gives way in it, and the ledger is signed with key %s", canon.Sum(r.Old), s.reigns)
	}
	if err := s.retired(ctx, r.New); err != nil || r.SignedBy == evidence.OldKey {
		return err
	}
	s.reigns = e.signer
	return nil
}

// retired refuses a key that gave way before: it would never count again.
func (s *successor) retired(ctx context.Context, key []byte) error {
	snapshot := &Snapshot{Tree: s.tip.commit.tree, store: s.store}
	root, err := snapshot.find(ctx, "runs/_")
	if err != nil {
		return err // there is the folder of entry 0 at least
	}
	snapshot.walk(ctx, "runs/_/", root, func(f File, walkErr error) bool {
		if err = walkErr; err == nil && strings.HasPrefix(path.Base(f.Path), "_."+string(evidence.KindRotation)+"-") {
			err = snapshot.gaveWay(ctx, f, canon.Sum(key))
		}
		return err == nil
	})
	return err
}

func (s *Snapshot) gaveWay(ctx context.Context, f File, key canon.Digest) error {
	bundle, err := s.file(ctx, f.Path, f.Hash)
	if err != nil {
		return err
	}
	said, _, err := unsealed(bundle)
	if err != nil {
		return fmt.Errorf("%s: %w", f.Path, err)
	}
	if r, ok := said.(*evidence.Rotation); ok && r.SignedBy == evidence.NewKey && canon.Sum(r.Old) == key {
		return fmt.Errorf("key %s gave way to another before (%s), and never counts again: take a new one", key, f.Path)
	}
	return nil
}
