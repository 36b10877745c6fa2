package scope

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
)

// Part is what others may wait for: a step, an approval, an ask or a check. Its address is its kind, a dot
// and its name, as "step.site"; names are unique across phases.
type Part struct {
	Kind  string
	Name  syntax.Text
	Phase *syntax.Phase // nil outside phases
	Needs syntax.Refs   // that it states
	Terms []*Term       // all its expressions, in a fixed order

	waits []string
	asked bool
}

// Address is the part's name among all parts.
func (p *Part) Address() string { return p.Kind + "." + p.Name.Value }

// ends tells whether p is a check outside phases: those are judged last, and nothing else waits for them.
func (p *Part) ends() bool { return p.Kind == "check" && p.Phase == nil }

// Parts are all parts, kind by kind, in file order.
func (r *Runbook) Parts() []*Part {
	if r.parts == nil {
		r.readParts()
	}
	return r.parts
}

// Part is the part of that address, or nil. Of two with one name the first counts.
func (r *Runbook) Part(address string) *Part {
	r.Parts()
	return r.byAddress[address]
}

func (r *Runbook) readParts() {
	t := r.Tree
	r.parts = make([]*Part, 0, len(t.Steps)+len(t.Approvals)+len(t.Asks)+len(t.Checks))
	r.byAddress = make(map[string]*Part, cap(r.parts))
	for _, s := range t.Steps {
		r.addPart(&Part{Kind: "step", Name: s.Name, Phase: s.Phase, Needs: s.Needs, Terms: r.Terms(s)})
	}
	for _, a := range t.Approvals {
		r.addPart(&Part{Kind: "approval", Name: a.Name, Phase: a.Phase, Needs: a.Needs, Terms: append(r.shown(a.Show), r.given(a.SkipIf)...)})
	}
	for _, a := range t.Asks {
		r.addPart(&Part{Kind: "ask", Name: a.Name, Phase: a.Phase, Needs: a.Needs, Terms: append(r.shown(a.Show), r.given(a.Question, a.When)...)})
	}
	for _, c := range t.Checks {
		r.addPart(&Part{Kind: "check", Name: c.Name, Phase: c.Phase, Terms: r.given(c.Condition, c.Message, c.ForEach)})
	}
}

func (r *Runbook) addPart(p *Part) {
	r.parts = append(r.parts, p)
	if address := p.Address(); r.byAddress[address] == nil {
		r.byAddress[address] = p
	}
}

// given are the terms of those expressions that are there.
func (r *Runbook) given(list ...hclsyntax.Expression) []*Term {
	var terms []*Term
	for _, e := range list {
		if e != nil {
			terms = append(terms, r.Term(e))
		}
	}
	return terms
}

func (r *Runbook) shown(s *syntax.Show) []*Term {
	if s == nil {
		return nil
	}
	return r.given(s.Title, s.Text, s.Table)
}

// Mention is where a term of p mentions an address itself, or states that it needs it; p's name where it
// does so through locals.
func (p *Part) Mention(address string) diag.Range {
	for _, need := range p.Needs.Values {
		if need.String() == address {
			return need.Range
		}
	}
	return mention(address, p.Terms, p.Name.Range)
}

func mention(address string, terms []*Term, otherwise diag.Range) diag.Range {
	found := otherwise
	for _, t := range terms {
		t.References(func(ref *Term) {
			if found == otherwise && len(ref.Path) > 1 && ref.Path[0]+"."+ref.Path[1] == address {
				found = ref.Range()
			}
		})
	}
	return found
}
