package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/schemas/expr"
)

// call (RB2008, RB3006) holds that a function exists and gets what it takes: the number of arguments, and
// the kind of each.
func (c *checker) call(t *scope.Term, p place) *shape {
	f, ok := expr.Function(t.Name)
	if !ok {
		for _, arg := range t.Args {
			c.infer(arg, p)
		}
		d := diag.New("RB2008", t.NameRange(), fmt.Sprintf("There is no function %s.", t.Name)).At(p.address)
		c.report(suggest(d, t.Name, functionNames(), "The functions are"))
		return anything
	}
	args := make([]*shape, len(t.Args))
	for i, arg := range t.Args {
		args[i] = c.infer(arg, p)
	}
	if f.CheckArgs(len(args)) != nil {
		c.report(diag.New("RB3006", t.NameRange(), fmt.Sprintf("%s takes %s, and this call has %d.", f.Name, arity(f), len(args))).At(p.address).
			WithWhy(f.Doc).WithHelp("Write it as " + f.Signature()))
		return anything
	}
	for i, arg := range args {
		c.argument(t.Args[i], arg, f, i, p)
	}
	if f.Name == "zipmap" {
		args[0] = aText.with(c.secretName(t.Args[0], args[0].all(), "the name of a member"))
	}
	if f.Name == "default" {
		c.fell = merged(c.fell, reduced(args[0].all()))
	}
	return result(f, args)
}

func (c *checker) argument(t *scope.Term, s *shape, f expr.Func, i int, p place) {
	param := f.Param(i)
	if (f.Name == "absent" || f.Name == "isnull") && !c.asksMember(t, f.Name, p) {
		return
	}
	if f.Name == "default" && i == 0 && t.Op != expr.OpRef && t.Op != expr.OpGet && t.Op != "" {
		c.report(diag.New("RB3006", t.Range(), "The first argument of default is a reference: it is for what may be missing.").At(p.address).
			WithHelp("Mention the part that may be missing, or write the value alone."))
		return
	}
	if s.fits(param.Type) {
		c.argumentForm(t, f, i, p)
		return
	}
	c.report(diag.New("RB3006", t.Range(), fmt.Sprintf("%s takes %s as its %s, and this is %s.", f.Name, wordsOf(param.Type), param.Name, s.words())).At(p.address).
		WithWhy(f.Doc).WithHelp("Write it as " + f.Signature()))
}

// asksMember holds that absent and isnull ask an answer about one of its members. Elsewhere null means that nobody has
// looked, and a check that took it for an answer would pass where nothing was seen.
func (c *checker) asksMember(t *scope.Term, name string, p place) bool {
	switch {
	case !p.answer:
		c.report(diag.New("RB3006", t.Range(), name+" asks what an answer leaves out, so it stands in give, in an action.").At(p.address).
			WithWhy("What a step gave is null too where the step was never reached, and that is no answer.").
			WithHelp("Let the action give it as an output of its own, as: locked = !" + name + "(self.json.locked_at). Or write default(reference, fallback)."))
	case t.Op != expr.OpGet && (t.Op != expr.OpRef || len(t.Path) < 2 || t.Path[0] == "self" && len(t.Path) < 3):
		c.report(diag.New("RB3006", t.Range(), name+" asks about a member of an answer, and this is none.").At(p.address).
			WithHelp("Mention the member that may be left out: " + name + "(self.json.locked_at), or " + name + "(u.locked_at) for a variable u."))
	default:
		return true
	}
	return false
}

func functionNames() []string {
	var names []string
	for _, f := range expr.Functions() {
		names = append(names, f.Name)
	}
	return names
}

// arity is how many arguments a function takes, as a sentence says it.
func arity(f expr.Func) string {
	least, most := len(f.Params)-f.Optional, len(f.Params)
	switch {
	case f.Variadic:
		return fmt.Sprintf("%d arguments or more", least)
	case least < most:
		return fmt.Sprintf("%d to %d arguments", least, most)
	case most == 1:
		return "one argument"
	}
	return fmt.Sprintf("%d arguments", most)
}
