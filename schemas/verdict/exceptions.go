package verdict

import (
	"errors"
	"fmt"

	"github.com/attestary/attestary/schemas/evidence"
)

// MaxExceptions is how many waivers, and how many revocations, a verdict lists: the newest. Of an older waiver a
// score knows nothing, which lowers it, if anything.
const MaxExceptions = 1000

// Waiver is an exception that somebody granted, that its plan let them grant, and that was not taken back.
// Whether it has expired is a matter of the instant at which one asks.
type Waiver struct {
	Entry    int64       `json:"entry"`
	Check    string      `json:"check"` // RUNBOOK.CHECK
	Scope    *string     `json:"scope,omitempty"`
	At       string      `json:"at"`   // claimed
	From     string      `json:"from"` // its own upper time bound; where nothing timed covers it, At
	Expires  string      `json:"expires"`
	Longest  int64       `json:"longest"` // seconds that its plan lets it last
	Owner    evidence.By `json:"owner"`
	Approver evidence.By `json:"approver"`
	Role     string      `json:"role"` // in which it was granted
	Reason   string      `json:"reason"`
	Path     string      `json:"path"` // of its bundle, in the ledger's tree
}

// Revocation is evidence that was taken back by who may.
type Revocation struct {
	Entry   int64       `json:"entry"`
	At      string      `json:"at"` // claimed
	By      evidence.By `json:"by"`
	Reason  string      `json:"reason"`
	Revoked []Revoked   `json:"revoked"` // by entry
	Path    string      `json:"path"`    // of its bundle, in the ledger's tree
}

// Revoked is an entry that was taken back.
type Revoked struct {
	Entry   int64         `json:"entry"`
	Kind    evidence.Kind `json:"kind"`
	Runbook string        `json:"runbook"`
	// Run is the entry that authorised the run that it is about, and which counts for nothing now; nil for what is
	// about none.
	Run *int64 `json:"run,omitempty"`
}

// Active tells whether the waiver holds at an instant of a document. Instants in their one form are in the order
// of their texts.
func (w *Waiver) Active(at string) bool { return w.From <= at && at < w.Expires }

func (v *Verdict) checkExceptions() error {
	if len(v.Waivers) > MaxExceptions {
		return fmt.Errorf("waivers: %d are listed; at most %d", len(v.Waivers), MaxExceptions)
	}
	for i := range v.Waivers {
		if err := v.Waivers[i].check(); err != nil {
			return fmt.Errorf("waiver of entry %d: %w", v.Waivers[i].Entry, err)
		}
		if i > 0 && v.Waivers[i-1].Entry >= v.Waivers[i].Entry {
			return fmt.Errorf("waivers: entry %d is out of order", v.Waivers[i].Entry)
		}
	}
	return v.checkRevoked()
}

func (w *Waiver) check() error {
	switch {
	case w.Entry < 1 || w.Check == "" || w.Reason == "" || w.Path == "" || w.Longest < 1:
		return errors.New("it wants an entry, a check, a reason, a path and its longest term")
	case w.Owner.Login == "" || w.Approver.Login == "" || w.Owner.ID == w.Approver.ID:
		return errors.New("it wants an owner, and an approver who is somebody else")
	case !instant(w.At) || !instant(w.From) || !instant(w.Expires):
		return errors.New("its instants are not YYYY-MM-DDTHH:MM:SSZ")
	}
	return nil
}

func (v *Verdict) checkRevoked() error {
	if int64(len(v.Revoked)) != min(v.Revocations, MaxExceptions) {
		return fmt.Errorf("revoked: %d are listed and %d counted", len(v.Revoked), v.Revocations)
	}
	for i := range v.Revoked {
		r := &v.Revoked[i]
		if r.Entry < 1 || r.By.Login == "" || r.Reason == "" || r.Path == "" || len(r.Revoked) == 0 || !instant(r.At) {
			return fmt.Errorf("revocation of entry %d: it wants an entry, a person, a reason, a path, an instant and what it takes back", r.Entry)
		}
		if i > 0 && v.Revoked[i-1].Entry >= r.Entry {
			return fmt.Errorf("revoked: entry %d is out of order", r.Entry)
		}
		for _, e := range r.Revoked {
			if e.Entry >= r.Entry || e.Kind == evidence.KindRevocation {
				return fmt.Errorf("revocation of entry %d: entry %d is not one that it could take back", r.Entry, e.Entry)
			}
		}
	}
	return nil
}
