package report

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// Scorer gathers, while verification streams runs by, what decides each claim of each runbook. It keeps
// a few lines for each runbook and one for each scheduled run under way, never the runs themselves.
type Scorer struct {
	subject Subject
	books   map[string]*book
	claims  map[cellID][]*claim // those that a cell shows
	// controls are the claims on controls of catalogs, by framework and label.
	controls map[string]map[string][]*claim

	later   int64
	undos   []verdict.Undo        // that were missed by the instant of the score, at most MaxFindings
	missed  int64                 // how many there are
	glasses map[canon.Digest]bool // runs whose broken glass nobody has confirmed

	revoked     map[int64]*takenBack        // by entry
	revocations int64                       // that were told
	waivers     map[string][]verdict.Waiver // that hold, by runbook

	due         []verdict.Undo  // whose time is over, and that do not count as missed yet
	unconfirmed map[string]bool // runs that passed, and wait for a second person
}

// cellID is one stage of one function.
type cellID struct {
	function string
	stage    catalog.Stage
}

// claim is one runbook that claims one cell, itself or through a claim on a stage above.
type claim struct {
	book  *book
	terms plan.Satisfies // as the runbook states it
	stage catalog.Stage  // the cell's
	track *track
}

// NewScorer prepares to score the subject. An error says what of the subject cannot be scored.
func NewScorer(s Subject) (*Scorer, error) {
	if s.Framework == nil || len(s.Framework.Pillars) == 0 {
		return nil, errors.New("score: the framework has no stages to score by")
	}
	if s.AsOf.IsZero() {
		return nil, errors.New("score: it wants the instant to score at")
	}
	if s.Zone == nil {
		s.Zone = time.LoadLocation
	}
	if s.Digest == nil {
		s.Digest = (*plan.Plan).Digest
	}
	s.AsOf, s.Version = s.AsOf.UTC().Truncate(time.Second), cmp.Or(s.Version, "unknown")
	scorer := &Scorer{subject: s, books: map[string]*book{}, claims: map[cellID][]*claim{}, controls: map[string]map[string][]*claim{}, glasses: map[canon.Digest]bool{}, revoked: map[int64]*takenBack{}, unconfirmed: map[string]bool{}}
	for _, p := range s.Plans {
		if err := scorer.add(p); err != nil {
			return nil, fmt.Errorf("score: runbook %s: %w", p.Runbook, err)
		}
	}
	return scorer, nil
}

// add takes in a plan of the tip.
func (s *Scorer) add(p *plan.Plan) error {
	if s.books[p.Runbook] != nil {
		return errors.New("two plans have that name")
	}
	b, err := s.newBook(p)
	if err != nil {
		return err
	}
	s.books[p.Runbook] = b
	for _, stated := range p.Satisfies {
		if stated.Function == "" {
			s.catalogued(b, stated)
			continue
		}
		if stated.Framework != s.subject.Framework.ID {
			continue
		}
		if _, ok := s.subject.Framework.Pillar(stated.Function); !ok {
			return fmt.Errorf("satisfies: %q is no function of %s that can be claimed", stated.Function, s.subject.Framework.ID)
		}
		if err := s.claim(b, stated); err != nil {
			return fmt.Errorf("satisfies: %s: %w", stated.Function, err)
		}
	}
	return nil
}

// claim enters what a runbook states for the stage itself and for those below it, down to one that it
// states on its own: nearer terms are the ones that were meant for that stage. Traditional is where
// everyone starts, so claiming it claims nothing.
func (s *Scorer) claim(b *book, stated plan.Satisfies) error {
	top, ok := catalog.ParseStage(stated.Stage)
	if !ok {
		return fmt.Errorf("%q is not a stage", stated.Stage)
	}
	own := func(stage catalog.Stage) bool {
		return slices.ContainsFunc(b.plan.Satisfies, func(o plan.Satisfies) bool {
			return o.Framework == stated.Framework && o.Function == stated.Function && o.Stage == stage.String()
		})
	}
	for stage := top; stage > catalog.Traditional && (stage == top || !own(stage)); stage-- {
		id := cellID{stated.Function, stage}
		t := b.track(floor{bySelf: stage >= catalog.Advanced, rehearsal: stated.Rehearsal})
		s.claims[id] = append(s.claims[id], &claim{book: b, terms: stated, stage: stage, track: t})
	}
	return nil
}

// Run takes in one verified run. Runs must come in the order of their authorizations, as verification
// tells them; an error means that one is not as verification would tell it.
func (s *Scorer) Run(r verdict.Run) error {
	switch {
	case r.Trigger == evidence.UndoTrigger:
		return nil // it takes back what another run changed, and proves nothing of the runbook
	case r.Trigger.Kind == plan.OnPull:
		return nil // anybody could start it, at whatever time: it neither proves nor refutes
	}
	t, err := newThing(&r, s.subject.AsOf)
	if err != nil {
		return fmt.Errorf("score: entry %d: %w", r.Entry, err)
	}
	switch b := s.books[r.Runbook]; {
	case t.at.After(s.subject.AsOf):
		s.later++
	case b != nil:
		b.take(t)
		s.note(b, t)
	}
	return nil
}

