package verify

import (
	"errors"
	"fmt"
	"strings"
)

// The two modes that a ledger's tree holds, as git writes them.
const (
	modeFile   = "100644"
	modeFolder = "40000"
)

func modeName(mode string) string {
	switch mode {
	case "120000":
		return "a symbolic link"
	case "100755":
		return "an executable file"
	case "160000":
		return "a submodule"
	}
	return fmt.Sprintf("of mode %q", mode)
}

// longEntry is about how many bytes a long entry of a tree has: that of a blob.
const longEntry = len(modeFile) + 1 + 64 + 1 + len(object{})

// treeEntry is one line of a git tree.
type treeEntry struct {
	mode, name string
	id         object
}

// parseTree reads the body of a git tree, in git's order, with no name twice. Modes and names are the
// walker's to judge (checkName), so that one bad name does not hide the rest of the folder.
func parseTree(body []byte) ([]treeEntry, error) {
	text := string(body) // the names share it
	out := make([]treeEntry, 0, len(text)/longEntry)
	last := ""
	for len(text) > 0 {
		head, rest, ok := strings.Cut(text, "\x00")
		mode, name, spaced := strings.Cut(head, " ")
		if !ok || !spaced || len(rest) < len(object{}) {
			return nil, errors.New("an entry is cut off")
		}
		e := treeEntry{mode: mode, name: name, id: object([]byte(rest[:len(object{})]))}
		if sortKey := e.sortKey(); last >= sortKey {
			return nil, fmt.Errorf("%q is out of order", name)
		} else {
			last = sortKey
		}
		out, text = append(out, e), rest[len(object{}):]
	}
	return out, nil
}

// sortKey is the name as git orders it: a folder as if it ended in a slash.
func (e treeEntry) sortKey() string {
	if e.mode == modeFolder {
		return e.name + "/"
	}
	return e.name
}

// checkName tells what is wrong with a name that a checkout must never meet; "" if nothing is.
func checkName(name string) string {
	switch {
	case name == "" || name == "." || name == "..":
		return fmt.Sprintf("the name %q leaves its folder", name)
	case strings.ContainsAny(name, "/\\"):
		return fmt.Sprintf("the name %q is a path", name)
	case strings.EqualFold(name, ".git"):
		return fmt.Sprintf("the name %q belongs to git", name)
	}
	return ""
}
