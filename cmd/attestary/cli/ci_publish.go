package cli

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/remote"
	"github.com/attestary/attestary/cmd/attestary/proposal"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/review"
	"github.com/spf13/cobra"
)

// publishing is what a person may say to it.
type publishing struct{ author string }

func ciPublishCommand(w *World) *cobra.Command {
	var p publishing
	cmd := &cobra.Command{
		Use:   "publish",
		Short: "Tell a pull request what it would change",
		Long: `For a job that starts when validate has ended (workflow_run). Finds the pull request of the commit that
the event names, fetches both its sides from the server, compiles them itself, and tells what came of it:
a check run, a comment that is edited in place, and suggestions for safe fixes. Nothing that the pull
request's own job left is read.

It takes GITHUB_TOKEN with contents: read, checks: write and pull-requests: write. Exit status 0: told,
whatever it was. 3: it could not be told.`,
		Example: "  attestary ci publish",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return w.publish(cmd.Context(), p) },
	}
	cmd.Flags().StringVar(&p.author, "author", forge.UsualAuthor, "the `login` that GITHUB_TOKEN writes as")
	return cmd
}

func (w *World) publish(ctx context.Context, p publishing) error {
	event, err := w.finishedEvent()
	if err != nil {
		return err
	}
	client, err := w.openForge()
	if err != nil {
		return err
	}
	board := forge.Board{Client: client, Repository: event.Repository, Main: event.Main, Author: p.author}
	if queued, ok := event.Queued(); ok {
		return w.publishTo(ctx, board, queued, w.tellQueue)
	}
	pulls, err := board.Pulls(ctx, event)
	if err != nil {
		return notTold(err)
	}
	if len(pulls) == 0 {
		fmt.Fprintf(w.Err, "no open pull request is at commit %s any more; there is nothing to tell\n", event.Head[:12])
		return nil
	}
	for _, pull := range pulls {
		if err := w.publishTo(ctx, board, pull, w.tellPull); err != nil {
			return err
		}
	}
	return nil
}

// finishedEvent is the event of this job, of this repository.
func (w *World) finishedEvent() (forge.FinishedEvent, error) {
	data, err := w.eventFile(forge.MaxEvent)
	if err != nil {
		return forge.FinishedEvent{}, err
	}
	event, err := forge.ParseFinished(data)
	if err != nil {
		return event, problem{couldNotLook, err.Error(), "start it with on: workflow_run, types: [completed], of the workflow that validates"}
	}
	if own := w.Getenv("GITHUB_REPOSITORY"); !strings.EqualFold(own, event.Repository) {
		return event, problem{couldNotLook, fmt.Sprintf("the event is of %s, and this job of %s", printable(event.Repository), printable(own)), ""}
	}
	return event, nil
}

// openForge is the way to the forge with the token of the job.
func (w *World) openForge() (*forge.Client, error) {
	client, err := forge.Open(w.forgeOptions())
	if err != nil {
		return nil, problem{wrongUsage, err.Error(), "set GITHUB_TOKEN from ${{ github.token }} in the step's env"}
	}
	return client, nil
}

func (w *World) forgeOptions() forge.Options {
	return forge.Options{API: w.Getenv("GITHUB_API_URL"), Token: forge.Token(w.Getenv("GITHUB_TOKEN")), Agent: "attestary/" + Version(), Now: w.Now}
}

// notTold is why the forge was not told, with what to do.
func notTold(err error) error {
	next := ""
	switch {
	case errors.Is(err, forge.ErrUnseen):
		next = "give the job permissions: contents: read, checks: write, pull-requests: write"
	case errors.Is(err, forge.ErrLater), errors.Is(err, forge.ErrBroken):
		next = "run the job again; what was told already is not told twice"
	case errors.Is(err, forge.ErrUnread):
		next = "check that GITHUB_API_URL is the address of the forge's interface"
	}
	return problem{couldNotLook, err.Error(), next}
}

