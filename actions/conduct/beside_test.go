package conduct_test

import (
	"errors"
	"testing"

	"github.com/attestary/attestary/actions/conduct"
)

// TestSealBeside: whoever brings in what was left behind never touches a run that another process is just
// beginning or ending.
func TestSealBeside(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		desk := l.desk()
		for {
			select {
			case <-done:
				return
			default:
			}
			left, err := desk.Left()
			if err != nil {
				t.Error(err)
			}
			for _, w := range left {
				// A folder may be gone by the time that it is looked into.
				_ = errors.Join(desk.SealAll(t.Context(), []conduct.Waiting{w})...)
			}
		}
	}()
	for range 12 {
		if _, err := l.desk().Run(t.Context(), byMara()); err != nil {
			t.Errorf("a run beside somebody who seals: %v", err)
		}
	}
	close(done)
	<-stopped
	if outcomes := l.outcomes(); len(outcomes) != 12 {
		t.Errorf("%d runs are in the ledger", len(outcomes))
	}
	l.holds()
}
