package cli

import (
	"context"
	"fmt"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/spf13/cobra"
)

func ledgerCommand(w *World) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "ledger",
		Short:   "Bring in what people signed; mend a bad tip",
		Example: "  attestary ledger add grace-4f1a0912.word",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "add FILE...",
		Short: "Add reviews, confirmations, waivers and revocations that came as files",
		Long: `Adds what people have signed elsewhere (attestary review, confirm, waive, revoke). Before it is in, it
is judged: the signature is theirs, they have the role, the plan is that of the commit that they name,
the run is the one that they confirm, the entries are those that they take back. What does not count
is not added. It takes the key that signs the ledger.

The answer to a question of a run goes to the run: attestary resume RUN --word FILE.`,
		Example: "  attestary ledger add grace-4f1a0912.word",
		Args:    cobra.MinimumNArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return w.addWords(cmd.Context(), args) },
	}, ledgerMendCommand(w))
	return cmd
}

func (w *World) addWords(ctx context.Context, paths []string) error {
	words := make([]*evidence.Word, len(paths))
	for i, path := range paths {
		data, err := readFile(w.path(path), "what was signed")
		if err != nil {
			return err
		}
		if words[i], err = evidence.ParseWord(data); err != nil {
			return usage("%s: %v", path, err)
		}
	}
	bound, err := w.unbound()
	if err != nil {
		return err
	}
	office, err := w.openOffice(ctx, bound)
	if err != nil {
		return err
	}
	defer office.close()
	office.fetch(ctx)
	refused := func(i int, err error) {
		fmt.Fprintf(w.Err, "%s: ", paths[i])
		w.say(err)
	}
	if office.addWords(ctx, words, refused) > 0 {
		return quiet(foundWrong)
	}
	return nil
}

// addWords judges words, and adds those that count, in one go. It gives the number of those that it does not
// add, of each of which refused is told.
func (o *office) addWords(ctx context.Context, words []*evidence.Word, refused func(i int, err error)) (wrong int) {
	var counted []said
	var places []int
	for i, word := range words {
		s, err := o.judgeWord(ctx, word)
		if err != nil {
			refused(i, err)
			wrong++
			continue
		}
		counted, places = append(counted, s), append(places, i)
	}
	if len(counted) > 1 && o.add(ctx, counted...) == nil {
		return wrong
	}
	for i, s := range counted { // by itself, so that one keeps no other out
		if err := o.add(ctx, s); err != nil {
			refused(places[i], err)
			wrong++
		}
	}
	return wrong
}

// judgeWord tells why a word does not count, or what goes into the ledger with it.
func (o *office) judgeWord(ctx context.Context, word *evidence.Word) (said, error) {
	statement, err := word.Statement()
	if err != nil {
		return said{}, err
	}
	s := said{word: word, statement: statement}
	switch p := statement.(type) {
	case *evidence.Review:
		err = o.reviewed(&s, p)
	case *evidence.Confirmation:
		err = o.confirmed(ctx, &s, p)
	case *evidence.Breakglass:
		err = o.broken(ctx, &s, p)
	case *evidence.Disposition:
		err = o.disposed(ctx, &s, p)
	case *evidence.Waiver:
		err = o.waived(&s, p)
	case *evidence.Revocation:
		err = o.revoked(ctx, p)
	default:
		return said{}, problem{wrongUsage, fmt.Sprintf("the %s answers a question of a run, and goes there", statement.Kind()), "attestary resume RUN --word FILE"}
	}
	return s, err
}

// reviewed holds that a review is one of what its commit compiles to, by somebody who may review it.
func (o *office) reviewed(s *said, r *evidence.Review) error {
	p, data, err := o.planAt(r.Commit, r.Runbook)
	switch {
	case err != nil:
		return err
	case canon.Sum(data) != r.Plan.Digest:
		return problem{foundWrong, fmt.Sprintf("%s reviewed plan %s; commit %s compiles to %s", r.By.Login, r.Plan.Digest, r.Commit[:12], canon.Sum(data)), ""}
	case !rules.MayReview(p, r.By):
		return problem{foundWrong, fmt.Sprintf("%s (%s) has no role whose review of %s is asked for", r.By.Login, r.By.ID, r.Runbook), ""}
	}
	s.blobs = [][]byte{data}
	return nil
}

// planAt is the plan of a runbook as a commit compiles to it, and its bytes.
func (o *office) planAt(commit, runbook string) (*plan.Plan, []byte, error) {
	found, err := o.repo.git.CommitObject(plumbing.NewHash(commit))
	if err != nil {
		return nil, nil, problem{couldNotLook, fmt.Sprintf("it is of commit %s, which this clone does not have", commit), "git fetch"}
	}
	fsys, err := committed(found)
	if err != nil {
		return nil, nil, err
	}
	p := compiler.Compile(fsys, compiler.Options{}).Plan(runbook)
	if p == nil {
		return nil, nil, problem{foundWrong, fmt.Sprintf("commit %s has no runbook %s that compiles", commit[:12], runbook), ""}
	}
	data, err := p.Encode()
	return p, data, err
}

// confirmed holds that a confirmation counts.
func (o *office) confirmed(ctx context.Context, s *said, c *evidence.Confirmation) error {
	run, err := o.w.findRun(ctx, c.Run.Hex())
	if err != nil {
		return err
	}
	if run.authorization == nil || run.run == nil {
		return problem{foundWrong, "the run that is confirmed has no result yet", ""}
	}
	confirmable := rules.Confirmable{Requester: run.authorization.Requester, Approvers: run.approvers(), Result: run.run}
	for _, g := range run.glasses() {
		if confirmable.Broke = append(confirmable.Broke, g.By); g.Entry >= c.Seen.Size {
			return problem{foundWrong, fmt.Sprintf("the confirmation has not seen that %s broke the glass, entry %d", g.By.Login, g.Entry), "attestary confirm " + c.Run.Hex()[:8]}
		}
	}
	if why := rules.Unconfirming(run.plan, confirmable, c); why != "" {
		return problem{foundWrong, "the confirmation " + why, ""}
	}
	s.authorization = run.bundle
	return nil
}

// broken holds that the glass was broken by whom the plan lets.
func (o *office) broken(ctx context.Context, s *said, b *evidence.Breakglass) error {
	run, err := o.w.findRun(ctx, b.Run.Hex())
	if err != nil {
		return err
	}
	if run.authorization == nil || !rules.MayBreak(run.plan, b.Role, b.By) {
		return problem{foundWrong, fmt.Sprintf("%s may not break the glass of that run in the role %s", b.By.Login, b.Role), ""}
	}
	s.authorization = run.bundle
	return nil
}
