package review

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/diff"
	"github.com/attestary/attestary/compiler/internal/show"
)

// Marker is the first line of the comment, by which it is found again. Nobody sees it.
const Marker = "<!-- attestary:review -->"

// MaxComment is fewer bytes than the characters that GitHub takes (65,536).
const MaxComment = 60_000

// Told is what the texts say of how they came to be.
type Told struct {
	Base, Head string // commits
	Branch     string // that the pull request goes to; "": not told
	Version    string // of the program
	Facts      Facts
	How        string // a few words after the commits; "": none
	More       string // the address of the job's page, where the rest is; "" without one
}

const (
	mendRoom  = 12_000 // bytes of the comment for what is to be mended
	mendShown = 20
	footRoom  = 1_500
)

// Comment is what a pull request is told: what is to be mended, what it would change, and from which commits
// that was compiled. It is shorter than MaxComment.
func (c *Change) Comment(t Told) string { return Marker + "\n" + c.page(t, MaxComment-len(Marker)-1) }

// page is the text of the comment and of the check run.
func (c *Change) page(t Told, room int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n\n", c.Headline())
	if list := c.toMend(); len(list) > 0 {
		b.WriteString(findings(list, mendRoom, mendShown) + "\n")
	}
	b.WriteString(c.drift())
	if c.Unread > 0 {
		fmt.Fprintf(&b, "%s of the side before cannot be compiled, so what mends it counts as new.\n\n", counted(c.Unread, "runbook"))
	}
	foot := c.alike() + t.foot()
	switch {
	case c.Diff == nil:
		b.WriteString("What it would change is told once there is no error.\n\n")
	case len(c.Diff.Runbooks) > 0:
		b.WriteString(diff.Page{Room: room - b.Len() - len(foot) - footRoom, Beside: c.beside(t.Facts)}.Markdown(c.Diff) + "\n")
	}
	b.WriteString(foot)
	return b.String()
}

// maxDrift is how many files a list names.
const maxDrift = 20

// drift tells of the files that are to be made anew.
func (c *Change) drift() string {
	if len(c.Drift) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("These files are not what the runbooks say. The command <code>attestary compile</code> makes them anew.\n\n")
	for _, d := range c.Drift[:min(len(c.Drift), maxDrift)] {
		fmt.Fprintf(&b, "- %s is %s\n", show.Code(short(d.Path)), show.Markdown(short(d.State)))
	}
	if n := len(c.Drift) - maxDrift; n > 0 {
		fmt.Fprintf(&b, "- and %d more\n", n)
	}
	return b.String() + "\n"
}

// alike says what was not looked at.
func (c *Change) alike() string {
	if c.Alike == 0 {
		return ""
	}
	return fmt.Sprintf("%s, with all that %s held against, %s the same on both sides and not looked at again.\n\n",
		counted(c.Alike, "runbook"), plural(c.Alike, "it is", "they are"), plural(c.Alike, "is", "are"))
}

// Headline is one line without anybody's words.
func (c *Change) Headline() string {
	var parts []string
	if n := c.count(diag.Error); n > 0 {
		parts = append(parts, counted(n, "error")+" to mend")
	}
	if n := c.count(diag.Warning); n > 0 {
		parts = append(parts, counted(n, "warning"))
	}
	if n := len(c.Drift); n > 0 {
		parts = append(parts, counted(n, "file")+" to make anew")
	}
	switch {
	case c.Diff == nil:
	case len(c.Diff.Runbooks) == 0:
		parts = append(parts, "no change of meaning")
	default:
		parts = append(parts, counted(len(c.Diff.Runbooks), "runbook")+" "+plural(len(c.Diff.Runbooks), "changes", "change"))
	}
	if n := c.asking(); n > 0 {
		parts = append(parts, fmt.Sprintf("%d %s for more", n, plural(n, "asks", "ask")))
	}
	line := strings.Join(parts, ", ")
	return strings.ToUpper(line[:1]) + line[1:]
}

// asking is how many runbooks ask for more power, people or reach.
func (c *Change) asking() int {
	n := 0
	if c.Diff != nil {
		for i := range c.Diff.Runbooks {
			if c.Diff.Runbooks[i].More() {
				n++
			}
		}
	}
	return n
}

// foot says from what the page was made, and keeps a trace of the ledger: whoever has the comment has an older
// checkpoint of it.
func (t Told) foot() string {
	var b strings.Builder
	b.WriteString("---\nCompiled from " + show.Code(brief(t.Head)))
	if t.Base != "" {
		b.WriteString(" against " + show.Code(brief(t.Base)))
	}
	if t.Branch != "" {
		b.WriteString(" (" + show.Markdown(short(t.Branch)) + ")")
	}
	if t.Version != "" {
		b.WriteString(" by attestary " + show.Markdown(short(t.Version)))
	}
	if t.How != "" {
		b.WriteString(", " + t.How)
	}
	b.WriteByte('.')
	if t.More != "" {
		fmt.Fprintf(&b, " [All of it](%s).", t.More)
	}
	if t.Facts.Trace != "" {
		fmt.Fprintf(&b, "\nThe ledger stood at: <code>%s</code>", t.Facts.Trace)
	}
	b.WriteByte('\n')
	return b.String()
}

func brief(commit string) string { return commit[:min(len(commit), 12)] }

// Plain is text as Markdown that says nothing but itself.
func Plain(text string) string { return show.Markdown(short(text)) }
