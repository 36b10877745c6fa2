package engine

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// deed is one thing that a run does: what a step, a gate, a notify or an undo asks of an action, once.
type deed struct {
	action     string
	effect     kind.Effect           // what the plan says that it does
	connection string                // as the plan names it; "" for none
	settings   map[string]expr.Value // as rules.Settings gives them
	asked      plan.Outputs          // the outputs that somebody will look at; nil for all
	// takesBack is the action whose own undo this is; "" for all else, also for the undo that a step states.
	// Who may do an action may take it back, so its undo needs no entry in a use.
	takesBack string
}

// act does it, as once does, for somebody who waits for it: an action that does not return when it should is left
// alone, and gives unknown.
func (r *Run) act(ctx context.Context, d deed) Result {
	answered := make(chan Result, 1)
	r.crew.do(func() { answered <- r.once(ctx, d) })
	select {
	case result := <-answered:
		return result
	case <-ctx.Done():
	}
	select {
	case result := <-answered:
		return result
	case <-time.After(graceful):
		return endless(d)
	}
}

// graceful is how long an action has to return after its context has ended.
const graceful = 15 * time.Second

func endless(d deed) Result {
	return Result{Outcome: evidence.Unknown, Reason: ReasonTimeout, Detail: d.action + " does not end"}
}

// once does it, once, and tells what came of it. It is the one way from a plan to a Runner: an action that is
// written in HCL becomes the call of its primitive one (see compose), and what is not allowed is blocked
// before anybody is asked. ctx bounds it. What comes back is masked, and has all outputs that are asked
// for, of their types, where it passed; it may be called by many at once.
func (r *Run) once(ctx context.Context, d deed) Result {
	connection, allow := r.connection(d.connection, d.action)
	granted := r.granted(d, allow)
	if a := r.job.Plan.Action(d.action); a != nil {
		if !granted {
			return r.hold(d.action, d.asked, notAllowed(d.action, connection))
		}
		return r.compose(ctx, a, d, connection)
	}
	if granted {
		allow = own(d.action, d.settings)
	}
	return r.primitive(ctx, Call{Action: d.action, Effect: d.effect, Settings: d.settings, Connection: connection, Asked: d.asked, Allow: allow})
}

// granted tells whether a use gives the deed its power by a name: that of an action written in HCL, or that
// of the action which the deed takes back in the way that the action itself says.
func (r *Run) granted(d deed, allow []string) bool {
	p := r.job.Plan
	if a := p.Action(d.takesBack); a != nil && a.Undo != nil && a.Undo.Action == d.action {
		return kind.AllowsAction(allow, a.Name)
	}
	return p.Action(d.action) != nil && kind.AllowsAction(allow, d.action)
}

func notAllowed(action string, connection *plan.Connection) Result {
	detail := action + " goes over a connection, and none is named"
	if connection != nil {
		detail = fmt.Sprintf("no use section of connection %s allows %s", connection.Name, action)
	}
	return Result{Outcome: evidence.Blocked, Reason: ReasonDenied, Detail: detail}
}

// primitive has a call done by its runner, with what every call gets.
func (r *Run) primitive(ctx context.Context, call Call) Result {
	if r.kindOf(call.Action).Tells {
		told := make(map[string]expr.Value, len(call.Settings))
		for name, v := range call.Settings {
			told[name] = r.redactor.Value(v) // people will read it
		}
		call.Settings = told
	}
	if c := call.Connection; c != nil {
		call.Secrets, call.Leases = map[string]Secret{}, r.leases
		for _, o := range c.Openings() {
			call.Secrets[o.Setting] = r.secrets[o.Secret]
			if !r.secrets[o.Secret].Given() {
				return r.hold(call.Action, call.Asked, Result{Outcome: evidence.Blocked, Reason: ReasonDenied, Detail: "this process has not been given the secret of connection " + c.Name})
			}
		}
		call.Token, call.Password = r.secrets[c.Token], r.secrets[c.Password]
	}
	call.Path, _ = r.world.Env("PATH")
	call.Dir, call.Home, call.Now = r.world.Dir, r.home, r.world.Now
	return r.hold(call.Action, call.Asked, r.guarded(ctx, call))
}

// guarded calls the runner. One that panics gives unknown.
func (r *Run) guarded(ctx context.Context, call Call) (result Result) {
	defer func() {
		if p := recover(); p != nil {
			result = Result{Outcome: evidence.Unknown, Reason: ReasonPanic, Detail: fmt.Sprintf("%s broke down: %v\n%s", call.Action, p, debug.Stack())}
		}
	}()
	return r.world.Runners[call.Action].Run(ctx, call)
}

// possible are the outcomes that an action may come to.
var possible = []evidence.Outcome{evidence.Passed, evidence.Failed, evidence.Blocked, evidence.Unknown}

// hold masks what an action gave, and holds it to what the action declares. What nobody asks for is let go: it needs
// no room in memory and journal, and tells nothing.
func (r *Run) hold(action string, asked plan.Outputs, result Result) Result {
	result.Detail = r.redactor.Text(result.Detail)
	problem := ""
	k := r.kindOf(action)
	held, declared := map[string]expr.Value{}, 0
	for i := range k.Outputs {
		o := &k.Outputs[i]
		v, given := result.Outputs[o.Name]
		if given {
			declared++
		}
		if asked.Has(o.Name) {
			v = r.redactor.Value(v)
		}
		switch err := v.Conforms(r.types[o.Type]); {
		case !given && asked.Has(o.Name) && result.Outcome == evidence.Passed:
			problem = o.Name + " is missing"
		case err != nil:
			problem = o.Name + " " + err.Error()
			v = expr.Nil()
		}
		if asked.Has(o.Name) {
			held[o.Name] = v
		}
	}
	if len(result.Outputs) > declared {
		problem = "it gave outputs that it does not declare"
	}
	if !slices.Contains(possible, result.Outcome) {
		problem, result.Outcome = fmt.Sprintf("it came to %q", result.Outcome), evidence.Passed // so far; the problem decides
	}
	result.Outputs = held
	if problem != "" && result.Outcome == evidence.Passed {
		return Result{Outcome: evidence.Unknown, Reason: ReasonOutputs, Detail: r.redactor.Text(problem), Outputs: held}
	}
	return result
}

// kindOf is what there is to know of an action, written in HCL or primitive.
func (r *Run) kindOf(action string) *kind.Kind {
	if k := r.kinds[action]; k != nil {
		return k
	}
	return &kind.Kind{}
}

// typesOf are the types of all that actions give, as they are written.
func typesOf(kinds map[string]*kind.Kind) map[string]expr.Type {
	types := map[string]expr.Type{}
	for _, k := range kinds {
		for _, o := range k.Outputs {
			types[o.Type] = expr.MustType(o.Type)
		}
	}
	return types
}

// kindsOf are the primitive actions, and those of a plan that are written in HCL: to make one of their kinds
// takes a walk through all their expressions.
func kindsOf(p *plan.Plan) map[string]*kind.Kind {
	kinds := map[string]*kind.Kind{}
	for _, k := range kind.All() {
		kinds[k.Name] = &k
	}
	for i := range p.Actions {
		k, _ := p.Kind(p.Actions[i].Name)
		kinds[k.Name] = &k
	}
	return kinds
}
