package oscal_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/attestary/attestary/actions/export"
	"github.com/attestary/attestary/actions/export/oscal"
	"github.com/attestary/attestary/internal/earned"
	"github.com/attestary/attestary/internal/golden"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// documents are all of them, by the name of their schema.
func documents(s *export.Scored) map[string][]byte {
	return map[string][]byte{
		"assessment-results": must(oscal.Results(s)), "assessment-plan": must(oscal.Plan(&s.Claims)),
		"component": must(oscal.Components(&s.Claims)), "catalog": must(oscal.Catalog(&s.Claims)),
	}
}

// schemas is where NIST's are, beside the repository. It is not part of it: without the folder they are not asked.
const schemas = "../../../../shared/frameworks/oscal/schema-1.2.2"

// TestValid holds each document against the schema of its model.
func TestValid(t *testing.T) {
	t.Parallel()
	dir := must(filepath.Abs(schemas))
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the schemas of OSCAL are not here")
	}
	valid := func(what, model string, data []byte) {
		compiler := jsonschema.NewCompiler()
		compiler.AssertFormat()
		schema := must(compiler.Compile(filepath.Join(dir, "oscal_"+model+"_schema.derived.json")))
		if err := schema.Validate(must(jsonschema.UnmarshalJSON(bytes.NewReader(data)))); err != nil {
			t.Errorf("%s: %s: %v", what, model, err)
		}
	}
	for model, data := range documents(earned.Card(t)) {
		valid("a score", model, data)
	}
	wrong := earned.Card(t)
	wrong.Card.Refuted = []string{"9"}
	wrong.Card.Findings = &verdict.Findings{Exposed: []verdict.Exposed{{Mend: verdict.ExposedMends, Secret: "TOKEN", Where: "repository"}}}
	wrong.Plans[0].Title, wrong.Plans[0].Summary = "<script>[a](b)", "Half a `line"
	valid("what is wrong and hostile", "assessment-results", must(oscal.Results(wrong)))
	valid("what is wrong and hostile", "component", must(oscal.Components(&wrong.Claims)))
	controls := earned.Card(t)
	controls.Framework, _ = catalog.Lookup("nist-sp-800-53")
	valid("controls", "component", must(oscal.Components(&controls.Claims)))
	valid("controls", "assessment-plan", must(oscal.Plan(&controls.Claims)))
}

// TestGoldens: the bytes of two of them stand in the tree; the catalog and the plan are long, and more of the same.
func TestGoldens(t *testing.T) {
	t.Parallel()
	s := earned.Card(t)
	s.Plans = s.Plans[:0:0]
	for _, p := range earned.Card(t).Plans {
		if p.Runbook == "tls-posture" || p.Runbook == "workflow-pinning" {
			s.Plans = append(s.Plans, p)
		}
	}
	golden.Check(t, "testdata/component-definition.golden.json", must(oscal.Components(&s.Claims)))
	golden.Check(t, "testdata/assessment-plan.golden.json", must(oscal.Plan(&s.Claims)))
}

var anID = regexp.MustCompile(`"(?:[a-z-]*uuid|href)": "#?([0-9a-f]{8}-[0-9a-f-]{27})"`)

// TestIDs: the same facts give the same bytes; each document's own uuid is its content's; nothing points nowhere.
func TestIDs(t *testing.T) {
	t.Parallel()
	first, again := documents(earned.Card(t)), documents(earned.Card(t))
	later := earned.Card(t)
	later.Version = "v0.2.0"
	for model, data := range documents(later) {
		if !bytes.Equal(first[model], again[model]) {
			t.Errorf("%s: twice the same is not the same", model)
		}
		if own(t, data) == own(t, first[model]) {
			t.Errorf("%s: it changed, and its uuid did not", model)
		}
		defined := map[string]bool{}
		for _, found := range regexp.MustCompile(`"uuid": "([^"]+)"`).FindAllSubmatch(data, -1) {
			if id := string(found[1]); defined[id] {
				t.Errorf("%s: %s is the uuid of two things", model, id)
			} else {
				defined[id] = true
			}
		}
		for _, found := range anID.FindAllSubmatch(data, -1) {
			if !defined[string(found[1])] {
				t.Errorf("%s: %s leads nowhere", model, found[0])
			}
		}
	}
	if runbook := regexp.MustCompile(`"subject-uuid": "([^"]+)"`).FindSubmatch(first["assessment-results"]); !bytes.Contains(first["component"], runbook[1]) {
		t.Error("a runbook has another uuid in the component-definition")
	}
}

