package plan

import (
	"errors"
	"fmt"
	"strings"

	"github.com/attestary/attestary/schemas/expr"
)

// scope says what an expression may mention.
type scope uint

const (
	begun    scope = 1 << iota // the run and its trigger
	started                    // inputs and locals
	parts                      // steps, approvals, asks and checks of phases, and phases
	ended                      // checks outside phases
	each                       // the item
	itself                     // self: what the action gave that it belongs to
	setting                    // settings of the action that it stands in
	answered                   // what an answer leaves out: nobody comes here without one

	mapping = begun
	asking  = begun | started
	running = begun | started | parts
	looking = begun | started | parts | ended
)

// place is where an expression stands.
type place struct {
	scope
	phase  *Phase  // nil outside
	action *Action // nil outside
}

func (at place) with(more scope) place {
	at.scope |= more
	return at
}

// inside is a place within a phase; its item, where it has items, is seen by everything in it.
func inside(f *Phase) place {
	at := place{scope: running, phase: f}
	if f.ForEach != nil {
		at.scope |= each
	}
	return at
}

// expression holds one expression: its form (expr.Node.Check) and that whatever it mentions is there.
func (c *checker) expression(n *expr.Node, at place) error {
	if n == nil {
		return errors.New("there is no expression")
	}
	if err := n.Check(); err != nil {
		return err
	}
	if err := checkLiterals(n); err != nil {
		return err
	}
	if at.scope&answered == 0 && n.AsksPresence() {
		return errors.New("absent and isnull are for answers: for what an action written in HCL gives")
	}
	for _, path := range n.References() {
		if !c.mayMention(path, at) {
			return fmt.Errorf("%s cannot be mentioned here, or is not in the plan", expr.PathString(path))
		}
	}
	return nil
}

// maybe is expression for one that may be absent; field is its name in the error.
func (c *checker) maybe(field string, n *expr.Node, at place) error {
	if n == nil {
		return nil
	}
	if err := c.expression(n, at); err != nil {
		return fmt.Errorf("%s: %w", field, err)
	}
	return nil
}

func (c *checker) mayMention(path []string, at place) bool {
	may := func(s scope) bool { return at.scope&s != 0 }
	switch name := append(path[:len(path):len(path)], "")[1]; path[0] {
	case "run", "trigger":
		return may(begun)
	case "input":
		return may(started) && c.Input(name) != nil
	case "local":
		return may(started) && c.Locals[name] != nil && c.asks[name]&^at.scope == 0
	case "step", "approval", "ask", "check":
		return c.mayMentionPart(path[0]+"."+name, at)
	case "phase":
		_, known := c.position[name]
		return may(parts) && known
	case "each":
		return may(each)
	case "self":
		return may(itself)
	case "setting":
		return may(setting) && at.action.Setting(name) != nil
	}
	return false
}

// mayMentionPart tells whether a part is there and can be meant: one that stands in a phase with items is
// several, and only what stands beside it means the one of its own item.
func (c *checker) mayMentionPart(address string, at place) bool {
	phase, known := c.owners[address]
	switch {
	case !known:
		return false
	case phase == nil:
		return at.scope&ended != 0
	}
	return at.scope&parts != 0 && (phase.ForEach == nil || phase == at.phase)
}

// asksOf is what a place must allow whose expression mentions what these addresses are.
func (c *checker) asksOf(addresses []string) scope {
	var asks scope
	for _, address := range addresses {
		if phase, known := c.owners[address]; known && phase == nil {
			asks |= ended
		} else {
			asks |= parts
		}
	}
	return asks
}

// waitsFor holds that a part of phase f waits for all that its expressions mention: it needs it, or its
// phase comes after the other's. So an engine may order by Needs and After alone, and never hands a part
// what another gives that has not come to its end. A phase that is mentioned must come before.
func (c *checker) waitsFor(f *Phase, needs []string, nodes []*expr.Node) error {
	needed := map[string]bool{}
	for _, address := range needs {
		needed[address] = true
	}
	for _, address := range addresses(c.locals, nodes...) {
		if name, is := strings.CutPrefix(address, phasePrefix); is {
			if !c.comesAfter(f, name) {
				return fmt.Errorf("%s is mentioned, and phase.%s does not come after it", address, f.Name)
			}
			continue
		}
		if owner := c.owners[address]; !needed[address] && (owner == nil || !c.comesAfter(f, owner.Name)) {
			return fmt.Errorf("%s is mentioned and not waited for", address)
		}
	}
	return nil
}
