package diag

import (
	"maps"
	"slices"
	"strings"
)

// Entry is what the registry knows of a code.
type Entry struct {
	Code     string
	Severity Severity // "" stands for Error
	Title    string
	Cause    string // what happened, in one or two sentences
	Wrong    string // a part of a file that brings the finding; only comments where that would be too long
	Right    string // the same part without it
	Why      string // why the rule exists
}

// groups holds every row. A group is one file of this package with one table, in the order of its codes.
var groups = [][]Entry{
	spelling,   // RB01xx
	banned,     // RB01xx
	limits,     // RB02xx
	sections,   // RB10xx
	references, // RB20xx
	values,     // RB30xx
	promises,   // RB40xx
	people,     // RB1040, RB4040
	power,      // RB50xx
	actions,    // RB2023, RB304x, RB402x, RB5008
	secrets,    // RB60xx
	forge,      // RB70xx
	exceptions, // RB80xx
	frameworks, // RB90xx
}

// retired are the codes of rules that went, and what became of each. They are never given again, since
// texts that people wrote go on mentioning them.
var retired = map[string]string{
	"RB1013": "It told of parts of the language that a version could not compile yet; there are none left.",
}

// Retired tells what became of a code that no finding has any more.
func Retired(code string) (why string, ok bool) {
	why, ok = retired[strings.ToUpper(code)]
	return why, ok
}

// Gone are the codes that no finding has any more, sorted.
func Gone() []string { return slices.Sorted(maps.Keys(retired)) }

var byCode = index()

func index() map[string]Entry {
	entries := map[string]Entry{}
	for _, group := range groups {
		for _, entry := range group {
			if _, twice := entries[entry.Code]; twice {
				panic("diag: two rows for " + entry.Code)
			}
			if _, gone := retired[entry.Code]; gone {
				panic("diag: a row for " + entry.Code + ", which is retired")
			}
			if entry.Severity == "" {
				entry.Severity = Error
			}
			entries[entry.Code] = entry
		}
	}
	return entries
}

// Lookup is the row of a code, as people write it: lower case is fine.
func Lookup(code string) (Entry, bool) {
	entry, ok := byCode[strings.ToUpper(code)]
	return entry, ok
}

// Page is the address of the page about the code, which says what explain says and what check says of the wrong part.
func (e Entry) Page() string { return home + "/blob/main/docs/errors/" + e.Code + ".md" }

// Entries is the whole registry, by code.
func Entries() []Entry {
	entries := make([]Entry, 0, len(byCode))
	for _, entry := range byCode {
		entries = append(entries, entry)
	}
	slices.SortFunc(entries, func(a, b Entry) int { return strings.Compare(a.Code, b.Code) })
	return entries
}
