package verify

import (
	"context"
	"fmt"
	"sort"
	"time"

	"github.com/attestary/attestary/schemas/evidence"
)

// What is not stamped itself may stand below a checkpoint that is: those of the branch's commits, and the tip's.
// Keys that count for a time only are judged by the times that are known so.

// cover remembers a checkpoint of the branch, which may be stamped.
func (j *judge) cover(size int64, commit object) {
	if len(j.trust.roots) > 0 {
		j.clocks.covers = append(j.clocks.covers, cover{size, commit})
	}
}

// sort puts the checkpoints in the order of the ledger.
func (c *clocks) sort() {
	sort.SliceStable(c.covers, func(i, k int) bool { return c.covers[i].size < c.covers[k].size })
}

// stampOn is the time on the checkpoint of a commit; zero where it carries none, or no signer of the policy made
// it. Whether it is one of this ledger claim 3 tells.
func (j *judge) stampOn(ctx context.Context, c cover) (time.Time, error) {
	made, err := j.git.commit(ctx, c.commit)
	if err != nil {
		return time.Time{}, passUnfit(err)
	}
	files, text, err := j.stateOf(ctx, made)
	id, there := files[signaturePath]
	if err != nil || !there {
		return time.Time{}, passUnfit(err)
	}
	data, err := j.git.blob(ctx, id)
	if err != nil {
		return time.Time{}, passUnfit(err)
	}
	b, err := evidence.ParseBundle(data)
	if err != nil || j.signsCheckpoint(b, text, c.size-1) != "" {
		return time.Time{}, nil
	}
	return j.signatures.stampOf(b, c.size-1), nil
}

// passUnfit passes by what is no file of a ledger: nobody stamped it.
func passUnfit(err error) error {
	if isUnfit(err) {
		return nil
	}
	return err
}

// stampOf is the earliest stamp on a checkpoint that is signed as it should be; zero where there is none, or where
// its key did not count then.
func (s signatures) stampOf(b *evidence.Bundle, leaf int64) time.Time {
	at, err := s.stampedBy(signedOf(b, [32]byte(b.Message.Digest.Digest)))
	if err != nil || at.IsZero() {
		return time.Time{}
	}
	if key := s.trust.keys[b.Verification.Hint()]; key != nil && key.inTime(leaf, at.Unix(), at.Unix()) != counts {
		return time.Time{}
	}
	return at
}

// whether a key counts for what was signed between two times.
type whether int

const (
	unknown whether = iota
	counts
	never
)

// inTime tells whether a key counts for a leaf that was signed between two times; 0 is no time.
func (k *trusted) inTime(leaf, lower, upper int64) whether {
	found := never
	for _, s := range k.spans {
		since, until := s.bounds()
		switch {
		case !s.holds(leaf):
		case (s.since.IsZero() || lower != 0 && lower >= since) && (s.until.IsZero() || upper != 0 && upper <= until):
			return counts
		case upper != 0 && upper < since || lower != 0 && lower > until:
		default:
			found = unknown
		}
	}
	return found
}

// bounds are the seconds within which a key counts.
func (s span) bounds() (since, until int64) {
	since, until = -1<<62, 1<<62
	if !s.since.IsZero() {
		since = s.since.Unix()
	}
	if !s.until.IsZero() {
		until = s.until.Unix()
	}
	return since, until
}

// keyInTime judges claim 4 where the key of an entry counts for a time only: at the time that is stamped on the
// signature, else between those that are known. Whatever is known besides, the entry was there when the auditor
// looked.
func (j *judge) keyInTime(e *entry) {
	key := j.trust.keys[e.signed.hint]
	if key == nil || !e.verified {
		return
	}
	lower, upper := e.lower, e.upper
	switch {
	case !e.stamped.IsZero():
		lower, upper = e.stamped.Unix(), e.stamped.Unix()
	case upper == 0:
		upper = j.AsOf.Unix()
	}
	switch key.inTime(e.index, lower, upper) {
	case never:
		e.refute(signature, fmt.Sprintf("it is signed by %s, whose key is trusted %s; it was signed between %s and %s", key.name, key.when(), told(lower), instant(upper)))
	case unknown:
		e.skips = append(e.skips, skip{signature, fmt.Sprintf("entry %d is signed by %s, whose key counts for a time only, and nobody stamped when that was", e.index, key.name)})
	}
}

// checkpointInTime judges the same of the tip's checkpoint: it is later than all that it covers.
func (j *judge) checkpointInTime() {
	key := j.trust.keys[j.sealer]
	if key == nil {
		return
	}
	lower, upper := int64(0), j.AsOf.Unix()
	for _, s := range j.clocks.passed {
		lower = max(lower, s.at)
	}
	if !j.stampedAt.IsZero() {
		lower, upper = j.stampedAt.Unix(), j.stampedAt.Unix()
	}
	switch key.inTime(j.checkpoint.Size-1, lower, upper) {
	case never:
		j.tally.refute(fault{signature, noEntry, signaturePath, fmt.Sprintf("it is signed by %s, whose key is trusted %s; it was signed between %s and %s", key.name, key.when(), told(lower), instant(upper))})
	case unknown:
		j.tally.skip(signature, fmt.Sprintf("the checkpoint is signed by %s, whose key counts for a time only, and nobody stamped when that was", key.name))
	}
}

// told is a time for people; 0 is none.
func told(at int64) string {
	if at == 0 {
		return "a time that nobody knows"
	}
	return instant(at)
}
