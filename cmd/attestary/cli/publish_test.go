package cli_test

import (
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/remote"
	"github.com/attestary/attestary/schemas/evidence"
)

// TestPublish: a published score is an entry that verification computes again, and that weighs nothing.
func TestPublish(t *testing.T) {
	t.Parallel()
	m := copyOfShop(t)
	trusted := filepath.Join(m.env["HOME"], "shop.key.pub")
	m.wants(t, m.types("score", "--publish"), 2, "give --key or --trust")
	m.wants(t, m.types("score", "--publish", "--key", trusted, "--at", "2026-01-31T12:00:00Z"), 2, "as of now")
	m.wants(t, m.types("log", "--last", "1", "--format", "json"), 0, `"kind":"run"`)
	m.wants(t, m.types("score", "--publish", "--key", trusted), 0, "published as entry 3")
	m.wants(t, m.types("show", "3"), 0, "of cisa-ztmm", "computed from  3 entries", "initial")
	m.wants(t, m.types("score", "--publish", "--key", trusted), 0, "published as entry 4")
	m.wants(t, m.types("verify", "--key", trusted), 0, "✓ 7b", "✓ 10")
}

// TestPublishedByAnyMeans is about whoever holds the ledger's key: what they publish is refuted where it does not
// come out, and is not judged where it cannot be computed.
func TestPublishedByAnyMeans(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edit   func(*machine, *evidence.Score)
		status int
		want   string
	}{
		"a stage too high": {func(_ *machine, s *evidence.Score) { s.Stages[0].Stage = "optimal" }, 1, "earned optimal; computed again it earned initial"},
		"a stage from nobody": {func(_ *machine, s *evidence.Score) {
			s.Stages = append(s.Stages, evidence.StageOf{Function: "z", Stage: "initial"})
		}, 1, "z earned initial; computed again it earned traditional"},
		"a stage withheld": {func(_ *machine, s *evidence.Score) { s.Stages = s.Stages[:0] }, 1, "earned traditional; computed again it earned initial"},
		"other evidence":   {func(_ *machine, s *evidence.Score) { s.Entries = []int64{0, 1} }, 1, "it says that it rests on entries [0 1]; computed again"},
		"runbooks of a side commit": {func(m *machine, s *evidence.Score) { s.Commit = sideCommit(m.Dir) }, 1,
			"is in this clone, and is not on the first-parent line"},
		"a commit from nowhere": {func(_ *machine, s *evidence.Score) { s.Commit = strings.Repeat("1", 40) }, 0, "this clone does not have object"},
		"another framework":     {func(_ *machine, s *evidence.Score) { s.Framework = "maturity" }, 0, `have no framework \"maturity\"`},
		"a later instant":       {func(_ *machine, s *evidence.Score) { s.AsOf, s.At = "2099-01-01T00:00:00Z", "2099-01-01T00:00:00Z" }, 1, "computed again"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := copyOfShop(t)
			trusted := filepath.Join(m.env["HOME"], "shop.key.pub")
			m.wants(t, m.types("score", "--publish", "--key", trusted), 0)
			forge(t, m, c.edit)
			m.wants(t, m.types("verify", "--key", trusted, "--format", "json"), c.status, c.want)
		})
	}
}

// sideCommit is one that nobody merged, with what is on the branch.
func sideCommit(dir string) string {
	cmd := exec.Command("git", "-c", "user.name=Ada", "-c", "user.email=ada@shop.example", "commit-tree", "-m", "aside", "HEAD^{tree}")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		panic(err)
	}
	return strings.TrimSpace(string(out))
}

// forge appends what the holder of the key says in place of the score that is there.
func forge(t *testing.T, m *machine, edit func(*machine, *evidence.Score)) {
	t.Helper()
	ctx, home := context.Background(), m.env["HOME"]
	signer, err := key.Open(filepath.Join(home, "shop.key"), []byte(m.env["ATTESTARY_KEY_PASSPHRASE"]))
	if err != nil {
		t.Fatal(err)
	}
	store, err := remote.Open(ctx, remote.Options{URL: filepath.Join(home, "shop.git"), Branch: "evidence", Tell: func(string) {}})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	snapshot, err := ledger.Open(ctx, store)
	if err != nil {
		t.Fatal(err)
	}
	var said *evidence.Score
	for entry, err := range snapshot.Entries(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		said, _ = entry.Statement.(*evidence.Score)
	}
	edit(m, said)
	statement, err := evidence.EncodeStatement(said)
	if err != nil {
		t.Fatal(err)
	}
	bundle, err := attest.Seal(ctx, signer, statement)
	if err != nil {
		t.Fatal(err)
	}
	writer := ledger.Writer{Store: store, Signer: signer, Trust: signer.Public(), Now: time.Now, Wait: func(context.Context, time.Duration) error { return nil }}
	if _, err := writer.Append(ctx, ledger.Item{Bundle: bundle}); err != nil {
		t.Fatal(err)
	}
	git(m.Dir, "fetch", "-q", "origin", "+evidence:refs/remotes/origin/evidence")
}
