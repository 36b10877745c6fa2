package syntax

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// onlySection tells whether a name is that of a section, and of no setting anywhere.
func onlySection(name string) bool {
	section := false
	for _, file := range files {
		isSection, isSetting := file.knows(name)
		if isSetting {
			return false
		}
		section = section || isSection
	}
	return section
}

// knows tells whether a section or a setting has that name, in s or within it.
func (s *Section) knows(name string) (section, setting bool) {
	setting = s.setting(name) != nil
	for i := range s.Sections {
		inSection, inSetting := s.Sections[i].knows(name)
		section = section || inSection || s.Sections[i].Name == name
		setting = setting || inSetting
	}
	return section, setting
}

// ruleColon finds NAME: VALUE and NAME := VALUE in a section.
func ruleColon(s *sheet) *mistake {
	for i, t := range s.tokens {
		if t.kind != hclsyntax.TokenColon || t.within.kind != 'b' || t.item.start != i-1 || s.kind(i-1) != hclsyntax.TokenIdent {
			continue
		}
		m := &mistake{
			code: "RB0103", from: t.from, to: t.to, message: "A setting takes = between its name and its value, not a colon.",
			help: "Write = instead of :.", title: "write =", kind: diag.Safe,
		}
		if name := s.text(i - 1); s.kind(i+1) == hclsyntax.TokenOBrace && onlySection(name) {
			m.message, m.help, m.title = "A section has no colon before its brace.", "Write "+name+" { … }.", "remove the colon"
			m.edits = []edit{{t.from, t.to, ""}}
			return m
		}
		text := "="
		if s.tokens[i-1].to == t.from {
			text = " ="
		}
		if s.kind(i+1) == hclsyntax.TokenEqual {
			m.to = s.tokens[i+1].to
		}
		m.edits = []edit{{m.from, m.to, text}}
		return m
	}
	return nil
}
