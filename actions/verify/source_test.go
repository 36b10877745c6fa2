package verify_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// A source is a repository of runbooks in a language of its own, whose sentences are plans: what is judged
// here is history. The real compiler is asked in the pages of the command.
type source struct {
	*repository
	t testing.TB
}

// made is one commit of a source: what it holds, and who says to have made it, when.
type made struct {
	files   map[string]string
	author  string
	also    []string // Co-authored-by
	at      time.Time
	parents []ledger.Hash
}

func (s *source) make(m made) ledger.Hash {
	files := tree{"docs/index.md": plainFile("Nothing to see here.\n")}
	for path, data := range m.files {
		files[path] = plainFile(data)
	}
	body := fmt.Sprintf("tree %s\n", s.folder(files, ""))
	for _, p := range m.parents {
		body += fmt.Sprintf("parent %s\n", p)
	}
	if m.at.IsZero() {
		m.at = start.Add(-72 * time.Hour)
	}
	body += fmt.Sprintf("author %s %d +0000\ncommitter GitHub <noreply@github.com> %d +0000\n\nA change\n", m.author, m.at.Unix(), m.at.Unix())
	for _, a := range m.also {
		body += "Co-authored-by: " + a + "\n"
	}
	s.head = s.put("commit", []byte(body))
	return s.head
}

// compilePlans is the compiler of that language.
func compilePlans(files map[string][]byte) (verify.Compiled, error) {
	out := verify.Compiled{Workflows: map[string]verify.WorkflowFile{}}
	for _, data := range files {
		p, err := plan.Parse(data)
		if err != nil {
			out.Broken = true
			continue
		}
		out.Plans = append(out.Plans, p)
		out.Workflows[p.Runbook] = verify.WorkflowFile{Path: ".github/workflows/" + p.Runbook + ".yml", Data: []byte("runs " + p.Runbook)}
	}
	return out, nil
}

const (
	eve = "Eve <eve@example.com>"
	ada = "Ada Lovelace <ada@example.com>"
	bo  = "bo <77+bo@users.noreply.github.com>"
)

// runbooks are the files of the good ledger's plans.
func runbooks() map[string]string {
	return map[string]string{"runbooks/tls.hcl": string(encodedPlans()["tls"]), "runbooks/a/b/backup.hcl": string(encodedPlans()["backup"])}
}

func with(files map[string]string, path, data string) map[string]string {
	files[path] = data
	return files
}

// recordedAt is the good ledger, of runs at a commit.
func recordedAt(t testing.TB, commit ledger.Hash, change func(*evidence.Authorization)) *forge {
	edits := map[int]edit{}
	for _, i := range []int{1, 3, 5, 7} {
		edits[i] = authorization(func(a *evidence.Authorization) {
			a.Commit = commit.String()
			if change != nil {
				change(a)
			}
		})
	}
	return base(t, edits)
}

func (s *source) judge(f *forge, change func(*verify.Subject)) *verdict.Verdict {
	s.t.Helper()
	r := newRepository()
	r.commit(f.tree())
	about := subject(s.t, r)
	about.Source = &verify.Source{Store: s.repository, Branch: "main", Compile: compilePlans, Version: "v0.1.0"}
	if change != nil {
		change(&about)
	}
	return judge(s.t, about)
}

