package diff

import (
	"maps"
	"slices"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// People who must say yes, who are asked, and who are told. That one of them is no longer asked gives power
// to whoever had to wait for them.

// guard is a part that stands in the way of something.
func (t *taking) guard(address string) *part {
	p := t.part(People, address)
	p.guards = true
	return p
}

func (t *taking) reviews() {
	for _, r := range t.plan.Reviews {
		p := t.guard("review." + r.Name)
		p.texts(People, "effects", words(r.Effects)).widens = stripped
		p.texts(People, "from", r.From).widens = loosened
		p.number(People, "min", r.Min).widens = lowered
	}
}

func (t *taking) gates(gates []plan.Gate) {
	for i := range gates {
		g := &gates[i]
		p := t.guard("gate." + g.Name)
		p.text(People, "action", g.Action).widens = turned
		p.text(Power, "connection", g.Connection).widens = turned
		t.expression(p, People, "condition", g.Condition).widens = lost
		p.length(People, "max_age", g.MaxAge).widens = raised
		for _, name := range slices.Sorted(maps.Keys(g.Settings)) {
			t.member(p, People, "setting ", name, g.Settings[name]).widens = turned
		}
		t.expression(p, Words, "message", g.Message)
	}
}

func (t *taking) approval(phase string, a *plan.Approval) {
	p := t.guard(a.Address())
	p.texts(People, "from", a.From).widens = loosened
	p.number(People, "min", a.Min).widens = lowered
	t.expression(p, People, "skip_if", a.SkipIf).widens = present
	p.length(Behaviour, "timeout", a.Timeout)
	p.text(Behaviour, "phase", phase).plain = phase == "main"
	p.texts(Behaviour, "needs", a.Needs).plain = true
	t.show(p, a.Show)
}

func (t *taking) ask(phase string, a *plan.Ask) {
	p := t.guard(a.Address())
	p.texts(People, "to", a.To).widens = loosened
	p.texts(People, "second", a.Second).widens = loosened
	t.expression(p, People, "when", a.When).widens = present
	t.expression(p, Behaviour, "question", a.Question)
	p.length(Behaviour, "timeout", a.Timeout)
	p.text(Behaviour, "phase", phase).plain = phase == "main"
	p.texts(Behaviour, "needs", a.Needs).plain = true
	t.show(p, a.Show)
	var names []string
	for i := range a.Answers {
		answer := &a.Answers[i]
		names = append(names, answer.Name)
		of := t.part(Reach, a.Address()+"."+answer.Name)
		rules{answer.Type, answer.Min, answer.Max, answer.Pattern, answer.MaxLength, answer.OneOf}.tell(of)
		of.text(Words, "title", answer.Title)
	}
	p.texts(Behaviour, "answers", names)
}

// show is what a person sees before they answer.
func (t *taking) show(p *part, s *plan.Show) {
	if s == nil {
		return
	}
	t.expression(p, Behaviour, "show.title", s.Title)
	t.expression(p, Behaviour, "show.text", s.Text)
	t.expression(p, Behaviour, "show.table", s.Table)
}

// end is what happens around a run.
func (t *taking) end() {
	if c := t.plan.Concurrency; c != nil {
		p := t.part(Behaviour, "concurrency")
		t.expression(p, Behaviour, "key", c.Key)
		p.text(Behaviour, "mode", c.Mode)
	}
	for i := range t.plan.Notifies {
		n := &t.plan.Notifies[i]
		p := t.part(Behaviour, "notify."+n.Name)
		p.text(Power, "action", n.Action).widens = turned
		p.text(Power, "connection", n.Connection).widens = turned
		p.texts(Behaviour, "on", n.On)
		t.expression(p, Behaviour, "text", n.Text)
	}
	if t.plan.Result != nil {
		t.show(t.part(Behaviour, "result"), t.plan.Result)
	}
	if c := t.plan.Confirm; c != nil {
		p := t.guard("confirm")
		p.texts(People, "by", c.By).widens = loosened
		p.length(People, "within", c.Within).widens = raised
	}
	for _, w := range t.plan.Waivable {
		p := t.part(People, "waivable."+w.Check)
		p.text(People, "check", w.Check).widens = present
		p.length(People, "max_for", w.MaxFor).widens = raised
		p.texts(People, "by", w.By).widens = gained
	}
}

// moves tells which parts have another name since, as one list.
func moves(list []plan.Moved) []string {
	var texts []string
	for _, m := range list {
		texts = append(texts, m.From+" → "+m.To)
	}
	return texts
}

func words[T ~string](list []T) []string {
	var texts []string
	for _, item := range list {
		texts = append(texts, string(item))
	}
	return texts
}

// rules are what a value must keep that a person gives, or a step.
type rules struct {
	kind, min, max, pattern string
	maxLength               int64
	oneOf                   []expr.Value
}

func (r rules) tell(p *part) {
	p.text(Reach, "type", r.kind).widens = turned
	p.text(Reach, "min", r.min).widens = lowered
	p.text(Reach, "max", r.max).widens = raised
	p.number(Reach, "max_length", r.maxLength).widens = raised
	p.text(Reach, "pattern", r.pattern).widens = lost
	if len(r.oneOf) == 0 {
		return
	}
	f := p.value(Reach, "one_of", expr.OfList(slices.Clone(r.oneOf)))
	f.widens = loosened
	for _, v := range r.oneOf {
		f.list = append(f.list, expr.Lit(v).String())
	}
}
