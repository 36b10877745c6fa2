package main_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// BenchmarkValidate1000 prints the processor time of the whole program, the start of the process with it, on a pull
// request that edits 5 of 1,000 runbooks of some 120 lines: at most 2 s.
func BenchmarkValidate1000(b *testing.B) {
	dir := b.TempDir()
	git := func(args ...string) {
		cmd := exec.Command("git", append([]string{"-c", "user.name=ada", "-c", "user.email=a@b.example"}, args...)...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	program := filepath.Join(b.TempDir(), "attestary")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	read := func(name string) string {
		data, err := os.ReadFile("../../compiler/testdata/" + name)
		if err != nil {
			b.Fatal(err)
		}
		return string(data)
	}
	write := func(name, text string) {
		path := filepath.Join(dir, "runbooks", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	runbook := func(i int) (string, string) {
		name := fmt.Sprintf("site-%d", i)
		return "networks/" + name + ".runbook.hcl", strings.NewReplacer("NAME", name, "NUMBER", fmt.Sprint(i+1)).Replace(read("typical.hcl"))
	}
	write("project.hcl", read("check/project.hcl"))
	write("shop.action.hcl", read("check/shop.action.hcl"))
	for i := range 1000 {
		write(runbook(i))
	}
	git("init", "-q", ".")
	git("add", "-A")
	git("commit", "-qm", "all")
	for i := range 5 {
		name, text := runbook(i * 199)
		write(name, text+"\n# edited\n")
	}
	git("commit", "-qam", "five")
	var took time.Duration
	for b.Loop() {
		cmd := exec.Command(program, "ci", "validate", "--base", "HEAD~1", "--out", filepath.Join(b.TempDir(), "out"))
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "no change of meaning") {
			b.Fatalf("%v\n%s", err, out)
		}
		used := cmd.ProcessState.SysUsage().(*syscall.Rusage)
		took += time.Duration(used.Utime.Nano() + used.Stime.Nano())
	}
	b.ReportMetric(took.Seconds()/float64(b.N), "s-cpu")
}
