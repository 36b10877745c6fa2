package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/schemas/kind"
)

// key (RB3017, RB6006) holds that the name of a member is a text, and no secret: names are shown where
// values are hidden. It gives the labels of the name.
func (c *checker) key(t *scope.Term, s *shape) []label {
	if !s.isAny() && !s.isText() {
		c.report(diag.New("RB3017", t.Range(), fmt.Sprintf("The name of a member is a text, and this is %s.", s.words())).
			WithHelp(`Make it text within quotes: "${…}".`))
	}
	return c.secretName(t, s.all(), "the name of a member")
}

// secretName holds that what is known by a name is not known by a secret. It gives the labels that are left:
// what was told here is not told again where the name is shown.
func (c *checker) secretName(t *scope.Term, labels []label, what string) (left []label) {
	for _, l := range labels {
		if l.kind != kind.Secret || l.reduced {
			left = append(left, l)
			continue
		}
		c.report(diag.New("RB6006", t.Range(), "A sensitive value would be "+what+": "+way(l.path)+".").
			WithWhy("Names are shown where values are hidden.").WithHelp("Use another name, and keep the value out of it."))
	}
	return left
}

// doubledKey holds that a map that is written out has each name once.
func (c *checker) doubledKey(object, key *scope.Term, twice bool) {
	if !twice {
		return
	}
	name, _ := key.Value.AsText()
	for i := 0; object.Args[i] != key; i += 2 {
		if text, _ := object.Args[i].Value.AsText(); text == name {
			c.report(diag.New("RB3017", key.Range(), fmt.Sprintf("This map has two members %s.", name)).
				WithRelated(object.Args[i].Range(), "the first one").WithHelp("Remove one of them, or give it another name."))
			return
		}
	}
}
