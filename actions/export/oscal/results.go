package oscal

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"time"

	types "github.com/defenseunicorns/go-oscal/src/types/oscal-1-2-2"

	"github.com/attestary/attestary/actions/export"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// Results is an assessment-results: each claim of a runbook on a cell an observation, with the entry of the ledger
// that decides it and until when it counts, and each claimed cell a finding.
func Results(s *export.Scored) ([]byte, error) {
	digest, err := s.Digest()
	if err != nil {
		return nil, err
	}
	asOf, err := evidence.ParseInstant(s.Card.AsOf)
	if err != nil {
		return nil, err
	}
	if !within(asOf).Equal(asOf) {
		return nil, fmt.Errorf("the score is as of %s, and OSCAL writes no instant before 1970 or after 2999", s.Card.AsOf)
	}
	r := &results{scored: s, digest: digest, asOf: asOf, tool: id("program", "attestary"), evidence: map[int64]string{}}
	assessed, err := Plan(&s.Claims)
	if err != nil {
		return nil, err
	}
	ap := types.Resource{UUID: id("plan", s.Project, s.Commit), Title: "The runbooks, as an assessment-plan",
		Rlinks: &[]types.ResourceLink{hashed("assessment-plan.json", canon.Sum(assessed))}}
	r.resources = append(r.resources, ap)
	result, err := r.result()
	if err != nil {
		return nil, err
	}
	doc := &types.AssessmentResults{Metadata: metadata(&s.Claims, "What verified evidence earned: "+s.Card.Title, asOf),
		ImportAp: types.ImportAp{Href: "#" + ap.UUID}, Results: []types.Result{*result}, BackMatter: &types.BackMatter{Resources: some(r.resources)}}
	return encode(&types.OscalCompleteSchema{AssessmentResults: doc}, &doc.UUID)
}

// results gathers one result.
type results struct {
	scored       *export.Scored
	digest       canon.Digest // of the scorecard
	asOf         time.Time
	tool         string
	observations []types.Observation
	findings     []types.Finding
	risks        []types.Risk
	resources    []types.Resource
	evidence     map[int64]string // the uuid of an entry's resource
	waived       map[int64]int    // where the risk of a waiver stands
	problem      error
}

func (r *results) result() (*types.Result, error) {
	card := r.scored.Card
	r.waived = map[int64]int{}
	r.scored.Cells(r.cell)
	controls, err := reviewed(&r.scored.Claims)
	if err := cmp.Or(r.problem, err); err != nil {
		return nil, err
	}
	earned := *props("scorecard-digest", string(r.digest), "ledger", card.Tree.Origin, "ledger-size", strconv.FormatInt(card.Tree.Size, 10),
		"ledger-root", string(card.Tree.Root), "evidence-tier", card.Tier)
	for _, p := range card.Pillars {
		for _, f := range p.Functions {
			earned = append(earned, types.Property{Name: "stage-earned", Ns: ns, Class: controlID(r.scored.Framework, f.ID), Value: f.Earned})
		}
	}
	for _, claim := range card.Refuted {
		earned = append(earned, types.Property{Name: "claim-refuted", Ns: ns, Value: plain(claim)})
	}
	components := []types.SystemComponent{{UUID: r.tool, Type: "software", Title: "attestary", Description: "Verified the ledger, and scored it.",
		Status: types.SystemComponentStatus{State: "operational"}, Props: props("version", card.Scorer)}}
	for _, p := range byName(r.scored.Plans) {
		if len(r.scored.Stated(p)) > 0 {
			components = append(components, types.SystemComponent{UUID: component(r.scored.Project, p.Runbook), Type: "process-procedure",
				Title: markup("runbook " + p.Runbook), Description: about(p), Status: types.SystemComponentStatus{State: "operational"}})
		}
	}
	return &types.Result{
		UUID: id("result", string(r.digest)), Title: markup(card.Title), Description: "The stage that each function earned, from verified evidence alone.",
		Start: r.began(), End: &r.asOf, Props: &earned, LocalDefinitions: &types.LocalDefinitions{Components: &components}, ReviewedControls: controls,
		Observations: some(r.observations), Findings: some(r.findings), Risks: some(r.risks), Remarks: seenTo(card.Findings),
	}, nil
}

// began is when the first of what was observed was.
func (r *results) began() time.Time {
	first := r.asOf
	for _, o := range r.observations {
		if o.Collected.Before(first) {
			first = o.Collected
		}
	}
	return first
}

// seenTo tells that somebody has to see to something, whatever was earned.
func seenTo(f *verdict.Findings) string {
	if f == nil {
		return ""
	}
	return fmt.Sprintf("Not seen to: %d broken glasses that no second person confirmed, %d changes that were to end by themselves and did not, "+
		"%d secrets that every workflow gets.", f.Broken, f.Missed, len(f.Exposed))
}

// reasons are those that OSCAL has words for.
var reasons = map[verdict.Standing]string{verdict.Met: "pass", verdict.Failing: "fail"}

