// Package diag is how the compiler speaks: findings as data, the registry of their codes, and the ways
// to show them.
//
// A finding (Diagnostic) names one cause: what is wrong, why that is a rule, what to do next, where, and,
// where one edit mends it, a fix that was checked by compiling the edited file. Findings are collected,
// never returned as errors, and shown in one order (Sort). An error in the Go sense means that the
// compiler could not look at all, and is not told here.
//
// Every code stands once in the registry, in the file of its group (spelling.go, limits.go, sections.go,
// …), with its severity, its title, and what `attestary explain CODE` says. Codes are never reused and
// never change their meaning; a rule that goes leaves its code behind. A new code is a new row there, and
// nothing else: severity and title come from the row. The groups are those of the language's manual:
//
//	RB01xx spelling            RB30xx values         RB70xx GitHub's limits
//	RB02xx limits, hidden text RB40xx promises       RB80xx exceptions, renames
//	RB10xx sections, names     RB50xx power          RB90xx frameworks
//	RB20xx references          RB60xx secrets
//
// The renderers are pure: findings and source texts in, bytes out. None of them reads a file, a terminal
// or the environment. Human and Short are for people, Line for editors, JSON is our own document; SARIF,
// RDJSON and GitHub are what other programs read. Texts of the sources are hostile: no renderer lets one
// steer a terminal, end its line, or become a command.
//
// Positions count as HCL counts: Line and Column start at 1 and Column counts what a reader would call
// characters (grapheme clusters); Byte is the offset in the file from 0. End is the first position after.
//
// Start at New and Diagnostic.
package diag

// Severity says what a finding does to the outcome: an error fails it, the others do not.
type Severity string

const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Note    Severity = "note"
)

// Pos is a place in a file.
type Pos struct {
	Line   int
	Column int
	Byte   int
}

// Range is a part of a file. File is a slash path below the root that the sources were read from. The
// zero Range is no place at all; a Range with File alone is the file as a whole.
type Range struct {
	File       string
	Start, End Pos
}

// Related is a second place that belongs to a finding: the first of two doubled names, the open section.
type Related struct {
	Range   Range
	Message string
}

// FixKind says how far a fix may be trusted.
type FixKind string

const (
	Safe  FixKind = "safe"  // cannot change the meaning of a valid part
	Maybe FixKind = "maybe" // likely, and never applied by itself
)

// Edit replaces the bytes of Range by New. An empty Range inserts.
type Edit struct {
	Range Range
	New   string
}

// Fix is one way to mend a finding. All Edits are in one file and do not overlap.
type Fix struct {
	Title string // as an order: "put the text in quotes"
	Kind  FixKind
	Edits []Edit
}

// Diagnostic is one finding. Severity and Title come from the registry; the rest is about this case.
type Diagnostic struct {
	Code     string // "RB0103"
	Severity Severity
	Title    string // constant for the code, at most 60 characters, without HCL's words
	Message  string // what is wrong, a full sentence
	Why      string // why that is a rule; empty where the message says it
	Help     string // what to do next, as an order
	Address  string // of the part: "step.site"; empty where it has none
	Range    Range
	Related  []Related
	Fixes    []Fix
}

// New is a finding with the severity and title that the registry has for code. It panics for a code that
// the registry lacks: that is a mistake in the compiler.
func New(code string, at Range, message string) Diagnostic {
	entry, ok := Lookup(code)
	if !ok {
		panic("diag: the registry has no code " + code)
	}
	return Diagnostic{Code: code, Severity: entry.Severity, Title: entry.Title, Message: message, Range: at}
}

// WithHelp is d with the next thing to do.
func (d Diagnostic) WithHelp(help string) Diagnostic { d.Help = help; return d }

// WithWhy is d with the reason of the rule.
func (d Diagnostic) WithWhy(why string) Diagnostic { d.Why = why; return d }

// At is d with the address of the part that it is about.
func (d Diagnostic) At(address string) Diagnostic { d.Address = address; return d }

// WithRelated is d with one more place that belongs to it.
func (d Diagnostic) WithRelated(at Range, message string) Diagnostic {
	d.Related = append(d.Related[:len(d.Related):len(d.Related)], Related{Range: at, Message: message})
	return d
}

// WithFix is d with one more way to mend it.
func (d Diagnostic) WithFix(fix Fix) Diagnostic {
	d.Fixes = append(d.Fixes[:len(d.Fixes):len(d.Fixes)], fix)
	return d
}

// HasErrors tells whether a finding of severity Error is among ds.
func HasErrors(ds []Diagnostic) bool {
	for _, d := range ds {
		if d.Severity == Error {
			return true
		}
	}
	return false
}
