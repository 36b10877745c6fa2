package ledger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// States of the ledger that somebody can show who counts: in the branch's commits, and wherever else the one who
// mends knows a commit.

// state is what a commit holds whose checkpoint is signed by who counts.
type state struct {
	commit, tree Hash
	at           time.Time
	checkpoint   Checkpoint
	ours         bool // the tip of the branch leads to it, so the store has all of it
}

// maxStates bounds how many commits are looked at: whoever can push chooses how many there are.
const maxStates = 100_000

// search looks for states behind commits.
type search struct {
	from   Reader
	trust  attest.Verifier
	states []state
	trees  []Hash // of all commits: where a file may be that a state lacks
	known  map[Hash]bool
	looked int    // at trees of which somebody else signed the checkpoint
	after  string // the key that came after ours, by a rotation that is signed with ours
}

// behind takes the states of a commit and of all that it names.
func (s *search) behind(ctx context.Context, head Hash, ours bool) error {
	for queue := []Hash{head}; len(queue) > 0; queue = queue[1:] {
		id := queue[0]
		if s.known[id] || len(s.known) > maxStates {
			continue
		}
		s.known[id] = true
		data, err := body(ctx, s.from, id, typeCommit)
		if errors.Is(err, ErrNotFound) {
			continue // a shallow clone ends here
		}
		if err != nil {
			continue // it is none of ours, whatever it is
		}
		c, err := parseCommit(data)
		if err != nil {
			continue
		}
		s.trees = append(s.trees, c.tree)
		s.take(ctx, id, c, ours)
		queue = append(queue, parentsOf(data)...)
	}
	return ctx.Err()
}

// parentsOf are all parents of a commit.
func parentsOf(commit []byte) []Hash {
	var parents []Hash
	for text := range strings.Lines(string(commit)) {
		key, value, _ := strings.Cut(strings.TrimSuffix(text, "\n"), " ")
		if key == "" {
			break
		}
		if h, err := ParseHash(value); key == "parent" && err == nil {
			parents = append(parents, h)
		}
	}
	return parents
}

// take keeps the state of a commit, if there is one.
func (s *search) take(ctx context.Context, id Hash, c commit, ours bool) {
	text, ok := readUp(ctx, s.from, c.tree, checkpointPath)
	if !ok {
		return
	}
	checkpoint, err := ParseCheckpoint(text)
	if err != nil {
		return
	}
	signature, ok := readUp(ctx, s.from, c.tree, signaturePath)
	if !ok || attest.OpenMessage(signature, text, s.trust) != nil {
		s.gaveWay(ctx, c.tree)
		return
	}
	s.states = append(s.states, state{id, c.tree, c.at, checkpoint, ours})
}

// maxLooked bounds how many trees are searched for a rotation of our key.
const maxLooked = 1000

// gaveWay looks in a tree that somebody else signed whether our key has handed the ledger on: then it is not
// ours to mend, and what we take for the longest state is not.
func (s *search) gaveWay(ctx context.Context, tree Hash) {
	if s.looked++; s.looked > maxLooked || s.after != "" {
		return
	}
	root, ok := lookUpFolder(ctx, s.from, tree, "runs", noRunbook)
	if !ok {
		return
	}
	gives, comes := map[canon.Digest]bool{}, map[canon.Digest]bool{}
	everyFile(ctx, s.from, root, "", func(path string, h Hash) {
		if _, name := splitPath(path); !strings.HasPrefix(name, "_."+string(evidence.KindRotation)+"-") {
			return
		}
		data, err := body(ctx, s.from, h, typeBlob)
		if err != nil {
			return
		}
		half, err := attest.OpenHalf(data)
		if err != nil {
			return
		}
		if half.SignedBy == evidence.NewKey {
			comes[canon.Sum(half.New)] = true
		} else if _, err := attest.Open(data, s.trust); err == nil {
			gives[canon.Sum(half.New)] = true
		}
	})
	for _, key := range slices.Sorted(maps.Keys(gives)) {
		if comes[key] {
			s.after = string(key)
		}
	}
}

// noRunbook is the folder of what is of no run.
const noRunbook = "_"

// greatest is the longest state, of the ledger that this machine knows. All others must be earlier states of it:
// that rebuild tells, which is given their checkpoints.
func (s *search) greatest(known Checkpoint) (state, error) {
	if s.after != "" {
		return state{}, fmt.Errorf("the key of this machine gave way to key %s, which alone can mend the ledger", s.after)
	}
	all := slices.DeleteFunc(slices.Clone(s.states), func(t state) bool { return known.Origin != "" && t.checkpoint.Origin != known.Origin })
	if len(all) == 0 {
		return state{}, errors.New("no commit holds a state of the ledger that is signed with its key")
	}
	// Of several commits with one state the store's own comes first: nothing has to be sent again.
	slices.SortStableFunc(all, func(a, b state) int {
		return cmp.Or(cmp.Compare(b.checkpoint.Size, a.checkpoint.Size), cmp.Compare(weight(a), weight(b)))
	})
	top := all[0]
	for _, t := range all {
		if t.checkpoint.Origin != top.checkpoint.Origin {
			return state{}, fmt.Errorf("commits %s and %s hold two ledgers, %s and %s", top.commit, t.commit, top.checkpoint.Origin, t.checkpoint.Origin)
		}
	}
	if known.Size > top.checkpoint.Size {
		return state{}, fmt.Errorf("this machine has verified %d entries, and the longest state that is to be found has %d", known.Size, top.checkpoint.Size)
	}
	return top, nil
}

func weight(t state) int {
	if t.ours {
		return 0
	}
	return 1
}
