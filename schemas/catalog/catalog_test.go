package catalog_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/catalog"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

func lookup(t testing.TB, id string) *catalog.Set {
	t.Helper()
	set, ok := catalog.Lookup(id)
	if !ok {
		t.Fatalf("there is no framework %s", id)
	}
	return set
}

// TestZTMM holds what CISA's model 2.0 has: its own counts, a text in every cell, and the caveat.
func TestZTMM(t *testing.T) {
	t.Parallel()
	set := lookup(t, "cisa-ztmm")
	type counts struct{ Pillars, Functions, CrossCuttingRows, Enterprise, Texts int }
	var got counts
	count := func(f catalog.Function) {
		for _, stage := range catalog.Stages() {
			if strings.HasPrefix(f.Stages[stage], "Agency") && strings.HasSuffix(f.Stages[stage], ".") {
				got.Texts++
			} else {
				t.Errorf("%s %s: %q", f.ID, stage, f.Stages[stage])
			}
		}
	}
	for _, pillar := range set.Pillars {
		got.Pillars++
		for _, f := range pillar.Functions {
			if !strings.HasPrefix(f.ID, pillar.ID+".") || !strings.HasPrefix(f.Code, pillar.Code+".") {
				t.Errorf("%s (%s) is not of pillar %s", f.ID, f.Code, pillar.ID)
			}
			if f.CrossCutting {
				got.CrossCuttingRows++
			} else {
				got.Functions++
			}
			count(f)
		}
	}
	for _, f := range set.CrossCutting {
		got.Enterprise++
		count(f)
	}
	want := counts{Pillars: 5, Functions: 22, CrossCuttingRows: 15, Enterprise: 3, Texts: 160}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(set.Caveat, "should not be viewed as a strict set of requirements") {
		t.Errorf("the caveat is %q", set.Caveat)
	}
}

