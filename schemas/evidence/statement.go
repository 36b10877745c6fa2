// Package evidence is what was seen, and the form in which it is signed and kept.
//
// A run leaves a Record (per step and check: what came of it, and the operands that decided). A
// statement (in-toto v1) says something about a document and points at it by digest; its Predicate is
// one of the kinds below, and everything around the predicate follows from it. A statement is signed as
// a DSSE envelope inside a Sigstore Bundle v0.3, and a Leaf puts the bundle into the ledger's tree. The
// bytes that are signed are the bytes that are stored, and every one of these documents has one
// encoding (package canon). A Word carries what a person signed to the one who can append it.
//
// The package is pure data: types, strict parsing, digests, and the arithmetic of names and paths. It
// signs nothing, verifies no signature and reads no file. What parses has kept the rules of its Check:
// closed vocabularies, real instants, sorted lists, bounds. Whether it is true is for package verify.
//
// These bytes are read for decades. A field is never given another meaning; what an old reader would
// misunderstand is a new predicate type. Start at Predicate and ParseStatement, then Record, Bundle
// and Leaf. The *.schema.json are the same contract as JSON Schemas, the *.example.json one document
// of each kind in the one encoding.
package evidence

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/attestary/attestary/schemas/canon"
)

// StatementType is in-toto's type of a statement.
const StatementType = "https://in-toto.io/Statement/v1"

// PayloadType is the DSSE payload type of an in-toto statement.
const PayloadType = "application/vnd.in-toto+json"

// MaxStatement is the most bytes that a statement may have.
const MaxStatement = 64 << 10

// Kind is the last part but one of a predicate's type, https://attestary.dev/<kind>/v1.
type Kind string

const (
	KindLedger        Kind = "ledger"        // entry 0: which ledger this is
	KindAuthorization Kind = "authorization" // before the first step of a run
	KindRun           Kind = "run"           // after the last one, or the interruption
)

const (
	predicatePrefix = "https://attestary.dev/"
	predicateSuffix = "/v1"
)

// PredicateType is the type URI of the kind's predicate.
func (k Kind) PredicateType() string { return predicatePrefix + string(k) + predicateSuffix }

// Predicate is what a statement says: a *Ledger, *Authorization, *Run, *Denial, *Rotation, *Handover, *Mend or *Score, or the word of a
// person (Spoken).
type Predicate interface {
	Kind() Kind
	// Claimed is the instant at which it says it was written.
	Claimed() string
	// Saw is the newest checkpoint that its writer had verified.
	Saw() *Seen
	// Blobs are the documents that the ledger must hold beside it.
	Blobs() []BlobRef
	// Check tells the first rule of its own that it breaks.
	Check() error
	// subject gives the name and the digest of what it is about. encoded is its own encoding.
	subject(encoded []byte) (string, canon.Digest)
}

// statement is an in-toto Statement v1. All of it follows from its predicate.
type statement[P any] struct {
	Type          string    `json:"_type"`
	Predicate     P         `json:"predicate"`
	PredicateType string    `json:"predicateType"`
	Subject       []subject `json:"subject"`
}

// subject is a document that a statement is about. Only SHA-256: other clients refuse a git digest.
type subject struct {
	Digest subjectDigest `json:"digest"`
	Name   string        `json:"name"`
}

// subjectDigest is the digest as in-toto writes it: hex without prefix.
type subjectDigest struct {
	SHA256 string `json:"sha256"`
}

// EncodeStatement gives the one encoding of the statement with that predicate: the bytes to sign. It
// refuses a predicate that breaks its own rules.
func EncodeStatement(p Predicate) ([]byte, error) {
	if err := p.Check(); err != nil {
		return nil, fmt.Errorf("%s statement: %w", p.Kind(), err)
	}
	encoded, err := canon.Encode(p)
	if err != nil {
		return nil, fmt.Errorf("%s statement: %w", p.Kind(), err)
	}
	data, err := canon.Encode(statement[Predicate]{StatementType, p, p.Kind().PredicateType(), subjectOf(p, encoded)})
	if err == nil && len(data) > MaxStatement {
		err = fmt.Errorf("%d bytes; at most %d are allowed", len(data), MaxStatement)
	}
	if err != nil {
		return nil, fmt.Errorf("%s statement: %w", p.Kind(), err)
	}
	return data, nil
}

