package ledger

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// Reviews gives the reviews of a plan, in the order of their leaves. The tip is verified as for Append, and
// each review is proven to stand below its root: who can write to the branch, and not sign for the ledger,
// has put none of them there. Their people's signatures were verified by who appended them.
//
// It reads all reviews of the ledger, a few hundred in one journey, and leaves from the newest back to the
// oldest review of the plan. Runs cost it nothing but their leaves.
func (w *Writer) Reviews(ctx context.Context, of canon.Digest) ([]*evidence.Review, error) {
	t, err := w.look(ctx)
	if err != nil {
		return nil, err
	}
	reviews, err := t.reviews(ctx, of)
	if err != nil {
		return nil, err
	}
	wanted := map[string]bool{}
	for leaf := range reviews {
		wanted[leaf] = true
	}
	found, err := t.find(ctx, wanted) // what has no leaf is no review
	if err != nil {
		return nil, err
	}
	leaves := slices.SortedFunc(maps.Keys(found), func(a, b string) int { return cmp.Compare(found[a], found[b]) })
	var out []*evidence.Review
	for _, leaf := range leaves {
		out = append(out, reviews[leaf])
	}
	return out, nil
}

// maxTogetherRead is how many reviews come in one journey.
const maxTogetherRead = 256

// reviews reads those of a plan, by the bytes of their leaves.
func (t *tip) reviews(ctx context.Context, of canon.Digest) (map[string]*evidence.Review, error) {
	files, err := t.reviewFiles(ctx)
	if err != nil {
		return nil, err
	}
	s := &Snapshot{Commit: t.id, Tree: t.commit.tree, Checkpoint: t.checkpoint, store: t.tree.store}
	found := map[string]*evidence.Review{}
	for some := range slices.Chunk(files, maxTogetherRead) {
		var hashes []Hash
		for _, f := range some {
			hashes = append(hashes, f.Hash)
		}
		if err := warm(ctx, t.tree.store, hashes...); err != nil {
			return nil, err
		}
		for _, f := range some {
			if err := s.review(ctx, f, of, found); err != nil {
				return nil, err
			}
		}
	}
	return found, nil
}

// reviewFiles are the files that are called as a review, below runs/_: each year, month and day is a folder,
// and those of one depth come in one journey.
func (t *tip) reviewFiles(ctx context.Context) (files []File, err error) {
	const years, days = "runs/_", 3
	if err := t.tree.reach(ctx, years+"/x"); err != nil {
		return nil, err
	}
	folders := []string{years}
	for range days {
		if folders, err = t.within(ctx, folders); err != nil {
			return nil, err
		}
	}
	for _, path := range folders {
		for _, l := range t.tree.at(path).lines {
			if l.mode == modeFile && strings.HasPrefix(l.name, "_."+string(evidence.KindReview)+"-") {
				files = append(files, File{path + "/" + l.name, l.mode, l.hash})
			}
		}
	}
	return files, nil
}

// within opens the folders that stand in some, and gives their paths.
func (t *tip) within(ctx context.Context, folders []string) (inner []string, err error) {
	var reach []string
	for _, path := range folders {
		for _, l := range t.tree.at(path).lines {
			if l.mode == modeFolder {
				inner, reach = append(inner, path+"/"+l.name), append(reach, path+"/"+l.name+"/x")
			}
		}
	}
	return inner, t.tree.reach(ctx, reach...)
}

// review reads a file that is called as a review, and keeps it where it is one of the plan.
func (s *Snapshot) review(ctx context.Context, f File, of canon.Digest, found map[string]*evidence.Review) error {
	bundle, err := s.file(ctx, f.Path, f.Hash)
	if err != nil {
		return err
	}
	said, statement, err := unsealed(bundle)
	if err != nil {
		return fmt.Errorf("%s: %w", f.Path, err)
	}
	r, ok := said.(*evidence.Review)
	if !ok || r.Plan.Digest != of {
		return nil
	}
	leaf, err := evidence.Leaf{Bundle: canon.Sum(bundle), Kind: r.Kind(), Statement: statement, V: 1}.Encode()
	found[string(leaf)] = r
	return err
}
