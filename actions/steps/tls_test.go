package steps_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"io"
	stdlog "log"
	"math/big"
	"net"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/evidence"
)

// quiet takes what a server of a test says of handshakes that are meant to fail.
var quiet = stdlog.New(io.Discard, "", 0)

// authority is a root of a test, which issues certificates.
type authority struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
}

func newAuthority(t testing.TB) *authority {
	t.Helper()
	a := &authority{}
	a.key, a.cert, _ = issue(t, nil, &x509.Certificate{
		Subject: pkix.Name{CommonName: "Test Root"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour * 24 * 3650),
	})
	return a
}

// issue makes a certificate; without an authority it signs itself.
func issue(t testing.TB, by *authority, template *x509.Certificate) (*ecdsa.PrivateKey, *x509.Certificate, tls.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template.SerialNumber = big.NewInt(1)
	parent, signer := template, key
	if by != nil {
		parent, signer = by.cert, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return key, cert, tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// site serves TLS on loopback and gives its port.
func site(t testing.TB, config *tls.Config) int {
	t.Helper()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", config)
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{ErrorLog: quiet}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return listener.Addr().(*net.TCPAddr).Port
}

func TestTLSProbe(t *testing.T) {
	t.Parallel()
	root := newAuthority(t)
	const day = 24 * time.Hour
	names := []string{"www.acme.example", "acme.example"}
	leaf := func(by *authority, from, to time.Duration) *x509.Certificate {
		return &x509.Certificate{
			Subject: pkix.Name{CommonName: names[0]}, DNSNames: names, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
			NotBefore: time.Now().Add(from), NotAfter: time.Now().Add(to),
		}
	}
	for name, test := range map[string]struct {
		by       *authority
		template *x509.Certificate
		most     uint16 // TLS version
		ask      string // server_name
		want     map[string]any
	}{
		"fine":           {root, leaf(root, -day, 30*day+time.Hour), tls.VersionTLS13, names[0], map[string]any{"version": "TLS 1.3", "days_left": 30, "trusted": true, "trust_error": nil, "names": []string{names[0], names[1], "127.0.0.1"}}},
		"by its address": {root, leaf(root, -day, day/2), tls.VersionTLS13, "", map[string]any{"trusted": true, "days_left": 0}},
		"TLS 1.2 only":   {root, leaf(root, -day, day), tls.VersionTLS12, names[1], map[string]any{"version": "TLS 1.2", "trusted": true}},
		"TLS 1.0 only":   {root, leaf(root, -day, day), tls.VersionTLS10, names[1], map[string]any{"version": "TLS 1.0", "reached": true}},
		"expired":        {root, leaf(root, -9*day, -time.Hour), tls.VersionTLS13, names[0], map[string]any{"trusted": false, "trust_error": "expired", "days_left": -1}},
		"not yet valid":  {root, leaf(root, day, 9*day), tls.VersionTLS13, names[0], map[string]any{"trusted": false, "trust_error": "not_yet_valid"}},
		"the wrong name": {root, leaf(root, -day, 9*day), tls.VersionTLS13, "mail.acme.example", map[string]any{"trusted": false, "trust_error": "wrong_name"}},
		"signs itself":   {nil, leaf(nil, -day, 9*day), tls.VersionTLS13, names[0], map[string]any{"trusted": false, "trust_error": "unknown_root"}},
	} {
		_, cert, served := issue(t, test.by, test.template)
		port := site(t, &tls.Config{Certificates: []tls.Certificate{served}, MinVersion: tls.VersionTLS10, MaxVersion: test.most})
		settings := given{"host": "127.0.0.1", "port": port, "roots": "roots.pem"}
		if test.ask != "" {
			settings["server_name"] = test.ask
		}
		call := callOf(t, "tls.probe", settings)
		write(t, call.Dir, "roots.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.cert.Raw})))
		sum := sha256.Sum256(cert.Raw)
		test.want["fingerprint"], test.want["reached"] = hex.EncodeToString(sum[:]), true
		t.Run(name, func(t *testing.T) { wantOutputs(t, run(t, call), test.want) })
	}
}

// TestTLSProbeNotThere: that there is no TLS is something seen; that nobody could look is not.
func TestTLSProbeNotThere(t *testing.T) {
	t.Parallel()
	_, portText, _ := net.SplitHostPort(closedPort(t))
	port, _ := strconv.Atoi(portText)
	wantOutputs(t, run(t, callOf(t, "tls.probe", given{"host": "127.0.0.1", "port": port})), map[string]any{"reached": false, "days_left": nil, "trusted": nil})

	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	go func() {
		for {
			conn, err := plain.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Write([]byte("220 mail.acme.example ESMTP\r\n"))
			_ = conn.Close()
		}
	}()
	port = plain.Addr().(*net.TCPAddr).Port
	wantOutputs(t, run(t, callOf(t, "tls.probe", given{"host": "127.0.0.1", "port": port})), map[string]any{"reached": false})

	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	call := callOf(t, "tls.probe", given{"host": "127.0.0.1", "port": silent.Addr().(*net.TCPAddr).Port})
	wants(t, steps.All(steps.Machine{})["tls.probe"].Run(ctx, call), evidence.Unknown, engine.ReasonTimeout, "")

	wants(t, run(t, callOf(t, "tls.probe", given{"host": "127.0.0.1", "port": 70000})), evidence.Unknown, engine.ReasonSetting, "port")
	wants(t, run(t, callOf(t, "tls.probe", given{"host": "127.0.0.1", "roots": "none.pem"})), evidence.Unknown, engine.ReasonUnread, "none.pem")
}
