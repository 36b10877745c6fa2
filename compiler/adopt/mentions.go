package adopt

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// mentions are the parts of a project that files mention, by namespace: "connection", "role", "org", "secret",
// "framework", and "system" for the part of an action's name before the dot.
type mentions map[string]map[string]bool

func (m mentions) add(namespace, name string) {
	if m[namespace] == nil {
		m[namespace] = map[string]bool{}
	}
	m[namespace][name] = true
}

func (m mentions) names(namespace string) []string { return slices.Sorted(maps.Keys(m[namespace])) }

// read notes what a runbook or a file of actions mentions.
func (m mentions) read(name string, src []byte) error {
	file, diags := hclsyntax.ParseConfig(src, name, hcl.InitialPos)
	if diags.HasErrors() {
		return fmt.Errorf("%s: %w", name, diags)
	}
	return m.body(file.Body.(*hclsyntax.Body))
}

// body notes what a section mentions: by reference, by the name of an action, and by the labels that are names of the project's parts.
func (m mentions) body(body *hclsyntax.Body) error {
	diags := hclsyntax.VisitAll(body, func(node hclsyntax.Node) hcl.Diagnostics {
		switch n := node.(type) {
		case *hclsyntax.ScopeTraversalExpr:
			m.reference(n.Traversal)
		case *hclsyntax.Block:
			m.block(n)
		case *hclsyntax.Attribute:
			if n.Name == "action" {
				m.action(literal(n.Expr))
			}
		}
		return nil
	})
	if diags.HasErrors() {
		return diags
	}
	return nil
}

// reference notes what a reference such as connection.okta leads to.
func (m mentions) reference(t hcl.Traversal) {
	switch root := t.RootName(); root {
	case "connection", "role", "org", "secret":
		if len(t) > 1 {
			if step, ok := t[1].(hcl.TraverseAttr); ok {
				m.add(root, step.Name)
			}
		}
	}
}

func (m mentions) block(b *hclsyntax.Block) {
	if len(b.Labels) == 0 {
		return
	}
	switch b.Type {
	case "use":
		m.add("connection", b.Labels[0])
	case "satisfies":
		m.add("framework", b.Labels[0])
	case "step", "undo":
		m.action(b.Labels[0])
	}
}

// action notes the system of an action, which is the connection that it uses where nothing else is said: use names it.
func (m mentions) action(name string) {
	if system, _, ok := strings.Cut(name, "."); ok {
		m.add("system", system)
	}
}

// literal is a text that is written out, or "".
func literal(e hclsyntax.Expression) string {
	if !isText(e) {
		return ""
	}
	v, _ := e.Value(nil)
	return v.AsString()
}
