package diff

import (
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/plan"
)

// movable are the kinds of parts that may have another name since: see plan.Moved.
var movable = []string{"approval", "ask", "check", "evidence", "gate", "input", "notify", "phase", "step", "trigger"}

// LooksMoved gives the parts of a plan that are gone, with what there is now that is the same but for its
// name and the words about it, where the plan does not say so itself. A part that two others are like, or
// of which there is nothing to compare, looks like none.
func LooksMoved(before, after *plan.Plan) []plan.Moved {
	was, is := partsOf(follow(before, after)), partsOf(after)
	gone, come := missing(was, byAddress(is)), missing(is, byAddress(was))
	from, to := alike(gone), alike(come)
	var moves []plan.Moved
	for looks, b := range from {
		if a := to[looks]; len(a) == 1 && len(b) == 1 {
			moves = append(moves, plan.Moved{From: b[0].address, To: a[0].address})
		}
	}
	slices.SortFunc(moves, func(a, b plan.Moved) int { return strings.Compare(a.From, b.From) })
	return moves
}

// missing are the movable parts that the others do not have.
func missing(parts []*part, others map[string]*part) []*part {
	return slices.DeleteFunc(slices.Clone(parts), func(p *part) bool {
		kind, name, _ := strings.Cut(p.address, ".")
		return others[p.address] != nil || !slices.Contains(movable, kind) || strings.Contains(name, ".")
	})
}

// alike are parts by their kind and all that they do.
func alike(parts []*part) map[string][]*part {
	same := map[string][]*part{}
	for _, p := range parts {
		kind, _, _ := strings.Cut(p.address, ".")
		var looks []string
		for _, f := range p.facts {
			if f.of != Words {
				looks = append(looks, f.key+"="+f.exact)
			}
		}
		if len(looks) > 0 {
			slices.Sort(looks)
			key := string(encoded(append(looks, kind)))
			same[key] = append(same[key], p)
		}
	}
	return same
}
