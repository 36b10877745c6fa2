package simulate

import (
	"strings"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

// scope is what an expression may refer to at its place. Outputs of what failed, was skipped or was not
// reached are null; what meets null is unknown (package expr).
type scope struct {
	player  *player
	job     *job        // nil outside phases
	each    *rules.Item // nil where there is no for_each
	self    *expr.Value // nil outside expectations, gates and undo
	setting *expr.Value // nil outside actions
}

// Tank implements expr.Fuelled.
func (s scope) Tank() *expr.Tank { return s.player.tank }

// Lookup implements expr.Scope.
func (s scope) Lookup(path []string) (expr.Value, int) {
	switch path[0] {
	case "run":
		return s.player.runValue(), 1
	case "trigger":
		return rules.TriggerValue(s.player.trigger.Kind, s.player.trigger.Name, s.player.scenario.Event), 1
	case "self":
		return orNull(s.self)
	case "setting":
		return orNull(s.setting)
	case "each":
		return s.eachValue(), 1
	}
	if len(path) < 2 {
		return expr.Nil(), 0
	}
	switch path[0] {
	case "input":
		return s.player.inputs[path[1]], 2
	case "local":
		return s.player.local(path, s.job)
	case "step", "approval", "ask":
		return s.player.partValue(path[0]+"."+path[1], s.job), 2
	case "check":
		return s.player.checkValue(path[1], s.job), 2
	case "phase":
		if f := s.player.phase(path[1]); f != nil {
			return s.player.phaseValue(f), 2
		}
	}
	return expr.Nil(), 0
}

func orNull(v *expr.Value) (expr.Value, int) {
	if v == nil {
		return expr.Nil(), 0
	}
	return *v, 1
}

// eachValue is each: the item of the step or check, else that of its phase.
func (s scope) eachValue() expr.Value {
	switch {
	case s.each != nil:
		return s.each.Each()
	case s.job != nil && s.job.item.Keyed:
		return s.job.item.Each()
	}
	return expr.Nil()
}

func eachOf(it rules.Item) *rules.Item {
	if !it.Keyed {
		return nil
	}
	return &it
}

// scopeOf is that of an expression about an item.
func (pl *player) scopeOf(e *ended) scope {
	return scope{player: pl, job: e.of.job, each: eachOf(e.item)}
}

// eval computes n; nil is null.
func (pl *player) eval(n *expr.Node, about scope) expr.Value {
	if n == nil {
		return expr.Nil()
	}
	return expr.Eval(n, about)
}

// local computes a local when it is asked for. It is remembered until something new is known.
func (pl *player) local(path []string, j *job) (expr.Value, int) {
	if pl.plan.Locals[path[1]] == nil {
		return expr.Nil(), 0
	}
	if pl.locals[j] == nil {
		pl.locals[j] = expr.WithLocals(scope{player: pl, job: j}, pl.plan.Locals)
	}
	return pl.locals[j].Lookup(path)
}

// forget throws away what was computed from what was known before.
func (pl *player) forget() {
	pl.locals = map[*job]expr.Scope{}
	for _, f := range pl.phases {
		f.value = nil
	}
}

// partValue is step.NAME, approval.NAME, ask.NAME, or check.NAME of a phase. A part of a phase with for_each
// is seen by its own job alone, by all others through phase.NAME["key"].
func (pl *player) partValue(address string, j *job) expr.Value {
	f := pl.home[address]
	switch {
	case f == nil || len(f.jobs) == 0:
		return expr.Nil()
	case j != nil && j.phase == f:
		return pl.valueOf(j.parts[address])
	case f.each():
		return expr.Nil()
	}
	return pl.valueOf(f.jobs[0].parts[address])
}

// checkValue is check.NAME. One outside phases is judged last.
func (pl *player) checkValue(name string, j *job) expr.Value {
	if c := pl.last(name); c != nil {
		if !pl.ending {
			return expr.Nil()
		}
		return pl.judgeOnce(c).value
	}
	return pl.partValue("check."+name, j)
}

// runValue is run. A scenario's run has an id and an address like any other.
func (pl *player) runValue() expr.Value {
	mode := evidence.Live
	if pl.scenario.Rehearsal {
		mode = evidence.Rehearsal
	}
	return expr.OfObject(map[string]expr.Value{
		"id": expr.OfText(strings.Repeat("0", 32)), "url": expr.OfText("https://runs.example/" + strings.Repeat("0", 32)),
		"mode": expr.OfText(string(mode)), "started_at": expr.OfText(evidence.FormatInstant(pl.at)), "requester": pl.by.value(),
	})
}

// value is run.requester. An e-mail that nobody told is null, so what it meets is unknown.
func (r *requester) value() expr.Value {
	if r == nil {
		return expr.Nil()
	}
	email := expr.Nil()
	if r.email != "" {
		email = expr.OfText(r.email)
	}
	return expr.OfObject(map[string]expr.Value{"login": expr.OfText(r.login), "email": email, "roles": textsOf(r.roles)})
}
