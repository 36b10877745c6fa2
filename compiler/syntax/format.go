package syntax

import (
	"bytes"

	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/attestary/attestary/compiler/diag"
)

// Format lays a file out: indentation, spaces around =, one new line at the end. It changes white space
// and nothing else, and formatting twice is formatting once. A file that breaks a limit or cannot be
// parsed is not touched; the findings say why. file names it in them.
func Format(file string, src []byte) ([]byte, []diag.Diagnostic) {
	if diags := unreadable(file, src); len(diags) > 0 {
		return src, diags
	}
	out := hclwrite.Format(src)
	for range maxRounds {
		again := hclwrite.Format(out)
		if bytes.Equal(again, out) {
			break
		}
		out = again
	}
	out = bytes.TrimRight(out, "\n \t\r")
	if len(out) == 0 {
		return out, nil
	}
	return append(out, '\n'), nil
}

// maxRounds is how often hclwrite may change its mind about a file.
const maxRounds = 4

// unreadable says why a file cannot be laid out. It knows no table: any HCL may be formatted.
func unreadable(file string, src []byte) []diag.Diagnostic {
	_, m, diags := parse(file, src, toExplain())
	if m != nil {
		diag.Sort(diags)
		checkFixes(src, diags, toCheck(len(src)), func(edited []byte, left *effort) []diag.Diagnostic {
			_, _, after := parse(file, edited, left)
			return after
		})
	}
	return diags
}
