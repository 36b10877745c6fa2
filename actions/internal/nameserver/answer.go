package nameserver

import (
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// answer fills in what the zone has to say.
func (z *zone) answer(q dns.Question, reply *dns.Msg) {
	name := dns.CanonicalName(q.Name)
	reply.Authoritative = true
	if z.renamed(name, reply) {
		return
	}
	if !z.exists(name) {
		z.absent(name, q.Qtype, reply)
		return
	}
	z.present(name, name, q.Qtype, reply)
}

// present answers from the records of a name, be it a wildcard, under the name that was asked for.
func (z *zone) present(from, name string, kind uint16, reply *dns.Msg) {
	for _, k := range []uint16{kind, dns.TypeCNAME} {
		if set := z.names[from][k]; set != nil {
			reply.Answer = append(reply.Answer, under(name, append(slices.Clone(set), z.sign(set)...))...)
			return
		}
	}
	z.say(reply, z.names[z.Name][dns.TypeSOA])
	if z.OptOut && !slices.Contains(z.chain, from) {
		z.deny(reply, up(from, z.Name)) // it is left out of the chain
	}
	z.deny(reply, from)
}

// under gives records another name.
func under(name string, list []dns.RR) []dns.RR {
	var renamed []dns.RR
	for _, rr := range list {
		rr = dns.Copy(rr)
		rr.Header().Name = name
		renamed = append(renamed, rr)
	}
	return renamed
}

func (z *zone) say(reply *dns.Msg, set []dns.RR) {
	for _, rr := range append(slices.Clone(set), z.sign(set)...) {
		if !slices.ContainsFunc(reply.Ns, func(other dns.RR) bool { return dns.IsDuplicate(rr, other) }) {
			reply.Ns = append(reply.Ns, dns.Copy(rr))
		}
	}
}

// renamed answers with the DNAME above a name.
func (z *zone) renamed(name string, reply *dns.Msg) bool {
	for at := up(name, z.Name); at != ""; at = up(at, z.Name) {
		set := z.names[at][dns.TypeDNAME]
		if set == nil {
			continue
		}
		target := strings.TrimSuffix(name, at) + set[0].(*dns.DNAME).Target
		cname := &dns.CNAME{Hdr: dns.RR_Header{Name: name, Rrtype: dns.TypeCNAME, Class: dns.ClassINET, Ttl: 300}, Target: target}
		reply.Answer = append(append(slices.Clone(set), z.sign(set)...), cname)
		return true
	}
	return false
}

// up is the name above, within the zone; "" above its top.
func up(name, top string) string {
	if name == top {
		return ""
	}
	if name = name[strings.IndexByte(name, '.')+1:]; name == "" {
		return "."
	}
	return name
}

// exists tells whether the name, or one below it, has records.
func (z *zone) exists(name string) bool {
	for other := range z.names {
		if dns.IsSubDomain(name, other) {
			return true
		}
	}
	return false
}

// absent answers for a name that is not there, by a wildcard if there is one.
func (z *zone) absent(name string, kind uint16, reply *dns.Msg) {
	next, closest := name, up(name, z.Name)
	for !z.exists(closest) {
		next, closest = closest, up(closest, z.Name)
	}
	star := "*." + strings.TrimPrefix(closest, ".")
	if z.names[star] == nil {
		reply.Rcode = dns.RcodeNameError
		z.say(reply, z.names[z.Name][dns.TypeSOA])
		z.deny(reply, star)
	} else {
		z.present(star, name, kind, reply)
	}
	if z.Hashed {
		if reply.Answer == nil {
			z.deny(reply, closest)
		}
		z.deny(reply, next)
		return
	}
	z.deny(reply, name)
}

// deny adds the record that has a name, or the gap in which it would lie.
func (z *zone) deny(reply *dns.Msg, name string) {
	if z.Unsigned {
		return
	}
	place := func(of string) int { return compare(of, name) }
	if z.Hashed {
		hash := strings.ToLower(dns.HashName(name, dns.SHA1, z.Rounds, ""))
		place = func(of string) int { return strings.Compare(z.hashes[of], hash) }
	}
	i := len(z.chain) - 1
	for j, of := range z.chain {
		if place(of) <= 0 {
			i = j
		}
	}
	own, next := z.chain[i], z.chain[(i+1)%len(z.chain)]
	if z.Hashed {
		z.say(reply, []dns.RR{z.nsec3(own, next)})
		return
	}
	z.say(reply, []dns.RR{&dns.NSEC{Hdr: header(own, dns.TypeNSEC), NextDomain: next, TypeBitMap: z.types(own, dns.TypeNSEC)}})
}

func (z *zone) nsec3(own, next string) *dns.NSEC3 {
	rr := &dns.NSEC3{
		Hdr: header(z.hashes[own]+"."+strings.TrimPrefix(z.Name, "."), dns.TypeNSEC3), Hash: dns.SHA1, Iterations: z.Rounds,
		HashLength: 20, NextDomain: strings.ToUpper(z.hashes[next]), TypeBitMap: z.types(own),
	}
	if z.OptOut {
		rr.Flags = 1
	}
	return rr
}

func header(name string, kind uint16) dns.RR_Header {
	return dns.RR_Header{Name: name, Rrtype: kind, Class: dns.ClassINET, Ttl: 60}
}

// types are those that a name has. An unsigned delegation has no signature.
func (z *zone) types(name string, more ...uint16) []uint16 {
	list := more
	for kind := range z.names[name] {
		list = append(list, kind)
	}
	delegated := z.names[name][dns.TypeNS] != nil && z.names[name][dns.TypeDS] == nil && name != z.Name
	if len(list) > 0 && (!delegated || len(more) > 0) {
		list = append(list, dns.TypeRRSIG)
	}
	slices.Sort(list)
	return list
}
