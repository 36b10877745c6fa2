package remote_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/internal/contract"
	"github.com/attestary/attestary/actions/ledger/remote"
)

// transports are the ways to a bare repository.
var transports = map[string]func(t testing.TB, dir string) remote.Options{
	"path": func(_ testing.TB, dir string) remote.Options { return remote.Options{URL: dir, Branch: "evidence"} },
	"file": func(_ testing.TB, dir string) remote.Options {
		return remote.Options{URL: "file://" + dir, Branch: "evidence"}
	},
	"ssh": sshd,
	"http": func(t testing.TB, dir string) remote.Options {
		url, _ := serve(t, dir, "secret")
		return remote.Options{URL: url, Branch: "evidence", Token: "secret"}
	},
}

// Whichever way it goes, a store keeps its promises.
func TestTransports(t *testing.T) {
	t.Parallel()
	for name, way := range transports {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			contract.Suite(t, contract.Kind{Writers: 4, New: func(t testing.TB) func() ledger.Store {
				options := way(t, bare(t))
				return func() ledger.Store { return contract.Must[*remote.Store](t)(remote.Open(t.Context(), options)) }
			}})
		})
	}
}

// The server's process dies once for each write, before or after it changed the branch: git's own hooks
// kill it. Neither side is told the truth; the entry is in, once.
func TestFaults(t *testing.T) {
	t.Parallel()
	for name, way := range transports {
		for _, fault := range []string{"lost", "landed"} {
			t.Run(name+"/"+fault, func(t *testing.T) {
				t.Parallel()
				dir := bare(t)
				deadly(t, dir)
				options := way(t, dir)
				a := contract.NewAuthor(t, t.Name(), "")
				meet := func(items ...ledger.Item) ledger.Checkpoint {
					t.Helper()
					due := filepath.Join(dir, fault)
					if err := os.WriteFile(due, nil, 0o600); err != nil {
						t.Fatal(err)
					}
					store := contract.Must[*remote.Store](t)(remote.Open(t.Context(), options))
					defer store.Close()
					receipt := contract.Must[ledger.Receipt](t)(contract.Writer(store).Append(t.Context(), items...))
					if _, err := os.Stat(due); err == nil {
						t.Error("the server did not die")
					}
					return receipt.Checkpoint
				}
				one := a.Authorize("site_tls", contract.Noon, meet(a.Genesis()))
				two := a.Authorize("site_tls", contract.Noon, meet(one.Item))
				seen := meet(two.Item)
				if last := meet(a.Result(one, seen), a.Result(two, seen)); last.Size != 5 {
					t.Errorf("%d entries are in", last.Size)
				}
				git(t, "-C", dir, "fsck", "--strict")
				if got, want := git(t, "-C", dir, "log", "--format=%s", "evidence"), "entries 3 to 4\nentry 2: authorization\nentry 1: authorization\nentry 0: ledger\n"; got != want {
					t.Errorf("the branch says %q", got)
				}
			})
		}
	}
}

// deadly has a repository's server kill itself where a file says so, and take the file away.
func deadly(t testing.TB, dir string) {
	t.Helper()
	for hook, script := range map[string]string{
		"pre-receive":           `[ -e lost ] && rm lost && kill -9 $PPID`,
		"reference-transaction": `[ "$1" = committed ] && [ -e landed ] && rm landed && kill -9 $PPID`,
	} {
		if err := os.WriteFile(filepath.Join(dir, "hooks", hook), fmt.Appendf(nil, "#!/bin/sh\n%s\nexit 0\n", script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
}
