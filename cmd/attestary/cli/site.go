package cli

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"time"
)

// site is a real TLS server on loopback, for the tour: something to look at without a network. It
// answers handshakes and says nothing.
type site struct {
	listener net.Listener
	port     int
	root     []byte // PEM: whom to trust for it
}

// openSite makes a certificate for localhost, good for ninety days, and serves it.
func openSite(now time.Time) (*site, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: "the tour's own site"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(0, 0, 90),
		DNSNames: []string{"localhost"}, BasicConstraintsValid: true, IsCA: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	listener, err := tls.Listen("tcp", "localhost:0", &tls.Config{
		Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12,
	})
	if err != nil {
		return nil, err
	}
	s := &site{listener: listener, port: listener.Addr().(*net.TCPAddr).Port}
	s.root = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	go s.serve()
	return s, nil
}

func (s *site) serve() {
	for {
		conn, err := s.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue
		}
		go func() {
			defer conn.Close()
			_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
			_, _ = io.Copy(io.Discard, conn) // the handshake comes with the first read
		}()
	}
}

func (s *site) close() { _ = s.listener.Close() }
