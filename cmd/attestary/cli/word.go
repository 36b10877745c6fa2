package cli

import (
	"context"
	"fmt"
	"os"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// pen is what a person says something with: their own key, and what they have seen of the ledger. What they
// say goes into the ledger at once where their key is the one that signs it; else into a file, for somebody
// whose key does.
type pen struct {
	w          *World
	bound      *bound
	own        *key.Key
	passphrase []byte
	snapshot   *ledger.Snapshot
}

// takePen opens the person's key, and the ledger that this clone has.
func (w *World) takePen(ctx context.Context, b *bound) (*pen, error) {
	store, err := w.openLedger(branchOf(b))
	if err != nil {
		return nil, err
	}
	p := &pen{w: w, bound: b}
	if p.snapshot, err = ledger.Open(ctx, store); err != nil {
		return nil, friendly(err)
	}
	p.own, p.passphrase, err = w.signingKey(ctx, b.compiled)
	return p, err
}

func (p *pen) voice() attest.Voice {
	return attest.Voice{
		At: p.w.Now(), By: evidence.By{How: "key", ID: string(p.own.Public().Digest()), Login: p.w.login()}, Seen: p.snapshot.Checkpoint.Seen(),
	}
}

// said is something that a person said, and what has to stand beside it in the ledger.
type said struct {
	word          *evidence.Word // signed
	statement     evidence.Spoken
	blobs         [][]byte
	authorization []byte // the bundle; nil for what is of no run
}

// say signs, and brings it into the ledger or into the file out.
func (p *pen) say(ctx context.Context, s said, out string) error {
	word, err := attest.Speak(ctx, p.own, s.statement)
	if err != nil {
		return err
	}
	signer, err := p.snapshot.Signer(ctx)
	if err != nil {
		return unreadable(err)
	}
	if out != "" || signer != p.own.Public().Digest() {
		return p.carry(word, out, signer)
	}
	office, err := p.w.openOfficeWith(ctx, p.bound, byKey(p.own, p.passphrase))
	if err != nil {
		return err
	}
	defer office.close()
	s.word = word
	return office.add(ctx, s)
}

// carry writes the word into a file.
func (p *pen) carry(word *evidence.Word, out string, signer canon.Digest) error {
	data, err := word.Encode()
	if err != nil {
		return err
	}
	if out == "" {
		out = fmt.Sprintf("%s-%s.word", p.w.login(), canon.Sum(word.Bundle.Envelope.Payload).Hex()[:8])
		with := "with certificates"
		if signer != "" {
			with = fmt.Sprintf("with another key than yours (%s)", signer)
		}
		fmt.Fprintf(p.w.Err, "the ledger is signed %s, so what you say goes there as a file\n", with)
	}
	if err := os.WriteFile(p.w.path(out), data, 0o600); err != nil {
		return problem{couldNotLook, err.Error(), ""}
	}
	fmt.Fprintf(p.w.Out, "signed as %s, in %s\n", p.w.login(), out)
	fmt.Fprintf(p.w.Err, "  there: attestary ledger add %s\n", out)
	return nil
}

// add brings what people said into the ledger, all of it or nothing.
func (o *office) add(ctx context.Context, all ...said) error {
	var items []ledger.Item
	for _, s := range all {
		item, err := s.item()
		if err != nil {
			return err
		}
		items = append(items, item)
	}
	if _, err := o.book.Seen(ctx); err != nil {
		return err
	}
	if err := o.book.Append(ctx, items...); err != nil {
		s := all[0].statement
		return problem{foundWrong, fmt.Sprintf("the %s of %s is not added: %v", s.Kind(), s.Speaker().Login, err), ""}
	}
	o.fetch(ctx)
	for _, s := range all {
		fmt.Fprintf(o.w.Out, "recorded the %s of %s\n", s.statement.Kind(), s.statement.Speaker().Login)
	}
	return nil
}

func (s said) item() (ledger.Item, error) {
	bundle, err := s.word.Bundle.Encode()
	if err != nil {
		return ledger.Item{}, err
	}
	person, err := key.ParseSPKI(s.word.Key)
	return ledger.Item{Bundle: bundle, Blobs: s.blobs, Authorization: s.authorization, Person: person}, err
}
