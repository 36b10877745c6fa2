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
// no rings, bounds, and no text with characters that a reader cannot see. It says nothing about whether
// the plan is wise; that is the compiler's business.
func (p *Plan) Check() error {
	if p.Format != Format {
		return fmt.Errorf("format is %q; this program reads %q", p.Format, Format)
	}
	c := newChecker(p)
	for _, check := range []func() error{
		c.checkHead, c.checkPeople, c.checkInputs, c.checkPhaseNames, c.checkPartNames, c.checkLocals, c.checkTriggers,
		c.checkSatisfies, c.checkReach, c.checkActions, c.checkAccess, c.checkPhases, c.checkSteps, c.checkAnswers,
		c.checkJudgements, c.checkOrder, c.checkEnd, c.checkTexts,
	} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) checkHead() error {
	p := c.Plan
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
	if !zone(p.Timezone) {
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

func (c *checker) checkLocals() error {
	if err := few("local", len(c.Locals)); err != nil {
		return err
	}
	names := slices.Sorted(maps.Keys(c.Locals))
	for _, name := range names {
		if !nameForm.MatchString(name) {
			return fmt.Errorf("local: %q is not a name", name)
		}
		if err := c.expression(c.Locals[name], place{scope: looking}); err != nil {
			return fmt.Errorf("local.%s: %w", name, err)
		}
	}
	after := func(name string) []string { return mentions("local", c.Locals[name]) }
	if ring := ring(names, after); ring != nil {
		return fmt.Errorf("local.%s: it needs itself: %s", ring[0], strings.Join(ring, " → "))
	}
	c.locals = c.partsOfLocals()
	for name, addresses := range c.locals {
		c.asks[name] = c.asksOf(addresses)
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

func zone(name string) bool { return len(name) <= 64 && zoneForm.MatchString(name) }

func date(text string) bool {
	t, err := time.Parse(time.DateOnly, text)
	return err == nil && t.Format(time.DateOnly) == text
}
