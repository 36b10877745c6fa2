package expr

// loop computes a for. Lists go by index, objects by sorted name.
func (e *evaluator) loop(n *Node, vars *binding, depth int) Value {
	over := e.eval(n.Args[0], vars, depth+1)
	out := collector{keyed: n.Keyed}
	switch over.kind {
	case List:
		for i, item := range over.list {
			if bad := e.turn(n, bind(n, vars, OfInt(int64(i)), item), depth, &out); bad != nil {
				return *bad
			}
		}
	case Object:
		for _, m := range over.object {
			if bad := e.turn(n, bind(n, vars, OfText(m.Name), m.Value), depth, &out); bad != nil {
				return *bad
			}
		}
	default:
		return asUnknown(n.Args[0], over, "is neither a list nor an object")
	}
	return out.value()
}

func bind(n *Node, outer *binding, key, value Value) *binding {
	if len(n.Vars) == 1 {
		return &binding{n.Vars[0], value, outer}
	}
	return &binding{n.Vars[1], value, &binding{n.Vars[0], key, outer}}
}

// collector is the list or object that a for builds.
type collector struct {
	keyed   bool
	items   []Value
	members map[string]Value
}

func (c *collector) value() Value {
	if !c.keyed {
		return OfList(c.items)
	}
	return OfObject(c.members)
}

// turn is one round of a for. It gives nil, or the unknown that the whole for is.
func (e *evaluator) turn(n *Node, vars *binding, depth int, out *collector) *Value {
	if !e.meter.spend(2 * listUnits) {
		why := outOfFuel()
		return &why
	}
	if n.If {
		last := n.Args[len(n.Args)-1]
		keep := e.eval(last, vars, depth+1)
		if keep.kind != Bool {
			why := asUnknown(last, keep, "is not a yes or no")
			return &why
		}
		if !keep.truth {
			return nil
		}
	}
	if !n.Keyed {
		out.items = append(out.items, e.eval(n.Args[1], vars, depth+1))
		return nil
	}
	if out.members == nil {
		out.members = map[string]Value{}
	}
	return addMember(out.members, e.eval(n.Args[1], vars, depth+1), e.eval(n.Args[2], vars, depth+1))
}
