package verify_test

import (
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/evidence"
)

// What is made up about where runbooks come from: beside the ledger the auditor has the source, whose history
// claims 7b, 7c and 11 are judged by, and of claim 8 who wrote what was reviewed.

// from is the good ledger, of runs at a commit of a source.
func from(commit func(s *source) ledger.Hash, change func(*evidence.Authorization), unjudged ...string) func(*testing.T) scenario {
	return func(t *testing.T) scenario {
		s := &source{newRepository(), t}
		f := recordedAt(t, commit(s), change)
		return scenario{commits: []tree{f.tree()}, source: s.repository, unjudged: unjudged}
	}
}

func ofForge(a *evidence.Authorization) { a.Repository, a.Owner = 7, 8 }

// good is the commit that everything comes from.
func good(s *source) ledger.Hash { return s.make(made{files: runbooks(), author: eve}) }

// aside makes the runbooks in a commit that the branch begins before, and goes on without.
func aside(s *source) ledger.Hash {
	base := s.make(made{author: eve})
	side := s.make(made{files: runbooks(), author: eve, parents: []ledger.Hash{base}})
	s.make(made{author: ada, parents: []ledger.Hash{base}})
	return side
}

func workflows() map[string]string {
	return with(with(runbooks(), ".github/workflows/tls.yml", "runs tls"), ".github/workflows/backup.yml", "runs backup")
}

var bySource = []mutation{
	{"source", "the runbooks of every run are on the branch", "", none, []string{}, from(good, nil)},
	{"source-built-on", "the branch went on since", "", none, []string{}, from(func(s *source) ledger.Hash {
		c := good(s)
		s.make(made{files: runbooks(), author: eve, parents: []ledger.Hash{c}})
		return c
	}, nil)},
	{"source-another-plan", "the commit compiles to another plan than was authorised", "7b", 1, []string{"7b"}, from(func(s *source) ledger.Hash {
		return s.make(made{files: with(runbooks(), "runbooks/tls.hcl", strings.Replace(string(encodedPlans()["tls"]), "Are our", "Are all", 1)), author: eve})
	}, nil)},
	{"source-no-runbook", "the commit has no such runbook", "7b", 1, []string{"7b"}, from(func(s *source) ledger.Hash { return s.make(made{author: eve}) }, nil)},
	{"source-link", "the runbook of the commit is a symbolic link", "7b", 1, []string{"7b"}, from(func(s *source) ledger.Hash {
		return s.make(made{files: runbooks(), author: eve, links: []string{"runbooks/tls.hcl"}})
	}, nil)},
	{"source-elsewhere", "the runbook stands outside of the folder of runbooks", "7b", 1, []string{"7b"}, from(func(s *source) ledger.Hash {
		files := runbooks()
		files["docs/tls.hcl"] = files["runbooks/tls.hcl"]
		delete(files, "runbooks/tls.hcl")
		return s.make(made{files: files, author: eve})
	}, nil)},
	{"source-broken", "the runbook does not compile, in the version that is said to have compiled it", "7b", 1, []string{"7b"}, from(func(s *source) ledger.Hash {
		return s.make(made{files: with(runbooks(), "runbooks/tls.hcl", "?"), author: eve})
	}, nil)},
	{"source-of-another-version", "another version compiled what this one refuses", "", none, []string{}, from(func(s *source) ledger.Hash {
		return s.make(made{files: with(runbooks(), "runbooks/tls.hcl", "?"), author: eve})
	}, func(a *evidence.Authorization) { a.Compiler = "v0.0.9" }, "7b")},
	{"source-no-workflow", "a run of a forge, at a commit without the workflow that its runbook compiles to", "7b", 1, []string{"7b"}, from(good, ofForge)},
	{"source-another-workflow", "a run of a forge, at a commit with another workflow", "7b", 1, []string{"7b"}, from(func(s *source) ledger.Hash {
		return s.make(made{files: with(workflows(), ".github/workflows/tls.yml", "runs tls twice"), author: eve})
	}, ofForge)},
	{"source-workflow", "runs of a forge, with their workflows", "", none, []string{}, from(func(s *source) ledger.Hash {
		return s.make(made{files: workflows(), author: eve})
	}, ofForge)},
	{"source-missing", "the commit is not in the clone", "", none, []string{}, from(func(s *source) ledger.Hash {
		s.make(made{author: eve})
		return ledger.Hash{1, 2, 3}
	}, nil, "7b", "7c")},
	{"source-aside", "the commit is of another branch", "7c", 1, []string{"7c"}, from(aside, nil)},
	{"source-merged", "the commit was merged, and is not what the branch was at any time", "7c", 1, []string{"7c"}, from(func(s *source) ledger.Hash {
		base := s.make(made{author: eve})
		side := s.make(made{files: runbooks(), author: eve, parents: []ledger.Hash{base}})
		s.make(made{files: runbooks(), author: ada, parents: []ledger.Hash{base, side}})
		return side
	}, nil)},
	{"source-merged-the-wrong-way-round", "the branch was led over another line, which the commit is merged into", "7c", 1, []string{"7c"}, from(func(s *source) ledger.Hash {
		base := s.make(made{author: eve})
		c := s.make(made{files: runbooks(), author: eve, parents: []ledger.Hash{base}})
		theirs := s.make(made{author: ada, parents: []ledger.Hash{base}})
		s.make(made{files: runbooks(), author: ada, parents: []ledger.Hash{theirs, c}})
		return c
	}, nil)},
	{"source-rehearsed-aside", "rehearsals at a commit that nobody merged", "", none, []string{}, rehearsedAside},
	{"source-ahead", "the commit is newer than the branch of this clone", "", none, []string{}, from(func(s *source) ledger.Hash {
		tip := s.make(made{author: eve})
		c := s.make(made{files: runbooks(), author: eve, parents: []ledger.Hash{tip}})
		s.head = tip
		return c
	}, nil, "7c")},
	{"source-shallow", "the clone does not have what stands behind the commit", "", none, []string{}, from(func(s *source) ledger.Hash {
		return s.make(made{files: runbooks(), author: eve, parents: []ledger.Hash{{9}}})
	}, nil, "7c", "11")},
	{"source-of-another-name", "an object of the clone is not the one of its name", "", none, []string{}, from(func(s *source) ledger.Hash {
		c := good(s)
		s.objects[ledger.Hash{5}] = s.objects[c]
		return ledger.Hash{5}
	}, nil, "7b", "7c")},
}

