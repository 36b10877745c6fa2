package catalog_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/catalog"
)

// TestCrosswalks: every row leads from a function to a control that is in force, once, and says what it rests on.
func TestCrosswalks(t *testing.T) {
	t.Parallel()
	all := catalog.Crosswalks("cisa-ztmm")
	if len(all) != 2 || catalog.Crosswalks("nist-csf") != nil {
		t.Fatalf("there are %d from CISA's model", len(all))
	}
	for _, c := range all {
		from, to, seen := lookup(t, c.From), lookup(t, c.To), map[string]bool{}
		for _, r := range c.Rows {
			control, known := to.Control(r.Control)
			if _, ok := from.Function(r.Function); !ok || !known || control.Withdrawn {
				t.Errorf("%s to %s leads nowhere", r.Function, r.Control)
			}
			if key := r.Function + " " + r.Control; seen[key] {
				t.Errorf("%s stands there twice", key)
			} else {
				seen[key] = true
			}
			published := r.Standing == catalog.Twice || r.Standing == catalog.Once
			if published != (len(r.Via) > 0) || !published && r.Standing != catalog.Proposed {
				t.Errorf("%s to %s is %q by %v", r.Function, r.Control, r.Standing, r.Via)
			}
			if distinct := slices.Compact(slices.Sorted(slices.Values(r.Via))); len(distinct) != len(r.Via) {
				t.Errorf("%s to %s rests twice on one of %v", r.Function, r.Control, r.Via)
			}
			if r.Strength != "primary" && r.Strength != "supporting" {
				t.Errorf("%s to %s is %q", r.Function, r.Control, r.Strength)
			}
		}
		for _, p := range from.Pillars {
			if rows := c.Of(p.Functions[0].ID); len(rows) == 0 && c.To == "nist-sp-800-53" {
				t.Errorf("%s has nothing of %s", p.Functions[0].ID, c.To)
			}
		}
	}
}

// TestCrosswalkSource holds the rows against the file that they were made from, where it lies beside the repository.
func TestCrosswalkSource(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../../shared/frameworks/ztmm-to-800-53.json")
	if err != nil {
		t.Skip("the source is not here")
	}
	var source struct {
		Rows []struct{ Function, Label, Strength, Status string }
	}
	if err := json.Unmarshal(data, &source); err != nil {
		t.Fatal(err)
	}
	c := catalog.Crosswalks("cisa-ztmm")[0]
	if len(c.Rows) != len(source.Rows) {
		t.Errorf("%d rows of %d", len(c.Rows), len(source.Rows))
	}
	standings := map[string]catalog.Published{"published-2": catalog.Twice, "published-1": catalog.Once, "proposed": catalog.Proposed}
	for _, want := range source.Rows {
		if !slices.ContainsFunc(c.Of(want.Function), func(r catalog.Related) bool {
			return r.Control == want.Label && r.Strength == want.Strength && r.Standing == standings[want.Status]
		}) {
			t.Errorf("%s to %s, %s, %s is not there", want.Function, want.Label, want.Strength, want.Status)
		}
	}
}

// TestCrosswalkToCSF: each component of a function brings every outcome that NIST's table relates it to, however its name
// is printed there, and nothing else does. One component, Data Discovery, is related to none.
func TestCrosswalkToCSF(t *testing.T) {
	t.Parallel()
	var joins struct {
		Joins []struct {
			Function   string
			Components []string `json:"sp1800_35_components"`
		}
	}
	var table struct {
		Components map[string][]struct{ Subcategory string }
	}
	for name, into := range map[string]any{"ztmm-to-800-53": &joins, "nist-sp-1800-35-components-to-csf-2.0": &table} {
		data, err := os.ReadFile("../../../shared/frameworks/" + name + ".json")
		if err != nil {
			t.Skip("the source is not here")
		}
		if err := json.Unmarshal(data, into); err != nil {
			t.Fatal(err)
		}
	}
	one := func(name string) string { return strings.ReplaceAll(name, " ", "") }
	outcomes, want := map[string][]string{}, map[string]bool{}
	for name, of := range table.Components {
		for _, o := range of {
			outcomes[one(name)] = append(outcomes[one(name)], o.Subcategory)
		}
	}
	for _, j := range joins.Joins {
		for _, component := range j.Components {
			if len(outcomes[one(component)]) == 0 && component != "Data Security - Data Discovery" {
				t.Errorf("%s of %s is related to nothing", component, j.Function)
			}
			for _, outcome := range outcomes[one(component)] {
				want[j.Function+" "+outcome+" "+one(component)] = true
			}
		}
	}
	for _, r := range catalog.Crosswalks("cisa-ztmm")[1].Rows {
		for _, component := range r.Via {
			key := r.Function + " " + r.Control + " " + one(component)
			if !want[key] {
				t.Errorf("%s is not in the source", key)
			}
			delete(want, key)
		}
	}
	for key := range want {
		t.Errorf("%s is not there", key)
	}
}
