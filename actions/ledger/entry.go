package ledger

import (
	"errors"
	"fmt"
	"time"

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
	// Person is whose word the bundle is, where the ledger's own keys have not signed it: the word of a
	// person is the one thing that they may sign. Nil: the bundle is by a key of the ledger.
	Person attest.Person
}

// entry is an item that was looked through, ready for its place in the tree.
type entry struct {
	leaf      evidence.Leaf
	raw       []byte // of the leaf
	path      string
	bundle    []byte
	blobs     map[string][]byte // by path
	predicate evidence.Predicate
	signer    canon.Digest     // the key of the ledger that signed it; "" where a person did, or no key
	certified bool             // a certificate signed it
	record    *evidence.Record // of a run
	after     []stands         // what must stand before it
	never     []string         // paths of what must not
	erases    string           // path of the blob that goes with a disposition
	revokes   []evidence.Revoked
}

// stands is an entry that is in the ledger: its path, and its statement.
type stands struct {
	kind      evidence.Kind
	path      string
	statement canon.Digest
}

// prepare looks an item through. What it refuses would be refused by whoever verifies the ledger.
func prepare(item Item, trust attest.Verifier, now time.Time) (*entry, error) {
	predicate, statement, err := open(item, trust, now)
	if err != nil {
		return nil, err
	}
	e := &entry{bundle: item.Bundle, predicate: predicate, signer: signerOf(item), certified: item.Person == nil && keyOf(item.Bundle) == "", leaf: evidence.Leaf{
		Bundle: canon.Sum(item.Bundle), Kind: predicate.Kind(), Statement: canon.Sum(statement), V: 1,
	}}
	if err := e.takeBlobs(item.Blobs); err != nil {
		return nil, fmt.Errorf("%s statement: %w", predicate.Kind(), err)
	}
	if err := e.stand(item.Authorization); err != nil {
		return nil, fmt.Errorf("%s statement: %w", predicate.Kind(), err)
	}
	e.raw, err = e.leaf.Encode()
	return e, err
}

// open verifies the bundle: by a key of the ledger, or, for the word of a person, by theirs.
func open(item Item, trust attest.Verifier, now time.Time) (evidence.Predicate, []byte, error) {
	if item.Person != nil {
		return attest.Hear(item.Bundle, item.Person, now)
	}
	if said, _, err := unsealed(item.Bundle); err == nil && said.Kind() == evidence.KindRotation {
		return openHalf(item.Bundle)
	} else if err == nil && said.Kind() == evidence.KindHandover {
		return openHandover(item.Bundle, trust)
	}
	statement, err := attest.Open(item.Bundle, trust)
	if err != nil {
		return nil, nil, err
	}
	predicate, err := evidence.ParseStatement(statement)
	if err != nil {
		return nil, nil, err
	}
	if m, ok := predicate.(*evidence.Mend); ok {
		b, err := evidence.ParseBundle(item.Bundle)
		if err == nil {
			err = attest.ByItsSigner(b, m.By)
		}
		return predicate, statement, err
	}
	if spoken, ok := predicate.(evidence.Spoken); ok {
		b, err := evidence.ParseBundle(item.Bundle)
		if err == nil {
			err = attest.Vouch(b, spoken)
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%s statement: %w", predicate.Kind(), err)
		}
	}
	return predicate, statement, nil
}

