package engine_test

import (
	"context"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// TestPersonalKeys: the keys of a for_each over what an action labels as personal are digests, and so are those
// of all that goes over its items; of what has no label they are the keys.
func TestPersonalKeys(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		labels []kind.Label
		told   bool
	}{
		"labelled": {[]kind.Label{kind.Personal, kind.Untrusted}, false}, "not labelled": {[]kind.Label{kind.Untrusted}, true},
	} {
		list, each, again := step("list"), step("each", "list"), step("again", "each")
		list.Action, list.Connection, list.Settings = "disk.look", "disk", map[string]*expr.Node{"name": text("all")}
		each.ForEach, each.By = expr.Ref("local", "found"), "name"
		again.ForEach = expr.Ref("step", "each")
		p := planOf([]plan.Step{list, each, again}, disk, func(p *plan.Plan) {
			p.Actions[0].Outputs[0].Labels = test.labels
			p.Locals = map[string]*expr.Node{"found": expr.Ref("step", "list", "kinds")}
			kept := check("kept", op("==", expr.Ref("each", "value", "outcome"), text("passed")))
			kept.ForEach = expr.Ref("step", "each")
			p.Checks = []plan.Check{kept}
		})
		w := worldOf(t, func(context.Context, engine.Call) engine.Result {
			r := says()
			zoe := expr.OfObject(map[string]expr.Value{"name": expr.OfText("zoe@acme.example")})
			r.Outputs["json"] = expr.OfObject(map[string]expr.Value{"size": expr.OfInt(1), "kinds": expr.OfList([]expr.Value{zoe}), "state": expr.OfText("")})
			return r
		})
		record := do(t, w, jobOf(p))
		if len(record.Steps) != 3 || len(record.Checks) != 1 || record.Checks[0].Key == nil {
			t.Fatalf("%s: %+v", name, record)
		}
		if strings.Contains(canonText(t, record), "zoe") != test.told {
			t.Errorf("%s: %s", name, canonText(t, record))
		}
	}
}
