package evidence

import (
	"fmt"
	"strconv"

	"github.com/attestary/attestary/schemas/canon"
)

// RunID is one attempt at a run. Its key, the SHA-256 of its canonical bytes, names the run for ever.
type RunID struct {
	Attempt int64  `json:"attempt"` // 1 or more
	ID      string `json:"id"`      // the forge's run id, else 128 random bits in hex
	Origin  string `json:"origin"`  // of the ledger
}

// Key names the run in leaves and paths. The id must have passed Check.
func (r RunID) Key() canon.Digest {
	if r.Check() == nil { // so there is nothing in it that is written in another way
		return canon.Sum([]byte(`{"attempt":` + strconv.FormatInt(r.Attempt, 10) + `,"id":"` + r.ID + `","origin":"` + r.Origin + `"}`))
	}
	data, err := canon.Encode(r)
	if err != nil {
		panic("evidence: the key of a run id that was not checked: " + err.Error())
	}
	return canon.Sum(data)
}

// Check tells what is wrong with the id.
func (r RunID) Check() error {
	if r.Attempt < 1 || r.Attempt > maxCount {
		return fmt.Errorf("attempt: %d is not between 1 and %d", r.Attempt, maxCount)
	}
	decimal := len(r.ID) <= 20 && consists(r.ID, digits)
	if !decimal && (len(r.ID) != 32 || !consists(r.ID, hexDigits)) {
		return fmt.Errorf("id: %.80q is neither a number nor 32 hex digits", r.ID)
	}
	return CheckOrigin(r.Origin)
}
