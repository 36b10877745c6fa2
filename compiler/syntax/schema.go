package syntax

import (
	"cmp"
	"slices"
	"strings"
)

// Type is what a setting takes, in the words that a reader is told.
type Type string

const (
	TextType    Type = "text"
	TextsType   Type = "list of texts"
	WholeType   Type = "whole number"
	TruthType   Type = "true or false"
	LengthType  Type = "length of time" // [0-9]+(s|m|h|d|w), in quotes
	DateType    Type = "date"           // YYYY-MM-DD, in quotes
	RefType     Type = "reference"
	RefsType    Type = "list of references"
	KindType    Type = "type" // string, number, bool, date, duration, list(string)
	ValueType   Type = "value"
	MappingType Type = "map of names to values"
)

// Section describes one kind of section: the row that decoding, the messages, the manual, completion and
// the JSON Schema read.
type Section struct {
	Name     string
	Doc      string  // one sentence
	Labels   []Label // the quoted words before the brace
	Settings []Setting
	Sections []Section // that may stand in it
	Required bool
	Once     bool   // at most one
	Open     bool   // takes further settings, whose names somebody else knows: an action's, or any name
	Further  Naming // the rule for the names of those
	Repeats  bool   // may say the same twice: a claim, a permission, an exception
}

// Label is one quoted word after a section's name.
type Label struct {
	Name     string
	Naming   Naming
	OneOf    []string // if set, the only ones allowed
	Optional bool     // may be left out; the last label only
}

// Naming is the rule that a label keeps.
type Naming int

const (
	AnyText   Naming = iota
	PlainName        // ^[a-z][a-z0-9_]{0,39}$
	DashName         // the same with dashes
	DotName          // SYSTEM.NAME: two plain names
	UndoName         // the same, or none
	PathName         // plain names with dashes, with dots between
)

// Setting describes one setting of a section.
type Setting struct {
	Name     string
	Type     Type
	Doc      string   // one sentence
	Roots    []string // of a reference: what it may begin with
	OneOf    []string // of a text: the only ones allowed
	Only     string   // the one value that there is; where a required setting is missing, it can be added
	Required bool
	Review   bool // must be known at review time: literals, locals of them, org
	Lines    bool // of a text: it may have several lines
}

// Setting is the row of a name, or nil.
func (s *Section) Setting(name string) *Setting { return s.setting(name) }

// setting is the row of a name, or nil.
func (s *Section) setting(name string) *Setting {
	for i := range s.Settings {
		if s.Settings[i].Name == name {
			return &s.Settings[i]
		}
	}
	return nil
}

// section is the row of a section within s, or nil.
func (s *Section) section(name string) *Section {
	for i := range s.Sections {
		if s.Sections[i].Name == name {
			return &s.Sections[i]
		}
	}
	return nil
}

// form is how the beginning of the section is written: step "ACTION" "NAME".
func (s *Section) form() string {
	form := s.Name
	for _, label := range s.Labels {
		word := `"` + strings.ToUpper(label.Name) + `"`
		if label.Optional {
			word = "[" + word + "]"
		}
		form += " " + word
	}
	return form
}

// form is how a value of the setting is written.
func (s *Setting) form() string {
	switch {
	case len(s.OneOf) > 0:
		return `"` + s.OneOf[0] + `"`
	case s.Type == RefType:
		return s.Roots[0] + ".NAME"
	case s.Type == RefsType:
		return "[" + s.Roots[0] + ".NAME]"
	}
	return forms[cmp.Or(formOf[s.Name], s.Type)]
}

// forms show how a value of each type is written; formOf names the type of those values that are always of
// one.
var (
	forms = map[Type]string{
		TextType: `"…"`, TextsType: `["…"]`, WholeType: "1", TruthType: "true", LengthType: `"30m"`, DateType: `"2099-12-31"`,
		KindType: "string", ValueType: "step.NAME.OUTPUT", MappingType: "{ … }", conditionType: `step.NAME.OUTPUT == "…"`,
	}
	formOf = map[string]Type{"condition": conditionType, "message": TextType, "text": TextType, "question": TextType, "key": TextType}
)

// conditionType is what a condition is shown as.
const conditionType Type = "condition"

// leastLabels is how many labels must stand.
func (s *Section) leastLabels() int {
	n := len(s.Labels)
	if n > 0 && s.Labels[n-1].Optional {
		n--
	}
	return n
}

// SettingNames are the names that s itself defines, in the manual's order.
func (s *Section) SettingNames() []string {
	names := make([]string, len(s.Settings))
	for i, setting := range s.Settings {
		names[i] = setting.Name
	}
	return names
}

// SectionNames are the names of the sections that may stand in s.
func (s *Section) SectionNames() []string {
	var names []string
	for _, section := range s.Sections {
		if !slices.Contains(names, section.Name) {
			names = append(names, section.Name)
		}
	}
	return names
}

// Within is the row that a path of names leads to: Within("step", "retry") of RunbookFile. It is nil
// where there is none.
func (s *Section) Within(path ...string) *Section {
	for _, name := range path {
		if s = s.section(name); s == nil {
			return nil
		}
	}
	return s
}
