package review

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/compiler/diff"
)

// MaxSummary is fewer bytes than GitHub takes for the page of a step (1 MiB).
const MaxSummary = 900 << 10

// Section is a part of a job's page. Both texts are Markdown.
type Section struct{ Title, Text string }

// Summary is the page of the job: everything that is to be told, with sections of others after it.
func (c *Change) Summary(t Told, more ...Section) string {
	sections := []Section{{c.Headline(), ""}}
	if list := c.graver(); len(list) > 0 {
		sections = append(sections, Section{"Findings", findings(list, MaxSummary/3, len(list))})
	}
	if text := c.drift(); text != "" {
		sections = append(sections, Section{"Files to make anew", text})
	}
	switch {
	case c.Diff == nil:
		sections = append(sections, Section{"What it would change", "That is told once there is no error.\n"})
	case len(c.Diff.Runbooks) > 0:
		page := diff.Page{Room: MaxSummary / 2, Beside: c.beside(t.Facts)}
		sections = append(sections, Section{"What it would change", strings.ReplaceAll(page.Markdown(c.Diff), "### ", "#### ")})
	}
	return joined(append(append(sections, more...), Section{"How this was made", c.alike() + t.foot()}))
}

// joined are the sections that fit, in their order. One that does not is named where it would stand.
func joined(sections []Section) string {
	var b strings.Builder
	room := MaxSummary - 200*len(sections)
	for i, s := range sections {
		heading := "###"
		if i == 0 {
			heading = "##"
		}
		text := fmt.Sprintf("%s %s\n\n%s\n", heading, s.Title, s.Text)
		if len(text) > room {
			fmt.Fprintf(&b, "%s %.100s\n\nThis section is cut: it has %d KiB, and a page has no room for that. The artifact of the job has it.\n\n", heading, s.Title, len(text)>>10)
			continue
		}
		room -= len(text)
		b.WriteString(text)
	}
	return b.String()
}