// TestNIST holds the counts of SP 800-53 r5 and of the baselines of SP 800-53B, and that the successor
// of a withdrawn control is one that can be claimed.
func TestNIST(t *testing.T) {
	t.Parallel()
	set := lookup(t, "nist-sp-800-53")
	families := map[string]bool{}
	for _, f := range set.Families {
		families[f.Code] = true
	}
	got := map[string]int{"families": len(families)}
	for _, c := range set.Controls {
		got["all"]++
		if c.Withdrawn {
			got["withdrawn"]++
		}
		for _, baseline := range c.Baselines {
			got[baseline]++
		}
		if !families[c.Label[:2]] {
			t.Errorf("%s is of no family", c.Label)
		}
		for _, label := range c.Successors {
			if next, ok := set.Control(label); !families[label] && (!ok || next.Withdrawn) {
				t.Errorf("%s went to %s, which cannot be claimed", c.Label, label)
			}
		}
	}
	want := map[string]int{"families": 20, "all": 1196, "withdrawn": 182, "low": 149, "moderate": 287, "high": 370, "privacy": 96}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestCatalogs holds what the publishers count, that each control is of a family and has a title where it
// may have one here, and that the words of others are not here.
func TestCatalogs(t *testing.T) {
	t.Parallel()
	type counts struct{ Families, Controls, Withdrawn, Titles int }
	want := map[string]counts{
		"cis-controls":    {0, 153, 0, 0},
		"cisa-ztmm":       {},
		"dod-zero-trust":  {7 + 45, 152, 0, 152},
		"iso-iec-27001":   {4, 93, 0, 0},
		"nist-csf":        {6 + 22, 106, 0, 106},
		"nist-sp-800-171": {17, 130, 33, 97},
		"nist-sp-800-207": {0, 7, 0, 7},
		"nist-sp-800-53":  {20, 1196, 182, 1196},
		"soc2-tsc":        {5, 61, 0, 0},
	}
	got := map[string]counts{}
	for _, id := range catalog.IDs() {
		set := lookup(t, id)
		n := counts{Families: len(set.Families), Controls: len(set.Controls)}
		for _, c := range set.Controls {
			if c.Withdrawn {
				n.Withdrawn++
			}
			if c.Title != "" {
				n.Titles++
			}
			if len(set.Families) > 0 && !slices.ContainsFunc(set.Families, func(f catalog.Family) bool { return strings.HasPrefix(c.Label, f.Code) }) {
				t.Errorf("%s: %s is of no family", id, c.Label)
			}
			for _, label := range c.Successors {
				if next, ok := set.Control(label); strings.HasPrefix(id, "nist-sp-800-171") && (!ok || next.Withdrawn) {
					t.Errorf("%s: %s went to %s, which cannot be claimed", id, c.Label, label)
				}
			}
		}
		labels := map[string]bool{}
		for _, c := range set.Controls {
			if labels[c.Label] {
				t.Errorf("%s: %s stands twice", id, c.Label)
			}
			labels[c.Label] = true
		}
		got[id] = n
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestLookup(t *testing.T) {
	t.Parallel()
	for _, id := range catalog.IDs() {
		if set := lookup(t, id); set.ID != id || set.Attribution == "" || set.Licence == "" || set.Changes == "" {
			t.Errorf("%s calls itself %s, or does not say whose words it has", id, set.ID)
		}
	}
	if _, ok := catalog.Lookup("cisa"); ok {
		t.Error("a framework that does not exist is found")
	}
	ztmm := lookup(t, "cisa-ztmm")
	f, ok := ztmm.Function("identity.access-management")
	if !ok || f.Name != "Access Management" || f.Code != "ID.AM" {
		t.Errorf("%+v", f)
	}
	if pillar, ok := ztmm.Pillar(f.ID); !ok || pillar.Name != "Identity" {
		t.Errorf("%+v", pillar)
	}
	if f, ok := ztmm.Function("cross-cutting.governance"); !ok || f.Definition == "" {
		t.Errorf("%+v", f)
	}
	if _, ok := ztmm.Pillar("cross-cutting.governance"); ok {
		t.Error("what is of the whole enterprise is in a pillar")
	}
	control, ok := lookup(t, "nist-sp-800-53").Control("AC-2(10)")
	if want := (catalog.Control{Label: "AC-2(10)", Title: "Shared and Group Account Credential Change", Withdrawn: true, Successors: []string{"AC-2"}}); !ok || !cmp.Equal(want, *control) {
		t.Error(cmp.Diff(want, *control))
	}
}

// TestNear holds what a person is asked after "did you mean".
func TestNear(t *testing.T) {
	t.Parallel()
	ztmm, nist := lookup(t, "cisa-ztmm"), lookup(t, "nist-sp-800-53")
	for _, test := range []struct {
		what string
		got  []string
		want string // the first one
	}{
		{"a slip", ztmm.NearFunction("identity.acess-managment"), "identity.access-management"},
		{"the code", ztmm.NearFunction("ID.AM"), "identity.access-management"},
		{"the name", ztmm.NearFunction("Access Management"), "identity.access-management"},
		{"without its pillar", ztmm.NearFunction("traffic-encryption"), "networks.traffic-encryption"},
		{"an underscore", ztmm.NearFunction("networks.traffic_encryption"), "networks.traffic-encryption"},
		{"the name of version 1", ztmm.NearFunction("Encryption"), "networks.traffic-encryption"},
		{"nothing like it", ztmm.NearFunction("coffee"), ""},
		{"OSCAL's id", nist.NearControl("ac-2.3"), "AC-2(3)"},
		{"zeros and a space", nist.NearControl("AC-02 (03)"), "AC-2(3)"},
		{"no dash", nist.NearControl("AC2(3)"), "AC-2(3)"},
		{"too great a number", nist.NearControl("AC-2(99)"), "AC-2(9)"},
		{"revision 2's spelling", lookup(t, "nist-sp-800-171").NearControl("3.1.1"), "03.01.01"},
		{"small letters", lookup(t, "nist-csf").NearControl("gv.oc-1"), "GV.OC-01"},
		{"without the A", lookup(t, "iso-iec-27001").NearControl("5.17"), "A.5.17"},
		{"a sentence", nist.NearControl("all of them, please"), ""},
		{"another year's name", catalog.NearID("nist-sp-800-35"), "nist-sp-800-53"},
		{"short", catalog.NearID("cisa-ztm"), "cisa-ztmm"},
	} {
		first := ""
		if len(test.got) > 0 {
			first = test.got[0]
		}
		if first != test.want || len(test.got) > 3 {
			t.Errorf("%s: %v, want %q first", test.what, test.got, test.want)
		}
	}
	if near := ztmm.NearFunction("governance"); len(near) != 3 {
		t.Errorf("every pillar has its governance, but three are enough for a question: %v", near)
	}
}

// TestStage holds the four stages, the words that mean the same, and that documents hold one word only.
func TestStage(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]catalog.Stage{
		"traditional": catalog.Traditional, "initial": catalog.Initial, "advanced": catalog.Advanced, "optimal": catalog.Optimal,
		"basic": catalog.Traditional, "intermediate": catalog.Initial, "optimized": catalog.Optimal, "optimised": catalog.Optimal,
	} {
		got, ok := catalog.ParseStage(word)
		if !ok || got != want {
			t.Errorf("%s is %s", word, got)
		}
		var read catalog.Stage
		if err := read.UnmarshalText([]byte(word)); (err == nil) != (got.String() == word) {
			t.Errorf("a document with the stage %s: %v", word, err)
		}
	}
	for _, word := range []string{"", "Optimal", "stage 4", "best"} {
		if _, ok := catalog.ParseStage(word); ok {
			t.Errorf("%q is taken for a stage", word)
		}
	}
	if _, err := catalog.Stage(0).MarshalText(); err == nil {
		t.Error("no stage is written into a document")
	}
	if !(catalog.Traditional < catalog.Initial && catalog.Initial < catalog.Advanced && catalog.Advanced < catalog.Optimal) {
		t.Error("the stages are out of order")
	}
}

// TestSchema holds that the published form is the form of the data.
func TestSchema(t *testing.T) {
	t.Parallel()
	schema := jsonschema.NewCompiler().MustCompile("schema.json")
	files, err := filepath.Glob("data/*.json")
	if err != nil || len(files) != len(catalog.IDs()) {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		doc, err := jsonschema.UnmarshalJSON(f)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		delete(doc.(map[string]any), "licence")
		if schema.Validate(doc) == nil {
			t.Errorf("%s need not say its licence", file)
		}
	}
}
