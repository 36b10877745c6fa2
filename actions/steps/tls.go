package steps

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

// tlsProbe is tls.probe. It takes any TLS that the other side offers, in order to tell of it, and sends
// nothing over it.
type tlsProbe struct{ roots *x509.CertPool }

const maxRoots = 4 << 20 // bytes of a file with roots

func (p tlsProbe) Run(ctx context.Context, call engine.Call) engine.Result {
	s := settings(call.Settings)
	host := s.text("host", "")
	port, ok := s.whole("port", 443, 1, 65535)
	if !ok || host == "" {
		return unknown(engine.ReasonSetting, "host is empty, or port is not a whole number from 1 to 65535")
	}
	roots, err := p.trust(call, s.text("roots", ""))
	if err != nil {
		return unknown(engine.ReasonUnread, "roots: "+err.Error())
	}
	place := net.JoinHostPort(host, strconv.FormatInt(port, 10))
	raw, err := (&net.Dialer{}).DialContext(ctx, "tcp", place)
	if err != nil {
		return unreached(place, networkReason(err))
	}
	defer raw.Close()
	name := s.text("server_name", host)
	conn := tls.Client(raw, probing(name))
	if err := conn.HandshakeContext(ctx); err != nil {
		return unreached(place, handshakeReason(err))
	}
	return passed(probeOutputs(conn.ConnectionState(), x509.VerifyOptions{DNSName: name, Roots: roots, CurrentTime: call.Now()}))
}

// probing takes whatever is offered, old versions and weak ciphers too: the certificate is judged
// afterwards, by the same rules, and told.
func probing(name string) *tls.Config {
	var suites []uint16
	for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		suites = append(suites, suite.ID)
	}
	config := &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, CipherSuites: suites, ServerName: name}
	if net.ParseIP(name) != nil {
		config.ServerName = "" // an address is not a name to ask for
	}
	return config
}

// handshakeReason: whoever breaks off a handshake has been looked at, and speaks no TLS.
func handshakeReason(err error) engine.Reason {
	reason := networkReason(err)
	if reason == engine.ReasonNetwork || errors.Is(err, io.EOF) {
		return engine.ReasonTLS
	}
	return reason
}

// unreached is passed where we looked and there is no TLS, and unknown where we could not look.
func unreached(place string, reason engine.Reason) engine.Result {
	if reason == engine.ReasonRefused || reason == engine.ReasonTLS {
		return passed(absent("tls.probe", "reached"))
	}
	return unknown(reason, place+": "+networkWords[reason])
}

// trust are the roots of a PEM file, or those of the machine.
func (p tlsProbe) trust(call engine.Call, path string) (*x509.CertPool, error) {
	if path == "" {
		return p.roots, nil
	}
	file, err := openFile(call.Dir, path)
	if err != nil {
		return nil, fmt.Errorf("%s could not be opened", path)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxRoots))
	pool := x509.NewCertPool()
	if err != nil || !pool.AppendCertsFromPEM(data) {
		return nil, fmt.Errorf("%s has no certificate in PEM", path)
	}
	return pool, nil
}

func probeOutputs(state tls.ConnectionState, options x509.VerifyOptions) map[string]expr.Value {
	leaf := state.PeerCertificates[0]
	sum := sha256.Sum256(leaf.Raw)
	options.Intermediates = x509.NewCertPool()
	for _, c := range state.PeerCertificates[1:] {
		options.Intermediates.AddCert(c)
	}
	trustError := distrust(leaf, options)
	names := append([]string{}, leaf.DNSNames...)
	for _, ip := range leaf.IPAddresses {
		names = append(names, ip.String())
	}
	return map[string]expr.Value{
		"reached": expr.OfBool(true), "version": expr.OfText(tls.VersionName(state.Version)),
		"cipher": expr.OfText(tls.CipherSuiteName(state.CipherSuite)), "days_left": expr.OfInt(wholeDays(leaf.NotAfter.Sub(options.CurrentTime))),
		"not_before": expr.OfText(evidence.FormatInstant(leaf.NotBefore)), "not_after": expr.OfText(evidence.FormatInstant(leaf.NotAfter)),
		"fingerprint": expr.OfText(hex.EncodeToString(sum[:])), "issuer": expr.OfText(leaf.Issuer.String()), "names": texts(names),
		"trusted": expr.OfBool(trustError.IsNull()), "trust_error": trustError,
	}
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
func distrust(leaf *x509.Certificate, options x509.VerifyOptions) expr.Value {
	_, err := leaf.Verify(options)
	var (
		name      x509.HostnameError
		authority x509.UnknownAuthorityError
		invalid   x509.CertificateInvalidError
	)
	switch {
	case err == nil:
		return expr.Nil()
	case options.CurrentTime.After(leaf.NotAfter):
		return expr.OfText("expired")
	case options.CurrentTime.Before(leaf.NotBefore):
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
