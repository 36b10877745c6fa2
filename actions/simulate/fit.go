package simulate

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/scenario"
)

// Problem is one thing in which a scenario does not fit its plan: what it says cannot come true, so the
// test is to be mended, whatever its outcome would be.
type Problem struct {
	// Place is a setting or section of the scenario: at, evidence, inputs, requester, trigger,
	// `mock "step.stale" "ada"`, `approve "security"`, `answer "call"`, `person "octocat"`; or an address of
	// the plan that the run came to.
	Place   string
	Message string // sentences that say what is wrong, what is allowed, and what to do
}

func (p Problem) String() string { return p.Place + ": " + p.Message }

func (pl *player) problem(place, format string, args ...any) {
	pl.problems = append(pl.problems, Problem{place, fmt.Sprintf(format, args...)})
}

// fit finds what of the scenario does not fit the plan before anything is played, and who starts the run.
func (pl *player) fit() {
	for _, fit := range []func(){
		pl.fitTrigger, pl.fitRequester, pl.fitInputs, pl.fitMocks, pl.fitApprovals, pl.fitAnswers, pl.fitEvidence,
	} {
		fit()
	}
}

func (pl *player) fitTrigger() {
	s, names := pl.scenario, namesOf(pl.plan.Triggers, func(t plan.Trigger) string { return t.Name })
	at, err := evidence.ParseInstant(cmp.Or(s.At, scenario.DefaultAt))
	if pl.at = at; err != nil {
		pl.problem("at", "%q is not an instant. Write it as %s.", s.At, scenario.DefaultAt)
	}
	switch {
	case s.Trigger != "":
		if pl.trigger = pl.plan.Trigger(s.Trigger); pl.trigger == nil {
			pl.problem("trigger", "%s has no trigger %q; it has %s.", pl.plan.Runbook, s.Trigger, listed(names))
		}
	case len(names) == 0 && pl.plan.Trigger(plan.ByHand) != nil:
		pl.trigger = pl.plan.Trigger(plan.ByHand)
	case len(names) == 1:
		pl.trigger = &pl.plan.Triggers[0]
	default:
		pl.problem("trigger", "%s has %s. Say which of them starts the run.", pl.plan.Runbook, listed(names))
	}
}

// fitRequester finds who asks for the run: a person, where a person starts it.
func (pl *player) fitRequester() {
	login, t := pl.scenario.Requester, pl.trigger
	for i, p := range pl.scenario.People {
		if pl.person(p.Login) != &pl.scenario.People[i] {
			pl.problem(fmt.Sprintf("person %q", p.Login), "This person is told twice. Write one section with all roles.")
		}
	}
	byHand := t != nil && (t.Kind == "manual" || t.Kind == "issue")
	switch {
	case t == nil:
	case byHand && login == "":
		pl.problem("requester", "Trigger %q is used by a person. Say who: requester = \"login\".", t.Name)
	case !byHand && login != "":
		pl.problem("requester", "Trigger %q starts by itself, so nobody asks for the run and no gate is asked. Leave requester out, or name a trigger that a person uses.", t.Name)
	case login != "":
		pl.by = &course.Requester{Login: login}
		if pl.plan.Access != nil {
			pl.by.Roles = pl.rolesOf(login, pl.plan.Access.Who)
		}
		if p := pl.person(login); p != nil {
			pl.by.Email = p.Email
		}
	}
}

func (pl *player) fitInputs() {
	names := namesOf(pl.plan.Inputs, func(in plan.Input) string { return in.Name })
	for _, name := range slices.Sorted(maps.Keys(pl.scenario.Inputs)) {
		if pl.plan.Input(name) == nil {
			pl.problem("inputs", "%s has no input %q; it has %s.", pl.plan.Runbook, name, listed(names))
		}
	}
}

func (pl *player) fitApprovals() {
	var names []string
	for _, a := range pl.plan.AllApprovals() {
		names = append(names, a.Name)
	}
	for _, s := range pl.scenario.Approvals {
		place, a := fmt.Sprintf("approve %q", s.Name), pl.plan.Approval(s.Name)
		if a == nil {
			pl.problem(place, "%s has no approval %q; it has %s.", pl.plan.Runbook, s.Name, listed(names))
			continue
		}
		for _, login := range s.By {
			pl.fitRole(place, login, a.From)
		}
	}
}

// fitRole holds that whom a scenario lets answer has one of the roles that are asked.
func (pl *player) fitRole(place, login string, asked []string) {
	for _, role := range pl.rolesOf(login, asked) {
		if slices.Contains(asked, role) {
			return
		}
	}
	pl.problem(place, "%s has none of the roles that are asked: %s. Give the person one of them, or let somebody else answer.", login, listed(asked))
}

func (pl *player) fitAnswers() {
	var names []string
	for _, a := range pl.plan.AllAsks() {
		names = append(names, a.Name)
	}
	seen := map[string]bool{}
	for _, s := range pl.scenario.Answers {
		place, a := fmt.Sprintf("answer %q", s.Name), pl.plan.Ask(s.Name)
		switch {
		case a == nil:
			pl.problem(place, "%s has no ask %q; it has %s.", pl.plan.Runbook, s.Name, listed(names))
			continue
		case seen[s.Name]:
			pl.problem(place, "The ask is answered twice. Write one section for it.")
		}
		seen[s.Name] = true
		pl.fitAnswer(place, a, s)
	}
}

func (pl *player) fitAnswer(place string, a *plan.Ask, s scenario.Answer) {
	pl.fitRole(place, s.By, a.To)
	switch {
	case s.Second == "":
	case len(a.Second) == 0:
		pl.problem(place, "The ask wants no second person. Leave second out.")
	default:
		pl.fitRole(place, s.Second, a.Second)
	}
	names := namesOf(a.Answers, func(w plan.Answer) string { return w.Name })
	for _, name := range slices.Sorted(maps.Keys(s.Values)) {
		if !slices.Contains(names, name) {
			pl.problem(place, "The ask has no answer %q; it has %s.", name, listed(names))
		}
	}
}

func (pl *player) fitEvidence() {
	names := namesOf(pl.plan.Evidence, func(e plan.Evidence) string { return e.Name })
	for _, name := range slices.Sorted(maps.Keys(pl.scenario.Want.Evidence)) {
		if !slices.Contains(names, name) {
			pl.problem("evidence", "%s has no evidence %q; it has %s.", pl.plan.Runbook, name, listed(names))
		}
	}
}

func namesOf[T any](list []T, name func(T) string) []string {
	names := make([]string, 0, len(list))
	for _, item := range list {
		names = append(names, name(item))
	}
	return names
}

// listed are names in a sentence, as many as somebody reads.
func listed(names []string) string {
	const most = 12
	switch {
	case len(names) == 0:
		return "none"
	case len(names) > most:
		return strings.Join(names[:most], ", ") + " and others"
	}
	return strings.Join(names, ", ")
}
