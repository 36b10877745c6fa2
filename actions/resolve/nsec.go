package resolve

import (
	"slices"

	"github.com/miekg/dns"
)

// nsec is a proof by names in the order of the zone (RFC 4035, 5.4).
type nsec struct {
	zone    string
	records []*dns.NSEC
}

func (p nsec) covers(name string) (covered, optOut bool) { return p.covering(name) != nil, false }

// covering is the record with a gap in which name, and nothing below it, would lie.
func (p nsec) covering(name string) *dns.NSEC {
	i := slices.IndexFunc(p.records, func(rr *dns.NSEC) bool {
		return p.gap(rr, name) && !dns.IsSubDomain(name, dns.CanonicalName(rr.NextDomain))
	})
	if i < 0 {
		return nil
	}
	return p.records[i]
}

// gap tells whether name lies between the record's name and the next.
func (p nsec) gap(rr *dns.NSEC, name string) bool {
	owner, next := rr.Hdr.Name, dns.CanonicalName(rr.NextDomain)
	if !dns.IsSubDomain(p.zone, name) || compare(owner, name) >= 0 {
		return false
	}
	if dns.IsSubDomain(owner, name) && shut(rr.TypeBitMap) {
		return false
	}
	return next == p.zone || compare(name, next) < 0
}

func (p nsec) absence(name string, kind uint16) absence {
	for _, rr := range p.records {
		switch {
		case rr.Hdr.Name == name:
			return ofOwn(rr.TypeBitMap, name, kind)
		case p.gap(rr, name) && dns.IsSubDomain(name, dns.CanonicalName(rr.NextDomain)):
			return absence{proved: true, exists: true} // only names below it have records
		}
	}
	rr := p.covering(name)
	if rr == nil {
		return absence{}
	}
	return p.beside(rr, name, kind)
}

// beside looks at the wildcard that would stand for a name which is not there.
func (p nsec) beside(rr *dns.NSEC, name string, kind uint16) absence {
	closest := common(name, rr.Hdr.Name)
	if other := common(name, dns.CanonicalName(rr.NextDomain)); dns.CountLabel(other) > dns.CountLabel(closest) {
		closest = other
	}
	star := wildcard(closest)
	for _, rr := range p.records {
		if rr.Hdr.Name == star {
			return ofOwn(rr.TypeBitMap, star, kind)
		}
	}
	return absence{proved: p.covering(star) != nil}
}
