package ledger

import (
	"context"
	"errors"
	"strings"
)

// Line is one line of a git tree, whatever its mode.
type Line struct {
	Mode, Name string // the mode as git writes it
	Hash       Hash
}

// Folder is the mode of a folder.
const Folder = modeFolder

// ReadLines reads a git tree, of a ledger or of anything else: nothing is said of names, modes and order.
func ReadLines(ctx context.Context, store Reader, h Hash) ([]Line, error) {
	data, err := body(ctx, store, h, typeTree)
	if err != nil {
		return nil, err
	}
	text := string(data) // the names share it
	var out []Line
	for len(text) > 0 {
		head, rest, ok := strings.Cut(text, "\x00")
		mode, name, spaced := strings.Cut(head, " ")
		if !ok || !spaced || len(rest) < len(Hash{}) {
			return nil, errors.New("tree " + h.String() + ": a line is cut off")
		}
		l := Line{Mode: mode, Name: name}
		copy(l.Hash[:], rest)
		out, text = append(out, l), rest[len(Hash{}):]
	}
	return out, nil
}

// ReadParents reads the tree and the parents of a commit.
func ReadParents(ctx context.Context, store Reader, h Hash) (tree Hash, parents []Hash, err error) {
	data, err := body(ctx, store, h, typeCommit)
	if err != nil {
		return Hash{}, nil, err
	}
	for line := range strings.Lines(string(data)) {
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if key != "tree" && key != "parent" {
			break
		}
		named, err := ParseHash(value)
		if err != nil {
			return Hash{}, nil, err
		}
		if key == "tree" {
			tree = named
		} else {
			parents = append(parents, named)
		}
	}
	return tree, parents, nil
}
