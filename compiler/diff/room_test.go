package diff_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/compiler/diff"
	"github.com/attestary/attestary/compiler/internal/sample"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/plan"
)

// many are n plans.
func many(t testing.TB, n int, change func(i int, p *plan.Plan)) []*plan.Plan {
	t.Helper()
	plans := make([]*plan.Plan, n)
	for i := range plans {
		p := sample.Clone(t, sample.Full())
		p.Runbook = fmt.Sprintf("runbook-%04d", i)
		p.File = "runbooks/" + p.Runbook + ".runbook.hcl"
		change(i, p)
		plans[i] = p
	}
	return plans
}

// A comment has room for so much. The one that asks for more power stands first, though its name is the
// last; power of all goes before words of any; and what is cut is counted, to the last row.
func TestRoomOfAComment(t *testing.T) {
	t.Parallel()
	before := many(t, 200, func(int, *plan.Plan) {})
	after := many(t, 200, func(i int, p *plan.Plan) {
		p.Title, p.Summary, p.Timeout = strings.Repeat("|", 200), strings.Repeat("*", 200), 7200
		if i == 199 {
			p.Uses[0].Allow = append(p.Uses[0].Allow, "POST /**")
		}
	})
	d := diff.Compare(before, after)
	markdown := diff.Markdown(d)
	if len(markdown) >= diff.MaxMarkdown {
		t.Errorf("%d bytes", len(markdown))
	}
	if !strings.HasPrefix(markdown, `### runbook-0199 · **asks for more**`) {
		t.Errorf("it begins with %s", markdown[:100])
	}
	told := 0
	for _, r := range d.Runbooks {
		told += len(r.Changes)
	}
	shown := strings.Count(markdown, "\n| ") - strings.Count(markdown, "\n| |")
	runbooks, cut := strings.Count(markdown, "### "), 0
	for line := range strings.Lines(markdown) {
		var n int
		if _, err := fmt.Sscanf(line, "%d more changes are not shown", &n); err == nil {
			cut += n
		}
		if _, err := fmt.Sscanf(line, "%d more runbooks changed", &n); err == nil {
			runbooks += n
			cut += 3 * n // timeout, title, summary
		}
	}
	if runbooks != 200 || shown+cut != told {
		t.Errorf("%d runbooks; %d rows shown and %d cut, of %d", runbooks, shown, cut, told)
	}
}

// A document has room for so much, too: words go first, and are counted.
func TestRoomOfADocument(t *testing.T) {
	t.Parallel()
	d := &diff.Diff{Format: diff.Format}
	for i := range 20 {
		d.Runbooks = append(d.Runbooks, diff.Runbook{Name: fmt.Sprintf("r%02d", i), Status: diff.Added, After: canon.Sum(nil),
			Changes: []diff.Change{
				{Consequence: diff.Power, Address: "step.a", After: strings.Repeat("p", 100_000)},
				{Consequence: diff.Words, Address: "step.a", After: strings.Repeat("w", 200_000)},
			}})
	}
	data, err := d.Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := diff.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	if back.LeftOut != 20 || len(back.Runbooks) != 20 || back.Runbooks[7].Changes[0].Consequence != diff.Power {
		t.Errorf("%d left out of %d runbooks", back.LeftOut, len(back.Runbooks))
	}
	if !strings.Contains(diff.Text(back, 0), "20 changes are left out") {
		t.Error("nobody is told what was left out")
	}
}

// Each document breaks one rule; the error names the place.
func TestParseRefuses(t *testing.T) {
	t.Parallel()
	sum := string(canon.Sum(nil))
	one := func(runbook string) string {
		return `{"format":"https://attestary.dev/diff/v1","runbooks":[` + runbook + `]}`
	}
	for _, c := range []struct{ name, data, want string }{
		{"another format", `{"format":"x","runbooks":[]}`, "this program reads"},
		{"a member nobody knows", `{"format":"https://attestary.dev/diff/v1","more":1,"runbooks":[]}`, "more"},
		{"a status nobody knows", one(`{"after":"` + sum + `","name":"a","status":"new"}`), `runbook "a": status`},
		{"a name before, of what is new", one(`{"after":"` + sum + `","from":"b","name":"a","status":"added"}`), `runbook "a": from`},
		{"no digest", one(`{"name":"a","status":"added"}`), `runbook "a": before and after`},
		{"a digest that is none", one(`{"after":"sha256:0","name":"a","status":"added"}`), `runbook "a"`},
		{"a consequence nobody knows", one(`{"after":"` + sum + `","changes":[{"address":"x","after":"y","consequence":"fun"}],"name":"a","status":"added"}`), `x: consequence`},
		{"hidden and told", one(`{"after":"` + sum + `","changes":[{"address":"x","after":"y","consequence":"power","hidden":true}],"name":"a","status":"added"}`), `x: the values are hidden`},
		{"nothing changed", one(`{"after":"` + sum + `","changes":[{"address":"x","consequence":"power"}],"name":"a","status":"added"}`), `x: before and after are the same`},
		{"out of order", one(`{"after":"` + sum + `","name":"b","status":"added"},{"after":"` + sum + `","name":"a","status":"added"}`), `"a" is doubled`},
	} {
		if _, err := diff.Parse([]byte(c.data)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// FuzzParse: whatever parses encodes to the bytes that were read, and can be shown.
func FuzzParse(f *testing.F) {
	example, err := os.ReadFile("example.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(example)
	f.Add([]byte(`{"format":"https://attestary.dev/diff/v1","runbooks":[]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := diff.Parse(data)
		if err != nil {
			return
		}
		if again, err := d.Encode(); err != nil || !bytes.Equal(again, data) {
			t.Errorf("encoding again gave %s (%v), not %s", again, err, data)
		}
		if n := len(diff.Markdown(d)); n >= diff.MaxMarkdown || diff.Text(d, 0) == "" {
			t.Errorf("%d bytes of Markdown", n)
		}
	})
}

// BenchmarkCompare compares 1,000 plans of which one in ten changed. It prints what a plan costs, and as a
// part of what encoding both sides for their digests costs, which cannot be saved.
func BenchmarkCompare(b *testing.B) {
	before := many(b, 1000, func(int, *plan.Plan) {})
	after := many(b, 1000, func(i int, p *plan.Plan) {
		if i%10 == 0 {
			p.Uses[0].Allow, p.Title = append(p.Uses[0].Allow, "POST /**"), "Another"
		}
	})
	b.ReportAllocs()
	for b.Loop() {
		if d := diff.Compare(before, after); len(d.Runbooks) != 100 {
			b.Fatal(len(d.Runbooks))
		}
	}
	start := time.Now()
	for i := range before {
		encode(b, before[i])
		encode(b, after[i])
	}
	each := float64(b.Elapsed()) / float64(b.N)
	b.ReportMetric(each/1000/1000, "µs/plan")
	b.ReportMetric(each/float64(time.Since(start)), "of-digests")
}
