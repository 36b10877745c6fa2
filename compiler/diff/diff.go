// Package diff tells what a change of runbooks means: plans before and after, compared by what they would
// do, in plain words and as data.
//
// Compared are plans, not files, so layout, comments and the order of sections never show. Every part has
// an address ("step.site", "use.okta", "role.security"), and a change names the part, its setting, and both
// values as text. Changes stand in the order of their consequence: what the runbook may do (power), who may
// let it (people), how much of the world it meets (reach), what it claims (maturity), what it does
// (behaviour), and at last the words about it.
//
// It promises that nothing is missed: Compare finds nothing if and only if the plans are the same by their
// digests, and a difference is shown even where it lies behind the place at which a long value is cut. What
// may be more power, more people or more reach than before is marked so, and what cannot be told counts as
// more. It refuses to show what could be a secret: headers, what a sensitive input decides, members with
// the name of a credential, and text with the look of one are told as "changed (hidden)".
//
// A runbook that has only another name is told as renamed; a part with another name is compared with what it
// was, where the runbook says so (moved). The package is pure; it knows plans and neither
// HCL nor git.
//
// Start at Compare. Text and Markdown show a Diff to people; Encode writes the document, in the encoding
// of package canon, of which schema.json is the JSON Schema and example.json an example.
package diff

import (
	"cmp"
	"slices"

	"github.com/attestary/attestary/compiler/internal/show"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/plan"
)

// Format names this version of the document.
const Format = "https://attestary.dev/diff/v1"

// Consequence is what a change is about.
type Consequence string

const (
	Power     Consequence = "power"     // effects, connections, allow-lists, hosts, secrets, programs
	People    Consequence = "people"    // who may start it, who is in a role, who owns it
	Reach     Consequence = "reach"     // items, conditions of steps, how many at once, what inputs take
	Maturity  Consequence = "maturity"  // what it claims to satisfy
	Behaviour Consequence = "behaviour" // steps, triggers, times, checks, evidence
	Words     Consequence = "words"     // titles, descriptions, messages, names of files
)

// consequences are all of them, the most important first.
var consequences = []Consequence{Power, People, Reach, Maturity, Behaviour, Words}

// weight is the place of c among the consequences; less is more important.
func (c Consequence) weight() int { return slices.Index(consequences, c) }

// Status says what became of a runbook.
type Status string

const (
	Added   Status = "added"
	Removed Status = "removed"
	Renamed Status = "renamed" // another name and place, and nothing else
	Changed Status = "changed"
)

// Diff is what changed between two sets of plans. One without runbooks says that nothing did.
type Diff struct {
	Format   string    `json:"format"`
	Runbooks []Runbook `json:"runbooks"` // by name
	// LeftOut is how many changes, the least important ones, an encoded document lacks because it would
	// be larger than a document may be. Compare leaves nothing out.
	LeftOut int64 `json:"left_out,omitzero"`
}

// Runbook is what changed in one runbook.
type Runbook struct {
	Name    string       `json:"name"`
	From    string       `json:"from,omitempty"` // its name before, where it was renamed
	Status  Status       `json:"status"`
	Before  canon.Digest `json:"before,omitempty"` // of the plan; absent where there was none
	After   canon.Digest `json:"after,omitempty"`
	Changes []Change     `json:"changes,omitempty"` // by consequence; within one, more power first, then by address
}

// Change is one setting of one part, or a part as a whole that came or went.
type Change struct {
	Consequence Consequence `json:"consequence"`
	Address     string      `json:"address"`           // "runbook" is the runbook itself
	Setting     string      `json:"setting,omitempty"` // absent for a part as a whole
	// Before and After are the values as people read them, one line without control characters, long
	// ones cut around the first difference. Absent: there was, or is, none.
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
	// Hidden says that the values are not told, because they could be secret.
	Hidden bool `json:"hidden,omitzero"`
	// More says that this is, or may be, more power, people or reach than before.
	More bool `json:"more,omitzero"`

	whole *whole // of a part as a whole that Compare told, not one that Parse read
}

