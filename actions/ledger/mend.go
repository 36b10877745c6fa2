package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// Damage is a tip of the branch that does not continue the ledger, and what to go on from.
type Damage struct {
	Tip, Tree Hash   // the bad commit
	Why       string // what is wrong with it
	// Good is the longest state that is signed with the ledger's key; every other state that is signed with it
	// is an earlier one of the same ledger, and all of its files were found.
	Good   Checkpoint
	Commit Hash // that holds it
	// Gathered tells that no commit holds that state whole: its files were gathered from several.
	Gathered bool

	good state
	from Reader
	tree Hash
	made *Memory // what of its tree is nowhere yet
}

// Elsewhere is a commit of the branch that somebody still has, and who has its objects.
type Elsewhere struct {
	Reader Reader
	Commit Hash
}

// Damaged looks at all of the ledger, and at all commits of the branch. Nil: the tip continues it, and is whole.
// It fails where nothing can be gone on from without hiding an entry that was good: then it says what is missing.
//
// It reads everything: near should be a copy of the branch on this machine. near may be nil.
func (w *Writer) Damaged(ctx context.Context, near Reader, elsewhere ...Elsewhere) (*Damage, error) {
	head, err := w.Store.Head(ctx)
	if err != nil {
		return nil, err
	}
	d := &Damage{Tip: head, made: new(Memory), from: places{near, w.Store}}
	s := &search{from: d.from, trust: w.Trust, known: map[Hash]bool{}}
	if err := s.behind(ctx, head, true); err != nil {
		return nil, err
	}
	for _, e := range elsewhere {
		d.from = append(d.from.(places), e.Reader)
		s.from = d.from
		if err := s.behind(ctx, e.Commit, false); err != nil {
			return nil, err
		}
	}
	d, err = w.diagnose(ctx, d, s)
	if errors.Is(err, errWhole) {
		return nil, nil
	}
	return d, err
}