func subjectOf(p Predicate, encoded []byte) []subject {
	if many, ok := p.(interface{ subjects() []subject }); ok {
		return many.subjects()
	}
	name, digest := p.subject(encoded)
	return []subject{{subjectDigest{digest.Hex()}, name}}
}

// ParseStatement reads a statement of any kind. It accepts exactly what EncodeStatement writes.
func ParseStatement(data []byte) (Predicate, error) {
	if len(data) > MaxStatement {
		return nil, fmt.Errorf("statement: %d bytes; at most %d are read", len(data), MaxStatement)
	}
	kind, err := kindOf(data)
	if err != nil {
		return nil, fmt.Errorf("statement: %w", err)
	}
	p, err := parseAs(kind, data)
	if err != nil {
		return nil, fmt.Errorf("%s statement: %w", kind, err)
	}
	return p, nil
}

func parseAs(kind Kind, data []byte) (Predicate, error) {
	switch kind {
	case KindLedger:
		return parse[Ledger](data)
	case KindAuthorization:
		return parse[Authorization](data)
	case KindRun:
		return parse[Run](data)
	case KindReview:
		return parse[Review](data)
	case KindDenial:
		return parse[Denial](data)
	case KindApproval:
		return parse[Approval](data)
	case KindConfirmation:
		return parse[Confirmation](data)
	case KindBreakglass:
		return parse[Breakglass](data)
	case KindWaiver:
		return parse[Waiver](data)
	case KindRevocation:
		return parse[Revocation](data)
	case KindDisposition:
		return parse[Disposition](data)
	case KindMend:
		return parse[Mend](data)
	case KindRotation:
		return parse[Rotation](data)
	case KindHandover:
		return parse[Handover](data)
	case KindScore:
		return parse[Score](data)
	}
	return nil, fmt.Errorf("this version does not know the kind %.40q", string(kind))
}

// typeMember begins the member that tells the kind. Its quotes cannot stand inside a text, so that the
// last place where it is found is the statement's own, or the statement is none.
var typeMember = []byte(`,"predicateType":"` + predicatePrefix)

func kindOf(data []byte) (Kind, error) {
	at := bytes.LastIndex(data, typeMember)
	if at < 0 {
		return "", errors.New("no predicateType of attestary.dev is in its place")
	}
	rest := data[at+len(typeMember):]
	end := bytes.Index(rest, []byte(predicateSuffix+`"`))
	if end < 0 {
		return "", errors.New("its predicateType does not end in " + predicateSuffix)
	}
	return Kind(rest[:end]), nil
}

// parse reads the statement whose predicate is a P.
func parse[P any, Q interface {
	*P
	Predicate
}](data []byte) (Predicate, error) {
	var s statement[P]
	if err := canon.Decode(data, &s); err != nil {
		return nil, err
	}
	p := Q(&s.Predicate)
	if s.Type != StatementType || s.PredicateType != p.Kind().PredicateType() {
		return nil, fmt.Errorf("it is a %.80q of %.80q; read are %q of %q", s.PredicateType, s.Type, p.Kind().PredicateType(), StatementType)
	}
	if err := p.Check(); err != nil {
		return nil, err
	}
	encoded, ok := encodedPredicate(data)
	if !ok || !slices.Equal(s.Subject, subjectOf(p, encoded)) {
		return nil, errors.New("its subject is not what the predicate is about")
	}
	return p, nil
}

// encodedPredicate cuts the predicate's bytes out of a statement that was decoded.
func encodedPredicate(data []byte) ([]byte, bool) {
	rest, ok := bytes.CutPrefix(data, []byte(`{"_type":"`+StatementType+`","predicate":`))
	end := bytes.LastIndex(rest, typeMember)
	if !ok || end < 0 {
		return nil, false
	}
	return rest[:end], true
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
