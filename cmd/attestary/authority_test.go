package main_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// authority issues certificates for what pages start. It is made anew for each test of this package.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

var theAuthority = sync.OnceValue(func() authority {
	template := &x509.Certificate{
		Subject: pkix.Name{CommonName: "Authority of a page"}, SerialNumber: big.NewInt(1), IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(10, 0, 0), KeyUsage: x509.KeyUsageCertSign,
	}
	key, certificate := issue(template, template, nil)
	return authority{certificate, key}
})

// trusted is the authority, which the programs of the page trust from now on, and no other.
func trusted(ts *testscript.TestScript) authority {
	path := ts.MkAbs(filepath.Join(ts.Getenv("WORK"), "authority.pem"))
	ts.Check(os.WriteFile(path, theAuthority().pem(), 0o600))
	ts.Setenv("SSL_CERT_FILE", path)
	ts.Setenv("SSL_CERT_DIR", filepath.Dir(path)+"/none")
	return theAuthority()
}

// pem is the authority's certificate, for those who trust it.
func (a authority) pem() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.certificate.Raw})
}

// serving is the configuration of who serves under a name, or an address.
func (a authority) serving(name string) *tls.Config {
	return a.until(name, time.Now().AddDate(0, 3, 0))
}

// until is the same, with a certificate that ends then.
func (a authority) until(name string, end time.Time) *tls.Config {
	template := &x509.Certificate{
		Subject: pkix.Name{CommonName: name}, SerialNumber: big.NewInt(time.Now().UnixNano()), NotBefore: time.Now().AddDate(0, -3, 0), NotAfter: end,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if ip := net.ParseIP(name); ip != nil {
		template.IPAddresses = []net.IP{ip}
	} else {
		template.DNSNames = []string{name}
	}
	key, certificate := issue(template, a.certificate, a.key)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{certificate.Raw}, PrivateKey: key}}}
}

// issue makes a key and a certificate for it; without an issuer's key it signs itself.
func issue(template, issuer *x509.Certificate, by *ecdsa.PrivateKey) (*ecdsa.PrivateKey, *x509.Certificate) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	if by == nil {
		by = key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, issuer, &key.PublicKey, by)
	if err != nil {
		panic(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		panic(err)
	}
	return key, certificate
}

// quiet is the log of servers whose clients hang up as a test wants it.
var quiet = log.New(io.Discard, "", 0)
