package verdict

import "slices"

// The exit statuses that a verdict can have. 2, wrong usage, is the command's own.
const (
	StatusHeld      = 0 // every required claim held, none is refuted, and there are no findings
	StatusRefuted   = 1 // a claim is refuted, required or not
	StatusFindings  = 1 // the same to a script: something is to be seen to
	StatusNotJudged = 3 // a required claim was not judged
)

// Status is the exit status of the verdict. A refuted claim, or a finding, outweighs a claim that was not
// judged: the worst that is known for certain is what a script must hear.
func (v *Verdict) Status() int {
	if v.Findings != nil {
		return StatusFindings
	}
	status := StatusHeld
	for _, c := range v.Claims {
		switch {
		case c.Outcome == Refuted:
			return StatusRefuted
		case c.Required && c.Outcome != Held:
			status = StatusNotJudged
		}
	}
	return status
}

// Refuted tells whether a claim is refuted, required or not.
func (v *Verdict) Refuted() bool {
	return slices.ContainsFunc(v.Claims, func(c Claim) bool { return c.Outcome == Refuted })
}

// Unheld tells whether a required claim is not held.
func (v *Verdict) Unheld() bool {
	return slices.ContainsFunc(v.Claims, func(c Claim) bool { return c.Required && c.Outcome != Held })
}

// Claim gives the claim with that id, or nil.
func (v *Verdict) Claim(id string) *Claim {
	for i := range v.Claims {
		if v.Claims[i].ID == id {
			return &v.Claims[i]
		}
	}
	return nil
}

// Sound tells whether the ledger itself stands: claims 1 to 4 are held, on all of it. Nothing may be scored, shown
// as evidence or exported from a ledger that does not.
func (v *Verdict) Sound() bool {
	if v.Since != nil {
		return false
	}
	for _, id := range []string{"1", "2", "3", "4"} {
		if c := v.Claim(id); c == nil || c.Outcome != Held {
			return false
		}
	}
	return true
}
