package plan

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/attestary/attestary/schemas/expr"
)

// Bounds of a plan. They keep what a hostile plan can ask of a reader small.
const (
	MaxSteps   = 1000
	MaxParts   = 1000            // of one kind: inputs, checks, locals, …
	MaxSeconds = 366 * 24 * 3600 // the longest length of time
)

var (
	nameForm   = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
	dashedForm = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}$`)
	zoneForm   = regexp.MustCompile(`^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}$`)
)

// Check tells the first rule of its own that the plan breaks: closed lists of words, spelling of names,
// order and uniqueness, references that point at something in the plan, expressions (expr.Node.Check),
// no rings, bounds, and no text with characters that a reader cannot see. It says nothing about whether the plan is wise; that is the compiler's business.
func (p *Plan) Check() error {
	if p.Format != Format {
		return fmt.Errorf("format is %q; this program reads %q", p.Format, Format)
	}
	for _, check := range []func() error{
		p.checkHead, p.checkPeople, p.checkInputs, p.checkTriggers, p.checkSatisfies,
		p.checkReach, p.checkPhases, p.checkLocals, p.checkSteps, p.checkJudgements, p.checkTexts,
	} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (p *Plan) checkHead() error {
	if !dashedForm.MatchString(p.Project) {
		return fmt.Errorf("project: %q is not a name", p.Project)
	}
	if !dashedForm.MatchString(p.Runbook) {
		return fmt.Errorf("runbook: %q is not a name", p.Runbook)
	}
	odd := func(r rune) bool { return !unicode.IsPrint(r) }
	if !fs.ValidPath(p.File) || path.Base(p.File) != p.Runbook+".runbook.hcl" || strings.ContainsFunc(p.File, odd) {
		return fmt.Errorf("file: %q is not a path below the repository that ends in %s.runbook.hcl", p.File, p.Runbook)
	}
	if len(p.Timezone) > 64 || !zoneForm.MatchString(p.Timezone) {
		return fmt.Errorf("timezone: %q is not an IANA name", p.Timezone)
	}
	if strings.TrimSpace(p.Title) == "" {
		return errors.New("title: it is empty")
	}
	if err := seconds("timeout", p.Timeout, 1); err != nil {
		return err
	}
	if err := seconds("finish_by", p.FinishBy, 1); err != nil {
		return err
	}
	if p.ReviewBy != "" && !date(p.ReviewBy) {
		return fmt.Errorf("review_by: %q is not YYYY-MM-DD", p.ReviewBy)
	}
	return nil
}

// checkPeople holds that every role the plan speaks of says who has it.
func (p *Plan) checkPeople() error {
	if err := named("role", p.Roles, func(r Role) string { return r.Name }); err != nil {
		return err
	}
	if p.Role(p.Owner) == nil {
		return fmt.Errorf("owner: the plan has no role %q", p.Owner)
	}
	if p.Access == nil {
		return nil
	}
	if len(p.Access.Who) == 0 {
		return errors.New("access: it lets nobody start the run")
	}
	for _, name := range slices.Concat(p.Access.Who, p.Access.BreakGlass) {
		if p.Role(name) == nil {
			return fmt.Errorf("access: the plan has no role %q", name)
		}
	}
	return nil
}

func (p *Plan) checkLocals() error {
	if err := few("local", len(p.Locals)); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(p.Locals)) {
		if !nameForm.MatchString(name) {
			return fmt.Errorf("local: %q is not a name", name)
		}
		if err := p.expression(p.Locals[name], running); err != nil {
			return fmt.Errorf("local.%s: %w", name, err)
		}
	}
	after := func(name string) []string { return mentions("local", p.Locals[name]) }
	if ring := ring(slices.Sorted(maps.Keys(p.Locals)), after); ring != nil {
		return fmt.Errorf("local.%s: it needs itself: %s", ring[0], strings.Join(ring, " → "))
	}
	return nil
}

// checkJudgements holds the checks and the evidence, which may look at everything.
func (p *Plan) checkJudgements() error {
	if err := named("check", p.Checks, func(c Check) string { return c.Name }); err != nil {
		return err
	}
	for i := range p.Checks {
		if err := p.checkCheck(&p.Checks[i]); err != nil {
			return fmt.Errorf("check.%s: %w", p.Checks[i].Name, err)
		}
	}
	if err := named("evidence", p.Evidence, func(e Evidence) string { return e.Name }); err != nil {
		return err
	}
	for _, e := range p.Evidence {
		if err := p.expression(e.Value, looking); err != nil {
			return fmt.Errorf("evidence.%s: %w", e.Name, err)
		}
	}
	return nil
}

func (p *Plan) checkCheck(c *Check) error {
	if !slices.Contains([]string{"low", "medium", "high"}, c.Severity) {
		return fmt.Errorf("severity: %q is none of low, medium, high", c.Severity)
	}
	if c.Empty != "" && c.Empty != "passed" {
		return fmt.Errorf("empty: %q; only \"passed\" is allowed", c.Empty)
	}
	if c.By != "" && c.ForEach == nil {
		return errors.New("by: there is no for_each")
	}
	where := looking
	if c.ForEach != nil {
		if err := p.expression(c.ForEach, looking); err != nil {
			return fmt.Errorf("for_each: %w", err)
		}
		where |= each
	}
	return p.judgement(c.Condition, c.Message, where)
}

func (p *Plan) judgement(condition, message *expr.Node, where scope) error {
	if err := p.expression(condition, where); err != nil {
		return fmt.Errorf("condition: %w", err)
	}
	if err := p.expression(message, where); err != nil {
		return fmt.Errorf("message: %w", err)
	}
	return nil
}

// named holds that every item has a name and that the list is sorted by it, without doubles.
func named[T any](kind string, list []T, name func(T) string) error {
	if err := few(kind, len(list)); err != nil {
		return err
	}
	for i, item := range list {
		if !nameForm.MatchString(name(item)) {
			return fmt.Errorf("%s: %q is not a name", kind, name(item))
		}
		if i > 0 && name(list[i-1]) >= name(item) {
			return fmt.Errorf("%s.%s: it is doubled or out of order", kind, name(item))
		}
	}
	return nil
}

func few(kind string, n int) error {
	if n > MaxParts {
		return fmt.Errorf("%s: there are %d; at most %d are allowed", kind, n, MaxParts)
	}
	return nil
}

// ascending holds that texts are sorted, without doubles.
func ascending(field string, list []string) error {
	for i := 1; i < len(list); i++ {
		if list[i-1] >= list[i] {
			return fmt.Errorf("%s: %q is doubled or out of order", field, list[i])
		}
	}
	return nil
}

func seconds(field string, n, least int64) error {
	if n < least || n > MaxSeconds {
		return fmt.Errorf("%s: %d seconds; %d to %d are allowed", field, n, least, MaxSeconds)
	}
	return nil
}

func date(text string) bool {
	t, err := time.Parse(time.DateOnly, text)
	return err == nil && t.Format(time.DateOnly) == text
}
