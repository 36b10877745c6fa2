package cli

import (
	"context"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/forge/history"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/compiler/emit"
)

// forgeHistory is the forge's list of runs, as verify asks for it.
type forgeHistory struct {
	of  history.Repository
	now func() time.Time
}

// withForge has the forge's list of runs held against the ledger.
func (w *World) withForge(a *audit, repository string) error {
	client, owner, name, err := w.forgeClient(repository)
	if err != nil {
		return err
	}
	a.subject.Forge = forgeHistory{history.Repository{Client: client, Owner: owner, Name: name}, w.Now}
	return nil
}

// Runs implements verify.Forge.
func (f forgeHistory) Runs(ctx context.Context, from time.Time) (verify.ForgeRuns, error) {
	list, err := f.of.Runs(ctx, from, f.now())
	if err != nil {
		return verify.ForgeRuns{}, err
	}
	all := verify.ForgeRuns{Since: list.Since}
	for _, r := range list.Runs {
		all.Runs = append(all.Runs, verify.ForgeRun{
			ID: r.ID, Attempt: r.Attempt, Began: r.Began, Started: r.Started, Ended: r.Ended, Runbook: emit.RunbookOf(r.File),
			Acted: func(ctx context.Context, attempt int64) (bool, error) { return f.acted(ctx, r.ID, attempt) },
		})
	}
	return all, nil
}

// acted tells whether a job of an attempt succeeded beside those that judge, sign and tell, of which there is one each.
func (f forgeHistory) acted(ctx context.Context, run, attempt int64) (bool, error) {
	jobs, err := f.of.Jobs(ctx, run, attempt)
	seen := map[string]bool{}
	for _, j := range jobs {
		job, _, _ := strings.Cut(j.Name, " / ") // a job of a called workflow goes by both names
		if emit.IsOffice(job) && !seen[job] {
			seen[job] = true
			continue
		}
		if j.Conclusion == "success" {
			return true, err
		}
	}
	return false, err
}
