package cli

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/spf13/cobra"
)

func trustShowCommand(w *World) *cobra.Command {
	return &cobra.Command{
		Use:   "show FILE",
		Short: "Read a trust policy as the verifier does",
		Long: `Tells what a trust policy means, as verify reads it: which claims it requires, which keys, roots, workflows
and people it trusts and for how long, and what of it is weaker than it could be. The digest is that of the
file: who has read it can compare it later.`,
		Example: "  attestary trust show ~/acme.trust.hcl",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			path := w.path(args[0])
			policy, err := readTrust(path)
			if err != nil {
				return err
			}
			data, err := readFile(path, "the trust policy")
			if err != nil {
				return err
			}
			w.tellPolicy(policy, canon.Sum(data))
			return nil
		},
	}
}

func (w *World) tellPolicy(p verify.Policy, digest canon.Digest) {
	tell := func(what, text string) { fmt.Fprintf(w.Out, "%-10s %s\n", what, diag.Printable(text)) }
	tell("digest", string(digest))
	if p.Origin != "" {
		tell("ledger", p.Origin+", and no other")
	}
	tell("requires", "claims "+strings.Join(p.Requires(), ", "))
	for _, k := range p.Keys {
		hint, _ := verify.HintOfKey([]byte(k.PEM))
		tell("key", fmt.Sprintf("%s, hint %s, %s", k.Name, hint, k.When()))
		if k.Follow {
			tell("", "and whatever key it says comes after it")
		}
	}
	for _, r := range p.Roots {
		tell("root", fmt.Sprintf("%s, pinned to %s", r.Name, r.SHA256))
	}
	for _, flow := range p.Workflows {
		tell("workflow", fmt.Sprintf("%s, by root %s", flow.Name, flow.Root))
		for _, line := range flowLines(flow) {
			tell("", line)
		}
	}
	for _, key := range p.LogKeys {
		tell("log key", key+" must have signed the checkpoint, too")
	}
	for _, key := range p.Witnesses {
		tell("witness", key)
	}
	for _, who := range p.People {
		tell("person", fmt.Sprintf("%s, %s", who.Login, personText(who)))
	}
	for _, weak := range weaknesses(p) {
		tell("weak", weak)
	}
}

func flowLines(w verify.Workflow) []string {
	or := func(list []string, otherwise string) string {
		if len(list) == 0 {
			return otherwise
		}
		return strings.Join(list, " or ")
	}
	return []string{
		"signer " + w.Signer, "  of commit " + or(w.SignerDigests, "that ran"),
		"issuer " + w.Issuer,
		fmt.Sprintf("repository %s, id %s, of owner %s", w.Repository, w.RepositoryID, w.OwnerID),
		"ref " + or(w.Refs, "none") + ", commit " + or(w.Commits, "that the statement tells"),
		"called by " + or(w.Callers, "none") + ", of commit " + or(w.CallerDigests, "that ran"),
		"trigger " + or(append(w.Triggers[:len(w.Triggers):len(w.Triggers)], w.UnsafeTriggers...), "none") +
			", environment " + or(w.Environments, "none") + ", on " + or(append(w.Runners[:len(w.Runners):len(w.Runners)], w.UnsafeRunners...), "none"),
	}
}

func personText(who verify.Person) string {
	var parts []string
	if who.ID != "" {
		parts = append(parts, "number "+who.ID+" of the forge")
	}
	for _, pem := range who.Keys {
		hint, _ := verify.HintOfKey([]byte(pem))
		parts = append(parts, "key "+hint)
	}
	return strings.Join(parts, ", ")
}

// weaknesses are what a reader should not pass by.
func weaknesses(p verify.Policy) (out []string) {
	for _, w := range p.Workflows {
		if len(w.UnsafeTriggers) > 0 {
			out = append(out, fmt.Sprintf("workflow %s may be started by %s, which others can cause, too", w.Name, strings.Join(w.UnsafeTriggers, " or ")))
		}
		if len(w.UnsafeRunners) > 0 {
			out = append(out, fmt.Sprintf("workflow %s may run on %s, where somebody may have left something", w.Name, strings.Join(w.UnsafeRunners, " or ")))
		}
	}
	if p.Origin == "" {
		out = append(out, "it is for any ledger; origin would name one")
	}
	if len(p.People) == 0 {
		out = append(out, "it knows no people: whether enough of them reviewed and approved is not judged")
	}
	if len(p.Roots)+len(p.Witnesses) == 0 {
		out = append(out, "it knows no authority of time: claimed times are not judged")
	}
	return out
}
