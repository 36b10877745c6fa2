package diff

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/attestary/attestary/schemas/canon"
)

// Encode gives the one encoding of the diff. Where it would be larger than a document may be, changes are
// left out, the least important consequence first, and counted in LeftOut.
func (d *Diff) Encode() ([]byte, error) {
	data, err := encode(d)
	for last := len(consequences) - 1; err != nil && last >= 0; last-- {
		d = d.lacking(consequences[last])
		data, err = encode(d)
	}
	return data, err
}

func encode(d *Diff) ([]byte, error) {
	if err := d.Check(); err != nil {
		return nil, fmt.Errorf("diff: %w", err)
	}
	data, err := canon.Encode(d)
	if err != nil {
		return nil, fmt.Errorf("diff: %w", err)
	}
	return data, nil
}

// lacking is d without the changes of that consequence.
func (d *Diff) lacking(of Consequence) *Diff {
	less := &Diff{Format: d.Format, LeftOut: d.LeftOut, Runbooks: slices.Clone(d.Runbooks)}
	for i := range less.Runbooks {
		r := &less.Runbooks[i]
		all := len(r.Changes)
		r.Changes = slices.DeleteFunc(slices.Clone(r.Changes), func(c Change) bool { return c.Consequence == of })
		less.LeftOut += int64(all - len(r.Changes))
	}
	return less
}

// Parse reads a diff. It accepts exactly what Encode writes.
func Parse(data []byte) (*Diff, error) {
	d := new(Diff)
	if err := canon.Decode(data, d); err != nil {
		return nil, fmt.Errorf("diff: %w", err)
	}
	if err := d.Check(); err != nil {
		return nil, fmt.Errorf("diff: %w", err)
	}
	return d, nil
}

// Check tells the first rule of its own that the diff breaks: closed lists of words, order, digests that go
// with the status, values that are hidden and told.
func (d *Diff) Check() error {
	if d.Format != Format {
		return fmt.Errorf("format is %q; this program reads %q", d.Format, Format)
	}
	if d.LeftOut < 0 {
		return fmt.Errorf("left_out: %d is less than 0", d.LeftOut)
	}
	for i := range d.Runbooks {
		r := &d.Runbooks[i]
		if i > 0 && d.Runbooks[i-1].Name >= r.Name {
			return fmt.Errorf("runbooks: %q is doubled or out of order", r.Name)
		}
		if err := r.check(); err != nil {
			return fmt.Errorf("runbook %q: %w", r.Name, err)
		}
	}
	return nil
}

func (r *Runbook) check() error {
	if !slices.Contains([]Status{Added, Removed, Renamed, Changed}, r.Status) {
		return fmt.Errorf("status: %q is none of added, removed, renamed, changed", r.Status)
	}
	if r.Name == "" || (r.From != "") != (r.Status == Renamed) {
		return errors.New("from: a name before goes with a runbook that was renamed, and with no other")
	}
	if (r.Before == "") != (r.Status == Added) || (r.After == "") != (r.Status == Removed) || r.Before == r.After {
		return fmt.Errorf("before and after are not the digests of a runbook that was %s", r.Status)
	}
	for _, d := range []canon.Digest{r.Before, r.After} {
		if err := d.Check(); d != "" && err != nil {
			return err
		}
	}
	for i := range r.Changes {
		c := &r.Changes[i]
		if i > 0 && r.Changes[i-1].Consequence.weight() > c.Consequence.weight() {
			return fmt.Errorf("%s: the changes are out of order", c.Address)
		}
		if err := c.check(); err != nil {
			return fmt.Errorf("%s: %w", cmp.Or(c.Address, "a change"), err)
		}
	}
	return nil
}

func (c *Change) check() error {
	switch {
	case c.Address == "":
		return errors.New("there is no address")
	case c.Consequence.weight() < 0:
		return fmt.Errorf("consequence: %q is none of %q", c.Consequence, consequences)
	case c.Hidden && (c.Before != "" || c.After != ""):
		return errors.New("the values are hidden, and told")
	case !c.Hidden && c.Before == c.After:
		return errors.New("before and after are the same")
	}
	return nil
}
