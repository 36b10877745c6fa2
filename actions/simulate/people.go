package simulate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/scenario"
)

// People whom a run asks on its way. In a rehearsal nobody is asked. The plan's timeouts do not pass here:
// who does not answer in the scenario is out of time, and out of time is blocked.

// approve asks for a yes. It needs so many distinct people who have one of the roles; the one who asked
// for the run is not one of them, and a single no is a no.
func (pl *player) approve(a *plan.Approval, e *ended) {
	about := pl.scopeOf(e)
	if a.SkipIf != nil {
		skip := pl.eval(a.SkipIf, about)
		yes, known := skip.AsBool()
		switch {
		case !known:
			e.Outcome, e.Why = evidence.Unknown, "skip_if: "+unknownWhy(skip)
			return
		case yes:
			e.Outcome, e.Why, e.own = evidence.Skipped, "skip_if", true
			return
		}
	}
	if !pl.asks(e, Shown{Address: e.Address}, a.Show, about) {
		return
	}
	yes, no := pl.votes(a)
	switch {
	case no != "":
		e.Outcome, e.Why = evidence.Blocked, no
	case len(yes) < max(1, int(a.Min)):
		e.Outcome, e.Why = evidence.Blocked, fmt.Sprintf("%d of %d people said yes in time", len(yes), max(1, a.Min))+pl.unheard(a)
	default:
		e.Outcome = evidence.Passed
		e.outputs = map[string]expr.Value{"approved_by": textsOf(yes), "approved_at": expr.OfText(evidence.FormatInstant(pl.at))}
	}
}

// unheard is what the scenario has to do with too few people having said yes.
func (pl *player) unheard(a *plan.Approval) string {
	said := false
	for _, s := range pl.scenario.Approvals {
		said = said || s.Name == a.Name
		if s.Name == a.Name && pl.by != nil && slices.ContainsFunc(s.By, func(login string) bool { return fold(login) == fold(pl.by.login) }) {
			return "; " + pl.by.login + " asked for the run, so their own yes does not count"
		}
	}
	if !said {
		return fmt.Sprintf("; the test has no section approve %q", a.Name)
	}
	return ""
}

// asks shows people what they are asked, where anybody is.
func (pl *player) asks(e *ended, shown Shown, show *plan.Show, about scope) bool {
	if pl.scenario.Rehearsal {
		e.Outcome, e.Why = evidence.Simulated, "a rehearsal asks nobody"
		return false
	}
	pl.started(e.of)
	pl.show(shown, show, about)
	pl.tell("waiting")
	return true
}

// votes are the people who say yes, or the first no, in the scenario's order. Nobody is asked any more
// once there are enough.
func (pl *player) votes(a *plan.Approval) (yes []string, no string) {
	var seen []string
	for _, s := range pl.scenario.Approvals {
		if s.Name != a.Name {
			continue
		}
		for _, login := range s.By {
			person := fold(login)
			if slices.Contains(seen, person) || pl.by != nil && person == fold(pl.by.login) || len(yes) == max(1, int(a.Min)) {
				continue
			}
			seen = append(seen, person)
			if s.Reject != "" {
				return yes, login + " said no: " + s.Reject
			}
			yes = append(yes, login)
		}
	}
	return yes, ""
}

// put asks a question. Every answer keeps its rules; where the ask wants a second person, somebody else
// gave the same answers.
func (pl *player) put(a *plan.Ask, e *ended) {
	about := pl.scopeOf(e)
	if a.When != nil && !pl.goesOn(a.When, about, e) {
		return
	}
	question, _ := pl.eval(a.Question, about).AsText()
	if !pl.asks(e, Shown{Address: e.Address, Question: question}, a.Show, about) {
		return
	}
	i := slices.IndexFunc(pl.scenario.Answers, func(s scenario.Answer) bool { return s.Name == a.Name })
	if i < 0 {
		e.Outcome, e.Why = evidence.Blocked, "nobody answered in time"
		return
	}
	answer := &pl.scenario.Answers[i]
	if e.Why = whyNoAnswer(a, answer); e.Why != "" {
		e.Outcome = evidence.Blocked
		return
	}
	e.Outcome, e.outputs = evidence.Passed, map[string]expr.Value{"answered_by": expr.OfText(answer.By)}
	for _, want := range a.Answers {
		e.outputs[want.Name] = answer.Values[want.Name]
	}
}

// whyNoAnswer tells why an answer is none; "" where it is one.
func whyNoAnswer(a *plan.Ask, s *scenario.Answer) string {
	switch {
	case len(a.Second) > 0 && s.Second == "":
		return "no second person gave the same answers in time"
	case len(a.Second) > 0 && fold(s.Second) == fold(s.By):
		return s.By + " cannot be the second person too"
	}
	for i := range a.Answers {
		want := &a.Answers[i]
		if f := rules.CheckAnswer(want, s.Values[want.Name]); f != nil {
			return f.Message
		}
	}
	return ""
}

// show computes what people read, as far as it is known.
func (pl *player) show(shown Shown, s *plan.Show, about scope) {
	if s != nil {
		shown.Title, _ = pl.eval(s.Title, about).AsText()
		shown.Text, _ = pl.eval(s.Text, about).AsText()
		if table := pl.eval(s.Table, about); table.Whole() {
			shown.Table = table
		}
	}
	pl.result.Shown = append(pl.result.Shown, shown)
}

// rolesOf are the roles of somebody, of whom asked is expected where the scenario does not say.
func (pl *player) rolesOf(login string, asked []string) []string {
	if p := pl.person(login); p != nil {
		return p.Roles
	}
	return asked
}

func (pl *player) person(login string) *scenario.Person {
	i := slices.IndexFunc(pl.scenario.People, func(p scenario.Person) bool { return fold(p.Login) == fold(login) })
	if i < 0 {
		return nil
	}
	return &pl.scenario.People[i]
}

// fold is a login as logins are compared: the forge knows no capitals.
func fold(login string) string { return strings.ToLower(login) }

func textsOf(list []string) expr.Value {
	items := make([]expr.Value, len(list))
	for i, text := range list {
		items[i] = expr.OfText(text)
	}
	return expr.OfList(items)
}
