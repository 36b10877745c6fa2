package verify_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/evidence"
)

// A tip that did not continue the ledger, and what is said to have been done about it.

// tipOf is the last of some commits, as the corpus makes them. parents are its own, by their place.
func tipOf(parents []int, trees ...tree) evidence.BadTip {
	r := newRepository()
	var made []ledger.Hash
	for i, files := range trees {
		var of []ledger.Hash
		for _, p := range parents {
			if i == len(trees)-1 {
				of = append(of, made[p])
			}
		}
		r.commit(files, of...)
		made = append(made, r.head)
	}
	return evidence.BadTip{Commit: r.head.String(), Tree: r.folder(trees[len(trees)-1], "").String()}
}

// mend appends a mend by the ledger's key.
func (f *forge) mend(bad evidence.BadTip, e edit) {
	f.t.Helper()
	seen := f.seen()
	m := &evidence.Mend{At: minute(len(f.leaves)), Bad: bad, By: by(f.t, "ledger", "mara"), Good: evidence.State{Root: seen.Root, Size: seen.Size}, Seen: seen}
	f.add(&draft{kind: m.Kind(), dir: folder("_", m.At), predicate: m}, e)
}

func mending(change func(*evidence.Mend)) edit {
	return edit{predicate: func(d *draft) { change(d.predicate.(*evidence.Mend)) }}
}

// mendedAfter is the good ledger, a bad tip, and a ledger that goes on from a state.
func mendedAfter(bad func(t *testing.T) tree, from func(t *testing.T) *forge, e edit) func(*testing.T) scenario {
	return func(t *testing.T) scenario {
		good, spoilt := base(t, nil).tree(), bad(t)
		f := from(t)
		f.mend(tipOf(nil, good, spoilt), e)
		return scenario{commits: []tree{good, spoilt, f.tree()}}
	}
}

func whole(t *testing.T) *forge { return base(t, nil) }

func cutShort(t *testing.T) tree { return upTo(t, 5).tree() }

func junk(*testing.T) tree { return tree{"README.md": plainFile("gone fishing\n")} }

var byMending = []mutation{
	{"mended-after-a-truncation", "a commit went back to an older tree, and the ledger goes on from the newest", "", none, []string{}, mendedAfter(cutShort, whole, edit{})},
	{"mended-after-junk", "a commit held no ledger at all, and the ledger goes on from the one before", "", none, []string{}, mendedAfter(junk, whole, edit{})},
	{"mended-after-a-merge", "a merge went back to an older tree, and the ledger goes on from the newest", "", none, []string{}, func(t *testing.T) scenario {
		old, good := upTo(t, 5).tree(), base(t, nil).tree()
		f := base(t, nil)
		f.mend(tipOf([]int{0, 1}, old, good, old), edit{})
		return scenario{commits: []tree{old, good, old, f.tree()}, earlier: map[int][]int{2: {0, 1}}}
	}},
	{"mended-to-hide", "a mend goes on from before the newest entries, as if they had not been", "3", none, []string{"3"}, mendedAfter(cutShort, func(t *testing.T) *forge { return upTo(t, 5) }, edit{})},
	{"mended-after-another-merge", "a mend names a bad commit, and another commit merges", "3", none, []string{"3"}, func(t *testing.T) scenario {
		old, good := upTo(t, 5).tree(), base(t, nil).tree()
		f := base(t, nil)
		f.mend(tipOf(nil, old, good), edit{})
		return scenario{commits: []tree{old, good, f.tree()}, merges: []int{1, 0}}
	}},
	{"mend-at-another-size", "a mend says that it goes on from fewer entries than stand before it", "3", 8, []string{"3"}, func(t *testing.T) scenario {
		seen := upTo(t, 7).seen()
		return mendedAfter(cutShort, whole, mending(func(m *evidence.Mend) {
			m.Good, m.Seen = evidence.State{Root: seen.Root, Size: seen.Size}, seen
		}))(t)
	}},
	{"mend-by-a-stranger", "a stranger mends the ledger", "4", 8, []string{"4"}, mendedAfter(cutShort, whole, edit{
		predicate: func(d *draft) { d.predicate.(*evidence.Mend).By = by(new(testing.T), "stranger", "eve") },
		payload:   func(d *draft) { d.key = testKey(new(testing.T), "stranger") },
	})},
	{"mend-in-anothers-name", "a mend says that somebody else made it", "4", 8, []string{"4"}, mendedAfter(cutShort, whole, mending(func(m *evidence.Mend) {
		m.By = by(new(testing.T), "ada", "ada")
	}))},
	{"mended-and-removed", "the mend itself was taken away again", "3", none, []string{"3"}, func(t *testing.T) scenario {
		good, spoilt := base(t, nil).tree(), cutShort(t)
		f := base(t, nil)
		f.mend(tipOf(nil, good, spoilt), edit{})
		return scenario{commits: []tree{good, spoilt, f.tree(), good}}
	}},
	{"mend-about-another-checkpoint", "the subject of a mend is not the checkpoint that it goes on from", "1", 8, []string{"1"}, mendedAfter(cutShort, whole, edit{payload: func(d *draft) {
		at := strings.Index(string(d.payload), `"sha256":"`) + len(`"sha256":"`)
		d.payload = append(append(d.payload[:at:at], strings.Repeat("0", 64)...), d.payload[at+64:]...)
	}})},
}
