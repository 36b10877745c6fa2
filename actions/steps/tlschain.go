package steps

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

// tellState gives the outputs of a handshake that showed a certificate.
func tellState(outputs map[string]expr.Value, state *tls.ConnectionState, options x509.VerifyOptions) {
	leaf := state.PeerCertificates[0]
	sum := sha256.Sum256(leaf.Raw)
	options.Intermediates = x509.NewCertPool()
	for _, c := range state.PeerCertificates[1:] {
		options.Intermediates.AddCert(c)
	}
	chains, err := leaf.Verify(options)
	trustError := distrust(leaf, options.CurrentTime, err)
	names := append([]string{}, leaf.DNSNames...)
	for _, ip := range leaf.IPAddresses {
		names = append(names, ip.String())
	}
	maps.Copy(outputs, map[string]expr.Value{
		"version": expr.OfText(tls.VersionName(state.Version)), "cipher": expr.OfText(tls.CipherSuiteName(state.CipherSuite)),
		"days_left":  expr.OfInt(wholeDays(leaf.NotAfter.Sub(options.CurrentTime))),
		"not_before": expr.OfText(evidence.FormatInstant(leaf.NotBefore)), "not_after": expr.OfText(evidence.FormatInstant(leaf.NotAfter)),
		"fingerprint": expr.OfText(hex.EncodeToString(sum[:])), "issuer": expr.OfText(leaf.Issuer.String()), "names": texts(names),
		"trusted": expr.OfBool(trustError.IsNull()), "trust_error": trustError, "chain": chainOutput(state.PeerCertificates),
	})
	tellStaple(outputs, state.OCSPResponse, leaf, issuerOf(state.PeerCertificates, chains), options.CurrentTime)
}

func chainOutput(chain []*x509.Certificate) expr.Value {
	list := make([]expr.Value, len(chain))
	for i, c := range chain {
		list[i] = expr.OfObject(map[string]expr.Value{
			"subject": expr.OfText(c.Subject.String()), "issuer": expr.OfText(c.Issuer.String()), "key": expr.OfText(keyText(c)),
			"not_after": expr.OfText(evidence.FormatInstant(c.NotAfter)), "signature": expr.OfText(c.SignatureAlgorithm.String()),
		})
	}
	return expr.OfList(list)
}

// keyText is the kind of a key and its size.
func keyText(c *x509.Certificate) string {
	switch key := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA %d", key.N.BitLen())
	case *ecdsa.PublicKey:
		return "ECDSA " + key.Curve.Params().Name
	case ed25519.PublicKey:
		return "Ed25519"
	}
	return c.PublicKeyAlgorithm.String()
}

// issuerOf is the certificate that issued the first: of a chain that leads to a root, or of those that came
// along; nil where it is neither. A root that signed itself is its own.
func issuerOf(sent []*x509.Certificate, chains [][]*x509.Certificate) *x509.Certificate {
	leaf := sent[0]
	for _, chain := range append(chains, sent) {
		for _, c := range chain {
			if string(c.RawSubject) == string(leaf.RawIssuer) && c.CheckSignature(leaf.SignatureAlgorithm, leaf.RawTBSCertificate, leaf.Signature) == nil {
				return c
			}
		}
	}
	return nil
}

// wholeDays rounds down, so that a certificate which has ended has less than 0 days left.
func wholeDays(d time.Duration) int64 {
	const day = 24 * time.Hour
	days := int64(d / day)
	if d < 0 && d%day != 0 {
		days--
	}
	return days
}

// distrust is why the certificate cannot be trusted, in one of five words; null where it can.
func distrust(leaf *x509.Certificate, now time.Time, err error) expr.Value {
	var (
		name      x509.HostnameError
		authority x509.UnknownAuthorityError
		invalid   x509.CertificateInvalidError
	)
	switch {
	case err == nil:
		return expr.Nil()
	case now.After(leaf.NotAfter):
		return expr.OfText("expired")
	case now.Before(leaf.NotBefore):
		return expr.OfText("not_yet_valid")
	case errors.As(err, &name):
		return expr.OfText("wrong_name")
	case errors.As(err, &authority):
		return expr.OfText("unknown_root")
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return expr.OfText("expired") // of one above it
	}
	return expr.OfText("invalid")
}
