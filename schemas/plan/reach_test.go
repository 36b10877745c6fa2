package plan_test

import (
	"testing"

	"github.com/attestary/attestary/schemas/kind"
)

// TestConnections holds that a plan may have every kind of connection there is, by its own rules and by
// the schema.
func TestConnections(t *testing.T) {
	t.Parallel()
	for _, of := range kind.Connections {
		p := sample()
		p.Connections[0].Kind = of
		data, err := p.Encode()
		if err != nil {
			t.Errorf("%s: %v", of, err)
			continue
		}
		if err := p.Check(); err != nil {
			t.Errorf("%s: %v", of, err)
		}
		validate(t, data)
	}
}
