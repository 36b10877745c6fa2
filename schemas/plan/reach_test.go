package plan_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
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

// TestReservedActions holds that an action of a plan never has a name that a primitive one has, or may have
// in a later version: what reviewers said yes to would become something else.
func TestReservedActions(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"chat.tell":      "",
		"notify.webhook": "action.notify.webhook: the actions notify.* are primitive ones alone",
		"github.rename":  "action.github.rename: the actions github.* are primitive ones alone",
	} {
		p := sample()
		p.Actions = []plan.Action{{
			Name: name, Title: "Tell the team", Effect: kind.Observe, Kind: kind.HTTP,
			Run: plan.Call{Action: "notify.webhook", Settings: map[string]*expr.Node{"text": text("hello")}},
		}}
		err := p.Check()
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
		if k, _ := p.Kind(name); want == "" && !k.Tells {
			t.Errorf("%s tells people what notify.webhook tells them, and nobody knows", name)
		}
	}
}
