// Package catalog is the frameworks that a runbook can claim to satisfy, and the form of those that teams
// write: CISA's Zero Trust Maturity Model 2.0, which is scored; NIST's SP 800-53, SP 800-171, SP 800-207
// and Cybersecurity Framework, and the activities of the DoD's roadmap, with their titles; and of the
// AICPA's criteria, ISO/IEC 27001 and the CIS Controls the identifiers alone, because the words are theirs.
//
// The data is embedded (data/, each file with its source, licence and what was changed; data/README.md)
// and read on first use, so a program that asks for no framework does not pay for it. A Set is shared:
// nobody may change one. The package knows nothing of runbooks or scores.
//
// A maturity model has Pillars of Functions, each with a text for every Stage. A control catalog has
// Families of Controls. Stages are CISA's four, in every framework.
//
// A Crosswalk relates the two kinds. None is published for CISA's model, so each row tells what it rests on.
//
// Start at Lookup; Stage is on its own, because it needs no data. The form of the data is schema.json.
package catalog

import (
	"embed"
	"slices"
	"sync"

	"github.com/go-json-experiment/json"
)

// Set is one framework.
type Set struct {
	ID          string `json:"id"` // as satisfies names it: "cisa-ztmm"
	Version     string `json:"version"`
	Title       string `json:"title"`
	Publisher   string `json:"publisher"`
	Published   string `json:"published"` // YYYY-MM, or YYYY
	Source      string `json:"source"`    // where its publisher has it
	Licence     string `json:"licence"`
	Attribution string `json:"attribution"` // to be printed with what is taken from it
	Changes     string `json:"changes"`     // what we changed
	// Caveat is the publisher's own word on what the framework is not; reports print it.
	Caveat string `json:"caveat,omitempty"`

	Stages       []StageText `json:"stages,omitempty"`        // lowest first
	Pillars      []Pillar    `json:"pillars,omitempty"`       // in the publisher's order
	CrossCutting []Function  `json:"cross_cutting,omitempty"` // of the whole enterprise, in no pillar
	Families     []Family    `json:"families,omitempty"`
	Controls     []Control   `json:"controls,omitempty"` // by family and number

	functions func() map[string]*Function
	controls  func() map[string]*Control
}

// StageText is what a stage asks for in general.
type StageText struct {
	Stage    Stage  `json:"stage"`
	Name     string `json:"name"`
	Criteria string `json:"criteria"`
}

// Pillar is a part of the enterprise that matures on its own.
type Pillar struct {
	ID         string     `json:"id"`
	Code       string     `json:"code"`
	Name       string     `json:"name"`
	Definition string     `json:"definition"`
	Functions  []Function `json:"functions"`
}

// Function is one row of a maturity model: what runbooks prove, stage by stage.
type Function struct {
	ID           string           `json:"id"`             // "identity.access-management"
	Code         string           `json:"code,omitempty"` // "ID.AM"; ours, none where the publisher has no pillar
	Name         string           `json:"name"`
	Definition   string           `json:"definition,omitempty"`
	CrossCutting bool             `json:"cross_cutting,omitzero"` // a capability that every pillar has
	Formerly     string           `json:"formerly,omitempty"`     // its name in the version before
	Stages       map[Stage]string `json:"stages"`                 // what each stage asks for
}

// Family is a group of controls, whose labels begin with its code; one group may be a part of another.
type Family struct {
	Code  string `json:"code"` // "AC", "GV.OC", "03.01"
	Title string `json:"title"`
}

// Control is one control, requirement, outcome or activity of a control catalog.
type Control struct {
	Label string `json:"label"` // as its publisher writes it: "AC-2(3)", "GV.OC-01", "03.01.01"
	// Title is empty where the words belong to somebody else, and where a withdrawn control has none.
	Title string `json:"title,omitempty"`
	// Baselines are the publisher's own selections: low, moderate, high, privacy; target, advanced.
	Baselines []string `json:"baselines,omitempty"`
	Withdrawn bool     `json:"withdrawn,omitzero"`
	// Successors are where a withdrawn control went: labels, or the code of a family. Empty where its
	// publisher names none.
	Successors []string `json:"successors,omitempty"`
	AddedIn    string   `json:"added_in,omitempty"` // the release that has it first, if not the first one
}

//go:embed data/*.json
var data embed.FS

var sets = map[string]func() *Set{
	"cis-controls":    file("cis-controls-8.1"),
	"cisa-ztmm":       file("cisa-ztmm-2.0"),
	"dod-zero-trust":  file("dod-zero-trust"),
	"iso-iec-27001":   file("iso-iec-27001-2022"),
	"nist-csf":        file("nist-csf-2.0"),
	"nist-sp-800-171": file("nist-sp-800-171r3"),
	"nist-sp-800-207": file("nist-sp-800-207"),
	"nist-sp-800-53":  file("nist-sp-800-53r5"),
	"soc2-tsc":        file("soc2-tsc"),
}

func file(name string) func() *Set {
	return sync.OnceValue(func() *Set { return load("data/" + name + ".json") })
}

// load reads a file that is part of the program: what it cannot read is our own mistake.
func load(name string) *Set {
	text, err := data.ReadFile(name)
	if err != nil {
		panic("catalog: " + err.Error())
	}
	s := new(Set)
	if err := json.Unmarshal(text, s, json.RejectUnknownMembers(true)); err != nil {
		panic("catalog: " + name + ": " + err.Error())
	}
	return Own(s)
}

// Own makes a framework that a team wrote itself ready for questions.
func Own(s *Set) *Set {
	s.functions = sync.OnceValue(s.indexFunctions)
	s.controls = sync.OnceValue(s.indexControls)
	return s
}

func (s *Set) indexFunctions() map[string]*Function {
	all := make(map[string]*Function)
	for p := range s.Pillars {
		for f := range s.Pillars[p].Functions {
			all[s.Pillars[p].Functions[f].ID] = &s.Pillars[p].Functions[f]
		}
	}
	for f := range s.CrossCutting {
		all[s.CrossCutting[f].ID] = &s.CrossCutting[f]
	}
	return all
}

func (s *Set) indexControls() map[string]*Control {
	all := make(map[string]*Control, len(s.Controls))
	for c := range s.Controls {
		all[s.Controls[c].Label] = &s.Controls[c]
	}
	return all
}

// IDs are the frameworks that there are, sorted. It reads none of them.
func IDs() []string {
	ids := make([]string, 0, len(sets))
	for id := range sets {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// Lookup is the framework of that id.
func Lookup(id string) (*Set, bool) {
	get, ok := sets[id]
	if !ok {
		return nil, false
	}
	return get(), true
}

// Function is the row of that id, within a pillar or of the whole enterprise.
func (s *Set) Function(id string) (*Function, bool) {
	f, ok := s.functions()[id]
	return f, ok
}

// Control is the control of that label, withdrawn ones too.
func (s *Set) Control(label string) (*Control, bool) {
	c, ok := s.controls()[label]
	return c, ok
}

// Pillar is the pillar that a function belongs to; ok is false for one of the whole enterprise.
func (s *Set) Pillar(function string) (p *Pillar, ok bool) {
	for i := range s.Pillars {
		if slices.ContainsFunc(s.Pillars[i].Functions, func(f Function) bool { return f.ID == function }) {
			return &s.Pillars[i], true
		}
	}
	return nil, false
}
