package plan

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/kind"
)

// checker holds a plan to its rules. What it looks up often it has found once, because a plan from outside
// may be as large as one may be, and mention as much as fits.
type checker struct {
	*Plan
	owners   map[string]*Phase   // address of a part → its phase; nil for a check outside phases
	position map[string]int      // phase → its place in the list
	earlier  map[string]*big.Int // phase → the positions of all that come before it
	locals   map[string][]string // local → addresses that it mentions, through others too
	asks     map[string]scope    // local → what a place must allow that mentions it
	kinds    map[string]kind.Kind
}

func newChecker(p *Plan) *checker {
	return &checker{
		Plan: p, owners: map[string]*Phase{}, position: map[string]int{}, earlier: map[string]*big.Int{}, asks: map[string]scope{},
		kinds: map[string]kind.Kind{},
	}
}

// kindOf is Plan.Kind, made once.
func (c *checker) kindOf(action string) (kind.Kind, bool) {
	k, known := c.kinds[action]
	if !known {
		if k, known = c.Kind(action); known {
			c.kinds[action] = k
		}
	}
	return k, known
}

// checkPhaseNames holds what the list of phases is, whatever stands in them.
func (c *checker) checkPhaseNames() error {
	if len(c.Phases) == 0 {
		return errors.New("phases: there is none")
	}
	if err := named("phase", c.Phases, func(f Phase) string { return f.Name }); err != nil {
		return err
	}
	var names []string
	for i, f := range c.Phases {
		names = append(names, f.Name)
		c.position[f.Name] = i
	}
	for _, f := range c.Phases {
		for _, after := range f.After {
			if _, known := c.position[after]; !known {
				return fmt.Errorf("phase.%s: after: the plan has no phase %q", f.Name, after)
			}
		}
		if err := ascending("after", f.After); err != nil {
			return fmt.Errorf("phase.%s: %w", f.Name, err)
		}
	}
	after := func(name string) []string { return c.Phases[c.position[name]].After }
	if ring := ring(names, after); ring != nil {
		return fmt.Errorf("phase.%s: it waits for itself: %s", ring[0], strings.Join(ring, " → "))
	}
	return nil
}

// comesAfter tells whether phase f comes after the other, directly or through others. There is no ring
// among phases by now.
func (c *checker) comesAfter(f *Phase, other string) bool {
	i, known := c.position[other]
	return known && c.before(f).Bit(i) == 1
}

func (c *checker) before(f *Phase) *big.Int {
	if known := c.earlier[f.Name]; known != nil {
		return known
	}
	all := new(big.Int)
	for _, name := range f.After {
		i := c.position[name]
		all.Or(all, c.before(&c.Phases[i]))
		all.SetBit(all, i, 1)
	}
	c.earlier[f.Name] = all
	return all
}

// checkPartNames holds that the parts of a phase are in order, and that no two parts of a kind have one
// name, in whichever phases they are.
func (c *checker) checkPartNames() error {
	counts := map[string]int{}
	for i := range c.Phases {
		f := &c.Phases[i]
		if len(f.Steps)+len(f.Approvals)+len(f.Asks) == 0 {
			return fmt.Errorf("phase.%s: it has no step, approval or ask", f.Name)
		}
		for _, list := range f.partNames() {
			if counts[list.kind] += len(list.names); counts[list.kind] > MaxParts {
				return fmt.Errorf("%ss: there are more than %d", list.kind, MaxParts)
			}
			if err := c.own(f, list); err != nil {
				return err
			}
		}
	}
	return c.own(nil, partNames{"check", namesOf(c.Checks, func(k Check) string { return k.Name })})
}

// partNames are those of the parts of one kind in a phase.
type partNames struct {
	kind  string
	names []string
}

func (f *Phase) partNames() []partNames {
	return []partNames{
		{"step", namesOf(f.Steps, func(s Step) string { return s.Name })},
		{"approval", namesOf(f.Approvals, func(a Approval) string { return a.Name })},
		{"ask", namesOf(f.Asks, func(a Ask) string { return a.Name })},
		{"check", namesOf(f.Checks, func(k Check) string { return k.Name })},
	}
}

func namesOf[T any](list []T, name func(T) string) []string {
	var names []string
	for _, item := range list {
		names = append(names, name(item))
	}
	return names
}

func (c *checker) own(f *Phase, list partNames) error {
	if err := named(list.kind, list.names, func(name string) string { return name }); err != nil {
		return err
	}
	for _, name := range list.names {
		address := list.kind + "." + name
		if _, doubled := c.owners[address]; doubled {
			return fmt.Errorf("%s: it is doubled", address)
		}
		c.owners[address] = f
	}
	return nil
}

// checkOrder holds that no part waits for itself, over needs and phases together.
func (c *checker) checkOrder() error {
	waits := c.waits(c.locals)
	all := make([]string, 0, len(waits))
	for address := range waits {
		all = append(all, address)
	}
	slices.Sort(all)
	if ring := ring(all, func(address string) []string { return waits[address] }); ring != nil {
		return fmt.Errorf("%s: it waits for itself: %s", ring[0], strings.Join(ring, " → "))
	}
	return nil
}

// checkNeeds holds the addresses that a part states, and that they are all it has to wait for.
func (c *checker) checkNeeds(needs []string) error {
	for _, address := range needs {
		if owner := c.owners[address]; owner == nil {
			return fmt.Errorf("needs: the plan has no %q in a phase", address)
		}
	}
	return ascending("needs", needs)
}
