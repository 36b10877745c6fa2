package expr

// maxChain is how many locals may lead to each other.
const maxChain = 100

// WithLocals is scope, and in it local.NAME computed from locals when something asks for it. It
// remembers what it computed: make a new one for each evaluation, since what the locals mention may
// have changed by the next. All locals together have the fuel of one evaluation. A local that needs
// itself is unknown.
func WithLocals(scope Scope, locals map[string]*Node) Scope {
	if scope == nil {
		scope = Names{}
	}
	l := &localScope{outer: scope, nodes: locals, values: map[string]Value{}, open: map[string]bool{}}
	l.evaluator = newEvaluator(l)
	l.evaluator.meter.tank = tankOf(scope)
	return l
}

type localScope struct {
	outer     Scope
	nodes     map[string]*Node
	values    map[string]Value
	open      map[string]bool // being computed
	evaluator *evaluator
}

// Lookup takes two parts of local.NAME, and leaves all else to the outer scope.
func (l *localScope) Lookup(path []string) (Value, int) {
	if path[0] != "local" || len(path) < 2 {
		return l.outer.Lookup(path)
	}
	name := path[1]
	if v, ok := l.values[name]; ok {
		return v, 2
	}
	node, ok := l.nodes[name]
	switch {
	case !ok:
		return l.outer.Lookup(path)
	case l.open[name]:
		return UnknownOf("local." + name + " needs itself"), 2
	case len(l.open) == maxChain:
		return UnknownOf("too many locals lead to each other"), 2
	}
	l.open[name] = true
	outside := l.evaluator.fell
	l.evaluator.fell = false
	l.values[name] = l.evaluator.eval(node, nil, 1).fell(l.evaluator.fell)
	l.evaluator.fell = outside
	delete(l.open, name)
	return l.values[name], 2
}
