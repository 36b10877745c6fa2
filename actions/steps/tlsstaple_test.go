package steps_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestTLSStaple lets the authority of the test, and others, say something of a certificate.
func TestTLSStaple(t *testing.T) {
	t.Parallel()
	root, other := newAuthority(t), newAuthority(t)
	_, leaf, served := issue(t, root, shop())
	responder := func(by *authority, usage []x509.ExtKeyUsage, until time.Duration) *authority {
		a := &authority{}
		a.key, a.cert, _ = issue(t, by, &x509.Certificate{
			Subject: pkix.Name{CommonName: "Responder"}, ExtKeyUsage: usage, NotBefore: time.Now().Add(-9 * time.Hour), NotAfter: time.Now().Add(until),
		})
		return a
	}
	mayAnswer := []x509.ExtKeyUsage{x509.ExtKeyUsageOCSPSigning}
	from, until := time.Now().Add(-time.Hour).UTC().Truncate(time.Second), time.Now().Add(time.Hour).UTC().Truncate(time.Second)
	answer := func(status int) ocsp.Response {
		return ocsp.Response{Status: status, SerialNumber: leaf.SerialNumber, ThisUpdate: from, NextUpdate: until, RevokedAt: from}
	}
	early, late, endless, ancient, elsewhere := answer(ocsp.Good), answer(ocsp.Good), answer(ocsp.Good), answer(ocsp.Good), answer(ocsp.Good)
	early.ThisUpdate = until
	late.ThisUpdate, late.NextUpdate = from.Add(-time.Hour), from
	endless.NextUpdate = time.Time{}
	ancient.ThisUpdate, ancient.NextUpdate = from.AddDate(0, -1, 0), time.Time{}
	elsewhere.SerialNumber = big.NewInt(7)
	revoked := answer(ocsp.Revoked)
	revoked.ThisUpdate, revoked.NextUpdate = from.Add(-time.Hour), from
	for name, test := range map[string]struct {
		says   ocsp.Response
		signer *authority
		own    bool // the responder's certificate goes along
		want   string
	}{
		"good":                        {answer(ocsp.Good), root, false, "good"},
		"good, from a responder":      {answer(ocsp.Good), responder(root, mayAnswer, time.Hour), true, "good"},
		"good, for a while":           {endless, root, false, "good"},
		"revoked":                     {answer(ocsp.Revoked), root, false, "revoked"},
		"revoked, long ago":           {revoked, root, false, "revoked"},
		"unknown":                     {answer(ocsp.Unknown), root, false, "unknown"},
		"too late":                    {late, root, false, "stale"},
		"too early":                   {early, root, false, "stale"},
		"good, a month ago":           {ancient, root, false, "stale"},
		"of another certificate":      {elsewhere, root, false, "invalid"},
		"from another authority":      {answer(ocsp.Good), other, false, "invalid"},
		"from a responder of another": {answer(ocsp.Good), responder(other, mayAnswer, time.Hour), true, "invalid"},
		"from any other site":         {answer(ocsp.Good), responder(root, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, time.Hour), true, "invalid"},
		"from a former responder":     {answer(ocsp.Good), responder(root, mayAnswer, -time.Hour), true, "invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := served
			served.OCSPStaple = sign(t, root, test.signer, test.says, test.own)
			port := site(t, &tls.Config{Certificates: []tls.Certificate{served}})
			want := map[string]any{"staple": test.want, "trusted": true}
			if test.want == "good" {
				want["staple_from"] = evidence.FormatInstant(from)
			}
			wantOutputs(t, run(t, probe(t, root, given{"host": "127.0.0.1", "port": port})), want)
		})
	}
	served.OCSPStaple = []byte("no answer")
	port := site(t, &tls.Config{Certificates: []tls.Certificate{served}})
	wantOutputs(t, run(t, probe(t, root, given{"host": "127.0.0.1", "port": port})), map[string]any{"staple": "invalid", "staple_from": nil})
	wantOutputs(t, run(t, probe(t, other, given{"host": "127.0.0.1", "port": port})), map[string]any{"staple": nil, "trusted": false, "trust_error": "unknown_root"})
}

func sign(t *testing.T, issuer, signer *authority, says ocsp.Response, own bool) []byte {
	t.Helper()
	says.IssuerHash = crypto.SHA256
	if own {
		says.Certificate = signer.cert
	}
	staple, err := ocsp.CreateResponse(issuer.cert, signer.cert, says, (*ecdsa.PrivateKey)(signer.key))
	if err != nil {
		t.Fatal(err)
	}
	return staple
}
