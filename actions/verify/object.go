package verify

import (
	"bytes"
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

// treeEntry is one line of a git tree.
type treeEntry struct {
	mode, name string
	id         object
}

// parseTree reads the body of a git tree, in git's order, with no name twice. Modes and names are the
// walker's to judge (checkName), so that one bad name does not hide the rest of the folder.
func parseTree(body []byte) ([]treeEntry, error) {
	var out []treeEntry
	last := ""
	for len(body) > 0 {
		head, rest, ok := bytes.Cut(body, []byte{0})
		mode, name, spaced := strings.Cut(string(head), " ")
		if !ok || !spaced || len(rest) < len(object{}) {
			return nil, errors.New("an entry is cut off")
		}
		e := treeEntry{mode: mode, name: name, id: object(rest[:len(object{})])}
		if sortKey := e.sortKey(); last >= sortKey {
			return nil, fmt.Errorf("%q is out of order", name)
		} else {
			last = sortKey
		}
		out, body = append(out, e), rest[len(object{}):]
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
