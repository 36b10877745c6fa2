package manual_test

import (
	"testing"

	"github.com/attestary/attestary/compiler/manual"
	"github.com/attestary/attestary/internal/golden"
)

// TestReference holds the reference of the handbook to the tables of the compiler.
func TestReference(t *testing.T) {
	t.Parallel()
	golden.Check(t, "../../docs/reference.md", manual.Reference())
}
