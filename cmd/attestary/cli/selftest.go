package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/attestary/attestary/actions/tamper"
	"github.com/attestary/attestary/schemas/verdict"
)

// selfTest cheats on copies of the ledger, and tells of each what became of it.
func (w *World) selfTest(ctx context.Context, a *audit) error {
	var tried, missed, skipped int
	err := tamper.Try(ctx, a.subject, func(r tamper.Result) error {
		switch {
		case r.Skipped != "":
			skipped++
		case !r.Caught():
			missed++
			fallthrough
		default:
			tried++
		}
		w.viewAttempt(r)
		return nil
	})
	if errors.Is(err, tamper.ErrRefuted) {
		return problem{foundWrong, err.Error(), "attestary verify"}
	}
	if err != nil {
		return friendly(err)
	}
	fmt.Fprintf(w.Out, "\n%d of %d caught; %d not tried, because this ledger has nothing to try them on\n", tried-missed, tried, skipped)
	fmt.Fprintln(w.Err, "all of this was done in memory; the ledger is as it was")
	if missed > 0 {
		return problem{foundWrong, fmt.Sprintf("%d changes to this ledger would go unnoticed", missed), ""}
	}
	return nil
}

// viewAttempt tells of one attempt: which claims tell of it, and in what words.
func (w *World) viewAttempt(r tamper.Result) {
	switch {
	case r.Skipped != "":
		fmt.Fprintf(w.Out, "· %-24s not tried: %s\n", r.Name, r.Skipped)
		return
	case !r.Caught():
		fmt.Fprintf(w.Out, "✗ %-24s nobody noticed: %s\n", r.Name, printable(r.Says))
		return
	}
	fmt.Fprintf(w.Out, "✓ %-24s %s\n", r.Name, printable(r.Says))
	var ids []string
	for _, c := range r.Claims {
		ids = append(ids, c.ID+" "+c.Name)
	}
	fmt.Fprintf(w.Out, "    refuted: %s\n    %s\n", strings.Join(ids, ", "), printable(firstFault(r.Claims)))
}

func firstFault(claims []verdict.Claim) string {
	for _, c := range claims {
		for _, f := range c.Faults {
			text := f.Reason
			if f.Path != "" {
				text = f.Path + ": " + text
			}
			if f.Entry != nil {
				text = fmt.Sprintf("entry %d: %s", *f.Entry, text)
			}
			return text
		}
	}
	return ""
}
