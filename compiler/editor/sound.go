package editor

import (
	"bytes"
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"golang.org/x/tools/txtar"

	"github.com/attestary/attestary/compiler/check"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/kind"
)

// sound is what was sound of a page and the files around it, and what the checker reads there.
type sound struct {
	files   []byte
	runbook *scope.Runbook
}

// runbook is the page as the checker reads it: what is sound of it and around it. That seldom changes
// while somebody writes one setting.
func (p *Page) runbook() *scope.Runbook {
	archive := &txtar.Archive{}
	for _, o := range p.outlines() {
		archive.Files = append(archive.Files, txtar.File{Name: o.File, Data: o.sound()})
	}
	files := txtar.Format(archive)
	if last := p.project.sound; last.runbook == nil || !bytes.Equal(last.files, files) {
		p.project.sound = sound{files, p.load(archive)}
	}
	return p.project.sound.runbook
}

func (p *Page) load(archive *txtar.Archive) *scope.Runbook {
	empty := &syntax.Runbook{}
	fsys, err := txtar.FS(archive)
	if err != nil {
		return scope.NewRunbook(scope.NewProject(&syntax.Project{}), empty)
	}
	tree, _ := syntax.Load(fsys, path.Dir(p.project.file.File))
	project := scope.NewProject(tree)
	for _, r := range tree.Runbooks {
		if r.File == p.outline.File {
			return scope.NewRunbook(project, r)
		}
	}
	return scope.NewRunbook(project, empty)
}

// sound is what can be parsed of a file: its sections with those settings whose values are whole.
func (o *Outline) sound() []byte {
	var out bytes.Buffer
	o.write(&out, o.root)
	return out.Bytes()
}

func (o *Outline) write(out *bytes.Buffer, s *section) {
	for _, given := range s.settings {
		text := string(o.Text[given.from:given.to])
		if s.row != nil && (s.row.Open || s.row.Setting(given.name.text) != nil) && parsed(text) != nil {
			out.WriteString(given.name.text + " = " + text + "\n")
		}
	}
	for _, inner := range s.sections {
		if inner.row == nil {
			continue
		}
		out.WriteString(inner.name)
		for _, l := range inner.labels {
			out.WriteString(` "` + strings.NewReplacer(`"`, "", `\`, "", "${", "", "%{", "").Replace(l.text) + `"`)
		}
		out.WriteString(" {\n")
		o.write(out, inner)
		out.WriteString("}\n")
	}
}

// parsed is a text as an expression; nil where it is none, or one that is too much to read.
func parsed(text string) hclsyntax.Expression {
	src := []byte(text + "\n")
	if len(syntax.Scan("", src)) > 0 {
		return nil
	}
	e, problems := hclsyntax.ParseExpression(src, "", hcl.InitialPos)
	if problems.HasErrors() {
		return nil
	}
	return e
}

// site is what gives names a meaning at s.
func (p *Page) site(s spot) check.Site {
	site := check.Site{Giver: p.giver(s), Policy: s.section.name == "policy", Before: s.section.name == "concurrency"}
	for in := s.section; in != nil; in = in.outer {
		given := p.full(in).setting("for_each")
		if given != nil && site.ForEach == nil && !(in == s.section && s.setting == "for_each") {
			site.ForEach = parsed(string(p.outline.Text[given.from:given.to]))
		}
		switch in.name {
		case "phase":
			site.Phase = in.called().text
		case "gate":
			site.Before = true
		case "action":
			site.Of = in.called().text
		}
	}
	for _, l := range s.loops {
		site.Loops = append(site.Loops, check.Loop{Key: l.key, Value: l.value, Over: parsed(string(p.outline.Text[l.over.from:l.over.to]))})
	}
	return site
}

// giver is the action whose answer is self at s: that of a gate or a run, in what these say of the answer
// themselves; or that of the part around.
func (p *Page) giver(s spot) string {
	if name := s.section.name; (name == "gate" || name == "run") && rowOf(s) != nil {
		return actionName(p.full(s.section))
	}
	for in := s.section.outer; in != nil; in = in.outer {
		switch name := actionName(in); {
		case in.name == "gate" || in.name == "action" && s.section.name != "undo": // what these give is not known within
		case name != "":
			return name
		}
	}
	return ""
}

// actionName is the action that a section names: by a label, or by a setting.
func actionName(s *section) string {
	if s.row == nil {
		return ""
	}
	for i, rule := range s.row.Labels {
		if namesAction(rule) && i < len(s.labels) {
			return s.labels[i].text
		}
	}
	if given := s.setting("action"); given != nil && len(s.row.Labels) > 0 {
		return given.plain
	}
	return ""
}

func namesAction(rule syntax.Label) bool {
	return rule.Naming == syntax.DotName || rule.Naming == syntax.UndoName
}

// actionOf is the action that the further settings of s belong to: its own, or for the settings of a gate
// that of the gate.
func (p *Page) actionOf(s *section) (kind.Kind, bool) {
	name := actionName(s)
	if name == "" && s.row != nil && s.row.Open && s.outer != nil {
		name = actionName(p.full(s.outer))
	}
	return p.runbook().Project.Kind(name)
}
