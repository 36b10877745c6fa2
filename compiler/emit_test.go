package compiler_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/emit"
)

// TestReserved holds that the checker refuses exactly the names that the fixed workflows have.
func TestReserved(t *testing.T) {
	t.Parallel()
	for _, name := range append(emit.Reserved, "verified", "signs") {
		texts := withProject(t, map[string]string{"runbooks/" + name + ".runbook.hcl": strings.Replace(sound, `"sound"`, `"`+name+`"`, 1)})
		refused := false
		for _, d := range compiler.Compile(files(texts), compiler.Options{Today: today}).Findings {
			refused = refused || d.Code == "RB7009"
		}
		if want := name != "verified" && name != "signs"; refused != want {
			t.Errorf("%s: refused %v, want %v", name, refused, want)
		}
	}
}
