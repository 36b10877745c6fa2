// Package keyless signs without a key that anybody keeps.
//
// A token says who asks (on GitHub: which workflow, of which commit). A certificate authority, Fulcio, makes a
// certificate from it for a key that lives as long as this process; a timestamp authority (RFC 3161) says that
// each signature was made while the certificate lived; and a log, Rekor v2, can be told of it, so that whoever
// watches the log sees every signature in one's name. So a signature proves who made it and when, also against
// its owner.
//
// It promises: what Sign gives was judged by the trusted root before it is given, so that nothing enters a
// ledger that no auditor could verify; one certificate for a process, asked for again when it ends; a server
// that fails for a moment is asked again, a no is a no. It refuses to let a private repository show in a log
// that everybody reads, unless the project's file has the words (Consent), and does not guess where it does
// not know whether a repository is private.
//
// The servers' protocols are spoken by sigstore-go, which links net/http: so this is a package of its own, and
// attest is not in it. Start at Open.
package keyless

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/sigstore/sigstore-go/pkg/root"

	"github.com/attestary/attestary/schemas/evidence"
)

// The addresses of Sigstore's public house. Its certificate authority writes every certificate into a log that
// everybody reads.
const (
	PublicFulcio    = "https://fulcio.sigstore.dev"
	PublicTimestamp = "https://timestamp.sigstore.dev/api/v1/timestamp"
)

// Options are what a signer works with. Token, Root, Now and Wait are required.
type Options struct {
	Fulcio    string // address of the certificate authority; "": PublicFulcio
	Timestamp string // address of the timestamp authority; "": PublicTimestamp
	Rekor     string // address of a Rekor v2 log; "": signatures are not logged
	Root      []byte // trusted_root.json, which every answer is judged by
	Token     Token
	Consent   string // the words that let a repository that is not public show in a public log: Consent
	Now       func() time.Time
	// Wait waits for a random part of most, or until ctx is done.
	Wait func(ctx context.Context, most time.Duration) error
	// Patience is how long one question to a server may take; 0 stands for twenty seconds.
	Patience time.Duration
}

// Signer implements attest.Signer.
type Signer struct {
	o       Options
	trusted *root.TrustedRoot
	turn    chan struct{} // one at a time asks for a certificate
	have    *credential   // held by who has the turn
	needs   complete
	trust   *Trust
}

// Open asks for the first certificate, so that what stands in the way is told before anything is done.
func Open(ctx context.Context, o Options) (*Signer, error) {
	if o.Fulcio == "" {
		o.Fulcio = PublicFulcio
	}
	if o.Timestamp == "" {
		o.Timestamp = PublicTimestamp
	}
	if o.Patience == 0 {
		o.Patience = 20 * time.Second
	}
	for what, address := range map[string]string{"fulcio": o.Fulcio, "timestamp": o.Timestamp, "rekor": o.Rekor} {
		if err := checkAddress(address); err != nil {
			return nil, fmt.Errorf("keyless: %s: %w", what, err)
		}
	}
	trusted, err := readRoot(o.Root)
	if err != nil {
		return nil, fmt.Errorf("keyless: %w", err)
	}
	s := &Signer{o: o, trusted: trusted, turn: make(chan struct{}, 1)}
	if s.needs, err = demands(trusted, o.Rekor != ""); err != nil {
		return nil, fmt.Errorf("keyless: %w", err)
	}
	first, err := s.credential(ctx)
	if err != nil {
		return nil, err
	}
	s.trust, err = newTrust(trusted, first.leaf)
	return s, err
}

// Trust takes the signatures of the same repository's workflows: those whose certificates name the same
// issuer, repository and owner as this signer's own; without a repository, the same subject.
func (s *Signer) Trust() *Trust { return s.trust }

// tries is how often a signature is made anew where the log leaves open whether it has it. The same
// signature cannot be offered twice: the log says that it knows it, and gives no proof.
const tries = 3

// Sign implements attest.Signer.
func (s *Signer) Sign(ctx context.Context, message []byte) (sig []byte, material evidence.Material, err error) {
	for try := range tries {
		if sig, material, err = s.sign(ctx, message); !errors.Is(err, errOpen) || ctx.Err() != nil {
			break
		}
		if waited := s.o.Wait(ctx, time.Second<<try); waited != nil {
			return nil, evidence.Material{}, waited
		}
	}
	if err != nil {
		return nil, evidence.Material{}, fmt.Errorf("keyless: %w", err)
	}
	return sig, material, nil
}

func (s *Signer) sign(ctx context.Context, message []byte) ([]byte, evidence.Material, error) {
	none := evidence.Material{}
	c, err := s.credential(ctx)
	if err != nil {
		return nil, none, err
	}
	// The lower s first: what is stamped and logged is the signature as it stands in the bundle.
	sig, err := c.sign(ctx, message)
	if err != nil {
		return nil, none, err
	}
	stamp, err := s.stamp(ctx, sig)
	if err != nil {
		return nil, none, err
	}
	material := evidence.Material{
		Certificate: &evidence.Certificate{Raw: c.leaf.Raw}, Timestamps: &evidence.Timestamps{RFC3161: []evidence.Timestamp{{Signed: stamp}}},
	}
	if s.o.Rekor != "" {
		entry, err := s.log(ctx, c.leaf.Raw, message, sig)
		if err != nil {
			return nil, none, err
		}
		material.LogEntries = []evidence.LogEntry{*entry}
	}
	if err := s.needs.judge(material, message, sig); err != nil {
		return nil, none, fmt.Errorf("what the servers answered does not hold by the trusted root: %s", short(err.Error(), ""))
	}
	return sig, material, nil
}

// transport speaks to one server, in the time of one call.
func (s *Signer) transport(ctx context.Context, server, secret string) http.RoundTripper {
	return &wire{ctx: ctx, server: server, secret: secret, patience: s.o.Patience, wait: s.o.Wait}
}
