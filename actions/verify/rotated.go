package verify

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"strings"

	"github.com/attestary/attestary/actions/verify/samekey"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// Rotations as they stand in files, of the tip and of older commits.

// isRotation tells whether the file of that name is called as half a rotation.
func isRotation(name string) bool {
	return strings.HasPrefix(name, "_."+string(evidence.KindRotation)+"-")
}

// rotationAt reads half a rotation; nil where there is none.
func rotationAt(ctx context.Context, git objects, id object) (*evidence.Rotation, *evidence.Bundle, error) {
	said, b, err := statementAt(ctx, git, id)
	r, _ := said.(*evidence.Rotation)
	return r, b, err
}

// statementAt reads a statement whose signature nobody has verified; nil where there is none.
func statementAt(ctx context.Context, git objects, id object) (evidence.Predicate, *evidence.Bundle, error) {
	data, err := git.blob(ctx, id)
	if err != nil {
		if isUnfit(err) {
			return nil, nil, nil
		}
		return nil, nil, err
	}
	b, err := evidence.ParseBundle(data)
	if err != nil || b.Envelope == nil {
		return nil, nil, nil
	}
	said, err := evidence.ParseStatement(b.Envelope.Payload)
	if err != nil {
		return nil, nil, nil
	}
	return said, b, nil
}

// maxLooks is how many commits are searched for rotations that the tip does not have.
const maxLooks = 100

var errLooks = errors.New("more commits than this verification searches are signed with unknown keys")

// introducedThen gives the key with that hint where an older commit holds rotations that lead to it from a key
// of the policy; else nil. So the newest state of a ledger that was cut short is known, although the rest does
// not have its key.
func (j *judge) introducedThen(ctx context.Context, tree object, hint string) (*ecdsa.PublicKey, error) {
	if j.looks++; j.looks > maxLooks {
		return nil, errLooks
	}
	files, err := rotationsBelow(ctx, j.git, tree)
	if err != nil {
		return nil, err
	}
	sides, keys := map[[2]string]map[evidence.Side]bool{}, map[string]*ecdsa.PublicKey{}
	for _, id := range files {
		said, b, err := rotationAt(ctx, j.git, id)
		if err != nil {
			return nil, err
		}
		if said == nil || !signsItself(said, b) {
			continue
		}
		pair := [2]string{hintOf(string(canon.Sum(said.Old))), hintOf(string(canon.Sum(said.New)))}
		if sides[pair] == nil {
			sides[pair] = map[evidence.Side]bool{}
		}
		sides[pair][said.SignedBy] = true
		if keys[pair[1]], err = evidence.ParseKey(said.New); err != nil {
			return nil, nil
		}
	}
	known := map[string]bool{}
	for hint, key := range j.trust.keys {
		known[hint] = key.follow
	}
	for range sides { // a rotation a round, at worst
		for pair, halves := range sides {
			known[pair[1]] = known[pair[1]] || known[pair[0]] && halves[evidence.OldKey] && halves[evidence.NewKey]
		}
	}
	if !known[hint] {
		return nil, nil
	}
	return keys[hint], nil
}

// signsItself tells whether half a rotation is signed by the key that it names.
func signsItself(said *evidence.Rotation, b *evidence.Bundle) bool {
	x := signedOf(b, b.Envelope.Signed())
	key, err := evidence.ParseKey(said.Signer())
	return err == nil && x.hint == hintOf(string(canon.Sum(said.Signer()))) && verifies(samekey.New(key, samekey.Never), "", x) == ""
}

// rotationsBelow are the files of a ledger's tree that are called as rotations.
func rotationsBelow(ctx context.Context, git objects, tree object) ([]object, error) {
	for _, part := range []string{"runs", "_"} {
		body, err := git.body(ctx, tree, "tree")
		if err != nil {
			return nil, err
		}
		entries, err := parseTree(body)
		if err != nil {
			return nil, nil
		}
		found := false
		for _, e := range entries {
			if e.name == part && e.mode == modeFolder {
				tree, found = e.id, true
			}
		}
		if !found {
			return nil, nil
		}
	}
	var files []object
	w := newWalker(git, func(_, name string, id object) {
		if isRotation(name) && len(files) < maxRotations {
			files = append(files, id)
		}
	})
	return files, w.walk(ctx, "runs/_", tree, 2)
}