// stand gives the entry its run and place, and what of its run must stand before it, or must not.
func (e *entry) stand(authorization []byte) error {
	switch p := e.predicate.(type) {
	case *evidence.Ledger, *evidence.Review, *evidence.Waiver:
		e.path = e.leaf.Place("", p.Claimed()).Path()
	case *evidence.Revocation:
		e.path, e.revokes = e.leaf.Place("", p.At).Path(), p.Entries
	case *evidence.Rotation:
		return e.rotate(p)
	case *evidence.Handover:
		return e.handOver(p)
	case *evidence.Mend, *evidence.Score:
		e.path = e.leaf.Place("", p.Claimed()).Path()
	case *evidence.Authorization:
		e.begin(p.Run, p.Runbook, p.At, evidence.KindDenial)
	case *evidence.Denial:
		e.begin(p.Run, p.Runbook, p.At, evidence.KindAuthorization)
	case *evidence.Run:
		_, err := e.follow(authorization, p.Authorization, e.record.Run.Key())
		return err
	case *evidence.Approval:
		return e.answer(authorization, p.Authorization, p.Run)
	case *evidence.Breakglass:
		if p.Late {
			_, err := e.follow(authorization, p.Authorization, p.Run)
			return err
		}
		return e.answer(authorization, p.Authorization, p.Run)
	case *evidence.Confirmation:
		return e.confirm(authorization, p)
	case *evidence.Disposition:
		return e.dispose(authorization, p)
	}
	return nil
}

// begin is for what a run begins or ends with; it has the one, or the other.
func (e *entry) begin(run evidence.RunID, runbook, at string, never evidence.Kind) {
	e.leaf.Run = run.Key()
	e.path = e.leaf.Place(runbook, at).Path()
	e.never = []string{evidence.Leaf{Kind: never, Run: e.leaf.Run}.Place(runbook, at).Path()}
}

// follow takes run and place from the authorization; "" stands for whichever was given. Whether that counts
// is told by the ledger, where it must be.
func (e *entry) follow(bundle []byte, authorization, run canon.Digest) (*evidence.Authorization, error) {
	a, digest, err := authorized(bundle)
	switch {
	case err != nil:
		return nil, err
	case authorization != "" && digest != authorization:
		return nil, fmt.Errorf("it follows authorization %s, and %s was given", authorization, digest)
	case a.Run.Key() != run:
		return nil, errors.New("it is of another run than its authorization")
	}
	if spoken, ok := e.predicate.(evidence.Spoken); ok && spoken.Speaker().How == "forge" && a.Repository == 0 {
		return nil, fmt.Errorf("it tells of %s as a forge would, and its run is of no forge", spoken.Speaker().Login)
	}
	e.leaf.Run = run
	e.path = e.leaf.Place(a.Runbook, a.At).Path()
	e.after = append(e.after, stands{a.Kind(), e.sibling(a, a.Kind()), digest})
	return a, nil
}

// answer is for what is said while the run goes on.
func (e *entry) answer(bundle []byte, authorization, run canon.Digest) error {
	a, err := e.follow(bundle, authorization, run)
	if err == nil {
		e.never = append(e.never, e.sibling(a, evidence.KindRun))
	}
	return err
}

// confirm is for what is said of the run's result.
func (e *entry) confirm(bundle []byte, c *evidence.Confirmation) error {
	a, err := e.follow(bundle, "", c.Run)
	if err == nil {
		e.after = append(e.after, stands{evidence.KindRun, e.sibling(a, evidence.KindRun), c.Result})
	}
	return err
}

// sibling is where the one entry of that kind stands that the run has.
func (e *entry) sibling(a *evidence.Authorization, kind evidence.Kind) string {
	return evidence.Leaf{Kind: kind, Run: e.leaf.Run}.Place(a.Runbook, a.At).Path()
}

// authorized reads the bundle of an authorization.
func authorized(bundle []byte) (*evidence.Authorization, canon.Digest, error) {
	if bundle == nil {
		return nil, "", errors.New("the bundle of its authorization was not given")
	}
	said, digest, err := unsealed(bundle)
	if err != nil {
		return nil, "", fmt.Errorf("its authorization: %w", err)
	}
	a, ok := said.(*evidence.Authorization)
	if !ok {
		return nil, "", fmt.Errorf("its authorization is a %s statement", said.Kind())
	}
	return a, digest, nil
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
	for _, named := range e.record.Blobs() {
		data, ok := given[named.Digest]
		if !ok {
			return fmt.Errorf("its record names blob %s (%s), which was not given", named.Digest, named.By)
		}
		e.blobs[evidence.BlobPath(named.Digest)] = data
	}
	return nil
}
