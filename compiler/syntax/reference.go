package syntax

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// misread is a place where a reference is wanted and a name stands, with or without quotes. Which part it
// means is known once all files are read; see Project.meant.
type misread struct {
	at            diag.Range
	setting       string
	secret        bool // a text where a secret is wanted
	roots         []string
	name          string
	before, after string // what belongs around the reference
}

// wantsReference is the finding for something else than a reference.
func (p *part) wantsReference(name string, roots []string, expr hclsyntax.Expression, before, after string) diag.Diagnostic {
	at := Place(expr.Range())
	form := before + strings.Join(roots, ".NAME or ") + ".NAME" + after
	finding := diag.New("RB2010", at, fmt.Sprintf("%s takes a reference: %s.", name, form)).At(p.address())
	word, quoted, ok := misreadName(roots, expr)
	secret := quoted && roots[0] == "secret" // perhaps the secret itself, which is not repeated
	if ok || secret || len(roots) == 1 {
		p.d.misread = append(p.d.misread, misread{at: at, setting: name, secret: secret, roots: roots, name: word, before: before, after: after})
	}
	switch {
	case secret:
		return finding.WithHelp("Write the name of a secret section, without quotes: secret.NAME.")
	}
	return finding.WithHelp("Write the kind of the part, a dot, and its name, without quotes: " + before + roots[0] + ".NAME" + after + ".")
}

// misreadName is the name that stands where one of roots is wanted, and whether it is in quotes.
func misreadName(roots []string, expr hclsyntax.Expression) (name string, quoted, ok bool) {
	if list, is := expr.(*hclsyntax.TupleConsExpr); is && len(list.Exprs) == 1 {
		expr = list.Exprs[0] // one, in the brackets of a list
	}
	if word, alone := expr.(*hclsyntax.ScopeTraversalExpr); alone {
		name = word.Traversal.RootName()
		if attr, ok := word.Traversal[len(word.Traversal)-1].(hcl.TraverseAttr); ok && len(word.Traversal) == 2 && diag.Nearest(name, roots) != "" {
			name = attr.Name // roles.support
		} else if len(word.Traversal) > 1 {
			return "", false, false
		}
	} else if name, quoted = literalText(expr); !quoted {
		return "", false, false
	}
	for _, root := range roots {
		name = strings.TrimPrefix(name, root+".")
	}
	return name, quoted, isName(name, "_")
}

// meant offers, for each name that stands where a reference is wanted, the reference that it means: the
// part of that name, or the one whose name is nearest.
func (p *Project) meant(file *parsedFile) {
	for _, m := range file.misread {
		i := slices.IndexFunc(file.diags, func(d diag.Diagnostic) bool { return d.Code == "RB2010" && d.Range == m.at })
		if i < 0 {
			continue
		}
		finding := &file.diags[i]
		if m.secret && diag.Nearest(m.name, p.partNames("secret", nil)) == "" {
			*finding = leak(m.setting, m.at).At(finding.Address)
			continue
		}
		for _, root := range m.roots {
			names := p.partNames(root, file.runbook)
			if len(m.roots) == 1 && len(names) > 0 && !m.secret {
				*finding = finding.WithHelp(fmt.Sprintf("Write %s.NAME, without quotes. There are %s.", root, strings.Join(dotted(root, names), ", ")))
			}
			if slices.Contains(names, m.name) {
				m.offer(finding, root+"."+m.name, diag.Safe)
				break
			}
			if near := diag.Nearest(m.name, names); near != "" {
				finding.Message += " Did you mean " + root + "." + near + "?"
				m.offer(finding, root+"."+near, diag.Maybe)
				break
			}
		}
	}
}

func (m misread) offer(finding *diag.Diagnostic, reference string, kind diag.FixKind) {
	text := m.before + reference + m.after
	*finding = finding.WithHelp("Write " + text + ", without quotes.").
		WithFix(diag.Fix{Title: "write " + text, Kind: kind, Edits: []diag.Edit{{Range: m.at, New: text}}})
}

// partNames are the names of the parts of a kind: of the project, or of one runbook.
func (p *Project) partNames(root string, r *Runbook) []string {
	switch {
	case root == "role":
		return names(p.Roles, func(x *Role) Text { return x.Name })
	case root == "connection":
		return names(p.Connections, func(x *Connection) Text { return x.Name })
	case root == "secret":
		return names(p.Secrets, func(x *Secret) Text { return x.Name })
	case r == nil:
		return nil
	case root == "step":
		return names(r.Steps, func(x *Step) Text { return x.Name })
	case root == "check":
		return names(r.Checks, func(x *Check) Text { return x.Name })
	case root == "input":
		return names(r.Inputs, func(x *Input) Text { return x.Name })
	case root == "evidence":
		return names(r.Evidence, func(x *Evidence) Text { return x.Name })
	case root == "trigger":
		return names(r.Triggers, func(x *Trigger) Text { return x.Name })
	case root == "phase":
		return names(r.Phases, func(x *Phase) Text { return x.Name })
	case root == "approval":
		return names(r.Approvals, func(x *Approval) Text { return x.Name })
	case root == "ask":
		return names(r.Asks, func(x *Ask) Text { return x.Name })
	case root == "notify":
		return names(r.Notifies, func(x *Notify) Text { return x.Name })
	}
	return nil
}

// dotted are references to the parts of those names.
func dotted(root string, names []string) []string {
	var list []string
	for _, name := range names {
		list = append(list, root+"."+name)
	}
	return list
}

func names[T any](parts []T, name func(T) Text) []string {
	var list []string
	for _, part := range parts {
		list = append(list, name(part).Value)
	}
	return list
}
