package diff

import (
	"maps"
	"slices"

	"github.com/attestary/attestary/compiler/internal/show"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// actions are those written in HCL: what they ask of a service is power.
func (t *taking) actions() {
	for i := range t.plan.Actions {
		a := &t.plan.Actions[i]
		p := t.part(Power, "action."+a.Name)
		p.text(Power, "effect", string(a.Effect)).widens = stronger
		p.text(Power, "kind", a.Kind).widens = turned
		p.text(Power, "run", a.Run.Action).widens = turned
		t.settings(p, a.Run.Action, "run.", a.Run.Settings)
		t.undo(p, a.Undo)
		p.truth(Behaviour, "idempotent", a.Idempotent)
		p.text(Behaviour, "paginate", a.Run.Paginate)
		t.expression(p, Behaviour, "done", a.Run.Done)
		for _, name := range slices.Sorted(maps.Keys(a.Run.Give)) {
			t.member(p, Behaviour, "give ", name, a.Run.Give[name])
		}
		p.text(Words, "title", a.Title)
		t.actionParts(a)
	}
}

func (t *taking) actionParts(a *plan.Action) {
	for _, s := range a.Settings {
		p := t.part(Reach, "action."+a.Name+".setting."+s.Name)
		rules{kind: s.Type, pattern: s.Pattern, oneOf: s.OneOf}.tell(p)
		if s.Default != nil {
			f := p.value(Reach, "default", *s.Default)
			f.hidden = f.hidden || show.SecretName(s.Name)
		}
		p.text(Words, "description", s.Description)
	}
	for _, o := range a.Outputs {
		p := t.part(Behaviour, "action."+a.Name+".output."+o.Name)
		p.texts(Power, "labels", words(o.Labels)).widens = stripped
		p.text(Behaviour, "type", o.Type)
		p.truth(Behaviour, "as_of", o.AsOf)
	}
}

// called is the title of an action written in HCL; nothing where it has none that may be shown.
func (t *taking) called(action string) string {
	for i := range t.plan.Actions {
		if a := &t.plan.Actions[i]; a.Name == action && !show.LooksSecret(a.Title) {
			return cut(show.Visible(a.Title))
		}
	}
	return ""
}

// undo is what takes a step back. Where it is gone, what the step did stays.
func (t *taking) undo(p *part, u *plan.Undo) {
	if u == nil {
		return
	}
	p.text(Power, "undo", u.Action).widens = turned
	for _, name := range slices.Sorted(maps.Keys(u.Settings)) {
		t.member(p, Power, "undo.", name, u.Settings[name]).widens = turned
	}
	p.text(Behaviour, "no undo", u.Reason)
}

func (t *taking) limit(p *part, l *plan.Limit) {
	if l == nil {
		return
	}
	p.number(Reach, "limit", l.Count).widens = raised
	p.number(Reach, "limit in percent", l.Percent).widens = raised
	t.expression(p, Reach, "limit_of", l.Of).widens = turned
}

// settings are the settings of an action. Those that say what it may do to the world are power.
func (t *taking) settings(p *part, action, prefix string, settings map[string]*expr.Node) {
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		of, widens := Behaviour, widening(nil)
		switch action + " " + name {
		case "http.request method":
			of, widens = Power, writing
		case "sql.query query":
			of, widens = Power, querying
		case "script.run shell":
			of, widens = Power, present
		}
		if prefix == "run." && widens == nil { // whoever uses the action sees nothing of them
			of, widens = Power, turned
		}
		t.member(p, of, prefix, name, settings[name]).widens = widens
	}
}
