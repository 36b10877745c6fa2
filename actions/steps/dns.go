package steps

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"github.com/miekg/dns"
	"golang.org/x/net/idna"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/resolve"
	"github.com/attestary/attestary/schemas/expr"
)

// dnsLookup is dns.lookup. Whom it asks it does not trust: package resolve holds what comes against the
// keys of DNSSEC.
type dnsLookup struct{ resolvers []string }

const (
	maxRecords  = 1000
	maxAnchors  = 1 << 20 // bytes of a file with anchors
	resolvConf  = "/etc/resolv.conf"
	policySPF   = "SPF"
	policyDMARC = "DMARC"
)

func (d dnsLookup) Run(ctx context.Context, call engine.Call) engine.Result {
	s := settings(call.Settings)
	kind := s.text("type", "")
	name, ok := lookupName(s.text("name", ""), kind)
	if !ok {
		return unknown(engine.ReasonSetting, "name is neither a name of DNS nor, for PTR, an address")
	}
	resolver, problem := d.resolver(call)
	if resolver == nil {
		return problem
	}
	outputs, err := lookup(ctx, resolver, name, kind)
	switch {
	case err != nil:
		return lookupFailure(bareName(name)+" "+kind, err)
	case len(outputs["records"].Items()) > maxRecords:
		return unknown(engine.ReasonTooLarge, fmt.Sprintf("%s %s has more than %d records", name, kind, maxRecords))
	}
	return passed(outputs)
}

func lookup(ctx context.Context, r *resolve.Resolver, name, kind string) (map[string]expr.Value, error) {
	switch kind {
	case policySPF:
		return lookupSPF(ctx, r, name)
	case policyDMARC:
		return lookupDMARC(ctx, r, name)
	}
	answer, err := r.Look(ctx, name, dns.StringToType[kind])
	if err != nil {
		return nil, err
	}
	return answerRecords(answer), nil
}

// lookupName is the name that is asked for.
func lookupName(text, kind string) (string, bool) {
	if address, err := netip.ParseAddr(text); err == nil && kind == "PTR" && address.Zone() == "" {
		name, err := dns.ReverseAddr(address.String())
		return name, err == nil
	}
	if strings.ContainsFunc(text, func(c rune) bool { return c > '~' }) {
		ascii, err := idna.New(idna.MapForLookup(), idna.StrictDomainName(false)).ToASCII(text)
		if err != nil {
			return "", false
		}
		text = ascii
	}
	return dns.CanonicalName(text), plainName(text)
}

// plainName tells whether a text is a name, and nothing in it is an escape.
func plainName(text string) bool {
	_, ok := dns.IsDomainName(text)
	return ok && text != "" && !strings.ContainsFunc(text, func(c rune) bool { return c <= ' ' || c > '~' || c == '\\' || c == '"' })
}

// resolver is whom to ask, and whose keys to trust; nil where a setting is wrong.
func (d dnsLookup) resolver(call engine.Call) (*resolve.Resolver, engine.Result) {
	s := settings(call.Settings)
	r := &resolve.Resolver{Servers: d.resolvers, Now: call.Now(), Random: rand.Reader}
	if server := s.text("server", ""); server != "" {
		place, ok := serverPlace(server)
		if !ok {
			return nil, unknown(engine.ReasonSetting, "server is not written as 192.0.2.53, [2001:db8::53]:53 or ns.acme.example:53")
		}
		r.Servers = []string{place}
	}
	if r.Servers == nil {
		r.Servers = ownResolvers()
	}
	if len(r.Servers) == 0 {
		return nil, unknown(engine.ReasonUnread, resolvConf+" names no resolver; name one with server")
	}
	if !s.truth("dnssec", true) {
		return r, engine.Result{}
	}
	var err error
	if r.Anchors, err = anchorsOf(call.Dir, s.text("anchors", "")); err != nil {
		return nil, unknown(engine.ReasonUnread, "anchors: "+err.Error())
	}
	return r, engine.Result{}
}

// serverPlace is host:port, with the port of DNS where none is told.
func serverPlace(server string) (string, bool) {
	if address, err := netip.ParseAddr(strings.Trim(server, "[]")); err == nil {
		return net.JoinHostPort(address.String(), "53"), true
	}
	if !strings.Contains(server, ":") {
		server += ":53"
	}
	host, port, err := net.SplitHostPort(server)
	n, bad := strconv.ParseUint(port, 10, 16)
	return server, err == nil && host != "" && bad == nil && n > 0
}

func ownResolvers() []string {
	config, err := dns.ClientConfigFromFile(resolvConf)
	if err != nil {
		return nil
	}
	var places []string
	for _, server := range config.Servers {
		places = append(places, net.JoinHostPort(server, config.Port))
	}
	return places
}

// anchorsOf are the keys of a file, and those of the root unless the file has some.
func anchorsOf(repository, path string) ([]dns.RR, error) {
	root := resolve.RootAnchors()
	if path == "" {
		return root, nil
	}
	file, err := openFile(repository, path)
	if err != nil {
		return nil, fmt.Errorf("%s could not be opened", path)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxAnchors))
	if err != nil {
		return nil, fmt.Errorf("%s could not be read", path)
	}
	own, err := resolve.ReadAnchors(string(data))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for _, rr := range own {
		if rr.Header().Name == "." {
			return own, nil
		}
	}
	return append(own, root...), nil
}

// lookupFailure tells a bad answer, which is seen, from having none.
func lookupFailure(what string, err error) engine.Result {
	if errors.Is(err, resolve.ErrChain) {
		return unknown(engine.ReasonUnread, what+": "+err.Error()+"; name a resolver that hands on signatures with server, or say dnssec = false")
	}
	for _, known := range []struct {
		err    error
		reason engine.Reason
	}{
		{resolve.ErrServer, engine.ReasonStatus}, {resolve.ErrGarble, engine.ReasonUnread},
		{resolve.ErrLost, engine.ReasonDNS}, {resolve.ErrMuch, engine.ReasonTooLarge},
	} {
		if errors.Is(err, known.err) {
			return unknown(known.reason, what+": "+err.Error())
		}
	}
	if errors.Is(err, resolve.ErrBogus) {
		return failed(engine.ReasonBogus, what+": "+err.Error())
	}
	reason := networkReason(err)
	return unknown(reason, what+": "+networkWords[reason])
}
