package check

import (
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/schemas/expr"
)

// infer tells what t can be at p, and reports what is wrong in it. What is wrong can be anything, so that
// nothing around it is told again.
func (c *checker) infer(t *scope.Term, p place) *shape {
	switch t.Op {
	case "":
		c.unreadable(t)
		return anything
	case expr.OpLiteral:
		return c.literal(t, p)
	case expr.OpRef:
		return c.resolve(t, p)
	case expr.OpGet:
		return c.choose(t, p)
	case expr.OpList:
		return c.list(t, p)
	case expr.OpObject:
		return c.object(t, p)
	case expr.OpTemplate:
		return c.template(t, p)
	case expr.OpIf:
		condition := c.truth(t.Args[0], p, "The condition before ?")
		return unify(c.infer(t.Args[1], p), c.infer(t.Args[2], p)).with(reduced(condition.all()))
	case expr.OpFor:
		return c.loop(t, p)
	case expr.OpCall:
		return c.call(t, p)
	}
	return c.operate(t, p)
}

func (c *checker) literal(t *scope.Term, p place) *shape {
	if text, ok := t.Value.AsText(); ok {
		c.quotedReference(t, text, p)
	}
	return shapeOfValue(t.Value)
}

func (c *checker) list(t *scope.Term, p place) *shape {
	var elem *shape
	for _, arg := range t.Args {
		elem = unify(elem, c.infer(arg, p))
	}
	return &shape{kind: expr.ListType, elem: orAnything(elem)}
}

// object keeps the names of members that are written out; with a computed name it is a map.
func (c *checker) object(t *scope.Term, p place) *shape {
	s := &shape{kind: expr.ObjectType, fields: map[string]*shape{}}
	var computed *shape
	var names []label
	for i := 0; i+1 < len(t.Args); i += 2 {
		key, value := t.Args[i], c.infer(t.Args[i+1], p)
		name, literal := key.Value.AsText()
		if key.Op != expr.OpLiteral || !literal {
			names = merged(names, c.key(key, c.infer(key, p)))
			computed = unify(computed, value)
			continue
		}
		c.doubledKey(t, key, s.fields[name] != nil)
		s.fields[name] = value
	}
	if computed == nil {
		return s
	}
	return &shape{kind: expr.MapType, elem: unify(computed, s.common()), names: names, labels: reduced(names)}
}

func (c *checker) template(t *scope.Term, p place) *shape {
	out := aText
	for _, arg := range t.Args {
		part := c.infer(arg, p)
		c.withinText(arg, part)
		out = out.with(part.all())
	}
	return out
}

func (c *checker) loop(t *scope.Term, p place) *shape {
	over := c.infer(t.Args[0], p)
	c.loopable(t.Args[0], over)
	inner := p.bound(t, over)
	rest := t.Args[1:]
	out := &shape{kind: expr.ListType, labels: reduced(merged(over.labels, over.names))}
	if t.If {
		condition := c.truth(rest[len(rest)-1], inner, "The condition after if")
		out.labels = merged(out.labels, reduced(condition.all()))
		rest = rest[:len(rest)-1]
	}
	if t.Keyed {
		out.kind = expr.MapType
		out.names = c.key(rest[0], c.infer(rest[0], inner))
		out.labels = merged(out.labels, reduced(out.names))
		rest = rest[1:]
	}
	out.elem = c.infer(rest[0], inner)
	return out
}

// choose is collection[key], or a part of something that has no name of its own.
func (c *checker) choose(t *scope.Term, p place) *shape {
	from, key := c.infer(t.Args[0], p), c.infer(t.Args[1], p)
	name, literal := t.Args[1].Value.AsText()
	chosen := reduced(key.all())
	switch {
	case from.isAny():
		return anything.with(from.labels).with(chosen)
	case literal && t.Args[1].Op == expr.OpLiteral && from.kind != expr.ListType:
		return c.member(from, member{name: name, of: "this", at: t.PartRange(0), address: p.address})
	case from.kind == expr.ListType:
		c.wants(t.Args[1], key, expr.Type{Kind: expr.NumberType}, "The place in a list")
		return from.element().with(chosen)
	case from.kind == expr.MapType || from.kind == expr.ObjectType:
		c.wants(t.Args[1], key, expr.Type{Kind: expr.StringType}, "The name of a member")
		return from.common().with(chosen)
	}
	c.noParts(t.Range(), from, p.address)
	return anything
}
