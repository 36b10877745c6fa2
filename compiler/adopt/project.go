package adopt

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/attestary/attestary/compiler"
)

// sectioned are the namespaces whose names are sections of project.hcl, in the order in which they are added.
var sectioned = []string{"role", "secret", "connection"}

// project is a project.hcl as text, with where its parts stand.
type project struct {
	src    []byte
	body   *hclsyntax.Body
	blocks map[string]*hclsyntax.Block     // by address
	org    map[string]*hclsyntax.Attribute // by name
	orgEnd int                             // byte of the closing brace of the section org; -1 without one
}

func readProject(fsys fs.FS, name string) (*project, error) {
	src, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	return parseProject(name, src)
}

func parseProject(name string, src []byte) (*project, error) {
	file, diags := hclsyntax.ParseConfig(src, name, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, fmt.Errorf("%s: %w", name, diags)
	}
	p := &project{src: src, body: file.Body.(*hclsyntax.Body), blocks: map[string]*hclsyntax.Block{}, org: map[string]*hclsyntax.Attribute{}, orgEnd: -1}
	for _, b := range p.body.Blocks {
		switch {
		case b.Type == "org":
			p.orgEnd = b.CloseBraceRange.Start.Byte
			for name, a := range b.Body.Attributes {
				p.org[name] = a
			}
		case len(b.Labels) == 1:
			p.blocks[b.Type+"."+b.Labels[0]] = b
		case b.Type == "project", b.Type == "evidence":
			p.blocks[b.Type] = b
		}
	}
	return p, nil
}

// define adds to project.hcl what is mentioned and not there.
func (a *Adoption) define(library, repository fs.FS, mentioned mentions) error {
	from, err := readProject(library, projectFile)
	if err != nil {
		return err
	}
	name := path.Join(compiler.Dir, projectFile)
	to, err := readProject(repository, name)
	if err != nil {
		return err
	}
	sections, org, err := missing(from, to, mentioned)
	if err != nil {
		return err
	}
	frameworks := to.lackingFrameworks(mentioned.names("framework"))
	if len(sections)+len(org)+len(frameworks) == 0 {
		return nil
	}
	text := to.with(from, sections, org, frameworks)
	a.Added = append(slices.Clone(sections), org...)
	for _, f := range frameworks {
		a.Added = append(a.Added, "framework."+f)
	}
	a.Project = &File{Path: name, Data: text}
	a.Decide, err = decisions(name, text, append(sections, org...))
	return err
}

// missing are the addresses of what is mentioned, that from defines and to does not: sections, then values of org.
// What a connection mentions, its secret, is mentioned too.
func missing(from, to *project, mentioned mentions) (sections, org []string, err error) {
	for _, name := range mentioned.names("connection") {
		if b := from.blocks["connection."+name]; b != nil && to.blocks["connection."+name] == nil {
			if err := mentioned.body(b.Body); err != nil {
				return nil, nil, err
			}
		}
	}
	for _, namespace := range sectioned {
		for _, name := range mentioned.names(namespace) {
			address := namespace + "." + name
			if to.blocks[address] != nil {
				continue
			}
			if from.blocks[address] == nil {
				return nil, nil, fmt.Errorf("the library's project.hcl does not define %s", address)
			}
			sections = append(sections, address)
		}
	}
	for _, name := range mentioned.names("org") {
		if to.org[name] != nil {
			continue
		}
		if from.org[name] == nil {
			return nil, nil, fmt.Errorf("the library's project.hcl does not define org.%s", name)
		}
		org = append(org, "org."+name)
	}
	return sections, org, nil
}

// lackingFrameworks are those of names that the project does not list, where its list is written out.
func (p *project) lackingFrameworks(names []string) []string {
	list := p.frameworks()
	if list == nil {
		return nil
	}
	return slices.DeleteFunc(names, func(name string) bool {
		return slices.ContainsFunc(list.Exprs, func(e hclsyntax.Expression) bool { return literal(e) == name })
	})
}

func (p *project) frameworks() *hclsyntax.TupleConsExpr {
	if b := p.blocks["project"]; b != nil {
		return listOf(b)
	}
	for address, b := range p.blocks {
		if strings.HasPrefix(address, "project.") {
			return listOf(b)
		}
	}
	return nil
}

func listOf(b *hclsyntax.Block) *hclsyntax.TupleConsExpr {
	if a := b.Body.Attributes["frameworks"]; a != nil {
		list, _ := a.Expr.(*hclsyntax.TupleConsExpr)
		return list
	}
	return nil
}

// with is the text of the project with what is missing, copied from another one. Edits go from the end to the
// beginning, so that the places of the others stay right.
func (p *project) with(from *project, sections, org, frameworks []string) []byte {
	out := bytes.TrimRight(slices.Clone(p.src), "\n")
	values := from.values(org)
	if p.orgEnd < 0 && len(org) > 0 {
		out = append(out, "\n\norg {\n"+values+"}"...)
	}
	for _, address := range sections {
		out = append(out, "\n\n"+from.section(address)...)
	}
	if p.orgEnd >= 0 && len(org) > 0 {
		gap := "\n"
		if len(p.org) == 0 {
			gap = ""
		}
		out = slices.Insert(out, p.orgEnd, []byte(gap+values)...)
	}
	if list := p.frameworks(); len(frameworks) > 0 {
		at, text := list.SrcRange.End.Byte-1, ""
		for i, f := range frameworks {
			if i > 0 || len(list.Exprs) > 0 {
				text += ", "
			}
			text += `"` + f + `"`
		}
		out = slices.Insert(out, at, []byte(text)...)
	}
	return hclwrite.Format(append(out, '\n'))
}

// section is the text of a section, with the comment above it.
func (p *project) section(address string) string {
	r := p.blocks[address].Range()
	end := p.blocks[address].CloseBraceRange.End.Byte
	return string(p.src[p.above(r.Start.Byte):end])
}

// values are settings of org as text, each with the comment above it.
func (p *project) values(org []string) string {
	var out strings.Builder
	for i, address := range org {
		if i > 0 {
			out.WriteByte('\n')
		}
		r := p.org[strings.TrimPrefix(address, "org.")].SrcRange
		out.Write(p.src[p.above(r.Start.Byte):r.End.Byte])
		out.WriteByte('\n')
	}
	return out.String()
}

// above is where the comment begins that stands right above a place, or the line of the place.
func (p *project) above(at int) int {
	begin := bytes.LastIndexByte(p.src[:at], '\n') + 1
	for begin > 0 {
		before := bytes.LastIndexByte(p.src[:begin-1], '\n') + 1
		if !bytes.HasPrefix(bytes.TrimSpace(p.src[before:begin]), []byte("#")) {
			break
		}
		begin = before
	}
	return begin
}

// comment is what stands right above a place, as one line.
func (p *project) comment(at int) string {
	line := bytes.LastIndexByte(p.src[:at], '\n') + 1
	var words []string
	for text := range strings.Lines(string(p.src[p.above(at):line])) {
		words = append(words, strings.Fields(strings.TrimLeft(strings.TrimSpace(text), "# "))...)
	}
	return strings.Join(words, " ")
}
