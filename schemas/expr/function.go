package expr

import (
	"fmt"
	"slices"
	"strings"
)

// Param is one argument of a function.
type Param struct {
	Name string
	Type Type
}

// Func is one function of the language, as the checker, the manual and an editor read it. A function
// that gets null is unknown; only default, absent and isnull take null.
type Func struct {
	Name     string
	Params   []Param
	Optional int  // how many of the last parameters may be left out
	Variadic bool // the last parameter may be repeated
	Result   Type // a list or object of any where it depends on the arguments
	Doc      string

	shallow bool // it looks at a collection without looking at what is in it
	run     func(c *call) Value
}

const defaultName = "default"

var (
	functions = slices.SortedFunc(slices.Values(slices.Concat(
		textFunctions, collectionFunctions, numberFunctions, timeFunctions, encodingFunctions, presenceFunctions,
		[]Func{define("default(reference any, fallback any) any", "The value of a reference, or the fallback where it is null. With the fallback a check may fail but not pass.", nil)},
	)), func(a, b Func) int { return strings.Compare(a.Name, b.Name) })
	functionByName = index(functions)
)

func index(list []Func) map[string]*Func {
	byName := make(map[string]*Func, len(list))
	for i := range list {
		byName[list[i].Name] = &list[i]
	}
	return byName
}

// Functions are all functions, by name.
func Functions() []Func { return slices.Clone(functions) }

// Function is the function of that name.
func Function(name string) (Func, bool) {
	f, ok := functionByName[name]
	if !ok {
		return Func{}, false
	}
	return *f, true
}

// Signature is the function as the manual shows it: join(separator string, items list(string)) string.
func (f Func) Signature() string {
	params := make([]string, len(f.Params))
	for i, p := range f.Params {
		params[i] = p.Name + " " + p.Type.String()
		if i >= len(f.Params)-f.Optional {
			params[i] += "?"
		}
	}
	more := ""
	if f.Variadic {
		more = "…"
	}
	return f.Name + "(" + strings.Join(params, ", ") + more + ") " + f.Result.String()
}

// CheckArgs tells why a call with n arguments is wrong, or nil.
func (f Func) CheckArgs(n int) error {
	least, most := len(f.Params)-f.Optional, len(f.Params)
	if n >= least && (n <= most || f.Variadic) {
		return nil
	}
	return fmt.Errorf("%s has %d arguments: %s", f.Name, n, f.Signature())
}

// Param is the parameter that takes argument i.
func (f Func) Param(i int) Param { return f.Params[min(i, len(f.Params)-1)] }

// call is one call at work: its arguments, of the right kinds and none of them null, and the meter.
type call struct {
	args     []Value
	meter    *meter
	patterns *patterns
}

func (c *call) text(i int) string    { return c.args[i].text }
func (c *call) list(i int) []Value   { return c.args[i].list }
func (c *call) has(i int) bool       { return i < len(c.args) }
func (c *call) spend(units int) bool { return c.meter.spend(units) }

func (e *evaluator) call(n *Node, vars *binding, depth int) Value {
	f := functionByName[n.Name]
	if f.Name == defaultName {
		return e.fallback(n, vars, depth)
	}
	if asksPresence(f.Name) {
		return e.presence(n, vars, depth)
	}
	args := e.each(n.Args, vars, depth)
	cost := nodeUnits
	for i, arg := range args {
		switch want := f.Param(i).Type; {
		case !arg.Whole() && !(f.shallow && arg.kind != Unknown):
			return UnknownOf(arg.text)
		case arg.kind == Null || !want.holds(arg.kind):
			return asUnknown(n.Args[i], arg, "is not a "+string(want.Kind))
		}
		cost += int(arg.size)
	}
	if !e.meter.spend(cost) {
		return outOfFuel()
	}
	return f.run(&call{args, &e.meter, &e.patterns})
}

// holds tells whether a value of this kind may be of type t; items and members are judged by the
// functions as they come to them.
func (t Type) holds(kind Kind) bool {
	switch t.Kind {
	case StringType, DateType, DurationType:
		return kind == Text
	case NumberType:
		return kind == Number
	case BoolType:
		return kind == Bool
	case ListType:
		return kind == List
	case MapType, ObjectType:
		return kind == Object
	}
	return true
}

// fallback is default(reference, fallback). Unknown stays unknown: only what is not there has a
// fallback.
func (e *evaluator) fallback(n *Node, vars *binding, depth int) Value {
	v := e.eval(n.Args[0], vars, depth+1)
	if v.kind != Null {
		return v
	}
	e.fell = true
	return e.eval(n.Args[1], vars, depth+1)
}

// define reads a signature such as "slice(items list(any), from number, to number?) list(any)". The
// table of functions stands in this package, so what it refuses is our own mistake.
func define(signature, doc string, run func(*call) Value) Func {
	name, rest, _ := strings.Cut(signature, "(")
	end := strings.LastIndex(rest, ") ")
	f := Func{Name: name, Result: MustType(rest[end+2:]), Doc: doc, run: run}
	params := rest[:end]
	if params, f.Variadic = strings.CutSuffix(params, "..."); params == "" {
		return f
	}
	for _, param := range strings.Split(params, ", ") {
		name, kind, _ := strings.Cut(param, " ")
		kind, optional := strings.CutSuffix(kind, "?")
		if optional {
			f.Optional++
		}
		f.Params = append(f.Params, Param{name, MustType(kind)})
	}
	return f
}
