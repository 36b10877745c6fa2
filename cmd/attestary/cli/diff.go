package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"

	"github.com/attestary/attestary/cmd/attestary/proposal"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/diff"
	"github.com/attestary/attestary/compiler/review"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/spf13/cobra"
)

func diffCommand(w *World) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "diff BASE [HEAD]",
		Short: "Tell what a change of runbooks means",
		Long: `Compiles the runbooks of two commits and tells how their plans differ, the most important first: power,
people, reach, maturity, behaviour, words. Layout, comments and order never show. Without HEAD it is the
work tree as it is now. Of a runbook that claims something it also tells which stages can still be reached,
and which recorded run would count no more; the ledger of this clone is read for that, and not verified.

Exit status 0: nothing changed in meaning. 1: something did. 3: one side could not be looked at.`,
		Example: "  attestary diff HEAD                      what did I change?\n  attestary diff main my-branch --format markdown",
		Args:    cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			repo, err := w.openRepository()
			if err != nil {
				return err
			}
			before, err := w.plansAt(repo, args[0])
			if err != nil {
				return err
			}
			after, err := w.plansAfter(repo, args[1:])
			if err != nil {
				return err
			}
			if before == nil && after == nil {
				return problem{couldNotLook, "neither side has " + compiler.Dir + "/ at the root of the repository, so there is nothing to compare", "attestary init"}
			}
			return w.tellDiff(diff.Compare(before, after), w.besideDiff(cmd.Context(), before, after), format)
		},
	}
	formats(cmd, &format, "human", "markdown", "json")
	return cmd
}

// besideDiff is what becomes of the maturity.
func (w *World) besideDiff(ctx context.Context, before, after []*plan.Plan) diff.Page {
	framework := catalog.Lookup
	if result, _, err := w.compileTree(compiler.Options{}); err == nil {
		framework = result.Framework // a team may have one of its own
	}
	still := *w
	still.Err = io.Discard // a clone without a ledger is told of it elsewhere
	var facts review.Facts
	if store, err := still.openLedger(w.ledgerBranch("")); err == nil {
		if facts, err = proposal.Facts(ctx, store, before); err != nil {
			facts = review.Facts{}
		}
	}
	return diff.Page{Beside: review.Beside(before, after, framework, facts)}
}

func (w *World) tellDiff(d *diff.Diff, page diff.Page, format string) error {
	var text string
	switch format {
	case "json":
		data, err := d.Encode()
		if err != nil {
			return err
		}
		text = string(data) + "\n"
	case "markdown":
		text = page.Markdown(d)
	default:
		text = page.Text(d, w.Width)
	}
	if _, err := fmt.Fprint(w.Out, text); err != nil {
		return err
	}
	if len(d.Runbooks) > 0 {
		return quiet(foundWrong)
	}
	return nil
}

// plansAfter are the plans of the commit that was named, else of the work tree.
func (w *World) plansAfter(repo *repository, named []string) ([]*plan.Plan, error) {
	if len(named) > 0 {
		return w.plansAt(repo, named[0])
	}
	if _, err := repo.git.Worktree(); err != nil {
		return nil, problem{wrongUsage, "this repository has no work tree; name two commits", "attestary diff BASE HEAD"}
	}
	fsys, err := files(repo.root)
	if err != nil {
		return nil, err
	}
	return w.plansOf(fsys, side{name: "the work tree", next: "attestary check"})
}

// plansAt are the plans of a commit.
func (w *World) plansAt(repo *repository, revision string) ([]*plan.Plan, error) {
	commit, err := repo.commit(revision)
	if err != nil {
		return nil, err
	}
	fsys, err := committed(commit)
	if err != nil {
		return nil, fmt.Errorf("commit %s (%s): %w", commit.Hash, revision, err)
	}
	hash := commit.Hash.String()[:12]
	return w.plansOf(fsys, side{name: fmt.Sprintf("commit %s (%s)", hash, revision),
		next: "git worktree add --detach ../" + hash + " " + hash + " && attestary -C ../" + hash + " check"})
}

// side is one of the two sides, for what is said of it, with the command that looks closer.
type side struct{ name, next string }

// plansOf compiles one side. One that has no runbooks/ at all is from before, or after, there were any; its
// plans are nil.
// One in which anything is wrong has no meaning that could be compared: what is left out would be told as
// removed.
func (w *World) plansOf(fsys fs.FS, of side) ([]*plan.Plan, error) {
	if _, err := fs.Stat(fsys, compiler.Dir); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	result := compiler.Compile(fsys, compiler.Options{})
	if !diag.HasErrors(result.Findings) {
		return append([]*plan.Plan{}, result.Plans...), nil
	}
	wrong := slices.DeleteFunc(slices.Clone(result.Findings), func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
	fmt.Fprint(w.Err, diag.Human(wrong, result.Project.Sources, w.view()))
	return nil, problem{couldNotLook, fmt.Sprintf("%s does not compile (%d %s), so there is nothing to compare", of.name, len(wrong), plural(len(wrong), "error")), of.next}
}

// commit is the commit that a person named, in one of git's ways to name one.
func (r *repository) commit(revision string) (_ *object.Commit, err error) {
	defer func() {
		if recover() != nil { // go-git gives way under some spellings, such as "^1"
			err = unknownRevision(revision)
		}
	}()
	hash, err := r.git.ResolveRevision(plumbing.Revision(revision))
	if err != nil {
		return nil, r.missing(revision)
	}
	commit, err := r.git.CommitObject(*hash)
	if err != nil {
		return nil, r.missing(revision)
	}
	return commit, nil
}

// missing says why a commit is not there: a shallow clone has less than its names promise.
func (r *repository) missing(revision string) error {
	if shallow, listErr := r.git.Storer.Shallow(); listErr == nil && len(shallow) > 0 {
		return problem{couldNotLook, fmt.Sprintf("%s is not in this clone, which is shallow: it has only the newest commits", revision), "git fetch --unshallow origin"}
	}
	return unknownRevision(revision)
}

func unknownRevision(revision string) error {
	return problem{couldNotLook, fmt.Sprintf("this repository has no commit called %q", revision), "git log --oneline --all"}
}
