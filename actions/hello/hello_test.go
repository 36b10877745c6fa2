package hello_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/big"
	"net"
	"slices"
	"testing"
	"testing/iotest"

	"github.com/attestary/attestary/actions/hello"
)

// server takes one connection and gives what it says first.
func server(t *testing.T, config *tls.Config) net.Conn {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	config.Certificates = []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}
	ours, theirs := net.Pipe()
	t.Cleanup(func() { _ = ours.Close() })
	go func() {
		_ = tls.Server(theirs, config).Handshake()
		_ = theirs.Close()
	}()
	return ours
}

func ask(t *testing.T, conn net.Conn, o hello.Offer) (hello.Answer, error) {
	t.Helper()
	if _, err := conn.Write(o.Bytes()); err != nil {
		t.Fatal(err)
	}
	return hello.Read(conn)
}

func TestOffer(t *testing.T) {
	t.Parallel()
	names := make(chan string, 1)
	for version := uint16(tls.VersionTLS10); version <= tls.VersionTLS13; version++ {
		config := &tls.Config{MinVersion: tls.VersionTLS10, GetConfigForClient: func(h *tls.ClientHelloInfo) (*tls.Config, error) {
			names <- h.ServerName
			return nil, nil
		}}
		got, err := ask(t, server(t, config), hello.Offer{Version: version, Suites: hello.Suites(version), Name: "www.acme.example"})
		if err != nil || got.Version != version || !slices.Contains(hello.Suites(version), got.Suite) {
			t.Errorf("%s: %+v %v", tls.VersionName(version), got, err)
		}
		if name := <-names; name != "www.acme.example" {
			t.Errorf("%s: asked for %q", tls.VersionName(version), name)
		}
	}
}

// TestOfferOne: a server takes no suite but one that was offered.
func TestOfferOne(t *testing.T) {
	t.Parallel()
	const suite = tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
	got, err := ask(t, server(t, &tls.Config{}), hello.Offer{Version: tls.VersionTLS12, Suites: []uint16{suite}})
	if err != nil || got.Suite != suite {
		t.Errorf("%+v %v", got, err)
	}
	if _, err := ask(t, server(t, &tls.Config{}), hello.Offer{Version: tls.VersionTLS12, Suites: []uint16{1}}); !errors.Is(err, hello.ErrRefused) {
		t.Error(err)
	}
	if _, err := ask(t, server(t, &tls.Config{MinVersion: tls.VersionTLS13}), hello.Offer{Version: tls.VersionTLS12, Suites: hello.Suites(tls.VersionTLS12)}); !errors.Is(err, hello.ErrRefused) {
		t.Error(err)
	}
}

// TestSuiteNames holds the list against the one of Go.
func TestSuiteNames(t *testing.T) {
	t.Parallel()
	for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		version := uint16(tls.VersionTLS12)
		if slices.Contains(suite.SupportedVersions, tls.VersionTLS13) {
			version = tls.VersionTLS13
		}
		if got := hello.SuiteName(suite.ID); got != suite.Name || !slices.Contains(hello.Suites(version), suite.ID) {
			t.Errorf("%#04x is %s, want %s", suite.ID, got, suite.Name)
		}
	}
}

// answer is a ServerHello for TLS 1.2 in records of so many bytes.
func answer(size int) []byte {
	body := append([]byte{3, 3}, make([]byte, 32)...)
	body = append(body, 0, 0xc0, 0x2f, 0)
	message := append([]byte{2, 0, 0, byte(len(body))}, body...)
	var wire []byte
	for part := range slices.Chunk(message, size) {
		wire = append(append(wire, 22, 3, 3, 0, byte(len(part))), part...)
	}
	return wire
}

func TestRead(t *testing.T) {
	t.Parallel()
	warning := []byte{21, 3, 3, 0, 2, 1, 112}
	broken := errors.New("broken")
	for name, test := range map[string]struct {
		from io.Reader
		want error
	}{
		"whole":          {bytes.NewReader(answer(100)), nil},
		"byte by byte":   {iotest.OneByteReader(bytes.NewReader(answer(1))), nil},
		"after warnings": {bytes.NewReader(slices.Concat(warning, warning, answer(100))), nil},
		"only warnings":  {bytes.NewReader(bytes.Repeat(warning, 9)), hello.ErrRefused},
		"an alert":       {bytes.NewReader([]byte{21, 3, 1, 0, 2, 2, 40}), hello.ErrRefused},
		"a goodbye":      {bytes.NewReader([]byte{21, 3, 1, 0, 2, 1, 0}), hello.ErrRefused},
		"nothing":        {bytes.NewReader(nil), hello.ErrRefused},
		"text":           {bytes.NewReader([]byte("HTTP/1.1 400 Bad Request\r\n")), hello.ErrNoTLS},
		"half a header":  {bytes.NewReader([]byte{22, 3}), hello.ErrNoTLS},
		"half a record":  {bytes.NewReader(answer(100)[:20]), hello.ErrNoTLS},
		"an empty one":   {bytes.NewReader([]byte{22, 3, 3, 0, 0}), hello.ErrNoTLS},
		"one too long":   {bytes.NewReader([]byte{22, 3, 3, 0xff, 0xff}), hello.ErrNoTLS},
		"another one":    {bytes.NewReader([]byte{22, 3, 3, 0, 4, 11, 0, 0, 0}), hello.ErrNoTLS},
		"a huge message": {bytes.NewReader([]byte{22, 3, 3, 0, 4, 2, 0xff, 0xff, 0xff}), hello.ErrNoTLS},
		"a short one":    {bytes.NewReader([]byte{22, 3, 3, 0, 4, 2, 0, 0, 0}), hello.ErrNoTLS},
		"an error":       {iotest.ErrReader(broken), broken},
	} {
		got, err := hello.Read(test.from)
		if !errors.Is(err, test.want) || err == nil && got != (hello.Answer{Version: tls.VersionTLS12, Suite: 0xc02f}) {
			t.Errorf("%s: %+v %v, want %v", name, got, err, test.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(answer(100))
	f.Add(answer(3))
	f.Add([]byte{21, 3, 1, 0, 2, 1, 112, 22, 3, 3, 0, 1, 2})
	f.Fuzz(func(t *testing.T, data []byte) {
		r := bytes.NewReader(data)
		got, err := hello.Read(r)
		if err != nil && got != (hello.Answer{}) {
			t.Errorf("%+v with %v", got, err)
		}
	})
}
