package simulate

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// Access and inputs: whether there is a run at all. Deny is the default. A run that starts by itself has
// no requester, and no gate is asked.

// admitted tells whether the run may begin: the person has a role, the inputs keep their rules, and every
// gate says yes, in this order. The first no decides.
func (pl *player) admitted() bool {
	if pl.by != nil && !pl.mayAsk() {
		roles := "nobody may start it by hand"
		if pl.plan.Access != nil {
			roles = "only " + strings.Join(pl.plan.Access.Who, ", ") + " may start it by hand"
		}
		return pl.deny("access", pl.by.login+" has none of the roles: "+roles)
	}
	inputs, findings := rules.TriggerInputs(pl.plan, pl.trigger, pl.scenario.Event, pl.scenario.Inputs)
	if len(findings) > 0 {
		return pl.deny("input."+findings[0].Input, findings[0].Message)
	}
	pl.inputs = inputs
	if pl.by == nil {
		return true
	}
	for i := range pl.plan.Access.Gates {
		g := &pl.plan.Access.Gates[i]
		if why := pl.gate(g); why != "" {
			return pl.deny("gate."+g.Name, why)
		}
	}
	return true
}

func (pl *player) mayAsk() bool {
	return pl.plan.Access != nil && slices.ContainsFunc(pl.by.roles, func(role string) bool {
		return slices.Contains(pl.plan.Access.Who, role)
	})
}

func (pl *player) deny(address, why string) bool {
	pl.ended = append(pl.ended, &ended{Part: Part{Address: address, By: address, Outcome: evidence.Blocked, Why: why}})
	return false
}

// gate tells why a gate does not let the person in; "" where it does. What it cannot look at, it does not
// let in.
func (pl *player) gate(g *plan.Gate) string {
	address, about := "gate."+g.Name, scope{player: pl}
	pl.result.Reached[address] = true
	if _, problem := rules.Settings(pl.plan, g.Action, g.Settings, about); problem != "" {
		return problem
	}
	mock := pl.mock(address, "")
	switch {
	case mock == nil:
		pl.unmocked(address, g.Action)
		return "the test does not say what it sees"
	case mock.Fails != "":
		return mock.Fails
	}
	if why := pl.stale(g, mock.Outputs); why != "" {
		return why
	}
	self := pl.outputs(g.Action, mock.Outputs)
	about.self = &self
	if j := expr.Judge(g.Condition, about); j.Outcome != expr.OutcomePassed {
		return rules.Message(g.Message, about, j.Why)
	}
	return ""
}

// stale tells why what a gate saw is too old, or not known to be young enough. Its age is measured on the
// output that says as of when.
func (pl *player) stale(g *plan.Gate, outputs map[string]expr.Value) string {
	if g.MaxAge == 0 {
		return ""
	}
	k, _ := pl.plan.Kind(g.Action)
	for _, o := range k.Outputs {
		if !o.AsOf {
			continue
		}
		text, _ := outputs[o.Name].AsText()
		seen, err := evidence.ParseInstant(text)
		switch age := pl.at.Sub(seen); {
		case err != nil:
			return "how old its answer is cannot be told: " + o.Name + " is no instant as 2026-01-31T07:00:00Z"
		case age < 0:
			return "its answer is of a time to come: " + o.Name + " is " + text
		case age > time.Duration(g.MaxAge)*time.Second:
			return fmt.Sprintf("its answer is too old: %s is %s, and at most %d seconds are allowed", o.Name, text, g.MaxAge)
		}
		return ""
	}
	return "how old its answer is cannot be told: " + g.Action + " has no output that says as of when it was true"
}
