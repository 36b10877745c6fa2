package verify

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/evidence"
)

// A mend goes on after a tip of the branch that was no state of the ledger (claim 3). It excuses one thing: that
// the branch has commits there which no append makes. What they hold is a trace as any other, and the ledger must
// continue every one that is signed by who counts: to hide an entry that was good, no mend helps.

// mended is a mend that holds.
type mended struct {
	entry int64
	bad   object
	good  int64
}

// merged is a commit of the branch with several parents.
type merged struct {
	id object
	of int
}

// mend takes a mend: it stands right behind the state that it goes on from.
func (g *growths) mend(e *entry) {
	m, ok := e.statement.(*evidence.Mend)
	if !ok {
		return
	}
	g.tally.judged(growth, 1)
	if m.Good.Size != e.index {
		e.refute(growth, fmt.Sprintf("it goes on from %d entries, and stands at entry %d", m.Good.Size, e.index))
	}
	bad, err := ledger.ParseHash(m.Bad.Commit)
	if err == nil && e.verified && len(e.faults) == 0 && len(g.mends) < maxMends {
		g.mends = append(g.mends, mended{e.index, bad, m.Good.Size})
	}
}

// maxMends is how many mends are told and followed: a ledger has one now and then.
const maxMends = 1000

// mistold tells why a mend is not by the key that signs it; "" where it may be.
func mistold(said evidence.Predicate, hint string) string {
	m, ok := said.(*evidence.Mend)
	if !ok || m.By.How != "key" || hintOf(m.By.ID) == hint {
		return ""
	}
	return fmt.Sprintf("it says that it is by key %s, and another signed it (hint %q)", m.By.ID, hint)
}

// mends tells the mends, and refutes the merges that none of them is about.
func (j *judge) mends(ctx context.Context) error {
	excused := map[object]bool{}
	if len(j.growths.merges) > 0 {
		for _, m := range j.growths.mends {
			if err := j.behind(ctx, m.bad, excused); err != nil {
				return err
			}
		}
	}
	for _, c := range j.growths.merges {
		if !excused[c.id] {
			j.tally.refute(fault{growth, noEntry, checkpointPath, fmt.Sprintf("commit %s merges %d histories; an append continues one", c.id, c.of)})
		}
	}
	if len(j.growths.mends) == 0 {
		return nil
	}
	var told []string
	for _, m := range j.growths.mends[:min(len(j.growths.mends), 3)] {
		told = append(told, fmt.Sprintf("entry %d mends the ledger: commit %s did not continue it, and the %d entries before stand as they were", m.entry, m.bad, m.good))
	}
	if n := len(j.growths.mends); n > len(told) {
		told = append(told, fmt.Sprintf("%d more mend it", n-len(told)))
	}
	j.tally.note(growth, strings.Join(told, "; "))
	return nil
}

// behind takes a commit and all that it comes from, as far as they are here.
func (j *judge) behind(ctx context.Context, id object, into map[object]bool) error {
	for queue := []object{id}; len(queue) > 0; queue = queue[1:] {
		if into[queue[0]] {
			continue
		}
		c, err := j.git.commit(ctx, queue[0])
		if err != nil && !isUnfit(err) && !errors.Is(err, ledger.ErrNotFound) {
			return err
		}
		into[queue[0]] = true
		queue = append(queue, c.parents...)
	}
	return nil
}
