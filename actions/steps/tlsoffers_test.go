package steps_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/internal/nameserver"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/evidence"
)

// shop is a certificate for www.acme.example, and for this machine.
func shop() *x509.Certificate {
	return &x509.Certificate{
		Subject: pkix.Name{CommonName: "www.acme.example"}, DNSNames: []string{"www.acme.example"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(100 * time.Hour),
	}
}

// probe is a call that trusts the root of a test.
func probe(t testing.TB, root *authority, settings given) engine.Call {
	t.Helper()
	settings["roots"] = "roots.pem"
	call := callOf(t, "tls.probe", settings)
	write(t, call.Dir, "roots.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.cert.Raw})))
	return call
}

func TestTLSVersions(t *testing.T) {
	t.Parallel()
	root := newAuthority(t)
	_, _, served := issue(t, root, shop())
	for name, test := range map[string]struct {
		least, most uint16
		want        map[string]any
	}{
		"all":     {tls.VersionTLS10, tls.VersionTLS13, map[string]any{"version": "TLS 1.3", "versions": []string{"TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"}}},
		"modern":  {tls.VersionTLS12, tls.VersionTLS13, map[string]any{"versions": []string{"TLS 1.2", "TLS 1.3"}}},
		"newest":  {tls.VersionTLS13, tls.VersionTLS13, map[string]any{"versions": []string{"TLS 1.3"}}},
		"old":     {tls.VersionTLS10, tls.VersionTLS11, map[string]any{"version": "TLS 1.1", "versions": []string{"TLS 1.0", "TLS 1.1"}}},
		"the 1.2": {tls.VersionTLS12, tls.VersionTLS12, map[string]any{"version": "TLS 1.2", "versions": []string{"TLS 1.2"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.want["reached"], test.want["trusted"], test.want["ciphers"], test.want["address"], test.want["staple"] = true, true, nil, "127.0.0.1", "none"
			port := site(t, &tls.Config{Certificates: []tls.Certificate{served}, MinVersion: test.least, MaxVersion: test.most})
			wantOutputs(t, run(t, probe(t, root, given{"host": "127.0.0.1", "port": port})), test.want)
		})
	}
}

func TestTLSCiphers(t *testing.T) {
	t.Parallel()
	root := newAuthority(t)
	_, _, served := issue(t, root, shop())
	port := site(t, &tls.Config{
		Certificates: []tls.Certificate{served}, MinVersion: tls.VersionTLS10,
		CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA},
	})
	wantOutputs(t, run(t, probe(t, root, given{"host": "127.0.0.1", "port": port, "all_ciphers": true})), map[string]any{"ciphers": []string{
		"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
		"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
	}})
}

// TestTLSForeign looks at servers that no client of Go agrees with: they speak TLS, and how badly is seen.
func TestTLSForeign(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("openssl"); err != nil {
		t.Skip("there is no openssl")
	}
	root := newAuthority(t)
	for name, test := range map[string]struct {
		args []string
		want map[string]any
	}{
		"DHE alone": {[]string{"-tls1_2", "-cipher", "DHE-RSA-AES128-SHA:DHE-RSA-AES256-SHA@SECLEVEL=0"}, map[string]any{
			"version": "TLS 1.2", "versions": []string{"TLS 1.2"}, "ciphers": []string{"TLS_DHE_RSA_WITH_AES_128_CBC_SHA", "TLS_DHE_RSA_WITH_AES_256_CBC_SHA"},
		}},
		"not encrypted": {[]string{"-tls1_2", "-cipher", "ECDHE-RSA-NULL-SHA@SECLEVEL=0"}, map[string]any{
			"version": "TLS 1.2", "cipher": "TLS_ECDHE_RSA_WITH_NULL_SHA", "ciphers": []string{"TLS_ECDHE_RSA_WITH_NULL_SHA"},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.want["reached"], test.want["trusted"], test.want["days_left"], test.want["staple"] = true, nil, nil, nil
			port := openssl(t, test.args...)
			wantOutputs(t, run(t, probe(t, root, given{"host": "127.0.0.1", "port": port, "all_ciphers": true})), test.want)
		})
	}
}

// openssl starts its server on a free port.
func openssl(t *testing.T, args ...string) int {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", dir+"/key", "-out", dir+"/cert", "-subj", "/CN=x", "-days", "2").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	server := exec.Command("openssl", append([]string{"s_server", "-accept", "127.0.0.1:0", "-key", dir + "/key", "-cert", dir + "/cert"}, args...)...)
	if _, err := server.StdinPipe(); err != nil { // which stays open: at its end the server goes away
		t.Fatal(err)
	}
	said, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = server.Process.Kill(), server.Wait() })
	for lines := bufio.NewScanner(said); lines.Scan(); {
		if place, ok := strings.CutPrefix(lines.Text(), "ACCEPT "); ok {
			go func() { _, _ = io.Copy(io.Discard, said) }()
			port, _ := strconv.Atoi(place[strings.LastIndexByte(place, ':')+1:])
			return port
		}
	}
	t.Fatal("openssl does not listen")
	return 0
}

