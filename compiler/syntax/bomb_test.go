package syntax_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/internal/cpu"
)

// bombs are texts that grow with n and hurt a reader which trusts them: by recursion, by what a number
// stands for, by the work to explain their mistakes.
var bombs = map[string]func(n int) string{
	"parens":      func(n int) string { return "a = " + strings.Repeat("(", n) },
	"brackets":    func(n int) string { return "a = " + strings.Repeat("[", n) + strings.Repeat("]", n) },
	"maps":        func(n int) string { return "a = " + strings.Repeat("{a=", n) },
	"templates":   func(n int) string { return "a = " + strings.Repeat(`"${`, n) },
	"sections":    func(n int) string { return strings.Repeat("a {\n", n) + strings.Repeat("}\n", n) },
	"open":        func(n int) string { return strings.Repeat("step \"a.b\" \"c\" {\n", n) },
	"closed":      func(n int) string { return strings.Repeat("}\n", n) },
	"crossed":     func(n int) string { return strings.Repeat("a {\n x = ] }\n", n) },
	"odd":         func(n int) string { return strings.Repeat("a {\n x = ^ }\n", n) },
	"heredocs":    func(n int) string { return strings.Repeat("a = <<A\n${<<B\n", n) },
	"comments":    func(n int) string { return "a = 1 " + strings.Repeat("/*", n) },
	"numbers":     func(n int) string { return "a = " + strings.Repeat("9", n) },
	"exponent":    func(n int) string { return fmt.Sprintf(`a = "x${1e%d}"`, n*100) },
	"exponents":   func(n int) string { return "a = [" + strings.Repeat("1e39,\n", n) + "]" },
	"not":         func(n int) string { return "a = " + strings.Repeat("!", n) + "x" },
	"minus":       func(n int) string { return "a = " + strings.Repeat("- ", n) + "1" },
	"conditions":  func(n int) string { return "a = " + strings.Repeat("a ? b :\\\n ", n) + "c" },
	"in brackets": func(n int) string { return "a = (" + strings.Repeat("a ? b :\n ", n) + "c)" },
	"sums":        func(n int) string { return "a = (" + strings.Repeat("1 +\n", n) + "1)" },
	"references":  func(n int) string { return "a = b" + strings.Repeat(".c", n) },
	"indexes":     func(n int) string { return "a = b" + strings.Repeat("[c]", n) },
	"stars":       func(n int) string { return "a = b" + strings.Repeat(".*", n) },
	"directives":  func(n int) string { return `a = "` + strings.Repeat("%{if x}", n) },
	"loops":       func(n int) string { return "a = " + strings.Repeat("[for x in y : ", n) },
	"lists":       func(n int) string { return "locals {\n a = [" + strings.Repeat("1,\n", n) + "]\n}" },
	"looped lists": func(n int) string {
		l := "[" + strings.Repeat("1,\n", n/2) + "]"
		return "locals {\n a = [for x in " + l + " : [for y in " + l + " : x]]\n}"
	},
	"quotes":      func(n int) string { return strings.Repeat("a = 'b'\n", n) },
	"open quotes": func(n int) string { return strings.Repeat("a = \"b\n", n) },
	"words":       func(n int) string { return strings.Repeat("a = yes\n", n) },
	"many words":  func(n int) string { return strings.Repeat("a = b c\n", n) },
	"same":        func(n int) string { return "locals {\n" + strings.Repeat("a = 1\n", n) + "}" },
	"settings": func(n int) string {
		var b strings.Builder
		b.WriteString("runbook \"x\" {\n  language = 1")
		for i := range n {
			fmt.Fprintf(&b, " tytle%d = yes\n", i)
		}
		return b.String() + "}"
	},
	"unknown":   func(n int) string { return strings.Repeat("chekc \"a\" {}\n", n) },
	"hidden":    func(n int) string { return "# " + strings.Repeat("\u200b\n#", n) },
	"mixed":     func(n int) string { return "# " + strings.Repeat("а", n/4) + strings.Repeat("b", n/4) },
	"accents":   func(n int) string { return "a = 'e" + strings.Repeat("\u0301", n/4) + "'" },
	"conflicts": func(n int) string { return strings.Repeat("<<<<<<< HEAD\n", n) },
}

// TestBombsAreAnsweredAtOnce: whatever the text, the answer takes two seconds of one processor at most. It is
// not parallel, so that the time is its own.
func TestBombsAreAnsweredAtOnce(t *testing.T) {
	for name, bomb := range bombs {
		unit := max(len(bomb(200))-len(bomb(100)), 1)
		for _, size := range sizes {
			src := []byte(bomb(max(size*100/unit, 1)))
			src = src[:min(len(src), syntax.MaxFileSize)]
			start := cpu.Time()
			diags := syntax.Judge("x.runbook.hcl", src)
			if took := cpu.Time() - start; took > limit {
				t.Errorf("%s of %d KB took %v", name, len(src)>>10, took)
			}
			if len(diags) == 0 {
				t.Errorf("%s of %d KB: no finding", name, len(src)>>10)
			}
			if len(src) > 2<<10 && !strings.Contains(name, "lists") {
				continue // the formatter looks at what is broken as the compiler does
			}
			start = cpu.Time()
			syntax.Format("x.hcl", src)
			if took := cpu.Time() - start; took > limit {
				t.Errorf("formatting %s of %d KB took %v", name, len(src)>>10, took)
			}
		}
	}
}
