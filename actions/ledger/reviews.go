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

// Reviews gives the reviews of a plan that nobody has taken back, in the order of their leaves. The tip is verified
// as for Append, and each review and revocation is proven to stand below its root: who can write to the branch,
// and not sign for the ledger, has put none of them there. Their people's signatures were verified by who appended
// them.
//
// It reads all reviews and revocations of the ledger, a few hundred in one journey, and leaves from the newest back
// to the oldest of them that is about the plan. Runs cost it nothing but their leaves.
func (w *Writer) Reviews(ctx context.Context, of canon.Digest) ([]*evidence.Review, error) {
	t, err := w.look(ctx)
	if err != nil {
		return nil, err
	}
	words, err := t.reviews(ctx, of)
	if err != nil {
		return nil, err
	}
	wanted := map[string]bool{}
	for leaf := range words {
		wanted[leaf] = true
	}
	found, err := t.find(ctx, wanted) // what has no leaf is no review
	if err != nil {
		return nil, err
	}
	leaves := slices.SortedFunc(maps.Keys(found), func(a, b string) int { return cmp.Compare(found[a], found[b]) })
	revoked := map[int64]bool{}
	for _, leaf := range leaves {
		if r, ok := words[leaf].(*evidence.Revocation); ok {
			for _, e := range r.Entries {
				revoked[e.Index] = true
			}
		}
	}
	var out []*evidence.Review
	for _, leaf := range leaves {
		if r, ok := words[leaf].(*evidence.Review); ok {
			out = standing(out, r, revoked[found[leaf]])
		}
	}
	return out, nil
}

// standing adds a review to those that stand. Whoever took back the newest of theirs has said nothing.
func standing(before []*evidence.Review, r *evidence.Review, revoked bool) []*evidence.Review {
	if !revoked {
		return append(before, r)
	}
	return slices.DeleteFunc(before, func(o *evidence.Review) bool { return o.By == r.By })
}

// maxTogetherRead is how many reviews come in one journey.
const maxTogetherRead = 256

// reviews reads those of a plan, and, where there are any, all revocations, by the bytes of their leaves.
func (t *tip) reviews(ctx context.Context, of canon.Digest) (map[string]evidence.Spoken, error) {
	files, err := t.reviewFiles(ctx)
	if err != nil {
		return nil, err
	}
	s := &Snapshot{Commit: t.id, Tree: t.commit.tree, Checkpoint: t.checkpoint, store: t.tree.store}
	reviews, revocations := map[string]evidence.Spoken{}, map[string]evidence.Spoken{}
	for some := range slices.Chunk(files, maxTogetherRead) {
		var hashes []Hash
		for _, f := range some {
			hashes = append(hashes, f.Hash)
		}
		if err := warm(ctx, t.tree.store, hashes...); err != nil {
			return nil, err
		}
		for _, f := range some {
			if err := s.word(ctx, f, of, reviews, revocations); err != nil {
				return nil, err
			}
		}
	}
	if len(reviews) > 0 {
		maps.Copy(reviews, revocations)
	}
	return reviews, nil
}

// reviewFiles are the files that are called as a review or a revocation, below runs/_: each year, month and day is a folder,
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
			if l.mode == modeFile && (called(l.name, evidence.KindReview) || called(l.name, evidence.KindRevocation)) {
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

func called(name string, kind evidence.Kind) bool {
	return strings.HasPrefix(name, "_."+string(kind)+"-")
}

// word reads a file that is called as somebody's word, and keeps it where it is a review of the plan, or a
// revocation.
func (s *Snapshot) word(ctx context.Context, f File, of canon.Digest, reviews, revocations map[string]evidence.Spoken) error {
	bundle, err := s.file(ctx, f.Path, f.Hash)
	if err != nil {
		return err
	}
	said, statement, err := unsealed(bundle)
	if err != nil {
		return fmt.Errorf("%s: %w", f.Path, err)
	}
	leaf, err := evidence.Leaf{Bundle: canon.Sum(bundle), Kind: said.Kind(), Statement: statement, V: 1}.Encode()
	switch p := said.(type) {
	case *evidence.Review:
		if p.Plan.Digest == of {
			reviews[string(leaf)] = p
		}
	case *evidence.Revocation:
		revocations[string(leaf)] = p
	default:
		return nil // a name is nobody's word, and its leaf may be of another form
	}
	return err
}
