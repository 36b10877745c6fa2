package syntax

import "github.com/attestary/attestary/compiler/diag"

// Nesting is how deep the scanner counts the parts of src to stand within each other.
func Nesting(src []byte) int {
	s := newScanner(src)
	s.run()
	return s.deepest
}

// Judge gives the findings of one file by itself.
func Judge(name string, src []byte) []diag.Diagnostic { return understand(name, src).diags }
