package kind

import (
	"cmp"
	"slices"

	"github.com/agext/levenshtein"
)

// table is every action, by name.
var table = slices.SortedFunc(slices.Values([]Kind{
	execRun, scriptRun, fileRead, gitInspect, httpRequest, tlsProbe,
}), func(a, b Kind) int { return cmp.Compare(a.Name, b.Name) })

// All are all actions, by name. The caller must not change what they hold.
func All() []Kind { return slices.Clone(table) }

// Lookup finds an action by its name.
func Lookup(name string) (Kind, bool) {
	i := slices.IndexFunc(table, func(k Kind) bool { return k.Name == name })
	if i < 0 {
		return Kind{}, false
	}
	return table[i], true
}

// reserved are the systems whose actions are primitive: built, or to be built under that name.
var reserved = []string{"dns", "exec", "file", "git", "github", "http", "issue", "notify", "script", "sql", "tls", "wait"}

// Reserved tells whether the actions of a system, the word before the dot, are primitive ones alone, so
// that nobody can write one of that name in HCL.
func Reserved(system string) bool { return slices.Contains(reserved, system) }

// nearest is how many letters may be wrong in a name that is still taken for a misspelling.
const nearest = 4

// Similar are the names of actions that somebody who wrote name may have meant, nearest first.
func Similar(name string) []string {
	type candidate struct {
		name     string
		distance int
	}
	var found []candidate
	for _, k := range table {
		if d := levenshtein.Distance(name, k.Name, nil); d <= min(nearest, len(name)/2) {
			found = append(found, candidate{k.Name, d})
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return cmp.Compare(a.distance, b.distance) })
	var names []string
	for _, c := range found {
		names = append(names, c.name)
	}
	return names
}

// untrusted labels an output that repeats what the outside said.
var untrusted = []Label{Untrusted}
