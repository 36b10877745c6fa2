package simulate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/scenario"
)

// play lets everything come to its end: what may start first does, and is answered at once.
func (pl *player) play() {
	seen := 0
	for !pl.course.Done() {
		t := pl.course.Next(pl.at, nil)
		for _, e := range pl.course.Ended(seen) {
			pl.judged(e)
			seen++
		}
		if t == nil {
			break
		}
		if !t.Undo {
			pl.reached(t.Address)
		}
		switch {
		case t.Approval != nil:
			pl.vote(t)
		case t.Ask != nil:
			pl.reply(t)
		default:
			pl.do(t)
		}
	}
	for _, e := range pl.course.Ended(seen) {
		pl.judged(e)
	}
	for _, phase := range pl.course.Stuck() {
		pl.problem(phase, "It never ends: it waits for itself, or for what does not exist. Mend the needs and the after of the runbook.")
	}
}

// judged keeps what was tried without a task: a check that was judged with an answer, and a step that came
// as far as its settings.
func (pl *player) judged(e *course.Ended) {
	switch {
	case e.Check != nil && e.Outcome != evidence.Unknown:
		pl.result.Reached[e.Address] = true
	case e.Reason == course.ReasonSetting && !strings.HasSuffix(e.Address, course.UndoSuffix):
		pl.reached(e.Address)
	}
}

// reached keeps that a part runs.
func (pl *player) reached(address string) {
	if r := pl.result; !r.Reached[address] {
		r.Reached[address] = true
		r.Ran = append(r.Ran, address)
	}
}

// do answers for an action, as the scenario says. What would be changed is simulated as passed, and
// nothing is known of its outputs, so no expectation is asked.
func (pl *player) do(t *course.Task) {
	a := course.Answer{At: pl.at, Attempts: 1, Outcome: evidence.Passed}
	mock := pl.mock(t.Address, t.Place().Item())
	k, _ := pl.plan.Kind(t.Action)
	switch {
	case mock == nil && !t.Undo && !k.Acts(t.Step.Effect):
		pl.unmocked(t.Address, t.Action)
		a.Outcome, a.Why = evidence.Unknown, "the test does not say what it sees"
	case mock == nil:
	case mock.Fails != "":
		a.Outcome, a.Why = evidence.Failed, mock.Fails // at each attempt: a mock never changes
	default:
		j := pl.course.Judge(t, mock.Outputs)
		a.Outcome, a.By, a.Why, a.Expects, a.Outputs = j.Outcome, j.By, j.Why, j.Expects, mock.Outputs
	}
	pl.course.Finish(t, a)
}

// vote lets the people of the scenario answer, in its order. Nobody is asked any more once there are
// enough; the plan's timeouts do not pass here: who does not answer in the scenario is out of time.
func (pl *player) vote(t *course.Task) {
	for _, s := range pl.scenario.Approvals {
		for _, login := range s.By {
			if s.Name == t.Approval.Name {
				pl.course.Vote(t, course.Vote{ID: fold(login), Login: login, Yes: s.Reject == "", Reason: s.Reject, At: pl.at})
			}
		}
	}
	votes, wanted := t.Votes()
	pl.course.Expire(t, pl.at, fmt.Sprintf("%d of %d people said yes in time", len(votes), wanted)+pl.unheard(t.Approval))
}

// unheard is what the scenario has to do with too few people having said yes.
func (pl *player) unheard(a *plan.Approval) string {
	said := false
	for _, s := range pl.scenario.Approvals {
		said = said || s.Name == a.Name
		if s.Name == a.Name && pl.by != nil && slices.ContainsFunc(s.By, func(login string) bool { return fold(login) == fold(pl.by.Login) }) {
			return "; " + pl.by.Login + " asked for the run, so their own yes does not count"
		}
	}
	if !said {
		return fmt.Sprintf("; the test has no section approve %q", a.Name)
	}
	return ""
}

// reply lets the people of the scenario answer a question.
func (pl *player) reply(t *course.Task) {
	i := slices.IndexFunc(pl.scenario.Answers, func(s scenario.Answer) bool { return s.Name == t.Ask.Name })
	if i < 0 {
		pl.course.Expire(t, pl.at, "")
		return
	}
	s, why := &pl.scenario.Answers[i], ""
	for _, login := range []string{s.By, s.Second} {
		if login != "" && why == "" {
			_, why = pl.course.Reply(t, course.Reply{ID: fold(login), Login: login, Values: s.Values, At: pl.at})
		}
	}
	if s.Second != "" && fold(s.Second) == fold(s.By) {
		why = s.By + " cannot be the second person too"
	}
	pl.course.Expire(t, pl.at, why)
}

