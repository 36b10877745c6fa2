package check

import (
	"github.com/attestary/attestary/schemas/expr"
)

// counting functions tell something about their arguments that carries none of what is in them.
var counting = map[string]bool{
	"length": true, "contains": true, "startswith": true, "endswith": true, "strcontains": true, "matches": true,
	"absent": true, "isnull": true, "alltrue": true, "anytrue": true, "before": true, "days_between": true,
}

// result is what a call gives: the function's own result, made narrower by its arguments where it hands
// them on, with the labels of all of them. Nearly every function is unknown where anything in an argument
// is, so that a secret anywhere in one decides at least that.
func result(f expr.Func, args []*shape) *shape {
	out := handedOn(f.Name, args)
	if out == nil {
		out = shapeOf(f.Result)
		for _, arg := range args {
			out = out.with(carried(f.Name, arg))
		}
		return out
	}
	for _, arg := range args {
		if f.Name != "default" && f.Name != "keys" {
			out = out.with(reduced(arg.all()))
		}
	}
	return out
}

// handedOn is the result of a function that gives its arguments or parts of them as they are; nil for any
// other.
func handedOn(name string, args []*shape) *shape {
	switch name {
	case "default":
		return unify(args[0], args[1])
	case "distinct", "sort", "reverse", "slice":
		return args[0]
	case "concat":
		var out *shape
		for _, arg := range args {
			out = unify(out, arg)
		}
		return out
	case "merge":
		return mergedShape(args)
	case "keys":
		return &shape{kind: expr.ListType, elem: aText.with(args[0].labels).with(args[0].names), labels: reduced(merged(args[0].labels, args[0].names))}
	case "values":
		return &shape{kind: expr.ListType, elem: args[0].common()}
	case "zipmap":
		return &shape{kind: expr.MapType, elem: args[1].common(), names: args[0].all()}
	}
	return nil
}

// joining functions put texts together, and leave each of them as it is.
var joining = map[string]bool{"format": true, "join": true, "lower": true, "upper": true}

// carried are the labels of an argument as they come out of a function that makes something new of it. What
// urlencode made of a text stays one part of an address only where it is left whole.
func carried(function string, arg *shape) []label {
	switch {
	case function == "length" && (arg.kind == expr.ListType || arg.isMap()):
		return reduced(merged(arg.labels, arg.names)) // it does not look at what is in it
	case counting[function]:
		return reduced(arg.all())
	case joining[function]:
		return arg.all()
	}
	var out []label
	for _, l := range arg.all() {
		l.encoded = function == "urlencode"
		out = merged(out, []label{l})
	}
	return out
}

// mergedShape is an object with the members of all, or a map where one of them is.
func mergedShape(args []*shape) *shape {
	out := &shape{kind: expr.ObjectType, fields: map[string]*shape{}}
	var elem *shape
	open := false
	for _, arg := range args {
		open = open || arg.kind != expr.ObjectType
		elem = unify(elem, arg.common())
		for name, field := range arg.fields {
			if before := out.fields[name]; before != nil {
				field = orAnything(field).with(before.all()) // this object may lack it, where it is one of two
			}
			out.fields[name] = field
		}
		out.labels, out.names = merged(out.labels, arg.labels), merged(out.names, arg.names)
	}
	if open {
		return &shape{kind: expr.MapType, elem: orAnything(elem), labels: out.labels, names: out.names}
	}
	return out
}