// TestTLSWantsOurs: a server that breaks off because we show no certificate has shown its own.
func TestTLSWantsOurs(t *testing.T) {
	t.Parallel()
	root := newAuthority(t)
	_, _, served := issue(t, root, shop())
	for _, most := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		port := site(t, &tls.Config{Certificates: []tls.Certificate{served}, ClientAuth: tls.RequireAndVerifyClientCert, MaxVersion: most})
		wantOutputs(t, run(t, probe(t, root, given{"host": "127.0.0.1", "port": port})), map[string]any{"reached": true, "trusted": true, "days_left": 4})
	}
}

func TestTLSAddresses(t *testing.T) {
	t.Parallel()
	root := newAuthority(t)
	_, _, served := issue(t, root, shop())
	listener, err := tls.Listen("tcp", "[::1]:0", &tls.Config{Certificates: []tls.Certificate{served}})
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go serveHandshakes(listener)
	port := listener.Addr().(*net.TCPAddr).Port
	wantOutputs(t, run(t, probe(t, root, given{"host": "::1", "port": port})), map[string]any{"reached": true, "trusted": true, "address": "::1"})
	wantOutputs(t, run(t, probe(t, root, given{"host": "::1", "port": port, "family": "ipv6", "server_name": "www.acme.example"})), map[string]any{"trusted": true})
	wantOutputs(t, run(t, probe(t, root, given{"host": "::1", "port": port, "server_name": "other.example"})), map[string]any{"trusted": false, "trust_error": "wrong_name"})
	wants(t, run(t, probe(t, root, given{"host": "::1", "port": port, "family": "ipv4"})), evidence.Unknown, engine.ReasonSetting, "another family")
	wants(t, run(t, probe(t, root, given{"host": "::1", "port": port, "server_name": strings.Repeat("x", 1<<17)})), evidence.Unknown, engine.ReasonSetting, "too long")
	wantOutputs(t, run(t, probe(t, root, given{"host": "::1", "port": port, "server_name": "www.acme.example."})), map[string]any{"trusted": true})
	wants(t, run(t, probe(t, root, given{"host": "127.0.0.1", "port": port, "family": "ipv6"})), evidence.Unknown, engine.ReasonSetting, "another family")
}

// TestTLSFamily: a name that leads to both kinds of address is looked at where the runbook says.
func TestTLSFamily(t *testing.T) {
	t.Parallel()
	root := newAuthority(t)
	_, _, served := issue(t, root, shop())
	listener, err := tls.Listen("tcp", "[::1]:0", &tls.Config{Certificates: []tls.Certificate{served}})
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go serveHandshakes(listener)
	names := nameserver.Start(t, "127.0.0.1", nameserver.Zone{Name: ".", Records: "www.acme.example AAAA ::1\nwww.acme.example A 127.0.0.1\nfour.example A 127.0.0.1\n"})
	machine := steps.Machine{Names: &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, names.Address)
	}}}
	port := listener.Addr().(*net.TCPAddr).Port
	six := probe(t, root, given{"host": "www.acme.example", "port": port, "family": "ipv6"})
	wantOutputs(t, runWith(t, machine, six), map[string]any{"reached": true, "trusted": true, "address": "::1"})
	either := probe(t, root, given{"host": "www.acme.example", "port": port})
	wantOutputs(t, runWith(t, machine, either), map[string]any{"reached": true, "address": "::1"}) // nobody listens at the other
	four := probe(t, root, given{"host": "www.acme.example", "port": port, "family": "ipv4"})
	wantOutputs(t, runWith(t, machine, four), map[string]any{"reached": false, "address": nil})
	none := probe(t, root, given{"host": "four.example", "port": port, "family": "ipv6"})
	wants(t, runWith(t, machine, none), evidence.Unknown, engine.ReasonDNS, "the name leads nowhere")
}

func serveHandshakes(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			_ = conn.(*tls.Conn).Handshake()
			_ = conn.Close()
		}()
	}
}

func TestTLSChain(t *testing.T) {
	t.Parallel()
	root := newAuthority(t)
	middle := &authority{}
	middle.key, middle.cert, _ = issue(t, root, &x509.Certificate{
		Subject: pkix.Name{CommonName: "Middle"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Date(2100, 1, 2, 3, 4, 5, 0, time.UTC),
	})
	_, _, served := issue(t, middle, shop())
	served.Certificate = append(served.Certificate, middle.cert.Raw)
	port := site(t, &tls.Config{Certificates: []tls.Certificate{served}})
	result := run(t, probe(t, root, given{"host": "127.0.0.1", "port": port}))
	wantOutputs(t, result, map[string]any{"trusted": true})
	chain := result.Outputs["chain"].Items()
	if len(chain) != 2 {
		t.Fatalf("%d certificates", len(chain))
	}
	for name, want := range map[string]string{"subject": "CN=Middle", "issuer": "CN=Test Root", "key": "ECDSA P-256", "signature": "ECDSA-SHA256", "not_after": "2100-01-02T03:04:05Z"} {
		if got, _ := chain[1].Get(name).AsText(); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

// BenchmarkProbe looks at one site: five connections, one of them with the whole handshake.
func BenchmarkProbe(b *testing.B) {
	root := newAuthority(b)
	_, _, served := issue(b, root, shop())
	call := probe(b, root, given{"host": "127.0.0.1", "port": site(b, &tls.Config{Certificates: []tls.Certificate{served}})})
	for b.Loop() {
		if result := steps.All(steps.Machine{})["tls.probe"].Run(b.Context(), call); result.Outcome != evidence.Passed {
			b.Fatal(result.Detail)
		}
	}
}