// mockOf names a mock.
type mockOf struct {
	address, key string
	keyed        bool
}

// mock is what the scenario says of an address: for the very item, else for all.
func (pl *player) mock(address, key string) *scenario.Mock {
	if m := pl.mocks[mockOf{address, key, true}]; m != nil {
		return m
	}
	return pl.mocks[mockOf{address, "", false}]
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

// admitted tells whether the run may begin: the person has a role, the inputs keep their rules, and every
// gate says yes, in this order. The first no decides.
func (pl *player) admitted() bool {
	if pl.by != nil && !course.MayStart(pl.plan, pl.by.Roles) {
		roles := "nobody may start it by hand"
		if pl.plan.Access != nil {
			roles = "only " + strings.Join(pl.plan.Access.Who, ", ") + " may start it by hand"
		}
		return pl.deny("access", pl.by.Login+" has none of the roles: "+roles)
	}
	inputs, findings := rules.TriggerInputs(pl.plan, pl.trigger, pl.scenario.Event, pl.scenario.Inputs)
	if len(findings) > 0 {
		return pl.deny("input."+findings[0].Input, findings[0].Message)
	}
	pl.inputs = inputs
	if pl.by == nil {
		return true
	}
	door := course.NewDoor(pl.plan, pl.facts())
	for i := range pl.plan.Access.Gates {
		g := &pl.plan.Access.Gates[i]
		if why := pl.gate(door, g); why != "" {
			return pl.deny("gate."+g.Name, why)
		}
	}
	return true
}

func (pl *player) deny(address, why string) bool {
	pl.result.Outcome, pl.result.By, pl.result.Why = evidence.Blocked, address, why
	pl.result.Parts = []Part{{Address: address, By: address, Outcome: evidence.Blocked, Why: why}}
	return false
}

// gate tells why a gate does not let the person in; "" where it does.
func (pl *player) gate(door course.Door, g *plan.Gate) string {
	address := "gate." + g.Name
	pl.result.Reached[address] = true
	if _, problem := door.Settings(g); problem != "" {
		return problem
	}
	mock := pl.mock(address, "")
	switch {
	case mock == nil:
		pl.unmocked(address, g.Action)
		return "the test does not say what it sees"
	case mock.Fails != "":
		return mock.Fails
	}
	return door.Refuses(g, mock.Outputs, pl.at)
}

// facts are what is known of the scenario's run. It has an id and an address like any other.
func (pl *player) facts() course.Facts {
	id := strings.Repeat("0", 32)
	mode := evidence.Live
	if pl.scenario.Rehearsal || pl.trigger.Kind == plan.OnPull {
		mode = evidence.Rehearsal
	}
	return course.Facts{
		ID: id, URL: "https://runs.example/" + id, Mode: mode, Requester: pl.by, Inputs: pl.inputs, At: pl.at,
		Trigger: evidence.TriggerRef{Kind: pl.trigger.Kind, Name: pl.trigger.Name}, Event: pl.scenario.Event,
		Serial: true, MaxItems: maxAll, Tank: pl.tank,
	}
}

// conclude says what came of the run, from everything that came to an end.
func (pl *player) conclude() {
	r, c := pl.result, pl.course
	r.Outcome, r.Evidence = course.Overall(c.Ended(0)), c.Evidence()
	if e := c.Decided(r.Outcome); e != nil {
		if r.By, r.Why = e.By, e.Why; e.Item() != "" {
			r.Why = e.Item() + ": " + e.Why
		}
	}
	for _, e := range c.Ended(0) {
		if !strings.HasSuffix(e.Address, course.UndoSuffix) {
			r.Parts = append(r.Parts, partOf(e))
		}
	}
	for _, e := range c.Undone() {
		part := partOf(e)
		part.Address = strings.TrimSuffix(e.Address, course.UndoSuffix)
		r.Undone = append(r.Undone, part)
	}
	for _, n := range c.Notices(0) {
		r.Told = append(r.Told, Told{n.Name, n.State, n.Words})
	}
	for _, s := range c.Shown() {
		r.Shown = append(r.Shown, Shown{s.Address, s.Question, s.Title, s.Text, s.Table})
	}
}

func partOf(e *course.Ended) Part {
	return Part{Address: e.Address, Key: e.Item(), Outcome: e.Outcome, By: cmp.Or(e.By, e.Address), Why: e.Why}
}
