// Package check holds a project against the rules of the language that need more than one look: whether
// names lead anywhere, types fit, promises are kept, power is asked for, and secrets stay where they are.
package check

import (
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
)

// Options are what the rules take from outside.
type Options struct {
	Today string // YYYY-MM-DD; "" where no exception is to be held against a date
}

// Runbook gives the findings of one runbook.
func Runbook(r *scope.Runbook, opts Options) []diag.Diagnostic { return nil }

// Project gives the findings of project.hcl, and of what stands between runbooks.
func Project(p *scope.Project, opts Options) []diag.Diagnostic { return nil }
