// Package evidence is what was seen, and the form in which it is signed and kept.
//
// A run leaves a Record (per step and check: what came of it, and the operands that decided). A
// Statement (in-toto v1) says something about a document and points at it by digest; its predicate is
// one of the kinds below. A statement is signed as a DSSE envelope inside a Sigstore Bundle v0.3, and
// a Leaf puts the bundle into the ledger's tree. The bytes that are signed are the bytes that are
// stored, and every one of these documents has one encoding (package canon).
//
// The package is pure data: types, strict parsing, digests, and the arithmetic of names and paths. It
// signs nothing, verifies no signature and reads no file.
//
// These bytes are read for decades. A field is never given another meaning; what an old reader would
// misunderstand is a new predicate type. Start at Statement, then the predicates, then Bundle and Leaf.
package evidence

import "github.com/attestary/attestary/schemas/canon"

// StatementType is in-toto's type of a statement.
const StatementType = "https://in-toto.io/Statement/v1"

// PayloadType is the DSSE payload type of an in-toto statement.
const PayloadType = "application/vnd.in-toto+json"

// Kind is the last part but one of a predicate's type, https://attestary.dev/<kind>/v1.
type Kind string

const (
	KindLedger        Kind = "ledger"        // entry 0: which ledger this is
	KindAuthorization Kind = "authorization" // before the first step of a run
	KindRun           Kind = "run"           // after the last one, or the interruption
)

// PredicateType is the type URI of the kind's predicate.
func (k Kind) PredicateType() string { return "https://attestary.dev/" + string(k) + "/v1" }

// Statement is an in-toto Statement v1 whose predicate is a P.
type Statement[P any] struct {
	Type          string    `json:"_type"`
	Predicate     P         `json:"predicate"`
	PredicateType string    `json:"predicateType"`
	Subject       []Subject `json:"subject"`
}

// Subject is a document that a statement is about. Only SHA-256: other clients refuse a git digest.
type Subject struct {
	Digest SubjectDigest `json:"digest"`
	Name   string        `json:"name"`
}

// SubjectDigest is the digest as in-toto writes it: hex without prefix.
type SubjectDigest struct {
	SHA256 string `json:"sha256"`
}

// Seen is the newest checkpoint that the writer of a statement had verified. What a later signature
// has seen cannot be rewritten any more, not even by the one who holds the log's key.
type Seen struct {
	Bundle *canon.Digest `json:"bundle"` // of the newest timestamped entry in it, or null
	Entry  *int64        `json:"entry"`  // its index, or null
	Origin string        `json:"origin"`
	Root   canon.Digest  `json:"root"` // Merkle root (RFC 6962)
	Size   int64         `json:"size"`
}

// BlobRef names a blob of the ledger.
type BlobRef struct {
	Digest canon.Digest `json:"digest"`
	Size   int64        `json:"size"` // bytes
}
