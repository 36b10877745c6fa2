package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/plan"
)

// What the forge is asked about people before a run is authorised: who started this attempt, who reviewed the
// plan, and who is in the teams of its roles. It is asked for what the plan needs, and for nothing else; where an
// answer is missing nobody has asked, reviewed or a role.

// Variables of the signer's environment, beside the runner's own.
const (
	appNumber       = "ATTESTARY_APP_ID"
	appKey          = "ATTESTARY_APP_KEY"
	appInstallation = "ATTESTARY_APP_INSTALLATION"
)

// starter is who started this attempt of the run. The runner tells who started the first one; who started
// another, only the forge tells.
func (w *World) starter(ctx context.Context, o *office) (*conduct.Person, error) {
	if o.desk.Forge.Attempt <= 1 {
		return o.requester()
	}
	client, home, err := w.ownRepository()
	if err != nil {
		return nil, err
	}
	id, err := strconv.ParseInt(o.desk.Forge.Run, 10, 64)
	if err != nil {
		return nil, problem{couldNotLook, fmt.Sprintf("GITHUB_RUN_ID is %.40q; a runner of a forge says a number there", o.desk.Forge.Run), ""}
	}
	run, err := client.Run(ctx, home, id, o.desk.Forge.Attempt)
	if err != nil {
		return nil, unseenPeople(err)
	}
	switch {
	case run.Requester == nil:
		return nil, problem{couldNotLook, fmt.Sprintf("nobody can tell who started attempt %d: the account is gone", run.Attempt), "start a new run"}
	case run.Program:
		return nil, problem{foundWrong, fmt.Sprintf("%s is a program; this run is started by a person", run.Requester.Login), ""}
	case run.Commit != o.bound.commit:
		return nil, problem{foundWrong, fmt.Sprintf("the run is of commit %s, and %s is checked out", run.Commit, o.bound.commit), ""}
	}
	return &conduct.Person{By: *run.Requester, Email: o.email(run.Requester.Login)}, nil
}

// ownRepository is the way to the forge, and the repository there that this job is of.
func (w *World) ownRepository() (*forge.Client, forge.Repository, error) {
	home, err := forge.ParseRepository(w.Getenv("GITHUB_REPOSITORY"), w.Getenv("GITHUB_REPOSITORY_ID"))
	if err != nil {
		return nil, home, problem{couldNotLook, err.Error(), ""}
	}
	client, err := w.openForge()
	return client, home, err
}

// unseenPeople tells what to do where the forge was asked in vain.
func unseenPeople(err error) error {
	next := ""
	switch {
	case errors.Is(err, forge.ErrUnseen):
		next = "give the job that signs permissions: actions: read, contents: write, pull-requests: read"
	case errors.Is(err, forge.ErrLater), errors.Is(err, forge.ErrBroken):
		next = "re-run all jobs"
	}
	return problem{couldNotLook, err.Error(), next}
}

// toldBy asks the forge about people; nil where the plan needs none of it.
func (w *World) toldBy(ctx context.Context, o *office, req *conduct.Request) (*conduct.Told, error) {
	roles := judgedRoles(req.Plan)
	teams := slices.ContainsFunc(roles, func(name string) bool { r := req.Plan.Role(name); return r != nil && len(r.Teams) > 0 })
	if !teams && len(req.Plan.Reviews) == 0 {
		return nil, nil
	}
	client, home, err := w.ownRepository()
	if err != nil {
		return nil, err
	}
	told := &conduct.Told{}
	if teams {
		found, err := w.teams(ctx, home, req.Plan, roles)
		if err != nil {
			return nil, err
		}
		told.Roles, told.Doubts, told.Teams = found.Complete(req.Plan).Roles, found.Doubts(), slices.Sorted(maps.Keys(found.Members))
	}
	if len(req.Plan.Reviews) == 0 {
		return told, nil
	}
	reviews, err := w.reviewsOf(ctx, o, client, home, req)
	if err != nil {
		return nil, unseenPeople(err)
	}
	told.Reviews = reviews.Said
	if reviews.Unknown != "" {
		told.Doubts = append(told.Doubts, reviews.Unknown)
	}
	for _, v := range reviews.Void {
		fmt.Fprintf(w.Err, "a review of pull request %d by %s does not count: it %s\n", reviews.Pull, printable(v.Login), printable(v.Why))
	}
	return told, nil
}