// rehearsedAside is one rehearsal, for a rehearsal alone may be of what nobody has merged.
func rehearsedAside(t *testing.T) scenario {
	s := &source{newRepository(), t}
	commit := aside(s)
	f := newForge(t)
	f.genesis(edit{})
	a := f.authorize(1, "tls", authorization(func(a *evidence.Authorization) {
		a.Commit, a.Mode = commit.String(), evidence.Rehearsal
	}))
	f.conclude(a, func(r *evidence.Record) { r.Mode = evidence.Rehearsal }, edit{})
	return scenario{commits: []tree{f.tree()}, source: s.repository}
}

// reviewedAs is a run of a plan that asks for two reviews, which ada and bo gave of a head.
func reviewedAs(do func(s *source) (run, reviewed ledger.Hash), unjudged ...string) func(*testing.T) scenario {
	return func(t *testing.T) scenario {
		s := &source{newRepository(), t}
		run, head := do(s)
		f := newForge(t)
		f.genesis(edit{})
		r := &asked{forge: f, authorization: f.drafts[0], plan: f.blob(askingPlans()["reviews"])}
		r.review("ada", evidence.Yes)
		r.review("bo", evidence.Yes)
		f.askOf(6, "reviews", authorization(func(a *evidence.Authorization) {
			a.Commit, a.Reviews = run.String(), counts(t, "ada", "bo")
			for i := range a.Reviews {
				a.Reviews[i].Commit = head.String()
			}
		}))
		authors := []author{{"eve", "66", []string{"Eve@Example.com"}}}
		for _, w := range policyPeople {
			authors = append(authors, author{w.Login, "", []string{w.Login + "@example.com"}})
		}
		return scenario{commits: []tree{f.tree()}, people: policyPeople, source: s.repository, authors: authors, unjudged: unjudged}
	}
}

// rotateFiles are the files of the runbook that was reviewed.
func rotateFiles() map[string]string {
	return map[string]string{"runbooks/rotate.hcl": string(askingPlans()["reviews"])}
}

// after makes the runbook in one commit behind another that was there.
func after(base string, m made) func(s *source) (run, reviewed ledger.Hash) {
	return func(s *source) (ledger.Hash, ledger.Hash) {
		m.parents = []ledger.Hash{s.make(made{author: base})}
		m.files = rotateFiles()
		c := s.make(m)
		return c, c
	}
}

