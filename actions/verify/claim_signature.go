package verify

import (
	"context"
	"crypto/sha256"
	"fmt"

	"github.com/attestary/attestary/actions/verify/samekey"
	"github.com/attestary/attestary/schemas/evidence"
)

// signatures judges claim 4: the signature is of a key that the policy trusts at that leaf. Nothing
// unauthenticated decides: the hint chooses the candidate, and the candidate's own digest is the hint.
//
// A signature by certificate is judged in certified.go, and whom it names in claim_identity.go.
type signatures struct {
	trust *trust
	logs  func(root, bundle []byte) string // Subject.Logs
	hands []*workflow                      // whom handovers name, by every root of the policy
}

// signed is a signature, the key that it names, the SHA-256 of what it is over, and what stands beside it.
type signed struct {
	hint     string // "" where a certificate tells it
	digest   [sha256.Size]byte
	sig      []byte
	material *evidence.Material
	bundle   *evidence.Bundle
}

func signedOf(b *evidence.Bundle, digest [sha256.Size]byte) signed {
	return signed{b.Verification.Hint(), digest, b.SignatureBytes(), &b.Verification, b}
}

// signed judges the signature of an entry, if its bundle could be read.
func (j *judge) signed(_ context.Context, e *entry) error {
	s := e.signed
	if s == nil {
		return nil
	}
	if said, ok := e.statement.(*evidence.Rotation); ok {
		j.rotated(e, said)
		j.stamped(e)
		return nil
	}
	if said, ok := e.statement.(*evidence.Handover); ok && said.SignedBy == evidence.OldKey {
		j.gaveWay(e, said)
		j.stamped(e)
		return nil
	}
	if why := mistold(e.statement, s.hint); why != "" {
		e.refute(signature, why)
		return nil
	}
	spoken, _ := e.statement.(evidence.Spoken)
	if s.material.Certificate != nil {
		j.certified(e, spoken)
		return nil
	}
	if why := misattributed(spoken, s.hint); why != "" {
		e.refute(signature, why)
		return nil
	}
	if spoken != nil && j.signatures.unknown(spoken, s.hint) && j.rotations.named[s.hint] == nil {
		e.skips = append(e.skips, skip{signature, fmt.Sprintf("entry %d is the word of %s by key %s, whom the policy does not list as a person", e.index, spoken.Speaker().Login, spoken.Speaker().ID)})
		return nil
	}
	why := j.signer(*s, e.index, spoken)
	if why == "" {
		why = s.loggedAsOther()
	}
	if why != "" {
		e.refute(signature, why)
	}
	e.verified = why == ""
	j.stamped(e)
	return nil
}

// stamped takes the time that somebody else stamped on a signature by key.
func (j *judge) stamped(e *entry) {
	if !e.verified {
		return
	}
	var err error
	if e.stamped, err = j.signatures.stampedBy(*e.signed); err != nil {
		e.refute(timed, "its timestamp does not count, for "+err.Error())
	}
}

// misattributed tells why a word is not signed by whom it names; "" where it may be.
func misattributed(spoken evidence.Spoken, hint string) string {
	if spoken == nil || spoken.Speaker().How != "key" || hintOf(spoken.Speaker().ID) == hint {
		return ""
	}
	return fmt.Sprintf("it says that it is by key %s, and another signed it (hint %q)", spoken.Speaker().ID, hint)
}

// unknown tells whether a word is signed by a key that the policy does not have: of that nothing can be said.
// Whom only a forge knows does not sign; for them the ledger's signer does.
func (s signatures) unknown(spoken evidence.Spoken, hint string) bool {
	return spoken.Speaker().How == "key" && s.trust.keys[hint] == nil && s.trust.people[hint] == nil
}

// judge tells why a signature does not count at a leaf; "" if it does. spoken is the word that it is under,
// or nil: a person's own key counts for their word alone. It is strict DER with a low s: that is a matter
// of form, and was judged there.
func (s signatures) judge(x signed, leaf int64, spoken evidence.Spoken) string {
	key := s.trust.keys[x.hint]
	if key == nil || !key.holds(leaf) {
		if who := s.trust.people[x.hint]; who != nil && spoken != nil && spoken.Speaker().How == "key" {
			return verifies(who.key, who.login, x)
		}
	}
	switch {
	case key == nil:
		return fmt.Sprintf("it is signed by a key that the policy does not trust (hint %q)", x.hint)
	case !key.holds(leaf):
		return fmt.Sprintf("it is signed by %s, whose key is trusted %s", key.name, key.when())
	}
	return verifies(key.key, key.name, x)
}

func verifies(key *samekey.Key, name string, x signed) string {
	if !key.Verify(x.digest[:], x.sig) {
		return fmt.Sprintf("its signature is not one of %s over these bytes", name)
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
