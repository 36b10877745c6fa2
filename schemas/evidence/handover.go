package evidence

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/canon"
)

// KindHandover is the kind of half a handover: the key that signs the ledger gives way to certificates.
const KindHandover Kind = "handover"

// Handover is half of a change from a key to certificates. The key signs the one half, and a certificate of the
// identity that it names the other, which is the same but for SignedBy. From the half of
// the certificate on certificates of that identity sign, and the key never again. One half alone introduces nothing.
type Handover struct {
	At       string   `json:"at"`
	Old      []byte   `json:"old"` // SPKI in DER: ECDSA P-256
	Seen     Seen     `json:"seen"`
	SignedBy Side     `json:"signed_by"`
	To       Identity `json:"to"`
}

// Identity is whom a certificate must name, in exact values. The numbers are those of Fulcio's extensions.
type Identity struct {
	Issuer     string   `json:"issuer"`     // 8: who vouches for the token
	Owner      int64    `json:"owner"`      // 17: id of the repository's owner
	Repository int64    `json:"repository"` // 15: its id
	Signers    []string `json:"signers"`    // 9, and the certificate's name: workflows, each with its ref; sorted
}

// MaxSigners is how many workflows an identity may list.
const MaxSigners = 200

// maxAddress is how many bytes an address in an identity may have.
const maxAddress = 500

func (*Handover) Kind() Kind        { return KindHandover }
func (h *Handover) Claimed() string { return h.At }
func (h *Handover) Saw() *Seen      { return &h.Seen }
func (*Handover) Blobs() []BlobRef  { return nil }

func (*Handover) subject(encoded []byte) (string, canon.Digest) {
	return "predicate", canon.Sum(encoded)
}

// Half is the half that is signed by that side.
func (h *Handover) Half(side Side) *Handover {
	half := *h
	half.SignedBy = side
	return &half
}

// Check tells the first rule of its own that the predicate breaks.
func (h *Handover) Check() error {
	if err := checkInstants("at", h.At); err != nil {
		return err
	}
	if h.SignedBy != OldKey && h.SignedBy != NewKey {
		return fmt.Errorf("signed_by: %.80q is neither %q nor %q", h.SignedBy, OldKey, NewKey)
	}
	if _, err := ParseKey(h.Old); err != nil {
		return fmt.Errorf("old: %w", err)
	}
	if err := h.To.Check(); err != nil {
		return fmt.Errorf("to: %w", err)
	}
	if err := h.Seen.Check(); err != nil {
		return fmt.Errorf("seen: %w", err)
	}
	if h.Seen.Size == 0 {
		return errors.New("seen: a ledger of no entries has no key yet that could give way")
	}
	return nil
}

// Check tells what an identity leaves open: what is not said would be anything.
func (i Identity) Check() error {
	switch {
	case i.Owner < 1 || i.Repository < 1:
		return fmt.Errorf("repository %d and owner %d are ids of a forge, which begin at 1", i.Repository, i.Owner)
	case len(i.Signers) == 0 || len(i.Signers) > MaxSigners:
		return fmt.Errorf("signers: %d are listed; 1 to %d are allowed", len(i.Signers), MaxSigners)
	case !slices.IsSorted(i.Signers) || len(slices.Compact(slices.Clone(i.Signers))) < len(i.Signers):
		return errors.New("signers: they are listed in order, each once")
	}
	if err := checkAddress(i.Issuer); err != nil {
		return fmt.Errorf("issuer: %w", err)
	}
	for _, signer := range i.Signers {
		if err := checkAddress(signer); err != nil {
			return fmt.Errorf("signers: %w", err)
		}
		if _, ref, ok := strings.Cut(signer, "@"); !ok || ref == "" {
			return fmt.Errorf("signers: %q names no ref: a workflow is written ADDRESS@REF", signer)
		}
	}
	return nil
}

// checkAddress holds that an address is one as certificates hold it, without blanks or what does not print. Nobody goes
// there: it is compared letter by letter.
func checkAddress(text string) error {
	odd := strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' })
	if scheme, rest, ok := strings.Cut(text, "://"); !ok || scheme != "https" && scheme != "http" || rest == "" || len(text) > maxAddress || odd {
		return fmt.Errorf("%.80q is not an address: https://… (or http://…) of at most %d letters, digits and signs", text, maxAddress)
	}
	return nil
}
