package plan

import (
	"iter"
	"slices"

	"github.com/attestary/attestary/schemas/expr"
)

// The texts of a plan outside of expressions, for checkTexts. Names, lengths of time, types and whatever
// else has a form of its own are not among them.

func (p *Plan) texts() iter.Seq[written] {
	return func(yield func(written) bool) {
		for _, list := range [][]written{p.headTexts(), p.inputTexts(), p.reachTexts(), p.actionTexts(), p.stepTexts()} {
			for _, t := range list {
				if !yield(t) {
					return
				}
			}
		}
	}
}

func (p *Plan) headTexts() []written {
	list := []written{{"title", p.Title, false}, {"summary", p.Summary, true}}
	for _, s := range p.Satisfies {
		list = append(list, written{"satisfies." + s.Framework, s.Function, false})
		list = append(list, oneLine("satisfies."+s.Framework, s.Controls)...)
	}
	for _, t := range p.Triggers {
		list = append(list, oneLine("trigger."+t.Name, []string{t.Cron, t.Type, t.Label, t.Check}, t.Paths)...)
	}
	for _, r := range p.Roles {
		list = append(list, oneLine("role."+r.Name, r.Members, r.Teams)...)
	}
	return list
}

func (p *Plan) inputTexts() []written {
	var list []written
	for _, in := range p.Inputs {
		place := "input." + in.Name
		list = append(list, written{place, in.Title, false}, written{place, in.Description, true}, written{place, in.Example, true})
		list = append(list, ruleTexts(place, in.Pattern, in.OneOf, in.Default)...)
		list = append(list, oneLine(place, []string{in.Min, in.Max})...)
	}
	for _, ask := range p.AllAsks() {
		for _, a := range ask.Answers {
			place := ask.Address() + ": answer." + a.Name
			list = append(list, oneLine(place, []string{a.Title, a.Min, a.Max})...)
			list = append(list, ruleTexts(place, a.Pattern, a.OneOf, nil)...)
		}
	}
	return list
}

// ruleTexts are the texts of a pattern and of values.
func ruleTexts(place, pattern string, oneOf []expr.Value, usual *expr.Value) []written {
	list := []written{{place, pattern, true}}
	values := oneOf
	if usual != nil {
		values = append(slices.Clone(values), *usual)
	}
	for _, text := range textsOf(nil, values...) {
		list = append(list, written{place, text, true})
	}
	return list
}

func (p *Plan) reachTexts() []written {
	var list []written
	for _, c := range p.Connections {
		list = append(list, oneLine("connection."+c.Name, []string{c.URL, c.Auth, c.User, c.TokenURL, c.ClientID, c.Scope, c.Audience, c.Subject, c.Region, c.Service}, c.Hosts)...)
	}
	for _, s := range p.Secrets {
		list = append(list, written{"secret." + s.Name, s.From, false}, written{"secret." + s.Name, s.Purpose, true})
	}
	for _, u := range p.Uses {
		list = append(list, oneLine("use."+u.Connection, u.Allow)...)
	}
	return list
}

func (p *Plan) actionTexts() []written {
	var list []written
	for _, a := range p.Actions {
		place := "action." + a.Name
		list = append(list, written{place, a.Title, false})
		if a.Undo != nil {
			list = append(list, written{place, a.Undo.Reason, true})
		}
		for _, s := range a.Settings {
			list = append(list, written{place, s.Description, true})
			list = append(list, ruleTexts(place, s.Pattern, s.OneOf, s.Default)...)
		}
	}
	return list
}

func (p *Plan) stepTexts() []written {
	var list []written
	for _, f := range p.Phases {
		list = append(list, oneLine("phase."+f.Name, []string{f.Title, f.By}, f.RunsOn)...)
	}
	for _, s := range p.AllSteps() {
		list = append(list, oneLine(s.Address(), []string{s.Title, s.By})...)
		if s.Undo != nil {
			list = append(list, written{s.Address(), s.Undo.Reason, true})
		}
	}
	for _, c := range p.AllChecks() {
		list = append(list, written{c.Address(), c.By, false}, written{c.Address(), c.Remedy, true})
	}
	for _, e := range p.Evidence {
		list = append(list, written{"evidence." + e.Name, e.Description, true})
	}
	return list
}

// oneLine are texts of one line each.
func oneLine(place string, lists ...[]string) []written {
	var list []written
	for _, text := range slices.Concat(lists...) {
		list = append(list, written{place, text, false})
	}
	return list
}
