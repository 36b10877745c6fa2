package ledger

import (
	"errors"
	"fmt"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// Item is one bundle that is to be in the ledger, and what has to stand beside it.
type Item struct {
	Bundle []byte
	// Blobs are the documents that the statement names, and those that its record names: a plan, a
	// record, evidence by digest. All of them and nothing else.
	Blobs [][]byte
	// Authorization is the bundle of the run's authorization. What comes later in a run needs it: its
	// place in the tree follows from it, and it must be in the ledger.
	Authorization []byte
}

// entry is an item that was looked through, ready for its place in the tree.
type entry struct {
	leaf      evidence.Leaf
	raw       []byte // of the leaf
	path      string
	bundle    []byte
	blobs     map[string][]byte // by path
	predicate evidence.Predicate
	record    *evidence.Record // of a run
	after     string           // path of the authorization that must stand before it; "" for none
}

// prepare looks an item through. What it refuses would be refused by whoever verifies the ledger.
func prepare(item Item, trust attest.Verifier) (*entry, error) {
	statement, err := attest.Open(item.Bundle, trust)
	if err != nil {
		return nil, err
	}
	predicate, err := evidence.ParseStatement(statement)
	if err != nil {
		return nil, err
	}
	e := &entry{bundle: item.Bundle, predicate: predicate, leaf: evidence.Leaf{
		Bundle: canon.Sum(item.Bundle), Kind: predicate.Kind(), Statement: canon.Sum(statement), V: 1,
	}}
	if err := e.takeBlobs(item.Blobs); err != nil {
		return nil, fmt.Errorf("%s statement: %w", predicate.Kind(), err)
	}
	switch p := predicate.(type) {
	case *evidence.Ledger:
		e.path = e.leaf.Place("", p.At).Path()
	case *evidence.Authorization:
		e.leaf.Run = p.Run.Key()
		e.path = e.leaf.Place(p.Runbook, p.At).Path()
	case *evidence.Run:
		if err := e.follow(item.Authorization, p); err != nil {
			return nil, fmt.Errorf("%s statement: %w", predicate.Kind(), err)
		}
	}
	e.raw, err = e.leaf.Encode()
	return e, err
}

// follow takes run and place from the authorization. Whether that counts is told by the ledger, where it
// must be.
func (e *entry) follow(bundle []byte, run *evidence.Run) error {
	if bundle == nil {
		return errors.New("the bundle of its authorization was not given")
	}
	said, digest, err := unsealed(bundle)
	if err != nil {
		return fmt.Errorf("its authorization: %w", err)
	}
	a, ok := said.(*evidence.Authorization)
	switch {
	case !ok:
		return fmt.Errorf("its authorization is a %s statement", said.Kind())
	case digest != run.Authorization:
		return fmt.Errorf("it follows authorization %s, and %s was given", run.Authorization, digest)
	case a.Run != e.record.Run:
		return errors.New("its record is of another run than its authorization")
	}
	e.leaf.Run = a.Run.Key()
	e.path = e.leaf.Place(a.Runbook, a.At).Path()
	e.after = evidence.Leaf{Kind: a.Kind(), Run: e.leaf.Run}.Place(a.Runbook, a.At).Path()
	return nil
}

// unsealed gives the statement of a bundle, and its digest; of the signature it says nothing.
func unsealed(bundle []byte) (evidence.Predicate, canon.Digest, error) {
	b, err := evidence.ParseBundle(bundle)
	if err != nil {
		return nil, "", err
	}
	if b.Envelope == nil {
		return nil, "", errors.New("bundle: it holds no statement")
	}
	said, err := evidence.ParseStatement(b.Envelope.Payload)
	return said, canon.Sum(b.Envelope.Payload), err
}

// takeBlobs holds the blobs against what the statement, and the record among them, name.
func (e *entry) takeBlobs(blobs [][]byte) error {
	given := map[canon.Digest][]byte{}
	for _, data := range blobs {
		given[canon.Sum(data)] = data
	}
	e.blobs = map[string][]byte{}
	for _, ref := range e.predicate.Blobs() {
		data, ok := given[ref.Digest]
		if !ok || int64(len(data)) != ref.Size {
			return fmt.Errorf("it names blob %s of %d bytes, which was not given", ref.Digest, ref.Size)
		}
		e.blobs[evidence.BlobPath(ref.Digest)] = data
	}
	if run, ok := e.predicate.(*evidence.Run); ok {
		if err := e.takeRecord(given[run.Record.Digest], given); err != nil {
			return err
		}
	}
	if len(e.blobs) != len(given) {
		return fmt.Errorf("%d blobs were given and it names %d; the ledger holds nothing that no statement names", len(given), len(e.blobs))
	}
	return nil
}

func (e *entry) takeRecord(data []byte, given map[canon.Digest][]byte) error {
	var err error
	if e.record, err = evidence.ParseRecord(data); err != nil {
		return err
	}
	for _, v := range e.record.Evidence {
		if v.Digest == nil {
			continue
		}
		data, ok := given[*v.Digest]
		if !ok {
			return fmt.Errorf("its record names blob %s (evidence %s), which was not given", *v.Digest, v.Name)
		}
		e.blobs[evidence.BlobPath(*v.Digest)] = data
	}
	return nil
}
