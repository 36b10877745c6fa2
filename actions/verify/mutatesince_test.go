package verify_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// What is done to a ledger of which an auditor kept a verdict, so that they look only at what is new.

// keptSince is a branch whose first commit the auditor judged, a good ledger; then somebody does something.
func keptSince(more func(t *testing.T, good tree, f *forge) []tree) func(*testing.T) scenario {
	return func(t *testing.T) scenario {
		f := base(t, nil)
		good := f.tree()
		first := 0
		return scenario{commits: append([]tree{good}, more(t, good, f)...), judgedAt: &first}
	}
}

// oneMore appends a run of which nothing is wrong, and then does something to the files.
func oneMore(spoil func(t tree)) func(*testing.T, tree, *forge) []tree {
	return func(_ *testing.T, _ tree, f *forge) []tree {
		f.conclude(f.authorize(5, "tls", edit{}), nil, edit{})
		out := f.tree()
		spoil(out)
		return []tree{out}
	}
}

var bySince = []mutation{
	{"since", "a run was appended since the verdict that the auditor kept", "", none, []string{}, keptSince(oneMore(func(tree) {}))},
	{"since-nothing", "nothing happened since the verdict that the auditor kept", "", none, []string{}, keptSince(func(*testing.T, tree, *forge) []tree { return nil })},
	{"since-finished", "a run that was under way has its result since", "", none, []string{}, keptSince(func(_ *testing.T, _ tree, f *forge) []tree {
		f.conclude(f.drafts[7], nil, edit{})
		return []tree{f.tree()}
	})},
	{"since-edited-old-bundle", "a bundle of then has other bytes since", "2", none, []string{"2"}, keptSince(oneMore(func(t tree) {
		path := t.find("80a42fe42ccc31d9.run.sigstore.json")
		t[path] = plainFile(t[path].data + "\n")
	}))},
	{"since-edited-old-record", "a record of then has other bytes since", "2", none, []string{"2"}, keptSince(oneMore(func(t tree) {
		for path, file := range t {
			if strings.HasPrefix(path, "blobs/") && strings.Contains(file.data, minute(2)) {
				t[path] = plainFile(strings.Replace(file.data, "passed", "failed", 1))
			}
		}
	}))},
	{"since-deleted-old-bundle", "a bundle of then is gone", "2", none, []string{"2"}, keptSince(oneMore(func(t tree) { delete(t, t.find("80a42fe42ccc31d9.run.sigstore.json")) }))},
	{"since-junk-in-an-old-folder", "a file that nobody asks for was put beside old ones", "2", none, []string{"2"}, keptSince(oneMore(func(t tree) {
		path := t.find("80a42fe42ccc31d9.run.sigstore.json")
		t[strings.TrimSuffix(path, ".run.sigstore.json")+".denial.sigstore.json"] = t[path]
	}))},
	{"since-old-leaf-edited", "an entry tile of then has another leaf since, and the tip has its root", "3", none, []string{"2", "3"}, keptSince(func(t *testing.T, _ tree, f *forge) []tree {
		g := base(t, map[int]edit{2: {leaf: func(d *draft) { d.raw = []byte(strings.Replace(string(d.raw), "run", "rum", 1)) }}})
		return []tree{g.tree()}
	})},
	{"since-run-happens-again", "a run of then is authorised and told again", "9", 8, []string{"2", "3", "9"}, keptSince(func(_ *testing.T, _ tree, f *forge) []tree {
		f.conclude(f.authorize(2, "backup", edit{}), nil, edit{})
		return []tree{f.tree()}
	})},
	{"since-entry-stands-twice", "the last entry of then stands in the tree again", "2", 8, []string{"2", "9"}, keptSince(func(_ *testing.T, _ tree, f *forge) []tree {
		f.put(f.drafts[7].raw)
		return []tree{f.tree()}
	})},
	{"since-cut-short-behind-a-repetition", "newer entries are hidden behind commits that hold the judged state, and one before it, again", "3", none, []string{"3"},
		keptSince(func(t *testing.T, good tree, f *forge) []tree {
			f.conclude(f.authorize(5, "tls", edit{}), nil, edit{})
			longer := f.tree()
			before := newForge(t)
			before.genesis(edit{})
			return []tree{longer, before.tree(), good}
		})},
	{"since-rewritten", "the branch has the judged state in another commit, in which an old bundle is spoilt", "2", 4, []string{"1", "2"}, func(t *testing.T) scenario {
		s := keptSince(oneMore(func(tree) {}))(t)
		spoilt := s.commits[0].clone()
		path := spoilt.find("80a42fe42ccc31d9.run.sigstore.json")
		spoilt[path] = plainFile("{}")
		tip := s.commits[1].clone()
		tip[path] = spoilt[path]
		s.commits = []tree{s.commits[0], spoilt, tip}
		s.earlier = map[int][]int{1: {}}
		return s
	}},
	{"since-authorised-then-other-plan", "the result of a run that was authorised then is of another plan", "10", 8, []string{"10"}, keptSince(func(_ *testing.T, _ tree, f *forge) []tree {
		other := f.plan("backup").Digest
		f.conclude(f.drafts[7], func(r *evidence.Record) { r.Plan = other }, edit{})
		return []tree{f.tree()}
	})},
}
