package catalog

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
)

// maxNear is how many candidates a question "did you mean …?" offers at most.
const maxNear = 3

// NearID gives the frameworks whose id is close to name, the closest first.
func NearID(name string) []string { return near(name, IDs()) }

// NearFunction gives ids of functions that somebody may have meant by name, the closest first: by id,
// code, name, or the name that it had before.
func (s *Set) NearFunction(name string) []string {
	var exact, ids []string
	for id, f := range s.functions() {
		ids = append(ids, id)
		for _, other := range []string{f.Code, f.Name, f.Formerly, id[strings.IndexByte(id, '.')+1:]} {
			if other != "" && strings.EqualFold(words(other), words(name)) {
				exact = append(exact, id)
				break
			}
		}
	}
	slices.Sort(exact)
	slices.Sort(ids)
	return merge(exact, near(name, ids))
}

// NearControl gives labels that somebody may have meant by name, the closest first. Spellings of other
// tools ("ac-2.3", "AC-02 (03)", "3.1.1") lead to the one label.
func (s *Set) NearControl(name string) []string {
	var exact []string
	for _, c := range s.Controls {
		if alike(c.Label, name) {
			exact = append(exact, c.Label)
		}
	}
	labels := make([]string, 0, len(s.Controls))
	for _, c := range s.Controls {
		if !c.Withdrawn {
			labels = append(labels, c.Label)
		}
	}
	return merge(exact, near(strings.ToUpper(name), labels))
}

// words makes names comparable that differ in what stands between their words alone.
func words(name string) string {
	return strings.Join(strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(" -_.&/", r) }), " ")
}

// maxDistance is how many edits may lie between what was written and what may be meant.
const maxDistance = 4

var labelParts = regexp.MustCompile(`[A-Za-z]+|[0-9]+`)

// alike tells whether two labels have the same words and numbers, whatever stands between them, in either
// case and with or without zeros in front.
func alike(a, b string) bool {
	return slices.EqualFunc(labelParts.FindAllString(a, -1), labelParts.FindAllString(b, -1), func(a, b string) bool {
		return strings.EqualFold(strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0"))
	})
}

// near gives the candidates that are few enough edits away from name, the nearest first.
func near(name string, candidates []string) []string {
	type scored struct {
		name     string
		distance int
	}
	most := min(maxDistance, 1+len(name)/4)
	var found []scored
	for _, candidate := range candidates {
		if len(candidate)-len(name) > most || len(name)-len(candidate) > most {
			continue
		}
		if d := levenshtein.Distance(name, candidate, nil); d <= most {
			found = append(found, scored{candidate, d})
		}
	}
	slices.SortFunc(found, func(a, b scored) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.name, b.name))
	})
	names := make([]string, 0, maxNear)
	for _, s := range found[:min(len(found), maxNear)] {
		names = append(names, s.name)
	}
	return names
}

// merge puts two lists together, each name once, at most maxNear.
func merge(first, second []string) []string {
	for _, name := range second {
		if !slices.Contains(first, name) {
			first = append(first, name)
		}
	}
	return first[:min(len(first), maxNear)]
}
