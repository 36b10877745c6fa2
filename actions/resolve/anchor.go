package resolve

import (
	"errors"
	"fmt"
	"strings"

	"github.com/miekg/dns"
)

// rootAnchors are the keys of the root zone, as IANA publishes them (RFC 9718): KSK-2017 and KSK-2024.
const rootAnchors = `
. IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D
. IN DS 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16
`

// RootAnchors are the keys of the root zone that this version knows.
func RootAnchors() []dns.RR {
	anchors, err := ReadAnchors(rootAnchors)
	if err != nil {
		panic(err)
	}
	return anchors
}

// ReadAnchors reads DS and DNSKEY records, one a line, as a zone file has them.
func ReadAnchors(text string) ([]dns.RR, error) {
	parser := dns.NewZoneParser(strings.NewReader(text), ".", "")
	parser.SetDefaultTTL(0)
	var anchors []dns.RR
	for rr, ok := parser.Next(); ok; rr, ok = parser.Next() {
		rr.Header().Name = dns.CanonicalName(rr.Header().Name)
		switch rr.(type) {
		case *dns.DS, *dns.DNSKEY:
			anchors = append(anchors, rr)
		default:
			return nil, fmt.Errorf("%s: neither a DS nor a DNSKEY record", rr.Header().Name)
		}
	}
	if parser.Err() != nil {
		return nil, errors.New("not written as in a zone file")
	}
	if len(anchors) == 0 {
		return nil, errors.New("no DS or DNSKEY record")
	}
	return anchors, nil
}

// anchored is the nearest zone at or above name whose key is known, and its anchors; "" where none is.
func (r *Resolver) anchored(name string) (zone string, anchors []dns.RR) {
	for _, rr := range r.Anchors {
		owner := rr.Header().Name
		switch {
		case !dns.IsSubDomain(owner, name):
		case zone == "" || dns.CountLabel(owner) > dns.CountLabel(zone):
			zone, anchors = owner, []dns.RR{rr}
		case owner == zone:
			anchors = append(anchors, rr)
		}
	}
	return zone, anchors
}

// vouched are the keys of a set that one of the anchors or DS records means.
func vouched(keys rrset, by []dns.RR) []*dns.DNSKEY {
	var list []*dns.DNSKEY
	for _, key := range usable(keys) {
		for _, rr := range by {
			if vouches(rr, key) {
				list = append(list, key)
				break
			}
		}
	}
	return list
}

func vouches(rr dns.RR, key *dns.DNSKEY) bool {
	switch rr := rr.(type) {
	case *dns.DNSKEY:
		return rr.Algorithm == key.Algorithm && rr.PublicKey == key.PublicKey && rr.Flags == key.Flags
	case *dns.DS:
		if rr.KeyTag != key.KeyTag() || rr.Algorithm != key.Algorithm || !knownDigest(rr.DigestType) {
			return false
		}
		ds := key.ToDS(rr.DigestType)
		return ds != nil && strings.EqualFold(ds.Digest, rr.Digest)
	}
	return false
}

// usable are the keys that may sign for a zone (RFC 4034, 2.1; RFC 5011, 2.1).
func usable(keys rrset) []*dns.DNSKEY {
	var list []*dns.DNSKEY
	for _, rr := range keys.records {
		key, ok := rr.(*dns.DNSKEY)
		if ok && key.Flags&dns.ZONE != 0 && key.Flags&dns.REVOKE == 0 && key.Protocol == 3 && knownAlgorithm(key.Algorithm) {
			list = append(list, key)
		}
	}
	return list
}

func knownAlgorithm(algorithm uint8) bool {
	switch algorithm {
	case dns.RSASHA256, dns.RSASHA512, dns.ECDSAP256SHA256, dns.ECDSAP384SHA384, dns.ED25519:
		return true
	}
	return false
}

func knownDigest(digest uint8) bool { return digest == dns.SHA256 || digest == dns.SHA384 }

// known are the DS records by which a zone's key can be told.
func known(set rrset) []dns.RR {
	var list []dns.RR
	for _, rr := range set.records {
		if ds, ok := rr.(*dns.DS); ok && knownAlgorithm(ds.Algorithm) && knownDigest(ds.DigestType) {
			list = append(list, ds)
		}
	}
	return list
}
