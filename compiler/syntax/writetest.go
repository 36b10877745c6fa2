package syntax

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/scenario"
)

// WriteTest writes a test as a section of a file of tests, laid out: what reads it again is the same
// scenario. Notes are comments for whoever goes on writing, by the place that they belong to: "" is the test,
// and a section is named as it is written, mock "step.stale". A line of a note stays a comment whatever
// stands in it.
func WriteTest(s *scenario.Scenario, notes map[string][]string) []byte {
	w := &testWriter{notes: notes}
	w.line("test %s {", quoteText(s.Name))
	w.remark("")
	w.text("runbook", s.Runbook)
	w.text("trigger", s.Trigger)
	if !s.Event.IsNull() {
		w.line("event = %s", written(s.Event))
	}
	w.members("inputs", s.Inputs)
	w.text("requester", s.Requester)
	w.text("at", s.At)
	if s.Rehearsal {
		w.text("mode", "rehearsal")
	}
	w.sections(s)
	w.line("")
	w.text("outcome", s.Want.Outcome)
	w.text("by", s.Want.By)
	if s.Want.HasRan {
		w.line("ran = %s", writtenTexts(s.Want.Ran))
	}
	w.members("evidence", s.Want.Evidence)
	w.line("}")
	src, _ := Format("", []byte(w.String()))
	return src
}

type testWriter struct {
	strings.Builder
	notes map[string][]string
}

func (w *testWriter) line(format string, args ...any) {
	fmt.Fprintf(w, format+"\n", args...)
}

func (w *testWriter) remark(place string) {
	for _, note := range w.notes[place] {
		w.line("# %s", diag.Printable(strings.Join(strings.Fields(note), " ")))
	}
}

func (w *testWriter) text(name, value string) {
	if value != "" {
		w.line("%s = %s", name, quoteText(value))
	}
}

func (w *testWriter) members(name string, values map[string]expr.Value) {
	if len(values) > 0 {
		w.line("%s = %s", name, written(expr.OfObject(values)))
	}
}

func (w *testWriter) sections(s *scenario.Scenario) {
	for _, p := range s.People {
		w.section(fmt.Sprintf("person %s", quoteText(p.Login)), func() {
			w.line("roles = %s", writtenTexts(p.Roles))
			w.text("email", p.Email)
		})
	}
	for _, m := range s.Mocks {
		header := "mock " + quoteText(m.Address)
		if m.Keyed {
			header += " " + quoteText(m.Key)
		}
		w.section(header, func() {
			w.text("fails", m.Fails)
			for _, name := range slices.Sorted(maps.Keys(m.Outputs)) {
				w.line("%s = %s", name, written(m.Outputs[name]))
			}
		})
	}
	for _, a := range s.Approvals {
		w.section("approve "+quoteText(a.Name), func() {
			w.line("by = %s", writtenTexts(a.By))
			w.text("reject", a.Reject)
		})
	}
	for _, a := range s.Answers {
		w.section("answer "+quoteText(a.Name), func() {
			w.text("by", a.By)
			w.text("second", a.Second)
			w.line("values = %s", written(expr.OfObject(a.Values)))
		})
	}
}

// section writes a section with its notes.
func (w *testWriter) section(header string, inside func()) {
	w.line("\n%s {", header)
	w.remark(header)
	inside()
	w.line("}")
}

// written is a value as the language has it.
func written(v expr.Value) string {
	switch v.Kind() {
	case expr.Text:
		text, _ := v.AsText()
		return quoteText(text)
	case expr.Bool:
		truth, _ := v.AsBool()
		return fmt.Sprint(truth)
	case expr.Number:
		return v.AsNumber().Text('f')
	case expr.List:
		items := make([]string, len(v.Items()))
		for i, item := range v.Items() {
			items[i] = written(item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case expr.Object:
		return writtenMembers(v)
	}
	return "null"
}

// writtenMembers stands over several lines where it has several members.
func writtenMembers(v expr.Value) string {
	names := v.Names()
	if len(names) == 0 {
		return "{}"
	}
	members := make([]string, len(names))
	for i, name := range names {
		key := name
		if !isName(name, "_") || slices.Contains(ownWords, name) {
			key = quoteText(name)
		}
		members[i] = key + " = " + written(v.Get(name))
	}
	if len(members) == 1 && !strings.Contains(members[0], "\n") {
		return "{ " + members[0] + " }"
	}
	return "{\n" + strings.Join(members, "\n") + "\n}"
}

// ownWords would not be read as names.
var ownWords = []string{"true", "false", "null", "for", "if", "in"}

func writtenTexts(list []string) string {
	items := make([]string, len(list))
	for i, item := range list {
		items[i] = quoteText(item)
	}
	return "[" + strings.Join(items, ", ") + "]"
}

// quoteText is a text in quotes. A sign that would begin a value in it is written as its number, since doubled it
// would mean something else behind another one; and so is what cannot be seen.
func quoteText(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteRune('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r > 0xffff && !strconv.IsPrint(r):
			fmt.Fprintf(&b, `\U%08x`, r)
		case !strconv.IsPrint(r) || (r == '$' || r == '%') && strings.HasPrefix(text[i+1:], "{"):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
