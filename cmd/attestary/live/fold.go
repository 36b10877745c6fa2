package live

import (
	"fmt"
	"strings"
)

// How a board that is too high for its screen is made to fit: what is least urgent is told in numbers
// first. What is to come goes before what went well, that before what is under way; what did not go well
// goes last.

// class is how urgent an entry is.
type class int

const (
	later class = iota
	fine
	busy
	trouble
)

// entry is one part, or several of a class that are told as one.
type entry struct {
	class class
	parts int
	lines []line
}

type section struct {
	name    string
	head    line
	entries []entry
	single  bool // it is told as one line, which is head
}

func (s *section) lines() []line {
	lines := []line{s.head}
	if s.single {
		return lines
	}
	for _, e := range s.entries {
		lines = append(lines, e.lines...)
	}
	return lines
}

// all tells whether every entry is of a class.
func (s *section) all(c class) bool {
	for _, e := range s.entries {
		if e.class != c {
			return false
		}
	}
	return true
}

// folds are what is folded, one after the other, until it fits.
var folds = []func(*section){
	func(s *section) { s.close(later) },
	func(s *section) { s.close(fine) },
	func(s *section) { s.merge(later) },
	func(s *section) { s.merge(fine) },
	func(s *section) { s.terse(busy) },
	func(s *section) { s.terse(trouble) },
	func(s *section) { s.merge(busy) },
	func(s *section) { s.merge(trouble) },
}

func fold(sections []*section, room int) {
	for _, f := range folds {
		for _, s := range sections {
			if height(sections) <= room {
				return
			}
			f(s)
		}
	}
}

func height(sections []*section) int {
	n := 0
	for _, s := range sections {
		n += len(s.lines())
	}
	return n
}

// close tells a section as one line whose entries are all of a class.
func (s *section) close(c class) {
	if !s.all(c) || s.single {
		return
	}
	first := s.entries[0].lines[0]
	s.single = true
	s.head = line{sign: first.sign, signed: first.signed, text: s.name, look: bold, right: s.head.right}
	if c == later {
		s.head.look, s.head.right = faint, []string{words(len(s.entries), "part") + " to come"}
	}
}

// merge tells all entries of a class as one, where the first of them stood.
func (s *section) merge(c class) {
	var kept []entry
	into := -1
	for _, e := range s.entries {
		switch {
		case e.class != c:
			kept = append(kept, e)
		case into < 0:
			into = len(kept)
			kept = append(kept, e)
		default:
			kept[into].parts += e.parts
		}
	}
	if into >= 0 && kept[into].parts > 1 {
		first := kept[into].lines[0]
		kept[into].lines = []line{{indent: 2, sign: first.sign, signed: first.signed, text: c.of(kept[into].parts), look: faint}}
	}
	s.entries = kept
}

// terse tells entries of a class in one line each.
func (s *section) terse(c class) {
	for i, e := range s.entries {
		if e.class == c {
			s.entries[i].lines = e.lines[:1]
		}
	}
}

func (c class) of(n int) string {
	told := [...]string{later: "to come", fine: "went well", busy: "under way", trouble: "did not pass"}
	return words(n, "part") + " " + told[c]
}

func words(n int, word string) string {
	if n != 1 && !strings.HasSuffix(word, "s") {
		word += "s"
	}
	return fmt.Sprintf("%s %s", Thousands(n), word)
}
