// Package contract is what every maker of signatures is held to, whatever it signs with.
package contract

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/schemas/evidence"
)

// Maker is a signer under test, with whoever takes its signatures and somebody who does not.
type Maker struct {
	Signer   attest.Signer
	Trust    attest.Verifier
	Stranger attest.Verifier
}

// Signer holds a maker to the contract of attest.Signer.
func Signer(t *testing.T, m Maker) {
	t.Run("a statement", m.statement)
	t.Run("a message", m.message)
	t.Run("what was edited", m.edited)
	t.Run("form", m.form)
	t.Run("at once", m.concurrent)
	t.Run("canceled", m.canceled)
}

func statement(t testing.TB) []byte {
	said := attest.LedgerStatement(attest.Genesis{At: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Random: [16]byte{1}})
	data, err := evidence.EncodeStatement(said)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func (m Maker) seal(t testing.TB) []byte {
	t.Helper()
	bundle, err := attest.Seal(t.Context(), m.Signer, statement(t))
	if err != nil {
		t.Fatal(err)
	}
	return bundle
}

func (m Maker) statement(t *testing.T) {
	bundle := m.seal(t)
	if got, err := attest.Open(bundle, m.Trust); err != nil || !bytes.Equal(got, statement(t)) {
		t.Errorf("it opens to %s, %v", got, err)
	}
	if _, err := attest.Open(bundle, m.Stranger); err == nil {
		t.Error("somebody else takes it")
	}
}

func (m Maker) message(t *testing.T) {
	one := []byte("a checkpoint\n")
	bundle, err := attest.SealMessage(t.Context(), m.Signer, one)
	if err != nil {
		t.Fatal(err)
	}
	if err := attest.OpenMessage(bundle, one, m.Trust); err != nil {
		t.Error(err)
	}
	if attest.OpenMessage(bundle, []byte("another\n"), m.Trust) == nil || attest.OpenMessage(bundle, one, m.Stranger) == nil {
		t.Error("it opens over other bytes, or to somebody else")
	}
}

// edited shows that no byte of what is signed, of the signature and of what stands beside it may differ.
func (m Maker) edited(t *testing.T) {
	bundle := m.parsed(t)
	another, _, err := m.Signer.Sign(t.Context(), []byte("something else"))
	if err != nil {
		t.Fatal(err)
	}
	for name, edit := range map[string]func(*evidence.Bundle){
		"another payload": func(b *evidence.Bundle) {
			b.Envelope.Payload = bytes.Replace(b.Envelope.Payload, []byte("2026"), []byte("2027"), 1)
		},
		"another signature": func(b *evidence.Bundle) { b.Envelope.Signatures = []evidence.Signature{{Sig: another}} },
		"another's name":    func(b *evidence.Bundle) { b.Verification.PublicKey = &evidence.PublicKey{Hint: evidence.HintOf(nil)} },
		"nobody's name":     func(b *evidence.Bundle) { b.Verification = evidence.Material{} },
	} {
		b := *bundle
		envelope := *bundle.Envelope
		envelope.Payload = bytes.Clone(envelope.Payload)
		b.Envelope = &envelope
		edit(&b)
		// As it comes, past the form: the verifier itself must say no.
		pae := evidence.PAE(envelope.PayloadType, envelope.Payload)
		if m.Trust.Verify(b.Verification, pae, b.SignatureBytes()) == nil {
			t.Errorf("with %s it opens", name)
		}
	}
}

func (m Maker) parsed(t *testing.T) *evidence.Bundle {
	t.Helper()
	b, err := evidence.ParseBundle(m.seal(t))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// form shows that what is given is P-256 in DER, that it is in one spelling in the bundle, and one of the
// bytes that were given alone.
func (m Maker) form(t *testing.T) {
	for range 8 { // of two signatures one has the higher s
		message := []byte("message")
		sig, material, err := m.Signer.Sign(t.Context(), message)
		if err != nil {
			t.Fatal(err)
		}
		low, err := evidence.LowS(sig)
		if err != nil {
			t.Fatal(err)
		}
		clear(message)
		if material.Timestamps != nil && !bytes.Equal(low, sig) {
			t.Error("what was stamped is not what stands in the bundle")
		}
		if err := m.Trust.Verify(material, []byte("message"), low); err != nil {
			t.Error(err)
		}
	}
}

func (m Maker) concurrent(t *testing.T) {
	var group sync.WaitGroup
	bundles := make([][]byte, 8)
	for i := range bundles {
		group.Go(func() { bundles[i], _ = attest.Seal(t.Context(), m.Signer, statement(t)) })
	}
	group.Wait()
	for _, bundle := range bundles {
		if _, err := attest.Open(bundle, m.Trust); err != nil {
			t.Error(err)
		}
	}
	slices.SortFunc(bundles, bytes.Compare)
	if len(slices.CompactFunc(bundles, bytes.Equal)) != 8 {
		t.Error("two signatures are the same: their secret numbers are not random")
	}
}

func (m Maker) canceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := attest.Seal(ctx, m.Signer, statement(t)); !errors.Is(err, context.Canceled) {
		t.Errorf("signing in a context that has ended: %v", err)
	}
}

// Words holds an error to the house's form, and to what it must say and may not show.
func Words(t testing.TB, err error, want, secret string) {
	t.Helper()
	if err == nil {
		t.Errorf("no error; one must say %q", want)
		return
	}
	text := err.Error()
	if !strings.Contains(text, want) {
		t.Errorf("got error %q, want one about %q", text, want)
	}
	if strings.HasSuffix(text, ".") || strings.ContainsFunc(text, unicode.IsControl) || unicode.IsUpper([]rune(text)[0]) || len(text) > 900 {
		t.Errorf("it is not one line that begins small and ends without a full stop: %q", text)
	}
	if secret != "" && strings.Contains(text, secret) {
		t.Errorf("it shows the secret: %q", text)
	}
}
