package adopt_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/attestary/attestary/compiler/adopt"
)

var library = fstest.MapFS{
	"project.hcl": {Data: []byte(`project "lib" {
  language   = 1
  frameworks = ["cisa-ztmm"]
}

# Who looks.
role "watch" {
  teams = ["acme/watch"]
}

# A token that reads.
secret "shop_token" {
  from = "env:SHOP"
}

connection "shop" {
  kind  = "http"
  url   = "https://shop.example"
  token = secret.shop_token
}

org {
  other = 1
  # What is
  # kept.
  kept = ["a"]
}
`)},
	"shop/look.runbook.hcl": {Data: []byte(`runbook "look" {
  owner = role.watch
}
satisfies "house-rules" {}
use "shop" {
  allow = ["shop.list"]
}
step "shop.list" "all" {
  skip = org.kept
}
`)},
	"shop/look.runbooktest.hcl": {Data: []byte("test \"x\" {}\n")},
	"actions/shop.action.hcl":   {Data: []byte("action \"shop.list\" {\n  run \"http.request\" {}\n}\n")},
}

func project(text string) fstest.MapFS {
	return fstest.MapFS{"runbooks/project.hcl": {Data: []byte(text)}}
}

func TestAdopt(t *testing.T) {
	t.Parallel()
	a, err := adopt.Adopt(library, project("project \"mine\" {\n  language   = 1\n  frameworks = [\"cisa-ztmm\"]\n}\n"), "look", "1.0")
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, f := range a.New {
		paths = append(paths, f.Path)
		if origin, _, ok := adopt.OriginOf(f.Data); !ok || origin.Changed || origin.Version != "1.0" {
			t.Errorf("%s: origin %+v, %v", f.Path, origin, ok)
		}
	}
	if got, want := strings.Join(paths, " "), "runbooks/shop/look.runbook.hcl runbooks/shop/look.runbooktest.hcl runbooks/actions/shop.action.hcl"; got != want {
		t.Errorf("files: %s", got)
	}
	const want = `project "mine" {
  language   = 1
  frameworks = ["cisa-ztmm", "house-rules"]
}

org {
  # What is
  # kept.
  kept = ["a"]
}

# Who looks.
role "watch" {
  teams = ["acme/watch"]
}

# A token that reads.
secret "shop_token" {
  from = "env:SHOP"
}

connection "shop" {
  kind  = "http"
  url   = "https://shop.example"
  token = secret.shop_token
}
`
	if got := string(a.Project.Data); got != want {
		t.Errorf("project.hcl:\n%s", got)
	}
	for i, want := range []adopt.Decision{
		{"org.kept", 9, `["a"]`, "What is kept."},
		{"role.watch.teams", 14, `["acme/watch"]`, "Who looks."},
		{"secret.shop_token.from", 19, `"env:SHOP"`, "A token that reads."},
		{"connection.shop.url", 24, `"https://shop.example"`, ""},
	} {
		if i >= len(a.Decide) || a.Decide[i] != want {
			t.Errorf("decision %d of %+v: wanted %+v", i, a.Decide, want)
		}
	}
}

// What is there stays, whatever it says.
func TestAdoptLeavesAlone(t *testing.T) {
	t.Parallel()
	mine := project(`project "mine" {
  language   = 1
  frameworks = ["house-rules"]
}
role "watch" { members = ["ada"] }
connection "shop" { kind = "shell" }
org {
  kept = []
}
`)
	mine["runbooks/actions/shop.action.hcl"] = &fstest.MapFile{Data: []byte("# mine\n")}
	a, err := adopt.Adopt(library, mine, "look", "1.0")
	if err != nil {
		t.Fatal(err)
	}
	if a.Project != nil || len(a.Decide) > 0 {
		t.Errorf("project.hcl would change: %+v", a)
	}
	if len(a.Kept) != 1 || a.Kept[0] != "runbooks/actions/shop.action.hcl" || len(a.New) != 2 {
		t.Errorf("kept %v, new %d", a.Kept, len(a.New))
	}
}

func TestDecided(t *testing.T) {
	t.Parallel()
	text := []byte("connection \"shop\" {\n  url = \"a\"\n}\norg {\n  kept = [\"a\"]\n}\n")
	url := adopt.Decision{Address: "connection.shop.url"}
	got, err := adopt.Decided(text, url, `https://"${x}`)
	if want := "url = \"https://\\\"$${x}\""; err != nil || !strings.Contains(string(got), want) {
		t.Errorf("%s, %v", got, err)
	}
	kept := adopt.Decision{Address: "org.kept", Example: `["a"]`}
	if got, err := adopt.Decided(text, kept, `["b", "c"]`); err != nil || !strings.Contains(string(got), `kept = ["b", "c"]`) {
		t.Errorf("%s, %v", got, err)
	}
	for _, bad := range []string{"", "[", "x", "1\n}\norg {", `file("x")`} {
		if got, err := adopt.Decided(text, kept, bad); err == nil {
			t.Errorf("%q was taken: %s", bad, got)
		}
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	mine := project("")
	mine["runbooks/shop/look.runbook.hcl"] = &fstest.MapFile{Data: adopt.Mark([]byte("old\n"), "0.9")}
	mine["runbooks/actions/shop.action.hcl"] = &fstest.MapFile{Data: adopt.Mark(library["actions/shop.action.hcl"].Data, "0.9")}
	mine["runbooks/shop/look.runbooktest.hcl"] = &fstest.MapFile{Data: []byte("# our own of the same name\n")}
	news, err := adopt.Compare(library, mine, "1.0")
	if err != nil || len(news) != 1 || news[0].Path != "runbooks/shop/look.runbook.hcl" || news[0].Origin.Changed || news[0].Origin.Version != "0.9" {
		t.Errorf("%+v, %v", news, err)
	}
	mine["runbooks/shop/look.runbook.hcl"].Data = append(mine["runbooks/shop/look.runbook.hcl"].Data, "mine\n"...)
	if news, err := adopt.Compare(library, mine, "1.0"); err != nil || len(news) != 1 || !news[0].Origin.Changed {
		t.Errorf("%+v, %v", news, err)
	}
}