// judgedRoles are the roles by which somebody may start the run, or review what it does. Nobody breaks the glass by a
// workflow.
func judgedRoles(p *plan.Plan) (names []string) {
	if p.Access != nil {
		names = slices.Clone(p.Access.Who)
	}
	for _, r := range p.Reviews {
		names = append(names, r.From...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// teams asks who is in the teams, as the app that the signer's environment names; nobody is where it names none.
func (w *World) teams(ctx context.Context, home forge.Repository, p *plan.Plan, roles []string) (forge.Teams, error) {
	var as *forge.Client
	if number := w.Getenv(appNumber); number != "" || w.Getenv(appKey) != "" {
		app := forge.App{Key: []byte(w.Getenv(appKey))}
		w.hidden.Learn(app.Key)
		for name, into := range map[string]*int64{appNumber: &app.ID, appInstallation: &app.Installation} {
			text := w.Getenv(name)
			if text == "" && name == appInstallation {
				continue
			}
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil || n < 1 {
				return forge.Teams{}, problem{wrongUsage, fmt.Sprintf("%s is no number; it stands on the page of the app's settings", name), ""}
			}
			*into = n
		}
		var err error
		if as, err = forge.AppClient(ctx, w.forgeOptions(), app, home); err != nil {
			return forge.Teams{}, unseenPeople(err)
		}
	}
	return as.Teams(ctx, p, roles), nil
}

// reviewsOf asks who reviewed the plan of a request, in the pull request that brought it to the protected branch.
func (w *World) reviewsOf(ctx context.Context, o *office, client *forge.Client, home forge.Repository, req *conduct.Request) (*forge.Reviews, error) {
	branch, err := w.protectedBranch(ctx, client, home)
	if err != nil {
		return nil, err
	}
	digest, err := req.Plan.Digest()
	if err != nil {
		return nil, err
	}
	far, err := w.openSource(ctx, home.String(), branch)
	if err != nil {
		return nil, err
	}
	defer far.Close()
	tip, err := far.Head(ctx)
	if err != nil {
		return nil, fmt.Errorf("branch %s of %s: %w", branch, home, err)
	}
	near, err := ledger.OpenDir(o.repo.gitDir(), "refs/heads/"+branch)
	if err != nil {
		return nil, err
	}
	defer near.Close()
	question := forge.Question{
		Repository: home, Branch: branch, Tip: tip.String(), Commit: req.Commit, Runbook: req.Plan.Runbook, Digest: digest, Emails: map[string]string{},
	}
	if req.Requester != nil {
		question.Requester = &req.Requester.By
	}
	for _, p := range o.bound.compiled.Project.People {
		question.Emails[strings.ToLower(p.Email.Value)] = p.Login.Value
	}
	source := verify.Source{Store: &nearby{Reader: near, far: far, left: maxFar}, Branch: branch, Compile: compileFiles, Version: Version()}
	return client.Reviewed(ctx, question, verify.OpenHistory(source))
}

// protectedBranch is the one that runbooks are merged into: the repository's default branch, of which the event
// tells, or else the forge. The run has to be of it.
func (w *World) protectedBranch(ctx context.Context, client *forge.Client, home forge.Repository) (string, error) {
	data, err := w.eventFile(forge.MaxEvent)
	if err != nil {
		return "", err
	}
	branch, err := forge.DefaultBranch(data, home)
	if err == nil && branch == "" {
		branch, err = client.DefaultBranch(ctx, home)
	}
	if err != nil {
		return "", err
	}
	if ref := w.Getenv("GITHUB_REF"); ref != "refs/heads/"+branch {
		return "", problem{foundWrong, fmt.Sprintf("the run is of %q, and runbooks are reviewed for %s; nothing was run", printable(ref), branch), "merge it, and start it on " + branch}
	}
	return branch, nil
}

// ofProtectedBranch holds that the run is of it, whatever its plan asks for: that a plan needs no review, or lets
// somebody in, is itself for the protected branch to say.
func (w *World) ofProtectedBranch(ctx context.Context) error {
	client, home, err := w.ownRepository()
	if err == nil {
		_, err = w.protectedBranch(ctx, client, home)
	}
	var known problem
	if err == nil || errors.As(err, &known) {
		return err
	}
	return unseenPeople(err)
}

// maxFar is how many objects are fetched one by one: those of a head that was squashed, which the clone lacks.
const maxFar = 2000

// nearby reads from this clone, and from the server what the clone does not have.
type nearby struct {
	ledger.Reader
	far  ledger.Reader
	left int
}

// Get implements ledger.Reader.
func (n *nearby) Get(ctx context.Context, h ledger.Hash) ([]byte, error) {
	data, err := n.Reader.Get(ctx, h)
	if !errors.Is(err, ledger.ErrNotFound) {
		return data, err
	}
	if n.left--; n.left < 0 {
		return nil, err
	}
	return n.far.Get(ctx, h)
}
