package scope

import "github.com/attestary/attestary/schemas/expr"

// budget is how many steps the values of one runbook may take to compute before it is reviewed. A
// runbook of the usual kind takes some hundred; all of it is a fraction of a second.
const budget = 1 << 20

// spend takes what n may cost at most from the runbook's budget. It tells whether there was enough; if
// not, nothing more is computed in this runbook, and Exhausted says so.
func (r *Runbook) spend(n *expr.Node) bool {
	if r.spent += cost(n, 1); r.spent > budget {
		r.Exhausted = true
		r.spent = budget
	}
	return !r.Exhausted
}

// cost bounds the steps of one evaluation of n: nodes, times the rounds of the loops around them, and the
// values that they look at. An inner loop over something that is not written out counts as if it had
// assumed items.
func cost(n *expr.Node, rounds int) int {
	if rounds > budget {
		return budget
	}
	sum := rounds
	if n.Op == expr.OpLiteral {
		return sum + rounds*size(valueOf(n))/8
	}
	for i, arg := range n.Args {
		inner := rounds
		if n.Op == expr.OpFor && i > 0 {
			inner *= items(n.Args[0])
		}
		if sum += cost(arg, inner); sum > budget {
			return budget
		}
	}
	return sum
}

// assumed is how many items a collection is taken to have that is computed.
const assumed = 256

func items(n *expr.Node) int {
	if n.Op != expr.OpLiteral {
		return assumed
	}
	v := valueOf(n)
	return max(1, len(v.Items())+len(v.Members()))
}

// size is how much there is to look at in v, up to what a budget can pay.
func size(v expr.Value) int { return maxLooked - weight(v, maxLooked) }

const maxLooked = 1 << 16
