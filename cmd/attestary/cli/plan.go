package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/spf13/cobra"
)

// planning is what somebody wants to know of a plan.
type planning struct {
	runbook, format string
	look            bool
	given           offered
}

func planCommand(w *World) *cobra.Command {
	var a planning
	cmd := &cobra.Command{
		Use:   "plan RUNBOOK",
		Short: "Tell what a run would do; nothing is run",
		Long: `Compiles one runbook and tells in words what a run of it would look at, change, check and record, and in
numbers how far it reaches. Nothing is contacted, unless you say --look: then what only looks is run, here,
and the numbers are those of this moment. Nobody is asked for leave and nothing is recorded: do that with
runbooks that you trust. With --format json it is the plan itself: the bytes that are reviewed, whose
SHA-256 is the plan's name.`,
		Example:           "  attestary plan secrets-in-git\n  attestary plan dormant-accounts --look\n  attestary plan secrets-in-git --format json | sha256sum",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: w.completeRunbook,
		RunE: func(cmd *cobra.Command, args []string) error {
			a.runbook = args[0]
			return w.plan(cmd.Context(), a)
		},
	}
	cmd.Flags().BoolVar(&a.look, "look", false, "run what only looks, and tell what would be done now")
	cmd.Flags().StringArrayVarP(&a.given.typed, "input", "i", nil, "a `NAME=VALUE` for an input; may be repeated")
	a.given.fileFlag(cmd)
	formats(cmd, &a.format, "human", "json")
	return cmd
}

func (w *World) plan(ctx context.Context, a planning) error {
	if a.look && a.format == "json" {
		return problem{wrongUsage, "--look tells people; a program rehearses", "attestary run " + a.runbook + " --rehearse --format json"}
	}
	result, _, err := w.sound(compiler.Options{})
	if err != nil {
		return err
	}
	p, err := theRunbook(result, a.runbook)
	if err != nil {
		return err
	}
	if a.format == "json" {
		data, err := p.Encode()
		if err == nil {
			_, err = w.Out.Write(data)
		}
		return err
	}
	if a.look {
		return w.look(ctx, p, a.given)
	}
	return w.tellPlan(p, a.given)
}

// tellPlan tells a plan, and its reach with the inputs that are given.
func (w *World) tellPlan(p *plan.Plan, given offered) error {
	digest, err := p.Digest()
	if err != nil {
		return err
	}
	inputs, err := w.someInputs(p, given)
	if err != nil {
		return err
	}
	var page strings.Builder
	viewPlan(&page, p, string(digest), inputs)
	_, err = fmt.Fprint(w.Out, printable(page.String()))
	return err
}

// someInputs are those that are given or have a default. Others may be missing, where nothing is run.
func (w *World) someInputs(p *plan.Plan, given offered) (map[string]expr.Value, error) {
	texts, err := w.texts(p, given)
	if err != nil {
		return nil, err
	}
	of := *p
	of.Inputs = slices.DeleteFunc(slices.Clone(p.Inputs), func(in plan.Input) bool {
		_, there := texts[in.Name]
		return in.Default == nil && !there
	})
	return fitting(p, func() (map[string]expr.Value, []rules.Finding) { return rules.CheckInputs(&of, texts) })
}

// completeRunbook offers the names of runbooks to the shell.
func (w *World) completeRunbook(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return w.runbookNames(), cobra.ShellCompDirectiveNoFileComp
}
