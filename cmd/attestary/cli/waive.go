package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/spf13/cobra"
)

// waiving is how somebody lets a check go unmet.
type waiving struct {
	check, long, reason, owner, scope, out string
}

func waiveCommand(w *World) *cobra.Command {
	var v waiving
	cmd := &cobra.Command{
		Use:   "waive RUNBOOK.CHECK",
		Short: "Let a check go unmet for a while, and say why",
		Long: `Signs with your own key that a check may go unmet until a day that you name, and who sees to it that it
is met then. A run that fails by nothing else is shown as waived: that is not met, what was found stays
told, and when the time is over it fails again.

The runbook says which checks may be waived, by whom and for how long (waivable). Whoever grants a
waiver is never the one who owns it. Where your key is not the one that signs the ledger, the waiver is
a file for somebody who has that key.`,
		Example: "  attestary waive site-tls.renewed --for 14d --owner grace --reason \"the old host goes on the 12th\"",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			v.check = args[0]
			return w.waive(cmd.Context(), v)
		},
	}
	cmd.Flags().StringVar(&v.long, "for", "", "how `long`, from now on: 12h, 14d, 2w")
	cmd.Flags().StringVar(&v.reason, "reason", "", "why, in your own `words`; it is kept in the ledger")
	cmd.Flags().StringVar(&v.owner, "owner", "", "the `login` of who sees to it that it is met; never you")
	cmd.Flags().StringVar(&v.scope, "scope", "", "only this `item` of a check that is judged for each of several")
	cmd.Flags().StringVar(&v.out, "out", "", "write the waiver to this `file`, whatever your key is")
	return cmd
}

func (w *World) waive(ctx context.Context, v waiving) error {
	if v.long == "" || v.reason == "" || v.owner == "" {
		return usage("say for how long, who sees to it, and why: --for 14d --owner LOGIN --reason \"…\"")
	}
	runbook, check, ok := strings.Cut(v.check, ".")
	if !ok {
		return usage("%s: write which check of which runbook, as RUNBOOK.CHECK", v.check)
	}
	seconds, ok := expr.ParseLength(v.long)
	if !ok || seconds < 1 {
		return usage("--for %s: write a number and a unit, as 12h, 14d or 2w; a waiver has an end, and begins when it is signed", v.long)
	}
	bound, err := w.bind(runbook)
	if err != nil {
		return err
	}
	if err := mayBeWaived(bound.plan, check); err != nil {
		return err
	}
	owner, err := w.ownerOf(bound.plan, v.owner)
	if err != nil {
		return err
	}
	pen, err := w.takePen(ctx, bound)
	if err != nil {
		return err
	}
	if err := hasItem(ctx, pen.snapshot, bound.plan, check, v.scope); err != nil {
		return err
	}
	data, err := bound.plan.Encode()
	if err != nil {
		return err
	}
	statement, err := attest.WaiverStatement(attest.Waiver{
		Voice: pen.voice(), Plan: data, Commit: bound.commit, Check: check, Scope: scopeOf(v.scope), Owner: owner, For: time.Duration(seconds) * time.Second, Reason: v.reason,
	})
	if err != nil {
		return unheard(err)
	}
	w.viewWaiver(statement, bound.plan)
	if err := w.sure(ctx, "what you let go unmet"); err != nil {
		return err
	}
	return pen.say(ctx, said{statement: statement, blobs: [][]byte{data}}, v.out)
}

func scopeOf(item string) *string {
	if item == "" {
		return nil
	}
	return &item
}

// hasItem holds that the newest run of the runbook judged the check for that item: a waiver of another would be
// of nothing.
func hasItem(ctx context.Context, snapshot *ledger.Snapshot, p *plan.Plan, check, item string) error {
	if item == "" {
		return nil
	}
	items, err := judgedItems(ctx, snapshot, p.Runbook, check)
	if err != nil || len(items) == 0 || slices.Contains(items, item) {
		return err // nobody knows of an item before there was a run
	}
	what := fmt.Sprintf("--scope %s: the newest run of %s judged check.%s for no such item", item, p.Runbook, check)
	if near := diag.Nearest(item, items); near != "" {
		what += "; did you mean " + near + "?"
	} else if len(items) <= mostItems {
		what += "; for " + strings.Join(items, ", ")
	}
	return usage("%s", diag.Printable(what))
}

// judgedItems are those for which the newest run of a runbook judged a check.
func judgedItems(ctx context.Context, snapshot *ledger.Snapshot, runbook, check string) (items []string, err error) {
	of := map[canon.Digest]bool{}
	var newest *evidence.Run
	for entry, err := range snapshot.Entries(ctx) {
		if err != nil {
			return nil, unreadable(err)
		}
		switch said := entry.Statement.(type) {
		case *evidence.Authorization:
			of[entry.Leaf.Run] = said.Runbook == runbook && said.Undoes == nil
		case *evidence.Run:
			if of[entry.Leaf.Run] {
				newest = said
			}
		}
	}
	if newest == nil {
		return nil, nil
	}
	data, err := snapshot.Blob(ctx, newest.Record.Digest)
	if err != nil {
		return nil, unreadable(err)
	}
	record, err := evidence.ParseRecord(data)
	if err != nil {
		return nil, unreadable(err)
	}
	for _, c := range record.Checks {
		if c.Name == check && c.Key != nil {
			items = append(items, *c.Key)
		}
	}
	return items, nil
}

