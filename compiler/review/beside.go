package review

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diff"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/plan"
)

// Facts are what the ledger's branch says, where there is one to read. Nobody has verified it: a text that
// tells of it says "recorded".
type Facts struct {
	Trace string // "SIZE ROOT" of the newest checkpoint; "" without a ledger
	// Proofs are the newest runs that passed, by the name of their runbook; nil: nobody looked.
	Proofs map[string]Proof
}

// Proof is a recorded run that passed.
type Proof struct {
	Plan canon.Digest
	At   string // YYYY-MM-DD
}

// Beside is what becomes of the maturity, for a change of which all plans of both sides are known: which stages stay or
// become reachable, and what of the evidence counts no more. framework finds one by its id.
func Beside(before, after []*plan.Plan, framework func(id string) (*catalog.Set, bool), facts Facts) map[string]diff.Beside {
	c := &Change{Before: before, After: after, Diff: diff.Compare(before, after), Head: &compiler.Result{Framework: framework}}
	return c.beside(facts)
}

// beside is what is said of each runbook that changed beside its changes.
func (c *Change) beside(facts Facts) map[string]diff.Beside {
	if c.Diff == nil {
		return nil
	}
	all := map[string]diff.Beside{}
	before, after := c.claimed(c.Before), c.claimed(c.After)
	for _, r := range c.Diff.Runbooks {
		was, is := named(c.Before, cmp.Or(r.From, r.Name)), named(c.After, r.Name)
		all[r.Name] = diff.Beside{Title: reviews(was, is), Maturity: c.maturity(was, is, before, after, facts)}
	}
	return all
}

func named(plans []*plan.Plan, name string) *plan.Plan {
	i := slices.IndexFunc(plans, func(p *plan.Plan) bool { return p.Runbook == name })
	if i < 0 {
		return nil
	}
	return plans[i]
}

// reviews is how many people must review the pull request for this runbook.
func reviews(was, is *plan.Plan) string {
	before, after := needed(was), needed(is)
	switch more := after - before; {
	case after == 0:
		return ""
	case was != nil && more == 1:
		return "needs one more review"
	case was != nil && more > 1:
		return fmt.Sprintf("needs %d more reviews", more)
	case after == 1:
		return "needs one review"
	}
	return fmt.Sprintf("needs %d reviews", after)
}

func needed(p *plan.Plan) int64 {
	n := int64(0)
	if p != nil {
		for _, r := range p.Reviews {
			n = max(n, r.Min)
		}
	}
	return n
}

// cell is a function of a framework.
type cell struct{ framework, function string }

// claimed is the highest stage that is claimed of each function, by these plans and by those that are the same
// on both sides. A plan that compiled claims no stage that it cannot reach, and a claim on a stage is one on
// those below it.
func (c *Change) claimed(plans []*plan.Plan) map[cell]catalog.Stage {
	highest := map[cell]catalog.Stage{}
	for _, p := range slices.Concat(plans, c.Same) {
		for _, s := range p.Satisfies {
			if stage, ok := catalog.ParseStage(s.Stage); ok && s.Function != "" {
				at := cell{s.Framework, s.Function}
				highest[at] = max(highest[at], stage)
			}
		}
	}
	return highest
}

// moving are the functions whose highest claimed stage would change if nobody else claimed them.
func (c *Change) moving() []string {
	var functions []string
	before, after := c.claimed(c.Before), c.claimed(c.After)
	for _, side := range []map[cell]catalog.Stage{before, after} {
		for at := range side {
			if before[at] != after[at] && !slices.Contains(functions, at.function) {
				functions = append(functions, at.function)
			}
		}
	}
	return functions
}

// claiming are the runbooks that are the same on both sides and may claim one of these functions.
func (s *sameness) claiming(functions []string) []string {
	var files []string
	for file, data := range s.files {
		own := strings.HasSuffix(file, runbookSuffix) && !s.touched[file]
		if own && slices.ContainsFunc(functions, func(f string) bool { return mayWord(data, f) }) {
			files = append(files, file)
		}
	}
	return files
}

// maturity says of each function that a runbook claims, before or after, what becomes of it.
func (c *Change) maturity(was, is *plan.Plan, before, after map[cell]catalog.Stage, facts Facts) []string {
	var cells []cell
	for _, p := range []*plan.Plan{was, is} {
		if p == nil {
			continue
		}
		for _, s := range p.Satisfies {
			if at := (cell{s.Framework, s.Function}); s.Function != "" && !slices.Contains(cells, at) {
				cells = append(cells, at)
			}
		}
	}
	slices.SortFunc(cells, func(a, b cell) int {
		return cmp.Or(cmp.Compare(a.framework, b.framework), cmp.Compare(a.function, b.function))
	})
	var lines []string
	for _, at := range cells {
		lines = append(lines, c.name(at)+": "+becomes(before[at], after[at]))
	}
	if words := proven(was, is, facts); len(lines) > 0 && words != "" {
		lines = append(lines, words)
	}
	return lines
}

// becomes is what a function can reach after the change, beside what it could before.
func becomes(before, after catalog.Stage) string {
	switch {
	case after == before:
		return capital(after) + " stays reachable"
	case before == 0:
		return capital(after) + " becomes reachable; nothing claimed it before"
	case after == 0:
		return "no longer claimed; " + capital(before) + " was reachable"
	case after > before:
		return capital(after) + " becomes reachable, before it was " + capital(before)
	}
	return "only " + capital(after) + " stays reachable, before it was " + capital(before)
}

// proven says what becomes of evidence: it belongs to the plan that made it.
func proven(was, is *plan.Plan, facts Facts) string {
	switch {
	case was == nil:
		return "nothing is proven before the first run"
	case is == nil && facts.Proofs == nil:
		return "what its runs have proven counts no more"
	case facts.Proofs == nil:
		return "what its runs have proven counts no more until a run of the new plan passes"
	}
	proof, ok := facts.Proofs[was.Runbook]
	if digest, err := was.Digest(); !ok || err != nil || digest != proof.Plan {
		return "the ledger has no run that passed of the plan before, so no evidence is lost"
	}
	if is == nil {
		return fmt.Sprintf("the recorded run of %s counts no more", proof.At)
	}
	return fmt.Sprintf("the recorded run of %s is of the plan before, and counts no more until a run of the new plan passes", proof.At)
}

// name is a function as people know it.
func (c *Change) name(at cell) string {
	set, ok := c.Head.Framework(at.framework)
	if !ok {
		return at.function
	}
	for _, p := range set.Pillars {
		for _, f := range p.Functions {
			if f.ID == at.function {
				return p.Name + " / " + f.Name
			}
		}
	}
	return at.function
}

func capital(s catalog.Stage) string {
	word := s.String()
	return strings.ToUpper(word[:1]) + word[1:]
}
