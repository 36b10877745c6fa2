package resolve

import (
	"context"
	"errors"
	"fmt"

	"github.com/miekg/dns"
)

// zone is a zone that the chain has reached: with its keys, or proved to be unsigned.
type zone struct {
	name     string
	keys     []*dns.DNSKEY
	unsigned bool
	empty    bool // what was asked for lies below a name that the zone proves not to be
}

// prove tells what is known of a set.
func (r *Resolver) prove(ctx context.Context, msg *dns.Msg, set rrset) (Security, error) {
	top, _ := r.anchored(holder(set.name, set.kind))
	if top == "" {
		return Unchecked, nil
	}
	signer := set.signer()
	if signer == "" || set.kind == dns.TypeDS && signer == set.name {
		return r.unproved(ctx, question{set.name, set.kind})
	}
	z, err := r.zone(ctx, signer)
	switch {
	case err != nil:
		return Unchecked, err
	case z.unsigned:
		return Insecure, nil
	case z.name != signer:
		return Unchecked, fmt.Errorf("%s is signed by %s, which is no zone: %w", set.name, signer, ErrBogus)
	}
	signature, err := r.verify(z, set)
	if err != nil {
		return Unchecked, err
	}
	return r.unfolded(z, msg, set, signature)
}

// holder is a name in the zone that holds a set: the DS records of a zone are its parent's.
func holder(name string, kind uint16) string {
	if kind == dns.TypeDS {
		return parent(name)
	}
	return name
}

// unproved is called for an answer without signatures. It is right only below an unsigned zone.
func (r *Resolver) unproved(ctx context.Context, q question) (Security, error) {
	z, err := r.zone(ctx, holder(q.name, q.kind))
	if err != nil {
		return Unchecked, err
	}
	if z.unsigned {
		return Insecure, nil
	}
	return Unchecked, fmt.Errorf("%s: the zone %s is signed, and this is not: %w", q, z.name, ErrBogus)
}

// unfolded holds that a set which a wildcard made is under a name that is not there by itself.
func (r *Resolver) unfolded(z *zone, msg *dns.Msg, set rrset, signature *dns.RRSIG) (Security, error) {
	if own(signature, set.name) {
		return Secure, nil
	}
	proof, err := r.proofOf(z, msg)
	if err != nil {
		return Unchecked, err
	}
	next := below(set.name, ".", int(signature.Labels)+1)
	switch covered, optOut := proof.covers(next); {
	case !covered:
		return Unchecked, r.unproven(set.name, "nothing proves that the wildcard holds for it")
	case optOut:
		return Insecure, nil
	}
	return Secure, nil
}

// zone follows the chain from the anchor down to the zone that holds name, or to the first that is not
// signed. The name may be that of the zone itself.
func (r *Resolver) zone(ctx context.Context, name string) (*zone, error) {
	top, anchors := r.anchored(name)
	if top == "" {
		return nil, fmt.Errorf("%s: %w", name, ErrChain)
	}
	z, err := r.anchor(ctx, top, anchors)
	for n := dns.CountLabel(top) + 1; err == nil && n <= dns.CountLabel(name) && !z.unsigned && !z.empty; n++ {
		z, err = r.descend(ctx, z, below(name, ".", n))
	}
	if errors.Is(err, ErrServer) {
		err = fmt.Errorf("%w: %w", ErrChain, err) // it has the answer, and not what proves it
	}
	return z, err
}

// anchor is the zone whose key is known beforehand. That its keys do not fit says nothing of the zone:
// the anchor may be old, or the server may hand on no signatures.
func (r *Resolver) anchor(ctx context.Context, name string, anchors []dns.RR) (*zone, error) {
	if z := r.zones[name]; z != nil {
		return z, nil
	}
	z, err := r.keys(ctx, name, anchors)
	if errors.Is(err, ErrBogus) {
		return nil, fmt.Errorf("the keys of the zone %s that this server gives are not signed by one that is trusted: %w", name, ErrChain)
	}
	return z, err
}

func (r *Resolver) keep(name string, z *zone) *zone {
	if r.zones == nil {
		r.zones = map[string]*zone{}
	}
	r.zones[name] = z
	return z
}

// keys are those of a zone, signed by one that is vouched for.
func (r *Resolver) keys(ctx context.Context, name string, by []dns.RR) (*zone, error) {
	msg, err := r.ask(ctx, question{name, dns.TypeDNSKEY})
	if err != nil {
		return nil, err
	}
	set := pick(msg.Answer, name, dns.TypeDNSKEY)
	entry := &zone{name: name, keys: vouched(set, by)}
	if len(entry.keys) == 0 {
		return nil, fmt.Errorf("%s: it has none of the keys that the zone above names: %w", name, ErrBogus)
	}
	if _, err := r.verify(entry, set); err != nil {
		return nil, err
	}
	return r.keep(name, &zone{name: name, keys: usable(set)}), nil
}

// descend looks whether a zone begins at name, which is one label below what was looked at before.
func (r *Resolver) descend(ctx context.Context, z *zone, name string) (*zone, error) {
	if next := r.zones[name]; next != nil {
		return next, nil
	}
	msg, err := r.ask(ctx, question{name, dns.TypeDS})
	if err != nil {
		return nil, err
	}
	for _, kind := range []uint16{dns.TypeDS, dns.TypeCNAME} {
		set := pick(msg.Answer, name, kind)
		if len(set.records) == 0 {
			continue
		}
		if err := r.verifyOwn(z, set); err != nil {
			return nil, err
		}
		if kind == dns.TypeCNAME {
			return r.keep(name, z), nil // an alias is never the top of a zone
		}
		return r.delegated(ctx, name, known(set))
	}
	return r.undelegated(z, msg, name)
}

func (r *Resolver) delegated(ctx context.Context, name string, by []dns.RR) (*zone, error) {
	if len(by) == 0 {
		return r.keep(name, &zone{name: name, unsigned: true}), nil // in no way known here
	}
	return r.keys(ctx, name, by)
}

// undelegated reads what the zone proves of a name that has no DS record.
func (r *Resolver) undelegated(z *zone, msg *dns.Msg, name string) (*zone, error) {
	proof, err := r.proofOf(z, msg)
	if err != nil {
		return nil, err
	}
	switch absence := proof.absence(name, dns.TypeDS); {
	case absence.optOut, absence.proved && absence.delegation:
		return r.keep(name, &zone{name: name, unsigned: true}), nil
	case absence.proved && absence.exists:
		return r.keep(name, z), nil
	case absence.proved:
		return r.keep(name, &zone{name: z.name, keys: z.keys, empty: true}), nil
	}
	return nil, r.unproven(name, "nothing proves that no zone begins there")
}
