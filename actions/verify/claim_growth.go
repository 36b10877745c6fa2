package verify

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/evidence"
)

// errNoTile says that the ledger lacks a tile that an older root is computed from.
var errNoTile = errors.New("the ledger lacks the tile")

// growths judges claim 3: the ledger continues every older checkpoint that anybody can show. Those that
// were kept, and those of the branch's own commits, are known before the entries stream by; those
// that a statement saw are told by the statement, and are always of a size that has gone by.
type growths struct {
	tally  *tally
	roots  *roots
	lowest func(n int64) ([]byte, error) // reads a full tile of the lowest level
	asked  map[int64][]trace             // by size, until the stream gets there
	kept   bool                          // a checkpoint that the auditor kept is continued
	past   past                          // how far the branch's commits could be seen
	mends  []mended                      // entries that go on after a bad tip
	merges []merged                      // commits that no append made
	signed func(trace) bool              // whether a trusted key signed what a commit holds
}

// trace is an older checkpoint, and who shows it: the auditor, who kept it, or a commit of the branch.
type trace struct {
	checkpoint ledger.Checkpoint
	name       string // of the auditor's file
	commit     object // zero where the auditor kept it
}

func (t trace) own() bool { return t.commit == object{} }

func (t trace) from() string {
	if t.own() {
		return "the kept checkpoint " + t.name
	}
	return "commit " + t.commit.String()
}

func (g *growths) ask(t trace) {
	g.asked[t.checkpoint.Size] = append(g.asked[t.checkpoint.Size], t)
}

// passed is told that the stream holds size leaves.
func (g *growths) passed(size int64, root tlog.Hash) {
	for _, t := range g.asked[size] {
		if t.checkpoint.Root == root {
			g.tally.judged(growth, 1)
			g.kept = g.kept || t.own()
		} else {
			g.contradicted(t, fmt.Sprintf("another history: it has root %s at size %d, and this ledger has %s", t.checkpoint.Root, size, root))
		}
	}
	delete(g.asked, size)
}

// end takes the traces that are longer than the ledger: something was removed.
func (g *growths) end(size int64) {
	for _, n := range sortedKeys(g.asked) {
		for _, t := range g.asked[n] {
			g.contradicted(t, fmt.Sprintf("a longer ledger, cut short since: it has %d entries, and this one has %d", t.checkpoint.Size, size))
		}
	}
}

// settle says what was not seen. A checkpoint that the auditor kept stands for what a shallow clone lacks:
// it is the auditor who chose both. It does not stand for commits beyond the bound: whoever can push
// chooses how many there are.
func (g *growths) settle() {
	switch p := g.past; {
	case p.bound:
		g.tally.skip(growth, fmt.Sprintf("%d commits of the branch were looked at, and older ones were not: a longer ledger may stand there", p.commits))
	case p.missing == object{}:
	case g.kept:
		g.tally.note(growth, fmt.Sprintf("this clone is shallow: %d of the branch's commits are here, and %s is not; for what is older stands the checkpoint that was kept", p.commits, p.missing))
	default:
		g.tally.skip(growth, fmt.Sprintf("this clone is shallow: %d of the branch's commits are here, and %s is not, so nobody can see here whether the ledger was longer once; "+
			"fetch the rest (git fetch --unshallow origin evidence:refs/remotes/origin/evidence), or give a checkpoint that you kept", p.commits, p.missing))
	}
	if g.past.skipped != "" {
		g.tally.note(growth, g.past.skipped)
	}
}

// contradicted refutes, unless the trace is one that anybody with write access could have forged.
func (g *growths) contradicted(t trace, reason string) {
	if !t.own() && !g.signed(t) {
		return
	}
	g.tally.judged(growth, 1)
	g.tally.refute(fault{growth, noEntry, checkpointPath, t.from() + " tells of " + reason})
}

// seen judges what a statement saw before it was signed. It must be of a size before its own entry. Of the stamped
// entry in it claim_time.go tells.
func (g *growths) seen(e *entry, s evidence.Seen) error {
	g.tally.judged(growth, 1)
	if s.Size > e.index {
		e.refute(growth, fmt.Sprintf("it has seen %d entries, and stands at entry %d itself", s.Size, e.index))
		return nil
	}
	root, err := g.roots.at(s.Size, g.lowest)
	if errors.Is(err, errNoTile) {
		e.leave(growth)
		return nil
	}
	if err != nil {
		return fmt.Errorf("entry %d: root at size %d: %w", e.index, s.Size, err)
	}
	if sum(root) != sumOf(s.Root) {
		e.refute(growth, fmt.Sprintf("it has seen root %s at size %d, where this ledger has %s: what stands before it was rewritten", s.Root, s.Size, sum(root).digest()))
	}
	return nil
}
