package lab

import (
	"strings"

	"github.com/attestary/attestary/schemas/expr"
)

// Expressions. What is no *expr.Node is a literal.

// Val is a Go value as an expression gives it.
func Val(v any) expr.Value {
	switch v := v.(type) {
	case nil:
		return expr.Nil()
	case expr.Value:
		return v
	case bool:
		return expr.OfBool(v)
	case int:
		return expr.OfInt(int64(v))
	case string:
		return expr.OfText(v)
	case []string:
		return listOf(v)
	case []any:
		return listOf(v)
	case map[string]any:
		members := map[string]expr.Value{}
		for name, member := range v {
			members[name] = Val(member)
		}
		return expr.OfObject(members)
	}
	panic("lab: this is no literal")
}

func listOf[T any](list []T) expr.Value {
	var items []expr.Value
	for _, item := range list {
		items = append(items, Val(item))
	}
	return expr.OfList(items)
}

// Node is v as an expression.
func Node(v any) *expr.Node {
	if n, ok := v.(*expr.Node); ok {
		return n
	}
	return expr.Lit(Val(v))
}

func nodes(list []any) []*expr.Node {
	var all []*expr.Node
	for _, v := range list {
		all = append(all, Node(v))
	}
	return all
}

// Ref is a reference as a runbook writes it: step.a.n.
func Ref(path string) *expr.Node { return expr.Ref(strings.Split(path, ".")...) }

// Op is an operator with its sides.
func Op(o expr.Op, args ...any) *expr.Node { return &expr.Node{Op: o, Args: nodes(args)} }

// Is is reference == v.
func Is(reference string, v any) *expr.Node { return Op(expr.OpEqual, Ref(reference), v) }

// Call is a call of a function.
func Call(name string, args ...any) *expr.Node {
	return &expr.Node{Op: expr.OpCall, Name: name, Args: nodes(args)}
}

// Template is a text of parts.
func Template(parts ...any) *expr.Node { return Op(expr.OpTemplate, parts...) }

// List is a list of items.
func List(items ...any) *expr.Node { return Op(expr.OpList, items...) }

// Object is an object of names and values in turn.
func Object(pairs ...any) *expr.Node { return Op(expr.OpObject, pairs...) }

// Where is [for NAME in collection : result if condition].
func Where(name string, collection, result, condition any) *expr.Node {
	n := &expr.Node{Op: expr.OpFor, Vars: []string{name}, Args: nodes([]any{collection, result})}
	if condition != nil {
		n.If, n.Args = true, append(n.Args, Node(condition))
	}
	return n
}

// Settings are those of names and values in turn.
func Settings(pairs ...any) map[string]*expr.Node {
	all := map[string]*expr.Node{}
	for i := 0; i < len(pairs); i += 2 {
		all[pairs[i].(string)] = Node(pairs[i+1])
	}
	return all
}
