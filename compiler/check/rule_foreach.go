package check

import (
	"fmt"
	"maps"
	"slices"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
)

// forEach (RB3005) holds that for_each takes a map, or a list whose items have a name: by tells which
// member, and a text is its own name. It gives the shape of each.
func (c *checker) forEach(t *scope.Term, by syntax.Text, p place) *shape {
	over := c.infer(t, p)
	item, called := over.common(), c.itemNames(over, by)
	names := c.secretName(t, called, "the key of an item")
	if len(names) == len(called) {
		c.decides(t, &shape{labels: over.labels, names: called}, p, p.address+".for_each")
	}
	each := &shape{kind: expr.ObjectType, fields: map[string]*shape{"key": aText.with(names), "value": item}}
	switch {
	case t.Op == expr.OpLiteral && t.Value.IsNull():
		c.report(diag.New("RB3005", t.Range(), "for_each takes a map or a list, and this is nothing (null).").At(p.address).
			WithHelp("Mention what there is to go through, or remove for_each."))
	case over.isAny():
	case over.kind == expr.ListType:
		c.byOfList(t, by, item, p)
		c.knownItems(t, by, p)
	case over.isMap() && by.Given():
		c.report(diag.New("RB3005", by.Range, "The items of a map have names already; by is for lists.").At(p.address).
			WithHelp("Remove by."))
	case !over.isMap():
		d := diag.New("RB3005", t.Range(), fmt.Sprintf("for_each takes a map or a list, and this is %s.", over.words())).At(p.address)
		c.report(c.quoted(d.WithHelp("Put it in brackets, or mention a list."), t))
	}
	return each
}

// itemNames are the labels of what the items of a for_each are called.
func (c *checker) itemNames(over *shape, by syntax.Text) []label {
	item := over.common()
	name, known := c.Text(by)
	switch {
	case over.isMap():
		return merged(over.labels, over.names)
	case over.kind == expr.ListType && by.Given() && known && item.fields[name] != nil:
		return merged(item.labels, item.fields[name].all())
	}
	return over.all()
}

// withoutItems holds that by does not stand where there are no items.
func (c *checker) withoutItems(by syntax.Text, p place) {
	if by.Given() {
		c.report(diag.New("RB3005", by.Range, "by says what items are called, and there are none.").At(p.address).
			WithHelp("Remove by, or add a for_each."))
	}
}

func (c *checker) byOfList(t *scope.Term, by syntax.Text, item *shape, p place) {
	switch {
	case !by.Given() && (item.isAny() || item.isText() || item.kind == expr.NumberType):
	case !by.Given():
		c.report(diag.New("RB3005", t.Range(), "This is a list, and nothing says what its items are called.").At(p.address).
			WithWhy("Each item has an address in the record, which must not change when another is added.").
			WithHelp(`Add by = "NAME": the member of each item that is its name.`))
	case item.isText() || item.kind == expr.NumberType:
		c.report(diag.New("RB3005", by.Range, "The items are texts, which are their own names.").At(p.address).WithHelp("Remove by."))
	case item.kind == expr.ObjectType && item.fields[by.Value] == nil && by.Expr == nil:
		d := diag.New("RB3005", by.Range, fmt.Sprintf("The items have no member %s.", by.Value)).At(p.address)
		c.report(suggest(d, by.Value, slices.Sorted(maps.Keys(item.fields)), "They have"))
	}
}

// loopable holds that a for goes over a list or a map.
func (c *checker) loopable(t *scope.Term, over *shape) {
	if over.isAny() || over.isMap() || over.kind == expr.ListType {
		return
	}
	c.report(diag.New("RB3005", t.Range(), fmt.Sprintf("for goes over a list or a map, and this is %s.", over.words())).
		WithHelp("Mention a list or a map, or put the value in brackets."))
}

// knownItems holds a list that is known at review time: every item has a key of its own, and there are not
// more than a run goes over.
func (c *checker) knownItems(t *scope.Term, by syntax.Text, p place) {
	list, known := c.Known(t)
	member, knownBy := c.Text(by)
	if !known || !knownBy || list.Kind() != expr.List {
		return
	}
	if n := len(list.Items()); n > maxItems {
		c.report(diag.New("RB3005", t.Range(), fmt.Sprintf("The list has %d items, and a run goes over %d at most.", n, maxItems)).At(p.address).
			WithHelp("Split the list, and have a step for each part of it."))
		return
	}
	seen := map[string]bool{}
	for _, item := range list.Items() {
		key := item
		if by.Given() {
			key = item.Get(member)
		}
		text, ok := key.AsText()
		if ok && seen[text] {
			c.report(diag.New("RB3005", t.Range(), fmt.Sprintf("Two items are called %q.", text)).At(p.address).
				WithWhy("Each item has an address in the record, so that it can be told from the others.").
				WithHelp("Leave one out, or choose another by."))
			return
		}
		seen[text] = ok
	}
}
