package scope_test

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

const project = `project "acme" {
  language   = 1
  frameworks = ["cisa-ztmm"]
}

role "security" {
  members = ["octocat"]
}

connection "machine" {
  kind = "shell"
}

connection "other_machine" {
  kind = "shell"
}

org {
  tier  = 1
  sites = { shop = { host = "shop.acme.example", tier = 1 }, status = { host = "status.acme.example", tier = 2 } }
}
`

const head = `runbook "look-around" {
  language = 1
  title    = "Look around"
  owner    = role.security
}
`

// read is the runbook of a text, in the project above.
func read(t *testing.T, text string) *scope.Runbook {
	t.Helper()
	tree, found := syntax.Load(fstest.MapFS{
		"runbooks/project.hcl":             {Data: []byte(project)},
		"runbooks/look-around.runbook.hcl": {Data: []byte(head + text)},
	}, "runbooks")
	if len(found) > 0 {
		t.Fatal(found)
	}
	return scope.NewRunbook(scope.NewProject(tree), tree.Runbooks[0])
}

// What depends on org and literals alone becomes its value; all else stays as it is written, with the
// values that it mentions in place. A fallback that was taken stays to be seen.
func TestNode(t *testing.T) {
	t.Parallel()
	for expression, want := range map[string]string{
		`org.tier`:                         `1`,
		`org.sites.shop.host`:              `"shop.acme.example"`,
		`org.sites["shop"].host`:           `"shop.acme.example"`,
		`org.missing`:                      `org.missing`,
		`local.next`:                       `2`,
		`"${local.next}d"`:                 `"2d"`,
		`upper("a") == "A"`:                `true`,
		`[for s in org.sites : s.tier]`:    `[1,2]`,
		`[for s in org.sites : s.tier][1]`: `2`,
		`{ for n, s in org.sites : n => s.tier if s.tier == org.tier }`: `{"shop":1}`,
		`input.days`:              `input.days`,
		`input.days > local.next`: `input.days > 2`,
		`local.late + local.next`: `local.late + 2`,
		`[for s in step.list.lines : "${s} ${org.tier}"]`: `[for s in step.list.lines : "${s} ${1}"]`,
		`[for org in step.list.lines : org]`:              `[for org in step.list.lines : org]`,
		`-1`:                                              `-1`,
		`1 / 0`:                                           `1 / 0`,
		`default(local.none, 3) > 2`:                      `default([][0], 3) > 2`,
		`default(org.tier, 3) > 2`:                        `false`,
		`0.1 + 0.2`:                                       `0.3`,
		`1234567890123456789012345678901234567890`:        `1234567890123456789012345678901234567890`,
		`step.list.lines[0]`:                              `step.list.lines[0]`,
		`self["odd name"].x`:                              `self["odd name"].x`,
	} {
		r := read(t, "locals {\n  next = org.tier + 1\n  late = input.days\n  none = null\n  subject = "+expression+"\n}\n")
		if got := r.Node(r.Local("subject").Term).String(); got != want {
			t.Errorf("%s is %s, not %s", expression, got, want)
		}
	}
}

// Locals that need each other are not known, whoever is asked first, and asking ends.
func TestRing(t *testing.T) {
	t.Parallel()
	r := read(t, "locals {\n  a = local.b\n  b = local.c\n  c = local.a\n  d = local.a\n  e = 1\n}\n")
	for _, name := range []string{"d", "b", "a", "c"} {
		if r.Local(name).Known {
			t.Errorf("%s is known", name)
		}
	}
	if diff := cmp.Diff([]string{"a", "b", "c", "a"}, r.LocalRing()); diff != "" || !r.Local("e").Known {
		t.Errorf("the ring (-want +got):\n%s", diff)
	}
}

// A step waits for what it states, and for what its expressions mention through locals; names that lead
// nowhere are left out.
func TestNeeds(t *testing.T) {
	t.Parallel()
	r := read(t, `
locals {
  outer = local.inner
  inner = step.b.exists
}

step "file.read" "a" {
  path  = "a"
  when  = local.outer && step.nobody.exists
  needs = [step.d]

  expect "like" {
    condition = self.exists == step.c.exists
    message   = "no"
  }
}

step "file.read" "b" {
  path = "b"
}

step "file.read" "c" {
  path = "c"
}

step "file.read" "d" {
  path = "d"
}
`)
	if diff := cmp.Diff([]string{"step.b", "step.c", "step.d"}, r.Needs(r.Part("step.a"))); diff != "" {
		t.Error(diff)
	}
}

