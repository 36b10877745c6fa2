package kind

import (
	"cmp"
	"slices"
)

// table is every action, by name.
var table = slices.SortedFunc(slices.Values(slices.Concat([]Kind{
	dnsLookup, execRun, scriptRun, fileRead, gitInspect, httpRequest, issueOpen, notifyWebhook, sqlQuery, tlsProbe, waitUntil,
}, githubPeople, githubRules, githubDoors, githubAlerts, githubRemovals)), func(a, b Kind) int { return cmp.Compare(a.Name, b.Name) })

// All are all actions, by name. The caller must not change what they hold.
func All() []Kind { return slices.Clone(table) }

// Lookup finds an action by its name.
func Lookup(name string) (Kind, bool) {
	i, known := places[name]
	if !known {
		return Kind{}, false
	}
	return table[i], true
}

// places are where the actions stand in the table.
var places = func() map[string]int {
	places := map[string]int{}
	for i := range table {
		places[table[i].Name] = i
	}
	return places
}()

// reserved are the systems whose actions are primitive: built, or to be built under that name.
var reserved = []string{"dns", "exec", "file", "git", "github", "http", "issue", "notify", "script", "sql", "tls", "wait"}

// Reserved tells whether the actions of a system, the word before the dot, are primitive ones alone, so
// that nobody can write one of that name in HCL.
func Reserved(system string) bool { return slices.Contains(reserved, system) }

// untrusted labels an output that repeats what the outside said.
var untrusted = []Label{Untrusted}