func own(t *testing.T, data []byte) string {
	t.Helper()
	var doc map[string]struct{ UUID string }
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	for _, one := range doc {
		return one.UUID
	}
	return ""
}

// TestResults: an objective is satisfied where the cell is met and nowhere else; an observation has its entry, the
// digest of its bundle and its end; what is waived is a risk.
func TestResults(t *testing.T) {
	t.Parallel()
	s := earned.Card(t)
	data := must(oscal.Results(s))
	var doc struct {
		Results struct {
			Metadata struct{ Remarks string }
			Results  []struct {
				Observations []struct{ UUID, Expires, Collected, Description string }
				Findings     []struct {
					Target struct {
						ID     string `json:"target-id"`
						Status struct{ State, Reason string }
					}
					Related []struct {
						UUID string `json:"observation-uuid"`
					} `json:"related-observations"`
				}
				Risks []struct{ Status, Deadline, Statement string }
				Props []struct{ Name, Value string }
			}
		} `json:"assessment-results"`
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	result := doc.Results.Results[0]
	until := map[string]string{}
	for _, o := range result.Observations {
		until[o.UUID] = o.Expires
	}
	states := map[string]string{}
	for _, f := range result.Findings {
		states[f.Target.ID] = f.Target.Status.State + " " + f.Target.Status.Reason + " " + until[f.Related[0].UUID]
	}
	for _, c := range []struct{ objective, want string }{
		{"networks.traffic-encryption_obj.initial", "satisfied pass 2026-03-16T10:01:00Z"},
		{"data.data-availability_obj.initial", "not-satisfied other "},
		{"applications.secure-development-deployment_obj.initial", "not-satisfied other 2026-03-16T11:01:00Z"},
		{"identity.access-management_obj.initial", "not-satisfied other "},
	} {
		if !strings.HasPrefix(states[c.objective], c.want) {
			t.Errorf("%s is %q, want %q", c.objective, states[c.objective], c.want)
		}
	}
	if len(result.Risks) != 1 || result.Risks[0].Status != "deviation-approved" || !strings.Contains(result.Risks[0].Statement, `\[next week\](`) {
		t.Errorf("the risks are %+v", result.Risks)
	}
	digest := string(must(s.Digest()))
	for _, words := range []string{digest, s.Bundles[4].Hex(), "general guide", verdict.OwnReading} {
		if !bytes.Contains(data, []byte(words)) {
			t.Errorf("it does not say %q", words)
		}
	}
}

// TestEveryFramework: each of them can be claimed, so the ids of each are tokens as OSCAL has them.
func TestEveryFramework(t *testing.T) {
	t.Parallel()
	token := regexp.MustCompile(`^[\p{L}_][\p{L}\p{N}.\-_]*$`)
	s := earned.Card(t)
	p := *s.Plans[0]
	s.Plans = s.Plans[:1]
	s.Plans[0] = &p
	for _, name := range catalog.IDs() {
		set, _ := catalog.Lookup(name)
		s.Framework = set
		if len(set.Controls) == 0 {
			continue
		}
		var labels []string
		for _, c := range set.Controls {
			labels = append(labels, c.Label)
		}
		slices.Sort(labels)
		p.Satisfies = []plan.Satisfies{{Framework: name, Controls: labels}}
		found := regexp.MustCompile(`"control-id": "([^"]*)"`).FindAllSubmatch(must(oscal.Components(&s.Claims)), -1)
		seen := map[string]bool{}
		for _, id := range found {
			if !token.Match(id[1]) || seen[string(id[1])] {
				t.Errorf("%s: %q is no id of its own", name, id[1])
			}
			seen[string(id[1])] = true
		}
		if len(found) != len(set.Controls) {
			t.Errorf("%s: %d ids of %d controls", name, len(found), len(set.Controls))
		}
	}
}
