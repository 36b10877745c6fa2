package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// The rules of one input, each in plain words. What is sensitive or personal is never repeated.

// parseInput reads what was typed for an input.
func parseInput(in *plan.Input, text string) (expr.Value, *Finding) {
	v := expr.OfText(text)
	switch in.Type {
	case "number":
		v = expr.ReadNumber(strings.TrimSpace(text))
	case "bool":
		switch strings.TrimSpace(text) {
		case "true":
			v = expr.OfBool(true)
		case "false":
			v = expr.OfBool(false)
		}
	case "list(string)":
		v = lines(text)
	case "date", "duration":
		v = expr.OfText(strings.TrimSpace(text))
	}
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) || v.Conforms(expr.MustType(in.Type)) != nil {
		return v, &Finding{in.Name, "type", fmt.Sprintf("%s%s is not %s.", in.Name, shown(in, text), typeWords[in.Type])}
	}
	return v, nil
}

var typeWords = map[string]string{
	"string": "a text", "number": "a number, such as 21 or 0.5", "bool": "true or false",
	"date": "a date, such as 2026-01-31", "duration": "a length of time, such as 30m, 12h or 7d",
	"list(string)": "a list, one item a line",
}

func lines(text string) expr.Value {
	var items []expr.Value
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			items = append(items, expr.OfText(line))
		}
	}
	return expr.OfList(items)
}

// CheckInput is the first rule that a value breaks, or nil.
func CheckInput(in *plan.Input, v expr.Value) *Finding {
	if err := v.Conforms(expr.MustType(in.Type)); err != nil {
		return &Finding{in.Name, "type", fmt.Sprintf("%s is not %s.", in.Name, typeWords[in.Type])}
	}
	for _, rule := range []func(*plan.Input, expr.Value) *Finding{checkOneOf, checkLength, checkPattern, checkBounds} {
		if f := rule(in, v); f != nil {
			return f
		}
	}
	return nil
}

// parts are the items of a list, each of which keeps the rules, or the value itself.
func parts(v expr.Value) []expr.Value {
	if v.Kind() == expr.List {
		return v.Items()
	}
	return []expr.Value{v}
}

func checkOneOf(in *plan.Input, v expr.Value) *Finding {
	if len(in.OneOf) == 0 {
		return nil
	}
	for _, part := range parts(v) {
		if !slices.ContainsFunc(in.OneOf, part.Equal) {
			return &Finding{in.Name, "one_of", fmt.Sprintf("%s%s is not allowed: %s.", in.Name, shown(in, plain(part)), allowed(in))}
		}
	}
	return nil
}

func checkLength(in *plan.Input, v expr.Value) *Finding {
	for _, part := range parts(v) {
		text, _ := part.AsText()
		if n := utf8.RuneCountInString(text); in.MaxLength > 0 && int64(n) > in.MaxLength {
			return &Finding{in.Name, "max_length", fmt.Sprintf("%s has %d characters; at most %d are allowed.", in.Name, n, in.MaxLength)}
		}
	}
	return nil
}

func checkPattern(in *plan.Input, v expr.Value) *Finding {
	if in.Pattern == "" {
		return nil
	}
	whole, err := regexp.Compile(`\A(?:` + in.Pattern + `)\z`)
	if err != nil {
		return &Finding{in.Name, "pattern", fmt.Sprintf("%s cannot be checked: its pattern %s is none.", in.Name, in.Pattern)}
	}
	for _, part := range parts(v) {
		if text, _ := part.AsText(); !whole.MatchString(text) {
			return &Finding{in.Name, "pattern", fmt.Sprintf("%s%s does not look as it must: %s.", in.Name, shown(in, text), allowed(in))}
		}
	}
	return nil
}

func checkBounds(in *plan.Input, v expr.Value) *Finding {
	if order, ok := compare(in, v, in.Min); ok && order < 0 {
		return &Finding{in.Name, "min", fmt.Sprintf("%s%s is %s %s.", in.Name, shown(in, plain(v)), boundWords[in.Type][0], in.Min)}
	}
	if order, ok := compare(in, v, in.Max); ok && order > 0 {
		return &Finding{in.Name, "max", fmt.Sprintf("%s%s is %s %s.", in.Name, shown(in, plain(v)), boundWords[in.Type][1], in.Max)}
	}
	return nil
}

var boundWords = map[string][2]string{
	"number": {"too small; the least is", "too large; the most is"}, "date": {"too early; the first day is", "too late; the last day is"},
	"duration": {"too short; the shortest is", "too long; the longest is"}, "list(string)": {"too short; its least number of items is", "too long; its greatest number of items is"},
	"string": {"too short; its least number of characters is", "too long; its greatest number of characters is"},
}

// compare orders a value against a bound as its type does; ok is false where there is no bound.
func compare(in *plan.Input, v expr.Value, bound string) (order int, ok bool) {
	if bound == "" {
		return 0, false
	}
	text, _ := v.AsText()
	switch in.Type {
	case "date":
		return strings.Compare(text, bound), true
	case "duration":
		a, b := seconds(text), seconds(bound)
		return a.Cmp(b), true
	case "list(string)":
		v = expr.OfInt(int64(len(v.Items())))
	case "string":
		v = expr.OfInt(int64(utf8.RuneCountInString(text)))
	}
	limit := expr.ReadNumber(bound)
	if v.Kind() != expr.Number || limit.Kind() != expr.Number {
		return 0, false
	}
	return v.AsNumber().Cmp(limit.AsNumber()), true
}

// seconds is a length of time, as 30m or 7d.
type lengthOfTime time.Duration

func (l lengthOfTime) Cmp(m lengthOfTime) int { return int(min(max(l-m, -1), 1)) }

func seconds(text string) lengthOfTime {
	unit := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}
	if text == "" {
		return 0
	}
	n, _ := strconv.ParseInt(text[:len(text)-1], 10, 32)
	return lengthOfTime(time.Duration(n) * unit[text[len(text)-1]])
}

// shown is a colon and the value that was given, or nothing where it may not be told.
func shown(in *plan.Input, text string) string {
	if in.Sensitive || in.Personal || text == "" {
		return ""
	}
	return ": " + quote(text)
}

// allowed tells what an input takes.
func allowed(in *plan.Input) string {
	switch {
	case len(in.OneOf) > 0:
		var options []string
		for _, v := range in.OneOf {
			options = append(options, plain(v))
		}
		return "allowed are " + strings.Join(options, ", ")
	case in.Example != "":
		return "give " + typeWords[in.Type] + "; an example is " + in.Example
	case in.Pattern != "":
		return "give " + typeWords[in.Type] + "; the pattern is " + in.Pattern
	}
	return "give " + typeWords[in.Type]
}

// plain is a scalar as people write it; "" for what is none.
func plain(v expr.Value) string {
	text, ok := v.AsText()
	if number := v.AsNumber(); number != nil {
		return number.Text('f')
	}
	if truth, is := v.AsBool(); is {
		return strconv.FormatBool(truth)
	}
	if !ok {
		return ""
	}
	return text
}
