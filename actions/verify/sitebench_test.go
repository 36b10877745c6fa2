package verify_test

import (
	"context"
	"iter"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/actions/report/checker/whom"
	"github.com/attestary/attestary/actions/report/site"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/plan"
)

// BenchmarkSite is what `attestary report` does over a clone of 10,000 runs: it verifies, scores and writes the pages.
// s/site is the time (at most 10 is wanted), of which s/verify for the verdict; MB what the folder holds (60), kB/first
// what a browser loads of the first page (300).
func BenchmarkSite(b *testing.B) {
	const runs = 10_000
	store, err := ledger.OpenDir(clone(b, 1+2*runs), "refs/heads/evidence")
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	set, ok := catalog.Lookup("cisa-ztmm")
	if !ok {
		b.Fatal("there is no such framework")
	}
	claiming := examplePlan("tls")
	claiming.Satisfies = []plan.Satisfies{{Framework: set.ID, Function: set.Pillars[0].Functions[0].ID, Stage: "initial", FreshFor: 30 * 86400}}
	var verified time.Duration
	var out pagesFolder
	spent := processor()
	for b.Loop() {
		began := time.Now()
		scorer, err := report.NewScorer(report.Subject{Framework: set, Plans: []*plan.Plan{claiming}, AsOf: start.Add(240 * time.Hour)})
		if err != nil {
			b.Fatal(err)
		}
		s := subject(b, store)
		s.Runs, s.Loans, s.Revoked = scorer.Run, scorer.Loan, scorer.Revoked
		v := judge(b, s)
		verified += time.Since(began)
		card, err := scorer.Score(v)
		if err != nil {
			b.Fatal(err)
		}
		snapshot, err := ledger.Open(b.Context(), store)
		if err != nil {
			b.Fatal(err)
		}
		out = pagesFolder{dir: b.TempDir()}
		made := site.Site{Verdict: v, Score: card, Ledger: shelf{snapshot}, Project: "acme", Trust: must(whom.Of(s.Policy)),
			Runbooks: []site.Runbook{{Name: "tls", Title: claiming.Title, Owner: "security", File: claiming.File}}}
		if err := made.Write(b.Context(), &out); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/site")
	b.ReportMetric((processor()-spent).Seconds()/float64(b.N), "cpu-s")
	b.ReportMetric(verified.Seconds()/float64(b.N), "s/verify")
	all, files := out.size(b)
	b.ReportMetric(float64(all)/1e6, "MB")
	b.ReportMetric(float64(files), "files")
	var first int64
	for _, name := range []string{"index.html", "style.css", "site.js", "icon.svg"} {
		first += out.sizeOf(b, name)
	}
	b.ReportMetric(float64(first)/1000, "kB/first")
	b.ReportMetric(float64(out.sizeOf(b, "search.js"))/1000, "kB/search")
}

// shelf is a ledger as the site reads it.
type shelf struct{ *ledger.Snapshot }

func (s shelf) Entries(ctx context.Context) iter.Seq2[site.Entry, error] {
	return func(yield func(site.Entry, error) bool) {
		for e, err := range s.Snapshot.Entries(ctx) {
			if !yield(site.Entry(e), err) {
				return
			}
		}
	}
}

func (s shelf) Blob(ctx context.Context, d canon.Digest) ([]byte, error) {
	return s.Snapshot.Blob(ctx, d)
}

// pagesFolder writes files into a folder.
type pagesFolder struct{ dir string }

func (f *pagesFolder) Write(path string, data []byte) error {
	name := filepath.Join(f.dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, data, 0o644)
}

func (f *pagesFolder) sizeOf(b *testing.B, name string) int64 {
	info, err := os.Stat(filepath.Join(f.dir, name))
	if err != nil {
		b.Fatal(err)
	}
	return info.Size()
}

func (f *pagesFolder) size(b *testing.B) (bytes int64, files int) {
	err := filepath.Walk(f.dir, func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			bytes, files = bytes+info.Size(), files+1
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return bytes, files
}
