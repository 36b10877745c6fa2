package expr

import "strings"

// maxPrinted is how many bytes of an expression a message shows.
const maxPrinted = 200

// String is n as a person would write it, cut where it is long. Messages show it; nothing reads it.
func (n *Node) String() string { return n.Excerpt(maxPrinted) }

// Excerpt is String for who has room for so many bytes.
func (n *Node) Excerpt(bytes int) string {
	p := printer{most: bytes}
	p.node(n, 0)
	return truncated(p.String(), bytes)
}

func truncated(s string, bytes int) string {
	if len(s) <= bytes {
		return s
	}
	return strings.ToValidUTF8(s[:bytes], "") + "…"
}

type printer struct {
	strings.Builder
	most int // bytes; what comes later is not written
}

func (p *printer) node(n *Node, depth int) {
	if n == nil || depth > MaxNodeDepth || p.Len() > p.most || n.checkFields() != nil {
		p.WriteString("…")
		return
	}
	switch n.Op {
	case OpLiteral:
		p.WriteString(n.literal().source(p.most))
	case OpRef:
		p.WriteString(PathString(n.Path))
	case OpGet:
		p.node(n.Args[0], depth+1)
		p.list("[", n.Args[1:], "]", depth)
	case OpList:
		p.list("[", n.Args, "]", depth)
	case OpObject:
		p.pairs(n.Args, depth)
	case OpTemplate:
		p.template(n.Args, depth)
	case OpIf:
		p.infix(depth, n.Args[0], " ? ", n.Args[1], " : ", n.Args[2])
	case OpFor:
		p.loop(n, depth)
	case OpCall:
		p.list(n.Name+"(", n.Args, ")", depth)
	case OpNot:
		p.infix(depth, "!", n.Args[0])
	case OpNegate:
		p.infix(depth, "-", n.Args[0])
	default:
		p.infix(depth, n.Args[0], " "+string(n.Op)+" ", n.Args[1])
	}
}

// infix writes operators and operands, with brackets around operands that are operators themselves.
func (p *printer) infix(depth int, parts ...any) {
	for _, part := range parts {
		switch part := part.(type) {
		case string:
			p.WriteString(part)
		case *Node:
			if part != nil && (arity[part.Op] > 0 && part.Op != OpGet) {
				p.WriteByte('(')
				p.node(part, depth+1)
				p.WriteByte(')')
			} else {
				p.node(part, depth+1)
			}
		}
	}
}

func (p *printer) list(open string, nodes []*Node, end string, depth int) {
	p.WriteString(open)
	for i, n := range nodes {
		if i > 0 {
			p.WriteString(", ")
		}
		p.node(n, depth+1)
	}
	p.WriteString(end)
}

func (p *printer) pairs(nodes []*Node, depth int) {
	p.WriteString("{")
	for i := 0; i+1 < len(nodes); i += 2 {
		if i > 0 {
			p.WriteString(", ")
		}
		p.infix(depth, nodes[i], " = ", nodes[i+1])
	}
	p.WriteString("}")
}

func (p *printer) template(parts []*Node, depth int) {
	p.WriteString(`"`)
	for _, part := range parts {
		if part != nil && part.Op == OpLiteral && part.literal().kind == Text {
			quoted := part.literal().source(p.most)
			p.WriteString(quoted[1 : len(quoted)-1])
			continue
		}
		p.WriteString("${")
		p.node(part, depth+1)
		p.WriteString("}")
	}
	p.WriteString(`"`)
}

func (p *printer) loop(n *Node, depth int) {
	open, end := "[", "]"
	if n.Keyed {
		open, end = "{", "}"
	}
	p.WriteString(open + "for " + strings.Join(n.Vars, ", ") + " in ")
	p.node(n.Args[0], depth+1)
	p.WriteString(" : ")
	p.node(n.Args[1], depth+1)
	if n.Keyed {
		p.WriteString(" => ")
		p.node(n.Args[2], depth+1)
	}
	if n.If {
		p.WriteString(" if ")
		p.node(n.Args[len(n.Args)-1], depth+1)
	}
	p.WriteString(end)
}

// source is a value as a person would write it, a list or an object cut after so many bytes.
func (v Value) source(bytes int) string {
	switch v.kind {
	case Null:
		return "null"
	case Text:
		return quote(v.text)
	case List, Object:
		if text, err := v.appendPlain(nil); err == nil {
			return truncated(string(text), bytes)
		}
	}
	text, _ := v.display()
	return text
}
