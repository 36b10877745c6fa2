// Package scope is what a runbook's expressions mean at the place where they stand: the closed tree of
// package expr with the place of each part, what a name leads to, and what is known of it before
// anything runs.
//
// The checker and lower read a runbook through this package alone, so that what was checked is what is
// lowered. It finds nothing wrong by itself: a name that leads nowhere, a ring, a form that the language
// does not have are told as data (Term.Fault, Local.Ring, nil), and the checker words them.
//
// Knowledge has three levels. At review time the literals, org, and locals of them are known; their
// values are computed here, by expr's own evaluator, and stand in the tree as literals (Runbook.Node). At
// the start of a run inputs, trigger and run are known; during it the rest. Those stay expressions.
//
// What a pull request may make us compute is bounded without a clock: each runbook has a budget of steps
// (budget.go), and what goes beyond it is not known at review time.
//
// A Project may be shared; a Runbook belongs to one goroutine. Start at NewProject and Runbook.Node.
package scope

import (
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/expr"
)

// Project is what every runbook of a project shares: the parts of project.hcl and its actions by name.
type Project struct {
	Tree        *syntax.Project
	Roles       map[string]*syntax.Role
	Connections map[string]*syntax.Connection
	Secrets     map[string]*syntax.Secret
	Actions     map[string]*Action // written in HCL

	drafts    []string                // folders and files, from the root of the repository
	own       map[string]*catalog.Set // frameworks
	org       map[string]*Org
	intervals sync.Map // from schedule to gap
}

// Org is one value of the section org.
type Org struct {
	Assignment syntax.Assignment
	Term       *Term
	Value      expr.Value
	Known      bool // false where it is no literal
}

// NewProject reads the parts of a project. Of two parts with one name the first counts.
func NewProject(tree *syntax.Project) *Project {
	p := &Project{
		Tree:        tree,
		Roles:       byName(tree.Roles, func(r *syntax.Role) string { return r.Name.Value }),
		Connections: byName(tree.Connections, func(c *syntax.Connection) string { return c.Name.Value }),
		Secrets:     byName(tree.Secrets, func(s *syntax.Secret) string { return s.Name.Value }),
		own:         ownFrameworks(tree.OwnFrameworks),
		org:         map[string]*Org{},
	}
	literals := NewRunbook(p, &syntax.Runbook{})
	for _, a := range tree.Org {
		if p.org[a.Name.Value] != nil {
			continue
		}
		o := &Org{Assignment: a, Term: read(a.Value)}
		if node := literals.Node(o.Term); node.Op == expr.OpLiteral {
			o.Value, o.Known = valueOf(node), true
		}
		p.org[a.Name.Value] = o
	}
	p.Actions = p.actions()
	drafts, _ := literals.Texts(tree.Drafts)
	for _, d := range drafts {
		p.drafts = append(p.drafts, DraftPath(tree.File, d))
	}
	return p
}

// DraftPath is where an entry of the project's drafts stands, from the root of the repository.
func DraftPath(project, entry string) string { return path.Join(path.Dir(project), entry) }

// Draft tells whether the runbook in that file is not in force: it is checked and tested, and nothing else.
func (p *Project) Draft(file string) bool {
	return slices.ContainsFunc(p.drafts, func(d string) bool { return file == d || strings.HasPrefix(file, d+"/") })
}

// Org is the value of that name in the section org, or nil.
func (p *Project) Org(name string) *Org { return p.org[name] }

func byName[T any](list []*T, name func(*T) string) map[string]*T {
	found := make(map[string]*T, len(list))
	for _, item := range list {
		if found[name(item)] == nil {
			found[name(item)] = item
		}
	}
	return found
}

// valueOf is the value of a literal.
func valueOf(n *expr.Node) expr.Value {
	if n.Value == nil {
		return expr.Nil()
	}
	return *n.Value
}
