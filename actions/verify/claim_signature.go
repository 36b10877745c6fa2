package verify

import (
	"context"
	"crypto/ecdsa"
	"crypto/sha256"
	"fmt"
)

// signatures judges claim 4: the signature is of a key that the policy trusts at that leaf. Nothing
// unauthenticated decides: the hint chooses the candidate, and the candidate's own digest is the hint.
type signatures struct{ trust *trust }

// signed is a signature, the key that it names, and the SHA-256 of what it is over.
type signed struct {
	hint   string
	digest [sha256.Size]byte
	sig    []byte
}

// signed judges the signature of an entry, if its bundle could be read.
func (j *judge) signed(_ context.Context, e *entry) error {
	if s := e.signed; s != nil {
		if why := j.signatures.judge(*s, e.index); why != "" {
			e.refute(signature, why)
		}
	}
	return nil
}

// judge tells why a signature does not count at a leaf; "" if it does. It is strict DER with a low s:
// that is a matter of form, and was judged there.
func (s signatures) judge(x signed, leaf int64) string {
	key := s.trust.keys[x.hint]
	if key == nil {
		return fmt.Sprintf("it is signed by a key that the policy does not trust (hint %q)", x.hint)
	}
	if !key.holds(leaf) {
		return fmt.Sprintf("it is signed by %s, whose key is trusted %s", key.name, key.when())
	}
	if !ecdsa.VerifyASN1(key.key, x.digest[:], x.sig) {
		return fmt.Sprintf("its signature is not one of %s over these bytes", key.name)
	}
	return ""
}

func (k *trusted) holds(leaf int64) bool {
	for _, s := range k.spans {
		if s.holds(leaf) {
			return true
		}
	}
	return false
}

func (k *trusted) when() string {
	text := ""
	for i, s := range k.spans {
		if i > 0 {
			text += " and "
		}
		text += s.String()
	}
	return text
}
