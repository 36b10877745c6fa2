package check

import (
	"github.com/attestary/attestary/schemas/expr"
)

// counting functions tell something about their arguments that carries none of what is in them.
var counting = map[string]bool{
	"length": true, "contains": true, "startswith": true, "endswith": true, "strcontains": true, "matches": true,
	"alltrue": true, "anytrue": true, "before": true, "days_between": true,
}

// result is what a call gives: the function's own result, made narrower by its arguments where it hands
// them on, with the labels of all of them.
func result(f expr.Func, args []*shape) *shape {
	if counting[f.Name] {
		return shapeOf(f.Result)
	}
	var out *shape
	switch f.Name {
	case "default":
		return unify(args[0], args[1])
	case "distinct", "sort", "reverse", "slice":
		return args[0]
	case "concat":
		for _, arg := range args {
			out = unify(out, arg)
		}
		return out
	case "merge":
		return mergedShape(args)
	case "values":
		out = &shape{kind: expr.ListType, elem: args[0].common()}
	case "zipmap":
		out = &shape{kind: expr.MapType, elem: args[1].common()}
	default:
		out = shapeOf(f.Result)
	}
	for _, arg := range args {
		out = out.with(carried(f.Name, arg.all()))
	}
	return out
}

// carried are the labels of an argument as they come out of a function.
func carried(function string, labels []label) []label {
	if function != "urlencode" {
		return labels
	}
	var out []label
	for _, l := range labels {
		l.encoded = true
		out = append(out, l)
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
			out.fields[name] = field
		}
		out.labels = merged(out.labels, arg.labels)
	}
	if open {
		return &shape{kind: expr.MapType, elem: orAnything(elem), labels: out.labels}
	}
	return out
}
