package diff

import (
	"maps"
	"slices"

	"github.com/attestary/attestary/compiler/internal/show"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// partsOf takes a plan apart. A field that is new in package plan is told in one of the methods below; a
// test there and the digests see to it that none is forgotten.
func partsOf(p *plan.Plan) []*part {
	if p == nil {
		return nil
	}
	t := taking{plan: p, sensitive: show.Sensitive(p), mentioned: map[string]Consequence{}}
	t.head()
	t.people()
	t.reviews()
	t.claims()
	t.starts()
	t.power()
	t.actions()
	t.phases()
	t.judgements()
	t.end()
	t.locals() // last: what they are about follows from what mentions them
	return t.parts
}

// taking is a plan on the way to its parts.
type taking struct {
	plan      *plan.Plan
	parts     []*part
	sensitive map[string]bool        // inputs and locals, by "input.X" and "local.X"
	mentioned map[string]Consequence // locals: the most important thing that mentions them
}

func (t *taking) part(home Consequence, address string) *part {
	p := &part{address: address, home: home}
	t.parts = append(t.parts, p)
	return p
}

// expression is a fact that an expression states; none where there is no expression.
func (t *taking) expression(p *part, of Consequence, key string, n *expr.Node) *fact {
	if n == nil {
		return p.text(of, key, "")
	}
	t.mention(of, n)
	hidden := show.HasSecret(n) || t.asksSensitive(n)
	return p.add(fact{of: of, key: key, exact: string(encoded(n)), node: n, hidden: hidden})
}

// member is a member of a map of expressions. With the prefix, its key is no other setting's.
func (t *taking) member(p *part, of Consequence, prefix, name string, n *expr.Node) *fact {
	f := t.expression(p, of, prefix+name, n)
	f.setting, f.hidden = show.Visible(name), f.hidden || show.SecretName(name)
	return f
}

func (t *taking) mention(of Consequence, n *expr.Node) {
	for _, name := range show.Locals(n) {
		if known, ok := t.mentioned[name]; !ok || of.weight() < known.weight() {
			t.mentioned[name] = of
		}
	}
}

func (t *taking) head() {
	p, r := t.plan, t.part(Behaviour, "runbook")
	r.truth(Power, "read_only", p.ReadOnly).widens = gone
	r.text(People, "owner", p.Owner).widens = turned
	r.text(Behaviour, "format", p.Format).plain = true
	r.text(Behaviour, "project", p.Project).plain = true
	r.text(Behaviour, "timezone", p.Timezone).plain = p.Timezone == "UTC"
	r.length(Behaviour, "timeout", p.Timeout)
	r.length(Behaviour, "finish_by", p.FinishBy)
	r.text(Behaviour, "review_by", p.ReviewBy)
	r.text(Words, "title", p.Title)
	r.text(Words, "summary", p.Summary)
	r.text(Words, "file", p.File)
	r.texts(Words, "moved", moves(p.Moved))
}

func (t *taking) people() {
	for _, role := range t.plan.Roles {
		r := t.part(People, "role."+role.Name)
		r.texts(People, "members", role.Members).widens = gained
		r.texts(People, "teams", role.Teams).widens = gained
	}
	if access := t.plan.Access; access != nil {
		r := t.part(People, "access")
		r.texts(People, "who", access.Who).widens = gained
		r.texts(People, "break_glass", access.BreakGlass).widens = gained
		t.gates(access.Gates)
	}
}

// claims takes the stages that are claimed of one function together: "initial" became "advanced".
func (t *taking) claims() {
	parts := map[string]*part{}
	stages := map[*part][]string{}
	for _, s := range t.plan.Satisfies {
		address, suffix := "satisfies."+s.Framework, ""
		if s.Function != "" {
			address, suffix = address+"."+s.Function, " ("+s.Stage+")"
		}
		p := parts[address]
		if p == nil {
			p = t.part(Maturity, address)
			parts[address] = p
		}
		if s.Stage != "" {
			stages[p] = append(stages[p], s.Stage)
		}
		p.texts(Maturity, "controls"+suffix, s.Controls)
		p.length(Maturity, "fresh_for"+suffix, s.FreshFor)
		p.texts(Maturity, "inputs"+suffix, s.Inputs)
		p.truth(Maturity, "rehearsal"+suffix, s.Rehearsal)
	}
	for p, claimed := range stages {
		slices.SortFunc(claimed, func(a, b string) int { return slices.Index(plan.Stages, a) - slices.Index(plan.Stages, b) })
		p.texts(Maturity, "stages", claimed)
		last := len(p.facts) - 1 // told first
		p.facts = slices.Insert(p.facts[:last:last], 0, p.facts[last])
	}
}

func (t *taking) starts() {
	for _, trigger := range t.plan.Triggers {
		p := t.part(Behaviour, "trigger."+trigger.Name)
		p.text(Behaviour, "kind", trigger.Kind)
		p.text(Behaviour, "cron", trigger.Cron)
		p.text(Behaviour, "timezone", trigger.Timezone)
		p.text(Behaviour, "type", trigger.Type)
		p.text(Behaviour, "label", trigger.Label)
		p.texts(Behaviour, "paths", trigger.Paths)
		p.truth(Power, "forks", trigger.Forks)
		p.text(Behaviour, "check", trigger.Check)
		for _, name := range slices.Sorted(maps.Keys(trigger.Map)) {
			t.member(p, Behaviour, "map ", name, trigger.Map[name])
		}
	}
	for i := range t.plan.Inputs {
		t.input(&t.plan.Inputs[i])
	}
}

func (t *taking) input(in *plan.Input) {
	p := t.part(Reach, "input."+in.Name)
	rules{in.Type, in.Min, in.Max, in.Pattern, in.MaxLength, in.OneOf}.tell(p)
	if in.Default != nil {
		p.value(Reach, "default", *in.Default)
	}
	p.text(Words, "title", in.Title)
	p.text(Words, "description", in.Description)
	p.text(Words, "example", in.Example)
	p.truth(Behaviour, "sensitive", in.Sensitive)
	p.truth(Behaviour, "personal", in.Personal)
	if in.Sensitive || show.SecretName(in.Name) {
		p.hide("default", "min", "max", "one_of", "example")
	}
}

// hide hides facts of that key.
func (p *part) hide(keys ...string) {
	for _, f := range p.facts {
		f.hidden = f.hidden || slices.Contains(keys, f.key)
	}
}
