package page_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/attestary/attestary/compiler/emit"
	"github.com/attestary/attestary/compiler/emit/page"
	"github.com/attestary/attestary/compiler/internal/sample"
	"github.com/attestary/attestary/internal/golden"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/google/go-cmp/cmp"
	"github.com/mattn/go-runewidth"
)

const goldens = "../../testdata/page/"

// TestGoldens shows the pages of a runbook that only looks and of one with every part of the language, as
// GitHub and as a terminal of 80 columns show them.
func TestGoldens(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, example string }{{"looks", "example.json"}, {"response", "response.example.json"}} {
		p := page.New(example(t, c.example), catalog.Lookup)
		golden.Check(t, goldens+c.name+".md", []byte(p.Markdown()))
		golden.Check(t, goldens+c.name+".txt", []byte(p.Text(80)))
	}
}

// Changes that nothing takes back stay, and the page says so; what can be undone is not told as undone.
func TestChangesStay(t *testing.T) {
	t.Parallel()
	const stay, undone = "Without `on_failure` the changes stay.", "where this part fails, that is done"
	for _, c := range []struct {
		name          string
		onFailure     *plan.OnFailure
		want, without string
	}{
		{"nobody said", nil, stay, undone},
		{"undone", &plan.OnFailure{Undo: "reverse"}, undone, stay},
		{"left as they are", &plan.OnFailure{Undo: "none"}, "The changes stay: nothing is taken back.", undone},
	} {
		p := example(t, "response.example.json")
		p.Phase("contain").OnFailure = c.onFailure
		text := page.New(p, catalog.Lookup).Markdown()
		if !strings.Contains(text, c.want) || strings.Contains(text, c.without) {
			t.Errorf("%s: it lacks %q or says %q:\n%s", c.name, c.want, c.without, text)
		}
	}
	looks := page.New(example(t, "example.json"), catalog.Lookup).Markdown()
	if strings.Contains(looks, stay) || !strings.Contains(looks, "It changes nothing") {
		t.Errorf("of a runbook that only looks:\n%s", looks)
	}
}

// Parts stand in an order in which nothing comes before what it waits for, whatever their names are.
func TestOrder(t *testing.T) {
	t.Parallel()
	text := page.New(example(t, "response.example.json"), catalog.Lookup).Markdown()
	at := -1
	for _, part := range []string{"`step.find`", "`approval.commander`", "`step.sessions`", "**contained**", "(`step.suspend`)", "(`step.again`)", "(`ask.call`)"} {
		next := strings.Index(text[at+1:], part)
		if next < 0 {
			t.Fatalf("%s does not come after what it waits for:\n%s", part, text)
		}
		at += next + 1
	}
}

// A terminal is as wide as it is: only a word that is longer goes over.
func TestWidth(t *testing.T) {
	t.Parallel()
	for _, width := range []int{40, 80, 132} {
		for line := range strings.Lines(page.New(sample.Full(), catalog.Lookup).Text(width)) {
			line = strings.TrimRight(line, "\n")
			if runewidth.StringWidth(line) > width && len(strings.Fields(line)) > 2 && !strings.HasPrefix(line, "    attestary run") {
				t.Errorf("more than %d columns: %s", width, line)
			}
			if strings.TrimRight(line, " ") != line {
				t.Errorf("space at the end of %q", line)
			}
		}
	}
}

// A folder has a page for each runbook and an index, which no runbook can take the place of.
func TestAll(t *testing.T) {
	t.Parallel()
	other := sample.Full()
	other.Runbook = "readme"
	files := page.All([]*plan.Plan{sample.Full(), other}, catalog.Lookup)
	var names []string
	for _, f := range files {
		names = append(names, f.Path)
		if !strings.HasPrefix(string(f.Data), page.Marker) {
			t.Errorf("%s does not begin with the marker", f.Path)
		}
	}
	if diff := cmp.Diff([]string{"README.md", "readme.runbook.md", "tls-posture.md"}, names); diff != "" {
		t.Fatal(diff)
	}
	golden.Check(t, goldens+"index.md", files[0].Data)
}

// Drift tells what is not as it should be, and leaves to others what is theirs.
func TestDrift(t *testing.T) {
	t.Parallel()
	want := page.All([]*plan.Plan{sample.Full()}, catalog.Lookup)
	theirs := &fstest.MapFile{Data: []byte("# Ours\n")}
	for _, c := range []struct {
		name   string
		folder fstest.MapFS
		want   []emit.Change
	}{
		{"an empty folder", fstest.MapFS{}, []emit.Change{{Path: "README.md", State: emit.Missing}, {Path: "tls-posture.md", State: emit.Missing}}},
		{"all is well", fstest.MapFS{"README.md": {Data: want[0].Data}, "tls-posture.md": {Data: want[1].Data}, "other.md": theirs, "picture.png": theirs}, nil},
		{"edited by hand", fstest.MapFS{"README.md": {Data: want[0].Data}, "tls-posture.md": {Data: append(slices.Clone(want[1].Data), 'x')}},
			[]emit.Change{{Path: "tls-posture.md", State: emit.Changed}}},
		{"a runbook that is gone", fstest.MapFS{"README.md": {Data: want[0].Data}, "tls-posture.md": {Data: want[1].Data}, "gone.md": {Data: []byte(page.Marker)}},
			[]emit.Change{{Path: "gone.md", State: emit.Stale}}},
		{"somebody else's file", fstest.MapFS{"README.md": theirs, "tls-posture.md": {Data: want[1].Data}}, []emit.Change{{Path: "README.md", State: emit.Taken}}},
	} {
		got, err := page.Drift(c.folder, want)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// A value is told by its names and in words; of a very long one, how much more there is.
func TestValues(t *testing.T) {
	t.Parallel()
	site := func(host string, tier int64) expr.Value {
		return expr.OfObject(map[string]expr.Value{"host": expr.OfText(host), "tier": expr.OfInt(tier), "public": expr.OfBool(true)})
	}
	var many []expr.Value
	for range 1000 {
		many = append(many, expr.OfInt(7))
	}
	for _, c := range []struct {
		value expr.Value
		want  string
	}{
		{expr.OfObject(map[string]expr.Value{"shop": site("shop.example", 1), "blog": site("blog.example", 2)}),
			"For each of `blog` (`host` = “blog.example”, `public` = yes and `tier` = 2) and `shop` (`host` = “shop.example”, `public` = yes and `tier` = 1)"},
		{expr.OfList(nil), "For each of none"},
		{expr.OfList(many), "For each of " + strings.Repeat("7, ", 28) + "7 and 7 (and 970 more)"},
		{expr.OfObject(map[string]expr.Value{"password": expr.OfText("x")}), "For each of (hidden)"},
	} {
		p := sample.Full()
		p.Step("site").ForEach = expr.Lit(c.value)
		if text := page.New(p, catalog.Lookup).Markdown(); !strings.Contains(text, c.want) {
			t.Errorf("it lacks %q:\n%s", c.want, text)
		}
	}
}