var byHands = []mutation{
	{"hands-of-another", "what was reviewed was written by somebody else", "", none, []string{}, reviewedAs(after(ada, made{author: eve}))},
	{"hands-of-a-reviewer", "a reviewer wrote what they reviewed", "8", 3, []string{"8"}, reviewedAs(after(eve, made{author: ada}))},
	{"hands-that-helped", "a reviewer is a co-author of what they reviewed", "8", 3, []string{"8"}, reviewedAs(after(eve, made{author: eve, also: []string{ada}}))},
	{"hands-that-helped-loudly", "a reviewer is a co-author of what they reviewed, told in a trailer in other letters", "8", 3, []string{"8"},
		reviewedAs(after(eve, made{author: eve, trailer: "CO-AUTHORED-BY:  Ada <ada@example.com> \n"}))},
	{"hands-that-helped-in-the-text", "a reviewer is a co-author of what they reviewed, told in the middle of the message", "8", 3, []string{"8"},
		reviewedAs(after(eve, made{author: eve, trailer: "Co-authored-by: Ada <ada@example.com>\n\nAnd that was that.\n"}))},
	{"hands-in-capitals", "a reviewer wrote what they reviewed, by an address in other letters", "8", 3, []string{"8"}, reviewedAs(after(eve, made{author: "A. <ADA@Example.COM>"}))},
	{"hands-of-nobody-knows-whom", "what was reviewed is by an address that the policy does not list", "", none, []string{},
		reviewedAs(after(ada, made{author: "Mallory <m@example.com>"}), "8")},
	{"hands-that-merged", "a reviewer merged what another wrote", "", none, []string{}, reviewedAs(func(s *source) (ledger.Hash, ledger.Hash) {
		base := s.make(made{author: ada})
		one := s.make(made{author: eve, parents: []ledger.Hash{base}})
		two := s.make(made{files: rotateFiles(), author: eve, parents: []ledger.Hash{one}})
		merge := s.make(made{files: rotateFiles(), author: ada, parents: []ledger.Hash{base, two}})
		return s.make(made{files: rotateFiles(), author: ada, parents: []ledger.Hash{merge}}), two
	})},
	{"hands-in-the-branch", "one commit of the branch that was reviewed is by a reviewer", "8", 3, []string{"8"}, reviewedAs(func(s *source) (ledger.Hash, ledger.Hash) {
		base := s.make(made{author: eve})
		one := s.make(made{author: ada, parents: []ledger.Hash{base}})
		two := s.make(made{files: rotateFiles(), author: eve, parents: []ledger.Hash{one}})
		return s.make(made{files: rotateFiles(), author: eve, parents: []ledger.Hash{base, two}}), two
	})},
	{"hands-before-the-branch", "the branch that was reviewed began behind work of the reviewers", "", none, []string{}, reviewedAs(func(s *source) (ledger.Hash, ledger.Hash) {
		at := func(h int) time.Time { return start.Add(time.Duration(h-72) * time.Hour) }
		root := s.make(made{author: ada, at: at(0)})
		theirs := s.make(made{author: ada, parents: []ledger.Hash{root}, at: at(1)})
		base := s.make(made{author: ada, parents: []ledger.Hash{root, theirs}, at: at(2)})
		ours := s.make(made{files: rotateFiles(), author: eve, parents: []ledger.Hash{theirs}, at: at(3)})
		return s.make(made{files: rotateFiles(), author: ada, parents: []ledger.Hash{base, ours}, at: at(4)}), ours
	})},
	{"hands-on-another-head", "the head that was reviewed compiles to another plan", "8", 3, []string{"8"}, reviewedAs(func(s *source) (ledger.Hash, ledger.Hash) {
		base := s.make(made{author: eve})
		return s.make(made{files: rotateFiles(), author: eve, parents: []ledger.Hash{base}}), base
	})},
	{"hands-squashed", "the head that was reviewed was squashed, so that only a forge knows whose it was", "", none, []string{}, reviewedAs(func(s *source) (ledger.Hash, ledger.Hash) {
		base := s.make(made{author: eve})
		head := s.make(made{files: rotateFiles(), author: eve, parents: []ledger.Hash{base}})
		return s.make(made{files: rotateFiles(), author: bo, parents: []ledger.Hash{base}}), head
	}, "8")},
}

// dueAt is when the runbook is due on a day of January: at 5:15 in its zone.
func dueAt(day int) time.Time { return time.Date(2026, 1, day, 5, 15, 0, 0, time.UTC) }

