package verify

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/attestary/attestary/actions/verify/samekey"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// Who signed an entry that stands alone, and the checkpoint beside it. Rotations that the proof carries count where
// they are in the tree of the checkpoint: what it does not carry, nobody can tell from it.

// rotated takes the rotations that the proof carries, and the handover, in their order, as verification of a ledger does.
func (j *single) rotated() {
	j.rotations = newRotations(j.trust)
	var halves []*entry
	for i := range j.proof.Rotations {
		e, why := j.half(&j.proof.Rotations[i])
		if why != "" {
			j.refute(chain, "the change of keys that it carries as entry %d: %s", j.proof.Rotations[i].Index, why)
			continue
		}
		halves = append(halves, e)
		j.names(e.statement)
	}
	in := &judge{trust: j.trust, rotations: j.rotations, signatures: j.signatures, checkpoint: j.checkpoint}
	for _, e := range halves {
		switch said := e.statement.(type) {
		case *evidence.Rotation:
			in.rotated(e, said)
		case *evidence.Handover:
			in.handed(e, said)
		}
		j.rotations.judge(e)
		for _, f := range e.faults {
			j.refute(f.claim, "the %s that it carries as entry %d: %s", e.leaf.Kind, e.index, f.reason)
		}
		for _, s := range e.skips {
			j.tally.skip(s.claim, s.why)
		}
	}
	j.rotations.handed.keyed = len(j.rotations.handed.gives) > 0
}

// names takes whom half a rotation or handover names, before it is known whether they count.
func (j *single) names(p evidence.Predicate) {
	switch said := p.(type) {
	case *evidence.Rotation:
		hint := hintOf(string(canon.Sum(said.New)))
		if key, err := evidence.ParseKey(said.New); err == nil && j.trust.keys[hint] == nil {
			j.rotations.named[hint] = samekey.New(key, samekey.Never)
		}
	case *evidence.Handover:
		if said.SignedBy == evidence.NewKey && j.trust.follows() {
			j.signatures.hands = append(j.signatures.hands, j.trust.named(&said.To)...)
		}
	}
}

// handed judges the signature of half a handover.
func (j *judge) handed(e *entry, said *evidence.Handover) {
	switch {
	case said.SignedBy == evidence.OldKey:
		j.gaveWay(e, said)
	case e.signed.material.Certificate != nil:
		j.certified(e, nil)
	}
}

// certifies tells why a certificate does not count at a leaf; "" if it does: before the handover none does.
func (j *single) certifies(byHandover bool, leaf int64) string {
	r := *j.rotations
	if leaf < r.handed.at {
		r.handed.at, r.handed.followed = noEntry, false
	}
	return r.certifies(byHandover)
}

// half is half a rotation or handover that is in the tree; or why it is none.
func (j *single) half(r *evidence.Included) (*entry, string) {
	leaf, err := r.Leaf.Encode()
	if err != nil {
		return nil, unparsed(err)
	}
	bundle, err := r.Bundle.Encode()
	if err != nil {
		return nil, unparsed(err)
	}
	payload := r.Bundle.Envelope.Payload
	if !r.Leaf.Bundle.Names(bundle) || !r.Leaf.Statement.Names(payload) {
		return nil, "its leaf is of another bundle"
	}
	said, err := evidence.ParseStatement(payload)
	if err != nil {
		return nil, unparsed(err)
	}
	if kind := said.Kind(); kind != r.Leaf.Kind || kind != evidence.KindRotation && kind != evidence.KindHandover {
		return nil, "it is none"
	}
	if seen := said.Saw(); seen.Origin != j.checkpoint.Origin || seen.Size > r.Index {
		return nil, "it was written for another ledger, or has seen what came later"
	}
	if r.Index >= j.checkpoint.Size || tlog.CheckRecord(wayOf(r.Path), j.checkpoint.Size, j.checkpoint.Root, r.Index, tlog.RecordHash(leaf)) != nil {
		return nil, "the path does not lead from its leaf to the root of the checkpoint"
	}
	x := signedOf(r.Bundle, r.Bundle.Envelope.Signed())
	return &entry{index: r.Index, leaf: r.Leaf, parsed: true, statement: said, signed: &x}, ""
}

func wayOf(path []canon.Digest) (way tlog.RecordProof) {
	for _, h := range path {
		way = append(way, tlog.Hash(sumOf(h)))
	}
	return way
}

// signed judges claim 4, and of what a certificate signed claim 5.
func (j *single) signed() {
	text := []byte(j.proof.Checkpoint)
	sealed := signedOf(j.proof.Signature, sha256.Sum256(text))
	covered := time.Time{}
	if !bytes.Equal(j.proof.Signature.Message.Digest.Digest, sealed.digest[:]) {
		j.refute(signature, "the signature of the checkpoint is about other bytes")
	} else {
		covered = j.sealed(sealed)
	}
	j.entry(signedOf(j.proof.Bundle, j.proof.Bundle.Envelope.Signed()), covered)
	if j.trust.logKeys != nil {
		if _, err := note.Open(text, j.trust.logKeys); err != nil {
			j.refute(signature, "no log key of the policy signed the checkpoint: %v", err)
		}
	}
	if j.trust.origin != "" && j.trust.origin != j.checkpoint.Origin {
		j.refute(signature, "it is of ledger %q; the policy trusts its keys for %q", j.checkpoint.Origin, j.trust.origin)
	}
}

