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
}

// label is how a label of that kind came into s or anything in it.
func (s *shape) label(k kind.Label) (path []string, ok bool) {
	for _, l := range s.all() {
		if l.kind == k {
			return l.path, true
		}
	}
	return nil, false
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

// merged is both lists, each kind of label once, encoded or not: the first way that it came is the one
// that is told.
func merged(a, b []label) []label {
	out := a[:len(a):len(a)]
	for _, l := range b {
		if !slices.ContainsFunc(out, func(o label) bool { return o.kind == l.kind && o.encoded == l.encoded }) {
			out = append(out, l)
		}
	}
	return out
}

// all are the labels of s and of everything in it.
func (s *shape) all() []label {
	labels := s.labels
	if s.elem != nil {
		labels = merged(labels, s.elem.all())
	}
	for _, name := range slices.Sorted(maps.Keys(s.fields)) {
		labels = merged(labels, s.fields[name].all())
	}
	return labels
}

// through is s with the name of a local that it went through at the end of each way. Labels of parts
// become those of the whole.
func (s *shape) through(name string) *shape {
	labels := s.all()
	if len(labels) == 0 {
		return s
	}
	out := *s.bare()
	for _, l := range labels {
		out.labels = append(out.labels, label{l.kind, append(l.path[:len(l.path):len(l.path)], name), l.encoded})
	}
	return &out
}

// bare is s without any label.
func (s *shape) bare() *shape {
	if len(s.all()) == 0 {
		return s
	}
	out := *s
	out.labels = nil
	if s.elem != nil {
		out.elem = s.elem.bare()
	}
	if s.fields != nil {
		out.fields = make(map[string]*shape, len(s.fields))
		for name, field := range s.fields {
			out.fields[name] = field.bare()
		}
	}
	return &out
}
