package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/spf13/cobra"
)

// resuming is how a run is gone on with.
type resuming struct {
	run, format string
	again, not  []string
	words       []string
	given       offered
	wait        bool
}

func resumeCommand(w *World) *cobra.Command {
	var r resuming
	cmd := &cobra.Command{
		Use:   "resume [RUN]",
		Short: "Go on with a run that waits, or that was cut off",
		Long: `Goes on under the authorization that the run has, with the very plan that was approved. What was finished is
never done again: a file of the run proves it. A step that was under way and may have changed something is
done again only if its action says that twice is as good as once, or if you say so.

RUN is the beginning of the run's key; without it, the one run that is there.`,
		Example:           "  attestary resume\n  attestary resume 4f1a09 --again step.suspend\n  attestary resume 4f1a09 --wait",
		Annotations:       tellsEvents,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			r.run = strings.Join(args, "")
			return w.resume(cmd.Context(), r)
		},
	}
	cmd.Flags().StringArrayVar(&r.again, "again", nil, "do this `STEP` once more, though it may have happened; may be repeated")
	cmd.Flags().StringArrayVar(&r.not, "unknown", nil, "do not do this `STEP` again: what became of it is unknown; may be repeated")
	cmd.Flags().StringArrayVar(&r.words, "word", nil, "take this answer of a person, a `FILE`; may be repeated")
	r.given.fileFlag(cmd)
	cmd.Flags().BoolVar(&r.wait, "wait", false, "wait here until people have answered")
	formats(cmd, &r.format, "human", "json")
	return cmd
}

func (w *World) resume(ctx context.Context, r resuming) error {
	outliveReaders()
	left, err := w.theRun(r.run, func(l conduct.Waiting) bool { return l.Open || l.Alive })
	switch {
	case err != nil:
		return err
	case left.Alive:
		return problem{couldNotLook, left.Runbook + " is still going on, in another process", ""}
	}
	bound, err := w.bindTo(left)
	if err != nil {
		return err
	}
	office, err := w.openOffice(ctx, bound)
	if err != nil {
		return err
	}
	defer office.close()
	office.desk.Wait, office.desk.Today = r.wait, bound.plan
	for _, path := range r.words {
		if err := w.post(office, left.Path, path); err != nil {
			return err
		}
	}
	watch := w.watch(bound.plan, r.format)
	office.desk.World.Events = watch.event
	defer watch.close()
	request := conduct.Resume{Path: left.Path, Again: w.decides(ctx, r)}
	if request.Inputs, err = w.sensitive(ctx, bound, left, r.given); err != nil {
		return err
	}
	result, err := office.desk.Resume(ctx, request)
	watch.stop()
	return w.endRun(ctx, office, ending{bound.plan, watch, r.format, result}, w.halfDone(left, err))
}

// theRun is the one run on this machine whose key begins so, among those that fit.
func (w *World) theRun(key string, fits func(conduct.Waiting) bool) (conduct.Waiting, error) {
	repo, err := w.openRepository()
	if err != nil {
		return conduct.Waiting{}, err
	}
	desk := conduct.Desk{Folder: runsFolder(repo)}
	found, err := desk.Find(key)
	if err != nil {
		return conduct.Waiting{}, err
	}
	found = slices.DeleteFunc(found, func(l conduct.Waiting) bool { return !fits(l) })
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) == 0 && key == "":
		return conduct.Waiting{}, problem{wrongUsage, "no run is waiting or cut off in this repository", "attestary log"}
	case len(found) == 0:
		return conduct.Waiting{}, problem{wrongUsage, fmt.Sprintf("no run in %s is called %q", w.relative(desk.Folder), key), "attestary log"}
	}
	names := make([]string, len(found))
	for i, l := range found {
		names[i] = fmt.Sprintf("\n  %s %s", shortKey(l), l.Runbook)
	}
	return conduct.Waiting{}, usage("%d runs are there; say which:%s", len(found), strings.Join(names, ""))
}

// shortKey is a run's key as people type it: the beginning of its folder's name, which a run has before it is
// authorised.
func shortKey(l conduct.Waiting) string {
	name := filepath.Base(l.Path)
	return name[:min(8, len(name))]
}

