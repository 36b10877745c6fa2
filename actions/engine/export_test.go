package engine

import (
	"os"

	"github.com/attestary/attestary/actions/redact"
)

// NewRedactor knows secrets without a run.
func NewRedactor(secrets ...string) *redact.Redactor {
	r := &redact.Redactor{}
	for _, secret := range secrets {
		r.Learn([]byte(secret))
	}
	return r
}

// Fill puts a full disk below the journal: every write to /dev/full is refused for want of space.
func (j *Journal) Fill() error {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	j.guard.Lock()
	defer j.guard.Unlock()
	j.file = full
	return nil
}
