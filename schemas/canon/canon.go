// Package canon is the one encoding, and the one name, of every document.
//
// A document of Attestary is the RFC 8785 (JCS) bytes of a Go value, and its name is the SHA-256 of
// those bytes. So two programs that mean the same thing write the same bytes, and a digest names a
// meaning, not a spelling.
//
// Decode is strict. It refuses unknown members, names in another letter case, duplicate names, lone
// surrogates, trailing bytes, white space, and every spelling that Encode would not have written:
// what Decode accepts, Encode gives back byte for byte. JSON numbers are integers within ±(2^53−1);
// a runbook's own numbers are text (see package expr).
//
// Start at Encode and Decode; Digest is what other documents use to point at one.
package canon

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// ErrForm is the cause of every refusal of bytes that are JSON, but not the one encoding.
var ErrForm = errors.New("not in the one canonical form (RFC 8785)")

// Encode gives the RFC 8785 bytes of v.
func Encode(v any) ([]byte, error) {
	data, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		return nil, err
	}
	doc := jsontext.Value(data)
	if err := doc.Canonicalize(); err != nil {
		return nil, err
	}
	return doc, nil
}

// Decode reads data, which must be exactly what Encode gives for the result, into v (a pointer).
func Decode(data []byte, v any) error {
	if err := json.Unmarshal(data, v, json.RejectUnknownMembers(true)); err != nil {
		return err
	}
	again, err := Encode(v)
	if err != nil {
		return err
	}
	if !bytes.Equal(again, data) {
		return ErrForm
	}
	return nil
}

// Digest names bytes: "sha256:" and 64 lower-case hex digits.
type Digest string

// Sum is the digest of data.
func Sum(data []byte) Digest {
	sum := sha256.Sum256(data)
	return Digest("sha256:" + hex.EncodeToString(sum[:]))
}

// Hex is the digest without its prefix, as paths and in-toto subjects want it.
func (d Digest) Hex() string { return strings.TrimPrefix(string(d), "sha256:") }

// Check tells whether d is well formed.
func (d Digest) Check() error {
	raw, ok := strings.CutPrefix(string(d), "sha256:")
	if _, err := hex.DecodeString(raw); !ok || err != nil || len(raw) != 64 || strings.ToLower(raw) != raw {
		return fmt.Errorf("%q is not sha256: and 64 lower-case hex digits", string(d))
	}
	return nil
}