// bindTo binds a run that goes on to the repository as it is now: where its steps read the work tree, that
// must stand on the run's own commit. The plan is that of the commit which is checked out: who has a role
// today is asked of it.
func (w *World) bindTo(left conduct.Waiting) (*bound, error) {
	bound, err := w.bind(left.Runbook)
	if err != nil {
		return nil, err
	}
	asked, err := conduct.Look(left.Path)
	if err != nil {
		return nil, err
	}
	p, err := plan.Parse(asked.Plan)
	if err != nil {
		return nil, err
	}
	said, err := evidence.ParseStatement(asked.Authorization)
	if err != nil {
		return nil, err
	}
	if a, ok := said.(*evidence.Authorization); ok && a.Commit != bound.commit && readsTree(p) {
		return nil, problem{couldNotLook, fmt.Sprintf("%s runs at commit %.12s, and its steps read the work tree, which is at %.12s", left.Runbook, a.Commit, bound.commit),
			"git checkout --detach " + a.Commit}
	}
	return bound, bound.cleanFor()
}

// readsTree tells whether anything that the plan does looks at the files of the repository.
func readsTree(p *plan.Plan) bool {
	reads := func(action string) bool {
		if a := p.Action(action); a != nil {
			action = a.Run.Action
		}
		k, _ := kind.Lookup(action)
		return k.Connection == kind.Shell || action == "file.read" || action == "git.inspect"
	}
	for _, s := range p.AllSteps() {
		if u := p.UndoOf(s); reads(s.Action) || u != nil && reads(u.Action) {
			return true
		}
	}
	return p.Access != nil && slices.ContainsFunc(p.Access.Gates, func(g plan.Gate) bool { return reads(g.Action) })
}

// decides says what is done again of what may have half-happened: as the flags say, or as the person does.
// nil asks nobody.
func (w *World) decides(ctx context.Context, r resuming) func(engine.HalfDone) bool {
	in := w.person()
	if len(r.again)+len(r.not) == 0 && in == nil {
		return nil
	}
	return func(h engine.HalfDone) bool {
		name := halfName(h)
		if slices.Contains(r.again, name) || slices.Contains(r.again, h.Address) {
			return true
		}
		if slices.Contains(r.not, name) || slices.Contains(r.not, h.Address) || in == nil {
			return false
		}
		yes, err := w.saysYes(ctx, in, printable(h.Error())+"\ndo it again? y: yes · anything else: no, what became of it is recorded as unknown: ")
		return yes && err == nil && ctx.Err() == nil
	}
}

// halfName is how a person names an item of a step.
func halfName(h engine.HalfDone) string {
	if key := (course.Place{Job: h.Job, Key: h.Key}).Item(); key != "" {
		return h.Address + "[" + key + "]"
	}
	return h.Address
}

// halfDone tells what to do about a step that may have half-happened, and about inputs that are missing.
func (w *World) halfDone(left conduct.Waiting, err error) error {
	var half engine.HalfDone
	var missing conduct.ErrMissing
	switch {
	case errors.As(err, &half):
		return problem{couldNotLook, half.Error() + "; nothing was done. Look whether it happened, then say what is to become of it:" +
			" --again does it once more, --unknown leaves it and goes on",
			fmt.Sprintf("attestary resume %s --unknown '%s'", shortKey(left), halfName(half))}
	case errors.Is(err, conduct.ErrOver):
		return problem{foundWrong, err.Error(), "attestary seal " + shortKey(left)}
	case errors.As(err, &missing):
		return problem{wrongUsage, left.Runbook + " has sensitive inputs, which are kept nowhere: " + strings.Join(missing.Inputs, ", "),
			fmt.Sprintf("attestary resume %s --input-file %s=PATH", shortKey(left), missing.Inputs[0])}
	}
	return err
}

// post lays an answer that came as a file into the run's folder.
func (w *World) post(o *office, folder, path string) error {
	data, err := readFile(w.path(path), "--word")
	if err != nil {
		return err
	}
	word, err := evidence.ParseWord(data)
	if err == nil {
		err = o.desk.Post(folder, word)
	}
	if err != nil {
		return problem{wrongUsage, fmt.Sprintf("%s: %v", path, err), ""}
	}
	return nil
}

// runsFolder is where runs that are under way lie.
func runsFolder(repo *repository) string { return repo.root + "/.attestary/runs" }