// mayBeWaived tells what is wrong with a name, or what would let the check be waived.
func mayBeWaived(p *plan.Plan, check string) error {
	var names, waivable []string
	for _, c := range p.AllChecks() {
		names = append(names, c.Name)
	}
	for i := range p.Waivable {
		waivable = append(waivable, p.Waivable[i].Check)
	}
	switch near := diag.Nearest(check, names); {
	case p.WaivableCheck(check) != nil:
		return nil
	case p.FindCheck(check) != nil:
		what := "no check of it may"
		if len(waivable) > 0 {
			what = "of its checks these may: " + strings.Join(waivable, ", ")
		}
		return problem{foundWrong, fmt.Sprintf("%s does not let anybody waive check.%s; %s.\nA section waivable %q in %s would, in a change that others review.", p.Runbook, check, what, check, p.File), ""}
	case near != "":
		return usage("%s has no check called %s; did you mean %s.%s?", p.Runbook, check, p.Runbook, near)
	case len(names) == 0:
		return usage("%s has no check called %s; it has none", p.Runbook, check)
	default:
		return usage("%s has no check called %s; there are %s", p.Runbook, check, strings.Join(names, ", "))
	}
}

// ownerOf is the person of that login, as the plan's roles prove them.
func (w *World) ownerOf(p *plan.Plan, login string) (evidence.By, error) {
	by, proven, named := rules.Member(p, login)
	var logins []string
	for _, role := range p.Roles {
		for _, member := range role.Members {
			name, _, _ := strings.Cut(member, "#")
			logins = append(logins, name)
		}
	}
	switch near := diag.Nearest(login, logins); {
	case strings.EqualFold(login, w.login()):
		return by, problem{foundWrong, "who grants a waiver does not own it; --owner names somebody else, who sees to it that the check is met", ""}
	case proven:
		return by, nil
	case named:
		return by, problem{foundWrong, fmt.Sprintf("--owner %s: they are listed by login alone, and two logins may be one person; list them with their key, as %s#sha256:…", login, login), "attestary key show"}
	case near != "":
		return by, usage("--owner %s: no role that %s names has them; did you mean %s?", login, p.Runbook, near)
	}
	return by, problem{foundWrong, fmt.Sprintf("--owner %s: no role that %s names has them; a role of runbooks/project.hcl lists who can own something", login, p.Runbook), ""}
}

// viewWaiver shows what is going to be signed.
func (w *World) viewWaiver(s *evidence.Waiver, p *plan.Plan) {
	_, name := s.Waives()
	fmt.Fprintf(w.Out, "%s: %s\n\n", diag.Printable(s.CheckOf), diag.Printable(p.Title))
	if s.Scope != nil {
		fmt.Fprintf(w.Out, "  only        %s\n", diag.Printable(*s.Scope))
	}
	fmt.Fprintf(w.Out, "  waived      until %s; longest %s\n", s.Expires, expr.FormatLength(p.WaivableCheck(name).Longest()))
	fmt.Fprintf(w.Out, "  granted     by %s, as %s\n  owned       by %s\n  because     %s\n", diag.Printable(s.By.Login), s.Role, diag.Printable(s.Owner.Login), diag.Printable(s.Reason))
	fmt.Fprintln(w.Out, "\nit stays told as failed, it is not met, and when the time is over it counts again")
}

// waived holds that a waiver that came as a file is one of what its commit compiles to, by who may grant it.
func (o *office) waived(s *said, v *evidence.Waiver) error {
	runbook, _ := v.Waives()
	p, data, err := o.planAt(v.Commit, runbook)
	switch {
	case err != nil:
		return err
	case canon.Sum(data) != v.Plan.Digest:
		return problem{foundWrong, fmt.Sprintf("%s waived by plan %s; commit %s compiles to %s", v.By.Login, v.Plan.Digest, v.Commit[:12], canon.Sum(data)), ""}
	case evidence.FormatInstant(o.w.Now()) >= v.Expires:
		return problem{foundWrong, fmt.Sprintf("the waiver of %s ended at %s, before it came", v.CheckOf, v.Expires), ""}
	}
	if why := rules.Unwaivable(p, v); why != "" {
		return problem{foundWrong, fmt.Sprintf("the waiver %s", why), ""}
	}
	if why := rules.Unwaiving(p, v, nil); why != "" {
		return problem{foundWrong, fmt.Sprintf("the waiver %s", why), ""}
	}
	s.blobs = [][]byte{data}
	return nil
}
