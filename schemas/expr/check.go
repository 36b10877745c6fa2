package expr

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// The limits of a tree. Reading and judging one never takes more stack or time than they allow.
const (
	MaxNodeDepth = 64     // nodes within each other
	MaxNodes     = 10_000 // in one expression
	MaxForDepth  = 3      // for within for
	maxPath      = 32     // parts of a reference
	maxPart      = 1000   // bytes in one of them
)

// Check tells why n is not an expression: an unknown operator or function, a field that its operator
// does not have, a wrong number of arguments, or a tree beyond the limits. The place is told as
// "args[1].args[0]: …". What Check accepts, Eval computes.
func (n *Node) Check() error {
	c := checker{}
	return c.node(n, 1, 0)
}

type checker struct{ nodes int }

func (c *checker) node(n *Node, depth, fors int) error {
	if n == nil {
		return errors.New("no expression")
	}
	if c.nodes++; c.nodes > MaxNodes {
		return fmt.Errorf("more than %d parts", MaxNodes)
	}
	if n.Op == OpFor {
		fors++
	}
	if depth > MaxNodeDepth || fors > MaxForDepth {
		return fmt.Errorf("more than %d parts or %d loops within each other", MaxNodeDepth, MaxForDepth)
	}
	if err := n.checkFields(); err != nil {
		return err
	}
	for i, arg := range n.Args {
		if err := c.node(arg, depth+1, fors); err != nil {
			return at(fmt.Sprintf("args[%d]", i), err)
		}
	}
	return nil
}

// placed is an error with the path of arguments that leads to it.
type placed struct {
	path  string
	cause error
}

func (p *placed) Error() string { return p.path + ": " + p.cause.Error() }
func (p *placed) Unwrap() error { return p.cause }

func at(step string, err error) error {
	var inner *placed
	if errors.As(err, &inner) {
		return &placed{step + "." + inner.path, inner.cause}
	}
	return &placed{step, err}
}

// arity is how many arguments each operator takes that has nothing but arguments.
var arity = map[Op]int{
	OpGet: 2, OpIf: 3, OpNot: 1, OpNegate: 1, OpAnd: 2, OpOr: 2,
	OpEqual: 2, OpUnequal: 2, OpLess: 2, OpAtMost: 2, OpGreater: 2, OpAtLeast: 2,
	OpAdd: 2, OpSub: 2, OpMul: 2, OpDiv: 2, OpMod: 2,
}

func (n *Node) checkFields() error {
	if err := n.checkOnlyItsOwn(); err != nil {
		return err
	}
	switch n.Op {
	case OpLiteral:
		return n.checkLiteral()
	case OpRef:
		return checkPath(n.Path)
	case OpList:
		return nil
	case OpTemplate:
		return n.want(len(n.Args) > 0, "at least one part")
	case OpObject:
		return n.want(len(n.Args)%2 == 0, "pairs of key and value")
	case OpFor:
		return n.checkFor()
	case OpCall:
		return n.checkCall()
	}
	want, ok := arity[n.Op]
	if !ok {
		return fmt.Errorf("%s is not an operator", quote(string(n.Op)))
	}
	return n.want(len(n.Args) == want, fmt.Sprintf("%d arguments", want))
}

func (n *Node) want(holds bool, what string) error {
	if holds {
		return nil
	}
	return fmt.Errorf("%q has %d arguments and takes %s", string(n.Op), len(n.Args), what)
}

// checkOnlyItsOwn refuses fields that belong to another operator, so that a tree has one spelling.
func (n *Node) checkOnlyItsOwn() error {
	leaf := n.Op == OpLiteral || n.Op == OpRef
	for _, field := range []struct {
		name    string
		set, ok bool
	}{
		{"args", len(n.Args) > 0, !leaf},
		{"name", n.Name != "", n.Op == OpCall},
		{"path", len(n.Path) > 0, n.Op == OpRef},
		{"vars", len(n.Vars) > 0, n.Op == OpFor},
		{"keyed", n.Keyed, n.Op == OpFor},
		{"if", n.If, n.Op == OpFor},
		{"value", n.Value != nil, n.Op == OpLiteral},
	} {
		if field.set && !field.ok {
			return fmt.Errorf("%s has no %q", quote(string(n.Op)), field.name)
		}
	}
	return nil
}

