package resolve

import (
	"fmt"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// mostRounds of hashing that a zone may ask for; it should ask for none (RFC 9276).
const mostRounds = 150

// nsec3 is a proof by hashes of names (RFC 5155, 8).
type nsec3 struct {
	zone    string
	records []*dns.NSEC3
	hash    func(name string) string
}

func (r *Resolver) hashedProof(zone string, records []*dns.NSEC3) (proof, error) {
	first := records[0]
	if first.Iterations > mostRounds {
		return nil, fmt.Errorf("%s asks for %d rounds of hashing: %w", zone, first.Iterations, ErrMuch)
	}
	records = slices.DeleteFunc(records, func(rr *dns.NSEC3) bool {
		return rr.Hash != dns.SHA1 || rr.Iterations != first.Iterations || rr.Salt != first.Salt || parent(rr.Hdr.Name) != zone
	})
	known := map[string]string{}
	hash := func(name string) string {
		if known[name] == "" && r.effort.hashes < maxHashes {
			r.effort.hashes++
			known[name] = strings.ToLower(dns.HashName(name, dns.SHA1, first.Iterations, first.Salt))
		}
		return known[name]
	}
	return nsec3{zone, records, hash}, nil
}

// matching is the record of the very name.
func (p nsec3) matching(name string) *dns.NSEC3 {
	return p.find(func(rr *dns.NSEC3, hash string) bool { return ownHash(rr) == hash }, name)
}

// covering is the record with a gap in which the name would lie.
func (p nsec3) covering(name string) *dns.NSEC3 {
	return p.find(func(rr *dns.NSEC3, hash string) bool {
		own, next := ownHash(rr), strings.ToLower(rr.NextDomain)
		if own < next {
			return own < hash && hash < next
		}
		return own < hash || hash < next // the last one of the zone
	}, name)
}

func (p nsec3) find(fits func(rr *dns.NSEC3, hash string) bool, name string) *dns.NSEC3 {
	hash := p.hash(name)
	i := slices.IndexFunc(p.records, func(rr *dns.NSEC3) bool { return fits(rr, hash) })
	if hash == "" || i < 0 || !dns.IsSubDomain(p.zone, name) {
		return nil
	}
	return p.records[i]
}

func ownHash(rr *dns.NSEC3) string { return rr.Hdr.Name[:strings.IndexByte(rr.Hdr.Name, '.')] }

func optsOut(rr *dns.NSEC3) bool { return rr.Flags&1 != 0 }

func (p nsec3) covers(name string) (covered, optOut bool) {
	rr := p.covering(name)
	return rr != nil, rr != nil && optsOut(rr)
}

// closest is the longest name above that is there, and the name below it that is not.
func (p nsec3) closest(name string) (encloser string, gap *dns.NSEC3) {
	for next := name; next != p.zone && next != "."; next = parent(next) {
		encloser = parent(next)
		rr := p.matching(encloser)
		if rr == nil {
			continue
		}
		if shut(rr.TypeBitMap) {
			return "", nil
		}
		return encloser, p.covering(next)
	}
	return "", nil
}

func (p nsec3) absence(name string, kind uint16) absence {
	if rr := p.matching(name); rr != nil {
		return ofOwn(rr.TypeBitMap, name, kind)
	}
	encloser, gap := p.closest(name)
	if gap == nil {
		return absence{}
	}
	if optsOut(gap) && kind == dns.TypeDS {
		return absence{optOut: true}
	}
	star := wildcard(encloser)
	if rr := p.matching(star); rr != nil {
		a := ofOwn(rr.TypeBitMap, star, kind)
		a.optOut = a.proved && optsOut(gap)
		return a
	}
	proved := p.covering(star) != nil
	return absence{proved: proved, optOut: proved && optsOut(gap)}
}
