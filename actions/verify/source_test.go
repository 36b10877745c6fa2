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

// declared is when commits of a vector's source are made that say nothing else: so late that no schedule in them
// has been due since.
var declared = start.Add(-20 * time.Hour)

// made is one commit of a source: what it holds, and who says to have made it, when.
type made struct {
	files   map[string]string
	author  string
	also    []string // Co-authored-by
	at      time.Time
	parents []ledger.Hash
	links   []string // files that are symbolic links, to what they hold
	trailer string   // behind the message, as it stands there
}

func (s *source) make(m made) ledger.Hash {
	files := tree{"docs/index.md": plainFile("Nothing to see here.\n")}
	for path, data := range m.files {
		files[path] = plainFile(data)
	}
	for _, path := range m.links {
		files[path] = fileAt{"120000", files[path].data}
	}
	body := fmt.Sprintf("tree %s\n", s.folder(files, ""))
	for _, p := range m.parents {
		body += fmt.Sprintf("parent %s\n", p)
	}
	if m.at.IsZero() {
		m.at = declared
	}
	body += fmt.Sprintf("author %s %d +0000\ncommitter GitHub <noreply@github.com> %d +0000\n\nA change\n", m.author, m.at.Unix(), m.at.Unix())
	if m.trailer != "" {
		body += "\n" + m.trailer
	}
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

// timed is a ledger of runs that a schedule started at these times, after the first entry.
func timed(t testing.TB, commit ledger.Hash, runs ...time.Time) *forge {
	return timedAs(t, commit, func(int, *evidence.Authorization) {}, runs...)
}

func timedAs(t testing.TB, commit ledger.Hash, change func(i int, a *evidence.Authorization), runs ...time.Time) *forge {
	f := newForge(t)
	f.genesis(edit{})
	for i, at := range runs {
		f.authorize(i+1, "tls", edit{predicate: func(d *draft) {
			a := d.predicate.(*evidence.Authorization)
			a.Commit, a.At = commit.String(), evidence.FormatInstant(at)
			a.NotAfter, a.FinishBy = evidence.FormatInstant(at.Add(time.Hour)), evidence.FormatInstant(at.Add(time.Hour))
			d.dir = folder("tls", a.At)
			change(i, a)
		}})
	}
	return f
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
