package plan

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/expr"
)

// A plan is what people say yes to, and it may come from a stranger's ledger. So no text of it holds what
// a reader cannot see: control characters, which steer terminals, marks that turn the direction of
// letters, and characters that are not shown.

// written is one text that somebody wrote, and where it stands in the plan.
type written struct {
	place, text string
	lines       bool // it may have several lines
}

// checkTexts holds the texts outside of expressions. Names, which have a form of their own, are not among
// them.
func (p *Plan) checkTexts() error {
	for t := range p.texts() {
		if err := legible(t.text); err != nil {
			return fmt.Errorf("%s: %w", t.place, err)
		}
		if !t.lines && strings.ContainsAny(t.text, "\r\n\t") {
			return fmt.Errorf("%s: %q has more than one line, or a tab", t.place, t.text)
		}
	}
	return nil
}

func legible(text string) error {
	if r, how := expr.Hidden(text); how != expr.Legible {
		return fmt.Errorf("%q holds %U, which a reader cannot see", text, r)
	}
	return nil
}

func (p *Plan) texts() iter.Seq[written] {
	return func(yield func(written) bool) {
		for _, list := range [][]written{p.headTexts(), p.inputTexts(), p.reachTexts(), p.stepTexts()} {
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
		list = append(list, written{"trigger." + t.Name, t.Cron, false})
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
		list = append(list, written{place, in.Title, false}, written{place, in.Description, true},
			written{place, in.Pattern, true}, written{place, in.Example, true})
		list = append(list, oneLine(place, []string{in.Min, in.Max})...)
		values := in.OneOf
		if in.Default != nil {
			values = append(slices.Clone(values), *in.Default)
		}
		for _, text := range textsOf(nil, values...) {
			list = append(list, written{place, text, true})
		}
	}
	return list
}

func (p *Plan) reachTexts() []written {
	var list []written
	for _, c := range p.Connections {
		list = append(list, oneLine("connection."+c.Name, []string{c.URL, c.Auth, c.User}, c.Hosts)...)
	}
	for _, s := range p.Secrets {
		list = append(list, written{"secret." + s.Name, s.From, false}, written{"secret." + s.Name, s.Purpose, true})
	}
	for _, u := range p.Uses {
		list = append(list, oneLine("use."+u.Connection, u.Allow)...)
	}
	return list
}

func (p *Plan) stepTexts() []written {
	var list []written
	for _, f := range p.Phases {
		list = append(list, written{"phase." + f.Name, f.Title, false})
	}
	for _, s := range p.AllSteps() {
		list = append(list, oneLine(s.Address(), []string{s.Title, s.By})...)
	}
	for _, c := range p.Checks {
		list = append(list, written{"check." + c.Name, c.By, false}, written{"check." + c.Name, c.Remedy, true})
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

// checkLiterals holds the texts that an expression has in itself: literals, and the parts of references.
func checkLiterals(n *expr.Node) error {
	texts := n.Path
	if n.Value != nil {
		texts = textsOf(nil, *n.Value)
	}
	for _, text := range texts {
		if err := legible(text); err != nil {
			return err
		}
	}
	for _, arg := range n.Args {
		if err := checkLiterals(arg); err != nil {
			return err
		}
	}
	return nil
}

// textsOf adds to list the texts in values, names of members too.
func textsOf(list []string, values ...expr.Value) []string {
	for _, v := range values {
		if text, ok := v.AsText(); ok {
			list = append(list, text)
		}
		list = textsOf(list, v.Items()...)
		for _, name := range slices.Sorted(maps.Keys(v.Members())) {
			list = textsOf(append(list, name), v.Get(name))
		}
	}
	return list
}
