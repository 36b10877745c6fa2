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
	sum := sha256.Sum256(data)
	return Digest(digestPrefix + hex.EncodeToString(sum[:]))
}

// Hex is the digest without its prefix, as paths and in-toto subjects want it.
func (d Digest) Hex() string { return strings.TrimPrefix(string(d), digestPrefix) }

// Check tells whether d is well formed.
func (d Digest) Check() error {
	raw, ok := strings.CutPrefix(string(d), digestPrefix)
	if !ok || len(raw) != 2*sha256.Size || strings.Trim(raw, "0123456789abcdef") != "" {
		return fmt.Errorf("%.80q is not sha256: and 64 lower-case hex digits", string(d))
	}
	return nil
}
