package steps

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// reach is where the requests of one connection may go: to the host of its URL, and to those that it lists
// in hosts. The names are held against the list before anything is asked, and the addresses that they lead
// to when one is dialled, so that a name which leads elsewhere the next time gains nothing.
//
// A name that leads to the private addresses of some network must stand in hosts, and localhost may lead to
// this machine. An address that machines use among themselves, as that of a cloud's metadata, must be
// written out, as an address, in the URL or in hosts.
type reach struct {
	connection string
	plain      bool                // without encryption: to this machine alone
	host       string              // of the URL, as host:port
	listed     map[string]bool     // hosts, as host:port
	private    map[string]bool     // names of hosts that may be private
	written    map[netip.Addr]bool // addresses that stand in the URL or in hosts
}

// reachOf tells why the URL of a connection cannot be that of a service, or where it leads.
func reachOf(c *plan.Connection) (*reach, error) {
	base, err := url.Parse(c.URL)
	if err != nil || base.Host == "" || base.User != nil || base.RawQuery != "" || base.Fragment != "" || base.Scheme != "https" && base.Scheme != "http" {
		return nil, fmt.Errorf("the URL of connection %s is not https://HOST/PATH", c.Name)
	}
	if base.Scheme == "http" && !loopback(base.Hostname()) {
		return nil, &strayed{fmt.Sprintf("connection %s is not encrypted: http:// is for this machine alone", c.Name)}
	}
	r := &reach{
		connection: c.Name, plain: base.Scheme == "http", host: hostPort(base),
		listed: map[string]bool{}, private: map[string]bool{"localhost": true}, written: map[netip.Addr]bool{},
	}
	r.write(base.Hostname())
	for _, entry := range c.Hosts {
		name, port, ok := kind.ParseHost(entry)
		if !ok {
			return nil, fmt.Errorf("hosts of connection %s has an entry that is no host: write HOST or HOST:PORT, without https:// and *", c.Name)
		}
		if port == 0 {
			port = map[bool]uint16{true: 80, false: 443}[r.plain]
		}
		r.listed[net.JoinHostPort(name, strconv.Itoa(int(port)))] = true
		r.private[name] = true
		r.write(name)
	}
	return r, nil
}

func (r *reach) write(name string) {
	if a, err := netip.ParseAddr(name); err == nil {
		r.written[a.Unmap()] = true
	}
}

// hostPort is the host of a URL in one spelling.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	name := strings.ToLower(u.Hostname())
	if a, err := netip.ParseAddr(name); err == nil {
		name = a.String()
	}
	return net.JoinHostPort(name, port)
}

// own tells whether a URL is of the host that the connection is about, to which alone its secret is shown.
func (r *reach) own(u *url.URL) bool { return r.scheme() == u.Scheme && hostPort(u) == r.host }

// lists tells whether a URL is of a host that the connection lists.
func (r *reach) lists(u *url.URL) bool { return r.scheme() == u.Scheme && r.listed[hostPort(u)] }

func (r *reach) scheme() string {
	if r.plain {
		return "http"
	}
	return "https"
}

// strayed tells of a place where a connection may not go.
type strayed struct{ detail string }

func (e *strayed) Error() string { return e.detail }

// unreachable is what comes of a connection that has no reach.
func unreachable(err error) engine.Result {
	var elsewhere *strayed
	if errors.As(err, &elsewhere) {
		return denied(elsewhere.detail)
	}
	return unknown(engine.ReasonSetting, err.Error())
}

var errAddress = errors.New("this is no address")

// admit tells whether the address to which the name of a host has led may be dialled.
func (r *reach) admit(host, address string) error {
	place, err := netip.ParseAddrPort(address)
	if err != nil {
		return errAddress
	}
	a, host := embedded(place.Addr().WithZone("").Unmap()), strings.ToLower(host)
	switch {
	case r.plain && !a.IsLoopback():
		return &strayed{fmt.Sprintf("%s is not this machine, and http:// is for this machine alone", host)}
	case r.plain || r.written[a]:
		return nil
	case !a.IsLoopback() && among(reserved, a):
		return &strayed{fmt.Sprintf("%s leads to %s, an address that machines use among themselves; connection %s would have to say that address", host, a, r.connection)}
	case (a.IsLoopback() || among(local, a)) && !r.private[host]:
		return &strayed{fmt.Sprintf("%s leads to %s, an address of a private network; where that is meant, connection %s says so: hosts = [%q]", host, a, r.connection, host)}
	}
	return nil
}

// embedded is the address that a translator of a network makes of one of IPv6 (RFC 6052).
func embedded(a netip.Addr) netip.Addr {
	if !translated.Contains(a) {
		return a
	}
	b := a.As16()
	return netip.AddrFrom4([4]byte(b[12:]))
}

var (
	translated = netip.MustParsePrefix("64:ff9b::/96")

	// local are the addresses of private networks, by IANA's registries of special addresses.
	local = prefixes("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "198.18.0.0/15", "fc00::/7", "fec0::/10")
	// reserved are those that lead to this link, to many, to nobody or round about, and the addresses at which
	// clouds tell a machine its secrets.
	reserved = prefixes(
		"0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.88.99.0/24", "224.0.0.0/4", "240.0.0.0/4", "64:ff9b:1::/48", "::/96", "100::/64", "2001::/32", "2002::/16", "fe80::/10", "ff00::/8",
		"100.100.100.200/32", "168.63.129.16/32", "fd00:ec2::254/128", "fd20:ce::254/128",
	)
)

func prefixes(texts ...string) []netip.Prefix {
	var list []netip.Prefix
	for _, text := range texts {
		list = append(list, netip.MustParsePrefix(text))
	}
	return list
}

func among(list []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(list, func(p netip.Prefix) bool { return p.Contains(a) })
}

func loopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.Unmap().IsLoopback()
}
