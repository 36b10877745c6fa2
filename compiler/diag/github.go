package diag

import (
	"fmt"
	"strings"
)

// What GitHub's runner reads as a command ends with its line, and a property with a comma. These escapes
// are those that the runner undoes.
var (
	commandData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	commandProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

var commandOf = map[Severity]string{Error: "error", Warning: "warning", Note: "notice"}

// GitHub shows each finding as a workflow command, which a job of GitHub Actions turns into an annotation
// of the line. Every finding is one line, whatever text is in it, so that no text can begin a command of
// its own. Columns are in UTF-16 units. A part that goes over several lines is told by its lines alone,
// since an annotation has columns within one line only.
func GitHub(ds []Diagnostic, sources Sources) string {
	var out strings.Builder
	for _, d := range ds {
		var text []string
		for _, part := range []string{d.Message, d.Why, d.Help} {
			if part != "" {
				text = append(text, Printable(part))
			}
		}
		properties := append(sources.annotated(d.Range), "title="+commandProperty.Replace(Printable(d.Code+" "+d.Title)))
		fmt.Fprintf(&out, "::%s %s::%s\n", commandOf[d.Severity], strings.Join(properties, ","), commandData.Replace(strings.Join(text, "\n")))
	}
	return out.String()
}

// annotated is a place as properties of a workflow command.
func (s Sources) annotated(r Range) []string {
	if r.File == "" {
		return nil
	}
	properties := []string{"file=" + commandProperty.Replace(Printable(r.File))}
	if r.Start.Line == 0 {
		return properties
	}
	properties = append(properties, fmt.Sprintf("line=%d", r.Start.Line), fmt.Sprintf("endLine=%d", max(r.End.Line, r.Start.Line)))
	if r.End.Line == r.Start.Line {
		properties = append(properties, fmt.Sprintf("col=%d", s.utf16Column(r.File, r.Start)), fmt.Sprintf("endColumn=%d", s.utf16Column(r.File, r.End)))
	}
	return properties
}
