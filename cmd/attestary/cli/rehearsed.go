package cli

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

// rehearsed is what a rehearsal would have done: of each step the first items, with the settings that they
// would have been given, and how many there are. No disk keeps it.
type rehearsed struct {
	order []string // addresses
	of    map[string][]engine.Event
	more  map[string]int
}

// firstRehearsed is how many items of a step are shown with their settings.
const firstRehearsed = 5

func (r *rehearsed) take(e engine.Event) {
	if e.Kind != engine.StepFinished || e.Outcome != evidence.Simulated {
		return
	}
	if r.of == nil {
		r.of, r.more = map[string][]engine.Event{}, map[string]int{}
	}
	if r.of[e.Address] == nil {
		r.order = append(r.order, e.Address)
	}
	if len(r.of[e.Address]) == firstRehearsed {
		r.more[e.Address]++
		return
	}
	r.of[e.Address] = append(r.of[e.Address], e)
}

// view tells what would have been done.
func (r *rehearsed) view(out io.Writer, width int) {
	if len(r.order) == 0 {
		return
	}
	fmt.Fprintln(out, "this was a rehearsal; a live run would have done:")
	r.settings(out, width)
}

// count is how many items a step would have had.
func (r *rehearsed) count(address string) int { return len(r.of[address]) + r.more[address] }

// settings tells the first items of each step, with the settings that they would have been given.
func (r *rehearsed) settings(out io.Writer, width int) {
	for _, address := range r.order {
		for _, e := range r.of[address] {
			fmt.Fprintf(out, "  %s%s\n", address, keyedAs(e.Job, e.Key))
			viewSettings(out, e.Settings, width)
		}
		if n := r.more[address]; n > 0 {
			fmt.Fprintf(out, "  %s, %d more\n", address, n)
		}
	}
	if len(r.order) > 0 {
		fmt.Fprintln(out)
	}
}

func keyedAs(job, key string) string {
	if job != "" && key != "" {
		key = job + "/" + key
	} else if job != "" {
		key = job
	}
	if key == "" {
		return ""
	}
	return fmt.Sprintf("[%q]", key)
}

// viewSettings tells settings, each on a line.
func viewSettings(out io.Writer, settings map[string]expr.Value, width int) {
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		if v := settings[name]; !v.IsNull() {
			fmt.Fprintf(out, "    %s\n", clip(printable(name+" = "+expr.Lit(v).String()), width-4))
		}
	}
}
