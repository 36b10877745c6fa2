package engine

import (
	"errors"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/expr"
)

// items are those of a for_each at this moment; or the reason why there are none to be had.
func (r *Run) items(forEach *expr.Node, by string) ([]rules.Item, Reason) {
	if forEach == nil {
		return []rules.Item{{}}, ""
	}
	items, err := rules.Items(expr.Eval(forEach, scope{run: r}), by)
	switch {
	case errors.Is(err, rules.ErrKey):
		return nil, ReasonKey
	case err != nil:
		return nil, ReasonItems
	}
	return items, ""
}

// scopeOf is that of an expression about the item.
func scopeOf(r *Run, it rules.Item) scope {
	if !it.Keyed {
		return scope{run: r}
	}
	return scope{run: r, each: &it}
}
