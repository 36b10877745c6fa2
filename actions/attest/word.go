package attest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// A word is what a person says under their own key. Speak makes one and Hear opens one. Whose key it is, no
// word can tell: that the plan says (a member of a role is login#sha256:…), and the auditor's policy.

// Person is somebody's public key.
type Person interface {
	Verifier
	// Digest is the SHA-256 of the key's SPKI: what names the person.
	Digest() canon.Digest
}

// Own is somebody's own key.
type Own interface {
	Signer
	// SPKI is the public half in DER.
	SPKI() []byte
}

// ahead is how far a person's clock may be before ours: no two clocks are the same.
const ahead = time.Minute

// Speak signs the word of a person with their own key. said are the answers that the statement has digests of.
func Speak(ctx context.Context, own Own, statement evidence.Spoken, said ...evidence.Said) (*evidence.Word, error) {
	data, err := evidence.EncodeStatement(statement)
	if err != nil {
		return nil, err
	}
	bundle, err := Seal(ctx, own, data)
	if err != nil {
		return nil, err
	}
	w := &evidence.Word{Format: evidence.WordFormat, Key: own.SPKI(), Said: said}
	if w.Bundle, err = evidence.ParseBundle(bundle); err != nil {
		return nil, err
	}
	return w, w.Check()
}

// Hear opens the bundle of a person's word: the signature is theirs, they are whom the statement names, and
// its instant is not to come. It gives the statement and its bytes. now is the clock of the one who listens.
func Hear(bundle []byte, who Person, now time.Time) (evidence.Spoken, []byte, error) {
	statement, err := Open(bundle, who)
	if err != nil {
		return nil, nil, err
	}
	said, err := evidence.ParseStatement(statement)
	if err != nil {
		return nil, nil, err
	}
	spoken, ok := said.(evidence.Spoken)
	if !ok {
		return nil, nil, fmt.Errorf("a %s statement is the ledger's to sign, not a person's", said.Kind())
	}
	if err := heard(spoken, who.Digest(), now); err != nil {
		return nil, nil, fmt.Errorf("%s statement: %w", spoken.Kind(), err)
	}
	return spoken, statement, nil
}

func heard(spoken evidence.Spoken, key canon.Digest, now time.Time) error {
	switch by := spoken.Speaker(); {
	case by.How != "key":
		return fmt.Errorf("it is told of %s by a forge, and signed by a person", by.Login)
	case by.ID != string(key):
		return fmt.Errorf("it says that it is by key %s, and is signed by %s", by.ID, key)
	}
	at, err := evidence.ParseInstant(spoken.Claimed())
	if err == nil && at.After(now.Add(ahead)) {
		err = errors.New("it is of a time to come: " + spoken.Claimed())
	}
	return err
}

// Vouch judges a person's word that the ledger's own signer signed: it testifies to somebody whom a forge
// knows, or the signer's key is their own. bundle must have been opened.
func Vouch(bundle *evidence.Bundle, spoken evidence.Spoken) error {
	return ByItsSigner(bundle, spoken.Speaker())
}
