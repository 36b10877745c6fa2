package check

import (
	"maps"
	"slices"

	"github.com/attestary/attestary/schemas/kind"
)

// label is a label and the way that it came: "step.list.stdout", "local.names".
type label struct {
	kind    kind.Label
	path    []string
	encoded bool // urlencode made it one part of an address
	reduced bool // the value only decides, or was counted: it is not there, and something about it is
}

// label is how a label of that kind came into s or anything in it, unreduced.
func (s *shape) label(k kind.Label) (path []string, ok bool) {
	for _, l := range s.all() {
		if l.kind == k && !l.reduced {
			return l.path, true
		}
	}
	return nil, false
}

// reduced are the labels of what a value decides: which branch is taken, how many items there are, what a
// comparison or a count gives. Who may see that may still learn something of a secret, letter by letter if
// asked often enough. What is chosen among known values is no longer from outside, nor about a person.
func reduced(labels []label) []label {
	var out []label
	for _, l := range labels {
		if l.kind == kind.Secret {
			l.reduced = true
			out = append(out, l)
		}
	}
	return out
}

// with is s with more labels.
func (s *shape) with(labels []label) *shape {
	if len(labels) == 0 {
		return s
	}
	out := *s
	out.labels = merged(s.labels, labels)
	return &out
}

// merged is both lists, each kind of label once, encoded or not, reduced or not: the first way that it came
// is the one that is told.
func merged(a, b []label) []label {
	out := a[:len(a):len(a)]
	for _, l := range b {
		if !slices.ContainsFunc(out, func(o label) bool { return o.like(l) }) {
			out = append(out, l)
		}
	}
	return out
}

func (l label) like(o label) bool {
	return l.kind == o.kind && l.encoded == o.encoded && l.reduced == o.reduced
}

// all are the labels of s and of everything in it.
func (s *shape) all() []label {
	labels := merged(s.labels, s.names)
	if s.elem != nil {
		labels = merged(labels, s.elem.all())
	}
	for _, name := range slices.Sorted(maps.Keys(s.fields)) {
		labels = merged(labels, s.fields[name].all())
	}
	return labels
}

// through is s with the name of something that it went through at the end of each way.
func (s *shape) through(name string) *shape {
	return s.relabelled(func(labels []label) []label { return passed(labels, name) })
}

// maxWay is how many names of a way are told.
const maxWay = 16

// passed are labels whose ways went on through something of that name.
func passed(labels []label, name string) []label {
	out := make([]label, len(labels))
	for i, l := range labels {
		switch {
		case len(l.path) > maxWay:
			out[i] = l
			continue
		case len(l.path) == maxWay:
			name = "…"
		}
		l.path = append(l.path[:len(l.path):len(l.path)], name)
		out[i] = l
	}
	return out
}

// relabelled is s with other labels in the place of each list of them.
func (s *shape) relabelled(other func([]label) []label) *shape {
	if len(s.all()) == 0 {
		return s
	}
	out := *s
	out.labels, out.names = other(s.labels), other(s.names)
	if s.elem != nil {
		out.elem = s.elem.relabelled(other)
	}
	if s.fields != nil {
		out.fields = make(map[string]*shape, len(s.fields))
		for name, field := range s.fields {
			out.fields[name] = field.relabelled(other)
		}
	}
	return &out
}
