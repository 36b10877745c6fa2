package expr

import "github.com/cockroachdb/apd/v3"

// operate computes the operators whose sides are all needed: !, -, comparisons, arithmetic, and [ ].
func (e *evaluator) operate(n *Node, vars *binding, depth int) Value {
	if n.Op == OpGet {
		return get(n, e.each(n.Args, vars, depth))
	}
	sides, why := e.args(n.Args, vars, depth)
	if sides == nil {
		return why
	}
	for i, side := range sides {
		if side.kind == Null {
			return asUnknown(n.Args[i], side, "")
		}
	}
	switch n.Op {
	case OpNot:
		if sides[0].kind != Bool {
			return asUnknown(n.Args[0], sides[0], "is not a yes or no")
		}
		return OfBool(!sides[0].truth)
	case OpNegate, OpAdd, OpSub, OpMul, OpDiv, OpMod:
		if !e.meter.spend(2 * numberUnits) {
			return outOfFuel()
		}
		return arithmetic(n, sides)
	}
	return e.compare(n, sides)
}

// get is collection[key]: null where there is no such item, unknown where the key is of the wrong kind.
func get(n *Node, sides []Value) Value {
	collection, key := sides[0], sides[1]
	switch {
	case collection.kind == Unknown:
		return collection
	case key.kind == Unknown || key.kind == Null:
		return asUnknown(n.Args[1], key, "")
	case collection.kind == Null:
		return Nil()
	case collection.kind == Object && key.kind == Text:
		return collection.Get(key.text)
	case collection.kind == List && key.kind == Number:
		i, ok := key.AsInt()
		if !ok || i < 0 || i >= int64(len(collection.list)) {
			return Nil()
		}
		return collection.list[i]
	}
	return UnknownOf("a " + key.kind.String() + " does not choose from a " + collection.kind.String())
}

func arithmetic(n *Node, sides []Value) Value {
	for i, side := range sides {
		if side.kind != Number {
			return asUnknown(n.Args[i], side, "is not a number")
		}
	}
	x, y, z := sides[0].number, sides[len(sides)-1].number, new(apd.Decimal)
	if (n.Op == OpDiv || n.Op == OpMod) && y.IsZero() {
		return UnknownOf("this divides by zero")
	}
	var err error
	switch n.Op {
	case OpNegate:
		_, err = exact.Neg(z, x)
	case OpAdd:
		_, err = exact.Add(z, x, y)
	case OpSub:
		_, err = exact.Sub(z, x, y)
	case OpMul:
		_, err = exact.Mul(z, x, y)
	case OpDiv:
		_, err = exact.Quo(z, x, y)
	case OpMod: // the sign is that of the left side
		_, err = exact.Rem(z, x, y)
	}
	if err != nil {
		return UnknownOf("a number is too large")
	}
	return OfNumber(z)
}

// compare judges a comparison whose sides are neither null nor unknown.
func (e *evaluator) compare(n *Node, sides []Value) Value {
	x, y := sides[0], sides[1]
	if !e.meter.spend(int(min(x.size, y.size))) {
		return outOfFuel()
	}
	switch n.Op {
	case OpEqual, OpUnequal:
		if x.kind != y.kind {
			return UnknownOf(incomparable(x.kind, y.kind))
		}
		return OfBool(x.Equal(y) == (n.Op == OpEqual))
	}
	if x.kind != Number || y.kind != Number {
		return UnknownOf(errOrder)
	}
	return OfBool(ordered(n.Op, x.number.Cmp(y.number)))
}

const errOrder = "only numbers have an order here; for instants there is before()"

func incomparable(x, y Kind) string {
	return "a " + x.String() + " and a " + y.String() + " cannot be compared"
}

// ordered judges an order from the sign of left minus right.
func ordered(op Op, sign int) bool {
	switch op {
	case OpLess:
		return sign < 0
	case OpAtMost:
		return sign <= 0
	case OpGreater:
		return sign > 0
	}
	return sign >= 0
}

// asUnknown is the answer of an operator that cannot use v, the value of n: v itself where it is
// unknown already, else an unknown that says where v came from and why it does not fit. It never quotes
// the value.
func asUnknown(n *Node, v Value, reason string) Value {
	what := "a value"
	if n != nil && n.Op == OpRef {
		what = PathString(n.Path)
	}
	switch v.kind {
	case Unknown:
		return v
	case Null:
		return UnknownOf(what + " is null")
	}
	return UnknownOf(what + " is a " + v.kind.String() + " and " + reason)
}
