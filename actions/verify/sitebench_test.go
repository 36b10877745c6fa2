package verify_test

import (
	"cmp"
	"context"
	"crypto/elliptic"
	"iter"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/actions/report/checker/whom"
	"github.com/attestary/attestary/actions/report/site"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/internal/authority"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/plan"
)

// BenchmarkSite is what `attestary report` does over a clone of 10,000 runs: it verifies, scores and writes the pages.
// s/site is the time (at most 10 is wanted), of which s/verify for the verdict; MB what the folder holds (60), kB/first
// what a browser loads of the first page (300). keyless is a ledger of 1,500 runs that workflows signed, each job with a
// certificate and a stamp; MB/10000 is what one of 10,000 runs holds, reckoned from its parts. What a browser does with
// the pages, .ci/browser measures: ATTESTARY_TEST_SITE is a folder that keeps them.
func BenchmarkSite(b *testing.B) {
	b.Run("key/10000", func(b *testing.B) {
		store, err := ledger.OpenDir(clone(b, 1+2*10_000), "refs/heads/evidence")
		if err != nil {
			b.Fatal(err)
		}
		defer store.Close()
		measureSite(b, "key", subject(b, store))
	})
	b.Run("keyless/1500", func(b *testing.B) {
		house := authority.New("acme", elliptic.P384(), start.AddDate(-1, 0, 0))
		r := newRepository()
		r.commit(longFlow(b, house, 1+2*1_500).tree())
		s := verify.Subject{Store: newFlat(b, r), Policy: flowPolicy()}
		s.Policy.Roots[0].JSON = authority.TrustedRoot(house)
		s.Policy.Roots[0].SHA256 = canon.Sum(s.Policy.Roots[0].JSON)
		out := measureSite(b, "keyless", s)
		all, _ := out.size(b, ".")
		entries, _ := out.size(b, "entries")
		evidence, _ := out.size(b, "evidence")
		older, _ := out.size(b, "runs/older")
		b.ReportMetric((float64(all-entries-evidence-older)+float64(entries+evidence)*10_000/1_500+float64(older)*9_000/500)/1e6, "MB/10000")
	})
}

// measureSite writes the site of a ledger.
func measureSite(b *testing.B, name string, s verify.Subject) (out pagesFolder) {
	set, ok := catalog.Lookup("cisa-ztmm")
	if !ok {
		b.Fatal("there is no such framework")
	}
	claiming := examplePlan("tls")
	claiming.Satisfies = []plan.Satisfies{{Framework: set.ID, Function: set.Pillars[0].Functions[0].ID, Stage: "initial", FreshFor: 30 * 86400}}
	s.AsOf = start.Add(240 * time.Hour)
	var verified time.Duration
	spent := processor()
	for b.Loop() {
		began := time.Now()
		scorer, err := report.NewScorer(report.Subject{Framework: set, Plans: []*plan.Plan{claiming}, AsOf: s.AsOf})
		if err != nil {
			b.Fatal(err)
		}
		s.Runs, s.Loans, s.Revoked = scorer.Run, scorer.Loan, scorer.Revoked
		v := judge(b, s)
		verified += time.Since(began)
		card, err := scorer.Score(v)
		if err != nil {
			b.Fatal(err)
		}
		snapshot, err := ledger.Open(b.Context(), s.Store)
		if err != nil {
			b.Fatal(err)
		}
		out.dir = filepath.Join(cmp.Or(os.Getenv("ATTESTARY_TEST_SITE"), b.TempDir()), name)
		made := site.Site{Verdict: v, Score: card, Ledger: shelf{snapshot}, Project: "acme", Trust: must(whom.Of(s.Policy)),
			Runbooks: []site.Runbook{{Name: "tls", Title: claiming.Title, Owner: "security", File: claiming.File}}}
		if err := made.Write(b.Context(), &out); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/site")
	b.ReportMetric((processor()-spent).Seconds()/float64(b.N), "cpu-s")
	b.ReportMetric(verified.Seconds()/float64(b.N), "s/verify")
	all, files := out.size(b, ".")
	b.ReportMetric(float64(all)/1e6, "MB")
	b.ReportMetric(float64(files), "files")
	for _, part := range []string{"runs", "evidence", "entries"} {
		bytes, _ := out.size(b, part)
		b.ReportMetric(float64(bytes)/1e6, "MB/"+part)
	}
	var first int64
	for _, name := range []string{"index.html", "style.css", "site.js", "icon.svg"} {
		first += out.sizeOf(b, name)
	}
	b.ReportMetric(float64(first)/1000, "kB/first")
	b.ReportMetric(float64(out.sizeOf(b, "search.js"))/1000, "kB/search")
	return out
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

func (f *pagesFolder) size(b *testing.B, part string) (bytes int64, files int) {
	err := filepath.Walk(filepath.Join(f.dir, part), func(_ string, info os.FileInfo, err error) error {
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
