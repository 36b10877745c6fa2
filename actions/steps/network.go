package steps

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"strings"
	"syscall"

	"github.com/attestary/attestary/actions/engine"
)

// networkWords tell each reason of networkReason to people. The library's own text is never shown: it
// repeats the address, in which a secret may stand.
var networkWords = map[engine.Reason]string{
	engine.ReasonTimeout: "no answer in time",
	engine.ReasonRefused: "nobody listens there",
	engine.ReasonDNS:     "the name leads nowhere",
	engine.ReasonTLS:     "no trusted TLS connection",
	engine.ReasonNetwork: "the network failed",
}

// networkReason sorts what went wrong on the way.
func networkReason(err error) engine.Reason {
	var (
		dns     *net.DNSError
		timeout net.Error
	)
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return engine.ReasonTimeout
	case errors.As(err, &dns):
		if dns.IsTimeout {
			return engine.ReasonTimeout
		}
		return engine.ReasonDNS
	case errors.Is(err, syscall.ECONNREFUSED):
		return engine.ReasonRefused
	case isTLS(err):
		return engine.ReasonTLS
	case errors.As(err, &timeout) && timeout.Timeout():
		return engine.ReasonTimeout
	}
	return engine.ReasonNetwork
}

// isTLS tells whether the other side answered, but not with TLS that can be trusted.
func isTLS(err error) bool {
	var (
		verification *tls.CertificateVerificationError
		record       tls.RecordHeaderError
		alert        tls.AlertError
		authority    x509.UnknownAuthorityError
		name         x509.HostnameError
		invalid      x509.CertificateInvalidError
	)
	return errors.As(err, &verification) || errors.As(err, &record) || errors.As(err, &alert) ||
		errors.As(err, &authority) || errors.As(err, &name) || errors.As(err, &invalid) || errors.Is(err, http.ErrSchemeMismatch) ||
		strings.Contains(err.Error(), "tls: ") // most of crypto/tls has no type: local alerts among them
}