func TestEvery(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"day 06:30":             "30 6 * * *",
		"weekday 00:00":         "0 0 * * 1-5",
		"monday 07:00":          "0 7 * * 1",
		"friday monday 07:05":   "5 7 * * 1,5",
		"monday, sunday 23:59":  "59 23 * * 0,1",
		"hour":                  "0 * * * *",
		"15 minutes":            "*/15 * * * *",
		"6 hours":               "0 */6 * * *",
		"7 hours":               "",
		"1 hours":               "",
		"60 minutes":            "",
		"day":                   "",
		"day 7:00":              "",
		"day 24:00":             "",
		"day 23:60":             "",
		"day day 07:00":         "",
		"monday monday 07:00":   "",
		"Monday 07:00":          "",
		"":                      "",
		"07:00":                 "",
		"monday 07:00 tomorrow": "",
		"-6 hours":              "",
	} {
		got, err := scope.Every(words)
		if (err == nil) != (want != "") || err == nil && got != want {
			t.Errorf("%q is %q (%v), not %q", words, got, err, want)
		}
	}
}

// The longest gap decides how long a run must count: over a weekend, a month's end, a leap year.
func TestInterval(t *testing.T) {
	t.Parallel()
	const day = 24 * 3600
	p := read(t, "").Project
	for cron, want := range map[string]int64{
		"15 5 * * *":         day,
		"0 7 * * 1":          7 * day,
		"0 7 * * 1-5":        3 * day,
		"*/5 * * * *":        300,
		"*/5 9-17 * * 1-5":   2*day + 15*3600 + 300,
		"0 0 1 * *":          31 * day,
		"0 0 1 1 *":          366 * day, // there are leap years
		"0 0 30 2 *":         -1,
		"0 25 * * *":         -1,
		"every day at seven": -1,
	} {
		got, comes := p.Interval(cron)
		if comes != (want >= 0) || comes && got != want {
			t.Errorf("%q leaves %d seconds (%v), not %d", cron, got, comes, want)
		}
	}
}

// How long a run may count follows from the stage, and from who starts it.
func TestFreshest(t *testing.T) {
	t.Parallel()
	byItself := read(t, "trigger \"schedule\" \"daily\" {\n  every = \"day 06:30\"\n}\n")
	byHand := read(t, "trigger \"manual\" \"form\" {}\n")
	for stage, days := range map[catalog.Stage]int64{0: 90, catalog.Initial: 90, catalog.Advanced: 30, catalog.Optimal: 2} {
		if got := byItself.Freshest(stage); got != days*24*3600 {
			t.Errorf("%s: %d seconds, not %d days", stage, got, days)
		}
		if got := byHand.Freshest(stage); got != 90*24*3600 {
			t.Errorf("%s by hand: %d seconds, not 90 days", stage, got)
		}
	}
}

// A claim is judged by what starts the runbook twice: here when it is compiled, and by the score from what is
// recorded. Each kind that can be written must mean the same to both, and to what is recorded.
func TestWhatStartsItselfIsOneQuestion(t *testing.T) {
	t.Parallel()
	kinds := syntax.RunbookFile.Within("trigger").Labels[0].OneOf
	if len(kinds) < 6 {
		t.Fatalf("only the kinds %q are known", kinds)
	}
	for _, kind := range kinds {
		trigger := &syntax.Trigger{Kind: syntax.Text{Value: kind}}
		r := scope.Runbook{Tree: &syntax.Runbook{Triggers: []*syntax.Trigger{trigger}}}
		itself := r.StartsItself()
		if scored := plan.StartsItself(kind); scored != itself {
			t.Errorf("%s starts by itself: compiled %v, scored %v", kind, itself, scored)
		}
		if kind == plan.OnPull { // anybody can start it, and nobody is asked
			if itself {
				t.Error("a pull request is taken for something that nobody can cause")
			}
			continue
		}
		if byHand := scope.ByHand(trigger); byHand == itself {
			t.Errorf("%s: by hand %v, by itself %v", kind, byHand, itself)
		}
		if asked := (evidence.TriggerRef{Kind: kind}).ByPerson(); asked == itself {
			t.Errorf("%s: recorded with a person %v, by itself %v", kind, asked, itself)
		}
	}
	if plan.StartsItself("moon") || plan.StartsItself("undo") || plan.StartsItself("") {
		t.Error("a kind that nobody can write starts by itself")
	}
}
