package diff

import (
	"strconv"
	"strings"

	"github.com/attestary/attestary/compiler/internal/show"
	"github.com/attestary/attestary/schemas/expr"
)

// part is what has an address in a plan.
type part struct {
	address string
	home    Consequence // what it is about, as a whole
	facts   []*fact
	called  string // the title of what it does, where that has one
	guards  bool   // it stands in the way of something: where it is gone, there is more power
}

// fact is one leaf of a plan: a setting of a part, with what it means. A setting that is not given, or is
// empty, is no fact.
type fact struct {
	of      Consequence
	key     string // its name within the part, for comparing
	setting string // its name, for people
	exact   string // two facts are the same where this is

	node *expr.Node // the value, of an expression
	list []string   // the value, of a list
	text string     // the value, of everything else

	hidden bool     // it is not to be shown
	plain  bool     // it need not be told of a part that is new or gone
	widens widening // nil: never
}

// add keeps a fact, unless it says nothing. What comes back may be said more of in either case.
func (p *part) add(f fact) *fact {
	if f.setting == "" {
		f.setting = f.key
	}
	if f.exact != "" {
		p.facts = append(p.facts, &f)
	}
	return &f
}

func (p *part) text(of Consequence, key, value string) *fact {
	return p.add(fact{of: of, key: key, exact: value, text: value, hidden: show.LooksSecret(value)})
}

func (p *part) texts(of Consequence, key string, list []string) *fact {
	f := fact{of: of, key: key, list: list}
	if len(list) > 0 {
		f.exact = string(encoded(list))
	}
	for _, item := range list {
		f.hidden = f.hidden || show.LooksSecret(item)
	}
	return p.add(f)
}

func (p *part) number(of Consequence, key string, n int64) *fact {
	if n == 0 {
		return p.text(of, key, "")
	}
	return p.text(of, key, strconv.FormatInt(n, 10))
}

// length is a length of time in seconds.
func (p *part) length(of Consequence, key string, seconds int64) *fact {
	f := p.number(of, key, seconds)
	f.text = expr.FormatLength(seconds)
	return f
}

func (p *part) truth(of Consequence, key string, truth bool) *fact {
	if !truth {
		return p.text(of, key, "")
	}
	return p.text(of, key, "true")
}

// value is a value that stands in the plan itself.
func (p *part) value(of Consequence, key string, v expr.Value) *fact {
	node := expr.Lit(v)
	return p.add(fact{of: of, key: key, exact: string(encoded(node)), node: node, hidden: show.HasSecret(node)})
}

// summary is the fact within the list of a part's facts.
func (f *fact) summary() string {
	if f.hidden {
		return f.setting + " (hidden)"
	}
	return f.setting + " = " + f.String()
}

// String is the value for people.
func (f *fact) String() string {
	switch {
	case f.node != nil:
		return nodeText(f.node)
	case f.list != nil:
		return cut(show.Visible(strings.Join(f.list, ", ")))
	}
	return cut(show.Visible(f.text))
}
