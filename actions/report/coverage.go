package report

import (
	"cmp"
	"slices"

	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// Coverage is what of a catalog of controls runbooks prove: of all of it, and of each selection (baseline) that its
// publisher made. It counts what runbooks looked at. Says tells that this is no compliance, and goes wherever it is shown.
type Coverage struct {
	Framework string       `json:"framework"`
	Title     string       `json:"title"`
	AsOf      string       `json:"as_of"`
	Tree      verdict.Tree `json:"tree"`
	Says      string       `json:"says"`
	Whole     Part         `json:"whole"` // without what its publisher withdrew
	Baselines []Part       `json:"baselines"`
	Controls  []Control    `json:"controls"` // that a runbook claims, in the order of the catalog
}

// Part is a selection of controls: how many it has, how many of them runbooks claim, and how many are proven.
type Part struct {
	Name     string `json:"name"`
	Controls int    `json:"controls"`
	Claimed  int    `json:"claimed"`
	Proven   int    `json:"proven"`
}

// Control is one that runbooks claim, and how it stands: every one of them must prove it.
type Control struct {
	Label     string           `json:"label"`
	Title     string           `json:"title,omitempty"`
	Baselines []string         `json:"baselines,omitempty"`
	Standing  verdict.Standing `json:"standing"`
	Claims    []verdict.Proof  `json:"claims"`
}

const coverageSays = "A control counts as proven where every runbook that claims it passed, and that still counts. A runbook looks at a part of a control, " +
	"in the organisation's own reading of it: this is no assessment, and no compliance."

// catalogued enters the controls that a statement of a runbook claims. A run by hand is as good as any other.
func (s *Scorer) catalogued(b *book, stated plan.Satisfies) {
	of := s.controls[stated.Framework]
	if of == nil {
		of = map[string][]*claim{}
		s.controls[stated.Framework] = of
	}
	for _, label := range stated.Controls {
		of[label] = append(of[label], &claim{book: b, terms: stated, stage: catalog.Initial, track: b.track(floor{rehearsal: stated.Rehearsal})})
	}
}

// Coverage tells of a catalog, once there is a scorecard; nil where no runbook claims any control of it.
func (s *Scorer) Coverage(set *catalog.Set, card *verdict.Scorecard) *Coverage {
	claims := s.controls[set.ID]
	if len(claims) == 0 {
		return nil
	}
	c := &Coverage{Framework: set.ID, Title: set.Title + " " + set.Version, AsOf: card.AsOf, Tree: card.Tree, Says: coverageSays,
		Whole: Part{Name: "all of it"}, Baselines: []Part{}, Controls: []Control{}}
	for i := range set.Controls {
		if of := &set.Controls[i]; !of.Withdrawn {
			c.add(of, s.control(of, claims[of.Label]))
		}
	}
	return c
}

// control judges one; nil where nobody claims it.
func (s *Scorer) control(of *catalog.Control, claims []*claim) *Control {
	if len(claims) == 0 {
		return nil
	}
	is := &Control{Label: of.Label, Title: of.Title, Baselines: of.Baselines}
	for _, c := range claims {
		proof, _ := s.prove(c)
		proof.Claimed = ""
		is.Claims = append(is.Claims, proof)
	}
	slices.SortStableFunc(is.Claims, func(a, b verdict.Proof) int { return cmp.Compare(a.Runbook, b.Runbook) })
	is.Standing = standing(is.Claims)
	return is
}

func (c *Coverage) add(of *catalog.Control, is *Control) {
	c.Whole.add(is)
	for _, name := range of.Baselines {
		i := slices.IndexFunc(c.Baselines, func(p Part) bool { return p.Name == name })
		if i < 0 {
			i = len(c.Baselines)
			c.Baselines = append(c.Baselines, Part{Name: name})
		}
		c.Baselines[i].add(is)
	}
	if is != nil {
		c.Controls = append(c.Controls, *is)
	}
}

func (p *Part) add(is *Control) {
	p.Controls++
	if is == nil {
		return
	}
	if p.Claimed++; is.Standing == verdict.Met {
		p.Proven++
	}
}

// Parts are the baselines, in the order in which the catalog names them, and the whole.
func (c *Coverage) Parts() []Part { return append(slices.Clone(c.Baselines), c.Whole) }
