package verify

import (
	"context"
	"fmt"

	"github.com/attestary/attestary/actions/verify/samekey"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// rotations follows the key of the ledger, in the order of the leaves, from one to the next. Both halves of a
// rotation must stand, the old key's first: then the old key is never trusted again, whatever the policy says
// of it, and the new one is where the policy follows rotations of the old one. A key that the policy lists is
// judged by what it says there, and by that alone.
//
// Which keys rotations name is read before the entries stream by, so that signatures can be verified on all
// cores; whether such a key counts at a leaf is judged in order.
type rotations struct {
	trust  *trust
	named  map[string]*samekey.Key // the new keys of all rotations, by hint
	halves map[sum]half            // of old keys, that hold, by their statements
	reigns map[string]bool         // keys that followed others; whether they are followed
	ended  map[string]int64        // by hint: the entry with which the key gave way
	brings map[string]string       // by hint: why a key that a rotation names does not count
	handed handed
}

// half is what an old key said of the one that comes after it.
type half struct {
	entry int64
	key   string // hint of the old key
}

// maxRotations is how many halves of rotations are looked at: a key lasts for months.
const maxRotations = 2000

func newRotations(t *trust) *rotations {
	return &rotations{trust: t, named: map[string]*samekey.Key{}, halves: map[sum]half{}, reigns: map[string]bool{}, ended: map[string]int64{}, brings: map[string]string{}, handed: handed{at: noEntry, gives: map[sum]half{}}}
}

// read takes the keys that rotations name. What cannot be read is no rotation, and its entry tells why.
func (r *rotations) read(ctx context.Context, git objects, files []object) error {
	for _, id := range files {
		said, _, err := rotationAt(ctx, git, id)
		if err != nil {
			return err
		}
		if said == nil {
			continue
		}
		hint := hintOf(string(canon.Sum(said.New)))
		if key, err := evidence.ParseKey(said.New); err == nil && r.trust.keys[hint] == nil {
			r.named[hint] = r.trust.often(key)
		}
	}
	return nil
}

// signs tells why a signature is not one of the key that a rotation names; "" if it is.
func (r *rotations) signs(x signed) string {
	return verifies(r.named[x.hint], "the key that a rotation names", x)
}

// counts tells why a key that can have signed does not count at a leaf; "" if it does.
func (r *rotations) counts(hint string, leaf int64) string {
	if at, ended := r.ended[hint]; ended && leaf >= at {
		return fmt.Sprintf("it is signed by a key that gave way to another with entry %d (hint %q)", at, hint)
	}
	if _, reigns := r.reigns[hint]; reigns || r.named[hint] == nil {
		return ""
	}
	if why := r.brings[hint]; why != "" {
		return why
	}
	return fmt.Sprintf("it is signed by a key that the policy does not trust (hint %q); a rotation names it, and was not complete before", hint)
}

// judge holds the key of an entry against the rotations before it, and takes a rotation.
func (r *rotations) judge(e *entry) {
	if e.signed == nil {
		return
	}
	switch said := e.statement.(type) {
	case *evidence.Rotation:
		r.take(e, said)
		return
	case *evidence.Handover:
		r.handOver(e, said)
		return
	}
	if e.signed.material.Certificate != nil {
		r.refuse(e, r.certifies(e.byHandover))
		return
	}
	if e.ledger != nil {
		r.handed.keyed = true
	}
	if spoken, ok := e.statement.(evidence.Spoken); ok && spoken.Speaker().How == "key" && r.trust.people[e.signed.hint] != nil {
		return // a person's own key is theirs, whether it signed a ledger once or not
	}
	r.refuse(e, r.counts(e.signed.hint, e.index))
}

func (r *rotations) refuse(e *entry, why string) {
	if why != "" && e.verified {
		e.refute(signature, why)
		e.verified = false
	}
}

func (r *rotations) take(e *entry, said *evidence.Rotation) {
	if said.SignedBy == evidence.OldKey {
		if r.refuse(e, r.counts(e.signed.hint, e.index)); e.verified {
			r.halves[sumOf(e.leaf.Statement)] = half{e.index, e.signed.hint}
		}
		return
	}
	other, err := evidence.EncodeStatement(said.Half(evidence.OldKey))
	if err != nil {
		panic("verify: the other half of a rotation that was parsed: " + err.Error())
	}
	first, ok := r.halves[sumOf(canon.Sum(other))]
	if !ok {
		r.refuse(e, "it is half a rotation: that the old key gives way does not stand before it")
		return
	}
	r.refuse(e, r.counts(first.key, e.index))
	r.follow(e, first)
}

// follow lets the new key come after the old one.
func (r *rotations) follow(e *entry, first half) {
	hint := e.signed.hint
	if at, ended := r.ended[hint]; ended {
		r.refuse(e, fmt.Sprintf("its key gave way to another with entry %d, and never counts again", at))
	}
	listed := r.trust.keys[hint] != nil
	if !listed && !r.followed(first.key) {
		r.brings[hint] = fmt.Sprintf("it is signed by a key that the policy does not trust (hint %q); the rotation of entry %d brings it in, and the policy does not follow rotations of %s "+
			"(follow_rotations, or the new key from entry %d on)", hint, e.index, r.trust.name(first.key), e.index)
		r.refuse(e, r.brings[hint])
	}
	if !e.verified {
		return
	}
	r.ended[first.key] = e.index
	if !listed {
		r.reigns[hint] = true
	}
}

func (r *rotations) followed(hint string) bool {
	key := r.trust.keys[hint]
	return r.reigns[hint] || key != nil && key.follow
}

func (t *trust) name(hint string) string {
	if key := t.keys[hint]; key != nil {
		return key.name
	}
	return fmt.Sprintf("key %q", hint)
}

// rotated judges the signature of half a rotation: it is of the key that it names.
func (j *judge) rotated(e *entry, said *evidence.Rotation) {
	spki := said.Signer()
	if hintOf(string(canon.Sum(spki))) != e.signed.hint {
		e.refute(signature, fmt.Sprintf("it says that the %s key signs it, and another did (hint %q)", said.SignedBy, e.signed.hint))
		return
	}
	why := ""
	switch key, err := evidence.ParseKey(spki); {
	case err != nil:
		why = err.Error()
	case said.SignedBy == evidence.NewKey && j.trust.keys[e.signed.hint] == nil:
		why = verifies(samekey.New(key, samekey.Never), "the new key", *e.signed)
	default:
		why = j.signer(*e.signed, e.index, nil)
	}
	if why != "" {
		e.refute(signature, why)
	}
	e.verified = why == ""
}

// signer tells why a signature is of nobody whom the policy trusts at a leaf, nor of a key that a rotation
// names; "" if it is. Of the latter counts decides, in order.
func (j *judge) signer(x signed, leaf int64, spoken evidence.Spoken) string {
	if j.trust.keys[x.hint] == nil && j.rotations.named[x.hint] != nil {
		return j.rotations.signs(x)
	}
	return j.signatures.judge(x, leaf, spoken)
}
