package compiler

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/check"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/canon"
)

// Check finds what Compile finds, byte for byte, and keeps nothing else: no plan, no test, and of each
// runbook an outline. With a cache it looks only at the runbooks that were changed, or whose surroundings
// were.
//
// A cache is believed. So it belongs to one person on one machine, for whom check answers a question while
// they write; where an answer is relied on (compile, plan, run, CI) there is none.
func Check(fsys fs.FS, opts Options, cache Cache) *Result {
	return (&compilation{fsys: fsys, opts: opts, brief: true, cache: cache}).run()
}

// Cache is where Check keeps what it found. The zero value keeps nothing.
type Cache struct {
	Store Store
	// Program names the very program that runs, by what it does and not by what it is called: what
	// another one found counts for nothing. While it is not known, nothing is kept.
	Program string
}

// Store keeps bytes under names of hex digits and dashes. It may forget at any time, and be used by many.
type Store interface {
	Get(name string) ([]byte, bool) // exactly what was put, or false
	Put(name string, data []byte)
}

// The cache is made of pages. A page is named by everything that the findings of its runbooks depend on,
// apart from these runbooks themselves, and its entries by the path and the bytes of their files. To which
// page of pageCount a runbook belongs is told by its path, so that one that is edited leaves nothing behind.
const (
	pageFormat = "https://attestary.dev/check-cache/v1"
	pageCount  = 64
)

type page struct {
	Format   string                 `json:"format"`
	Runbooks map[canon.Digest]entry `json:"runbooks"`
}

// entry is an outcome.
type entry struct {
	Found   []diag.Diagnostic `json:"found,omitempty"`
	Outline *check.Outline    `json:"outline,omitempty"` // absent where the file could not be understood
	Refused []diag.Diagnostic `json:"refused,omitempty"`
}

// memory is the cache, opened for one project.
type memory struct {
	store Store
	name  string // of all pages
	pages [pageCount]page
}

// remember opens the cache for what surrounds the runbooks. Where that holds what looks like a credential,
// nothing is kept that could quote it.
func (c *compilation) remember() {
	if c.cache.Store == nil || c.cache.Program == "" || leaks(c.findings) {
		return
	}
	m := &memory{store: c.cache.Store, name: c.surrounded()}
	inParallel(pageCount, func(i int) {
		data, ok := m.store.Get(m.pageName(i))
		if ok && canon.Decode(data, &m.pages[i]) != nil || m.pages[i].Format != pageFormat {
			m.pages[i] = page{}
		}
	})
	c.memory = m
}

// surrounded names what the findings of a runbook depend on, apart from its file: the program, what it was
// asked, and the files beside the runbooks. Tests are no part of it; they depend on runbooks, and are
// judged every time.
func (c *compilation) surrounded() string {
	h := sha256.New()
	for _, text := range []string{pageFormat, c.cache.Program, c.opts.Runbook, c.opts.Today} {
		part(h, []byte(text))
	}
	for _, file := range slices.Sorted(maps.Keys(c.tree.Sources)) {
		if !isTests(file) {
			part(h, []byte(file))
			part(h, fmt.Append(nil, c.tree.Sources[file] != nil)) // false: it could not be read
			part(h, c.tree.Sources[file])
		}
	}
	for _, file := range slices.Sorted(maps.Keys(c.wrong)) {
		if !isTests(file) {
			part(h, []byte(file))
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

func isTests(file string) bool { return strings.HasSuffix(file, ".runbooktest.hcl") }

// part hashes data so that it cannot be taken for the end of one part and the beginning of the next.
func part(h hash.Hash, data []byte) {
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(data))))
	h.Write(data)
}

func (m *memory) pageName(i int) string { return fmt.Sprintf("%s-%02x", m.name, i) }

// place is the page and the name of the entry of a runbook's file.
func (m *memory) place(file string, src []byte) (int, canon.Digest) {
	h := sha256.New()
	part(h, []byte(file))
	page := h.Sum(nil)[0] % pageCount
	part(h, src)
	return int(page), canon.Digest("sha256:" + hex.EncodeToString(h.Sum(nil)))
}

// recall is what is known of a runbook, or nil.
func (m *memory) recall(file string, src []byte) *outcome {
	if m == nil {
		return nil
	}
	i, name := m.place(file, src)
	known, ok := m.pages[i].Runbooks[name]
	if !ok {
		return nil
	}
	return &outcome{file: file, source: src, found: known.Found, refused: known.Refused, outline: known.Outline, recalled: true}
}

// keep writes the pages on which something is new.
func (m *memory) keep(outcomes []*outcome) {
	if m == nil {
		return
	}
	var fresh [pageCount]bool
	var pages [pageCount]page
	for _, o := range outcomes {
		if o.source == nil || leaks(o.found) {
			continue
		}
		i, name := m.place(o.file, o.source)
		if pages[i].Runbooks == nil {
			pages[i] = page{pageFormat, map[canon.Digest]entry{}}
		}
		pages[i].Runbooks[name] = entry{o.found, o.outline, o.refused}
		fresh[i] = fresh[i] || !o.recalled
	}
	inParallel(pageCount, func(i int) {
		if !fresh[i] {
			return
		}
		if data, err := canon.Encode(pages[i]); err == nil { // else it is too large, or quotes what is no text
			m.store.Put(m.pageName(i), data)
		}
	})
}

// leaks tells whether something found looks like a credential. Findings beside it may quote it, until
// conceal has seen them.
func leaks(found []diag.Diagnostic) bool {
	return slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return d.Code == check.Leak })
}
