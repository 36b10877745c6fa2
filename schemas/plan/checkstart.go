package plan

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// What may stand in the plan before a run: inputs, triggers, claims, connections and secrets.

var (
	inputTypes = []string{"string", "number", "bool", "date", "duration", "list(string)"}
	// Stages of a function, from the lowest.
	Stages = []string{"traditional", "initial", "advanced", "optimal"}

	actionForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}\.[a-z][a-z0-9_]{0,39}$`)
	sourceForm = regexp.MustCompile(`^(env:[A-Za-z_][A-Za-z0-9_]*|github:[A-Z_][A-Z0-9_]*|file:.+)$`)
)

func (p *Plan) checkInputs() error {
	if err := few("input", len(p.Inputs)); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, in := range p.Inputs {
		if !nameForm.MatchString(in.Name) {
			return fmt.Errorf("input: %q is not a name", in.Name)
		}
		if seen[in.Name] {
			return fmt.Errorf("input.%s: it is doubled", in.Name)
		}
		seen[in.Name] = true
		if err := in.check(); err != nil {
			return fmt.Errorf("input.%s: %w", in.Name, err)
		}
	}
	return nil
}

func (in *Input) check() error {
	if !slices.Contains(inputTypes, in.Type) {
		return fmt.Errorf("type: %q is none of %q", in.Type, inputTypes)
	}
	if in.MaxLength < 0 {
		return fmt.Errorf("max_length: %d is less than 0", in.MaxLength)
	}
	if _, err := regexp.Compile(in.Pattern); err != nil {
		return fmt.Errorf("pattern: %w", err)
	}
	if in.Default != nil && !in.holds(*in.Default) {
		return fmt.Errorf("default: a %s is not a %s", in.Default.Kind(), in.Type)
	}
	return nil
}

// holds tells whether v has the shape that the input's type asks for. Dates and lengths of time are text.
func (in *Input) holds(v expr.Value) bool {
	switch in.Type {
	case "number":
		return v.Kind() == expr.Number
	case "bool":
		return v.Kind() == expr.Bool
	case "list(string)":
		return v.Kind() == expr.List
	}
	return v.Kind() == expr.Text
}

func (p *Plan) checkTriggers() error {
	if err := few("trigger", len(p.Triggers)); err != nil {
		return err
	}
	names := map[string]bool{}
	for i := range p.Triggers {
		t := &p.Triggers[i]
		if i > 0 && order(p.Triggers[i-1], *t) >= 0 {
			return fmt.Errorf("trigger.%s: it is doubled or out of order", t.Name)
		}
		if !nameForm.MatchString(t.Name) || names[t.Name] {
			return fmt.Errorf("trigger: %q is not a name of its own", t.Name)
		}
		names[t.Name] = true
		if err := p.checkTrigger(t); err != nil {
			return fmt.Errorf("trigger.%s: %w", t.Name, err)
		}
	}
	return nil
}

func order(a, b Trigger) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
}

func (p *Plan) checkTrigger(t *Trigger) error {
	switch t.Kind {
	case "schedule":
		if _, err := Cron(t.Cron); err != nil {
			return fmt.Errorf("cron: %w", err)
		}
	case "manual":
		if p.Access == nil {
			return errors.New("a run by hand needs an access section; deny is the default")
		}
		if t.Cron != "" || len(t.Map) > 0 {
			return errors.New("a run by hand has neither cron nor map")
		}
	default:
		return fmt.Errorf("kind: %q is none of schedule, manual", t.Kind)
	}
	for _, name := range slices.Sorted(maps.Keys(t.Map)) {
		if p.Input(name) == nil {
			return fmt.Errorf("map: the plan has no input %q", name)
		}
		if err := p.expression(t.Map[name], mapping); err != nil {
			return fmt.Errorf("map: %s: %w", name, err)
		}
	}
	return nil
}

func (p *Plan) checkSatisfies() error {
	for i, s := range p.Satisfies {
		if i > 0 && compareSatisfies(p.Satisfies[i-1], s) >= 0 {
			return fmt.Errorf("satisfies.%s: %s %s is doubled or out of order", s.Framework, s.Function, s.Stage)
		}
		if err := p.checkClaim(s); err != nil {
			return fmt.Errorf("satisfies.%s: %w", s.Framework, err)
		}
	}
	return nil
}

func compareSatisfies(a, b Satisfies) int {
	return cmp.Or(cmp.Compare(a.Framework, b.Framework), cmp.Compare(a.Function, b.Function), cmp.Compare(a.Stage, b.Stage))
}

func (p *Plan) checkClaim(s Satisfies) error {
	if !dashedForm.MatchString(s.Framework) {
		return fmt.Errorf("%q is not a name", s.Framework)
	}
	isStage := s.Function != "" && slices.Contains(Stages, s.Stage) && len(s.Controls) == 0
	isControls := s.Function == "" && s.Stage == "" && len(s.Controls) > 0
	if !isStage && !isControls {
		return fmt.Errorf("it wants a function and one of the stages %q, or controls", Stages)
	}
	for _, name := range s.Inputs {
		if p.Input(name) == nil {
			return fmt.Errorf("inputs: the plan has no input %q", name)
		}
	}
	return cmp.Or(ascending("controls", s.Controls), ascending("inputs", s.Inputs), seconds("fresh_for", s.FreshFor, 0))
}

// checkReach holds connections, the secrets that open them, and the power that is asked for on them.
func (p *Plan) checkReach() error {
	if err := named("secret", p.Secrets, func(s Secret) string { return s.Name }); err != nil {
		return err
	}
	for _, s := range p.Secrets {
		if !sourceForm.MatchString(s.From) || s.Purpose == "" {
			return fmt.Errorf("secret.%s: it wants a source env:NAME, file:PATH or github:NAME, and a purpose", s.Name)
		}
	}
	if err := named("connection", p.Connections, func(c Connection) string { return c.Name }); err != nil {
		return err
	}
	for _, c := range p.Connections {
		if err := p.checkConnection(c); err != nil {
			return fmt.Errorf("connection.%s: %w", c.Name, err)
		}
	}
	if err := named("use", p.Uses, func(u Use) string { return u.Connection }); err != nil {
		return err
	}
	for _, u := range p.Uses {
		if p.Connection(u.Connection) == nil {
			return fmt.Errorf("use.%s: the plan has no such connection", u.Connection)
		}
		if err := ascending("allow", u.Allow); err != nil {
			return fmt.Errorf("use.%s: %w", u.Connection, err)
		}
	}
	return nil
}

func (p *Plan) checkConnection(c Connection) error {
	if !slices.Contains(kind.Connections, c.Kind) {
		return fmt.Errorf("kind: %q is none of %q", c.Kind, kind.Connections)
	}
	for _, name := range []string{c.Token, c.Password} {
		if name != "" && p.Secret(name) == nil {
			return fmt.Errorf("the plan has no secret %q", name)
		}
	}
	return nil
}
