package verdict

import (
	"errors"
	"fmt"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// Findings are what no claim refutes, and what people must see to all the same: the ledger is what it says
// it is, and it tells of this. Nil where there is nothing.
type Findings struct {
	Broken  int64   `json:"broken,omitzero"`   // how many glasses there are
	Glasses []Glass `json:"glasses,omitempty"` // at most MaxFindings, the oldest first
	Missed  int64   `json:"missed,omitzero"`   // how many undos there are
	Undos   []Undo  `json:"undos,omitempty"`   // at most MaxFindings, the oldest first
	// Exposed are secrets of runbooks that stand where every workflow on every branch gets them, by name, at most
	// MaxFindings. The ledger does not tell: they are there only where a forge was asked.
	Exposed []Exposed `json:"exposed,omitempty"`
}

// Exposed is a secret that stands where every workflow gets it.
type Exposed struct {
	Mend   string `json:"mend"` // ExposedMends
	Secret string `json:"secret"`
	Where  string `json:"where"` // repository or organization
}

// ExposedMends is the command that tells where secrets are to stand.
const ExposedMends = "attestary protect --check"

func (e *Exposed) check() error {
	switch {
	case e.Secret == "" || len(e.Secret) > 255:
		return errors.New("it wants the name of a secret")
	case e.Where != "repository" && e.Where != "organization":
		return fmt.Errorf("where is %q, not repository or organization", e.Where)
	case e.Mend != ExposedMends:
		return fmt.Errorf("mend is %q; what leads on is %q", e.Mend, ExposedMends)
	}
	return nil
}

// checkExposed holds them to their order: by name, then by place.
func (f *Findings) checkExposed() error {
	if len(f.Exposed) > MaxFindings {
		return fmt.Errorf("%d exposed secrets are listed, more than %d", len(f.Exposed), MaxFindings)
	}
	for i := range f.Exposed {
		if err := f.Exposed[i].check(); err != nil {
			return fmt.Errorf("exposed secret %d: %w", i, err)
		}
		if i > 0 && f.Exposed[i-1].Secret+"\x00"+f.Exposed[i-1].Where >= f.Exposed[i].Secret+"\x00"+f.Exposed[i].Where {
			return fmt.Errorf("exposed secret %d is out of order", i)
		}
	}
	return nil
}

// MaxFindings is how many findings of a kind a verdict lists.
const MaxFindings = 1000

// Glass is a broken glass, which no second person has confirmed since.
type Glass struct {
	At      string       `json:"at"`
	By      evidence.By  `json:"by"`
	Entry   int64        `json:"entry"`
	Expires string       `json:"expires"`
	Mend    string       `json:"mend"` // the command that leads on; see Mends
	Reason  string       `json:"reason"`
	Result  *int64       `json:"result,omitempty"` // entry of the run's result; absent: it has not told its end
	Role    string       `json:"role"`
	Run     canon.Digest `json:"run"` // its key
	Runbook string       `json:"runbook"`
}

// Undo is a change that was to end by itself: nothing says that it was taken back, long enough after its time
// that this counts as missed.
type Undo struct {
	Address string       `json:"address"` // step.NAME.undo
	Due     string       `json:"due"`
	Entry   int64        `json:"entry"`         // the result of the run that made the change
	Key     *string      `json:"key,omitempty"` // of the item
	Mend    string       `json:"mend"`
	Missed  string       `json:"missed"` // since when it counts as missed
	Run     canon.Digest `json:"run"`    // that made the change
	Runbook string       `json:"runbook"`
}

// Same tells whether two are about one change.
func (u Undo) Same(o Undo) bool {
	return u.Entry == o.Entry && u.Address == o.Address && (u.Key == nil) == (o.Key == nil) && (u.Key == nil || *u.Key == *o.Key)
}

// Loan is a change that was to end by itself, and what became of it.
type Loan struct {
	Undo
	Returned string // when the run ended that took it back; "": none did
}

// Open tells whether it counts as missed at an instant: it was not taken back by then.
func (l *Loan) Open(asOf string) bool {
	return l.Missed < asOf && (l.Returned == "" || l.Returned > asOf)
}

// Mends is the command that leads on. A run that has told no end cannot be confirmed: as long as its glass is
// broken it may go on, and afterwards it can only be recorded.
func (g *Glass) Mends(asOf string) string {
	command := "confirm"
	if g.Result == nil {
		command = "seal"
		if asOf <= g.Expires {
			command = "resume"
		}
	}
	return "attestary " + command + " " + g.Run.Hex()[:8]
}

// UndoMends is the command that takes back whatever is due.
const UndoMends = "attestary due"

func (f *Findings) check(asOf string) error {
	if f == nil {
		return nil
	}
	if f.Broken+f.Missed < 1 && len(f.Exposed) == 0 {
		return errors.New("there are none, and they are told")
	}
	if err := f.checkExposed(); err != nil {
		return err
	}
	if int64(len(f.Glasses)) != min(f.Broken, MaxFindings) || int64(len(f.Undos)) != min(f.Missed, MaxFindings) {
		return fmt.Errorf("%d glasses and %d undos are listed, %d and %d counted", len(f.Glasses), len(f.Undos), f.Broken, f.Missed)
	}
	for i := range f.Glasses {
		if err := f.Glasses[i].check(asOf); err != nil {
			return fmt.Errorf("glass %d: %w", f.Glasses[i].Entry, err)
		}
		if i > 0 && f.Glasses[i-1].Entry >= f.Glasses[i].Entry {
			return fmt.Errorf("glass %d is out of order", f.Glasses[i].Entry)
		}
	}
	for i := range f.Undos {
		if err := f.Undos[i].check(asOf); err != nil {
			return fmt.Errorf("undo of entry %d: %w", f.Undos[i].Entry, err)
		}
		if i > 0 && f.Undos[i-1].Entry > f.Undos[i].Entry {
			return fmt.Errorf("undo of entry %d is out of order", f.Undos[i].Entry)
		}
	}
	return nil
}

func (g *Glass) check(asOf string) error {
	switch {
	case g.Entry < 0 || g.Runbook == "" || g.By.Login == "" || g.By.ID == "" || g.Reason == "" || g.Role == "":
		return errors.New("it wants an entry, a runbook, who broke it, in which role, and why")
	case !instant(g.At) || !instant(g.Expires):
		return errors.New("its instants are not YYYY-MM-DDTHH:MM:SSZ")
	}
	if err := g.Run.Check(); err != nil {
		return err
	}
	if want := g.Mends(asOf); g.Mend != want {
		return fmt.Errorf("mend is %q; what leads on is %q", g.Mend, want)
	}
	return nil
}

func (u *Undo) check(asOf string) error {
	switch {
	case u.Entry < 0 || u.Runbook == "" || u.Address == "":
		return errors.New("it wants an entry, a runbook and an address")
	case !instant(u.Due) || !instant(u.Missed):
		return errors.New("its instants are not YYYY-MM-DDTHH:MM:SSZ")
	case u.Missed < u.Due || u.Missed >= asOf:
		return fmt.Errorf("it was due %s and counts as missed after %s, which is not so at %s", u.Due, u.Missed, asOf)
	case u.Mend != UndoMends:
		return fmt.Errorf("mend is %q; what leads on is %q", u.Mend, UndoMends)
	}
	return u.Run.Check()
}
