package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/schemas/kind"
)

// key (RB3017, RB6006) holds that the name of a member is a text, and no secret: names are shown where
// values are hidden.
func (c *checker) key(t *scope.Term, s *shape) {
	if !s.isAny() && !s.isText() {
		c.report(diag.New("RB3017", t.Range(), fmt.Sprintf("The name of a member is a text, and this is %s.", s.words())).
			WithHelp(`Make it text within quotes: "${…}".`))
	}
	if path, secret := s.label(kind.Secret); secret {
		c.report(diag.New("RB6006", t.Range(), "A sensitive value would be the name of a member: "+way(path)+".").
			WithWhy("Names are shown where values are hidden.").WithHelp("Use another name, and keep the value out of it."))
	}
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
