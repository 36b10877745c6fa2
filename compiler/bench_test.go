package compiler_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/internal/cpu"
)

// BenchmarkCheck1000 prints how much more processor time than the bare parser it takes to check 1,000
// runbooks of some 120 lines. It must stay at or below 2.0; more cores do not help, since their time is
// added up. How many of them worked on average is printed beside it.
func BenchmarkCheck1000(b *testing.B) {
	fsys := generated(b, 1000)
	clean(b, fsys, compiler.Cache{})
	var check, parse, began time.Duration
	for b.Loop() {
		start := time.Now()
		check += processorTime(func() any { return compiler.Check(fsys, compiler.Options{}, compiler.Cache{}) })
		began += time.Since(start)
		parse += processorTime(func() any {
			var parsed []*hcl.File
			for name, file := range fsys {
				f, _ := hclsyntax.ParseConfig(file.Data, name, hcl.InitialPos)
				parsed = append(parsed, f)
			}
			return parsed
		})
	}
	b.ReportMetric(float64(check)/float64(parse), "check/parse")
	b.ReportMetric(float64(check)/float64(began), "cores")
}

// BenchmarkEdit1000 prints how long a check takes, on the clock, after one of 1,000 runbooks was edited:
// with the cache at most 150 ms, without 2 s.
func BenchmarkEdit1000(b *testing.B) {
	fsys := generated(b, 1000)
	cache := compiler.Cache{Store: &shelf{}, Program: "bench"}
	clean(b, fsys, cache)
	const edited = "runbooks/networks/site-500.runbook.hcl"
	var with, without time.Duration
	for n := 0; b.Loop(); n++ {
		fsys[edited] = &fstest.MapFile{Data: fmt.Appendf(nil, "%s\n# %d\n", fsys[edited].Data, n)}
		start := time.Now()
		compiler.Check(fsys, compiler.Options{}, cache)
		with += time.Since(start)
		start = time.Now()
		compiler.Check(fsys, compiler.Options{}, compiler.Cache{})
		without += time.Since(start)
	}
	b.ReportMetric(float64(with.Milliseconds())/float64(b.N), "ms-with-cache")
	b.ReportMetric(float64(without.Milliseconds())/float64(b.N), "ms-without")
}

func clean(b *testing.B, fsys fs.FS, cache compiler.Cache) {
	if found := compiler.Check(fsys, compiler.Options{}, cache).Findings; len(found) > 0 {
		b.Fatalf("the generated project has findings: %v", found[:1])
	}
}

// BenchmarkCheck10000 prints how much memory a program needs that does nothing but check 10,000 runbooks: at
// most 200 MB.
func BenchmarkCheck10000(b *testing.B) {
	if dir := os.Getenv("CHECK_FOLDER"); dir != "" {
		clean(b, os.DirFS(dir), compiler.Cache{})
		fmt.Println("peak", peak(b))
		return
	}
	dir := b.TempDir()
	for name, file := range generated(b, 10_000) {
		write(b, filepath.Join(dir, name), file.Data)
	}
	most := 0
	for b.Loop() {
		child := exec.Command(os.Args[0], "-test.run=^$", "-test.bench=^BenchmarkCheck10000$", "-test.benchtime=1x")
		child.Env = append(os.Environ(), "CHECK_FOLDER="+dir)
		out, err := child.Output()
		if err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
		var kB int
		if _, err := fmt.Sscanf(string(out[max(0, bytes.Index(out, []byte("peak "))):]), "peak %d", &kB); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
		most = max(most, kB)
	}
	b.ReportMetric(float64(most)/1024, "MB-peak")
}

// peak is the most memory that this program ever had, in kB.
func peak(b *testing.B) int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Skip("only Linux tells how much memory a program had")
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	kB, err := strconv.Atoi(strings.Fields(after)[0])
	if err != nil {
		b.Fatal(err)
	}
	return kB
}

func write(tb testing.TB, path string, data []byte) {
	tb.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, data, 0o644)); err != nil {
		tb.Fatal(err)
	}
}

// processorTime is what work takes on all cores, beginning with nothing to collect and keeping the result.
func processorTime(work func() any) time.Duration {
	runtime.GC()
	start := cpu.Time()
	result := work()
	took := cpu.Time() - start
	runtime.KeepAlive(result)
	return took
}

// generated is a project of n runbooks of the kind that people write.
func generated(tb testing.TB, n int) fstest.MapFS {
	texts, typical := withProject(tb, nil), readFile(tb, "testdata/typical.hcl")
	for i := range n {
		name := fmt.Sprintf("site-%d", i)
		texts["runbooks/networks/"+name+".runbook.hcl"] = strings.NewReplacer("NAME", name, "NUMBER", strconv.Itoa(i%9000+1)).Replace(typical)
	}
	return files(texts)
}
