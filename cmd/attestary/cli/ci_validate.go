package cli

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/cmd/attestary/proposal"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/diff"
	"github.com/attestary/attestary/compiler/review"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/spf13/cobra"
)

var (
	plainServer     = regexp.MustCompile(`^https?://[A-Za-z0-9.:-]{1,255}$`)
	plainRepository = regexp.MustCompile(`^[A-Za-z0-9._-]{1,100}/[A-Za-z0-9._-]{1,100}$`)
)

// validating is how a change is looked at.
type validating struct{ base, out, today string }

func ciValidateCommand(w *World) *cobra.Command {
	var v validating
	cmd := &cobra.Command{
		Use:   "validate",
		Short: "Check a pull request, without any secret",
		Long: `Checks the runbooks of the work tree, plays the tests of those that changed, and tells what the change
means beside the commit that it is held against: of a pull request the one that it goes to.

In a job of GitHub Actions what is wrong stands at its lines, everything on the page of the job, and the
documents in RUNNER_TEMP/attestary-out, for an artifact. It needs no secret and no network.

Exit status 0: nothing is wrong. 1: an error, or a test that failed. 3: one side could not be looked at.`,
		Example: "  attestary ci validate\n  attestary ci validate --base main --out results",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return w.validate(cmd.Context(), v) },
	}
	cmd.Flags().StringVar(&v.base, "base", "", "the `commit` before the change (default: what the pull request goes to)")
	cmd.Flags().StringVar(&v.out, "out", "", "the `folder` for the documents (default RUNNER_TEMP/attestary-out)")
	cmd.Flags().StringVar(&v.today, "today", "", "the `date` by which exceptions expire (YYYY-MM-DD; default today)")
	return cmd
}

func (w *World) validate(ctx context.Context, v validating) error {
	if v.today == "" {
		v.today = w.Now().UTC().Format(time.DateOnly)
	} else if _, err := time.Parse(time.DateOnly, v.today); err != nil {
		return usage("--today %s: write a date as 2026-01-31", v.today)
	}
	repo, sides, told, err := w.sides(v)
	if err != nil {
		return err
	}
	change := review.Look(sides)
	told.Facts = w.factsOfClone(ctx, repo, change)
	change.Drift = proposal.OutOfDate(change, sides.After, emitOptions)
	tests := testReached(change)
	if err := leave(w.outFolder(v.out), documents(change, tests, told)); err != nil {
		return err
	}
	w.tellPage(change.Summary(told, testSection(tests)))
	return w.tellValidated(change, tests)
}

// sides are the work tree and the commit before the change, with what the texts say of them.
func (w *World) sides(v validating) (*repository, review.Sides, review.Told, error) {
	var sides review.Sides
	told := review.Told{Version: Version(), More: w.runPage()}
	root, err := w.projectRoot()
	if err != nil {
		return nil, sides, told, err
	}
	repo, err := w.openRepository()
	if err != nil {
		return nil, sides, told, err
	}
	if err := repo.holds(root); err != nil {
		return nil, sides, told, err
	}
	head, err := repo.head()
	if err != nil {
		return nil, sides, told, err
	}
	told.Head = head.Hash.String()
	base, err := w.before(repo, head, v.base, &told)
	if err != nil {
		return nil, sides, told, err
	}
	told.Base = base.Hash.String()
	before, err := committed(base)
	if err != nil {
		return nil, sides, told, fmt.Errorf("commit %s: %w", base.Hash, err)
	}
	after, err := files(root)
	if err != nil {
		return nil, sides, told, err
	}
	return repo, review.Sides{Before: before, After: after, Today: v.today}, told, nil
}

// before is the commit that the change is held against; told comes to know what the event says. A checkout of a pull
// request stands on the commit that would merge it; then what the merge changes is what counts.
func (w *World) before(repo *repository, head *object.Commit, asked string, told *review.Told) (*object.Commit, error) {
	if asked != "" {
		return repo.commit(asked)
	}
	data, err := w.eventFile(forge.MaxEvent)
	if err != nil {
		return nil, problem{wrongUsage, "there is no pull request here: name the commit before the change", "attestary ci validate --base main"}
	}
	parse := forge.ParsePull
	if w.Getenv("GITHUB_EVENT_NAME") == "merge_group" {
		parse = forge.ParseQueued
	}
	event, err := parse(data)
	if err != nil {
		return nil, problem{couldNotLook, err.Error(), "attestary ci validate --base main"}
	}
	told.Head, told.Branch = event.Head, event.Branch
	hash := event.Base
	if parents := head.ParentHashes; len(parents) == 2 && parents[1].String() == event.Head {
		hash = parents[0].String()
	}
	commit, err := repo.commit(hash)
	if err != nil {
		return nil, problem{couldNotLook, fmt.Sprintf("commit %s, which the pull request goes to, is not in this clone", hash[:12]),
			"give actions/checkout the setting fetch-depth: 2"}
	}
	return commit, nil
}

