package plan_test

import (
	"fmt"
	"testing"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// Each line breaks one rule of what people and phases add to a plan; the error names the place.
func TestCheckResponse(t *testing.T) {
	t.Parallel()
	for _, rules := range [][]rule{startRules(), peopleRules(), actionRules(), phaseRules(), orderRules(), endRules()} {
		hold(t, response, rules)
	}
}

func startRules() []rule {
	trigger := func(name string, change func(*plan.Trigger)) func(*plan.Plan) {
		return func(p *plan.Plan) { change(p.Trigger(name)) }
	}
	return []rule{
		{"a queue of no kind", func(p *plan.Plan) { p.Concurrency.Mode = "cancel" }, `concurrency: mode: "cancel"`},
		{"a queue by nothing", func(p *plan.Plan) { p.Concurrency.Key = nil }, `concurrency: key: there is no expression`},
		{"a queue by what nobody knows yet", func(p *plan.Plan) { p.Concurrency.Key = expr.Ref("local", "accounts") }, `concurrency: key: local.accounts cannot`},
		{"an event of no type", trigger("edr", func(t *plan.Trigger) { t.Type = "" }), `trigger.edr: type: ""`},
		{"an event at a time", trigger("edr", func(t *plan.Trigger) { t.Cron = "0 9 1 * *" }), `trigger.edr: cron: a trigger of kind event has none`},
		{"an event in two lines", trigger("edr", func(t *plan.Trigger) { t.Type = "a\nb" }), `trigger.edr: "a\nb" has more than one line`},
		{"an event with a step", trigger("edr", func(t *plan.Trigger) { t.Map["login"] = expr.Ref("step", "find", "count") }), `trigger.edr: map: login: step.find.count cannot`},
		{"a finding of no check", trigger("found", func(t *plan.Trigger) { t.Check = "sign-ins" }), `trigger.found: check: "sign-ins"`},
		{"a label with space around it", trigger("reported", func(t *plan.Trigger) { t.Label = " x" }), `trigger.reported: label: " x"`},
		{"a label that fills inputs", trigger("reported", func(t *plan.Trigger) { t.Map = with("login", text("x")) }), `trigger.reported: map: a trigger of kind issue has none`},
		{"a form with files", trigger("form", func(t *plan.Trigger) { t.Paths = []string{"a"} }), `trigger.form: paths: a trigger of kind manual has none`},
		{"a pull request of no file", trigger("rehearsed", func(t *plan.Trigger) { t.Paths = nil }), `trigger.rehearsed: paths: there is none`},
		{"a fork of no pull request", trigger("edr", func(t *plan.Trigger) { t.Forks = true }), `trigger.edr: forks: a trigger of kind event has none`},
		{"a file twice", trigger("rehearsed", func(t *plan.Trigger) { t.Paths = []string{"a", "a"} }), `trigger.rehearsed: paths: "a"`},
		{"a schedule in no zone", trigger("drill", func(t *plan.Trigger) { t.Timezone = "../UTC" }), `trigger.drill: timezone: "../UTC"`},
		{"a schedule with a label", trigger("drill", func(t *plan.Trigger) { t.Label = "x" }), `trigger.drill: label: a trigger of kind schedule has none`},
		{"an issue that anybody may open", func(p *plan.Plan) {
			p.Access, p.Triggers = nil, []plan.Trigger{{Kind: "issue", Name: "reported", Label: "x"}}
		}, `trigger.reported: a run that a person starts needs an access section`},
	}
}

func peopleRules() []rule {
	gate := func(change func(*plan.Gate)) func(*plan.Plan) {
		return func(p *plan.Plan) { change(p.Gate("device")) }
	}
	approval := func(change func(*plan.Approval)) func(*plan.Plan) {
		return func(p *plan.Plan) { change(p.Approval("commander")) }
	}
	ask := func(change func(*plan.Ask)) func(*plan.Plan) {
		return func(p *plan.Plan) { change(p.Ask("call")) }
	}
	return []rule{
		{"a gate without a name", gate(func(g *plan.Gate) { g.Name = "Device" }), `gate: "Device" is not a name`},
		{"a gate twice", func(p *plan.Plan) { p.Access.Gates = append(p.Access.Gates, p.Access.Gates[0]) }, `gate.device: it is doubled`},
		{"a gate that asks nobody", gate(func(g *plan.Gate) { g.Action = "fleet.nobody" }), `gate.device: action: fleet.nobody is not known`},
		{"a gate that changes something", gate(func(g *plan.Gate) { g.Action = "okta.end_sessions" }), `gate.device: action: okta.end_sessions is not known to observe`},
		{"a gate that posts", gate(func(g *plan.Gate) { g.Action, g.Settings = "http.request", with("method", text("POST")) }), `gate.device: action: http.request is not known to observe`},
		{"a gate that runs what it likes", gate(func(g *plan.Gate) { g.Action = "exec.run" }), `gate.device: action: exec.run is not known to observe`},
		{"a gate that tells people", gate(func(g *plan.Gate) { g.Action = "notify.webhook" }), `gate.device: action: notify.webhook is not known to observe`},
		{"a gate over no connection", gate(func(g *plan.Gate) { g.Connection = "intune" }), `gate.device: connection: `},
		{"a gate without its setting", gate(func(g *plan.Gate) { g.Settings = nil }), `gate.device: settings: fleet.device_of requires email`},
		{"a gate with another setting", gate(func(g *plan.Gate) { g.Settings["x"] = text("x") }), `gate.device: settings: fleet.device_of has no setting "x"`},
		{"a gate that knows a result", gate(func(g *plan.Gate) { g.Settings["email"] = expr.Ref("step", "find", "count") }), `gate.device: email: step.find.count cannot`},
		{"a gate that knows a result through a local", gate(func(g *plan.Gate) { g.Condition = expr.Ref("local", "accounts") }), `gate.device: condition: local.accounts cannot`},
		{"an answer before the question", gate(func(g *plan.Gate) { g.Settings["email"] = expr.Ref("self", "x") }), `gate.device: email: self.x cannot`},
		{"the age of what has none", gate(func(g *plan.Gate) {
			g.Action, g.Settings, g.MaxAge = "okta.list_users", with("login", text("x")), 1
		}), `gate.device: max_age: okta.list_users has no output`},
		{"a gate without a message", gate(func(g *plan.Gate) { g.Message = nil }), `gate.device: message: `},

		{"a review of nothing", func(p *plan.Plan) { p.Reviews[0].Effects = nil }, `review.power: effects: there is none`},
		{"a review of another plan", func(p *plan.Plan) {
			p.Reviews[0].Effects = []kind.Effect{kind.Destroy}
			p.Phases = p.Phases[1:2]
			p.Checks, p.Evidence, p.Waivable = nil, nil, nil
		}, `review.power: effects: the plan has none of ["destroy"]`},
		{"effects out of order", func(p *plan.Plan) { p.Reviews[0].Effects = []kind.Effect{kind.Grant, kind.Change} }, `review.power: effects: "change"`},
		{"a review by nobody", func(p *plan.Plan) { p.Reviews[0].From = nil }, `review.power: from: it names no role`},
		{"a review by a role that is not told", func(p *plan.Plan) { p.Reviews[0].From = []string{"ops"} }, `review.power: from: the plan has no role "ops"`},
		{"a review by no one", func(p *plan.Plan) { p.Reviews[0].Min = 0 }, `review.power: min: 0 people`},

		{"an approval by nobody", approval(func(a *plan.Approval) { a.From = nil }), `approval.commander: from: it names no role`},
		{"an approval by a role that is not told", approval(func(a *plan.Approval) { a.From = []string{"ops"} }), `approval.commander: from: the plan has no role "ops"`},
		{"roles out of order", approval(func(a *plan.Approval) { a.From = []string{"security", "commanders"} }), `approval.commander: from: "commanders"`},
		{"a crowd", approval(func(a *plan.Approval) { a.Min = 101 }), `approval.commander: min: 101 people`},
		{"an approval without end", approval(func(a *plan.Approval) { a.Timeout = 0 }), `approval.commander: timeout: `},
		{"an approval that shows nothing", approval(func(a *plan.Approval) { a.Show = &plan.Show{} }), `approval.commander: show: it shows nothing`},
		{"an approval that shows what is to come", approval(func(a *plan.Approval) { a.Show.Text = expr.Ref("step", "sessions", "outcome") }), `approval.commander: step.sessions is mentioned and not waited for`},
		{"an approval that is skipped by what is to come", approval(func(a *plan.Approval) { a.SkipIf = expr.Ref("check", "contained", "passed") }), `approval.commander: check.contained is mentioned`},

		{"a question to nobody", ask(func(a *plan.Ask) { a.To = nil }), `ask.call: to: it names no role`},
		{"a second of no role", ask(func(a *plan.Ask) { a.Second = []string{"ops"} }), `ask.call: second: the plan has no role "ops"`},
		{"no question", ask(func(a *plan.Ask) { a.Question = nil }), `ask.call: question: `},
		{"no answer", ask(func(a *plan.Ask) { a.Answers = nil }), `ask.call: answers: there is none`},
		{"a question of what is to come", ask(func(a *plan.Ask) { a.Needs = nil }), `ask.call: step.again is mentioned and not waited for`},
		{"an answer with the name of another thing", ask(func(a *plan.Ask) { a.Answers[0].Name = "outcome" }), `ask.call: answer: "outcome"`},
		{"an answer twice", ask(func(a *plan.Ask) { a.Answers[1].Name = "reached" }), `ask.call: answer.reached: it is doubled`},
		{"an answer of no type", ask(func(a *plan.Ask) { a.Answers[0].Type = "int" }), `ask.call: answer.reached: type: "int"`},
		{"an answer that cannot be", ask(func(a *plan.Ask) { a.Answers[0].OneOf = []expr.Value{expr.OfText("yes")} }), `ask.call: answer.reached: one_of: `},
		{"a pattern that is none", ask(func(a *plan.Ask) { a.Answers[2].Pattern = "(" }), `ask.call: answer.ticket: pattern: `},
		{"an invisible letter in an answer", ask(func(a *plan.Ask) { a.Answers[0].Title = "a\u200bb" }), `ask.call: answer.reached: `},
	}
}

func actionRules() []rule {
	action := func(name string, change func(*plan.Action)) func(*plan.Plan) {
		return func(p *plan.Plan) { change(p.Action(name)) }
	}
	list := func(change func(*plan.Action)) func(*plan.Plan) { return action("okta.list_users", change) }
	return []rule{
		{"an action that hides a primitive one", func(p *plan.Plan) { p.Actions[0].Name = "exec.run" }, `action.exec.run: the actions exec.* are primitive ones alone`},
		{"an action that is no name", func(p *plan.Plan) { p.Actions[0].Name = "fleet" }, `action: "fleet"`},
		{"actions out of order", func(p *plan.Plan) { p.Actions[0], p.Actions[1] = p.Actions[1], p.Actions[0] }, `action.fleet.device_of: it is doubled or out of order`},
		{"an action without a title", list(func(a *plan.Action) { a.Title = "" }), `action.okta.list_users: title: `},
		{"an action of no effect", list(func(a *plan.Action) { a.Effect = "look" }), `action.okta.list_users: effect: "look"`},
		{"an action over no kind of connection", list(func(a *plan.Action) { a.Kind = "ftp" }), `action.okta.list_users: kind: "ftp"`},
		{"an action over another kind of connection", list(func(a *plan.Action) { a.Kind = "shell" }), `run: http.request wants a connection of kind http, not shell`},
		{"an action made of another", list(func(a *plan.Action) { a.Run.Action = "okta.end_sessions" }), `run: "okta.end_sessions" is no primitive action`},
		{"an action that fills no setting", list(func(a *plan.Action) { a.Run.Settings["x"] = text("x") }), `run: settings: http.request has no setting "x"`},
		{"an action that leaves a setting open", list(func(a *plan.Action) { delete(a.Run.Settings, "path") }), `run: settings: http.request requires path`},
		{"a setting that is not there", list(func(a *plan.Action) { a.Run.Settings["path"] = expr.Ref("setting", "x") }), `run: path: setting.x cannot`},
		{"an action that knows the plan", list(func(a *plan.Action) { a.Run.Settings["path"] = expr.Ref("input", "login") }), `run: path: input.login cannot`},
		{"an action that knows the run", list(func(a *plan.Action) { a.Run.Settings["path"] = expr.Ref("run", "id") }), `run: path: run.id cannot`},
		{"an answer before the request", list(func(a *plan.Action) { a.Run.Settings["path"] = expr.Ref("self", "text") }), `run: path: self.text cannot`},
		{"a setting outside of an action", func(p *plan.Plan) { p.Step("find").Settings["login"] = expr.Ref("setting", "login") }, `step.find: login: setting.login cannot`},
		{"done without a condition", list(func(a *plan.Action) { a.Run.Done = &expr.Node{Op: "look"} }), `run: done: `},
		{"silence that is done", list(func(a *plan.Action) { a.Run.Done = call("absent", expr.Ref("self", "json", "error")) }), `run: done: absent and isnull are for answers`},
		{"silence of no answer", list(func(a *plan.Action) { a.Run.Give["calm"] = call("isnull", expr.Ref("self", "json")) }), `run: give: calm: what absent and isnull ask about is a member`},
		{"silence in a check", func(p *plan.Plan) { p.Checks[0].Condition = call("absent", expr.Ref("step", "find", "users")) }, `absent and isnull are for answers`},
		{"pages of no kind", list(func(a *plan.Action) { a.Run.Paginate = "offset" }), `run: paginate: "offset"`},
		{"pages without a place", list(func(a *plan.Action) { a.Run.Paginate = "cursor:after=" }), `run: paginate: "cursor:after="`},
		{"an output that is not given", list(func(a *plan.Action) { delete(a.Run.Give, "calm") }), `run: give: output.calm is missing`},
		{"a gift that is no output", list(func(a *plan.Action) { a.Run.Give["x"] = text("x") }), `run: give: the action has no output "x"`},
		{"an output that every step has", list(func(a *plan.Action) { a.Outputs[1].Name = "outcome" }), `output.outcome: `},
		{"an output of no type", list(func(a *plan.Action) { a.Outputs[0].Type = "text" }), `output.calm: type: `},
		{"a type in another spelling", list(func(a *plan.Action) { a.Outputs[2].Type = "list(object({id=string}))" }), `output.users: type: "list(object({id=string}))" is spelled`},
		{"a label nobody knows", list(func(a *plan.Action) { a.Outputs[2].Labels = []kind.Label{"private"} }), `output.users: labels: "private"`},
		{"two instants", list(func(a *plan.Action) { a.Outputs[0].AsOf, a.Outputs[1].AsOf = true, true }), `two outputs say when it was so`},
		{"settings out of order", list(func(a *plan.Action) { a.Settings[0], a.Settings[1] = a.Settings[1], a.Settings[0] }), `setting.login: it is doubled or out of order`},
		{"a setting of no type", list(func(a *plan.Action) { a.Settings[0].Type = "int" }), `setting.login: type: `},
		{"a default of another type", list(func(a *plan.Action) { a.Settings[1].Default = ptr(expr.OfInt(1)) }), `setting.status: default: `},
		{"a value of another type", list(func(a *plan.Action) { a.Settings[1].OneOf[0] = expr.OfInt(1) }), `setting.status: one_of: `},
		{"an invisible letter in a description", list(func(a *plan.Action) { a.Settings[0].Description = "a\u200bb" }), `action.okta.list_users: `},
		{"an undo that is nothing", action("okta.suspend_user", func(a *plan.Action) { a.Undo = &plan.Undo{} }), `action.okta.suspend_user: undo: it wants an action, or the reason`},
		{"an undo that cannot, and does", action("okta.suspend_user", func(a *plan.Action) { a.Undo.Reason = "x" }), `undo: it wants an action, or the reason`},
		{"an undo that nobody has", action("okta.suspend_user", func(a *plan.Action) { a.Undo.Action = "okta.nobody" }), `undo: the plan has no action "okta.nobody"`},
		{"an undo of nobody", action("okta.suspend_user", func(a *plan.Action) { a.Undo.Settings = nil }), `undo: settings: okta.unsuspend_user requires id`},
		{"settings of a reason", action("okta.end_sessions", func(a *plan.Action) { a.Undo.Settings = with("id", text("x")) }), `undo: there are settings, and no action`},
		{"a reason that steers the terminal", action("okta.end_sessions", func(a *plan.Action) { a.Undo.Reason = "a\x1b[2K" }), `holds U+001B`},
	}
}

func phaseRules() []rule {
	phase := func(name string, change func(*plan.Phase)) func(*plan.Plan) {
		return func(p *plan.Plan) { change(p.Phase(name)) }
	}
	suspend := func(change func(*plan.Step)) func(*plan.Plan) {
		return func(p *plan.Plan) { change(p.Step("suspend")) }
	}
	return []rule{
		{"a phase with nothing to do", phase("look", func(f *plan.Phase) { f.Steps = nil }), `phase.look: it has no step, approval or ask`},
		{"a phase of checks", phase("look", func(f *plan.Phase) { f.Steps, f.Checks = nil, []plan.Check{{Name: "a"}} }), `phase.look: it has no step, approval or ask`},
		{"a key without items", phase("contain", func(f *plan.Phase) { f.By = "id" }), `phase.contain: by, parallel and limit: there is no for_each`},
		{"a bound without items", phase("contain", func(f *plan.Phase) { f.Limit = 1 }), `phase.contain: by, parallel and limit: there is no for_each`},
		{"none at a time", phase("recover", func(f *plan.Phase) { f.Parallel = 0 }), `phase.recover: parallel: 0`},
		{"fewer than none", phase("recover", func(f *plan.Phase) { f.Limit = -1 }), `phase.recover: limit: -1`},
		{"labels out of order", phase("contain", func(f *plan.Phase) { f.RunsOn = []string{"b", "a"} }), `phase.contain: runs_on: "a"`},
		{"no label", phase("contain", func(f *plan.Phase) { f.RunsOn = []string{""} }), `phase.contain: runs_on: ""`},
		{"an invisible letter in a label", phase("contain", func(f *plan.Phase) { f.RunsOn = []string{"a\u200bb"} }), `phase.contain: `},
		{"a phase that looks at itself", phase("contain", func(f *plan.Phase) { f.When = expr.Ref("step", "sessions", "outcome") }), `phase.contain: step.sessions is mentioned and not waited for`},
		{"items of an item", phase("recover", func(f *plan.Phase) { f.ForEach = expr.Ref("each", "value") }), `phase.recover: for_each: each.value cannot`},
		{"a failure that does neither", phase("contain", func(f *plan.Phase) { f.OnFailure.Undo = "forward" }), `phase.contain: on_failure: undo: "forward"`},
		{"a failure that nobody hears of", phase("contain", func(f *plan.Phase) { f.OnFailure.Notify = []string{"pager"} }), `phase.contain: on_failure: notify: the plan has no notify "pager"`},

		{"a step that plays an action down", suspend(func(s *plan.Step) { s.Effect = kind.Observe }), `step.suspend: effect: "observe"; that of okta.suspend_user is "change"`},
		{"a step that fills no setting", suspend(func(s *plan.Step) { s.Settings["x"] = text("x") }), `step.suspend: settings: okta.suspend_user has no setting "x"`},
		{"a step that leaves a setting open", suspend(func(s *plan.Step) { s.Settings = nil }), `step.suspend: settings: okta.suspend_user requires id`},
		{"a bound of nothing", suspend(func(s *plan.Step) { s.Limit = &plan.Limit{} }), `step.suspend: limit: it wants a number`},
		{"two bounds", suspend(func(s *plan.Step) { s.Limit.Count = 1 }), `step.suspend: limit: it wants a number`},
		{"more than all", suspend(func(s *plan.Step) { s.Limit.Percent = 101 }), `step.suspend: limit: it wants a number`},
		{"a part of nothing", suspend(func(s *plan.Step) { s.Limit.Of = nil }), `step.suspend: limit: percent and what they are of`},
		{"a number of something", suspend(func(s *plan.Step) { s.Limit.Percent, s.Limit.Count = 0, 1 }), `step.suspend: limit: percent and what they are of`},
		{"a bound that differs from item to item", suspend(func(s *plan.Step) { s.Limit.Of = expr.Ref("each", "value") }), `step.suspend: limit: of: each.value cannot`},
		{"a bound of one", func(p *plan.Plan) { p.Step("find").Limit = &plan.Limit{Count: 1} }, `step.find: limit: there is no for_each`},
		{"an undo of its own that is nothing", suspend(func(s *plan.Step) { s.Undo = &plan.Undo{} }), `step.suspend: undo: it wants an action`},
		{"an undo that knows what is to come", suspend(func(s *plan.Step) { s.Undo.Settings["id"] = expr.Ref("step", "again", "count") }), `step.suspend: undo: id: step.again.count cannot`},
		{"an end of nothing", func(p *plan.Plan) { p.Step("sessions").UndoAfter = text("7d") }, `step.sessions: undo_after: there is no undo`},
		{"an end that nobody knows", suspend(func(s *plan.Step) { s.UndoAfter = expr.Ref("self", "until") }), `step.suspend: undo_after: self.until cannot`},
	}
}

func orderRules() []rule {
	return []rule{
		{"two approvals of one name", func(p *plan.Plan) { p.Phases[1].Approvals = p.Phases[0].Approvals }, `approval.commander: it is doubled`},
		{"a check in a phase and outside", func(p *plan.Plan) { p.Checks[0].Name = "contained" }, `check.contained: it is doubled`},
		{"an ask out of order", func(p *plan.Plan) { p.Phases[2].Asks = append(p.Phases[2].Asks, plan.Ask{Name: "a"}) }, `ask.a: it is doubled or out of order`},
		{"more approvals than anybody gives", func(p *plan.Plan) { p.Phases[0].Approvals = make([]plan.Approval, plan.MaxParts+1) }, `approvals: there are more than 1000`},
		{"waiting for a check that comes last", func(p *plan.Plan) { p.Step("find").Needs = []string{"check.in_time"} }, `step.find: needs: the plan has no "check.in_time" in a phase`},
		{"waiting for a phase", func(p *plan.Plan) { p.Step("sessions").Needs = []string{"phase.look"} }, `step.sessions: needs: the plan has no "phase.look"`},
		{"a mention of an approval", func(p *plan.Plan) {
			p.Step("sessions").Needs = nil
			p.Step("sessions").When = op(expr.OpEqual, expr.Ref("approval", "commander", "outcome"), text("passed"))
		}, `step.sessions: needs: approval.commander is mentioned and not waited for`},
		{"a mention of a check of the phase", func(p *plan.Plan) {
			p.Step("suspend").Needs = []string{"approval.commander", "step.sessions"}
			p.Step("suspend").When = expr.Ref("check", "contained", "passed")
		}, `step.suspend: needs: check.contained is mentioned and not waited for`},
		{"a mention of a check that comes last", func(p *plan.Plan) { p.Step("suspend").When = expr.Ref("check", "in_time", "passed") }, `step.suspend: when: check.in_time.passed cannot`},
		{"the same through a local", func(p *plan.Plan) {
			p.Locals["late"] = expr.Ref("check", "in_time", "passed")
			p.Step("suspend").When = expr.Ref("local", "late")
		}, `step.suspend: when: local.late cannot`},
		{"a phase that does not come before", func(p *plan.Plan) { p.Step("find").When = expr.Ref("phase", "contain", "duration") }, `step.find: needs: phase.contain is mentioned, and phase.look does not come after it`},
		{"a phase that is the own one", func(p *plan.Plan) { p.Phases[0].Checks[0].Condition = expr.Ref("phase", "contain", "duration") }, `check.contained: phase.contain is mentioned`},
		{"a phase that is not there", func(p *plan.Plan) { p.Evidence[0].Value = expr.Ref("phase", "nobody", "duration") }, `evidence.approved_by: phase.nobody.duration cannot`},
		{"a phase that no longer comes before", func(p *plan.Plan) { p.Phases[0].After = nil }, `phase.contain: step.find is mentioned and not waited for`},
		{"one of several", func(p *plan.Plan) { p.Evidence[0].Value = expr.Ref("step", "again", "count") }, `evidence.approved_by: step.again.count cannot`},
		{"one of several, through a local", func(p *plan.Plan) { p.Locals["calm"] = expr.Ref("step", "again", "calm") }, `local.calm: step.again.calm cannot`},
		{"the item of another phase", func(p *plan.Plan) { p.Step("find").Settings["login"] = expr.Ref("each", "key") }, `step.find: login: each.key cannot`},
		{"a notify in an expression", func(p *plan.Plan) { p.Evidence[0].Value = expr.Ref("notify", "channel") }, `evidence.approved_by: notify.channel cannot`},
		{"a yes that waits for what waits for it", func(p *plan.Plan) { p.Approval("commander").Needs = []string{"step.sessions"} }, `approval.commander: it waits for itself: approval.commander → step.sessions → approval.commander`},
		{"a check that waits for what waits for it", func(p *plan.Plan) {
			p.Phases[0].Checks[0].Condition = op(expr.OpEqual, expr.Ref("step", "suspend"), number(1))
		}, `step.suspend: it waits for itself: step.suspend → check.contained → step.suspend`},
		{"needs against phases", func(p *plan.Plan) { p.Step("find").Needs = []string{"step.sessions"} }, `it waits for itself: `},
	}
}

func endRules() []rule {
	notify := func(change func(*plan.Notify)) func(*plan.Plan) {
		return func(p *plan.Plan) { change(p.Notify("channel")) }
	}
	moved := func(from, to string) func(*plan.Plan) {
		return func(p *plan.Plan) { p.Moved = []plan.Moved{{From: from, To: to}} }
	}
	return []rule{
		{"a notify of no action", notify(func(n *plan.Notify) { n.Action = "webhook" }), `notify.channel: action: "webhook"`},
		{"a notify that does more than tell", notify(func(n *plan.Notify) { n.Action = "http.request" }), `notify.channel: action: http.request is not known to tell`},
		{"a notify that nobody knows", notify(func(n *plan.Notify) { n.Action = "pager.ring" }), `notify.channel: action: pager.ring is not known to tell`},
		{"a notify over no connection", notify(func(n *plan.Notify) { n.Connection = "mail" }), `notify.channel: connection: `},
		{"a notify of nothing", notify(func(n *plan.Notify) { n.On = nil }), `notify.channel: on: there is none`},
		{"a state nobody knows", notify(func(n *plan.Notify) { n.On = []string{"done"} }), `notify.channel: on: "done"`},
		{"states out of order", notify(func(n *plan.Notify) { n.On = []string{"started", "failed"} }), `notify.channel: on: "failed"`},
		{"a notify without a text", notify(func(n *plan.Notify) { n.Text = nil }), `notify.channel: text: `},
		{"a notify with a secret", notify(func(n *plan.Notify) { n.Text = expr.Ref("secret", "chat_hook") }), `notify.channel: text: secret.chat_hook cannot`},
		{"a result of nothing", func(p *plan.Plan) { p.Result = &plan.Show{} }, `result: it shows nothing`},
		{"a result of what is not there", func(p *plan.Plan) { p.Result.Text = expr.Ref("ask", "nobody", "x") }, `result: text: ask.nobody.x cannot`},
		{"confirmed by nobody", func(p *plan.Plan) { p.Confirm.By = nil }, `confirm: by: it names no role`},
		{"confirmed at once", func(p *plan.Plan) { p.Confirm.Within = 0 }, `confirm: within: 0 seconds`},
		{"waiving what is not checked", func(p *plan.Plan) { p.Waivable[0].Check = "nobody" }, `waivable.nobody: the plan has no such check`},
		{"waiving for ever", func(p *plan.Plan) { p.Waivable[0].MaxFor = plan.MaxSeconds + 1 }, `waivable.in_time: max_for: `},
		{"waiving by nobody", func(p *plan.Plan) { p.Waivable[0].By = []string{"ops"} }, `waivable.in_time: by: the plan has no role "ops"`},
		{"moved from nowhere", moved("close", "step.sessions"), `moved: "close" to "step.sessions"`},
		{"moved to another kind", moved("step.close", "approval.commander"), `a part keeps its kind`},
		{"moved to itself", moved("step.sessions", "step.sessions"), `a part keeps its kind and gets another name`},
		{"moved twice", func(p *plan.Plan) { p.Moved = append(p.Moved, p.Moved[0]) }, `moved: from: "step.close"`},
	}
}

// What stands in a phase that came before needs no word of its own: an engine starts no phase before those
// that it comes after have ended, whether directly or through others.
func TestPhasesWait(t *testing.T) {
	t.Parallel()
	p := response()
	p.Step("again").When = op(expr.OpEqual, expr.Ref("step", "find", "count"), expr.Ref("phase", "look", "duration"))
	if err := p.Check(); err != nil {
		t.Errorf("look comes before contain, and contain before recover: %v", err)
	}
	p.Phases[0].After, p.Phases[0].When = nil, nil
	if err := p.Check(); err == nil {
		t.Error("look comes before nothing any more")
	}
}

// TestPhasesAreBounded: a plan from outside may have a thousand phases, each after all that came before it.
func TestPhasesAreBounded(t *testing.T) {
	p := sample()
	p.Phases[0].After = nil
	var names []string
	for i := range 700 {
		name := fmt.Sprintf("a%03d", i)
		f := plan.Phase{Name: name, After: append([]string{}, names...), Steps: []plan.Step{small(name, text("/etc/hostname"), nil)}}
		if i > 0 {
			f.Steps[0].When = op(expr.OpEqual, expr.Ref("step", "a000", "size"), number(1))
		}
		names = append(names, name)
		p.Phases = append(p.Phases[:i], append([]plan.Phase{f}, p.Phases[i:]...)...)
	}
	within(t, p, 1_000_000)
}
