package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/attestary/attestary/actions/forge/guard"
	"github.com/attestary/attestary/actions/forge/history"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/emit"
	"github.com/attestary/attestary/schemas/verdict"
)

// forgeHistory is the forge's list of runs, as verify asks for it.
type forgeHistory struct {
	of  history.Repository
	now func() time.Time
}

// asking is whether the forge is asked too, and about which repository.
type asking struct {
	github     bool
	repository string
}

func (a *asking) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&a.github, "github", false, "also ask the forge for its runs, and where secrets stand (GITHUB_TOKEN)")
	cmd.Flags().StringVar(&a.repository, "repository", "", "with --github: of this one, as `OWNER/NAME`; that of origin unless told")
}

// withForge has the forge's list of runs held against the ledger, and tells of secrets that every workflow gets.
func (w *World) withForge(ctx context.Context, a *audit, ask asking) error {
	switch {
	case !ask.github && ask.repository != "":
		return usage("--repository says about which one the forge is asked; it goes with --github")
	case !ask.github:
		return nil
	}
	client, owner, name, err := w.forgeClient(ask.repository)
	if err != nil {
		return err
	}
	a.subject.Forge = forgeHistory{history.Repository{Client: client, Owner: owner, Name: name}, w.Now}
	a.subject.Exposed = w.exposed(ctx, guard.Guard{Client: client, Owner: owner, Name: name})
	return nil
}

// exposed are the secrets of the clone's runbooks that every workflow gets. That they could not be looked at is said,
// and is no finding: nobody is told more of them than the token may see.
func (w *World) exposed(ctx context.Context, g guard.Guard) (found []verdict.Exposed) {
	result, _, err := w.compileTree(compiler.Options{})
	if err != nil {
		fmt.Fprintf(w.Err, "which secrets the runbooks have is not known here, so nothing is said of where they stand: %v\n", err)
		return nil
	}
	rules := g.Exposed(ctx, guardedOf(result, ""))
	told := map[string]bool{}
	for _, r := range rules {
		switch secret := strings.TrimPrefix(r.On, "secret "); {
		case r.State == guard.Unknown && !told[r.Why]:
			told[r.Why] = true
			fmt.Fprintf(w.Err, "where secrets stand could not be looked at%s\n", w.hidden.Text(diag.Printable(instead(r))))
		case r.State == guard.Lacking:
			found = append(found, verdict.Exposed{Mend: verdict.ExposedMends, Secret: secret, Where: guard.WhereOf(r)})
		}
	}
	slices.SortFunc(found, func(a, b verdict.Exposed) int {
		return cmp.Or(strings.Compare(a.Secret, b.Secret), strings.Compare(a.Where, b.Where))
	})
	return found[:min(len(found), verdict.MaxFindings)]
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

// acted tells whether a job of an attempt succeeded beside those that judge, sign and tell, of which there is one each. One
// that is carried over from an attempt before did so there, and is asked about with that one.
func (f forgeHistory) acted(ctx context.Context, run, attempt int64) (bool, error) {
	jobs, err := f.of.Jobs(ctx, run, attempt)
	seen := map[string]bool{}
	for _, j := range jobs {
		job, _, _ := strings.Cut(j.Name, " / ") // a job of a called workflow goes by both names
		if emit.IsOffice(job) && !seen[job] {
			seen[job] = true
			continue
		}
		if j.Conclusion == "success" && !j.Before {
			return true, err
		}
	}
	return false, err
}