// More tells whether any change of the runbook is, or may be, more power, people or reach than before.
func (r *Runbook) More() bool {
	return slices.ContainsFunc(r.Changes, func(c Change) bool { return c.More })
}

// Compare tells what changed. On either side there is one plan for each name of a runbook, and each can be
// encoded, as the compiler makes them; it panics where that is not so.
func Compare(before, after []*plan.Plan) *Diff {
	was, is := index(before), index(after)
	d := &Diff{Format: Format, Runbooks: []Runbook{}}
	var gone, come []entry
	for _, b := range was {
		a, stays := find(is, b.plan.Runbook)
		switch {
		case !stays:
			gone = append(gone, b)
		case a.digest != b.digest:
			d.Runbooks = append(d.Runbooks, b.changed(a))
		}
	}
	for _, a := range is {
		if _, known := find(was, a.plan.Runbook); !known {
			come = append(come, a)
		}
	}
	d.Runbooks = append(d.Runbooks, moved(gone, come)...)
	slices.SortFunc(d.Runbooks, func(a, b Runbook) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Status, b.Status))
	})
	return d
}

// entry is a plan with its name among all plans.
type entry struct {
	plan   *plan.Plan
	digest canon.Digest
}

func index(plans []*plan.Plan) []entry {
	entries := make([]entry, len(plans))
	for i, p := range plans {
		entries[i] = entry{p, digest(p)}
	}
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.plan.Runbook, b.plan.Runbook) })
	for i := 1; i < len(entries); i++ {
		if entries[i-1].plan.Runbook == entries[i].plan.Runbook {
			panic("diff: two plans of one runbook: " + entries[i].plan.Runbook)
		}
	}
	return entries
}

func find(entries []entry, name string) (entry, bool) {
	i, ok := slices.BinarySearchFunc(entries, name, func(e entry, name string) int { return cmp.Compare(e.plan.Runbook, name) })
	if !ok {
		return entry{}, false
	}
	return entries[i], true
}

// digest is the digest of a plan. It does not hold the plan to its rules, which the compiler has done.
func digest(p *plan.Plan) canon.Digest { return canon.Sum(encoded(p)) }

// encoded is the one encoding of a part of a plan.
func encoded(v any) []byte {
	data, err := canon.Encode(v)
	if err != nil {
		panic("diff: a plan that cannot be encoded: " + err.Error())
	}
	return data
}

// moved tells of the runbooks that are on one side only. Pairs that differ in nothing but name and file are
// one runbook with another name.
func moved(gone, come []entry) []Runbook {
	nameless := map[canon.Digest][]entry{}
	for _, b := range gone {
		key := apartFromName(b.plan)
		nameless[key] = append(nameless[key], b)
	}
	var list []Runbook
	for _, a := range come {
		key := apartFromName(a.plan)
		if same := nameless[key]; len(same) > 0 {
			list = append(list, renamed(same[0], a))
			nameless[key] = same[1:]
			continue
		}
		list = append(list, entry{}.changed(a))
	}
	for _, left := range nameless {
		for _, b := range left {
			list = append(list, b.changed(entry{}))
		}
	}
	return list // Compare sorts it
}

func apartFromName(p *plan.Plan) canon.Digest {
	other := *p
	other.Runbook, other.File = "", ""
	return digest(&other)
}

func renamed(before, after entry) Runbook {
	r := Runbook{Name: after.plan.Runbook, From: before.plan.Runbook, Status: Renamed, Before: before.digest, After: after.digest}
	for _, f := range []struct{ setting, before, after string }{
		{"file", before.plan.File, after.plan.File},
		{"name", before.plan.Runbook, after.plan.Runbook},
	} {
		if f.before != f.after {
			c := Change{Consequence: Words, Address: "runbook", Setting: f.setting}
			c.Before, c.After = excerpt(show.Visible(f.before), show.Visible(f.after))
			r.Changes = append(r.Changes, c)
		}
	}
	return r
}
