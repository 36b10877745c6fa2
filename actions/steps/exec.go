package steps

import (
	"context"

	"github.com/attestary/attestary/actions/engine"
)

// execRun is exec.run: a program of the use section, without a shell between.
type execRun struct{}

func (execRun) Run(ctx context.Context, call engine.Call) engine.Result {
	s := settings(call.Settings)
	argv := s.texts("argv")
	if len(argv) == 0 || argv[0] == "" {
		return unknown(engine.ReasonSetting, "argv names no program")
	}
	return runProgram(ctx, call, program{name: argv[0], args: argv[1:], stdin: s.text("stdin", "")})
}
