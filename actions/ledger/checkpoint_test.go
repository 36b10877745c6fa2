package ledger_test

import (
	"testing"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/internal/contract"
)

// No checkpoint has a size that a document could not tell.
func TestCheckpointSize(t *testing.T) {
	t.Parallel()
	origin := contract.NewAuthor(t, "a", "").Origin()
	for size, want := range map[int64]bool{0: false, 1: true, 1<<53 - 1: true, 1 << 53: false, 1<<63 - 1: false} {
		text := ledger.Checkpoint{Origin: origin, Size: size}.Text()
		if _, err := ledger.ParseCheckpoint([]byte(text)); (err == nil) != want {
			t.Errorf("size %d: %v", size, err)
		}
	}
}
