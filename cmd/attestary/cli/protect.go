package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/forge/guard"
	"github.com/attestary/attestary/cmd/attestary/proposal"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/emit"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/spf13/cobra"
)

// protectFormat names the version of the document that protect --format json writes.
const protectFormat = "https://attestary.dev/protect/v1"

// protecting is how protect was called.
type protecting struct {
	check, dryRun              bool
	branch, repository, format string
}

func protectCommand(w *World) *cobra.Command {
	var p protecting
	cmd := &cobra.Command{
		Use:   "protect",
		Short: "Set what the forge must keep, and look whether it does",
		Long: `Looks at what Attestary counts on the forge to keep, and sets what is lacking: nobody deletes the evidence or
pushes over it; the protected branch changes by reviewed pull requests alone, once the checks Attestary and
validate pass; workflows may only read unless they say more; issue forms have their labels; runbooks and the
signer have environments, to which the protected branch alone deploys, and their secrets stand nowhere else.
Where a role has teams, the signer is told as which app it asks for them, and where that is installed.

It leaves rules of others as they are, and counts those that bind administrators too. Secrets it cannot move:
it tells where they stand. What the token may not see is unknown, with the permission that is missing.

GITHUB_TOKEN is a token of somebody who administers the repository: administration: write, actions: read,
environments: write, issues: write, secrets: read. Apps are shown to an owner. --check needs less.

Exit status 0: all of it is held. 1: something is lacking. 3: something could not be looked at or set.`,
		Example: "  attestary protect --check\n  attestary protect --dry-run    what would it set?\n  attestary protect",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return w.protect(cmd.Context(), p) },
	}
	cmd.Flags().BoolVar(&p.check, "check", false, "only look")
	cmd.Flags().BoolVar(&p.dryRun, "dry-run", false, "only look, and tell what would be set")
	cmd.Flags().StringVar(&p.branch, "branch", "", "the protected `branch`; the forge's default branch unless told")
	cmd.Flags().StringVar(&p.repository, "repository", "", "the repository, as `OWNER/NAME`; that of origin unless told")
	formats(cmd, &p.format, "human", "json")
	cmd.MarkFlagsMutuallyExclusive("check", "dry-run")
	return cmd
}

// protected is what protect found and did, as JSON.
type protected struct {
	Format     string       `json:"format"`
	Repository string       `json:"repository"`
	Evidence   string       `json:"evidence"`
	Branch     string       `json:"branch"`
	Set        []string     `json:"set"`
	WouldSet   []string     `json:"would_set,omitempty"`
	Failed     []string     `json:"failed,omitempty"`
	Rules      []guard.Rule `json:"rules"`
}

func (w *World) protect(ctx context.Context, p protecting) error {
	result, _, err := w.sound(compiler.Options{})
	if err != nil {
		return err
	}
	client, owner, name, err := w.forgeClient(p.repository)
	if err != nil {
		return err
	}
	g := guard.Guard{Client: client, Owner: owner, Name: name}
	if p.branch == "" {
		if p.branch, err = g.MainBranch(ctx); err != nil {
			return problem{couldNotLook, err.Error(), ""}
		}
	}
	of := guardedOf(result, p.branch)
	found := protected{Format: protectFormat, Repository: owner + "/" + name, Evidence: of.Evidence, Branch: of.Branch, Set: []string{}}
	found.Rules = g.Look(ctx, of)
	switch {
	case p.dryRun:
		found.WouldSet = mends(found.Rules)
	case !p.check:
		if w.set(ctx, &found); len(found.Set) > 0 {
			found.Rules = g.Look(ctx, of)
		}
	}
	return w.viewProtected(found, p.format)
}