func (r *results) cell(_ *verdict.Pillar, f *verdict.Function, c *verdict.Cell) {
	target := objectiveID(r.scored.Framework, f.ID, c.Stage)
	finding := types.Finding{
		UUID: id("finding", string(r.digest), target), Title: markup(f.Name + ", " + c.Stage), Description: "It is " + string(c.Standing) + ".",
		Target: types.FindingTarget{Type: "objective-id", TargetId: target, Status: types.ObjectiveStatus{State: "not-satisfied", Reason: cmp.Or(reasons[c.Standing], "other")}},
		Props:  props("standing", string(c.Standing)),
	}
	if c.Standing == verdict.Met {
		finding.Target.Status.State = "satisfied"
	}
	var seen []types.RelatedObservation
	var risks []types.AssociatedRisk
	for i := range c.Claims {
		p := &c.Claims[i]
		own, err := r.observe(f, c, p)
		r.problem = cmp.Or(r.problem, err)
		seen = append(seen, types.RelatedObservation{ObservationUuid: own})
		for j := range p.Waivers {
			risk, err := r.waive(&p.Waivers[j], own)
			r.problem = cmp.Or(r.problem, err)
			risks = append(risks, types.AssociatedRisk{RiskUuid: risk})
		}
	}
	finding.RelatedObservations, finding.RelatedRisks = some(seen), some(risks)
	r.findings = append(r.findings, finding)
}

// observe tells how one runbook stands for a cell. What was seen of a run was so when it ended; that none came is so as
// of the score.
func (r *results) observe(f *verdict.Function, c *verdict.Cell, p *verdict.Proof) (string, error) {
	subject := component(r.scored.Project, p.Runbook)
	entry := "none as of " + r.scored.Card.AsOf
	if p.Entry != nil {
		entry = strconv.FormatInt(*p.Entry, 10)
	}
	o := types.Observation{
		UUID:  id("observation", r.scored.Card.Tree.Origin, entry, subject, f.ID, c.Stage, string(p.Standing)),
		Title: markup(p.Runbook + " for " + f.ID + ", " + c.Stage), Description: markup(p.Why), Methods: []string{"TEST"},
		Types: &[]string{"control-objective"}, Collected: r.asOf, Props: props("standing", string(p.Standing), "outcome", string(p.Outcome)),
		Origins:  &[]types.Origin{{Actors: []types.OriginActor{{Type: "tool", ActorUuid: r.tool}}}},
		Subjects: &[]types.SubjectReference{{SubjectUuid: subject, Type: "component"}},
	}
	var err error
	if p.EndedAt != "" {
		o.Collected, err = evidence.ParseInstant(p.EndedAt)
	}
	if p.FreshTo != "" && err == nil {
		var until time.Time
		until, err = evidence.ParseInstant(p.FreshTo)
		until = within(until)
		o.Expires = &until
	}
	if p.Entry != nil {
		o.RelevantEvidence = &[]types.RelevantEvidence{{Href: "#" + r.bundle(*p.Entry, p.Path), Description: "The entry of the ledger that decides.",
			Props: props("entry", entry, "run", p.Run)}}
	}
	r.observations = append(r.observations, o)
	return o.UUID, err
}

// bundle is the resource of an entry: the file of the ledger that holds its signature.
func (r *results) bundle(entry int64, path string) string {
	if known, ok := r.evidence[entry]; ok {
		return known
	}
	own := id("entry", r.scored.Card.Tree.Origin, strconv.FormatInt(entry, 10))
	link := hashed(path, r.scored.Bundles[entry])
	link.MediaType = evidence.BundleMediaType
	r.evidence[entry] = own
	r.resources = append(r.resources, types.Resource{UUID: own, Title: fmt.Sprintf("Entry %d of the ledger", entry), Rlinks: &[]types.ResourceLink{link}})
	return own
}

// waive is the risk that somebody took for a while.
func (r *results) waive(w *verdict.Waiver, observation string) (string, error) {
	if i, ok := r.waived[w.Entry]; ok {
		related := r.risks[i].RelatedObservations
		*related = append(*related, types.RelatedObservation{ObservationUuid: observation})
		return r.risks[i].UUID, nil
	}
	until, err := evidence.ParseInstant(w.Expires)
	if err != nil {
		return "", errors.New("a waiver has no end")
	}
	until = within(until)
	what := w.Check
	if w.Scope != nil {
		what += "[" + *w.Scope + "]"
	}
	own := id("waiver", r.scored.Card.Tree.Origin, strconv.FormatInt(w.Entry, 10))
	r.waived[w.Entry] = len(r.risks)
	r.risks = append(r.risks, types.Risk{UUID: own, Title: markup(what + " is waived"), Status: "deviation-approved", Deadline: &until,
		Description: "The check failed, and that is let go for a while. It is not met.", Statement: markup(w.Reason),
		Props:               props("owner", w.Owner.Login, "approver", w.Approver.Login, "role", w.Role, "from", w.From, "evidence", r.bundle(w.Entry, w.Path)),
		RelatedObservations: &[]types.RelatedObservation{{ObservationUuid: observation}}})
	return own, nil
}
