package syntax

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// The leaves of the tree. Each has the place it was read from; a leaf that was not written is zero, and
// its Given is false. A setting that must be known at review time may be a literal or an expression over
// org and locals: for a literal the value stands in the leaf; otherwise Expr holds the expression, the
// value is zero, and the checker computes it.
type (
	// Text is a text.
	Text struct {
		Value string
		Expr  hclsyntax.Expression
		Range diag.Range
	}
	// Whole is a whole number.
	Whole struct {
		Value int64
		Expr  hclsyntax.Expression
		Range diag.Range
	}
	// Truth is true or false.
	Truth struct {
		Value bool
		Expr  hclsyntax.Expression
		Range diag.Range
	}
	// Texts is a list of texts. Where Expr is set, the list as a whole is an expression.
	Texts struct {
		Values []Text
		Expr   hclsyntax.Expression
		Range  diag.Range
	}
)

// Ref is a reference to a part by its kind and name: role.security is {"role", "security"}.
type Ref struct {
	Root, Name string
	Range      diag.Range
}

// Refs is a list of references.
type Refs struct {
	Values []Ref
	Range  diag.Range
}

// Assignment is a setting whose name the section's row does not know: a setting of an action, a local,
// a value of org.
type Assignment struct {
	Name  Text
	Value hclsyntax.Expression
}

// Given tells whether the setting was written.
func (t Text) Given() bool { return t.Range.File != "" }

// Given tells whether the setting was written.
func (w Whole) Given() bool { return w.Range.File != "" }

// Given tells whether the setting was written.
func (t Truth) Given() bool { return t.Range.File != "" }

// Given tells whether the setting was written.
func (t Texts) Given() bool { return t.Range.File != "" }

// Given tells whether the setting was written.
func (r Ref) Given() bool { return r.Range.File != "" }

// Given tells whether the setting was written.
func (r Refs) Given() bool { return r.Range.File != "" }

// String is the reference as it is written.
func (r Ref) String() string { return r.Root + "." + r.Name }

// Place is a range of HCL's as one of ours.
func Place(r hcl.Range) diag.Range {
	return diag.Range{File: r.Filename, Start: diag.Pos(r.Start), End: diag.Pos(r.End)}
}
