package review_test

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/attestary/attestary/compiler/review"
	"github.com/attestary/attestary/internal/cpu"
)

// BenchmarkLook1000 prints the processor time, on all cores, that it takes to look at a pull request that edits 5 of
// 1,000 runbooks of some 120 lines: at most 2 s. Of both sides only what changed is compiled, and what the compiler holds
// against it; the files of the rest are read and compared.
func BenchmarkLook1000(b *testing.B) {
	before := many(b, 1000)
	var took time.Duration
	for n := 0; b.Loop(); n++ {
		after := fstest.MapFS{}
		for name, file := range before {
			after[name] = file
		}
		for i := range 5 {
			name := fmt.Sprintf("runbooks/networks/site-%d.runbook.hcl", i*199)
			after[name] = &fstest.MapFile{Data: []byte(strings.Replace(string(before[name].Data), `"1d"`, fmt.Sprintf(`"%dd"`, n+2), 1) + "\n# edited\n")}
		}
		runtime.GC()
		start := cpu.Time()
		c := review.Look(review.Sides{Before: before, After: after, Today: "2026-11-30"})
		comment := c.Comment(review.Told{Base: "b", Head: "a"})
		took += cpu.Time() - start
		if len(c.Before) != 5 || len(c.After) != 5 || c.Alike < 990 || c.Diff == nil || comment == "" {
			b.Fatalf("%d before, %d after, %d the same, %v", len(c.Before), len(c.After), len(c.Same), c.Findings)
		}
	}
	b.ReportMetric(took.Seconds()/float64(b.N), "s-cpu")
}

func many(tb testing.TB, n int) fstest.MapFS {
	tb.Helper()
	typical, err := os.ReadFile("../testdata/typical.hcl")
	if err != nil {
		tb.Fatal(err)
	}
	files := fstest.MapFS{}
	for name, path := range map[string]string{"runbooks/project.hcl": "../testdata/check/project.hcl", "runbooks/shop.action.hcl": "../testdata/check/shop.action.hcl"} {
		data, err := os.ReadFile(path)
		if err != nil {
			tb.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: data}
	}
	for i := range n {
		name := fmt.Sprintf("site-%d", i)
		files["runbooks/networks/"+name+".runbook.hcl"] = &fstest.MapFile{Data: []byte(strings.NewReplacer("NAME", name, "NUMBER", fmt.Sprint(i%9000+1)).Replace(string(typical)))}
	}
	return files
}
