package diag

import (
	"fmt"
	"strings"
)

// Line shows each finding on one line as other tools do: "file:line:column: severity: CODE message".
// Editors and problem matchers read it.
func Line(ds []Diagnostic) string {
	var out strings.Builder
	for _, d := range ds {
		fmt.Fprintf(&out, "%s:%d:%d: %s: %s %s\n", Printable(d.Range.File), max(d.Range.Start.Line, 1), max(d.Range.Start.Column, 1),
			d.Severity, d.Code, Printable(d.Message))
	}
	return out.String()
}

// Short shows each finding on one line for people, without its place in the line, and folds repeats.
func Short(ds []Diagnostic, view View) string {
	var out strings.Builder
	for _, d := range Fold(ds, view.keep()) {
		where := Printable(d.Range.File)
		if d.Range.Start.Line > 0 {
			where = fmt.Sprintf("%s:%d", where, d.Range.Start.Line)
		}
		fmt.Fprintf(&out, "%s %s %s: %s", d.Severity, d.Code, where, Printable(d.Message))
		if len(d.More) > 0 {
			fmt.Fprintf(&out, " … and %d more like this", len(d.More))
		}
		out.WriteByte('\n')
	}
	return out.String()
}

// Summary counts findings: "2 errors, 1 warning"; "no findings" for none.
func Summary(ds []Diagnostic) string {
	counts := map[Severity]int{}
	for _, d := range ds {
		counts[d.Severity]++
	}
	var parts []string
	for _, severity := range []Severity{Error, Warning, Note} {
		switch n := counts[severity]; n {
		case 0:
		case 1:
			parts = append(parts, "1 "+string(severity))
		default:
			parts = append(parts, fmt.Sprintf("%d %ss", n, severity))
		}
	}
	if len(parts) == 0 {
		return "no findings"
	}
	return strings.Join(parts, ", ")
}