// Loan takes in a change that was to end by itself, and what became of it, as verification tells it.
func (s *Scorer) Loan(l verdict.Loan) error {
	s.owed(&l)
	if !l.Open(instant(s.subject.AsOf)) {
		return nil
	}
	if b := s.books[l.Runbook]; b != nil && (b.lasting == nil || l.Due < b.lasting.Due) {
		b.lasting = &l.Undo
	}
	if slices.ContainsFunc(s.undos, l.Undo.Same) {
		return nil // a run took it back later, and was taken back itself
	}
	if s.missed++; s.missed <= verdict.MaxFindings {
		s.undos = append(s.undos, l.Undo)
	}
	return nil
}

// findings are those of the tree at the instant of the score.
func (s *Scorer) findings(v *verdict.Verdict) *verdict.Findings {
	f := &verdict.Findings{Missed: s.missed, Undos: slices.Clone(s.undos)}
	slices.SortStableFunc(f.Undos, func(a, b verdict.Undo) int { return cmp.Compare(a.Entry, b.Entry) })
	if v.Findings != nil {
		f.Broken, f.Glasses, f.Exposed = v.Findings.Broken, slices.Clone(v.Findings.Glasses), slices.Clone(v.Findings.Exposed)
	}
	for i := range f.Glasses {
		f.Glasses[i].Mend = f.Glasses[i].Mends(instant(s.subject.AsOf))
	}
	if f.Broken+f.Missed == 0 && len(f.Exposed) == 0 {
		return nil
	}
	return f
}

// Score closes the gathering: the verdict over the same tree says whether what was gathered stands. It
// is *Unsound where claims 1 to 4 do not hold. Calling it twice gives the same scorecard twice.
func (s *Scorer) Score(v *verdict.Verdict) (*verdict.Scorecard, error) {
	if err := sound(v); err != nil {
		return nil, err
	}
	if err := weighable(v); err != nil {
		return nil, err
	}
	if v.Revocations != s.revocations {
		return nil, fmt.Errorf("score: the verdict counts %s, and %d were told", count(v.Revocations, "revocation"), s.revocations)
	}
	s.grant(v.Waivers)
	set, found := s.subject.Framework, s.findings(v)
	clear(s.glasses)
	if found != nil {
		for _, g := range found.Glasses {
			s.glasses[g.Run] = true
		}
	}
	card := &verdict.Scorecard{
		Format: verdict.ScoreFormat, Framework: set.ID, Title: set.Title + " " + set.Version, Caveat: caveat(set),
		Tree: v.Tree, AsOf: instant(s.subject.AsOf), Scorer: s.subject.Version, Tier: v.Tier, Later: s.later,
		Refuted: refuted(v), Findings: found,
	}
	earned := map[string]int64{}
	for _, p := range set.Pillars {
		pillar := verdict.Pillar{ID: p.ID, Name: p.Name, Functions: []verdict.Function{}}
		for i := range p.Functions {
			f := s.function(&p.Functions[i])
			earned[f.Earned]++
			pillar.Functions = append(pillar.Functions, f)
		}
		card.Pillars = append(card.Pillars, pillar)
	}
	for _, stage := range verdict.Stages() {
		card.Stages = append(card.Stages, verdict.StageSum{Stage: stage, Functions: earned[stage]})
	}
	if err := card.Check(); err != nil {
		return nil, fmt.Errorf("score: the scorecard contradicts itself: %w", err)
	}
	return card, nil
}

// caveat is what the publisher says of the framework, and whose words the stages are: both are printed
// wherever they are used.
func caveat(set *catalog.Set) string {
	return strings.TrimSpace(set.Caveat + " " + set.Attribution)
}

// function judges one row: earned is the highest stage up to which every one is met.
func (s *Scorer) function(row *catalog.Function) verdict.Function {
	f := verdict.Function{ID: row.ID, Name: row.Name, Earned: catalog.Traditional.String()}
	unbroken, steps := true, map[string]string{}
	for _, stage := range catalog.Stages()[1:] {
		cell := verdict.Cell{Stage: stage.String(), Text: row.Stages[stage]}
		for _, c := range s.claims[cellID{row.ID, stage}] {
			proof, step := s.prove(c)
			cell.Claims = append(cell.Claims, proof)
			steps[cell.Stage+" "+proof.Runbook] = step
		}
		slices.SortFunc(cell.Claims, func(a, b verdict.Proof) int { return cmp.Compare(a.Runbook, b.Runbook) })
		cell.Standing = standing(cell.Claims)
		f.Cells = append(f.Cells, cell)
		if unbroken = unbroken && cell.Standing == verdict.Met; unbroken {
			f.Earned = cell.Stage
		}
	}
	f.Next = next(&f, steps)
	return f
}

// gravest orders what can be wrong with a claim; a cell is shown as the gravest of its claims.
var gravest = []verdict.Standing{verdict.Failing, verdict.Missed, verdict.Stale, verdict.Unproven, verdict.NotRun, verdict.Waived, verdict.Met}

// Gravity orders standings, the gravest first.
func Gravity(s verdict.Standing) int { return slices.Index(gravest, s) }

// standing of a cell: every runbook that claims it must be met.
func standing(proofs []verdict.Proof) verdict.Standing {
	for _, s := range gravest {
		if slices.ContainsFunc(proofs, func(p verdict.Proof) bool { return p.Standing == s }) {
			return s
		}
	}
	return verdict.Unclaimed
}
