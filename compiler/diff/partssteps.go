package diff

import (
	"maps"
	"slices"

	"github.com/attestary/attestary/compiler/internal/show"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// What the runbook may use, what it does, and how it judges.

func (t *taking) power() {
	for _, c := range t.plan.Connections {
		p := t.part(Power, "connection."+c.Name)
		p.text(Power, "kind", c.Kind).widens = turned
		address := p.text(Power, "url", c.URL)
		address.widens, address.hidden = present, address.hidden || show.Opens(c.URL)
		p.text(Power, "auth", c.Auth).widens = turned
		p.text(Power, "token", c.Token).widens = present
		p.text(Power, "user", c.User).widens = present
		p.text(Power, "password", c.Password).widens = present
		settings := c.AuthSettings()
		for _, name := range slices.Sorted(maps.Keys(settings)) {
			p.text(Power, name, settings[name]).widens = present
		}
		p.texts(Power, "hosts", c.Hosts).widens = gained
	}
	for _, s := range t.plan.Secrets {
		p := t.part(Power, "secret."+s.Name)
		p.text(Power, "from", s.From).widens = present
		p.text(Words, "purpose", s.Purpose)
	}
	for _, u := range t.plan.Uses {
		t.part(Power, "use."+u.Connection).texts(Power, "allow", u.Allow).widens = gained
	}
}

func (t *taking) phases() {
	for i := range t.plan.Phases {
		f := &t.plan.Phases[i]
		t.phase(f)
		for j := range f.Steps {
			t.step(f.Name, &f.Steps[j])
		}
		for j := range f.Approvals {
			t.approval(f.Name, &f.Approvals[j])
		}
		for j := range f.Asks {
			t.ask(f.Name, &f.Asks[j])
		}
		for j := range f.Checks {
			t.check(f.Name, &f.Checks[j])
		}
	}
}

func (t *taking) phase(f *plan.Phase) {
	p := t.part(Behaviour, "phase."+f.Name)
	p.texts(Power, "runs_on", f.RunsOn).widens = turned
	t.expression(p, Reach, "for_each", f.ForEach).widens = present
	p.text(Reach, "by", f.By)
	t.expression(p, Reach, "when", f.When).widens = lost
	p.number(Reach, "parallel", f.Parallel).widens = risen
	p.number(Reach, "limit", f.Limit).widens = raised
	p.texts(Behaviour, "after", f.After)
	if f.OnFailure != nil {
		p.text(Behaviour, "on_failure.undo", f.OnFailure.Undo)
		p.texts(Behaviour, "on_failure.notify", f.OnFailure.Notify)
	}
	p.text(Words, "title", f.Title)
}

func (t *taking) step(phase string, s *plan.Step) {
	p := t.part(Behaviour, s.Address())
	p.called = t.called(s.Action)
	p.text(Power, "effect", string(s.Effect)).widens = stronger
	p.text(Power, "action", s.Action).widens = busier
	p.text(Power, "connection", s.Connection).widens = turned
	if s.Action == "exec.run" { // beside being a setting, it is power
		t.expression(p, Power, "program", program(s.Settings["argv"])).widens = present
	}
	t.expression(p, Reach, "for_each", s.ForEach).widens = present
	p.text(Reach, "by", s.By)
	t.expression(p, Reach, "when", s.When).widens = lost
	parallel := p.number(Reach, "parallel", s.Parallel)
	parallel.widens, parallel.plain = risen, s.Parallel == 1
	t.limit(p, s.Limit)
	t.undo(p, s.Undo)
	t.expression(p, Reach, "undo_after", s.UndoAfter).widens = lost
	p.text(Behaviour, "phase", phase).plain = phase == "main"
	t.settings(p, s.Action, "setting ", s.Settings)
	p.texts(Behaviour, "needs", s.Needs).plain = true
	p.length(Behaviour, "timeout", s.Timeout)
	p.text(Behaviour, "on_error", s.OnError).plain = s.OnError == "stop"
	if s.Retry != nil {
		p.number(Behaviour, "retry.max", s.Retry.Max)
		p.length(Behaviour, "retry.delay", s.Retry.Delay).plain = true
		t.expression(p, Behaviour, "retry.while", s.Retry.While)
	}
	p.text(Words, "title", s.Title)
	for _, e := range s.Expects {
		of := t.part(Behaviour, s.Address()+"."+e.Name)
		t.expression(of, Behaviour, "condition", e.Condition)
		t.expression(of, Words, "message", e.Message)
	}
}

// program is the first item of argv; argv itself where its first item is not told apart.
func program(argv *expr.Node) *expr.Node {
	switch {
	case argv == nil:
		return nil
	case argv.Op == expr.OpList && len(argv.Args) > 0:
		return argv.Args[0]
	case argv.Op == expr.OpLiteral && argv.Value != nil && len(argv.Value.Items()) > 0:
		return expr.Lit(argv.Value.Items()[0])
	}
	return argv
}

func (t *taking) judgements() {
	for i := range t.plan.Checks {
		t.check("", &t.plan.Checks[i])
	}
	for _, e := range t.plan.Evidence {
		p := t.part(Behaviour, "evidence."+e.Name)
		t.expression(p, Behaviour, "value", e.Value)
		p.truth(Behaviour, "personal", e.Personal)
		p.text(Words, "description", e.Description)
	}
}

func (t *taking) check(phase string, c *plan.Check) {
	p := t.part(Behaviour, c.Address())
	p.text(Behaviour, "phase", phase)
	t.expression(p, Behaviour, "condition", c.Condition)
	p.text(Behaviour, "severity", c.Severity)
	t.expression(p, Behaviour, "for_each", c.ForEach)
	p.text(Behaviour, "by", c.By)
	p.text(Behaviour, "empty", c.Empty)
	t.expression(p, Words, "message", c.Message)
	p.text(Words, "remedy", c.Remedy)
}
