package ledger

import (
	"context"
	"strings"
)

// Who mends reads trees that somebody spoilt: what belongs there is taken, and the rest passed by.

// lenient gives the files and folders of a tree, whatever else stands there; nothing where it is none.
func lenient(ctx context.Context, from Reader, tree Hash) []line {
	data, err := body(ctx, from, tree, typeTree)
	if err != nil {
		return nil
	}
	var lines []line
	for text := string(data); len(text) > 0; {
		head, rest, ok := strings.Cut(text, "\x00")
		mode, name, spaced := strings.Cut(head, " ")
		if !ok || !spaced || len(rest) < len(Hash{}) {
			break
		}
		if mode == modeFile || mode == modeFolder {
			l := line{mode: mode, name: name}
			copy(l.hash[:], rest)
			lines = append(lines, l)
		}
		text = rest[len(Hash{}):]
	}
	return lines
}

// lookUp finds the file at a path; false where there is none.
func lookUp(ctx context.Context, from Reader, tree Hash, path string) (Hash, bool) {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		mode, found := modeFolder, false
		if i == len(parts)-1 {
			mode = modeFile
		}
		for _, l := range lenient(ctx, from, tree) {
			if l.name == part && l.mode == mode {
				tree, found = l.hash, true
				break
			}
		}
		if !found {
			return Hash{}, false
		}
	}
	return tree, true
}

// readUp reads the file at a path; false where there is none that can be read.
func readUp(ctx context.Context, from Reader, tree Hash, path string) ([]byte, bool) {
	h, ok := lookUp(ctx, from, tree, path)
	if !ok {
		return nil, false
	}
	data, err := body(ctx, from, h, typeBlob)
	return data, err == nil
}

// everyFile gives the files below a folder, with their paths; those of one folder once.
func everyFile(ctx context.Context, from Reader, tree Hash, dir string, give func(path string, h Hash)) {
	seen := map[Hash]bool{}
	var walk func(tree Hash, dir string)
	walk = func(tree Hash, dir string) {
		if seen[tree] || strings.Count(dir, "/") > maxDepth {
			return
		}
		seen[tree] = true
		for _, l := range lenient(ctx, from, tree) {
			if l.mode == modeFolder {
				walk(l.hash, dir+l.name+"/")
			} else {
				give(dir+l.name, l.hash)
			}
		}
	}
	walk(tree, dir)
}

// lookUpFolder finds a folder by its names; false where there is none.
func lookUpFolder(ctx context.Context, from Reader, tree Hash, names ...string) (Hash, bool) {
	for _, name := range names {
		found := false
		for _, l := range lenient(ctx, from, tree) {
			if l.name == name && l.mode == modeFolder {
				tree, found = l.hash, true
				break
			}
		}
		if !found {
			return Hash{}, false
		}
	}
	return tree, true
}
