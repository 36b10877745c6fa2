package report

import (
	"regexp"

	"github.com/attestary/attestary/schemas/verdict"
)

// Every sign stands beside its word, or in a legend: colour alone says nothing.

var bars = map[string]string{"traditional": "▁", "initial": "▃", "advanced": "▅", "optimal": "█"}

var marks = map[verdict.Standing]string{
	verdict.Met: "✓", verdict.Failing: "✗", verdict.Missed: "!", verdict.Stale: "~",
	verdict.Unproven: "?", verdict.Waived: "w", verdict.NotRun: "○", verdict.Unclaimed: "·",
}

// Mark is the sign of a standing, which tells it apart without colours.
func Mark(s verdict.Standing) string { return marks[s] }

// claimMarks are those of a verdict's claims.
var claimMarks = map[verdict.Outcome]string{verdict.Held: "✓", verdict.Refuted: "✗", verdict.NotJudged: "–"}

// paint colours text for a terminal, where colour is wanted.
type paint bool

const (
	bold, dim                = "1", "2"
	red, green, yellow, blue = "31", "32", "33", "34"
	cyan                     = "36"
)

func (p paint) in(colour, text string) string {
	if !p || colour == "" || text == "" {
		return text
	}
	return "\x1b[" + colour + "m" + text + "\x1b[0m"
}

var stageColours = map[string]string{"traditional": dim, "initial": blue, "advanced": cyan, "optimal": "1;32"}

var standingColours = map[verdict.Standing]string{
	verdict.Met: green, verdict.Failing: red, verdict.Missed: red, verdict.Stale: yellow,
	verdict.Unproven: yellow, verdict.Waived: yellow, verdict.NotRun: yellow, verdict.Unclaimed: dim,
}

var claimColours = map[verdict.Outcome]string{verdict.Held: green, verdict.Refuted: "1;31", verdict.NotJudged: yellow}

var painted = regexp.MustCompile("\x1b\\[[0-9;]*m")

// unpainted is text as wide as a terminal shows it.
func unpainted(text string) string { return painted.ReplaceAllString(text, "") }
