package canon

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// Digest names bytes: "sha256:" and 64 lower-case hex digits.
type Digest string

const digestPrefix = "sha256:"

// Sum is the digest of data.
func Sum(data []byte) Digest {
	text := sumText(data)
	return Digest(text[:])
}

// Names tells whether d is the digest of data.
func (d Digest) Names(data []byte) bool {
	text := sumText(data)
	return string(d) == string(text[:])
}

func sumText(data []byte) (text [len(digestPrefix) + 2*sha256.Size]byte) {
	sum := sha256.Sum256(data)
	hex.Encode(text[copy(text[:], digestPrefix):], sum[:])
	return text
}

// Hex is the digest without its prefix, as paths and in-toto subjects want it.
func (d Digest) Hex() string { return strings.TrimPrefix(string(d), digestPrefix) }

// Check tells whether d is well formed.
func (d Digest) Check() error {
	raw, ok := strings.CutPrefix(string(d), digestPrefix)
	if !ok || len(raw) != 2*sha256.Size || !isHex(raw) {
		return fmt.Errorf("%.80q is not sha256: and 64 lower-case hex digits", string(d))
	}
	return nil
}

func isHex(text string) bool {
	for i := range len(text) {
		if !hexDigit[text[i]] {
			return false
		}
	}
	return true
}

var hexDigit = func() (set [256]bool) {
	for _, c := range "0123456789abcdef" {
		set[c] = true
	}
	return set
}()