// TestSource holds claims 7b and 7c: what is right is held, and each way to be wrong has its words.
func TestSource(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		claim  string
		want   verdict.Outcome
		words  string
		commit func(s *source) ledger.Hash // that the ledger records
		change func(*evidence.Authorization)
	}{
		{"held", "7b", verdict.Held, "", func(s *source) ledger.Hash { return s.make(made{files: runbooks(), author: eve}) }, nil},
		{"held on the branch", "7c", verdict.Held, "", func(s *source) ledger.Hash {
			c := s.make(made{files: runbooks(), author: eve})
			s.make(made{author: eve, parents: []ledger.Hash{c}})
			return c
		}, nil},
		{"another plan", "7b", verdict.Refuted, "compiles to plan", func(s *source) ledger.Hash {
			return s.make(made{files: with(runbooks(), "runbooks/tls.hcl", strings.Replace(string(encodedPlans()["tls"]), "Are our", "Are all", 1)), author: eve})
		}, nil},
		{"no runbook", "7b", verdict.Refuted, "has no runbook tls", func(s *source) ledger.Hash { return s.make(made{author: eve}) }, nil},
		{"broken by the version that compiled it", "7b", verdict.Refuted, "has no runbook tls", func(s *source) ledger.Hash {
			return s.make(made{files: with(runbooks(), "runbooks/tls.hcl", "?"), author: eve})
		}, nil},
		{"broken for this version", "7b", verdict.NotJudged, "compiled by v0.0.9", func(s *source) ledger.Hash {
			return s.make(made{files: with(runbooks(), "runbooks/tls.hcl", "?"), author: eve})
		}, func(a *evidence.Authorization) { a.Compiler = "v0.0.9" }},
		{"no workflow", "7b", verdict.Refuted, "does not have .github/workflows/tls.yml", func(s *source) ledger.Hash { return s.make(made{files: runbooks(), author: eve}) },
			func(a *evidence.Authorization) { a.Repository, a.Owner = 7, 8 }},
		{"another workflow", "7b", verdict.Refuted, "is not what its runbook compiles to", func(s *source) ledger.Hash {
			return s.make(made{files: with(runbooks(), ".github/workflows/tls.yml", "runs tls twice"), author: eve})
		}, func(a *evidence.Authorization) { a.Repository, a.Owner = 7, 8 }},
		{"its workflow", "7b", verdict.Held, "", func(s *source) ledger.Hash {
			return s.make(made{files: with(with(runbooks(), ".github/workflows/tls.yml", "runs tls"), ".github/workflows/backup.yml", "runs backup"), author: eve})
		}, func(a *evidence.Authorization) { a.Repository, a.Owner = 7, 8 }},
		{"not there", "7b", verdict.NotJudged, "does not have object", func(s *source) ledger.Hash {
			s.make(made{author: eve})
			return ledger.Hash{1, 2, 3}
		}, nil},
		{"not there, so not on the branch", "7c", verdict.NotJudged, "does not have object", func(s *source) ledger.Hash {
			s.make(made{author: eve})
			return ledger.Hash{1, 2, 3}
		}, nil},
		{"on another branch", "7c", verdict.Refuted, "not on the first-parent line of main", func(s *source) ledger.Hash {
			base := s.make(made{author: eve})
			side := s.make(made{files: runbooks(), author: eve, parents: []ledger.Hash{base}})
			s.make(made{author: ada, parents: []ledger.Hash{base}})
			return side
		}, nil},
		{"merged, and not the merge", "7c", verdict.Refuted, "not on the first-parent line of main", func(s *source) ledger.Hash {
			base := s.make(made{author: eve})
			side := s.make(made{files: runbooks(), author: eve, parents: []ledger.Hash{base}})
			s.make(made{files: runbooks(), author: ada, parents: []ledger.Hash{base, side}})
			return side
		}, nil},
		{"rehearsed on another branch", "7c", verdict.Held, "", func(s *source) ledger.Hash {
			base := s.make(made{author: eve})
			side := s.make(made{files: runbooks(), author: eve, parents: []ledger.Hash{base}})
			s.make(made{author: ada, parents: []ledger.Hash{base}})
			return side
		}, func(a *evidence.Authorization) { a.Mode = evidence.Rehearsal }},
		{"newer than the branch", "7c", verdict.NotJudged, "newer than main", func(s *source) ledger.Hash {
			tip := s.make(made{author: eve})
			c := s.make(made{files: runbooks(), author: eve, parents: []ledger.Hash{tip}})
			s.head = tip
			return c
		}, nil},
		{"shallow", "7c", verdict.NotJudged, "this clone is shallow: 1 commits of main are here", func(s *source) ledger.Hash {
			return s.make(made{files: runbooks(), author: eve, parents: []ledger.Hash{{9}}})
		}, nil},
		{"shallow, for schedules", "11", verdict.NotJudged, "this clone is shallow", func(s *source) ledger.Hash {
			return s.make(made{files: runbooks(), author: eve, parents: []ledger.Hash{{9}}})
		}, nil},
		{"a liar's object", "7b", verdict.NotJudged, "are not those of its name", func(s *source) ledger.Hash {
			c := s.make(made{files: runbooks(), author: eve})
			s.objects[ledger.Hash{5}] = s.objects[c]
			return ledger.Hash{5}
		}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := &source{newRepository(), t}
			v := s.judge(recordedAt(t, c.commit(s), c.change), nil)
			holds(t, v, c.claim, c.want, c.words)
		})
	}
}

