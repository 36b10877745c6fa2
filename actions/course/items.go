package course

import (
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// Items of a for_each, and how many a step may touch. Null, unknown, keys that are doubled and more than
// rules.MaxItems are unknown; nothing to go over is skipped, and counts as done.

// expand finds the items of a step and holds its limit, before the first of them starts.
func (c *Course) expand(p *part) {
	items, reason, why := c.itemsOf(p.step.ForEach, p.step.By, p.job)
	over := ""
	if why == "" {
		if p.step.ForEach != nil {
			c.sawKeys(p.address, items)
		}
		reason = ReasonLimit
		if over, why = c.overLimit(p.step.Limit, len(items), p.job); over == "" && why == "" {
			over = c.overDue(p, items)
		}
	}
	switch {
	case why == "" && c.differs(p, items):
		c.closeWhole(p, evidence.Blocked, ReasonDiffers, "its items are not those that people said yes to")
	case why != "":
		c.closeWhole(p, evidence.Unknown, reason, why)
	case over != "":
		c.closeWhole(p, evidence.Failed, ReasonLimit, over)
	case len(items) == 0:
		p.empty = true
		e := p.end(rules.Item{})
		e.Outcome, e.Reason, e.Why, e.own = evidence.Skipped, ReasonEmpty, whyEmpty, true
		c.take(e)
		c.closePart(p)
	default:
		c.activate(p, items)
	}
}

const whyEmpty = "its for_each has no item"

// itemsOf are those of a for_each at this moment, or why there are none to be had.
func (c *Course) itemsOf(forEach *expr.Node, by string, j *job) ([]rules.Item, Reason, string) {
	if forEach == nil {
		return []rules.Item{{}}, "", ""
	}
	if why := c.count(0); why != "" {
		return nil, ReasonItems, why
	}
	items, err := rules.Items(c.eval(forEach, scope{course: c, job: j}), by)
	switch {
	case errors.Is(err, rules.ErrKey):
		return nil, ReasonKey, err.Error()
	case err != nil:
		return nil, ReasonItems, err.Error()
	}
	return items, ReasonItems, c.count(len(items))
}

// count adds to all items and parts of the run; it tells why that is too much, or "".
func (c *Course) count(n int) string {
	if c.items += n; c.facts.MaxItems > 0 && c.items > c.facts.MaxItems {
		return fmt.Sprintf("the run has more than %d items in all, which is more than one run may have", c.facts.MaxItems)
	}
	return ""
}

// overLimit tells in words how a step has more items than it may touch, or why that is not known.
func (c *Course) overLimit(l *plan.Limit, n int, j *job) (over, unknown string) {
	switch {
	case l == nil:
		return "", ""
	case l.Of == nil:
		return tooMany(n, l.Count), ""
	}
	of := c.eval(l.Of, scope{course: c, job: j})
	most, known := percent(of, l.Percent)
	switch {
	case !known:
		return "", "limit_of: " + unknownWhy(of)
	case big.NewInt(int64(n)).Cmp(most) > 0:
		return fmt.Sprintf("it has %d items, and may touch at most %s, which is %d%% of %s", n, most, l.Percent, counted(of)), ""
	}
	return "", ""
}

func tooMany(n int, most int64) string {
	if int64(n) <= most {
		return ""
	}
	return fmt.Sprintf("it has %d items, and may touch at most %d", n, most)
}

// percent is so many hundredths of a number, or of how many something has, rounded down.
func percent(of expr.Value, hundredths int64) (most *big.Int, known bool) {
	whole, ok := new(big.Rat).SetString(counted(of))
	if !ok || whole.Sign() < 0 {
		return nil, false
	}
	part := whole.Mul(whole, big.NewRat(hundredths, 100))
	return new(big.Int).Quo(part.Num(), part.Denom()), true
}

// counted is a number as text, or how many items a list or an object has; "" for all else.
func counted(v expr.Value) string {
	switch v.Kind() {
	case expr.Number:
		return v.AsNumber().Text('f')
	case expr.List:
		return fmt.Sprint(len(v.Items()))
	case expr.Object:
		return fmt.Sprint(len(v.Members()))
	}
	return ""
}

// Keys are the items that an address had, and whether it came to have any: with for_each, of the step or
// of its phase.
func (c *Course) Keys(address string) (keys map[string]bool, expanded bool) {
	keys, expanded = c.keys[address]
	return keys, expanded
}

func (c *Course) sawKeys(address string, items []rules.Item) {
	if c.keys[address] == nil {
		c.keys[address] = map[string]bool{}
	}
	for _, it := range items {
		c.keys[address][it.Key] = true
	}
}

// sawJobs keeps the keys of a phase's jobs, which are those of its steps that have no items of their own.
func (c *Course) sawJobs(f *phase) {
	for i := range f.plan.Steps {
		if s := &f.plan.Steps[i]; s.ForEach == nil && f.each() {
			c.sawKeys(s.Address(), f.items)
		}
	}
}

// Item is the key that a person names an item by: its own, else that of its job.
func (p Place) Item() string {
	if p.Key != "" {
		return p.Key
	}
	return p.Job
}

// mentioned are the addresses of the parts and phases that nodes mention, through locals and through
// checks that are judged last, sorted.
func (c *Course) mentioned(nodes ...*expr.Node) []string {
	found, seen := map[string]bool{}, map[string]bool{}
	for ; len(nodes) > 0; nodes = nodes[1:] {
		if nodes[0] == nil {
			continue
		}
		for _, path := range nodes[0].References() {
			address := expr.PathString(path[:min(2, len(path))])
			if len(path) < 2 || seen[address] {
				continue
			}
			seen[address] = true
			switch last := c.last(path[1]); {
			case path[0] == "local":
				nodes = append(nodes, c.plan.Locals[path[1]])
			case path[0] == "check" && last != nil:
				nodes = append(nodes, last.Condition, last.ForEach)
			case slices.Contains([]string{"step", "approval", "ask", "phase", "check"}, path[0]):
				found[address] = true
			}
		}
	}
	return sorted(found)
}

func sorted(set map[string]bool) []string {
	list := make([]string, 0, len(set))
	for name := range set {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}
