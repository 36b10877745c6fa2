package steps

import (
	"context"

	"github.com/attestary/attestary/actions/engine"
)

// scriptRun is script.run: a short script, handed to a shell of the use section.
type scriptRun struct{}

// shells are the arguments that come before a script. Each stops at the first command that fails.
var shells = map[string][]string{
	"sh":      {"-e", "-c"},
	"bash":    {"-e", "-o", "pipefail", "-c"},
	"python3": {"-c"},
}

func (scriptRun) Run(ctx context.Context, call engine.Call) engine.Result {
	s := settings(call.Settings)
	shell := s.text("shell", "sh")
	arguments, known := shells[shell]
	if !known {
		return unknown(engine.ReasonSetting, "shell is none of sh, bash, python3")
	}
	return runProgram(ctx, call, program{name: shell, args: append(arguments[:len(arguments):len(arguments)], s.text("script", ""))})
}
