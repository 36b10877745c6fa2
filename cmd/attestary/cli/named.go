package cli

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler"
)

// named is which runbooks are meant by words on a command line: names, files, or folders with all below them, which may
// end in /... as with go test.
func named(result *compiler.Result, root string, words []string) ([]string, error) {
	var names []string
	for _, word := range words {
		found := []string{word}
		if strings.ContainsRune(filepath.ToSlash(word), '/') {
			if found = runbooksBelow(result, root, word); len(found) == 0 {
				return nil, usage("there is no runbook below %s; the runbooks of this project stand below %s/", word, compiler.Dir)
			}
		} else if known := runbookNames(result); !slices.Contains(known, word) {
			return nil, noRunbook(word, known)
		}
		names = append(names, found...)
	}
	return names, nil
}

// runbooksBelow are the runbooks of a file, or of a folder and those below it.
func runbooksBelow(result *compiler.Result, root, path string) []string {
	path, err := filepath.Abs(strings.TrimSuffix(filepath.ToSlash(path), "/..."))
	if err != nil {
		return nil
	}
	path = below(root, path)
	var names []string
	for _, r := range result.Project.Runbooks {
		if file := r.Name.Range.File; path == "." || file == path || strings.HasPrefix(file, path+"/") {
			names = append(names, r.Name.Value)
		}
	}
	return names
}

// runbookNames are the names of a project's runbooks, in their order.
func runbookNames(result *compiler.Result) []string {
	var names []string
	for _, r := range result.Project.Runbooks {
		names = append(names, r.Name.Value)
	}
	slices.Sort(names)
	return names
}
