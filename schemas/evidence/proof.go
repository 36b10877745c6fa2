package evidence

import (
	"errors"
	"fmt"

	"github.com/attestary/attestary/schemas/canon"
)

const (
	// ProofFormat names this version of the document.
	ProofFormat = "https://attestary.dev/proof/v1"
	// ProofMediaType is ProofFormat as a media type.
	ProofMediaType = "application/vnd.attestary.proof.v1+json"
	// MaxProof is the most bytes that a proof may have.
	MaxProof = 16 << 20
	// maxPath is the longest path from a leaf to a root: a tree has at most 2^63 leaves.
	maxPath = 63
	// maxProofRotations is how many halves of rotations and handovers a proof carries: of the keys of a generation.
	maxProofRotations = 128
	// maxProofBlobs is how many blobs a proof carries.
	maxProofBlobs = 16
)

// Proof is one entry of a ledger on its own: its bundle, the way from its leaf to the root of a checkpoint
// (RFC 6962, 2.1.1), that checkpoint as it stands in its file, and the bundle that signs it. The blobs that its
// statement names, and what they are judged by, travel along, as far as a verifier of one entry needs them. So do the
// documents with the items of its record (TargetsRecord), all of them or none: they may be more than a proof takes.
//
// It proves that the entry is in that tree. It says nothing of any other entry.
type Proof struct {
	Blobs      [][]byte       `json:"blobs"` // by digest
	Bundle     *Bundle        `json:"bundle"`
	Checkpoint string         `json:"checkpoint"`
	Format     string         `json:"format"`
	Index      int64          `json:"index"`
	Leaf       Leaf           `json:"leaf"`
	Path       []canon.Digest `json:"path"`                // the hashes beside the way, from the leaf up
	Rotations  []Included     `json:"rotations,omitempty"` // of the ledger, and its handover, by index: how whoever signs came to it
	Signature  *Bundle        `json:"signature"`
	Targets    [][]byte       `json:"targets,omitempty"` // the documents of its record, by digest
}

// Included is another entry that a proof carries, in the tree of the same checkpoint.
type Included struct {
	Bundle *Bundle        `json:"bundle"`
	Index  int64          `json:"index"`
	Leaf   Leaf           `json:"leaf"`
	Path   []canon.Digest `json:"path"`
}

// Encode gives the one encoding of the proof.
func (p *Proof) Encode() ([]byte, error) {
	if err := p.Check(); err != nil {
		return nil, fmt.Errorf("proof: %w", err)
	}
	data, err := canon.Encode(p)
	if err == nil && len(data) > MaxProof {
		err = fmt.Errorf("%d bytes; at most %d are allowed", len(data), MaxProof)
	}
	if err != nil {
		return nil, fmt.Errorf("proof: %w", err)
	}
	return data, nil
}

// ParseProof reads a proof. It accepts exactly what Encode writes. Nothing in it was verified.
func ParseProof(data []byte) (*Proof, error) {
	if len(data) > MaxProof {
		return nil, fmt.Errorf("proof: %d bytes; at most %d are read", len(data), MaxProof)
	}
	p := new(Proof)
	err := canon.Decode(data, p)
	if err == nil {
		err = p.Check()
	}
	if err != nil {
		return nil, fmt.Errorf("proof: %w", err)
	}
	return p, nil
}

// Check tells the first rule of its own that the proof breaks.
func (p *Proof) Check() error {
	switch {
	case p.Format != ProofFormat:
		return fmt.Errorf("format is %.80q; this program reads %q", p.Format, ProofFormat)
	case p.Bundle == nil || p.Bundle.Envelope == nil:
		return errors.New("bundle: it holds no statement")
	case p.Signature == nil || p.Signature.Message == nil:
		return errors.New("signature: it is not one over a checkpoint")
	case p.Checkpoint == "" || len(p.Checkpoint) > 16<<10:
		return fmt.Errorf("checkpoint: it has %d bytes", len(p.Checkpoint))
	}
	if err := checkWay(p.Index, p.Path); err != nil {
		return err
	}
	for _, check := range []struct {
		of  string
		err error
	}{{"leaf", p.Leaf.Check()}, {"bundle", p.Bundle.Check()}, {"signature", p.Signature.Check()}, {"blobs", checkBlobs(p.Blobs, maxProofBlobs)},
		{"rotations", p.checkRotations()}, {"targets", p.checkTargets()}} {
		if check.err != nil {
			return fmt.Errorf("%s: %w", check.of, check.err)
		}
	}
	return nil
}

func checkWay(index int64, path []canon.Digest) error {
	if index < 0 || index >= 1<<53-1 {
		return fmt.Errorf("index: there is no entry %d", index)
	}
	if len(path) > maxPath {
		return fmt.Errorf("path: %d hashes; at most %d are allowed", len(path), maxPath)
	}
	for i, h := range path {
		if err := h.Check(); err != nil {
			return fmt.Errorf("path: hash %d: %w", i, err)
		}
	}
	return nil
}

// checkRotations holds that they stand in the order of the ledger, each once.
func (p *Proof) checkRotations() error {
	if len(p.Rotations) > maxProofRotations || p.Rotations != nil && len(p.Rotations) == 0 {
		return fmt.Errorf("there are %d; 1 to %d are allowed where there is a list", len(p.Rotations), maxProofRotations)
	}
	for i, r := range p.Rotations {
		if i > 0 && r.Index <= p.Rotations[i-1].Index {
			return fmt.Errorf("entry %d stands behind entry %d", r.Index, p.Rotations[i-1].Index)
		}
		if r.Bundle == nil || r.Bundle.Envelope == nil {
			return fmt.Errorf("entry %d: bundle: it holds no statement", r.Index)
		}
		if err := errors.Join(checkWay(r.Index, r.Path), r.Bundle.Check(), r.Leaf.Check()); err != nil {
			return fmt.Errorf("entry %d: %w", r.Index, err)
		}
	}
	return nil
}

func (p *Proof) checkTargets() error {
	if p.Targets != nil && len(p.Targets) == 0 {
		return errors.New("there are none; then the list is left out")
	}
	return checkBlobs(p.Targets, MaxTargetBlobs)
}

// checkBlobs holds that they stand in the order of their digests, each once.
func checkBlobs(blobs [][]byte, most int) error {
	if len(blobs) > most {
		return fmt.Errorf("there are %d; at most %d are allowed", len(blobs), most)
	}
	last := canon.Digest("")
	for _, b := range blobs {
		sum := canon.Sum(b)
		if sum <= last {
			return errors.New("they are not in the order of their digests, each once")
		}
		last = sum
	}
	return nil
}

// Blob is the blob with that digest; nil where the proof does not carry it.
func (p *Proof) Blob(d canon.Digest) []byte {
	for _, b := range p.Blobs {
		if canon.Sum(b) == d {
			return b
		}
	}
	return nil
}
