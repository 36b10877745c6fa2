package adopt

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

// theirs are the settings of a section whose example is the team's to replace.
var theirs = map[string][]string{"role": {"teams", "members"}, "secret": {"from"}, "connection": {"url", "hosts", "token_url", "client_id", "audience", "subject", "region"}}

// decisions are the values of what was added that are the team's to say, in the order of the file.
func decisions(name string, text []byte, added []string) ([]Decision, error) {
	p, err := parseProject(name, text)
	if err != nil {
		return nil, err
	}
	var list []Decision
	for _, address := range added {
		namespace, name, _ := strings.Cut(address, ".")
		if namespace == "org" {
			list = append(list, p.decision(address, p.org[name], p.org[name].SrcRange.Start.Byte))
			continue
		}
		b := p.blocks[address]
		for _, setting := range theirs[namespace] {
			if a := b.Body.Attributes[setting]; a != nil {
				list = append(list, p.decision(address+"."+setting, a, b.Range().Start.Byte))
			}
		}
	}
	slices.SortFunc(list, func(a, b Decision) int { return a.Line - b.Line })
	return list, nil
}

// decision is a setting that is to be decided; what it is for stands above described.
func (p *project) decision(address string, a *hclsyntax.Attribute, described int) Decision {
	r := a.Expr.Range()
	return Decision{Address: address, Line: a.SrcRange.Start.Line, Example: string(p.src[r.Start.Byte:r.End.Byte]), Why: p.comment(described)}
}

// Decided is the text of project.hcl with the value of one decision replaced. A value for what is a text now is taken
// as it is; any other is a literal of HCL, as ["a", "b"].
func Decided(text []byte, d Decision, value string) ([]byte, error) {
	p, err := parseProject(projectFile, text)
	if err != nil {
		return nil, err
	}
	a := p.attribute(d.Address)
	if a == nil {
		return nil, fmt.Errorf("there is no %s", d.Address)
	}
	written := value
	if isText(a.Expr) {
		written = string(hclwrite.TokensForValue(cty.StringVal(value)).Bytes())
	} else if err := isLiteral(value); err != nil {
		return nil, fmt.Errorf("%s: write it as in %s: %w", d.Address, d.Example, err)
	}
	r := a.Expr.Range()
	return hclwrite.Format(slices.Concat(text[:r.Start.Byte], []byte(written), text[r.End.Byte:])), nil
}

func (p *project) attribute(address string) *hclsyntax.Attribute {
	if name, ok := strings.CutPrefix(address, "org."); ok {
		return p.org[name]
	}
	cut := strings.LastIndexByte(address, '.')
	if b := p.blocks[address[:max(cut, 0)]]; b != nil {
		return b.Body.Attributes[address[cut+1:]]
	}
	return nil
}

func isText(e hclsyntax.Expression) bool {
	t, ok := e.(*hclsyntax.TemplateExpr)
	return ok && t.IsStringLiteral()
}

// isLiteral tells why a text is no value that stands for itself.
func isLiteral(text string) error {
	e, diags := hclsyntax.ParseExpression([]byte(text), "value", hcl.InitialPos)
	if diags.HasErrors() {
		return fmt.Errorf("%s is no value", text)
	}
	if _, diags := e.Value(nil); diags.HasErrors() {
		return fmt.Errorf("%s is no value that stands for itself", text)
	}
	return nil
}
