package verify_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// What is as good as ever, and another history; and what is all right.

var untouched = []mutation{
	{"good", "nobody touched it", "", none, []string{}, files(func(tree) {})},
	{"grown", "it grew, commit by commit, and the auditor kept an older checkpoint", "", none, []string{}, func(t *testing.T) scenario {
		kept, _ := upTo(t, 5).checkpoint(testKey(t, "ledger"))
		return scenario{commits: []tree{upTo(t, 1).tree(), upTo(t, 5).tree(), base(t, nil).tree()}, kept: kept}
	}},
	{"junk-before", "an earlier commit holds a longer ledger that no trusted key signed", "", none, []string{}, func(t *testing.T) scenario {
		junk := base(t, nil)
		junk.key = testKey(t, "stranger")
		junk.authorize(5, "tls", edit{})
		return scenario{commits: []tree{junk.tree(), base(t, nil).tree()}}
	}},
	{"two-keys", "the first key signed up to entry 6, the second from there on", "", none, []string{}, func(t *testing.T) scenario {
		f := upTo(t, 7)
		f.key = testKey(t, "retired")
		f.authorize(4, "tls", edit{})
		last := int64(6)
		return scenario{commits: []tree{f.tree()}, keys: []keyAt{{Name: "ledger", To: &last}, {Name: "retired", From: 7}}}
	}},
}

var byGrowth = []mutation{
	{"truncated", "a commit goes back to an older tree; the branch still has the newer one", "3", none, []string{"3"}, func(t *testing.T) scenario {
		return scenario{commits: []tree{base(t, nil).tree(), upTo(t, 5).tree()}}
	}},
	{"truncated-by-merge", "a merge of an older state, its first parent, and the newest, its second, has the older tree", "3", none, []string{"3"}, func(t *testing.T) scenario {
		return scenario{commits: []tree{upTo(t, 5).tree(), base(t, nil).tree(), upTo(t, 5).tree()}, merges: []int{0, 1}}
	}},
	{"merged", "a merge hides nothing: both parents are older states, and yet no append makes one", "3", none, []string{"3"}, func(t *testing.T) scenario {
		return scenario{commits: []tree{upTo(t, 1).tree(), upTo(t, 5).tree(), base(t, nil).tree()}, merges: []int{1, 0}}
	}},
	{"truncated-behind-junk", "between the newer tree and the older one stands a commit with the newer checkpoint and a signature of nobody's", "3", none, []string{"3"}, func(t *testing.T) scenario {
		junk := base(t, nil).tree()
		junk["checkpoint.sigstore.json"] = plainFile("{}")
		return scenario{commits: []tree{base(t, nil).tree(), junk, upTo(t, 5).tree()}}
	}},
	{"truncated-kept", "the ledger is shorter than the checkpoint that the auditor kept", "3", none, []string{"3"}, func(t *testing.T) scenario {
		kept, _ := base(t, nil).checkpoint(testKey(t, "ledger"))
		return scenario{commits: []tree{upTo(t, 5).tree()}, kept: kept}
	}},
	{"forked", "another last entry, at the size of the checkpoint that the auditor kept", "3", none, []string{"3"}, func(t *testing.T) scenario {
		kept, _ := base(t, nil).checkpoint(testKey(t, "ledger"))
		f := upTo(t, 7)
		f.authorize(5, "backup", edit{})
		return scenario{commits: []tree{f.tree()}, kept: kept}
	}},
	{"kept-of-another-ledger", "the auditor kept the checkpoint of another ledger", "3", none, []string{"3"}, func(t *testing.T) scenario {
		kept, _ := base(t, nil).checkpoint(testKey(t, "ledger"))
		return scenario{commits: []tree{base(t, nil).tree()}, kept: strings.Replace(kept, "0001", "ffff", 1)}
	}},
	{"rewritten-before-a-seen", "an entry was signed anew after others had seen it", "3", 3, []string{"3"},
		rewritten(2, result(func(r *evidence.Run) { r.Runner.Program = "v9.9.9" }))},
	{"seen-the-future", "an entry has seen more entries than stand before it", "3", 8, []string{"3"}, appendedEdit(authorization(func(a *evidence.Authorization) { a.Seen.Size = 9 }))},
}

// rewritten makes the good ledger anew with one entry changed and all others as they were signed.
func rewritten(index int, change edit) func(*testing.T) scenario {
	return func(t *testing.T) scenario {
		old, f := base(t, nil), newForge(t)
		f.files = old.files
		for i, d := range old.drafts {
			if i != index {
				f.put(d.raw)
				continue
			}
			delete(f.files, d.path)
			f.add(&draft{kind: d.kind, run: d.run, dir: d.dir, predicate: d.predicate}, change)
		}
		return scenario{commits: []tree{f.tree()}}
	}
}

// upTo is the ledger when it had so many entries.
func upTo(t testing.TB, size int) *forge {
	old, f := base(t, nil), newForge(t)
	for _, d := range old.drafts[:size] {
		f.files[d.path] = string(d.bundle)
		for _, b := range d.predicate.Blobs() {
			path := evidence.BlobPath(b.Digest)
			f.files[path] = old.files[path]
		}
		f.put(d.raw)
	}
	return f
}