// scheduledRuns is a ledger of runs that the schedule started, looked at some day.
func scheduledRuns(asOf time.Time, commit func(s *source) ledger.Hash, runs ...time.Time) func(*testing.T) scenario {
	return func(t *testing.T) scenario {
		s := &source{newRepository(), t}
		f := timed(t, commit(s), runs...)
		return scenario{commits: []tree{f.tree()}, source: s.repository, asOf: evidence.FormatInstant(asOf)}
	}
}

func daily() map[string]string {
	return map[string]string{"runbooks/tls.hcl": string(encodedPlans()["tls"])}
}

// since is the one commit that declares the schedule.
func since(s *source) ledger.Hash {
	return s.make(made{files: daily(), author: eve, at: start.Add(-72 * time.Hour)})
}

// then goes on from it with another commit.
func then(m made) func(s *source) ledger.Hash {
	return func(s *source) ledger.Hash {
		first := since(s)
		m.author, m.parents = eve, []ledger.Hash{first}
		s.make(m)
		return first
	}
}

var byMissing = []mutation{
	{"due-and-there", "every day has its run, one of them late", "", none, []string{}, scheduledRuns(dueAt(9), since, dueAt(6), dueAt(7).Add(23*time.Hour), dueAt(8))},
	{"due-and-missed", "one day has no run", "11", none, []string{"11"}, scheduledRuns(dueAt(9), since, dueAt(6), dueAt(8))},
	{"due-and-not-yet-late", "the newest run may still come", "", none, []string{}, scheduledRuns(dueAt(9).Add(23*time.Hour), since, dueAt(6), dueAt(7), dueAt(8))},
	{"due-and-rolled-back", "a ledger was rolled back, and nobody kept a checkpoint", "11", none, []string{"11"}, scheduledRuns(dueAt(11), since, dueAt(6))},
	{"due-since-later", "the schedule was declared later", "", none, []string{}, scheduledRuns(dueAt(9), func(s *source) ledger.Hash {
		base := s.make(made{author: eve, at: start.Add(-72 * time.Hour)})
		return s.make(made{files: daily(), author: eve, parents: []ledger.Hash{base}, at: dueAt(6).Add(time.Hour)})
	}, dueAt(8))},
	{"due-and-given-up", "the schedule was given up, one day after a missed run", "11", none, []string{"11"}, scheduledRuns(dueAt(20), then(made{at: dueAt(8).Add(time.Hour)}), dueAt(6))},
	{"due-and-broken", "the runbook no longer compiles, which gives no schedule up", "11", none, []string{"11"}, scheduledRuns(dueAt(10),
		then(made{files: map[string]string{"runbooks/tls.hcl": "?"}, at: dueAt(6).Add(time.Hour)}), dueAt(6), dueAt(7))},
	{"due-and-set-back", "a commit claims to be of years before, which gives no schedule up", "", none, []string{}, scheduledRuns(dueAt(9),
		then(made{files: daily(), at: dueAt(1).AddDate(-3, 0, 0)}), dueAt(6), dueAt(7))},
	{"due-from-the-future", "the commit that declares the schedule claims to be of next year, and has run already", "11", none, []string{"11"}, scheduledRuns(dueAt(9), func(s *source) ledger.Hash {
		return s.make(made{files: daily(), author: eve, at: dueAt(6).AddDate(1, 0, 0)})
	}, dueAt(6))},
	{"due-from-a-future-that-nothing-bounds", "the commit that declares the schedule claims to be of next year, and no run names it", "", none, []string{}, func(t *testing.T) scenario {
		s := scheduledRuns(dueAt(9), func(s *source) ledger.Hash {
			first := s.make(made{author: eve, at: start.Add(-72 * time.Hour)})
			s.make(made{files: daily(), author: eve, parents: []ledger.Hash{first}, at: dueAt(6).AddDate(1, 0, 0)})
			return first
		})(t)
		s.unjudged = []string{"11"}
		return s
	}},
	{"due-and-rehearsed", "a scheduled day has a rehearsal in place of its run", "11", none, []string{"11"}, rehearsedInstead},
}

// rehearsedInstead has a rehearsal where a live run was due.
func rehearsedInstead(t *testing.T) scenario {
	s := &source{newRepository(), t}
	f := timedAs(t, since(s), func(i int, a *evidence.Authorization) {
		if i == 1 {
			a.Mode = evidence.Rehearsal
		}
	}, dueAt(6), dueAt(7), dueAt(8))
	return scenario{commits: []tree{f.tree()}, source: s.repository, asOf: evidence.FormatInstant(dueAt(9))}
}
