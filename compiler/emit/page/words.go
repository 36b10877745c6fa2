package page

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/internal/show"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// Tells is what Doing says of a step that tells people something.
const Tells = "tells people something"

// Doings are all that Doing may say, the strongest first.
var Doings = []string{consequence[kind.Destroy], consequence[kind.Grant], consequence[kind.Change], Tells, consequence[kind.Observe]}

var consequence = map[kind.Effect]string{
	kind.Observe: "only looks",
	kind.Change:  "changes something",
	kind.Grant:   "gives power to somebody",
	kind.Destroy: "cannot be taken back",
}

// Doing is what a step does to the world. To tell people is no change, and no look either.
func Doing(p *plan.Plan, s *plan.Step) string {
	if k, _ := p.Kind(s.Action); k.Tells && s.Effect == kind.Observe {
		return Tells
	}
	return consequence[s.Effect]
}

// deeds are what the steps of a plan do, the strongest first.
func deeds(p *plan.Plan) string {
	done := map[string]bool{}
	for _, s := range p.AllSteps() {
		done[Doing(p, s)] = true
	}
	if len(done) == 0 {
		return "asks people, and does nothing itself"
	}
	if len(done) > 1 {
		delete(done, consequence[kind.Observe]) // what only looks is not worth a word beside the rest
	}
	list := slices.DeleteFunc(slices.Clone(Doings), func(d string) bool { return !done[d] })
	for i, d := range list {
		list[i] = deed(d)
	}
	return strings.Join(list, ", ")
}

// deed is what Doing says, as a step does it.
func deed(doing string) string {
	if doing == consequence[kind.Destroy] {
		return "does what cannot be taken back"
	}
	return doing
}

// length is a length of time in words.
func length(seconds int64) string { return expr.LengthWords(seconds) }

// count is "1 day" or "3 days".
func count(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// people is "1 person" or "2 different people".
func people(n int64) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d different people", n)
}

func sortedNames(settings map[string]*expr.Node) []string {
	return slices.Sorted(maps.Keys(settings))
}

// capital is a text that begins a sentence.
func capital(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// whenOf is a length of time or a date, as the language writes them, in a sentence.
func whenOf(text string) string {
	if seconds, ok := expr.ParseLength(text); ok {
		return "after " + length(seconds)
	}
	return "on " + text
}

func sortedKinds(list []kind.Kind) []kind.Kind {
	slices.SortFunc(list, func(a, b kind.Kind) int { return strings.Compare(a.Name, b.Name) })
	return slices.CompactFunc(list, func(a, b kind.Kind) bool { return a.Name == b.Name })
}

// distinct drops phrases that were there before.
func distinct(list []phrase) []phrase {
	var out []phrase
	for _, ph := range list {
		if !slices.ContainsFunc(out, func(other phrase) bool { return slices.Equal(other, ph) }) {
			out = append(out, ph)
		}
	}
	return out
}

// times is Times as a phrase.
func times(fields string) phrase {
	if words := show.Times(fields); !strings.HasPrefix(words, "cron ") {
		return say("{}", own(words))
	}
	return say("by the schedule {}", code(fields))
}

type effect = kind.Effect

// Times says in words when a schedule is due: "every Monday at 07:00", "every 15 minutes". One that is harder to say is
// told by its five fields.
func Times(fields string) string { return show.Times(fields) }
