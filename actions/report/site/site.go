// Package site writes the report as a folder of web pages, for people who never saw this program: what is
// proven, what is missing, and what to do next; and behind every number the bytes that it comes from.
//
// The folder needs nobody. A web server may serve it, or somebody opens index.html from a share with a double
// click: no page asks any other machine for anything, and a policy in each of them (CSP) holds browsers to
// that. All that a reader needs is in the HTML; scripts add the search and the way to the raw bytes.
//
//	index.html                what is proven, missing and next; the matrix; trend, what changed, what goes stale
//	functions/<ID>.html       a row of the framework: each stage, the runbooks that claim it, the runs that decide
//	runbooks.html             all of them; runbooks/<NAME>.html is the page of one, with its last runs
//	runs.html                 the search, and the newest runs; runs/<ENTRY>.html is the story of one run, called
//	                          by the entry that authorised it or that refused it
//	runs/older.html?<ENTRY>   that of one which is not among the newest 1,000: they stand together in runs/older/<N>.js,
//	                          those of 512 entries a file, because nine tenths of so many pages would be the same
//	entries/<N>.html          the ledger, 256 entries a page: entries/<N>.html#e<ENTRY>
//	controls.html             what of catalogs of controls is proven, where runbooks claim any
//	attention.html            runs that are missed or unfinished, and findings
//	exceptions.html           waivers and what was taken back
//	audit.html                how to verify, the checkpoint, the claims, and what none of it proves
//	style.css
//	site.js                   the object attestary (below), the search, and what verifies in the browser
//	search.js                 one line for each run, for the search
//	evidence/index.js         the checkpoint and its signature, whom the report trusts, the tops of the chunks
//	evidence/<N>.js           the entries from 256·N on: bundles, leaves, and the blobs that their statements name
//	manifest.txt              who made them, and every file that was made; the next report removes those that it does not make again
//
// # Data
//
// A page that was opened from a share may fetch nothing, so data files are scripts. Each calls one function of the
// global object attestary:
//
//	attestary.index                promise of {origin, size, root, checkpoint, signature, rotations, keys, trust, tops}
//	attestary.entry(n)             promise of {index, kind, run, path, bundle, payload, blobs}: texts as they are in the ledger
//	attestary.story(n)             promise of {title, main}: what the page of a run says that has none of its own, as HTML
//	attestary.proof(n)             promise of the text that `attestary prove N` writes: one entry that verifies alone
//
// checkpoint, signature and bundle are the very bytes of the ledger (all of them are ASCII or UTF-8), payload is the
// statement; keys are [{name, pem}]. The documents with the items of a run over many targets (Targets) stay in the
// ledger, and a proof of such a run does not carry them. A chunk is JSON in gzip in base64: entries, and for each level
// of the tree below the chunk the hashes, so that the way from a leaf to the root is looked up and not computed. The
// tops of the chunks are levels of the same kind. Nothing in these files is trusted by who reads them.
//
// # What is verified where
//
// The program verified the ledger before it wrote the site, and the pages say so with the time and the program. A
// reader need not believe that. Each place that shows an entry holds an element
//
//	<span class="seal" data-entry="17" data-state="unverified">
//
// (several entries have blanks between them, and data-outcome is what each must have ended with)
// and scripts that verify in the browser set data-state to checking, verified, refuted or open (what was looked at
// holds) and the text with it. Rows that a script adds are told by the event attestary:shown, whose detail is the
// element that holds them.
//
// Everything that comes from a ledger, a runbook or a framework is hostile text. The templates escape it, and what
// eyes would not see is replaced. The package knows no ledger, no network and no clock.
//
// Start at Site.
package site

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"html/template"
	"iter"
	"time"

	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/actions/report/checker"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// Site is what is shown. Verdict is required.
type Site struct {
	Verdict *verdict.Verdict
	Score   *verdict.Scorecard // nil: there is none, and NoScore says why
	NoScore string
	// Before are scorecards as of earlier instants, the oldest first: the trend.
	Before []report.Point
	// Ago is that of a month ago, or of the ledger's beginning where that is later; nil: there is none.
	Ago      *report.Point
	Coverage []*report.Coverage // of catalogs of controls that runbooks claim
	Tasks    []report.Task      // what a person has to see to, the gravest first
	Steps    []report.Step      // what would raise functions, the cheapest first
	Ledger   Ledger             // nil: there is none to show
	Runbooks []Runbook
	Project  string
	Zone     *time.Location // the project's; nil: times are told in UTC alone
	// Place is where in the HCL a part of a runbook stands, as FILE:LINE; "" where that is not known. Nil: nobody knows.
	Place func(runbook, address string) string
	Keys  []Key // that the verdict trusts
	// Trust is by whom the pages verify themselves: whom the verdict trusts. Required where there is a Ledger.
	Trust *checker.Trust
	Pages int // how many runs, the newest, have a page of their own; 0: 1,000
	// Verify are the commands with which a reader verifies the same ledger; nil: those of a clone.
	Verify []string
}

// Runbook is one that the repository has today.
type Runbook struct {
	Name, Title, Summary, Owner, File string
	Plan                              canon.Digest  // whose places Site.Place tells
	About                             template.HTML // its page, below headings of the third level; made by whoever compiles
	Form                              string        // where a person starts it, an address of the forge; "": there is none
}

// Key is a public key that the verdict trusts, and whose it is.
type Key struct {
	Name string `json:"name"`
	PEM  string `json:"pem"`
}

// Digest names the key, as attestary key show does; "" where it is none.
func (k Key) Digest() canon.Digest {
	block, _ := pem.Decode([]byte(k.PEM))
	if block == nil {
		return ""
	}
	return canon.Sum(block.Bytes)
}

// Ledger is the verified one. Its methods may be called at once by several goroutines.
type Ledger interface {
	// Entries gives all entries in the order of their leaves, and ends with the first error.
	Entries(ctx context.Context) iter.Seq2[Entry, error]
	// Blob is a document that a statement names; nil where it was lawfully removed.
	Blob(ctx context.Context, d canon.Digest) ([]byte, error)
	// Prove makes the proof of one entry.
	Prove(ctx context.Context, index int64) (*evidence.Proof, error)
}

// Entry is one entry of the ledger.
type Entry struct {
	Index     int64
	Leaf      evidence.Leaf
	Path      string
	Bundle    []byte
	Statement evidence.Predicate
}

// Folder takes the files. Write may be called at once by several goroutines; paths have slashes.
type Folder interface {
	Write(path string, data []byte) error
}

// Write writes every file.
func (s *Site) Write(ctx context.Context, to Folder) error {
	if s.Verdict == nil {
		return errors.New("report: a site needs a verdict")
	}
	w := newWriter(s, to)
	for _, part := range []func(context.Context) error{w.gather, w.assets, w.overview, w.functions, w.controls, w.runbooks, w.runs, w.lists, w.audit, w.manifest} {
		if err := part(ctx); err != nil {
			return fmt.Errorf("report: %w", err)
		}
	}
	return nil
}
