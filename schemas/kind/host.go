package kind

import (
	"net/netip"
	"regexp"
	"strconv"
	"strings"
)

var hostForm = regexp.MustCompile(`^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$`)

// ParseHost reads an entry of a connection's hosts: a name or an address, and a port where it is not the
// usual one: "files.acme.example", "10.0.0.7:8443", "[::1]:8443". Nothing in it stands for more than itself.
// The name comes in lower case; port is 0 where none is told.
func ParseHost(text string) (name string, port uint16, ok bool) {
	text = strings.ToLower(text)
	if at, err := netip.ParseAddr(text); err == nil {
		return at.String(), 0, at.Zone() == ""
	}
	if at, err := netip.ParseAddrPort(text); err == nil {
		return at.Addr().String(), at.Port(), at.Port() != 0 && at.Addr().Zone() == ""
	}
	name, digits, told := strings.Cut(text, ":")
	if told {
		n, err := strconv.ParseUint(digits, 10, 16)
		if err != nil || n == 0 || strconv.FormatUint(n, 10) != digits {
			return "", 0, false
		}
		port = uint16(n)
	}
	return name, port, len(name) <= 253 && hostForm.MatchString(name)
}
