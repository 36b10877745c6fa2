package page_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/attestary/attestary/compiler/emit/page"
	"github.com/attestary/attestary/compiler/internal/sample"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/plan"
)

// untold are the fields of a plan that a page leaves out, and why.
var untold = map[string]string{
	"Format":       "it is not for people",
	"Secrets.From": "a reader needs to know what a secret is for, and not where it is",
}

// Whatever a plan can say is told: of each field, some change changes the page, beside the digest at its end.
// A field that is new in package plan and forgotten here fails this test.
func TestEveryFieldIsTold(t *testing.T) {
	t.Parallel()
	p := sample.Full()
	if unset := sample.Unset(p); len(unset) > 0 {
		t.Fatalf("the plan of this test sets no %v", unset)
	}
	before, told := withoutDigest(p), map[string]bool{}
	for _, e := range sample.Edits(p) {
		undo := e.Apply()
		field := fieldOf(e.Path)
		told[field] = told[field] || withoutDigest(p) != before
		undo()
	}
	if withoutDigest(p) != before {
		t.Error("an edit was not undone, so those after it proved nothing")
	}
	for field, is := range told {
		if why, left := untold[field]; is == left {
			t.Errorf("%s: told is %v; %s", field, is, why)
		}
	}
	t.Logf("%d fields", len(told))
}

var (
	places      = regexp.MustCompile(`\[\d+\]| .*`)
	expressions = regexp.MustCompile(`\.(Key|When|ForEach|SkipIf|Question|Condition|Message|While|UndoAfter|Of|Text|Title|Table|Done|Value|Settings\.\w+|Give\.\w+|Map\.\w+|Locals\.\w+)\.(Op|Args|Name|Path|Vars|Keyed|If|Value).*`)
)

// fieldOf is the field of an edit, without what is within an expression.
func fieldOf(path string) string {
	field := strings.TrimPrefix(places.ReplaceAllString(path, ""), "plan.")
	field = strings.Replace(field, "Phases.Checks", "Checks", 1) // checks are told alike, in phases and outside
	return expressions.ReplaceAllString(field, ".$1")
}

// Of a plan that keeps all rules, no change to another that keeps them goes untold.
func TestEveryChangeIsTold(t *testing.T) {
	t.Parallel()
	p := example(t, "response.example.json")
	before, tried := withoutDigest(p), 0
	for _, e := range sample.Edits(p) {
		undo := e.Apply()
		if p.Check() == nil {
			tried++
			_, left := untold[fieldOf(e.Path)]
			left = left || fieldOf(e.Path) == "Phases.Steps.Parallel" // it says nothing of a step without for_each
			if withoutDigest(p) == before && !left {
				t.Errorf("%s: nothing of it is told", e.Path)
			}
		}
		undo()
	}
	if tried < 200 {
		t.Errorf("only %d changes were tried", tried)
	}
}

func withoutDigest(p *plan.Plan) string {
	text, digest, ok := strings.Cut(page.New(p, catalog.Lookup).Markdown(), "as plan `sha256:")
	if !ok || len(digest) != len("`.\n")+64 {
		panic("the page does not end with the digest of its plan")
	}
	return text
}

// example is an example of package plan.
func example(t testing.TB, name string) *plan.Plan {
	t.Helper()
	data, err := os.ReadFile("../../../schemas/plan/" + name)
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