// sealed judges the signature of the checkpoint, and gives the time that is stamped on it, or none.
func (j *single) sealed(x signed) time.Time {
	leaf := j.checkpoint.Size - 1
	if x.material.Certificate == nil {
		return j.by("checkpoint", x, leaf, nil, time.Time{})
	}
	j.tally.judged(signature, 1)
	c, why := j.signatures.certify(x)
	if why == "" {
		reasons, byHandover := j.signatures.unlike(c, leaf)
		if why = strings.Join(reasons, "; "); why == "" {
			why = j.certifies(byHandover, leaf)
		}
	}
	if why != "" {
		j.refute(signature, "the checkpoint: %s", why)
		return time.Time{}
	}
	j.wholly(c, "checkpoint")
	return c.at
}

// entry judges the signature of the entry, which was there when its checkpoint was stamped.
func (j *single) entry(x signed, covered time.Time) {
	spoken, _ := j.statement.(evidence.Spoken)
	switch why := misattributed(spoken, x.hint); {
	case mistold(j.statement, x.hint) != "":
		j.refute(signature, "%s", mistold(j.statement, x.hint))
	case x.material.Certificate != nil:
		j.certified(x, spoken)
	case why != "":
		j.refute(signature, "%s", why)
	case spoken != nil && j.signatures.unknown(spoken, x.hint) && j.rotations.named[x.hint] == nil:
		j.tally.skip(signature, fmt.Sprintf("it is the word of %s by a key that the policy does not list as a person's", plain(spoken.Speaker().Login)))
	default:
		j.by("entry", x, j.proof.Index, spoken, covered)
	}
}

// certified judges an entry that a certificate signed, and whom it names.
func (j *single) certified(x signed, spoken evidence.Spoken) {
	j.tally.judged(signature, 1)
	if spoken != nil && spoken.Speaker().How == "key" {
		j.refute(signature, "it says that it is by key %s, and a certificate signed it", spoken.Speaker().ID)
		return
	}
	c, why := j.signatures.certify(x)
	if why != "" {
		j.refute(signature, "the entry: %s", why)
		return
	}
	j.wholly(c, "entry")
	j.hold(identified)
	e := &entry{index: j.proof.Index, leaf: j.proof.Leaf, statement: j.statement}
	reasons, byHandover := j.signatures.unlike(c, e.index)
	if said, ok := j.statement.(*evidence.Handover); ok {
		reasons = append(reasons, strangeTo(said, &c.who.Workflow)...)
	} else if why := j.certifies(byHandover, e.index); why != "" {
		j.refute(signature, "the entry: %s", why)
	}
	for _, reason := range append(reasons, disagreements(&c.who.Workflow, e, j.checkpoint.Origin)...) {
		j.refute(identified, "%s", reason)
	}
}

// wholly leaves a signature open where its root lists logs that nobody here can look into.
func (j *single) wholly(c certified, what string) {
	if !j.signatures.judgedWhole(c) {
		j.tally.skip(signature, fmt.Sprintf("root %q lists logs, and this verification cannot look whether the %s holds against them", c.root.name, what))
	}
}

// by judges one signature by key, and gives the time that somebody else stamped on it, or none. It was there at the
// latest when what covers it was stamped.
func (j *single) by(what string, x signed, leaf int64, spoken evidence.Spoken, covered time.Time) (stamped time.Time) {
	j.tally.judged(signature, 1)
	why := (&judge{trust: j.trust, rotations: j.rotations, signatures: j.signatures}).signer(x, leaf, spoken)
	if why == "" {
		why = x.loggedAsOther()
	}
	if _, half := j.statement.(*evidence.Rotation); why == "" && !(half && what == "entry") && !j.own(x, spoken) {
		why = j.rotations.counts(x.hint, leaf)
	}
	stamped, wrong := j.signatures.stampedBy(x)
	if why == "" && wrong != nil {
		why = "its timestamp does not count, for " + wrong.Error()
	}
	switch key := j.trust.keys[x.hint]; {
	case why == "" && key != nil:
		j.inTime(what, key, leaf, stamped, covered)
	case why == "":
	case key == nil && j.rotations.named[x.hint] == nil && j.follows():
		j.tally.skip(signature, "the "+what+" is signed by a key that the policy does not list, and no rotation that the file carries leads to it")
	default:
		j.refute(signature, "the %s: %s", what, why)
	}
	return stamped
}

// own tells whether it is the word of a person by their own key, which is theirs whatever rotations say.
func (j *single) own(x signed, spoken evidence.Spoken) bool {
	return spoken != nil && spoken.Speaker().How == "key" && j.trust.people[x.hint] != nil
}

// inTime judges a key that counts for a time only.
func (j *single) inTime(what string, key *trusted, leaf int64, stamped, covered time.Time) {
	lower, upper := int64(0), j.asOf
	switch {
	case !stamped.IsZero():
		lower, upper = stamped.Unix(), stamped.Unix()
	case !covered.IsZero():
		upper = covered.Unix()
	}
	switch key.inTime(leaf, lower, upper) {
	case never:
		j.refute(signature, "the %s is signed by %s, whose key is trusted %s; it was signed between %s and %s", what, key.name, key.when(), told(lower), instant(upper))
	case unknown:
		j.tally.skip(signature, fmt.Sprintf("the %s is signed by %s, whose key counts for a time only, and nobody stamped when that was", what, key.name))
	}
}

func (j *single) follows() bool {
	for _, k := range j.trust.keys {
		if k.follow {
			return true
		}
	}
	return false
}
