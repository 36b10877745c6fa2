package verify

import (
	"encoding/hex"
	"maps"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// entry is one leaf on its way through verification, and what was read for it.
type entry struct {
	index  int64
	raw    []byte // the leaf's bytes; nil where the entry tiles end too early
	opens  string // the entry tile that begins here
	hash   tlog.Hash
	leaf   evidence.Leaf
	parsed bool // leaf is set

	path   string // of the bundle, as it stands in the tree
	file   *file
	blobs  []*file // that its statement names
	absent []sum   // blobs that its record names, and that a disposition may allow to be absent

	signed     *signed   // nil where its bundle could not be read
	verified   bool      // its signature holds
	named      bool      // by a certificate
	byHandover bool      // of whom a handover names, and no workflow of the policy
	stamped    time.Time // what an authority of the policy stamped on it; zero: nothing
	lower      int64     // when it was not there yet, in seconds since 1970; 0: nobody knows
	upper      int64     // when it was there at the latest

	statement     evidence.Predicate // nil where it could not be read; else it is one of these:
	ledger        *evidence.Ledger
	authorization *evidence.Authorization
	run           *evidence.Run
	denial        *evidence.Denial
	spoken        evidence.Spoken   // the word of a person
	confirms      bool              // it is a confirmation that counts
	breaks        bool              // it breaks the glass of its run
	revoked       []verdict.Revoked // that it takes back, and of which runs
	fallen        []sum
	removes       bool    // it is a disposition of what the record of its run names
	reviews       []int64 // that an authorization counts

	record *evidence.Record // of a run
	whole  *evidence.Record // the same with all items that documents tell; nil until they were read
	plan   *plan.Plan       // of an authorization or record

	faults []fault
	open   []string // ids of claims that could not be judged on it
	skips  []skip   // other claims, each with its why
}

// skip is a claim that could not be judged, and why.
type skip struct{ claim, why string }

// refute notes a fault of the entry at its own path.
func (e *entry) refute(claim, reason string) { e.refuteAt(claim, e.path, reason) }

func (e *entry) refuteAt(claim, path, reason string) {
	e.faults = append(e.faults, fault{claim, e.index, path, reason})
}

// at is the instant that the statement claims.
func (e *entry) at() string {
	if e.statement == nil {
		return ""
	}
	return e.statement.Claimed()
}

// What of an entry can be judged depends on how far it could be read.
var (
	unreadClaims = []string{chain, growth, signature, plan7a, order, content} // not even its bundle: place and blobs too
	unsaidClaims = []string{chain, growth, plan7a, order, content}            // its signature, but not its statement
)

// leave notes claims that cannot be judged on the entry: they are not held, whatever the others are.
func (e *entry) leave(claims ...string) { e.open = append(e.open, claims...) }

// claim notes that the entry's statement names a blob.
func (e *entry) claim(f *file) {
	if f != nil {
		e.blobs = append(e.blobs, f)
	}
}

// sum is a SHA-256 in 32 bytes: half of what its text takes.
type sum [32]byte

// sumOf reads a digest that was checked; of one that was not it gives the zero sum, which fits nothing.
func sumOf(d canon.Digest) (s sum) {
	var text [2 * len(s)]byte
	if copy(text[:], d.Hex()) != len(text) {
		return s
	}
	if _, err := hex.Decode(s[:], text[:]); err != nil {
		return sum{}
	}
	return s
}

func (s sum) digest() canon.Digest { return canon.Digest("sha256:" + hex.EncodeToString(s[:])) }

// sortedKeys gives the keys of a map in order: no map decides the order of what is told.
func sortedKeys[K int64 | string, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// seconds reads an instant, whose form was judged when its document was parsed.
func seconds(text string) int64 {
	t, err := evidence.ParseInstant(text)
	if err != nil {
		return 0
	}
	return t.Unix()
}

func instant(seconds int64) string { return evidence.FormatInstant(time.Unix(seconds, 0)) }
