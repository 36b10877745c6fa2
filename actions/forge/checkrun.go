package forge

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/go-github/v60/github"
)

// Check is a check run of a commit.
type Check struct {
	Name     string
	External string // an id of ours, by which it is found again
	Head     string // commit
	Passed   bool
	Title    string
	Text     string // Markdown
	// Annotations are sent in batches. A check run that has some gets those that it lacks.
	Annotations []Annotation
}

// Annotation stands at lines of a file.
type Annotation struct {
	Path       string
	Start, End int
	Level      string // notice, warning, failure
	Title      string
	Message    string
}

// batch is how many annotations GitHub takes at once.
const batch = 50

// Check tells the check run. One that the commit has already is changed.
func (b Board) Check(ctx context.Context, k Check) error {
	run, err := b.checkRun(ctx, k)
	if err != nil {
		return err
	}
	if run == nil {
		first := k.upTo(0)
		run, err = Write(ctx, b.Client, func(ctx context.Context) (*github.CheckRun, bool, error) {
			found, err := b.checkRun(ctx, k)
			return found, found != nil, err
		}, func(ctx context.Context) (*github.CheckRun, error) {
			made, _, err := b.Client.REST.Checks.CreateCheckRun(ctx, b.owner(), b.name(), github.CreateCheckRunOptions{
				Name: k.Name, HeadSHA: k.Head, ExternalID: &k.External, Status: first.status(), Conclusion: first.conclusion(), Output: k.output(first),
			})
			return made, b.Client.Told(err, k.asked())
		})
		if err != nil {
			return err
		}
		if done(run) {
			return nil
		}
	} else if done(run) && k.told(run) {
		return nil
	}
	return b.fill(ctx, k, run)
}

// fill sends the annotations that a check run lacks, and with the last of them how it ended. One that ended
// before has them all, unless it has none: then it told that nothing could be looked at.
func (b Board) fill(ctx context.Context, k Check, run *github.CheckRun) error {
	had := run.GetOutput().GetAnnotationsCount()
	if done(run) && had > 0 {
		had = len(k.Annotations)
	}
	for {
		next := k.upTo(min(had, len(k.Annotations)))
		changed, err := Write(ctx, b.Client, func(ctx context.Context) (*github.CheckRun, bool, error) {
			found, err := b.checkRun(ctx, k)
			return found, found != nil && found.GetOutput().GetAnnotationsCount() >= next.end && (!next.last || done(found) && k.told(found)), err
		}, func(ctx context.Context) (*github.CheckRun, error) {
			made, _, err := b.Client.REST.Checks.UpdateCheckRun(ctx, b.owner(), b.name(), run.GetID(), github.UpdateCheckRunOptions{
				Name: k.Name, ExternalID: &k.External, Status: next.status(), Conclusion: next.conclusion(), Output: k.output(next),
			})
			return made, b.Client.Told(err, k.asked())
		})
		if err != nil {
			return err
		}
		if had = next.end; next.last {
			return nil
		}
		run = changed
	}
}

func (k Check) asked() Asked {
	return Asked{What: fmt.Sprintf("the check run %s of commit %s", k.Name, k.Head[:12]), Needs: "checks: write"}
}

// told tells whether a check run says what is to be said.
func (k Check) told(run *github.CheckRun) bool {
	return run.GetConclusion() == *k.upTo(len(k.Annotations)).conclusion() && run.GetOutput().GetTitle() == k.Title && run.GetOutput().GetSummary() == k.Text
}

func done(run *github.CheckRun) bool { return run.GetStatus() == "completed" }

// checkRun finds the check run; nil: there is none.
func (b Board) checkRun(ctx context.Context, k Check) (*github.CheckRun, error) {
	all, err := Pages(maxChecks, func(page github.ListOptions) ([]*github.CheckRun, *github.Response, error) {
		found, response, err := b.Client.REST.Checks.ListCheckRunsForRef(ctx, b.owner(), b.name(), k.Head, &github.ListCheckRunsOptions{
			CheckName: &k.Name, Filter: github.String("all"), ListOptions: page,
		})
		if err != nil {
			return nil, response, err
		}
		return found.CheckRuns, response, nil
	})
	if err != nil {
		return nil, b.Client.Told(err, k.asked())
	}
	for _, run := range all {
		if run.GetExternalID() == k.External && run.GetHeadSHA() == k.Head {
			return run, nil
		}
	}
	return nil, nil
}

// part is a batch of annotations of a check.
type part struct {
	check      Check
	start, end int
	last       bool
}

// upTo is the batch after so many.
func (k Check) upTo(had int) part {
	end := min(len(k.Annotations), had+batch)
	return part{k, had, end, end == len(k.Annotations)}
}

func (p part) status() *string {
	if p.last {
		return github.String("completed")
	}
	return github.String("in_progress")
}

func (p part) conclusion() *string {
	switch {
	case !p.last:
		return nil
	case p.check.Passed:
		return github.String("success")
	}
	return github.String("failure")
}

func (k Check) output(p part) *github.CheckRunOutput {
	out := &github.CheckRunOutput{Title: &k.Title, Summary: &k.Text}
	for _, a := range k.Annotations[p.start:p.end] {
		out.Annotations = append(out.Annotations, &github.CheckRunAnnotation{
			Path: github.String(a.Path), StartLine: github.Int(a.Start), EndLine: github.Int(a.End), AnnotationLevel: github.String(a.Level),
			Title: github.String(a.Title), Message: github.String(a.Message),
		})
	}
	return out
}

func refusedOrUnseen(err error) bool { return errors.Is(err, ErrRefused) || errors.Is(err, ErrUnseen) }
