package cli

import (
	"bytes"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
)

// maxRounds bounds how often a work tree is compiled to mend it. One round mends all that it can at once.
const maxRounds = 100

// edition is a work tree whose .hcl files are held in memory from when they are first read, so that what
// was judged is what is edited, whoever writes to the disk meanwhile.
type edition struct {
	fs.FS
	mu      sync.Mutex
	was, is map[string][]byte
}

func newEdition(fsys fs.FS) *edition {
	return &edition{FS: fsys, was: map[string][]byte{}, is: map[string][]byte{}}
}

// Open gives the present text of a .hcl file, and whatever else there is as it is.
func (e *edition) Open(name string) (fs.File, error) {
	file, err := e.FS.Open(name)
	if err != nil || !strings.HasSuffix(name, ".hcl") {
		return file, err
	}
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return file, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, held := e.is[name]; !held {
		text, err := io.ReadAll(io.LimitReader(file, syntax.MaxFileSize+1))
		if err != nil {
			file.Close()
			return nil, err
		}
		e.was[name], e.is[name] = text, text
	}
	return held{file, bytes.NewReader(e.is[name])}, nil
}

// held is a file whose text is in memory.
type held struct {
	fs.File
	text io.Reader
}

func (h held) Read(p []byte) (int, error) { return h.text.Read(p) }

// edited are the files whose text is not what it was, sorted.
func (e *edition) edited() []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(e.is)) {
		if !bytes.Equal(e.is[name], e.was[name]) {
			names = append(names, name)
		}
	}
	return names
}

// mending applies safe fixes to an edition until none is left.
type mending struct {
	tree    *edition
	opts    compiler.Options
	of      func(file string) bool // which files may be edited
	result  *compiler.Result       // of the present texts
	errors  [2]int                 // see judge
	done    []pick                 // in the order in which they were made
	refused map[string]bool        // picks that did harm
	single  bool                   // one at a time, until the one is found that did harm among others
}

// pick is a finding and the fix of it that is made.
type pick struct {
	diag.Diagnostic
	fix diag.Fix
}

// key names a pick, and those like it, in every round: places move when a file is edited.
func (p pick) key() string {
	return strings.Join([]string{p.Range.File, p.Code, p.Message, p.fix.Title}, "\x00")
}

func (m *mending) run() {
	m.refused = map[string]bool{}
	m.result, m.errors = m.judge()
	for range maxRounds {
		picks := m.picks()
		switch {
		case len(picks) == 0:
			return
		case m.try(picks):
		case len(picks) == 1:
			m.refused[picks[0].key()], m.single = true, false
		default:
			m.single = true
		}
	}
}

// picks are safe fixes that can be made together: no two touch.
func (m *mending) picks() []pick {
	var picks []pick
	taken := map[string][]diag.Range{}
	for _, d := range m.result.Findings {
		i := slices.IndexFunc(d.Fixes, func(f diag.Fix) bool { return f.Kind == diag.Safe && len(f.Edits) > 0 })
		if i < 0 || !m.of(d.Fixes[i].Edits[0].Range.File) {
			continue
		}
		p := pick{d, d.Fixes[i]}
		file := p.fix.Edits[0].Range.File
		if m.refused[p.key()] || touches(taken[file], p.fix.Edits) {
			continue
		}
		for _, e := range p.fix.Edits {
			taken[file] = append(taken[file], e.Range)
		}
		if picks = append(picks, p); m.single {
			break
		}
	}
	return picks
}

func touches(taken []diag.Range, edits []diag.Edit) bool {
	for _, e := range edits {
		for _, r := range taken {
			if e.Range.Start.Byte <= r.End.Byte && r.Start.Byte <= e.Range.End.Byte {
				return true
			}
		}
	}
	return false
}

// try makes the fixes and tells whether they stay: where they do harm, all is as before.
func (m *mending) try(picks []pick) bool {
	before := maps.Clone(m.tree.is)
	edits := map[string][]diag.Edit{}
	for _, p := range picks {
		file := p.fix.Edits[0].Range.File
		edits[file] = append(edits[file], p.fix.Edits...)
	}
	for file, list := range edits {
		m.tree.is[file] = syntax.Apply(m.tree.is[file], list)
	}
	result, errors := m.judge()
	if slices.Compare(errors[:], m.errors[:]) > 0 {
		m.tree.is = before
		return false
	}
	m.result, m.errors, m.done = result, errors, append(m.done, picks...)
	return true
}

// judge compiles the present texts, and counts what must not become more: the errors that keep files from
// being read, then all errors. The first count goes before the second, because a file that can be read
// again shows mistakes that nobody could see before.
func (m *mending) judge() (*compiler.Result, [2]int) {
	result := compiler.Compile(m.tree, m.opts)
	_, unread := syntax.Load(m.tree, compiler.Dir)
	return result, [2]int{count(unread, diag.Error), count(result.Findings, diag.Error)}
}
