package engine

import "os"

// NewRedactor lets tests know secrets without a run.
func NewRedactor(secrets ...string) *Redactor { return newRedactor(secrets) }

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

// Grow lets the journal be so many bytes longer.
func (j *Journal) Grow(n int64) { j.size += n }
