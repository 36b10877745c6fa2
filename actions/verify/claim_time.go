package verify

import (
	"context"
	"fmt"
	"sort"
	"time"

	"github.com/attestary/attestary/schemas/evidence"
)

// clocks judges claim 6 as the entries pass: what a statement claims lies between two times that somebody else
// stamped. The lower one is the stamp of the entry that it had seen; the upper one is its own, else that of the
// first checkpoint that covers it and is stamped itself.
type clocks struct {
	trust    *trust
	tally    *tally
	passed   []stamped // the entries that carry a stamp, in their order
	covers   []cover   // the checkpoints that may be stamped and were not looked at, by size
	found    []covered // those that are, by size
	stamp    func(context.Context, cover) (time.Time, error)
	cosigned int64 // when a witness had seen the tip's checkpoint; 0: none has
	claimed  int64 // entries whose times were looked at
	late     int64 // of these, those that nothing stamped stands behind
	early    int64 // and those that nothing stamped stands before
}

// stamped is an entry that carries a stamp: 24 bytes each.
type stamped struct {
	entry, at int64 // at 0: by nobody whom the policy trusts
	bundle    [8]byte
}

// cover is a checkpoint of the branch.
type cover struct {
	size   int64
	commit object
}

// covered is one that was there at a time which somebody else stamped.
type covered struct{ size, at int64 }

// tolerance is how far a claimed time may stand outside of its bounds: two machines never have the same clock,
// and what was written once cannot be corrected.
const tolerance = 60

func newClocks(j *judge) *clocks { return &clocks{trust: j.trust, tally: j.tally, stamp: j.stampOn} }

// take remembers that an entry carries a stamp.
func (c *clocks) take(e *entry) {
	if e.signed == nil || e.signed.material.Timestamps == nil {
		return
	}
	s := stamped{entry: e.index}
	if !e.stamped.IsZero() {
		s.at = e.stamped.Unix()
	}
	digest := sumOf(e.leaf.Bundle)
	copy(s.bundle[:], digest[:])
	c.passed = append(c.passed, s)
}

// at is the stamped entry with that index; nil where it carries no stamp.
func (c *clocks) at(index int64) *stamped {
	i := sort.Search(len(c.passed), func(i int) bool { return c.passed[i].entry >= index })
	if i == len(c.passed) || c.passed[i].entry != index {
		return nil
	}
	return &c.passed[i]
}

// saw judges the stamped entry that a statement says it has seen, and gives its time; 0: nobody knows. All of its
// bundle's digest stands in the tree that was seen, whose root claim 3 has compared; eight bytes of it tell a
// mistake.
func (c *clocks) saw(s *evidence.Seen) (at int64, why string) {
	if s.Entry == nil || s.Bundle == nil {
		return 0, ""
	}
	known := c.at(*s.Entry)
	digest := sumOf(*s.Bundle)
	switch {
	case known == nil:
		return 0, fmt.Sprintf("it has seen entry %d as a stamped one, which carries no stamp", *s.Entry)
	case known.bundle != [8]byte(digest[:8]):
		return 0, fmt.Sprintf("it has seen entry %d with another bundle than the one that stands there", *s.Entry)
	}
	return known.at, ""
}

// upper is when an entry was there at the latest; 0: nobody knows. It is asked in the order of the ledger; of an
// entry that went by it gives the same again.
func (c *clocks) upper(ctx context.Context, index int64) (int64, error) {
	if own := c.at(index); own != nil && own.at > 0 {
		return own.at, nil
	}
	if i := sort.Search(len(c.found), func(i int) bool { return c.found[i].size > index }); i < len(c.found) {
		return c.found[i].at, nil
	}
	for len(c.covers) > 0 {
		next := c.covers[0]
		c.covers = c.covers[1:] // looked at once: what has no stamp has none for the next entry either
		if next.size <= index {
			continue
		}
		at, err := c.stamp(ctx, next)
		if err != nil {
			return 0, err
		}
		if !at.IsZero() {
			c.found = append(c.found, covered{next.size, at.Unix()})
			return at.Unix(), nil
		}
	}
	return c.cosigned, nil
}

// judge holds what an entry claims. begun is when its run had been authorised, by a stamp; 0: nobody knows.
func (c *clocks) judge(ctx context.Context, e *entry, begun int64) (err error) {
	lower, why := c.saw(e.statement.Saw())
	if why != "" {
		e.refute(growth, why)
	}
	if !c.trust.knowsTime() {
		return nil
	}
	e.lower = lower
	if e.upper, err = c.upper(ctx, e.index); err != nil {
		return err
	}
	c.count(lower, e.upper)
	at := seconds(e.statement.Claimed())
	c.after(e, "it says that it was written at", at, lower)
	c.before(e, "it says that it was written at", at)
	if e.run != nil {
		c.after(e, "it says that its run started at", seconds(e.run.StartedAt), begun)
		c.before(e, "it says that its run started at", seconds(e.run.StartedAt))
		c.before(e, "it says that its run ended at", seconds(e.run.EndedAt))
	}
	switch {
	case e.upper == 0 && c.trust.timed:
		e.refute(timed, "nothing that somebody else stamped stands behind it, and the policy refuses that")
	case e.upper != 0 && lower > e.upper+tolerance:
		e.refute(timed, fmt.Sprintf("it was stamped at %s, and had seen an entry that was stamped later, at %s", instant(e.upper), instant(lower)))
	}
	return nil
}

// place finds the times of an entry whose claims were judged before.
func (c *clocks) place(ctx context.Context, e *entry) (err error) {
	if c.trust.knowsTime() {
		e.upper, err = c.upper(ctx, e.index)
	}
	return err
}

func (c *clocks) count(lower, upper int64) {
	if lower != 0 || upper != 0 {
		c.tally.judged(timed, 1)
	}
	c.claimed++
	if lower == 0 {
		c.early++
	}
	if upper == 0 {
		c.late++
	}
}

func (c *clocks) after(e *entry, says string, claimed, lower int64) {
	if lower != 0 && claimed < lower-tolerance {
		e.refute(timed, fmt.Sprintf("%s %s; what it had seen was stamped later, at %s", says, instant(claimed), instant(lower)))
	}
}

func (c *clocks) before(e *entry, says string, claimed int64) {
	if e.upper != 0 && claimed > e.upper+tolerance {
		e.refute(timed, fmt.Sprintf("%s %s; it was there before, stamped at %s", says, instant(claimed), instant(e.upper)))
	}
}

// end tells how many intervals stay open.
func (c *clocks) end() {
	switch {
	case !c.trust.knowsTime(), c.claimed == 0:
	case c.late == c.claimed && c.early == c.claimed:
		c.tally.skip(timed, "no entry and no checkpoint carries a timestamp of an authority that the policy trusts; claimed times stand unchecked")
	case c.late+c.early > 0:
		c.tally.note(timed, fmt.Sprintf("of %d entries, %d have nothing stamped before them and %d nothing behind: their interval is open there", c.claimed, c.early, c.late))
	}
}
