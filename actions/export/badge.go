package export

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/attestary/attestary/schemas/verdict"
)

//go:embed badge.svg.tmpl
var badgeText string

var badgeTemplate = template.Must(template.New("badge").Parse(badgeText))

// badge is what the picture shows. Widths are in pixels.
type badge struct {
	Label, Value, Name, Text   string
	Wrong                      bool
	LabelWide, ValueWide, Wide int
	LabelAt, ValueAt           int
	LabelLong, ValueLong       int
}

// Badge is a picture for a README, in SVG: how many functions earned which stage, and as of when, for a picture is
// looked at later. It needs no other file, has a name for who cannot see it, and a light and a dark theme. What
// somebody has to see to stands in it instead of the stages.
func Badge(s *Scored) ([]byte, error) {
	digest, err := s.Digest()
	if err != nil {
		return nil, err
	}
	b := badge{Label: "zero trust, " + s.Card.AsOf[:10], Value: earned(s.Card)}
	if len(s.Card.Refuted) > 0 || s.Card.Findings != nil {
		b.Value, b.Wrong = "somebody has to look", true
	}
	b.Name = s.Card.Title + ": " + b.Value + ", as of " + s.Card.AsOf
	b.Text = fmt.Sprintf("%s Scorecard %s of the ledger %s, %d entries, root %s.", s.Reading(), digest, s.Card.Tree.Origin, s.Card.Tree.Size, s.Card.Tree.Root)
	const letter, room = 62, 20 // tenths of a pixel, and pixels beside a text
	b.LabelLong, b.ValueLong = runewidth.StringWidth(b.Label)*letter/10, runewidth.StringWidth(b.Value)*letter/10
	b.LabelWide, b.ValueWide = b.LabelLong+room, b.ValueLong+room
	b.Wide = b.LabelWide + b.ValueWide
	b.LabelAt, b.ValueAt = room/2, b.LabelWide+room/2
	var out bytes.Buffer
	err = badgeTemplate.Execute(&out, b)
	return out.Bytes(), err
}

// earned counts the functions above the lowest stage, the highest first.
func earned(card *verdict.Scorecard) string {
	var parts []string
	for i := len(card.Stages) - 1; i > 0; i-- {
		if each := card.Stages[i]; each.Functions > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", each.Functions, each.Stage))
		}
	}
	if len(parts) == 0 {
		return "nothing proven yet"
	}
	return strings.Join(parts, ", ")
}