// guardedOf is what the plans and the project ask the forge to keep.
func guardedOf(result *compiler.Result, branch string) guard.Guarded {
	of := guard.Guarded{Evidence: branchOf(&bound{compiled: result}), Branch: branch, Reviews: 1, Checks: []string{proposal.CheckName, emit.ValidateJob}}
	needed, app := emitOptions(result).SignSecrets()
	of.Environments = []guard.Environment{{Name: emit.SignEnvironment, Secrets: needed, Optional: app}}
	for _, s := range result.Project.Secrets {
		if name, ok := strings.CutPrefix(s.From.Value, "github:"); ok {
			of.Declared = append(of.Declared, name)
		}
	}
	for _, p := range result.Plans {
		if len(p.Triggers) > 0 && slices.ContainsFunc(p.Roles, func(r plan.Role) bool { return len(r.Teams) > 0 }) {
			of.App = guard.App{Environment: emit.SignEnvironment, ID: emit.AppVariable, Installation: emit.InstallationVariable}
		}
		for _, r := range p.Reviews {
			of.Reviews = max(of.Reviews, int(r.Min))
		}
		of.Labels = append(of.Labels, emit.Labels(p)...)
		if len(p.Triggers) > 0 {
			of.Environments = append(of.Environments, guard.Environment{Name: emit.Environment(p.Runbook), Secrets: forgeSecrets(p)})
		}
	}
	slices.Sort(of.Labels)
	of.Labels = slices.Compact(of.Labels)
	return of
}

// forgeSecrets are the names of the plan's secrets that the forge holds.
func forgeSecrets(p *plan.Plan) (names []string) {
	for _, s := range p.Secrets {
		if name, ok := strings.CutPrefix(s.From, "github:"); ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// mends are the things that would be set, each once.
func mends(rules []guard.Rule) (all []string) {
	for _, r := range rules {
		if r.Mend != "" && !slices.Contains(all, r.Mend) {
			all = append(all, r.Mend)
		}
	}
	return all
}

// set sets each thing once. One that fails keeps no other from being set.
func (w *World) set(ctx context.Context, found *protected) {
	done := map[string]bool{}
	for _, r := range found.Rules {
		if r.Mend == "" || done[r.Mend] {
			continue
		}
		done[r.Mend] = true
		if err := r.Set(ctx); err != nil {
			found.Failed = append(found.Failed, fmt.Sprintf("%s: %v", r.Mend, err))
		} else {
			found.Set = append(found.Set, r.Mend)
		}
	}
}

func (w *World) viewProtected(found protected, format string) error {
	if format == "json" {
		data, err := json.MarshalIndent(found, "", "  ")
		if err != nil {
			return err
		}
		fmt.Fprintln(w.Out, w.hidden.Text(string(data)))
		return quiet(protectStatus(found))
	}
	for _, list := range []struct {
		word  string
		lines []string
	}{{"set", found.Set}, {"would set", found.WouldSet}, {"not set", found.Failed}} {
		for _, line := range list.lines {
			fmt.Fprintf(w.Out, "%s: %s\n", list.word, w.hidden.Text(diag.Printable(line)))
		}
	}
	on, number := "", map[guard.State]int{}
	for _, r := range found.Rules {
		number[r.State]++
		if r.On != on {
			on = r.On
			fmt.Fprintf(w.Out, "%s\n", diag.Printable(on))
		}
		fmt.Fprintf(w.Out, "  %-7s  %s%s\n", r.State, diag.Printable(r.Rule), w.hidden.Text(diag.Printable(instead(r))))
	}
	fmt.Fprintf(w.Err, "%s: %d held, %d lacking, %d unknown\n", found.Repository, number[guard.Held], number[guard.Lacking], number[guard.Unknown])
	return quiet(protectStatus(found))
}

// instead is why a rule is not held.
func instead(r guard.Rule) string {
	if r.Why == "" {
		return ""
	}
	if r.Needs != "" && !strings.Contains(r.Why, r.Needs) {
		return ": " + r.Why + "; it takes the permission " + r.Needs
	}
	return ": " + r.Why
}

func protectStatus(found protected) int {
	is := func(s guard.State) func(guard.Rule) bool { return func(r guard.Rule) bool { return r.State == s } }
	switch {
	case slices.ContainsFunc(found.Rules, is(guard.Lacking)):
		return foundWrong
	case len(found.Failed) > 0, slices.ContainsFunc(found.Rules, is(guard.Unknown)):
		return couldNotLook
	}
	return fine
}
