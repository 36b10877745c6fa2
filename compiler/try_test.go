package compiler_test

import (
	"os"
	"testing"

	"github.com/attestary/attestary/compiler"
)

func TestTry(t *testing.T) {
	dir := os.Getenv("TRY")
	r := compiler.Compile(os.DirFS(dir), compiler.Options{})
	for _, f := range r.Findings {
		t.Logf("%s:%d:%d %s %s | %s | %s", f.Range.File, f.Range.Start.Line, f.Range.Start.Column, f.Code, f.Message, f.Why, f.Help)
	}
	for _, p := range r.Plans {
		_, err := p.Encode()
		t.Log(p.Runbook, err)
	}
}
