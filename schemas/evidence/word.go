package evidence

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
)

// WordFormat names this version of the document.
const WordFormat = "https://attestary.dev/word/v1"

// MaxWord is the most bytes that a word may have.
const MaxWord = 256 << 10

// Word is what a person signed, on its way to the one who can append it. A bundle has only a hint of the
// key, so the public key stands beside it; whose key that is, the one who takes the word knows from
// elsewhere. The answers that the statement holds a digest of stand here in clear: the run needs them, and
// the ledger never gets them.
type Word struct {
	Bundle *Bundle `json:"bundle"`
	Format string  `json:"format"`
	Key    []byte  `json:"key"`  // SPKI, in DER
	Said   []Said  `json:"said"` // by name; all that the statement holds a digest of
}

// Said is an answer in a person's own words. The salt keeps its digest from being found by trying. It is
// that of the question: two people who give the same answer to it give the same digest.
type Said struct {
	Name  string     `json:"name"`
	Salt  string     `json:"salt"` // 128 random bits in hex
	Value expr.Value `json:"value"`
}

// Digest is what the statement holds in place of the answer.
func (s Said) Digest() (canon.Digest, error) {
	data, err := canon.Encode(s)
	if err != nil {
		return "", fmt.Errorf("answer %s: %w", s.Name, err)
	}
	return canon.Sum(data), nil
}

// Encode gives the one encoding of the word.
func (w *Word) Encode() ([]byte, error) {
	if err := w.Check(); err != nil {
		return nil, fmt.Errorf("word: %w", err)
	}
	data, err := canon.Encode(w)
	if err == nil && len(data) > MaxWord {
		err = fmt.Errorf("%d bytes; at most %d are allowed", len(data), MaxWord)
	}
	if err != nil {
		return nil, fmt.Errorf("word: %w", err)
	}
	return data, nil
}

// ParseWord reads a word. It accepts exactly what Encode writes. Its signature was not verified.
func ParseWord(data []byte) (*Word, error) {
	if len(data) > MaxWord {
		return nil, fmt.Errorf("word: %d bytes; at most %d are read", len(data), MaxWord)
	}
	w := new(Word)
	err := canon.Decode(data, w)
	if err == nil {
		err = w.Check()
	}
	if err != nil {
		return nil, fmt.Errorf("word: %w", err)
	}
	return w, nil
}

// Statement is what the word says.
func (w *Word) Statement() (Spoken, error) {
	if w.Bundle == nil || w.Bundle.Envelope == nil {
		return nil, errors.New("bundle: it holds no statement")
	}
	said, err := ParseStatement(w.Bundle.Envelope.Payload)
	if err != nil {
		return nil, err
	}
	spoken, ok := said.(Spoken)
	if !ok {
		return nil, fmt.Errorf("a %s statement is not the word of a person", said.Kind())
	}
	return spoken, nil
}

// Check tells the first rule of its own that the word breaks: the key is the one that the bundle's hint and
// the statement name, and the answers are those that the statement has the digests of.
func (w *Word) Check() error {
	if w.Format != WordFormat {
		return fmt.Errorf("format is %.80q; this program reads %q", w.Format, WordFormat)
	}
	if w.Bundle == nil {
		return errors.New("bundle: it is missing")
	}
	if err := w.Bundle.Check(); err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	spoken, err := w.Statement()
	if err != nil {
		return err
	}
	if HintOf(w.Key) != w.Bundle.Verification.Hint() {
		return errors.New("key: it is not the one that the bundle names")
	}
	if by := spoken.Speaker(); by.How != "key" || by.ID != string(canon.Sum(w.Key)) {
		return fmt.Errorf("key: the statement is by %.80q, and this is key %s", by.ID, canon.Sum(w.Key))
	}
	return w.checkSaid(spoken)
}

// checkSaid holds the answers against their digests.
func (w *Word) checkSaid(spoken Spoken) error {
	digests := map[string]canon.Digest{}
	if a, ok := spoken.(*Approval); ok {
		for _, v := range a.Values {
			if v.Digest != nil {
				digests[v.Name] = *v.Digest
			}
		}
	}
	if i, ok := sorted(w.Said, func(a, b *Said) bool { return a.Name < b.Name }); !ok {
		return fmt.Errorf("said: %.80q is not in its place, or there twice", w.Said[i].Name)
	}
	if len(w.Said) != len(digests) {
		return fmt.Errorf("said: there are %d answers, and the statement has the digests of %d", len(w.Said), len(digests))
	}
	for _, s := range w.Said {
		if len(s.Salt) != 32 || !consists(s.Salt, hexDigits) {
			return fmt.Errorf("said: %.80q: its salt is not 32 hex digits", s.Name)
		}
		digest, err := s.Digest()
		if err != nil {
			return err
		}
		if digests[s.Name] != digest {
			return fmt.Errorf("said: %.80q: it is not what the statement has the digest of", s.Name)
		}
	}
	return nil
}

// Signer is the SPKI digest of the key that the bundle names; an error where a certificate tells it. It is unauthenticated until the signature
// was verified with a key that has this digest.
func (b *Bundle) Signer() (canon.Digest, error) {
	sum, err := base64.StdEncoding.Strict().DecodeString(b.Verification.Hint())
	if err != nil || len(sum) != sha256.Size {
		return "", errors.New("publicKey: its hint is not base64 of a SHA-256")
	}
	return canon.Digest("sha256:" + hex.EncodeToString(sum)), nil
}