// testReached plays the tests of the runbooks that the change reaches, and those that it touches.
func testReached(c *review.Change) *tested {
	var names []string
	known := runbookNames(c.Head)
	for _, t := range c.Head.Tests {
		reached := c.Touched[t.File] || c.Reached(t.Runbook)
		if reached && slices.Contains(known, t.Runbook) && !slices.Contains(names, t.Runbook) {
			names = append(names, t.Runbook)
		}
	}
	if names == nil {
		return &tested{Format: testFormat} // no names would be all
	}
	return testAll(c.Head, names)
}

// testSection is what the page of the job says of them.
func testSection(tests *tested) review.Section {
	var list []review.Test
	for _, t := range tests.Tests {
		told := review.Test{Name: t.Name, File: t.File, Line: t.Line, Runbook: t.Runbook, Passed: t.Passed, Wrong: t.Differences}
		for _, p := range t.Problems {
			told.Wrong = append(told.Wrong, p.Message)
		}
		list = append(list, told)
	}
	return review.Tests(list)
}

// documents are what the artifact holds, for programs and for people who want it all.
func documents(c *review.Change, tests *tested, told review.Told) map[string][]byte {
	docs := map[string][]byte{"comment.md": []byte(c.Comment(told)), "summary.md": []byte(c.Summary(told, testSection(tests)))}
	if data, err := diag.JSON(c.Head.Findings, c.Head.Project.Sources); err == nil {
		docs["findings.json"] = data
	}
	if c.Diff != nil {
		if data, err := c.Diff.Encode(); err == nil {
			docs["diff.json"] = data
		}
	}
	if data, err := tests.junit(); err == nil {
		docs["tests.xml"] = data
	}
	return docs
}

// maxCommands is how many findings become annotations of the job; the forge shows no more of one step.
const maxCommands = 50

// tellValidated tells what came of it, and gives the exit status.
func (w *World) tellValidated(c *review.Change, tests *tested) error {
	shown := c.Findings
	if w.onForge() {
		shown = c.Gravest(maxCommands)
		fmt.Fprint(w.Out, diag.GitHub(shown, c.Head.Project.Sources))
	} else {
		fmt.Fprint(w.Out, diag.Human(shown, c.Head.Project.Sources, w.view()))
		if c.Diff != nil {
			fmt.Fprint(w.Out, diff.Text(c.Diff, w.Width))
		}
	}
	if n := len(c.Findings) - len(shown); n > 0 {
		fmt.Fprintf(w.Err, "%d more findings stand on the page of the job\n", n)
	}
	for _, d := range c.Drift {
		fmt.Fprintf(w.Err, "%s is %s; attestary compile makes it anew\n", diag.Printable(d.Path), diag.Printable(d.State))
	}
	failed := 0
	for _, t := range tests.Tests {
		if !t.Passed {
			failed++
			fmt.Fprintf(w.Err, "failed: %s (%s:%d)\n", diag.Printable(t.Name), diag.Printable(t.File), t.Line)
		}
	}
	fmt.Fprintf(w.Err, "%s, %d %s played, %d failed\n", lowerFirst(c.Headline()), len(tests.Tests), plural(len(tests.Tests), "test"), failed)
	if broken := brokenSuites(c.Head); failed > 0 || len(broken) > 0 || c.Wrong() {
		return quiet(foundWrong)
	}
	return nil
}

func lowerFirst(text string) string { return strings.ToLower(text[:1]) + text[1:] }

// factsOfClone are those of the branch in this clone, where it has one.
func (w *World) factsOfClone(ctx context.Context, repo *repository, c *review.Change) review.Facts {
	branch := branchBefore(c)
	for _, ref := range []string{"refs/remotes/origin/" + branch, "refs/heads/" + branch} {
		if _, err := repo.git.Reference(plumbing.ReferenceName(ref), true); err != nil {
			continue
		}
		store, err := ledger.OpenDir(repo.gitDir(), ref)
		if err != nil {
			break
		}
		facts, err := proposal.Facts(ctx, store, c.Before)
		if err != nil {
			fmt.Fprintf(w.Err, "the ledger is left out: %s\n", printable(err.Error()))
			return review.Facts{}
		}
		return facts
	}
	return review.Facts{}
}

// branchBefore is the branch of the ledger, as the side before names it.
func branchBefore(c *review.Change) string {
	if c.Base == nil || c.Base.Project.Store == nil || c.Base.Project.Store.Branch.Value == "" {
		return usualBranch
	}
	return c.Base.Project.Store.Branch.Value
}
