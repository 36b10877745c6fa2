package oscal

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	types "github.com/defenseunicorns/go-oscal/src/types/oscal-1-2-2"

	"github.com/attestary/attestary/actions/export"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// Components is a component-definition: the runbooks that claim something of the framework, each with its claims.
func Components(c *export.Claims) ([]byte, error) {
	doc := &types.ComponentDefinition{Metadata: metadata(c, "Runbooks of "+c.Project, c.Committed)}
	source, err := catalogOf(c)
	if err != nil {
		return nil, err
	}
	doc.BackMatter = &types.BackMatter{Resources: &[]types.Resource{*source}}
	var all []types.DefinedComponent
	err = claiming(c, func(p *plan.Plan, stated []plan.Satisfies) error {
		described, err := described(p)
		if err != nil {
			return err
		}
		own := component(c.Project, p.Runbook)
		set := types.ControlImplementationSet{UUID: id("claims", own, c.Framework.ID), Source: "#" + source.UUID,
			Description: markup("What it claims of " + c.Framework.Title + ". Evidence alone proves a claim.")}
		for _, s := range stated {
			set.ImplementedRequirements = append(set.ImplementedRequirements, requirements(c.Framework, own, s)...)
		}
		all = append(all, types.DefinedComponent{UUID: own, Type: "process-procedure", Title: markup("runbook " + p.Runbook),
			Description: about(p), Props: described, ControlImplementations: &[]types.ControlImplementationSet{set}})
		return nil
	})
	doc.Components = some(all)
	if err != nil {
		return nil, err
	}
	return encode(&types.OscalCompleteSchema{ComponentDefinition: doc}, &doc.UUID)
}

// claiming calls each for every plan that claims something of the framework, by name.
func claiming(c *export.Claims, each func(*plan.Plan, []plan.Satisfies) error) error {
	found := false
	for _, p := range byName(c.Plans) {
		stated := c.Stated(p)
		if len(stated) == 0 {
			continue
		}
		found = true
		if err := each(p, stated); err != nil {
			return err
		}
	}
	if !found {
		return fmt.Errorf("no runbook claims anything of %s, so there is nothing to export", c.Framework.ID)
	}
	return nil
}

func byName(plans []*plan.Plan) []*plan.Plan {
	return slices.SortedFunc(slices.Values(plans), func(a, b *plan.Plan) int { return cmp.Compare(a.Runbook, b.Runbook) })
}

// about is a runbook in its own words.
func about(p *plan.Plan) string { return markup(cmp.Or(p.Summary, p.Title)) }

// described are the properties of a runbook; the digest of its plan is what reviewers said yes to.
func described(p *plan.Plan) (*[]types.Property, error) {
	digest, err := p.Digest()
	return props("plan-digest", string(digest), "file", p.File, "owner", p.Owner), err
}

// requirements are what one statement claims: a stage of a function, or controls.
func requirements(set *catalog.Set, of string, s plan.Satisfies) []types.ImplementedRequirementControlImplementation {
	var all []types.ImplementedRequirementControlImplementation
	for _, label := range claimed(s) {
		said := "Claims this control."
		if s.Stage != "" {
			said = "Claims the stage " + s.Stage + ", and those below it."
		}
		if s.FreshFor > 0 {
			said += " A run that passed counts for " + expr.FormatLength(s.FreshFor) + "."
		}
		all = append(all, types.ImplementedRequirementControlImplementation{
			UUID: id("claim", of, set.ID, label, s.Stage), ControlId: controlID(set, label), Description: said, Props: props("maturity-stage", s.Stage),
		})
	}
	return all
}

// claimed are the functions or controls of a statement.
func claimed(s plan.Satisfies) []string {
	if s.Function != "" {
		return []string{s.Function}
	}
	return s.Controls
}

// catalogOf is where the ids come from: our own export of a maturity model, named by its digest, or the publisher's page.
func catalogOf(c *export.Claims) (*types.Resource, error) {
	set := c.Framework
	r := &types.Resource{UUID: id("catalog", set.ID, set.Version), Title: markup(set.Title + " " + set.Version)}
	if set.Attribution != "" {
		r.Description = markup(set.Attribution)
	}
	if len(set.Pillars) == 0 {
		if at, err := url.Parse(set.Source); err == nil && at.Scheme == "https" && at.Host != "" {
			r.Rlinks = &[]types.ResourceLink{{Href: at.String()}}
		}
		return r, nil
	}
	data, err := Catalog(c)
	r.Rlinks = &[]types.ResourceLink{hashed(set.ID+".catalog.json", canon.Sum(data))}
	return r, err
}

// hashed is a file that stands beside the document, or in the ledger, with the digest of its bytes.
func hashed(name string, digest canon.Digest) types.ResourceLink {
	link := types.ResourceLink{Href: name, MediaType: "application/json"}
	if digest != "" {
		link.Hashes = &[]types.Hash{{Algorithm: "SHA-256", Value: digest.Hex()}}
	}
	return link
}

