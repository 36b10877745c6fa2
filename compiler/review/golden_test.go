package review_test

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/attestary/attestary/compiler/review"
	"github.com/attestary/attestary/internal/golden"
)

// Each file below testdata/review is a pull request, as HCL before and after, and what is told of it. Files
// that are on both sides alike stand below both/.
func TestGoldens(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("../testdata/review/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no goldens: %v", err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			page, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			c := review.Look(review.Sides{Before: sideOf(page, "before/"), After: sideOf(page, "after/"), Today: "2026-11-30"})
			golden.Check(t, name, written(page, map[string]string{
				"comment": c.Comment(told(c)), "check": check(c.Check(told(c))), "suggestions": suggestions(c.Suggestions()),
			}))
		})
	}
}

// told is what the texts of every golden say of how they were made. The ledger has a run of each runbook that
// passed, of the plan before.
func told(c *review.Change) review.Told {
	facts := review.Facts{Trace: "41 9Kx5jVhXQ1d8f0m7bq3Hn2u4yA6cEoRtGzLsWvPiJkM=", Proofs: map[string]review.Proof{}}
	for _, p := range c.Before {
		if digest, err := p.Digest(); err == nil {
			facts.Proofs[p.Runbook] = review.Proof{Plan: digest, At: "2026-11-29"}
		}
	}
	return review.Told{Base: strings.Repeat("b", 40), Head: strings.Repeat("a", 40), Branch: "main", Version: "1.0.0", How: "not taken from the pull request's own job", Facts: facts,
		More: "https://github.example/acme/proofs/actions/runs/7"}
}

func sideOf(page *txtar.Archive, side string) fs.FS {
	files := fstest.MapFS{}
	for _, file := range page.Files {
		for _, dir := range []string{"both/", side} {
			if name, ok := strings.CutPrefix(file.Name, dir); ok {
				files[name] = &fstest.MapFile{Data: file.Data, Mode: 0o644}
			}
		}
	}
	return files
}

func check(k review.Check) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (passed: %t; hidden: %d)\n", k.Title, k.Passed, k.Hidden)
	for _, a := range k.Annotations {
		fmt.Fprintf(&b, "%s:%d-%d %s: %s\n\t%s\n", a.Path, a.Start, a.End, a.Level, a.Title, strings.ReplaceAll(a.Message, "\n", "\n\t"))
	}
	return b.String()
}

func suggestions(list []review.Suggestion) string {
	var b strings.Builder
	for _, s := range list {
		fmt.Fprintf(&b, "%s:%d-%d\n%s\n", s.Path, s.Start, s.End, s.Body)
	}
	return b.String()
}

// written is the page with these views at its end, and no others.
func written(page *txtar.Archive, views map[string]string) []byte {
	out := &txtar.Archive{Comment: page.Comment}
	for _, file := range page.Files {
		if _, view := views[file.Name]; !view {
			out.Files = append(out.Files, file)
		}
	}
	for _, view := range []string{"comment", "check", "suggestions"} {
		out.Files = append(out.Files, txtar.File{Name: view, Data: []byte(views[view])})
	}
	return txtar.Format(out)
}
