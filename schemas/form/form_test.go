package form_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/form"
	"github.com/attestary/attestary/schemas/plan"
)

func texts(all ...string) (values []expr.Value) {
	for _, text := range all {
		values = append(values, expr.OfText(text))
	}
	return values
}

func ptr[T any](v T) *T { return &v }

var inputs = []plan.Input{
	{Name: "account", Type: "string", Title: "Whose account?", Example: "ada@example.org"},
	{Name: "days", Type: "number", Title: "Days", Default: ptr(expr.OfInt(14))},
	{Name: "dry", Type: "bool", Title: "Only look?", Default: ptr(expr.OfBool(false))},
	{Name: "groups", Type: "list(string)", Title: "Groups", Description: "one a line"},
	{Name: "regions", Type: "list(string)", OneOf: texts("eu", "us")},
	{Name: "secret", Type: "string", Title: "Password", Sensitive: true},
	{Name: "size", Type: "string", Title: "Size", OneOf: texts("small", "large")},
}

// TestOf: what a person is asked, and how, of each type of input.
func TestOf(t *testing.T) {
	t.Parallel()
	want := []form.Field{
		{ID: "account", Label: "Whose account?", Kind: form.Line, Hint: "ada@example.org", Required: true},
		{ID: "days", Label: "Days", Kind: form.Line, Value: "14"},
		{ID: "dry", Label: "Only look?", Kind: form.Choice, Options: []string{"true", "false"}, Value: "false"},
		{ID: "groups", Label: "Groups", Kind: form.Text, About: "one a line", Required: true},
		{ID: "regions", Label: "regions", Kind: form.Boxes, Options: []string{"eu", "us"}, Required: true},
		{ID: "size", Label: "Size", Kind: form.Choice, Options: []string{"small", "large"}, Required: true},
	}
	if diff := cmp.Diff(want, form.Of(inputs).Fields); diff != "" {
		t.Error(diff)
	}
}

// TestLabels: a label is a title only where it cannot be taken for something else.
func TestLabels(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ titles, want string }{
		{"Whose?|How long?", "Whose?|How long?"},
		{"Whose?|whose", "a|b"},                    // GitHub takes them for the same
		{"b|x", "a|x"},                             // another input is called so
		{"B!|x", "a|x"},                            // and spelled so
		{"A|x", "A|x"},                             // it is called so itself
		{"|x", "a|x"},                              // none
		{"!!!|x", "a|x"},                           // nothing to read
		{"two\nlines|x", "a|x"},                    //
		{" space|x", "a|x"},                        //
		{"turned \u202e|x", "a|x"},                 //
		{"ends with #|x", "a|x"},                   // Markdown takes it away
		{strings.Repeat("z", 121) + "|x", "a|x"},   // too long
		{"Wie lange, Zoë?|x", "Wie lange, Zoë?|x"}, //
	} {
		one, two, _ := strings.Cut(test.titles, "|")
		f := form.Of([]plan.Input{{Name: "a", Type: "string", Title: one}, {Name: "b", Type: "string", Title: two}})
		if got := f.Fields[0].Label + "|" + f.Fields[1].Label; got != test.want {
			t.Errorf("titles %q: labels %q, want %q", test.titles, got, test.want)
		}
	}
}

// TestOptions: a list that a form cannot show is asked for as text, and held by the rules of inputs.
func TestOptions(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"None", "two\nlines", " space", "### Size", ""} {
		for kind, want := range map[string]form.Kind{"string": form.Line, "list(string)": form.Text} {
			f := form.Of([]plan.Input{{Name: "a", Type: kind, OneOf: texts("fine", bad)}})
			if f.Fields[0].Kind != want || f.Fields[0].Options != nil {
				t.Errorf("%s with the option %q: %+v", kind, bad, f.Fields[0])
			}
		}
	}
}

const filled = `### Whose account?

bo@example.org

### Days

_No response_

### Only look?

true

### Groups

admins
ops, europe

### regions

- [ ] eu
- [X] us

### Size

large
`

// TestAnswers: what GitHub makes of a form that was filled in, read back; also with the line ends of a browser.
func TestAnswers(t *testing.T) {
	t.Parallel()
	want := map[string]string{"account": "bo@example.org", "dry": "true", "groups": "admins\nops, europe", "regions": "us", "size": "large"}
	for _, body := range []string{filled, strings.ReplaceAll(filled, "\n", "\r\n"), "\n" + strings.TrimRight(filled, "\n")} {
		got, err := form.Of(inputs).Answers(body)
		if err != nil || cmp.Diff(want, got) != "" {
			t.Errorf("%v %s", err, cmp.Diff(want, got))
		}
	}
}

