package simulate

import (
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

// maxAll is how many items and parts one scenario may have, all together: a test ends soon.
const maxAll = 100_000

// maxEvaluations is how many times the work of the most expensive expression one scenario may take: enough for
// 10,000 items with three thousand units each, where a few hundred are usual, and a second or two.
const maxEvaluations = 8

// fitCost tells that what the run computes took too much: what was unknown for want of it proves nothing.
func (pl *player) fitCost() {
	if pl.tank.Empty() {
		pl.problem("runbook", "The runbook computes more in this test than a test may. Give it fewer items, or make the expressions for each item smaller.")
	}
}

// expand finds the items of a step and holds its limit, before the first of them starts.
func (pl *player) expand(p *part) {
	items, why := pl.itemsOf(p.step.ForEach, p.step.By, p.job)
	over := ""
	if why == "" {
		pl.sawKeys(p, items)
		over, why = pl.overLimit(p.step.Limit, len(items), p.job)
	}
	switch {
	case why != "":
		pl.closeWhole(p, evidence.Unknown, why)
	case over != "":
		pl.closeWhole(p, evidence.Failed, over)
	case len(items) == 0:
		p.empty = true
		e := p.end(rules.Item{})
		e.Outcome, e.Why, e.own = evidence.Skipped, whyEmpty, true
		pl.take(e)
		pl.close(p)
	default:
		p.state, p.items = active, items
	}
}

const whyEmpty = "its for_each has no item"

// itemsOf are those of a for_each at this moment, or why there are none to be had.
func (pl *player) itemsOf(forEach *expr.Node, by string, j *job) ([]rules.Item, string) {
	if forEach == nil {
		return []rules.Item{{}}, ""
	}
	if why := pl.count(0); why != "" {
		return nil, why
	}
	items, err := rules.Items(pl.eval(forEach, scope{player: pl, job: j}), by)
	if err != nil {
		return nil, err.Error()
	}
	return items, pl.count(len(items))
}

// count adds to all items and parts of the scenario; it tells why that is too much, or "".
func (pl *player) count(n int) string {
	if pl.items += n; pl.items > maxAll {
		return fmt.Sprintf("the run has more than %d items in all, which is more than a test plays", maxAll)
	}
	return ""
}

// overLimit tells in words how a step has more items than it may touch, or why that is not known.
func (pl *player) overLimit(l *plan.Limit, n int, j *job) (over, unknown string) {
	switch {
	case l == nil:
		return "", ""
	case l.Of == nil:
		return tooMany(n, l.Count), ""
	}
	of := pl.eval(l.Of, scope{player: pl, job: j})
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

// sawKeys keeps which items there were, for mocks of items that do not exist.
func (pl *player) sawKeys(p *part, items []rules.Item) {
	if pl.keys[p.address] == nil {
		pl.keys[p.address] = map[string]bool{}
	}
	for _, it := range items {
		pl.keys[p.address][p.end(it).Key] = true
	}
	delete(pl.keys[p.address], "")
}

// mentioned are the addresses of the parts and phases that nodes mention, through locals and through
// checks that are judged last, sorted.
func (pl *player) mentioned(nodes ...*expr.Node) []string {
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
			switch last := pl.last(path[1]); {
			case path[0] == "local":
				nodes = append(nodes, pl.plan.Locals[path[1]])
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
