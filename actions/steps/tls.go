package steps

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/expr"
)

// tlsProbe is tls.probe. It takes any TLS that the other side offers, in order to tell of it, and sends
// nothing over it.
type tlsProbe struct {
	roots *x509.CertPool
	names *net.Resolver
}

const (
	maxRoots = 4 << 20 // bytes of a file with roots
	maxName  = 253     // bytes of a name
)

func (p tlsProbe) Run(ctx context.Context, call engine.Call) engine.Result {
	s := settings(call.Settings)
	at, ok := siteOf(s)
	at.names = p.names
	if !ok {
		return unknown(engine.ReasonSetting, "host is empty, too long or of another family, or port is not a whole number from 1 to 65535")
	}
	roots, err := p.trust(call, s.text("roots", ""))
	if err != nil {
		return unknown(engine.ReasonUnread, "roots: "+err.Error())
	}
	seen, err := at.handshake(ctx)
	if err != nil && (handshakeReason(err) != engine.ReasonTLS || !seen.address.IsValid()) {
		return at.unreached(err)
	}
	at.place = seen.address.String() // and stays with the address that answered
	offers := at.offers(ctx, s.truth("all_ciphers", false))
	if seen.state == nil && len(offers.accepted) == 0 {
		return at.unreached(err)
	}
	outputs := absent("tls.probe", "reached")
	outputs["reached"], outputs["address"] = expr.OfBool(true), expr.OfText(seen.address.Addr().Unmap().String())
	if seen.state != nil {
		offers.agree(seen.state.Version, seen.state.CipherSuite)
	}
	offers.tell(outputs)
	if seen.state != nil {
		tellState(outputs, seen.state, x509.VerifyOptions{DNSName: at.name, Roots: roots, CurrentTime: call.Now()})
	}
	return passed(outputs)
}

// site is what is looked at.
type site struct {
	network, place string // as Dial takes them
	name           string // which server is meant
	smtp           bool
	names          *net.Resolver // who tells where the host is
}

func siteOf(s settings) (site, bool) {
	at := site{network: "tcp", smtp: s.text("starttls", "") == "smtp"}
	otherwise := int64(443)
	if at.smtp {
		otherwise = 25
	}
	host := s.text("host", "")
	port, ok := s.whole("port", otherwise, 1, 65535)
	switch s.text("family", "") {
	case "ipv4":
		at.network = "tcp4"
	case "ipv6":
		at.network = "tcp6"
	}
	if address, err := netip.ParseAddr(host); err == nil && at.network != "tcp" && address.Is4() != (at.network == "tcp4") {
		return site{}, false
	}
	at.name = strings.TrimSuffix(s.text("server_name", host), ".")
	at.place = net.JoinHostPort(host, strconv.FormatInt(port, 10))
	return at, ok && host != "" && len(at.name) <= maxName
}

// open is a connection on which TLS may begin. It ends with the context.
func (at site) open(ctx context.Context) (net.Conn, error) {
	conn, err := (&net.Dialer{Resolver: at.names}).DialContext(ctx, at.network, at.place)
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	if !at.smtp {
		return conn, nil
	}
	if err := startSMTP(conn); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

// sight is what one handshake showed.
type sight struct {
	address netip.AddrPort       // not valid where TLS was never begun
	state   *tls.ConnectionState // nil where no certificate came
}

// handshake looks at the certificate, even of a server that breaks off because it wants one of ours.
func (at site) handshake(ctx context.Context) (sight, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	raw, err := at.open(ctx)
	if err != nil {
		return sight{}, err
	}
	defer raw.Close()
	seen := sight{address: raw.RemoteAddr().(*net.TCPAddr).AddrPort()}
	config := probing(at.name)
	config.VerifyConnection = func(state tls.ConnectionState) error {
		seen.state = &state
		return nil
	}
	err = tls.Client(raw, config).HandshakeContext(ctx)
	if seen.state != nil {
		err = nil
	}
	return seen, err
}

// probing takes whatever is offered, old versions and weak ciphers too: the certificate is judged
// afterwards, by the same rules, and told.
func probing(name string) *tls.Config {
	var suites []uint16
	for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		suites = append(suites, suite.ID)
	}
	return &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, CipherSuites: suites, ServerName: askedName(name)}
}

// askedName is the name to ask for: an address is none.
func askedName(name string) string {
	if _, err := netip.ParseAddr(name); err == nil {
		return ""
	}
	return name
}

// handshakeReason: whoever breaks off a handshake has been looked at, and speaks no TLS.
func handshakeReason(err error) engine.Reason {
	var (
		busy    smtpBusy
		address *net.AddrError
	)
	switch {
	case errors.As(err, &busy):
		return engine.ReasonStatus
	case errors.Is(err, errTalks):
		return engine.ReasonTooLarge
	case errors.As(err, &address):
		return engine.ReasonDNS // the name has no address of that family
	case errors.Is(err, errNoSTARTTLS), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return engine.ReasonTLS
	}
	return networkReason(err)
}

// unreached is passed where we looked and there is no TLS, and unknown where we could not look.
func (at site) unreached(err error) engine.Result {
	switch reason := handshakeReason(err); reason {
	case engine.ReasonRefused, engine.ReasonTLS:
		return passed(absent("tls.probe", "reached"))
	case engine.ReasonStatus, engine.ReasonTooLarge:
		return unknown(reason, at.place+": "+err.Error())
	default:
		return unknown(reason, at.place+": "+networkWords[reason])
	}
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
