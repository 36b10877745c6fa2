package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/gitdata"
	"github.com/attestary/attestary/actions/ledger/remote"
)

// ledgerStore is where the ledger's branch is.
type ledgerStore interface {
	ledger.Store
	io.Closer
}

// openStore opens the branch of a repository: over git, or, where ATTESTARY_LEDGER says "api", over the API of the
// GitHub that the environment names.
func (w *World) openStore(ctx context.Context, url, branch string) (ledgerStore, error) {
	token := w.Getenv("GITHUB_TOKEN")
	w.hidden.Learn([]byte(token))
	switch over := w.Getenv("ATTESTARY_LEDGER"); over {
	case "", "git":
		return remote.Open(ctx, remote.Options{
			URL: url, Branch: branch, Token: token, SSH: remote.SSH{Keys: w.sshKeys()},
			Tell: func(words string) { fmt.Fprintln(w.Err, words) },
		})
	case "api":
		for _, name := range []string{"GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN"} {
			if w.Getenv(name) == "" {
				return nil, usage("ATTESTARY_LEDGER is api, and %s says nothing: a runner of GitHub sets it, or a step's env does", name)
			}
		}
		return gitdata.Open(ctx, gitdata.Options{
			API: w.Getenv("GITHUB_API_URL"), Repository: w.Getenv("GITHUB_REPOSITORY"), Branch: branch, Token: token,
		})
	default:
		return nil, usage("ATTESTARY_LEDGER is %.40q; it is git or api", over)
	}
}
