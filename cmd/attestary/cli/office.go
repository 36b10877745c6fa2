package cli

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/secret"
	"github.com/attestary/attestary/actions/secret/vault"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"golang.org/x/mod/sumdb/note"
)

// office is a desk with everything on it that a run needs of this machine: the key, the ledger, the
// folder of runs that are under way.
type office struct {
	w      *World
	repo   *repository
	bound  *bound
	url    string // of origin
	branch string
	hand   *hand
	desk   *conduct.Desk
	book   *book
	store  ledgerStore
}

func (w *World) openOffice(ctx context.Context, b *bound) (*office, error) {
	if _, err := b.repo.origin(); err != nil {
		return nil, err // before anybody is asked for a passphrase
	}
	h, err := w.openHand(ctx, b)
	if err != nil {
		return nil, err
	}
	return w.openOfficeWith(ctx, b, h)
}

func (w *World) openOfficeWith(ctx context.Context, b *bound, h *hand) (*office, error) {
	url, err := b.repo.origin()
	if err != nil {
		return nil, err
	}
	url = absoluteURL(b.repo.root, url)
	o := &office{w: w, repo: b.repo, bound: b, url: url, branch: branchOf(b), hand: h}
	if o.store, err = w.openStore(ctx, url, o.branch); err != nil {
		return nil, friendly(err)
	}
	known, err := w.knownCheckpoint(url + "#" + o.branch)
	if err != nil {
		return nil, err
	}
	forge, err := w.forge()
	if err != nil {
		return nil, err
	}
	book := &book{
		writer: ledger.Writer{
			Store: o.store, Signer: h.signer, Trust: h.trust, Known: known, Now: w.Now, Wait: jitter,
		},
		forge:    forge,
		branch:   o.branch,
		remember: func(c ledger.Checkpoint) error { return w.rememberCheckpoint(url+"#"+o.branch, c) },
		random:   w.Random,
		meet:     w.meet,
		identity: h.identity,
		logKey:   func(origin string) (note.Signer, error) { return w.logKey(b, origin, h.passphrase) },
	}
	o.book = book
	o.desk = &conduct.Desk{
		Ledger: book, Signer: h.signer, World: o.world(), Random: w.Random, Program: Version(),
		Runner: evidence.Runner{OS: runtime.GOOS, Arch: runtime.GOARCH, Host: w.runnerClass(), Program: Version()},
		Folder: runsFolder(b.repo), Forge: forge,
	}
	return o, nil
}

// sshKeys are the files where a person's own keys usually are, for who has no agent.
func (w *World) sshKeys() (paths []string) {
	home := w.Getenv("HOME")
	if home == "" {
		return nil
	}
	for _, name := range []string{"id_ed25519", "id_ecdsa", "id_rsa"} {
		paths = append(paths, filepath.Join(home, ".ssh", name))
	}
	return paths
}

func branchOf(b *bound) string {
	if store := b.compiled.Project.Store; store != nil && store.Branch.Value != "" {
		return store.Branch.Value
	}
	return usualBranch
}

// absoluteURL makes the path of a remote absolute that git takes from the root of the repository.
func absoluteURL(root, url string) string {
	if info, err := os.Stat(filepath.Join(root, url)); err == nil && info.IsDir() && !filepath.IsAbs(url) {
		return filepath.Join(root, url)
	}
	return url
}

func (o *office) world() engine.World {
	return engine.World{
		Runners: steps.All(steps.Machine{GitHub: o.w.gitHub()}), Now: o.w.Now, Random: o.w.Random,
		Env: o.w.lookup, Dir: o.repo.root, Temp: o.w.temp(), Secrets: o.sources(), Redactor: o.w.hidden,
	}
}

// sources are where secrets come from: a path that is not absolute begins in this person's own folder.
func (o *office) sources() map[string]engine.Source {
	home, err := o.w.home()
	if err != nil {
		home = "/"
	}
	return map[string]engine.Source{
		"env":    secret.Env{Lookup: o.w.lookup},
		"file":   secret.Files{Home: home, Repository: o.repo.root},
		"github": secret.GitHub{Lookup: o.w.lookup, OnForge: o.w.onForge()},
		"vault":  vault.Vault{Lookup: o.w.lookup},
	}
}

// lookup is a variable of the environment; one that is empty is none.
func (w *World) lookup(name string) (string, bool) {
	value := w.Getenv(name)
	return value, value != ""
}

