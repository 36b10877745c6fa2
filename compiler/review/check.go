package review

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/internal/show"
)

// Check is a check run.
type Check struct {
	Title       string
	Passed      bool
	Text        string // Markdown
	Annotations []Annotation
	Hidden      int // findings that no annotation shows
}

// Annotation is a finding at its lines. Its texts are plain.
type Annotation struct {
	Path       string
	Start, End int    // lines
	Level      string // notice, warning, failure
	Title      string
	Message    string
}

var levels = map[diag.Severity]string{diag.Error: "failure", diag.Warning: "warning", diag.Note: "notice"}

// MaxAnnotations is how many findings a check run shows at their lines.
const MaxAnnotations = 500

// Check is the check run of the change. It passes where nothing is wrong; more power is for people to judge.
func (c *Change) Check(t Told) Check {
	k := Check{Title: c.Headline(), Passed: !c.Wrong()}
	list := c.graver()
	for _, d := range list {
		if a, ok := annotation(d); ok && len(k.Annotations) < MaxAnnotations {
			k.Annotations = append(k.Annotations, a)
		}
	}
	k.Hidden = len(list) - len(k.Annotations)
	k.Text = c.page(t, MaxComment-200)
	if k.Hidden > 0 {
		k.Text += fmt.Sprintf("\n%s of %d %s not shown at the lines.\n", counted(k.Hidden, "finding"), len(list), plural(k.Hidden, "is", "are"))
	}
	return k
}

// annotation is a finding at its lines. A file whose name is not shown as it is has none: whoever reads a list
// of names must be able to trust it.
func annotation(d diag.Diagnostic) (Annotation, bool) {
	if d.Range.File == "" || show.Visible(d.Range.File) != d.Range.File || len(d.Range.File) > 1000 {
		return Annotation{}, false
	}
	var words []string
	for _, part := range []string{d.Message, d.Why, d.Help} {
		if part != "" {
			words = append(words, diag.Printable(show.Visible(short(part))))
		}
	}
	start := max(d.Range.Start.Line, 1)
	return Annotation{Path: d.Range.File, Start: start, End: max(d.Range.End.Line, start), Level: levels[d.Severity],
		Title: d.Code + " " + d.Title, Message: strings.Join(words, "\n")}, true
}
