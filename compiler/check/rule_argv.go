package check

import (
	"fmt"
	"slices"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/expr"
)

// shellSigns mean something to a shell alone. Programs that compare take some of them for operators.
var (
	shellSigns = []string{"|", "||", "&&", ">", ">>", "<", "2>&1", "2>/dev/null"}
	comparing  = []string{"expr", "test", "["}
)

// arguments (RB3024) holds that no argument is a sign of a shell: there is none between, so the program would
// get it as a word.
func (c *checker) arguments() {
	for _, call := range c.Calls() {
		argv := c.Setting(call, "argv")
		if call.Action.Value != "exec.run" || argv == nil || argv.Op != expr.OpList || len(argv.Args) == 0 {
			continue
		}
		program, _ := argv.Args[0].Value.AsText()
		for _, arg := range argv.Args[1:] {
			text, _ := arg.Value.AsText()
			if slices.Contains(shellSigns, text) && !slices.Contains(comparing, program) {
				c.report(diag.New("RB3024", arg.Range(), fmt.Sprintf("%q is a sign of a shell, and there is none: the program would get it as a word.", text)).At(call.Address).
					WithHelp("Let each program be a step of its own, with stdin = step.NAME.stdout; or write the lines as the script of a script.run."))
				break
			}
		}
	}
}
