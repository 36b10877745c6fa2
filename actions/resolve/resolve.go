// Package resolve asks DNS servers, and holds what they answer against the keys of DNSSEC.
//
// The server that is asked need not be trusted. Every set of records, and every statement that there is
// none, is followed up to a key known beforehand (an Anchor): the key of a zone by its parent's DS record,
// the records by the zone's signature, what is not there by the zone's NSEC or NSEC3 records (RFC 4035,
// 5155, 6840, 9824). What comes of it is one of three. Secure: the chain is whole. Insecure: a zone on
// the way says, signed, that what lies below is not. An error: ErrBogus where a signature that must be
// there is missing or does not hold, and others where nobody could look. The server's own word that it has
// checked (the AD bit) counts for nothing; it is asked not to check (CD), so that a broken zone is seen as
// such, and not as a failing server.
//
// Signatures with SHA-1, and DS records with it, count as none, as do algorithms that are not known here:
// their zone is Insecure. Zones that ask for more than 150 rounds of hashing are not looked at.
//
// All that a server sends is hostile. Messages of another question or id, records of another name or
// class, answers that are too late or too long are no answer; and one Resolver does no more than a set
// number of questions, signatures and hashes, whatever the answers make it look for.
//
// Start at Resolver and Look.
package resolve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/miekg/dns"
)

// Why there is no answer; what is wrong, and where, stands before them. An error of the network is neither.
var (
	ErrBogus  = errors.New("the answer does not hold")                           // forged, or the zone is broken
	ErrChain  = errors.New("no chain of signatures can be followed")             // the server hands on none, or no anchor fits
	ErrServer = errors.New("the server refuses")                                 // SERVFAIL, REFUSED, …
	ErrGarble = errors.New("the answer cannot be read")                          // another question, cut off, no DNS
	ErrLost   = errors.New("the name leads nowhere")                             // aliases in a ring, or too many
	ErrMuch   = errors.New("it takes more questions or signatures than allowed") // a bound of this package
)

// Security is what is known of an answer.
type Security int

const (
	Unchecked Security = iota // nobody looked
	Insecure                  // a zone on the way is proved to be unsigned
	Secure                    // signed, up to an anchor
)

// Answer is what there is under a name.
type Answer struct {
	Name     string   // where the aliases led, in lower case, with a dot at the end
	Exists   bool     // whether there is such a name
	Records  []dns.RR // those of the type that was asked for
	TTL      uint32   // the smallest on the way, in seconds
	Security Security // the least on the way
}

// Resolver asks. It remembers what it was told, and is for one look at a few names: not for two goroutines
// at once, nor for long.
type Resolver struct {
	Servers  []string      // host:port of resolvers, in the order in which they are tried
	Anchors  []dns.RR      // DS and DNSKEY records of zones whose keys are known; none: nothing is checked
	Now      time.Time     // when signatures must hold
	Random   io.Reader     // where the ids of questions come from
	Patience time.Duration // with one server, before the next is tried; 2 seconds if 0

	told    map[question]*dns.Msg
	zones   map[string]*zone
	effort  effort
	unaware map[string]bool // servers that do not know EDNS
}

// effort is what was done so far.
type effort struct{ questions, signatures, hashes int }

const (
	maxAliases    = 16
	maxQuestions  = 400
	maxSignatures = 400
	maxHashes     = 4000
)

// Look finds the records of a type under a name, following aliases.
func (r *Resolver) Look(ctx context.Context, name string, kind uint16) (Answer, error) {
	name = dns.CanonicalName(name)
	whole := Answer{Security: Secure}
	seen := []string{}
	for len(seen) < maxAliases && !slices.Contains(seen, name) {
		seen = append(seen, name)
		found, err := r.look(ctx, name, kind)
		if err != nil {
			return Answer{}, err
		}
		whole.add(found, len(seen) == 1)
		if found.alias == "" {
			whole.Name, whole.Exists, whole.Records = name, found.exists, found.records
			return whole, nil
		}
		name = found.alias
	}
	return Answer{}, fmt.Errorf("%s: aliases lead back, or are more than %d: %w", seen[0], maxAliases, ErrLost)
}

func (a *Answer) add(f finding, first bool) {
	a.Security = min(a.Security, f.security)
	if first || f.ttl < a.TTL {
		a.TTL = f.ttl
	}
}

// finding is what one name has, without following an alias.
type finding struct {
	exists   bool
	records  []dns.RR
	alias    string // another name that has it
	ttl      uint32
	security Security
}

// look asks once, and judges the answer.
func (r *Resolver) look(ctx context.Context, name string, kind uint16) (finding, error) {
	msg, err := r.ask(ctx, question{name, kind})
	if err != nil {
		return finding{}, err
	}
	if set := pick(msg.Answer, name, kind); len(set.records) > 0 {
		return r.positive(ctx, msg, set)
	}
	if set := pick(msg.Answer, name, dns.TypeCNAME); len(set.records) > 0 {
		return r.aliased(ctx, msg, set)
	}
	return r.negative(ctx, msg, question{name, kind})
}

func (r *Resolver) positive(ctx context.Context, msg *dns.Msg, set rrset) (finding, error) {
	security, err := r.prove(ctx, msg, set)
	return finding{exists: true, records: set.records, ttl: set.ttl(), security: security}, err
}

// aliased follows a CNAME. One that a DNAME above it made has no signature of its own; the DNAME has.
func (r *Resolver) aliased(ctx context.Context, msg *dns.Msg, set rrset) (finding, error) {
	alias := dns.CanonicalName(set.records[0].(*dns.CNAME).Target)
	if made, ok := renaming(msg, set.name, alias); ok && len(set.signatures) == 0 {
		set = made
	}
	if len(set.records) > 1 {
		return finding{}, fmt.Errorf("%s has more than one CNAME: %w", set.name, ErrBogus)
	}
	found, err := r.positive(ctx, msg, set)
	found.records, found.alias = nil, alias
	return found, err
}

// renaming is the DNAME of the answer that makes name an alias.
func renaming(msg *dns.Msg, name, alias string) (rrset, bool) {
	for _, rr := range msg.Answer {
		d, ok := rr.(*dns.DNAME)
		if !ok {
			continue
		}
		owner, target := dns.CanonicalName(d.Hdr.Name), dns.CanonicalName(d.Target)
		if owner != name && dns.IsSubDomain(owner, name) && alias == renamed(name, owner, target) {
			return pick(msg.Answer, owner, dns.TypeDNAME), true
		}
	}
	return rrset{}, false
}

func renamed(name, owner, target string) string {
	if owner == "." {
		return name + target
	}
	prefix := name[:len(name)-len(owner)]
	if target == "." {
		return prefix
	}
	return prefix + target
}
