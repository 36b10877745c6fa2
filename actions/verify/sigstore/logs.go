package sigstore

import (
	"sync"

	"github.com/sigstore/sigstore-go/pkg/bundle"
	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/verify"
)

// Logs holds bundles of a ledger against the logs that a trusted root file lists: it gives why one does not hold; ""
// where it does. Who signed, and what, is judged elsewhere. It is what verify.Subject asks for; it reads each root
// once, because the same bytes are the same root.
func Logs() func(rootJSON, bundleJSON []byte) string {
	l := &logs{roots: map[string]*root.TrustedRoot{}}
	return l.judge
}

type logs struct {
	mu    sync.Mutex
	roots map[string]*root.TrustedRoot // by their bytes; a policy has few
}

func (l *logs) root(data []byte) (*root.TrustedRoot, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if r := l.roots[string(data)]; r != nil {
		return r, nil
	}
	r, err := readRoot(data)
	if err == nil {
		l.roots[string(data)] = r
	}
	return r, err
}

func (l *logs) judge(rootJSON, bundleJSON []byte) string {
	r, err := l.root(rootJSON)
	if err != nil {
		return err.Error()
	}
	var b bundle.Bundle
	if err := b.UnmarshalJSON(bundleJSON); err != nil {
		return notABundle + ": " + err.Error()
	}
	// The ledger is a log itself: an entry in another one may be missing, but not be wrong.
	of := Question{UnsafeNoLog: len(b.GetVerificationMaterial().GetTlogEntries()) == 0}
	verifier, err := verify.NewVerifier(r, of.demands(r)...)
	if err != nil {
		return err.Error()
	}
	if _, err := verifier.Verify(&b, anybodys(&b)); err != nil {
		return stageOf(err) + ": " + err.Error()
	}
	return ""
}

// anybodys asks neither who signed nor what: of plain bytes only the digest is known, which the bundle tells.
func anybodys(b *bundle.Bundle) verify.PolicyBuilder {
	if m := b.GetMessageSignature(); m != nil {
		return verify.NewPolicy(verify.WithArtifactDigest("sha256", m.GetMessageDigest().GetDigest()), verify.WithoutIdentitiesUnsafe())
	}
	return verify.NewPolicy(verify.WithoutArtifactUnsafe(), verify.WithoutIdentitiesUnsafe())
}
