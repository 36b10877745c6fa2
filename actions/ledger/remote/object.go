package remote

import (
	"bytes"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/attestary/attestary/actions/ledger"
)

// reaches gives an object as go-git holds it, and the names of those that it points at.
func reaches(data []byte) (plumbing.EncodedObject, []ledger.Hash, error) {
	kind, body, err := ledger.Unframe(data)
	if err != nil {
		return nil, nil, errMalformed
	}
	typed, err := plumbing.ParseObjectType(kind)
	if err != nil {
		return nil, nil, errMalformed
	}
	object := new(plumbing.MemoryObject)
	object.SetType(typed)
	if _, err := object.Write(body); err != nil {
		return nil, nil, err
	}
	switch typed {
	case plumbing.CommitObject:
		return object, commitPoints(body), nil
	case plumbing.TreeObject:
		return object, treePoints(body), nil
	}
	return object, nil, nil
}

// commitPoints gives the tree of a commit. Its parent is where the push starts from.
func commitPoints(body []byte) []ledger.Hash {
	first, _, _ := strings.Cut(string(body), "\n")
	h, err := ledger.ParseHash(strings.TrimPrefix(first, "tree "))
	if err != nil {
		return nil
	}
	return []ledger.Hash{h}
}

func treePoints(body []byte) []ledger.Hash {
	var hashes []ledger.Hash
	for {
		_, rest, ok := bytes.Cut(body, []byte{0})
		if !ok || len(rest) < len(ledger.Hash{}) {
			return hashes
		}
		hashes = append(hashes, ledger.Hash(rest[:len(ledger.Hash{})]))
		body = rest[len(ledger.Hash{}):]
	}
}
