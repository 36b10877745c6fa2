package cli

import (
	"slices"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// theKept is what a score is compared with.
const theKept = "the kept checkpoint"

// past is a subject as of earlier instants, each by the runbooks that stood then, as far as the clone has them: those of
// the newest commit of the first parents' line that is not younger, by the times that git says. Where it has none, or they
// do not compile, those that stand now are taken, and the commit is left out.
type past struct {
	subjects []report.Subject // the newest last, which is of now
	commits  []string
}

func (w *World) past(now report.Subject, head *object.Commit, instants []time.Time) *past {
	p := &past{subjects: make([]report.Subject, len(instants)), commits: make([]string, len(instants))}
	compiled := map[plumbing.Hash][]*plan.Plan{}
	var line []stood
	if len(instants) > 0 {
		line = standings(head)
	}
	for i, at := range instants {
		s := now
		s.AsOf = at
		if commit := standingAt(line, at); commit != nil {
			plans, ok := compiled[commit.Hash]
			if !ok {
				plans = plansOf(commit)
				compiled[commit.Hash] = plans
			}
			then := s
			then.Plans = plans
			if _, err := report.NewScorer(then); err == nil && plans != nil { // its framework may have been another
				s, p.commits[i] = then, commit.Hash.String()
			}
		}
		p.subjects[i] = s
	}
	p.subjects = append(p.subjects, now)
	return p
}

func (p *past) scorers() (report.Instants, error) { return report.Over(p.subjects) }

// points are the scorecards of the past, without the last one.
func (p *past) points(cards []*verdict.Scorecard) (all []report.Point) {
	for i, commit := range p.commits {
		all = append(all, report.Point{Card: cards[i], Commit: commit})
	}
	return all
}

// stood is a commit of the first parents' line, and since when it stood there.
type stood struct {
	*object.Commit
	since time.Time
}

// standings are those that the clone has, the oldest first. Whoever commits writes the time as they like; but what stands
// on something came after it, so that nobody moves what they change into the past.
func standings(head *object.Commit) (line []stood) {
	for c, err := head, error(nil); err == nil; c, err = c.Parent(0) {
		line = append(line, stood{c, c.Committer.When})
	}
	slices.Reverse(line)
	for i := range line[1:] {
		if line[i+1].since.Before(line[i].since) {
			line[i+1].since = line[i].since
		}
	}
	return line
}

// standingAt is the commit that stood at an instant; nil where the clone does not have it.
func standingAt(line []stood, at time.Time) *object.Commit {
	after, _ := slices.BinarySearchFunc(line, at, func(s stood, at time.Time) int {
		if s.since.After(at) {
			return 1
		}
		return -1
	})
	if after == 0 {
		return nil
	}
	return line[after-1].Commit
}

// plansOf are the plans of a commit's runbooks; nil where they cannot be read, or do not all compile: a runbook that
// drops out would take its unmet claims with it.
func plansOf(c *object.Commit) []*plan.Plan {
	fsys, err := committed(c)
	if err != nil {
		return nil
	}
	result := compiler.Compile(fsys, compiler.Options{})
	if diag.HasErrors(result.Findings) {
		return nil
	}
	return append([]*plan.Plan{}, result.Plans...)
}

// comparison is what score --since writes as JSON: the scorecard, and what changed since the earlier one.
type comparison struct {
	Since struct {
		AsOf   string `json:"as_of"`
		Commit string `json:"commit,omitempty"` // whose runbooks; absent: those that stand now
	} `json:"since"`
	Changes   []report.Change    `json:"changes"`
	Scorecard *verdict.Scorecard `json:"scorecard"`
}

func (w *World) tellSince(s *scored) error {
	before := s.earlier[0]
	c := comparison{Changes: report.Changes(before.Card, s.card), Scorecard: s.card}
	c.Since.AsOf, c.Since.Commit = before.Card.AsOf, before.Commit
	return w.printJSON(c)
}