// reviewed are all that the runbooks claim.
func reviewed(c *export.Claims) (types.ReviewedControls, error) {
	var ids, objectives []string
	err := claiming(c, func(_ *plan.Plan, stated []plan.Satisfies) error {
		for _, s := range stated {
			for _, label := range claimed(s) {
				ids = append(ids, controlID(c.Framework, label))
			}
			top, ok := catalog.ParseStage(s.Stage)
			for _, stage := range catalog.Stages()[1:] {
				if ok && stage <= top {
					objectives = append(objectives, objectiveID(c.Framework, s.Function, stage.String()))
				}
			}
		}
		return nil
	})
	var selected []types.AssessedControlsSelectControlById
	for _, each := range distinct(ids) {
		selected = append(selected, types.AssessedControlsSelectControlById{ControlId: each})
	}
	r := types.ReviewedControls{ControlSelections: []types.AssessedControls{{IncludeControls: some(selected)}}}
	var asked []types.SelectObjectiveById
	for _, each := range distinct(objectives) {
		asked = append(asked, types.SelectObjectiveById{ObjectiveId: each})
	}
	if len(asked) > 0 {
		r.ControlObjectiveSelections = &[]types.ReferencedControlObjectives{{IncludeObjectives: some(asked)}}
	}
	return r, err
}

// distinct is a list in order, each once.
func distinct(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// Plan is an assessment-plan: each runbook an activity with its steps and checks, and each of its schedules a task.
func Plan(c *export.Claims) ([]byte, error) {
	doc := &types.AssessmentPlan{Metadata: metadata(c, "Assessment plan of "+c.Project, c.Committed)}
	none := types.Resource{UUID: id("no system security plan", c.Project), Title: "No system security plan",
		Description: "OSCAL asks for one; the runbooks are written without. Their claims are in the component-definition."}
	source, err := catalogOf(c)
	if err != nil {
		return nil, err
	}
	doc.ImportSsp.Href = "#" + none.UUID
	doc.BackMatter = &types.BackMatter{Resources: &[]types.Resource{none, *source}}
	if doc.ReviewedControls, err = reviewed(c); err != nil {
		return nil, err
	}
	local := &types.LocalDefinitions{}
	var components []types.SystemComponent
	var activities []types.Activity
	var tasks []types.Task
	err = claiming(c, func(p *plan.Plan, _ []plan.Satisfies) error {
		described, err := described(p)
		own := component(c.Project, p.Runbook)
		components = append(components, types.SystemComponent{UUID: own, Type: "process-procedure", Title: markup("runbook " + p.Runbook),
			Description: about(p), Props: described, Status: types.SystemComponentStatus{State: "operational"}})
		activities = append(activities, types.Activity{UUID: id("activity", own), Title: markup(p.Title), Description: about(p), Props: described, Steps: steps(p, own)})
		tasks = append(tasks, scheduled(p, own)...)
		return err
	})
	local.Components, local.Activities = some(components), some(activities)
	doc.LocalDefinitions, doc.Tasks = local, some(tasks)
	if err != nil {
		return nil, err
	}
	return encode(&types.OscalCompleteSchema{AssessmentPlan: doc}, &doc.UUID)
}

// steps are what a run does, and what it judges.
func steps(p *plan.Plan, own string) *[]types.Step {
	var all []types.Step
	for _, s := range p.AllSteps() {
		all = append(all, types.Step{UUID: id("step", own, s.Address()), Title: markup(s.Address()), Description: markup(cmp.Or(s.Title, s.Action)),
			Props: props("action", s.Action, "effect", string(s.Effect))})
	}
	for _, k := range p.AllChecks() {
		all = append(all, types.Step{UUID: id("step", own, k.Address()), Title: markup(k.Address()), Description: "A check: the run passes where it holds.",
			Props: props("severity", k.Severity)})
	}
	return some(all)
}

// scheduled are the times at which a runbook starts by itself. A cron is finer than the frequencies of OSCAL, so it is
// told as it is.
func scheduled(p *plan.Plan, own string) []types.Task {
	var all []types.Task
	for i := range p.Triggers {
		t := &p.Triggers[i]
		if t.Cron == "" {
			continue
		}
		all = append(all, types.Task{UUID: id("task", own, t.Name), Type: "action", Title: markup(strings.Join([]string{p.Runbook, t.Name}, ": ")),
			Props: props("cron", t.Cron, "timezone", p.Zone(t)),
			AssociatedActivities: &[]types.AssociatedActivity{{ActivityUuid: id("activity", own),
				Subjects: []types.AssessmentSubject{{Type: "component", IncludeSubjects: &[]types.SelectSubjectById{{SubjectUuid: own, Type: "component"}}}}}},
		})
	}
	return all
}
