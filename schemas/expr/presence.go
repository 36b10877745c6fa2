package expr

import (
	"errors"
	"slices"
)

// What an answer does not say. A service leaves members out, or has null in them, and means something by it. Everywhere
// else null makes what looks at it unknown; these two functions look whether something is there, and take no fallback.
//
// Neither takes silence for an answer: where the object that would have the member is not there itself, both are unknown.
// isnull is unknown also where the object does not have the member at all, so that a member whose name is misspelt, or
// which the service has given up, never reads as one that it said null of. They are for answers alone (see Plan.Check):
// what a step gave is null too where the step was never reached.

const (
	absentName = "absent"
	isNullName = "isnull"
)

var presenceFunctions = []Func{
	define("absent(member any) bool", "Whether an answer leaves the member out, or has null there. Unknown where what the member would be of is not there.", nil),
	define("isnull(member any) bool", "Whether an answer has null there. Unknown where it leaves the member out.", nil),
}

func asksPresence(name string) bool { return name == absentName || name == isNullName }

// presence is absent(member) or isnull(member).
func (e *evaluator) presence(n *Node, vars *binding, depth int) Value {
	of := n.Args[0]
	within, member, there := e.memberOf(of, vars, depth+1)
	what := "this"
	if of.Op == OpRef {
		what = PathString(of.Path)
	}
	switch {
	case within.kind == Unknown:
		return within
	case within.kind != Object && within.kind != List:
		return UnknownOf("what " + what + " would be in is not there")
	case member.kind == Unknown:
		return member
	case !there && n.Name == isNullName:
		return UnknownOf(what + " is left out, and is not null")
	}
	return OfBool(member.kind == Null)
}

// memberOf is what a reference leads to, what that is in, and whether it is there.
func (e *evaluator) memberOf(n *Node, vars *binding, depth int) (within, member Value, there bool) {
	if n.Op == OpRef {
		last := len(n.Path) - 1
		within = e.ref(n.Path[:last], vars)
		member, there = within.member(n.Path[last])
		return within, member, there
	}
	within = e.eval(n.Args[0], vars, depth+1)
	key := e.eval(n.Args[1], vars, depth+1)
	i, isIndex := key.AsInt()
	switch {
	case key.kind == Unknown:
		return key, key, false
	case within.kind == Object && key.kind == Text:
		member, there = within.member(key.text)
	case within.kind == List && isIndex:
		if there = i >= 0 && i < int64(len(within.list)); there {
			member = within.list[i]
		}
	case within.kind == Object || within.kind == List:
		within = UnknownOf("a " + key.kind.String() + " does not choose from a " + within.kind.String())
	}
	return within, member, there
}

var errPresence = errors.New("what absent and isnull ask about is a member: of an object in an answer")

// isMember tells whether n can be asked whether it is there: it is a part of something, and of an answer it is within
// one of its outputs.
func (n *Node) isMember() bool {
	if n == nil || n.Op == OpGet {
		return n != nil
	}
	least := 2
	if len(n.Path) > 0 && n.Path[0] == "self" {
		least = 3
	}
	return n.Op == OpRef && len(n.Path) >= least
}

// AsksPresence tells whether absent or isnull is called anywhere in n.
func (n *Node) AsksPresence() bool {
	if n == nil {
		return false
	}
	return n.Op == OpCall && asksPresence(n.Name) || slices.ContainsFunc(n.Args, (*Node).AsksPresence)
}
