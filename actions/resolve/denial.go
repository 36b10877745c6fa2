package resolve

import (
	"context"
	"fmt"
	"slices"

	"github.com/miekg/dns"
)

// proof is what a zone proves not to be there, in one message.
type proof interface {
	// covers tells whether the zone has no such name. Where it opts out, unsigned zones may be there.
	covers(name string) (covered, optOut bool)
	// absence is what is proved of a type under a name.
	absence(name string, kind uint16) absence
}

// absence says how it is proved that a name has no record of a type.
type absence struct {
	proved     bool
	exists     bool // the name is there
	delegation bool // a zone begins at the name
	optOut     bool // an unsigned zone may begin there, or above
}

// nothing proves nothing.
type nothing struct{}

func (nothing) covers(string) (covered, optOut bool) { return false, false }
func (nothing) absence(string, uint16) absence       { return absence{} }

// negative judges an answer without records.
func (r *Resolver) negative(ctx context.Context, msg *dns.Msg, q question) (finding, error) {
	found := finding{exists: msg.Rcode == dns.RcodeSuccess, ttl: negativeTTL(msg)}
	if top, _ := r.anchored(holder(q.name, q.kind)); top == "" {
		return found, nil
	}
	signer := denier(msg, q)
	if signer == "" {
		security, err := r.unproved(ctx, q)
		found.security = security
		return found, err
	}
	z, err := r.zone(ctx, signer)
	switch {
	case err != nil:
		return finding{}, err
	case z.unsigned:
		found.security = Insecure
		return found, nil
	}
	return r.denied(z, msg, q, found)
}

func (r *Resolver) denied(z *zone, msg *dns.Msg, q question, found finding) (finding, error) {
	proof, err := r.proofOf(z, msg)
	if err != nil {
		return finding{}, err
	}
	a := proof.absence(q.name, q.kind)
	switch {
	case a.optOut:
		found.security = Insecure
	case a.proved:
		found.security, found.exists = Secure, a.exists
	default:
		return finding{}, r.unproven(q.String(), "the zone "+z.name+" does not prove that there is none")
	}
	return found, nil
}

// denier is the zone whose NSEC or NSEC3 records a message has; "" for none that may speak of the name.
func denier(msg *dns.Msg, q question) string {
	for _, rr := range msg.Ns {
		signature, ok := rr.(*dns.RRSIG)
		if !ok || signature.TypeCovered != dns.TypeNSEC && signature.TypeCovered != dns.TypeNSEC3 {
			continue
		}
		if zone := dns.CanonicalName(signature.SignerName); dns.IsSubDomain(zone, holder(q.name, q.kind)) {
			return zone
		}
	}
	return ""
}

// negativeTTL is how long "there is none" holds (RFC 2308, 5).
func negativeTTL(msg *dns.Msg) uint32 {
	for _, rr := range msg.Ns {
		if soa, ok := rr.(*dns.SOA); ok {
			return min(soa.Hdr.Ttl, soa.Minttl)
		}
	}
	return 0
}

// mostDenials are the records that one proof may be made of; it needs three.
const mostDenials = 16

// proofOf reads the NSEC and NSEC3 records of a message which the zone has signed. One that does not hold
// proves nothing; it takes nothing from the others.
func (r *Resolver) proofOf(z *zone, msg *dns.Msg) (proof, error) {
	var (
		plain  []*dns.NSEC
		hashed []*dns.NSEC3
		wrong  error
	)
	for _, set := range denials(msg, z.name) {
		if err := r.verifyOwn(z, set); err != nil {
			wrong = err
			continue
		}
		switch rr := set.records[0].(type) {
		case *dns.NSEC:
			plain = append(plain, rr)
		case *dns.NSEC3:
			hashed = append(hashed, rr)
		}
	}
	switch {
	case len(plain) > 0:
		return nsec{z.name, plain}, nil
	case len(hashed) > 0:
		return r.hashedProof(z.name, hashed)
	case wrong != nil:
		return nil, wrong
	}
	return nothing{}, nil
}

// unproven is what is said where a proof lacks something, be it that we did not look for all of it.
func (r *Resolver) unproven(of, why string) error {
	if r.effort.hashes >= maxHashes {
		return fmt.Errorf("%s: %w", of, ErrMuch)
	}
	return fmt.Errorf("%s: %s: %w", of, why, ErrBogus)
}

// denials are the sets of NSEC and NSEC3 records of a message that lie in the zone, of one record each.
func denials(msg *dns.Msg, zone string) []rrset {
	var sets []rrset
	for _, rr := range msg.Ns {
		h := rr.Header()
		name := dns.CanonicalName(h.Name)
		if h.Rrtype != dns.TypeNSEC && h.Rrtype != dns.TypeNSEC3 || !dns.IsSubDomain(zone, name) || len(sets) == mostDenials {
			continue
		}
		if slices.ContainsFunc(sets, func(s rrset) bool { return s.name == name && s.kind == h.Rrtype }) {
			continue
		}
		if set := pick(msg.Ns, name, h.Rrtype); len(set.records) == 1 {
			sets = append(sets, set)
		}
	}
	return sets
}

// lacks tells whether a name that has these types lacks one, which an alias would have elsewhere.
func lacks(types []uint16, kind uint16) bool {
	return !slices.Contains(types, kind) && (kind == dns.TypeCNAME || !slices.Contains(types, dns.TypeCNAME))
}

// cut tells whether a zone begins at a name with these types, seen from above.
func cut(types []uint16) bool {
	return slices.Contains(types, dns.TypeNS) && !slices.Contains(types, dns.TypeSOA)
}

// shut tells whether a record with these types says nothing of names below its own: another zone, or
// another branch, begins there (RFC 6840, 4.1).
func shut(types []uint16) bool { return cut(types) || slices.Contains(types, dns.TypeDNAME) }

// atTop tells whether the types are those that a zone has at its own top, where it cannot speak of its DS.
func atTop(types []uint16, name string) bool {
	return name != "." && slices.Contains(types, dns.TypeSOA)
}

// ofOwn is what a record with the very name proves of a type.
func ofOwn(types []uint16, name string, kind uint16) absence {
	switch {
	case kind == dns.TypeDS && atTop(types, name), kind != dns.TypeDS && cut(types), !lacks(types, kind):
		return absence{}
	case slices.Contains(types, typeNXNAME):
		return absence{proved: true}
	}
	return absence{proved: true, exists: true, delegation: cut(types)}
}

// typeNXNAME says that the name of the record is made up, and there is none (RFC 9824).
const typeNXNAME = 128
