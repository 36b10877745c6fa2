package expr

// Scope resolves references. The evaluator asks it while it runs, so values that nobody refers to are
// never computed.
type Scope interface {
	// Lookup gives the value at the front of path, which has at least one part, and how many parts of
	// path lead to it; the evaluator walks the rest. A scope that makes values on demand takes as many
	// parts as it needs: ["local", "limit"]. 0 means that there is nothing of this name, which is null.
	// It must give the same answer each time within one evaluation.
	Lookup(path []string) (value Value, taken int)
}

// Names is a Scope of ready values by the first part of a reference.
type Names map[string]Value

// Lookup takes one part.
func (n Names) Lookup(path []string) (Value, int) {
	v, ok := n[path[0]]
	if !ok {
		return Value{}, 0
	}
	return v, 1
}

// binding is the chain of for-variables that hide the scope, innermost first.
type binding struct {
	name  string
	value Value
	outer *binding
}

func (b *binding) lookup(name string) (Value, bool) {
	for ; b != nil; b = b.outer {
		if b.name == name {
			return b.value, true
		}
	}
	return Value{}, false
}
