package cli

import (
	"errors"
	"fmt"
	"runtime/debug"
	"slices"

	"github.com/attestary/attestary/compiler/diag"
)

// tellsFindings marks a command whose --format json is the document of findings. A program that asked for
// that document gets it however the command ends.
var tellsFindings = map[string]string{"document": diag.Format}

// end says why a command ended early, and gives the exit status.
func (w World) end(args []string, err error) int {
	var told quiet
	if kind := documentOf(args); err != nil && !errors.As(err, &told) && kind != "" {
		w.document(kind, friendly(err))
	}
	return w.say(err)
}

// crash makes of a panic, which is a mistake of ours, an exit status and words that help us to mend it.
func (w *World) crash(args []string, status *int) {
	cause := recover()
	if cause == nil {
		return
	}
	fmt.Fprintf(w.Err, "%s\n", debug.Stack())
	*status = w.end(args, problem{couldNotLook, fmt.Sprintf("a mistake in attestary itself: %v", cause),
		"tell us, with the lines above, at https://github.com/attestary/attestary/issues"})
}

// document prints a problem in place of findings, or of what came of a run.
func (w World) document(kind string, err error) {
	told := problemOf(err)
	if kind == tellsEvents["document"] {
		_ = w.tellLine(resultLine{Version: eventsVersion, Event: "result", Problem: told})
		return
	}
	if data, err := diag.JSONProblem(*told); err == nil {
		fmt.Fprint(w.Out, string(data))
	}
}

// documentOf is the document that args ask for as JSON, "" for none. It looks at the words alone, since they
// may be what is wrong.
func documentOf(args []string) string {
	if i := slices.Index(args, "--"); i >= 0 {
		args = args[:i]
	}
	cmd, _, err := rootCommand(&World{}).Find(args)
	if err != nil || cmd.Annotations["document"] == "" {
		return ""
	}
	for i, arg := range args {
		if arg == "--format=json" || arg == "json" && i > 0 && args[i-1] == "--format" {
			return cmd.Annotations["document"]
		}
	}
	return ""
}
