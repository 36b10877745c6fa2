package verify_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// mutation is one way to cheat, and the claim and entry that tell of it. Where its maker holds the
// ledger's key, all else is made to fit, so that only the intended claim can tell.
type mutation struct {
	name, says string
	claim      string // id of the claim that names it; "" where nothing is wrong
	entry      int64  // none: of no entry
	refuted    []string
	make       func(t *testing.T) scenario
}

const none = -1

// scenario is what the auditor gets to see.
type scenario struct {
	commits   []tree
	earlier   map[int][]int // parents of commits before the last, where they are not the one before
	merges    []int         // parents of the last commit, by their place in commits; nil: the one before it
	kept      string
	judgedAt  *int // of commits: the one of which the auditor kept the verdict
	keys      []keyAt
	people    []whose
	rootsOnly bool   // of that policy only the roots count
	flow      bool   // signed by a workflow, and judged by its policy
	asOf      string // "": the instant of the first entry

	glasses, undos []int64 // entries of findings
	unjudged       []string

	source  *repository // nil: the auditor has none
	authors []author
}

// fault finds the fault that names the mutation: the first of its claim at its entry.
func (m mutation) fault(t *testing.T, v *verdict.Verdict) *expect {
	t.Helper()
	for _, f := range v.Claim(m.claim).Faults {
		if m.entry == none && f.Entry == nil || f.Entry != nil && *f.Entry == m.entry {
			// After a colon it says how a document misses its form, in the words of the one who parses it.
			reason, _, _ := strings.Cut(f.Reason, ": ")
			if m.claim == "8" {
				reason = f.Reason // what follows a rule's name is the reason
			}
			return &expect{Claim: m.claim, Entry: f.Entry, Path: f.Path, Reason: reason}
		}
	}
	t.Errorf("%s: claim %s does not name entry %d:%s", m.name, m.claim, m.entry, told(v))
	return nil
}

// files mutates the files of the good ledger: what anybody can do who can write to the branch.
func files(change func(t tree)) func(*testing.T) scenario {
	return func(t *testing.T) scenario {
		out := base(t, nil).tree()
		change(out)
		return scenario{commits: []tree{out}}
	}
}

// edited makes the ledger with edits of its entries, by one who holds its key.
func edited(edits map[int]edit) func(*testing.T) scenario {
	return func(t *testing.T) scenario { return scenario{commits: []tree{base(t, edits).tree()}} }
}

// appended adds to the good ledger, by one who holds its key.
func appended(more func(f *forge)) func(*testing.T) scenario {
	return func(t *testing.T) scenario {
		f := base(t, nil)
		more(f)
		return scenario{commits: []tree{f.tree()}}
	}
}

// find is the one path that ends so.
func (t tree) find(end string) string {
	for path := range t {
		if strings.HasSuffix(path, end) {
			return path
		}
	}
	panic("no path ends in " + end)
}

func replaced(t tree, path, old, new string) {
	data := strings.Replace(t[path].data, old, new, 1)
	if data == t[path].data {
		panic(path + " does not hold " + old)
	}
	t[path] = plainFile(data)
}

// respell edits the payload as text, before it is signed.
func respell(old, new string) edit {
	return edit{payload: func(d *draft) {
		if !bytes.Contains(d.payload, []byte(old)) {
			panic("the payload does not hold " + old)
		}
		d.payload = bytes.Replace(d.payload, []byte(old), []byte(new), 1)
	}}
}

func authorization(change func(*evidence.Authorization)) edit {
	return edit{predicate: func(d *draft) { change(d.predicate.(*evidence.Authorization)) }}
}

var mutations = slices.Concat(untouched, byFile, byForm, bySignature, byChain, byGrowth, byOrder, byContent, byPeople, bySpeaking, byRefusal, byAuthorizing, byGlass, byUndo, byWorkflow, byForge, byTime, byRotation, byHandover, byRemoval, byMending, byException, bySince, byScore, bySource, byHands, byMissing)
