package expr

import (
	"fmt"
	"strings"
)

// maxTypeDepth bounds lists of lists of lists.
const maxTypeDepth = 8

// ParseType reads a type: string, number, bool, date, duration, any, list(T), map(T) or
// object({name = T, …}). White space is free. All else is an error that says what is allowed.
func ParseType(s string) (Type, error) {
	p := typeParser{rest: s}
	t, err := p.read(0)
	if err != nil {
		return Type{}, err
	}
	if p.peek() != "" {
		return Type{}, fmt.Errorf("%s follows the type", quote(p.rest))
	}
	return t, nil
}

// MustType is ParseType for types that stand in a program's own tables. It panics where s is none.
func MustType(s string) Type {
	t, err := ParseType(s)
	if err != nil {
		panic("expr: " + s + ": " + err.Error())
	}
	return t
}

type typeParser struct{ rest string }

func (p *typeParser) read(depth int) (Type, error) {
	if depth > maxTypeDepth {
		return Type{}, fmt.Errorf("a type has at most %d levels", maxTypeDepth)
	}
	word := p.take()
	switch kind := TypeKind(word); kind {
	case AnyType, StringType, NumberType, BoolType, DateType, DurationType:
		return Type{Kind: kind}, nil
	case ListType, MapType:
		return p.readElem(kind, depth)
	case ObjectType:
		return p.readFields(depth)
	}
	return Type{}, fmt.Errorf("%s is not a type: string, number, bool, date, duration, any, list(…), map(…) or object({…})", quote(word))
}

func (p *typeParser) readElem(kind TypeKind, depth int) (Type, error) {
	if err := p.expect("("); err != nil {
		return Type{}, err
	}
	elem, err := p.read(depth + 1)
	if err != nil {
		return Type{}, err
	}
	return Type{Kind: kind, Elem: &elem}, p.expect(")")
}

func (p *typeParser) readFields(depth int) (Type, error) {
	t := Type{Kind: ObjectType, Fields: map[string]Type{}}
	if err := p.expect("(", "{"); err != nil {
		return Type{}, err
	}
	for p.peek() != "}" {
		name := p.take()
		if _, twice := t.Fields[name]; twice || !isName(name) {
			return Type{}, fmt.Errorf("%s cannot name a member here", quote(name))
		}
		if err := p.expect("="); err != nil {
			return Type{}, err
		}
		field, err := p.read(depth + 1)
		if err != nil {
			return Type{}, err
		}
		t.Fields[name] = field
		if p.peek() != "," {
			break
		}
		p.take()
	}
	return t, p.expect("}", ")")
}

func (p *typeParser) expect(words ...string) error {
	for _, word := range words {
		if got := p.take(); got != word {
			return fmt.Errorf("%s stands where %q belongs", quote(got), word)
		}
	}
	return nil
}

// peek is the next word without taking it; "" at the end.
func (p *typeParser) peek() string {
	p.rest = strings.TrimLeft(p.rest, " \t\r\n")
	n := 0
	for n < len(p.rest) && isNameByte(p.rest[n]) {
		n++
	}
	return p.rest[:min(max(n, 1), len(p.rest))]
}

func (p *typeParser) take() string {
	word := p.peek()
	p.rest = p.rest[len(word):]
	return word
}

func isNameByte(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// isName tells whether s is a name as the language writes them.
func isName(s string) bool {
	for i := range len(s) {
		if !isNameByte(s[i]) || i == 0 && '0' <= s[i] && s[i] <= '9' {
			return false
		}
	}
	return s != "" && len(s) <= 64
}
