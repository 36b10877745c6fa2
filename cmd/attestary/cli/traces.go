package cli

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/attestary/attestary/actions/trace"
	"github.com/attestary/attestary/schemas/plan"
)

// tracer tells a collector of OpenTelemetry what a run does, where the environment names one; nil where
// nobody asks for that, or not in a way that can be understood. A run goes on without.
func (w *World) tracer(p *plan.Plan) *trace.Tracer {
	settings, err := trace.FromEnv(trace.Machine{Getenv: w.Getenv, ReadFile: os.ReadFile, Version: Version()})
	if err != nil {
		fmt.Fprintf(w.Err, "traces are not sent: %s\n", printable(err.Error()))
		return nil
	}
	if settings == nil {
		return nil
	}
	return trace.New(settings, p)
}

// tracesWithin bounds how long a run that is over waits for a collector.
const tracesWithin = 5 * time.Second

func (w *World) closeTraces(t *trace.Tracer) {
	ctx, stop := context.WithTimeout(context.Background(), tracesWithin)
	defer stop()
	if err := t.Close(ctx); err != nil {
		fmt.Fprintf(w.Err, "traces: %s; the run is not affected\n", printable(err.Error()))
	}
}