func (n *Node) checkLiteral() error {
	if n.Value != nil && n.Value.IsUnknown() {
		return errors.New("a literal cannot be unknown")
	}
	return nil
}

func checkPath(path []string) error {
	if len(path) == 0 || len(path) > maxPath {
		return fmt.Errorf("a reference has 1 to %d parts", maxPath)
	}
	if !isName(path[0]) {
		return fmt.Errorf("a reference cannot begin with %s", quote(path[0]))
	}
	for _, part := range path {
		if part == "" || len(part) > maxPart || !utf8.ValidString(part) {
			return fmt.Errorf("%s cannot be part of a reference", quote(part))
		}
	}
	return nil
}

func (n *Node) checkFor() error {
	if len(n.Vars) < 1 || len(n.Vars) > 2 {
		return errors.New("a for has one or two variables")
	}
	for i, name := range n.Vars {
		if !isName(name) || i == 1 && name == n.Vars[0] {
			return fmt.Errorf("%s cannot be a variable of this for", quote(name))
		}
	}
	return n.want(len(n.Args) == n.forArgs(), fmt.Sprintf("%d arguments", n.forArgs()))
}

// forArgs is how many arguments a for has: collection, key if keyed, result, condition if it has one.
func (n *Node) forArgs() int {
	want := 2
	if n.Keyed {
		want++
	}
	if n.If {
		want++
	}
	return want
}

func (n *Node) checkCall() error {
	f, ok := Function(n.Name)
	if !ok {
		return fmt.Errorf("%s is not a function", quote(n.Name))
	}
	if err := f.CheckArgs(len(n.Args)); err != nil {
		return err
	}
	if f.Name == defaultName && n.Args[0] != nil && n.Args[0].Op != OpRef && n.Args[0].Op != OpGet {
		return errors.New("the first argument of default is a reference")
	}
	if asksPresence(f.Name) && n.Args[0] != nil && !n.Args[0].isMember() {
		return errPresence
	}
	return nil
}

// Constant tells whether n mentions nothing outside itself, so that it has the same value in every
// scope.
func (n *Node) Constant() bool {
	if n != nil && n.Op == OpRef && len(n.Path) > 0 {
		return false // which is what most nodes are that are asked
	}
	return len(n.References()) == 0
}

// References are the paths that n mentions, in order of writing, without its own for-variables.
func (n *Node) References() [][]string {
	var r references
	r.visit(n, nil, 1)
	return r.found
}

type references struct {
	found [][]string
	nodes int
}

// visit collects the references below n that are not to one of the hidden names.
func (r *references) visit(n *Node, hidden []string, depth int) {
	if r.nodes++; n == nil || depth > MaxNodeDepth || r.nodes > MaxNodes {
		return
	}
	if n.Op == OpRef && len(n.Path) > 0 && !slices.Contains(hidden, n.Path[0]) {
		r.found = append(r.found, n.Path)
	}
	for i, arg := range n.Args {
		if i == 1 {
			hidden = slices.Concat(hidden, n.Vars) // a for hides them in all but its collection
		}
		r.visit(arg, hidden, depth+1)
	}
}

// PathString is a path as a person writes it.
func PathString(path []string) string {
	var b strings.Builder
	for i, part := range path {
		switch {
		case !isName(part):
			b.WriteString("[" + quote(part) + "]")
		case i > 0:
			b.WriteString("." + part)
		default:
			b.WriteString(part)
		}
	}
	return b.String()
}
