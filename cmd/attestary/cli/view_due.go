package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// What a run changed for a while, and what became of it.

// returned is where a change was taken back, and when.
type returned struct {
	at    string
	entry int64
}

// follow looks through the runs for those that took back what this one changed.
func (s *story) follow(ctx context.Context, snapshot *ledger.Snapshot, all map[canon.Digest]*story) error {
	if s.record == nil || len(s.record.Due) == 0 {
		return nil
	}
	key := s.authorization.Run.Key()
	s.back = map[string]returned{}
	for _, other := range all {
		if other.authorization == nil || other.run == nil || other.revoked != nil || other.authorization.Undoes == nil || *other.authorization.Undoes != key {
			continue
		}
		if err := other.open(ctx, snapshot); err != nil {
			return err
		}
		for _, step := range other.record.Steps {
			of := place(key, step.Address, step.Key)
			if first, known := s.back[of]; step.Outcome == evidence.Passed && (!known || other.runEntry < first.entry) {
				s.back[of] = returned{other.record.EndedAt, other.runEntry}
			}
		}
	}
	return nil
}

// viewDue tells what ends by itself, and when; what was taken back; and what should have been.
func (s *story) viewDue(out io.Writer) {
	due := s.record.Due
	for i := range due {
		if i == mostItems {
			fmt.Fprintf(out, "  … and %d more\n", len(due)-mostItems)
			return
		}
		fmt.Fprintf(out, "  %s: %s%s\n", s.ends(&due[i]), due[i].Step(), keyShown(due[i].Key))
	}
}

func (s *story) ends(d *evidence.DueRecord) string {
	if s.back != nil {
		if back, ok := s.back[place(s.authorization.Run.Key(), d.Address, d.Key)]; ok {
			return fmt.Sprintf("was to end at %s, and was taken back by %s, entry %d", d.At, back.at, back.entry)
		}
	}
	last, err := d.Missed(s.record.EndedAt)
	switch {
	case err == nil && evidence.FormatInstant(last) < s.asOf:
		return fmt.Sprintf("was to end at %s, and nothing says that it did (attestary due)", d.At)
	case d.At < s.asOf:
		return fmt.Sprintf("is due since %s (attestary due)", d.At)
	}
	return "ends by itself at " + d.At
}