// holds compares one claim, and what it says.
func holds(t *testing.T, v *verdict.Verdict, id string, want verdict.Outcome, words string) {
	t.Helper()
	c := v.Claim(id)
	said := c.Why
	for _, f := range c.Faults {
		said += "\n" + f.Reason
	}
	if c.Outcome != want || !strings.Contains(said, words) {
		t.Errorf("claim %s is %s, want %s with %q; it says: %s", id, c.Outcome, want, words, said)
	}
}

// TestHands holds claim 8 for plans with reviews: two people must have reviewed what neither wrote.
func TestHands(t *testing.T) {
	t.Parallel()
	rotate := map[string]string{"runbooks/rotate.hcl": string(askingPlans()["reviews"])}
	for _, c := range []struct {
		name  string
		want  verdict.Outcome
		words string
		// make gives the commit of the run and the one that was reviewed.
		make func(s *source) (run, reviewed ledger.Hash)
	}{
		{"by another", verdict.Held, "looked for in main: the authors and co-authors of what brought it there, as git names them (1)", func(s *source) (ledger.Hash, ledger.Hash) {
			base := s.make(made{author: ada})
			c := s.make(made{files: rotate, author: eve, parents: []ledger.Hash{base}})
			return c, c
		}},
		{"by one of the reviewers", verdict.Refuted, "ada is an author of commit", func(s *source) (ledger.Hash, ledger.Hash) {
			base := s.make(made{author: eve})
			c := s.make(made{files: rotate, author: ada, parents: []ledger.Hash{base}})
			return c, c
		}},
		{"with the help of one", verdict.Refuted, "ada is an author of commit", func(s *source) (ledger.Hash, ledger.Hash) {
			base := s.make(made{author: eve})
			c := s.make(made{files: rotate, author: eve, also: []string{ada}, parents: []ledger.Hash{base}})
			return c, c
		}},
		{"by nobody knows whom", verdict.NotJudged, "nobody whom the policy lists", func(s *source) (ledger.Hash, ledger.Hash) {
			base := s.make(made{author: ada})
			c := s.make(made{files: rotate, author: "Mallory <m@example.com>", parents: []ledger.Hash{base}})
			return c, c
		}},
		{"in a branch that a reviewer merged", verdict.Held, "", func(s *source) (ledger.Hash, ledger.Hash) {
			base := s.make(made{author: ada})
			one := s.make(made{author: eve, parents: []ledger.Hash{base}})
			two := s.make(made{files: rotate, author: eve, parents: []ledger.Hash{one}})
			merge := s.make(made{files: rotate, author: ada, parents: []ledger.Hash{base, two}})
			return s.make(made{files: rotate, author: ada, parents: []ledger.Hash{merge}}), two
		}},
		{"in a branch, one commit of it by a reviewer", verdict.Refuted, "ada is an author of commit", func(s *source) (ledger.Hash, ledger.Hash) {
			base := s.make(made{author: eve})
			one := s.make(made{author: ada, parents: []ledger.Hash{base}})
			two := s.make(made{files: rotate, author: eve, parents: []ledger.Hash{one}})
			return s.make(made{files: rotate, author: eve, parents: []ledger.Hash{base, two}}), two
		}},
		{"in a branch that began behind others' work", verdict.Held, "", func(s *source) (ledger.Hash, ledger.Hash) {
			root := s.make(made{author: ada})
			theirs := s.make(made{author: ada, parents: []ledger.Hash{root}, at: start.Add(-71 * time.Hour)})
			base := s.make(made{author: ada, parents: []ledger.Hash{root, theirs}, at: start.Add(-70 * time.Hour)})
			ours := s.make(made{files: rotate, author: eve, parents: []ledger.Hash{theirs}, at: start.Add(-69 * time.Hour)})
			return s.make(made{files: rotate, author: ada, parents: []ledger.Hash{base, ours}, at: start.Add(-68 * time.Hour)}), ours
		}},
		{"another head", verdict.Refuted, "compiles to another plan", func(s *source) (ledger.Hash, ledger.Hash) {
			base := s.make(made{author: eve})
			return s.make(made{files: rotate, author: eve, parents: []ledger.Hash{base}}), base
		}},
		{"a head that was squashed", verdict.NotJudged, "only a forge knows", func(s *source) (ledger.Hash, ledger.Hash) {
			base := s.make(made{author: eve})
			head := s.make(made{files: rotate, author: eve, parents: []ledger.Hash{base}})
			return s.make(made{files: rotate, author: bo, parents: []ledger.Hash{base}}), head
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := &source{newRepository(), t}
			run, reviewed := c.make(s)
			f := base(t, nil)
			r := &asked{forge: f, authorization: f.drafts[0], plan: f.blob(askingPlans()["reviews"])}
			r.review("ada", evidence.Yes)
			r.review("bo", evidence.Yes)
			f.askOf(6, "reviews", authorization(func(a *evidence.Authorization) {
				a.Commit, a.Reviews = run.String(), counts(t, "ada", "bo")
				for i := range a.Reviews {
					a.Reviews[i].Commit = reviewed.String()
				}
			}))
			v := s.judge(f, func(about *verify.Subject) {
				for _, w := range policyPeople {
					who := person(t, w)
					who.Emails = []string{w.Login + "@example.com"}
					about.Policy.People = append(about.Policy.People, who)
				}
				about.Policy.People = append(about.Policy.People, verify.Person{Login: "eve", ID: "66", Emails: []string{"Eve@Example.com"}})
			})
			holds(t, v, "8", c.want, c.words)
		})
	}
}