// TestAmbiguous: whatever could be read in two ways is refused, with a sentence.
func TestAmbiguous(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, old, new, want string }{
		{"an answer brings a field of its own", "ops, europe", "ops\n\n### regions\n\n- [X] eu\n- [X] us", `has the field "regions" twice`},
		{"an answer repeats a field", "ops, europe", "ops\n\n### Days\n\n900", `has the field "Days" twice`},
		{"an answer has a heading", "ops, europe", "ops\n### More", `where the field "regions" must come`},
		{"an indented heading", "ops, europe", "ops\n   ### Size\n\nsmall", `where the field "regions" must come`},
		{"a deeper heading", "ops, europe", "ops\n#### Size", `where the field "regions" must come`},
		{"a field is missing", "### Days\n\n_No response_\n", "", `where the field "Days" must come`},
		{"the last is missing", "### Size\n\nlarge\n", "", `has no field "Size"`},
		{"another order", "### Days", "### Size", `where the field "Days" must come`},
		{"another spelling", "### Days", "### days", `where the field "Days" must come`},
		{"something before", "### Whose", "hello\n\n### Whose", "begins with something else"},
		{"something behind", "large\n", "large\n\n### Size\n\nsmall\n", `has the field "Size" twice`},
		{"two lines for one", "bo@example.org", "bo@example.org\n\ncy@example.org", "several lines"},
		{"none of the options", "large", "huge", "the form offers small, large"},
		{"two options", "large", "small, large", "the form offers small, large"},
		{"a box more", "- [X] us", "- [X] us\n- [X] uk", "3 boxes in the issue, and 2"},
		{"a box less", "- [ ] eu\n", "", "1 boxes in the issue, and 2"},
		{"other boxes", "- [ ] eu", "- [ ] uk", `where the box for "eu" must stand`},
		{"half a box", "- [ ] eu", "- [?] eu", `where the box for "eu" must stand`},
		{"no text", "large", "\xff", "is no text"},
		{"a zero", "large", "la\x00rge", "is no text"},
		{"endless", "admins", strings.Repeat("a\n", form.MaxBody/2), "a form makes at most"},
	} {
		body := strings.Replace(filled, test.old, test.new, 1)
		if body == filled {
			t.Fatalf("%s: nothing was changed", test.name)
		}
		got, err := form.Of(inputs).Answers(body)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %q, %v; want %q", test.name, got, err, test.want)
		}
	}
}

// FuzzAnswers holds that what is read is what a form with exactly these answers looks like: nothing that
// somebody writes into one answer is read as another.
func FuzzAnswers(f *testing.F) {
	f.Add(filled)
	f.Add("### Whose account?\n\nx")
	f.Add(strings.Replace(filled, "ops, europe", "ops\n### Days", 1))
	f.Fuzz(func(t *testing.T, body string) {
		of := form.Of(inputs)
		answers, err := of.Answers(body)
		if err != nil {
			return
		}
		again, err := of.Answers(render(of, answers))
		if diff := cmp.Diff(answers, again); err != nil || diff != "" {
			t.Fatalf("%v\n%s", err, diff)
		}
		if n := strings.Count("\n"+strings.ReplaceAll(body, "\r\n", "\n"), "\n### "); n != len(of.Fields) {
			t.Fatalf("%d headings were read as %d fields", n, len(of.Fields))
		}
	})
}

// FuzzOneAnswer holds that whoever answers one field says nothing in another.
func FuzzOneAnswer(f *testing.F) {
	f.Add("admins\n\n### Size\n\nlarge")
	f.Add("_No response_")
	f.Add("\r### Size")
	f.Fuzz(func(t *testing.T, text string) {
		body := strings.Replace(filled, "admins\nops, europe", text, 1)
		answers, err := form.Of(inputs).Answers(body)
		if err != nil {
			return
		}
		delete(answers, "groups")
		want := map[string]string{"account": "bo@example.org", "dry": "true", "regions": "us", "size": "large"}
		if diff := cmp.Diff(want, answers); diff != "" {
			t.Fatal(diff)
		}
	})
}

// render is what GitHub makes of a form that was filled in.
func render(f form.Form, answers map[string]string) string {
	var b strings.Builder
	for _, field := range f.Fields {
		answer := answers[field.ID]
		if answer == "" {
			answer = "_No response_"
		}
		if field.Kind == form.Boxes {
			answer = ""
			for _, option := range field.Options {
				mark := " "
				if strings.Contains("\n"+answers[field.ID]+"\n", "\n"+option+"\n") {
					mark = "X"
				}
				answer += "- [" + mark + "] " + option + "\n"
			}
		}
		b.WriteString("### " + field.Label + "\n\n" + answer + "\n\n")
	}
	return b.String()
}
