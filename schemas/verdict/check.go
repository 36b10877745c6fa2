package verdict

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// ids are all claims, in the order in which every verdict tells them.
var ids = []string{"1", "2", "3", "4", "5", "6", "7a", "7b", "7c", "8", "9", "10", "11"}

// Tiers of evidence, from the weakest. They are shown apart and never blended.
const (
	TierSigned    = "signed"
	TierTimed     = "signed and timed"
	TierWitnessed = "signed, timed and witnessed"
)

var tiers = []string{TierSigned, TierTimed, TierWitnessed}

// Check tells the first rule of its own that the verdict breaks.
func (v *Verdict) Check() error {
	if v.Format != Format {
		return fmt.Errorf("format is %q; this program reads %q", v.Format, Format)
	}
	if len(v.Claims) != len(ids) {
		return fmt.Errorf("claims: %d are told; a verdict tells all %d", len(v.Claims), len(ids))
	}
	for i := range v.Claims {
		if err := v.Claims[i].check(ids[i]); err != nil {
			return fmt.Errorf("claim %s: %w", ids[i], err)
		}
	}
	if err := v.checkTree(); err != nil {
		return fmt.Errorf("tree: %w", err)
	}
	if s := v.Since; s != nil && (s.Size < 1 || s.Size > v.Tree.Size || s.Again < 0 || s.Again > s.Size || !isCommit(s.Commit)) {
		return fmt.Errorf("since: it is of %d entries of %d, %d of them judged again, at commit %.80q", s.Size, v.Tree.Size, s.Again, s.Commit)
	}
	if v.JudgedBy != "" && v.JudgedBy.Check() != nil {
		return fmt.Errorf("judged_by: %w", v.JudgedBy.Check())
	}
	if !instant(v.AsOf) {
		return fmt.Errorf("as_of: %q is not YYYY-MM-DDTHH:MM:SSZ", v.AsOf)
	}
	if !slices.Contains(tiers, v.Tier) {
		return fmt.Errorf("tier: %q is none of %q", v.Tier, tiers)
	}
	if err := v.checkExceptions(); err != nil {
		return err
	}
	if err := v.checkTiers(); err != nil {
		return fmt.Errorf("tiers: %w", err)
	}
	if err := v.Findings.check(v.AsOf); err != nil {
		return fmt.Errorf("findings: %w", err)
	}
	return v.checkUnfinished()
}

// checkTiers holds that tiers are told apart where there are several, and that the weakest is the verdict's.
func (v *Verdict) checkTiers() error {
	if len(v.Tiers) == 0 {
		return nil
	}
	if len(v.Tiers) == 1 || v.Tiers[0].Tier != v.Tier {
		return fmt.Errorf("they are told where there are several, the weakest, %q, first", v.Tier)
	}
	for i, t := range v.Tiers {
		if t.Entries < 1 || i > 0 && slices.Index(tiers, t.Tier) <= slices.Index(tiers, v.Tiers[i-1].Tier) {
			return fmt.Errorf("%q of %d entries is out of order or none", t.Tier, t.Entries)
		}
	}
	return nil
}

// checkTree lets a verdict name no tree only where none could be read, which refutes claim 1.
func (v *Verdict) checkTree() error {
	if v.Tree == (Tree{}) && v.Claims[0].Outcome == Refuted {
		return nil
	}
	return v.Tree.check()
}

func (t Tree) check() error {
	if t.Origin == "" || t.Size < 1 {
		return errors.New("it wants an origin and a size of at least 1")
	}
	return t.Root.Check()
}

func (v *Verdict) checkUnfinished() error {
	if int64(len(v.Unfinished)) != min(v.Open, MaxUnfinished) {
		return fmt.Errorf("unfinished: %d are listed and %d counted", len(v.Unfinished), v.Open)
	}
	for i, u := range v.Unfinished {
		if err := u.check(); err != nil {
			return fmt.Errorf("unfinished: entry %d: %w", u.Entry, err)
		}
		if i > 0 && v.Unfinished[i-1].Entry >= u.Entry {
			return fmt.Errorf("unfinished: entry %d is out of order", u.Entry)
		}
	}
	return nil
}

func (u Unfinished) check() error {
	if u.Entry < 0 || u.Runbook == "" {
		return errors.New("it wants an entry and a runbook")
	}
	if !instant(u.At) || !instant(u.FinishBy) {
		return errors.New("its instants are not YYYY-MM-DDTHH:MM:SSZ")
	}
	return u.Run.Check()
}

// check holds an outcome against what stands beside it: not judged has its why, refuted has its
// faults, held has none.
func (c *Claim) check(id string) error {
	if c.ID != id {
		return fmt.Errorf("%q stands in its place", c.ID)
	}
	if c.Name == "" || c.Says == "" || c.Clause == "" {
		return errors.New("it wants a name, a sentence and a clause")
	}
	if c.Count < 0 || c.Judged < 0 || int64(len(c.Faults)) != min(c.Count, MaxFaults) {
		return fmt.Errorf("%d faults are listed and %d counted", len(c.Faults), c.Count)
	}
	switch c.Outcome {
	case Refuted:
		return c.checkRefuted()
	case NotJudged:
		return c.checkNotJudged()
	case Held:
		return c.checkHeld()
	}
	return fmt.Errorf("outcome %q is none of %q, %q, %q", c.Outcome, Held, Refuted, NotJudged)
}

func (c *Claim) checkRefuted() error {
	if c.Count == 0 {
		return errors.New("it is refuted by no fault")
	}
	for _, f := range c.Faults {
		if f.Reason == "" {
			return errors.New("a fault has no reason")
		}
	}
	return nil
}

func (c *Claim) checkNotJudged() error {
	if c.Why == "" {
		return errors.New("it is not judged, and does not say why")
	}
	if c.Count != 0 {
		return errors.New("it lists faults and is not judged")
	}
	return nil
}

func (c *Claim) checkHeld() error {
	if c.Count != 0 {
		return errors.New("it lists faults and is held")
	}
	return nil
}

// isCommit tells whether text is the name of a git object.
func isCommit(text string) bool {
	return (len(text) == 40 || len(text) == 64) && strings.Trim(text, "0123456789abcdef") == ""
}

// instant tells whether text is an instant as documents write it.
func instant(text string) bool {
	t, err := time.Parse("2006-01-02T15:04:05Z", text)
	return err == nil && t.Format("2006-01-02T15:04:05Z") == text
}