// timed is a ledger of runs that a schedule started at these times, after the first entry.
func timed(t testing.TB, commit ledger.Hash, runs ...time.Time) *forge {
	f := newForge(t)
	f.genesis(edit{})
	for i, at := range runs {
		f.authorize(i+1, "tls", edit{predicate: func(d *draft) {
			a := d.predicate.(*evidence.Authorization)
			a.Commit, a.At = commit.String(), evidence.FormatInstant(at)
			a.NotAfter, a.FinishBy = evidence.FormatInstant(at.Add(time.Hour)), evidence.FormatInstant(at.Add(time.Hour))
			d.dir = folder("tls", a.At)
		}})
	}
	return f
}

// TestComplete holds claim 11. The runbook is due each day at 5:15 in its zone.
func TestComplete(t *testing.T) {
	t.Parallel()
	due := func(day int) time.Time { return time.Date(2026, 1, day, 5, 15, 0, 0, time.UTC) }
	daily := map[string]string{"runbooks/tls.hcl": string(encodedPlans()["tls"])}
	only := func(s *source) ledger.Hash { return s.make(made{files: daily, author: eve}) }
	for _, c := range []struct {
		name string
		asOf time.Time
		make func(s *source) ledger.Hash
		runs []time.Time
		want []string
	}{
		{"all there, one of them late", due(9), only, []time.Time{due(6), due(7).Add(23 * time.Hour), due(8)}, nil},
		{"one missing", due(9), only, []time.Time{due(6), due(8)}, []string{"2026-01-07T05:15:00Z"}},
		{"not yet too late", due(9).Add(23 * time.Hour), only, []time.Time{due(6), due(7), due(8)}, nil},
		{"rolled back", due(11), only, []time.Time{due(6)}, []string{"2026-01-07", "2026-01-08", "2026-01-09"}},
		{"declared later", due(9), func(s *source) ledger.Hash {
			base := s.make(made{author: eve})
			return s.make(made{files: daily, author: eve, parents: []ledger.Hash{base}, at: due(6).Add(time.Hour)})
		}, []time.Time{due(8)}, nil},
		{"given up", due(20), func(s *source) ledger.Hash {
			first := s.make(made{files: daily, author: eve})
			s.make(made{author: eve, parents: []ledger.Hash{first}, at: due(8).Add(time.Hour)})
			return first
		}, []time.Time{due(6)}, []string{"2026-01-07"}},
		{"no longer compiles, which gives nothing up", due(10), func(s *source) ledger.Hash {
			first := s.make(made{files: daily, author: eve})
			s.make(made{files: map[string]string{"runbooks/tls.hcl": "?"}, author: eve, parents: []ledger.Hash{first}, at: due(6).Add(time.Hour)})
			return first
		}, []time.Time{due(6), due(7)}, []string{"2026-01-08"}},
		{"a clock that goes back gives nothing up", due(9), func(s *source) ledger.Hash {
			first := s.make(made{files: daily, author: eve, at: due(1)})
			return s.make(made{files: daily, author: eve, parents: []ledger.Hash{first}, at: due(1).AddDate(-3, 0, 0)})
		}, []time.Time{due(6), due(7)}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := &source{newRepository(), t}
			v := s.judge(timed(t, c.make(s), c.runs...), func(about *verify.Subject) { about.AsOf = c.asOf })
			missed := v.Claim("11").Faults
			if len(missed) != len(c.want) {
				t.Fatalf("claim 11 tells of %d, want %d: %v", len(missed), len(c.want), missed)
			}
			for i, f := range missed {
				if !strings.Contains(f.Reason, "was due at "+c.want[i]) {
					t.Errorf("it tells: %s; want %s", f.Reason, c.want[i])
				}
			}
		})
	}
}

// TestDaylightSaving holds a schedule in a zone whose clocks change: the hour that is skipped is not due, and
// what stands in the plan's own time moves in UTC.
func TestDaylightSaving(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ cron, want string }{
		{"15 5 * * *", "2026-03-29T03:15:00Z"}, // at 5:15 in summer
		{"30 2 * * *", "2026-03-28T01:30:00Z"}, // 2:30 is not on the 29th
	} {
		p := examplePlan("tls")
		p.Timezone, p.Triggers[0].Cron = "Europe/Berlin", c.cron
		s := &source{newRepository(), t}
		commit := s.make(made{files: map[string]string{"runbooks/tls.hcl": string(must(p.Encode()))}, author: eve, at: time.Date(2026, 3, 26, 12, 0, 0, 0, time.UTC)})
		f := timed(t, commit)
		v := s.judge(f, func(about *verify.Subject) { about.AsOf = time.Date(2026, 3, 30, 4, 0, 0, 0, time.UTC) })
		last := v.Claim("11").Faults
		if len(last) == 0 || !strings.Contains(last[len(last)-1].Reason, "was due at "+c.want) {
			t.Errorf("%s: the newest that is missing: %v, want %s", c.cron, last, c.want)
		}
	}
}
