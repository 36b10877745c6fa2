package check

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/plan"
)

// cronField is one of the five fields of a schedule, as people are told of it.
type cronField struct {
	name     string
	min, max int
	words    []string // allowed in place of numbers
}

var cronFields = []cronField{
	{"minute", 0, 59, nil},
	{"hour", 0, 23, nil},
	{"day", 1, 31, nil},
	{"month", 1, 12, []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}},
	{"weekday", 0, 6, []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}},
}

// cron holds the five fields, and names the one that is wrong.
func (c *checker) cron(text string, at diag.Range, address string) {
	wrong := func(message, help string) {
		c.report(diag.New("RB3008", at, message).At(address).WithHelp(help))
	}
	fields := strings.Fields(text)
	if len(fields) == len(cronFields)+1 && fields[0] == "0" {
		d := diag.New("RB3008", at, "cron has five fields, and this has 6: the first is not for seconds.").At(address)
		c.report(instead(d, strings.Join(fields[1:], " ")).WithHelp("They are minute, hour, day, month and weekday; * stands for every one: \"15 5 * * *\"."))
		return
	}
	if strings.HasPrefix(text, "@") {
		wrong(fmt.Sprintf("cron has five fields, and no words as %s.", text), `Write the fields, as "15 5 * * *"; or in place of cron: every = "day 07:00".`)
		return
	}
	if len(fields) != len(cronFields) {
		wrong(fmt.Sprintf("cron has five fields, and this has %d.", len(fields)), "They are minute, hour, day, month and weekday; * stands for every one: \"15 5 * * *\".")
		return
	}
	for i, field := range fields {
		if message := cronFields[i].wrong(field); message != "" {
			wrong(message, fmt.Sprintf("Allowed for the %s are numbers from %d to %d, a range as 1-5, a list as 1,3 or a step as */2.", cronFields[i].name, cronFields[i].min, cronFields[i].max))
			return
		}
	}
	if _, err := plan.Cron(text); err != nil {
		wrong("This is not a schedule: "+err.Error()+".", "Write five fields with one space between: \"15 5 * * *\".")
		return
	}
	if _, comes := c.Project.Interval(text); !comes {
		wrong("This time never comes: the month has no such day.", "Choose a day that the month has.")
	}
}

// wrong says what is wrong with a field; "" where nothing is.
func (f cronField) wrong(field string) string {
	for _, part := range strings.Split(field, ",") {
		span, step, stepped := strings.Cut(part, "/")
		if n, err := strconv.Atoi(step); stepped && (err != nil || n < 1) {
			return fmt.Sprintf("%q is no step for the %s.", part, f.name)
		}
		if span == "*" {
			continue
		}
		first, last, ranged := strings.Cut(span, "-")
		from, message := f.number(first)
		if message == "" && ranged {
			var to int
			if to, message = f.number(last); message == "" && to < from {
				message = fmt.Sprintf("The range %s of the %s ends before it begins.", span, f.name)
			}
		}
		if message != "" {
			return message
		}
	}
	return ""
}

func (f cronField) number(text string) (n int, wrong string) {
	if i := slices.Index(f.words, strings.ToLower(text)); i >= 0 {
		return f.min + i, ""
	}
	n, err := strconv.Atoi(text)
	switch {
	case err != nil:
		return 0, fmt.Sprintf("%q is no %s.", text, f.name)
	case n < f.min || n > f.max:
		return 0, fmt.Sprintf("%s %d does not exist; allowed are %d-%d.", f.name, n, f.min, f.max)
	}
	return n, ""
}
