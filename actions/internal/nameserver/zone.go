package nameserver

import (
	"crypto"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/miekg/dns"
)

// Zone is a zone as a test writes it.
type Zone struct {
	Name     string // "acme.example."
	Records  string // as in a zone file; SOA and NS records of its own are there anyway
	Hashed   bool   // NSEC3 records, not NSEC
	OptOut   bool   // of NSEC3: unsigned zones below are left out
	Rounds   uint16 // of hashing
	Unsigned bool   // no keys at all
	Orphan   bool   // signed, and its parent has no DS record for it
	Stranger bool   // the DS record of the parent means another key
	Old      bool   // every signature of it ended yesterday
	Early    bool   // every signature of it begins tomorrow
	Bits     int    // of the key
	Using    uint8  // algorithm; ECDSA with P-256 if 0
}

// names is what a zone has under its names, by type.
type names map[string]map[uint16][]dns.RR

type zone struct {
	Zone
	key     *dns.DNSKEY
	private crypto.Signer
	names   names
	chain   []string          // names in the order of the zone, or of their hashes
	hashes  map[string]string // of the chain's names, where they are hashed

	mu     sync.Mutex
	signed map[string]*dns.RRSIG
}

func newZone(t testing.TB, written Zone) *zone {
	t.Helper()
	z := &zone{Zone: written, names: names{}, signed: map[string]*dns.RRSIG{}}
	apex := "@ 300 SOA ns.invalid. admin.invalid. 1 7200 3600 1209600 60\n@ 300 NS ns.invalid.\n"
	parser := dns.NewZoneParser(strings.NewReader(apex+written.Records), z.Name, "")
	parser.SetDefaultTTL(300)
	for rr, ok := parser.Next(); ok; rr, ok = parser.Next() {
		z.add(rr)
	}
	if err := parser.Err(); err != nil {
		t.Fatal(err)
	}
	if !z.Unsigned {
		z.key, z.private = newKey(t, written)
		z.add(z.key)
	}
	return z
}

func newKey(t testing.TB, z Zone) (*dns.DNSKEY, crypto.Signer) {
	t.Helper()
	key := &dns.DNSKEY{Hdr: dns.RR_Header{Name: z.Name, Rrtype: dns.TypeDNSKEY, Class: dns.ClassINET, Ttl: 300}, Flags: 257, Protocol: 3, Algorithm: dns.ECDSAP256SHA256}
	bits := 256
	if z.Using != 0 {
		key.Algorithm, bits = z.Using, z.Bits
	}
	private, err := key.Generate(bits)
	if err != nil {
		t.Fatal(err)
	}
	return key, private.(crypto.Signer)
}

func (z *zone) add(rr dns.RR) {
	h := rr.Header()
	h.Name = dns.CanonicalName(h.Name)
	if z.names[h.Name] == nil {
		z.names[h.Name] = map[uint16][]dns.RR{}
	}
	z.names[h.Name][h.Rrtype] = append(z.names[h.Name][h.Rrtype], rr)
}

// delegate makes a zone below known: by its name servers, and by its key if it is to be trusted.
func (z *zone) delegate(child *zone) {
	z.add(&dns.NS{Hdr: dns.RR_Header{Name: child.Name, Rrtype: dns.TypeNS, Class: dns.ClassINET, Ttl: 300}, Ns: "ns.invalid."})
	if child.key == nil || child.Orphan {
		return
	}
	ds := child.key.ToDS(dns.SHA256)
	if child.Stranger {
		ds.Digest = strings.Repeat("00", 32)
	}
	z.add(ds)
}

// order makes the chain of names by which the zone says what it has not.
func (z *zone) order() {
	if z.Unsigned {
		return
	}
	z.hashes = map[string]string{}
	for _, name := range z.all() {
		z.chain = append(z.chain, name)
		z.hashes[name] = strings.ToLower(dns.HashName(name, dns.SHA1, z.Rounds, ""))
	}
	slices.SortFunc(z.chain, func(a, b string) int {
		if z.Hashed {
			return strings.Compare(z.hashes[a], z.hashes[b])
		}
		return compare(a, b)
	})
}

// all are the names of the chain: hashed, those too that only have others below them.
func (z *zone) all() []string {
	seen := map[string]bool{}
	for name, types := range z.names {
		if z.OptOut && types[dns.TypeNS] != nil && types[dns.TypeDS] == nil && name != z.Name {
			continue
		}
		for seen[name] = true; z.Hashed && name != z.Name; {
			name = up(name, z.Name)
			seen[name] = true
		}
	}
	var list []string
	for name := range seen {
		list = append(list, name)
	}
	return list
}

func compare(a, b string) int {
	x, y := dns.SplitDomainName(a), dns.SplitDomainName(b)
	slices.Reverse(x)
	slices.Reverse(y)
	return slices.Compare(x, y)
}

// sign gives the signature over a set, under the name of its owner.
func (z *zone) sign(set []dns.RR) []dns.RR {
	if z.key == nil {
		return nil
	}
	h := set[0].Header()
	at := h.Name + dns.Type(h.Rrtype).String()
	z.mu.Lock()
	defer z.mu.Unlock()
	if z.signed[at] == nil {
		from, to := z.term()
		signature := &dns.RRSIG{KeyTag: z.key.KeyTag(), SignerName: z.Name, Algorithm: z.key.Algorithm, Inception: uint32(from.Unix()), Expiration: uint32(to.Unix())}
		signature.Hdr.Ttl = h.Ttl
		if err := signature.Sign(z.private, set); err != nil {
			panic(err)
		}
		z.signed[at] = signature
	}
	return []dns.RR{dns.Copy(z.signed[at])}
}

func (z *zone) term() (from, to time.Time) {
	const day = 24 * time.Hour
	switch now := time.Now(); {
	case z.Old:
		return now.Add(-9 * day), now.Add(-day)
	case z.Early:
		return now.Add(day), now.Add(9 * day)
	default:
		return now.Add(-day), now.Add(9 * day)
	}
}
