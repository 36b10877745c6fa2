package cli

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/mitchellh/go-wordwrap"
	"github.com/spf13/cobra"
)

func explainCommand(w *World) *cobra.Command {
	return &cobra.Command{
		Use:     "explain CODE",
		Short:   "Say more about a finding",
		Long:    "Tells the cause behind a code such as RB2001, with a wrong and a right example, and why the rule exists.",
		Example: "  attestary explain RB2001",
		Args:    cobra.ExactArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var codes []string
			for _, e := range diag.Entries() {
				codes = append(codes, e.Code+"\t"+e.Title)
			}
			return codes, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			code := strings.ToUpper(args[0])
			if why, gone := diag.Retired(code); gone {
				fmt.Fprintf(w.Out, "%s is retired: no finding has it any more\n\n%s\n", code, wrapped(why, w.Width))
				return nil
			}
			entry, ok := diag.Lookup(code)
			if !ok {
				return unknownCode(code)
			}
			w.viewEntry(entry)
			return nil
		},
	}
}

func unknownCode(code string) error {
	var codes []string
	for _, e := range diag.Entries() {
		codes = append(codes, e.Code)
	}
	if near := diag.Nearest(code, codes); near != "" {
		return usage("there is no finding %s; did you mean %s?", code, near)
	}
	return usage("there is no finding %s; they go from %s to %s", code, codes[0], codes[len(codes)-1])
}

// viewEntry is a page about one code.
func (w *World) viewEntry(e diag.Entry) {
	fmt.Fprintf(w.Out, "%s (%s): %s\n\n%s\n", e.Code, e.Severity, e.Title, wrapped(e.Cause, w.Width))
	if e.Wrong != "" {
		fmt.Fprintf(w.Out, "\nwrong:\n%s\n", indent(e.Wrong))
	}
	if e.Right != "" {
		fmt.Fprintf(w.Out, "\nright:\n%s\n", indent(e.Right))
	}
	if e.Why != "" {
		fmt.Fprintf(w.Out, "\nwhy this is a rule: %s\n", wrapped(e.Why, w.Width))
	}
	fmt.Fprintf(w.Out, "\n%s\n", e.Page())
}

// wrapped breaks a paragraph into lines of at most width columns.
func wrapped(text string, width int) string {
	return wordwrap.WrapString(strings.Join(strings.Fields(text), " "), uint(max(width-2, 40)))
}