func (w *Writer) diagnose(ctx context.Context, d *Damage, s *search) (*Damage, error) {
	var err error
	if d.good, err = s.greatest(w.Known); err != nil {
		return nil, err
	}
	earlier := []Checkpoint{w.Known}
	for _, t := range s.states {
		if t.checkpoint.Origin == d.good.checkpoint.Origin {
			earlier = append(earlier, t.checkpoint)
		}
	}
	made, err := rebuild(ctx, d.from, layered{d.made, d.from}, d.good, s.trees, earlier)
	if err == nil {
		d.tree, err = made.save(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("the state of %d entries that commit %s is signed for: %w", d.good.checkpoint.Size, d.good.commit, err)
	}
	for _, t := range s.states { // of several commits with that checkpoint, one that has the state whole
		if t.tree == d.tree && t.checkpoint == d.good.checkpoint && (t.ours || !d.good.ours || d.good.tree != d.tree) {
			d.good = t
		}
	}
	d.Good, d.Commit, d.Gathered = d.good.checkpoint, d.good.commit, d.tree != d.good.tree
	return d, w.wrong(ctx, d)
}

// wrong tells what is wrong with the tip. errWhole where nothing is.
func (w *Writer) wrong(ctx context.Context, d *Damage) error {
	bad, err := readCommit(ctx, d.from, d.Tip)
	if err != nil {
		return fmt.Errorf("tip %s: %w", d.Tip, err)
	}
	d.Tree = bad.tree
	t, err := readTip(ctx, layered{d.made, d.from}, d.Tip, w.Trust)
	if err == nil {
		err = t.continues(ctx, d.Good)
	}
	switch {
	case err != nil:
		d.Why = strings.TrimPrefix(err.Error(), "the ledger's tip "+d.Tip.String()+": ")
	case bad.tree != d.tree:
		d.Why = "its tree is not what its checkpoint implies: " + difference(ctx, d.from, bad.tree, layered{d.made, d.from}, d.tree)
	default:
		return errWhole
	}
	return nil
}

var errWhole = errors.New("the tip continues the ledger")

// difference names the first file that two trees do not have in common.
func difference(ctx context.Context, from Reader, bad Hash, with Reader, good Hash) string {
	has := map[string]Hash{}
	everyFile(ctx, with, good, "", func(path string, h Hash) { has[path] = h })
	var wrong []string
	everyFile(ctx, from, bad, "", func(path string, h Hash) {
		if want, ok := has[path]; !ok {
			wrong = append(wrong, path+" belongs to nothing")
		} else if want != h {
			wrong = append(wrong, path+" was changed")
		}
		delete(has, path)
	})
	for path := range has {
		wrong = append(wrong, path+" is missing")
	}
	if len(wrong) == 0 {
		return "it holds what is neither a file nor a folder, or a folder twice"
	}
	slices.Sort(wrong)
	if len(wrong) > 1 {
		return fmt.Sprintf("%s, and %d more", wrong[0], len(wrong)-1)
	}
	return wrong[0]
}

// Mend goes on from the last good state: its tree, and the entry that says so, in a commit whose parent is the bad
// one. ErrMoved where the tip is not that any more: then look again. item is the mend, by a key of the ledger.
func (w *Writer) Mend(ctx context.Context, d *Damage, item Item) (Receipt, error) {
	e, err := prepare(item, w.Trust, w.Now())
	if err != nil {
		return Receipt{}, err
	}
	if m, ok := e.predicate.(*evidence.Mend); !ok || m.Bad != (evidence.BadTip{Commit: d.Tip.String(), Tree: d.Tree.String()}) {
		return Receipt{}, errors.New("the entry does not say that this tip is mended")
	}
	if err := d.send(ctx, w.Store); err != nil {
		return Receipt{}, err
	}
	t, err := d.tip(ctx, layered{w.Store, d.from}, w.Trust, e.path)
	if err != nil {
		return Receipt{}, err
	}
	if err := w.onTime(t); err != nil {
		return Receipt{}, err
	}
	next := &successor{tip: t, store: t.tree.store, reigns: t.signer, mends: true}
	if err := next.add(ctx, []*entry{e}); err != nil {
		return Receipt{}, err
	}
	return w.landed(ctx, next)
}

// landed makes the swap, and looks after one that failed whether it happened all the same.
func (w *Writer) landed(ctx context.Context, next *successor) (Receipt, error) {
	receipt, err := w.swap(ctx, next)
	if isFailure(err) {
		if head, lookErr := w.Store.Head(ctx); lookErr == nil && next.made != (Hash{}) && head == next.made {
			receipt, err = Receipt{next.sealed, next.made, next.placed}, nil
		}
	}
	if err == nil {
		w.Known = receipt.Checkpoint
	}
	return receipt, err
}

// tip is the good state, as what comes after the bad commit.
func (d *Damage) tip(ctx context.Context, store Store, trust attest.Verifier, paths ...string) (*tip, error) {
	t := &tip{id: d.Tip, commit: commit{tree: d.tree, at: d.good.at}}
	var err error
	if t.tree, err = openTree(ctx, store, d.tree); err != nil {
		return nil, err
	}
	if err := t.readCheckpoint(ctx, trust); err != nil {
		return nil, err
	}
	return t, t.readEdge(ctx, paths)
}

// send gives the store what it lacks of the good state. Where its own branch leads to a commit that has the state
// whole, that is nothing.
func (d *Damage) send(ctx context.Context, store Store) error {
	if d.good.ours && !d.Gathered {
		return nil
	}
	from := layered{d.made, d.from}
	var err error
	put := func(h Hash) {
		var object []byte
		if object, err = from.Get(ctx, h); err == nil {
			_, err = store.Put(ctx, object)
		}
	}
	seen := map[Hash]bool{}
	var walk func(Hash)
	walk = func(tree Hash) {
		if seen[tree] || err != nil {
			return
		}
		seen[tree] = true
		put(tree)
		for _, l := range lenient(ctx, from, tree) {
			switch {
			case err != nil:
				return
			case l.mode == modeFolder:
				walk(l.hash)
			default:
				put(l.hash)
			}
		}
	}
	walk(d.tree)
	return err
}

// mended tells whether the newest entry says that the commit before it was no state of the ledger.
func (t *tip) mended(ctx context.Context, bad Hash) bool {
	size := t.checkpoint.Size
	tile, err := t.entries(ctx, (size-1)/tileWidth*tileWidth)
	if err != nil {
		return false
	}
	var raw []byte
	for len(tile) > 0 {
		if raw, tile, err = cutLeaf(tile); err != nil {
			return false
		}
	}
	leaf, err := evidence.ParseLeaf(raw)
	if err != nil || leaf.Kind != evidence.KindMend {
		return false
	}
	return t.names(ctx, leaf, bad)
}

func (t *tip) names(ctx context.Context, leaf evidence.Leaf, bad Hash) (names bool) {
	root, ok := lookUpFolder(ctx, t.tree.store, t.commit.tree, "runs", noRunbook)
	if !ok {
		return false
	}
	name := leaf.Place("", "").Name()
	everyFile(ctx, t.tree.store, root, "", func(path string, h Hash) {
		if _, last := splitPath(path); last != name {
			return
		}
		data, err := body(ctx, t.tree.store, h, typeBlob)
		if err != nil || canon.Sum(data) != leaf.Bundle {
			return
		}
		said, _, err := unsealed(data)
		m, ok := said.(*evidence.Mend)
		names = names || err == nil && ok && m.Bad.Commit == bad.String()
	})
	return names
}
