package resolve

import (
	"slices"

	"github.com/miekg/dns"
)

// rrset is all records of one name and type, with what is said to be signed over them.
type rrset struct {
	name       string
	kind       uint16
	records    []dns.RR
	signatures []*dns.RRSIG
}

// pick takes the set of a name and type out of a section, and leaves all else that the server put there.
func pick(section []dns.RR, name string, kind uint16) rrset {
	set := rrset{name: name, kind: kind}
	for _, rr := range section {
		h := rr.Header()
		if h.Class != dns.ClassINET || dns.CanonicalName(h.Name) != name {
			continue
		}
		h.Name = name
		if signature, ok := rr.(*dns.RRSIG); ok && signature.TypeCovered == kind {
			set.signatures = append(set.signatures, signature)
		}
		if h.Rrtype == kind {
			set.records = append(set.records, rr)
		}
	}
	set.records = dns.Dedup(set.records, nil)
	return set
}

// ttl is how long the set may be remembered: no longer than its zone says in what it signs.
func (s rrset) ttl() uint32 {
	least := s.records[0].Header().Ttl
	for _, rr := range s.records {
		least = min(least, rr.Header().Ttl)
	}
	for _, signature := range s.signatures {
		least = min(least, signature.OrigTtl)
	}
	return least
}

// signer is the zone that is said to have signed the set, the nearest one of those that may; "" for none.
func (s rrset) signer() string {
	nearest := ""
	for _, signature := range s.signatures {
		zone := dns.CanonicalName(signature.SignerName)
		if dns.IsSubDomain(zone, s.name) && (nearest == "" || dns.CountLabel(zone) > dns.CountLabel(nearest)) {
			nearest = zone
		}
	}
	return nearest
}

// labels are the labels of a name, from the last to the first, as bytes.
func labels(name string) [][]byte {
	wire := make([]byte, 256)
	end, err := dns.PackDomainName(name, wire, 0, nil, false)
	if err != nil {
		return nil
	}
	var list [][]byte
	for at := 0; at < end && wire[at] != 0; at += 1 + int(wire[at]) {
		list = append(list, wire[at+1:at+1+int(wire[at])])
	}
	slices.Reverse(list)
	return list
}

// compare orders names as zones do (RFC 4034, 6.1). Both are in lower case.
func compare(a, b string) int { return slices.CompareFunc(labels(a), labels(b), slices.Compare) }

// below is the name that has n labels more than zone and ends name.
func below(name, zone string, n int) string {
	starts := dns.Split(name)
	i := len(starts) - dns.CountLabel(zone) - n
	if i < 0 || len(starts) == 0 {
		return name
	}
	if i >= len(starts) {
		return "."
	}
	return name[starts[i]:]
}

// parent is the name without its first label.
func parent(name string) string {
	next, end := dns.NextLabel(name, 0)
	if end {
		return "."
	}
	return name[next:]
}

// common is the longest name that both end with.
func common(a, b string) string { return below(a, ".", dns.CompareDomainName(a, b)) }

func wildcard(zone string) string {
	if zone == "." {
		return "*."
	}
	return "*." + zone
}