// telling is how much is told: where a queue merges, nobody reads a comment.
type telling func(proposal.Page, context.Context, *review.Change, review.Told) error

// publishTo tells one pull request.
func (w *World) publishTo(ctx context.Context, board forge.Board, pull forge.Pull, tell telling) error {
	base, err := board.Fork(ctx, pull)
	if err != nil {
		return notTold(err)
	}
	store, err := w.openSource(ctx, board.Repository, pull.Branch)
	if err != nil {
		return problem{couldNotLook, err.Error(), "run the job again; if it stays, give the job permissions: contents: read"}
	}
	defer store.Close()
	told := review.Told{Base: base, Head: pull.Head, Branch: pull.Branch, Version: Version(), More: w.runPage(), How: "not taken from the pull request's own job"}
	page := proposal.Page{Board: board, Pull: pull, Say: w.Err}
	sides, err := proposal.Sides(ctx, store, base, pull.Head)
	if err != nil {
		err = errors.Join(err, page.Unreadable(ctx, err))
		return problem{couldNotLook, err.Error(), "run the job again; if it stays, look at what the pull request adds below " + compiler.Dir + "/"}
	}
	sides.Today = w.Now().UTC().Format(time.DateOnly)
	change := review.Look(sides)
	told.Facts = w.factsOfRemote(ctx, board.Repository, change)
	change.Drift = proposal.OutOfDate(change, sides.After, emitOptions)
	w.tellPage(change.Summary(told))
	if err := tell(page, ctx, change, told); err != nil {
		return notTold(err)
	}
	return nil
}

// tellQueue tells what a queue would merge, which waits for the check run.
func (w *World) tellQueue(page proposal.Page, ctx context.Context, change *review.Change, told review.Told) error {
	err := page.Judge(ctx, change, told)
	if err == nil {
		fmt.Fprintf(w.Err, "pull request %d, in the queue: %s\n", page.Pull.Number, lowerFirst(change.Headline()))
	}
	return err
}

// tellPull tells all of it.
func (w *World) tellPull(page proposal.Page, ctx context.Context, change *review.Change, told review.Told) error {
	current, err := page.Tell(ctx, change, told)
	switch {
	case err != nil:
		return err
	case !current:
		fmt.Fprintf(w.Err, "pull request %d has gone on since; another job tells it\n", page.Pull.Number)
	default:
		fmt.Fprintf(w.Err, "pull request %d: %s\n", page.Pull.Number, lowerFirst(change.Headline()))
	}
	return nil
}

// ownMachine is a server on this machine itself, whose line nobody listens on.
var ownMachine = regexp.MustCompile(`^http://(127\.0\.0\.1|localhost)(:[0-9]{1,5})?$`)

// openSource is the repository at the server, with its git objects.
func (w *World) openSource(ctx context.Context, repository, branch string) (*remote.Store, error) {
	server := w.Getenv("GITHUB_SERVER_URL")
	if !plainServer.MatchString(server) || !strings.HasPrefix(server, "https://") && !ownMachine.MatchString(server) {
		return nil, fmt.Errorf("GITHUB_SERVER_URL is %.100q; a token is sent over https alone", server)
	}
	return remote.Open(ctx, remote.Options{
		URL: server + "/" + repository + ".git", Branch: branch, Token: w.Getenv("GITHUB_TOKEN"), Patience: 2 * time.Minute,
	})
}

// factsOfRemote are those of the branch at the server, where it has one.
func (w *World) factsOfRemote(ctx context.Context, repository string, c *review.Change) review.Facts {
	store, err := w.openSource(ctx, repository, branchBefore(c))
	if err == nil {
		defer store.Close()
		var facts review.Facts
		if facts, err = proposal.Facts(ctx, store, c.Before); err == nil || errors.Is(err, ledger.ErrEmpty) {
			return facts
		}
	}
	fmt.Fprintf(w.Err, "the ledger is left out: %s\n", printable(err.Error()))
	return review.Facts{}
}
