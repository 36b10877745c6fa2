package resolve

import (
	"fmt"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// most signatures of one set that are tried with all keys that have their number: a zone needs two or
// three, an attacker many (CVE-2023-50387).
const mostTries = 8

// verify finds a signature of the zone over a set that holds now.
func (r *Resolver) verify(z *zone, set rrset) (*dns.RRSIG, error) {
	why := "it is not signed"
	tries := 0
	for _, signature := range set.signatures {
		if dns.CanonicalName(signature.SignerName) != z.name || !knownAlgorithm(signature.Algorithm) {
			continue
		}
		if out := r.outOfTime(signature); out != "" {
			why = out
			continue
		}
		for _, key := range z.keys {
			if key.KeyTag() != signature.KeyTag || key.Algorithm != signature.Algorithm || tries == mostTries {
				continue
			}
			tries++
			if r.effort.signatures++; r.effort.signatures > maxSignatures {
				return nil, fmt.Errorf("%s: %w", set.name, ErrMuch)
			}
			if signature.Verify(key, set.records) == nil {
				return signature, nil
			}
		}
		if why == "it is not signed" {
			why = "the signature is wrong"
		}
	}
	return nil, fmt.Errorf("%s %s of the zone %s: %s: %w", set.name, dns.Type(set.kind), z.name, why, ErrBogus)
}

// verifyOwn is verify for what a zone has under the very name, and no wildcard may stand for.
func (r *Resolver) verifyOwn(z *zone, set rrset) error {
	signature, err := r.verify(z, set)
	if err == nil && !own(signature, set.name) {
		return fmt.Errorf("%s %s: a wildcard stands for it: %w", set.name, dns.Type(set.kind), ErrBogus)
	}
	return err
}

// own tells whether the signature is over the very name, and not over a wildcard (RFC 4034, 3.1.3).
func own(signature *dns.RRSIG, name string) bool {
	return int(signature.Labels) >= dns.CountLabel(strings.TrimPrefix(name, "*."))
}

// outOfTime says why a signature does not hold now; "" where it does.
func (r *Resolver) outOfTime(signature *dns.RRSIG) string {
	switch {
	case signature.ValidityPeriod(r.Now):
		return ""
	case before(uint32(r.Now.Unix()), signature.Inception):
		return "the signature begins on " + day(signature.Inception)
	}
	return "the signature ended on " + day(signature.Expiration)
}

// before compares instants as serial numbers (RFC 4034, 3.1.5).
func before(a, b uint32) bool { return int32(a-b) < 0 }

func day(seconds uint32) string { return time.Unix(int64(seconds), 0).UTC().Format(time.DateOnly) }
