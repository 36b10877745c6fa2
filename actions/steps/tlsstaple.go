package steps

import (
	"bytes"
	"crypto/x509"
	"slices"
	"time"

	"golang.org/x/crypto/ocsp"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

// tellStaple gives the outputs of an OCSP answer that a server sent along with its certificate.
func tellStaple(outputs map[string]expr.Value, staple []byte, leaf, issuer *x509.Certificate, now time.Time) {
	switch {
	case len(staple) == 0:
		outputs["staple"] = expr.OfText("none")
		return
	case issuer == nil:
		return
	}
	answer, err := ocsp.ParseResponseForCert(staple, leaf, issuer)
	if err != nil || !mayAnswer(answer.Certificate, issuer, now) {
		outputs["staple"] = expr.OfText("invalid")
		return
	}
	outputs["staple"], outputs["staple_from"] = expr.OfText(stapleWord(answer, now)), expr.OfText(evidence.FormatInstant(answer.ThisUpdate))
	if !answer.NextUpdate.IsZero() {
		outputs["staple_until"] = expr.OfText(evidence.FormatInstant(answer.NextUpdate))
	}
}

// mayAnswer tells whether the issuer lets that certificate answer for it (RFC 6960, 4.2.2.2), which the
// library leaves to us: else every site that it issued for could.
func mayAnswer(responder, issuer *x509.Certificate, now time.Time) bool {
	if responder == nil || bytes.Equal(responder.Raw, issuer.Raw) {
		return true
	}
	inTime := !now.Before(responder.NotBefore) && !now.After(responder.NotAfter)
	return inTime && slices.Contains(responder.ExtKeyUsage, x509.ExtKeyUsageOCSPSigning)
}

// mostWithoutEnd is how long an answer counts that does not say until when: as long as one that does may
// (CA/Browser Forum, 4.9.10).
const mostWithoutEnd = 10 * 24 * time.Hour

// stapleWord: what was revoked stays so, however old the answer is.
func stapleWord(answer *ocsp.Response, now time.Time) string {
	until := answer.NextUpdate
	if until.IsZero() {
		until = answer.ThisUpdate.Add(mostWithoutEnd)
	}
	switch {
	case answer.Status == ocsp.Revoked:
		return "revoked"
	case now.Before(answer.ThisUpdate) || now.After(until):
		return "stale"
	case answer.Status == ocsp.Good:
		return "good"
	}
	return "unknown"
}