// requester is the person at this machine, known by the key that they sign with; on a forge's runner the
// one whom the forge names. A certificate names a workflow, and nobody who could be asked.
func (o *office) requester() (*conduct.Person, error) {
	var by evidence.By
	switch id := o.w.Getenv("GITHUB_ACTOR_ID"); {
	case id != "" && o.w.onForge():
		by = evidence.By{How: "forge", ID: id, Login: o.w.Getenv("GITHUB_ACTOR")}
	case o.hand.key != nil:
		by = evidence.By{How: "key", ID: string(o.hand.key.Digest()), Login: o.w.login()}
	default:
		return nil, problem{wrongUsage, "nobody is known here who could start it: project.hcl signs with certificates, and they name people only on a forge's runner", ""}
	}
	return &conduct.Person{By: by, Email: o.email(by.Login)}, nil
}

// email is the address that the project knows of somebody; "" where it knows none. What a person says of
// themselves is not asked: a gate judges by it.
func (o *office) email(login string) string { return emailIn(o.bound.compiled, login) }

func emailIn(project *compiler.Result, login string) string {
	for _, p := range project.Project.People {
		if strings.EqualFold(p.Login.Value, login) {
			return p.Email.Value
		}
	}
	return ""
}

func (o *office) close() { _ = o.store.Close() }

// sealLeft brings in what earlier runs left behind, and tells of those that can go on. A failure is told and
// does not stop a new run.
func (o *office) sealLeft(ctx context.Context) {
	left, err := o.desk.Left()
	if err != nil {
		fmt.Fprintf(o.w.Err, "looking for runs that were left behind: %v\n", err)
	}
	var ready []conduct.Waiting
	for _, run := range left {
		switch {
		case run.Alive:
		case o.mayGoOn(run):
			o.tellOpen(run)
		default:
			ready = append(ready, run)
		}
	}
	for i, err := range o.desk.SealAll(ctx, ready) {
		if err != nil {
			fmt.Fprintf(o.w.Err, "an earlier run could not be recorded yet: %v\n", err)
		} else if ready[i].Runbook != "" {
			fmt.Fprintf(o.w.Err, "recorded an earlier run of %s that had not reached the ledger\n", ready[i].Runbook)
		}
	}
}

// mayGoOn tells whether a run can be resumed: it has not ended, and its time is not over.
func (o *office) mayGoOn(run conduct.Waiting) bool {
	return run.Open && evidence.FormatInstant(o.w.Now()) <= run.FinishBy
}

// tellOpen tells of a run that waits or was cut off.
func (o *office) tellOpen(run conduct.Waiting) {
	how := "was cut off"
	if len(run.Questions) > 0 {
		how = "waits for people"
	}
	fmt.Fprintf(o.w.Err, "run %s of %s %s: attestary resume %s goes on, attestary seal %s ends it\n", shortKey(run), run.Runbook, how, shortKey(run), shortKey(run))
}

// jitter waits for a random part of most.
func jitter(ctx context.Context, most time.Duration) error {
	var b [8]byte
	rand.Read(b[:])
	timer := time.NewTimer(time.Duration(binary.LittleEndian.Uint64(b[:]) % uint64(most)))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// knownFile holds the newest checkpoint that this machine has verified of the ledger at that address.
func (w *World) knownFile(url string) (string, error) {
	home, err := w.home()
	return filepath.Join(home, "verified", canon.Sum([]byte(url)).Hex()[:32]), err
}

func (w *World) knownCheckpoint(url string) (ledger.Checkpoint, error) {
	path, err := w.knownFile(url)
	if err != nil {
		return ledger.Checkpoint{}, err
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return ledger.Checkpoint{}, nil
	}
	if err != nil {
		return ledger.Checkpoint{}, err
	}
	return ledger.ParseCheckpoint(data)
}

func (w *World) rememberCheckpoint(url string, c ledger.Checkpoint) error {
	path, err := w.knownFile(url)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return replace(path, []byte(c.Text()))
}

// logKey is the Ed25519 key beside a local key, whose line on the checkpoint C2SP tools read. It is made
// with the ledger; where it does not lie on this machine the checkpoint goes without.
func (w *World) logKey(b *bound, origin string, passphrase []byte) (note.Signer, error) {
	if w.Getenv("ATTESTARY_KEY") != "" || passphrase == nil {
		return nil, nil
	}
	path, err := w.keyPath(b.compiled)
	if err != nil {
		return nil, err
	}
	path += "-" + filepath.Base(origin)[:8]
	signer, err := key.OpenLog(path, passphrase)
	if errors.Is(err, fs.ErrNotExist) {
		return key.CreateLog(path, origin, passphrase)
	}
	return signer, err
}
