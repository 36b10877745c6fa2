package engine

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// ErrUnready tells that a plan has a part that this version knows how to read, and not how to run.
var ErrUnready = errors.New("this version cannot run it yet; it can check, diff and test it")

// checkReady refuses a plan with a part that the engine would pass over: an approval that nobody is asked
// for is worse than no run.
func (r *Run) checkReady() error {
	for _, parts := range []func(*plan.Plan) []string{unreadyRun, unreadyPhases, unreadyPeople, unreadySteps, unreadyMentions} {
		if found := parts(r.job.Plan); len(found) > 0 {
			return fmt.Errorf("%s: %w", found[0], ErrUnready)
		}
	}
	if t := r.job.Trigger; t.Kind != "schedule" && t.Kind != "manual" {
		return fmt.Errorf("trigger.%s: it is of kind %q: %w", t.Name, t.Kind, ErrUnready)
	}
	return nil
}

// having lists what is there.
func having(parts map[string]bool, order ...string) []string {
	var list []string
	for _, name := range order {
		if parts[name] {
			list = append(list, name)
		}
	}
	return list
}

func unreadyRun(p *plan.Plan) []string {
	list := having(map[string]bool{
		"concurrency": p.Concurrency != nil, "result": p.Result != nil, "confirm": p.Confirm != nil,
	}, "concurrency", "result", "confirm")
	if p.Access != nil {
		for i := range p.Access.Gates {
			list = append(list, "gate."+p.Access.Gates[i].Name)
		}
	}
	for i := range p.Notifies {
		list = append(list, "notify."+p.Notifies[i].Name)
	}
	return list
}

func unreadyPhases(p *plan.Plan) []string {
	var list []string
	for _, f := range p.Phases {
		for _, setting := range having(map[string]bool{
			"when": f.When != nil, "runs_on": f.RunsOn != nil, "for_each": f.ForEach != nil,
			"on_failure": f.OnFailure != nil && f.OnFailure.Undo != "none",
		}, "when", "runs_on", "for_each", "on_failure") {
			list = append(list, "phase."+f.Name+": "+setting)
		}
	}
	return list
}

// unreadyPeople are also the checks of phases, which are judged while the run goes on.
func unreadyPeople(p *plan.Plan) []string {
	var list []string
	for _, a := range p.AllApprovals() {
		list = append(list, a.Address())
	}
	for _, a := range p.AllAsks() {
		list = append(list, a.Address())
	}
	for f, c := range p.AllChecks() {
		if f != nil {
			list = append(list, c.Address())
		}
	}
	return list
}

func unreadySteps(p *plan.Plan) []string {
	var list []string
	for _, s := range p.AllSteps() {
		for _, setting := range having(map[string]bool{
			"limit": s.Limit != nil, "undo": s.Undo != nil && s.Undo.Action != "",
		}, "limit", "undo") {
			list = append(list, s.Address()+": "+setting)
		}
	}
	return list
}

// unreadyMentions are the expressions that look back at a phase.
func unreadyMentions(p *plan.Plan) []string {
	var list []string
	look := func(place string, nodes ...*expr.Node) {
		for _, n := range nodes {
			for _, path := range n.References() {
				if path[0] == "phase" {
					list = append(list, place+": "+expr.PathString(path))
				}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.Locals)) {
		look("local."+name, p.Locals[name])
	}
	for _, s := range p.AllSteps() {
		look(s.Address(), stepNodes(s)...)
	}
	for _, c := range p.AllChecks() {
		look(c.Address(), c.ForEach, c.Condition, c.Message)
	}
	for _, e := range p.Evidence {
		look("evidence."+e.Name, e.Value)
	}
	return list
}

func stepNodes(s *plan.Step) []*expr.Node {
	nodes := []*expr.Node{s.When, s.ForEach}
	for _, name := range slices.Sorted(maps.Keys(s.Settings)) {
		nodes = append(nodes, s.Settings[name])
	}
	for _, e := range s.Expects {
		nodes = append(nodes, e.Condition, e.Message)
	}
	if s.Retry != nil {
		nodes = append(nodes, s.Retry.While)
	}
	return nodes
}
