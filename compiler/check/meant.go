package check

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/schemas/expr"
)

// This file words what a person most likely meant, where a form of a value is near one that is right.

// lengthWords are how people write a length of time.
var lengthWords = regexp.MustCompile(`^([0-9]+) ?(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?)$`)

// lengthMeant is the length of time that a text means which is not written as one, or "".
func lengthMeant(text string) string {
	if parts := lengthWords.FindStringSubmatch(strings.ToLower(strings.TrimSpace(text))); parts != nil {
		return parts[1] + parts[2][:1]
	}
	if parts := mixedLength.FindStringSubmatch(strings.ToLower(text)); parts != nil {
		hours, minutes := 0, 0
		fmt.Sscan(parts[1]+" "+parts[2], &hours, &minutes)
		return fmt.Sprintf("%dm", 60*hours+minutes)
	}
	return ""
}

// mixedLength is a length of time in two units.
var mixedLength = regexp.MustCompile(`^([0-9]{1,4}) ?h(?:ours?)? ?([0-9]{1,4}) ?m(?:in(?:utes)?)?$`)

var (
	daysMeant = regexp.MustCompile(`^(?:every )?([a-z]+(?:[ ,]+(?:and )?[a-z]+)*?)(?: at)? ([0-9]{1,2})(?:[:.]([0-9]{2}))? ?(am|pm)?$`)
	sinceWord = map[string]string{"daily": "day 07:00", "weekly": "monday 07:00", "hourly": "hour", "1h": "hour", "every hour": "hour", "every day": "day 07:00", "weekdays": "weekday 07:00"}
)

// everyMeant is the time of every that a text means which is not written as one, or "".
func everyMeant(text string) string {
	text = strings.ToLower(strings.TrimSpace(text))
	if meant := sinceWord[text]; meant != "" {
		return meant
	}
	parts := daysMeant.FindStringSubmatch(text)
	if parts == nil {
		return ""
	}
	hour, minute := 0, parts[3]
	fmt.Sscan(parts[2], &hour)
	if parts[4] == "pm" && hour < 12 {
		hour += 12
	} else if parts[4] == "am" && hour == 12 {
		hour = 0
	}
	if minute == "" {
		minute = "00"
	}
	days := strings.NewReplacer(",", " ", " and ", " ").Replace(parts[1])
	meant := fmt.Sprintf("%s %02d:%s", strings.Join(strings.Fields(days), " "), hour, minute)
	if _, err := scope.Every(meant); err != nil {
		return ""
	}
	return meant
}

// instead offers another text in the place of one.
func instead(d diag.Diagnostic, text string) diag.Diagnostic {
	if text == "" {
		return d
	}
	d.Message += fmt.Sprintf(" Did you mean %q?", text)
	return d.WithFix(diag.Fix{Title: fmt.Sprintf("write %q", text), Kind: diag.Maybe, Edits: []diag.Edit{{Range: d.Range, New: `"` + text + `"`}}})
}

// partCalled is the reference to the part of that name, where there is one that may be mentioned at p; "" else.
func (c *checker) partCalled(name string, p place) string {
	for _, namespace := range []string{"setting", "input", "local", "step", "ask", "approval", "org"} {
		if p.allows(namespace) && c.exists(namespace, name) {
			return namespace + "." + name
		}
	}
	return ""
}

// unquote tells, of a condition that is in quotes, to take them away.
func unquote(d diag.Diagnostic, t *scope.Term) (diag.Diagnostic, bool) {
	if t.Op != expr.OpLiteral {
		return d, false
	}
	text, _ := t.Value.AsText()
	if text != "true" && text != "false" && !conditionForm.MatchString(text) {
		return d, false
	}
	d = d.WithHelp("Write it without quotes: " + text)
	return d.WithFix(diag.Fix{Title: "take the quotes away", Kind: diag.Maybe, Edits: []diag.Edit{{Range: t.Range(), New: text}}}), true
}

var conditionForm = regexp.MustCompile(`^!?(approval|ask|check|each|input|local|org|phase|run|self|step|trigger)\.[a-z][a-z0-9_.]*( (==|!=|<|>|<=|>=) .+)?$`)
