package catalog_test

import (
	"encoding/json"
	"os"
	"slices"
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
