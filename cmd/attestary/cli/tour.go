package cli

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/attestary/attestary/compiler"
	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/spf13/cobra"
)

func tourCommand(w *World) *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "tour",
		Short: "See the whole chain at work, in a new folder",
		Long: `Makes a repository, a remote, a project and a key in a new folder; compiles the starter runbooks; runs
them for real, on this machine and that repository; records; verifies from a fresh clone; scores; and
writes the report. It only looks at the machine: it writes nothing outside of its folder.`,
		Example: "  attestary tour\n  attestary tour --dir /tmp/somewhere",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			t := &tour{w: w, root: w.path(dir), began: w.Now()}
			return t.run(cmd.Context())
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "attestary-tour", "the `folder` to make")
	return cmd
}

// tour is one walk through the product. It types the same commands that a person would.
type tour struct {
	w       *World
	root    string
	began   time.Time
	project string // the folder that commands are typed in
	repo    *git.Repository
	site    *site
	notPass []string
	passed  int
}

func (t *tour) run(ctx context.Context) error {
	if err := t.prepare(); err != nil {
		return err
	}
	defer t.site.close()
	for _, part := range []func(context.Context) error{t.start, t.commit, t.runAll, t.audit} {
		if err := part(ctx); err != nil {
			return fmt.Errorf("the tour ends here, what it made is in %s: %w", t.root, err)
		}
	}
	t.tell()
	return nil
}

// prepare makes the folder, which must be new, and what lies in it before the first command.
func (t *tour) prepare() error {
	if err := os.Mkdir(t.root, 0o755); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return problem{wrongUsage, t.root + " is already there; the tour wants a folder of its own", "attestary tour --dir another-name"}
		}
		return problem{couldNotLook, fmt.Sprintf("the folder cannot be made: %v", err), "attestary tour --dir /tmp/attestary-tour"}
	}
	t.project = filepath.Join(t.root, "tour")
	if err := errors.Join(os.Mkdir(t.project, 0o755), os.Mkdir(filepath.Join(t.root, "home"), 0o700), os.Mkdir(filepath.Join(t.root, "tmp"), 0o700)); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(t.root, "home", "passphrase"), []byte(rand.Text()+"\n"), 0o600); err != nil {
		return err
	}
	repo, err := git.PlainInitWithOptions(t.project, &git.PlainInitOptions{InitOptions: git.InitOptions{DefaultBranch: plumbing.Main}})
	if err != nil {
		return err
	}
	t.repo = repo
	fmt.Fprintf(t.w.Out, "A repository in %s; nothing outside of %s is written.\n", t.project, t.root)
	t.site, err = openSite(t.w.Now())
	return err
}

// start types init, declares the site, and looks at what stands there.
func (t *tour) start(ctx context.Context) error {
	if _, err := t.types(ctx, "init", "--name", "tour", "--remote", "../remote.git"); err != nil {
		return err
	}
	if err := t.declareSite(); err != nil {
		return err
	}
	if _, err := t.types(ctx, "check"); err != nil {
		return err
	}
	_, err := t.types(ctx, "compile")
	return err
}

// declareSite puts the tour's own TLS server in the place of the example's, so that the tour needs no
// network. The project file is edited as a person would edit it.
func (t *tour) declareSite() error {
	path := filepath.Join(t.project, compiler.Dir, "project.hcl")
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	example := []byte(`forge = { host = "github.com", port = 443, roots = "" }`)
	if !bytes.Contains(data, example) {
		return errors.New("project.hcl has not the site that the tour would replace")
	}
	declared := fmt.Appendf(nil, `tour = { host = "localhost", port = %d, roots = "site-root.pem" }`, t.site.port)
	if err := replace(path, bytes.Replace(data, example, declared, 1)); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(t.project, "site-root.pem"), t.site.root, 0o644)
}

// commit commits everything and pushes it, as git commands would.
func (t *tour) commit(ctx context.Context) error {
	tree, err := t.repo.Worktree()
	if err != nil {
		return err
	}
	if err := tree.AddWithOptions(&git.AddOptions{All: true}); err != nil {
		return err
	}
	who := &object.Signature{Name: "Attestary tour", Email: "tour@attestary.invalid", When: t.w.Now()}
	if _, err := tree.Commit("runbooks: the starter library\n", &git.CommitOptions{Author: who}); err != nil {
		return err
	}
	t.say("git add -A && git commit && git push")
	return t.repo.PushContext(ctx, &git.PushOptions{RefSpecs: []config.RefSpec{"refs/heads/main:refs/heads/main"}})
}

// runAll runs every runbook. One that does not pass has found something on this machine: that is told,
// and is no failure of the tour.
func (t *tour) runAll(ctx context.Context) error {
	fsys, err := files(t.project)
	if err != nil {
		return err
	}
	for _, p := range compiler.Compile(fsys, compiler.Options{}).Plans {
		out, err := t.types(ctx, "run", p.Runbook)
		var status quiet
		switch {
		case err == nil:
			t.passed++
		case errors.As(err, &status):
			t.notPass = append(t.notPass, lastLine(out))
		default:
			return err
		}
	}
	return nil
}

// audit is the auditor's part: a fresh clone, the public key, and the report.
func (t *tour) audit(ctx context.Context) error {
	clone := filepath.Join(t.root, "audit")
	t.say("git clone remote.git audit")
	repo, err := git.PlainCloneContext(ctx, clone, false, &git.CloneOptions{URL: filepath.Join(t.root, "remote.git"), ReferenceName: "refs/heads/main"})
	if err != nil {
		return err
	}
	if _, err := repo.Head(); err != nil {
		return err
	}
	t.project = clone
	key := filepath.Join("..", "home", "tour.key.pub")
	for _, args := range [][]string{
		{"verify", "--key", key},
		{"score", "--key", key},
		{"report", "--key", key, "--html", "../report"},
	} {
		if _, err := t.types(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}

// types runs a command of this program in the project's folder, as a person would, and shows it.
func (t *tour) types(ctx context.Context, args ...string) (string, error) {
	t.say("attestary %s", strings.Join(args, " "))
	var out bytes.Buffer
	world := *t.w
	world.Dir, world.In, world.Terminal = t.project, strings.NewReader(""), false
	world.Out = io.MultiWriter(&out, indented{t.w.Out})
	world.Err = indented{t.w.Err}
	world.Getenv = t.getenv
	root := rootCommand(&world)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	return out.String(), err
}

// getenv is the environment of somebody whose keys lie in the tour's folder.
func (t *tour) getenv(name string) string {
	switch name {
	case "ATTESTARY_HOME":
		return filepath.Join(t.root, "home")
	case "ATTESTARY_KEY_PASSPHRASE_FILE":
		return filepath.Join(t.root, "home", "passphrase")
	}
	if name == "TMPDIR" {
		return filepath.Join(t.root, "tmp")
	}
	if strings.HasPrefix(name, "ATTESTARY_") || strings.HasPrefix(name, "GITHUB_") {
		return ""
	}
	return t.w.Getenv(name)
}

func (t *tour) say(format string, args ...any) {
	fmt.Fprintf(t.w.Out, "$ "+format+"\n", args...)
}

// tell is the end: what happened, and what to try next.
func (t *tour) tell() {
	w, here := t.w.Out, t.w.relative(t.root)
	fmt.Fprintf(w, "\nThat was the whole chain, in %s, on this machine:\n", t.w.Now().Sub(t.began).Round(100*time.Millisecond))
	fmt.Fprintf(w, "  %d runbooks were compiled, and run for real; %d passed\n", t.passed+len(t.notPass), t.passed)
	for _, line := range t.notPass {
		fmt.Fprintf(w, "  %s (about this machine: attestary show says more)\n", line)
	}
	fmt.Fprintf(w, "  every run is signed and in the ledger: the branch evidence of %s\n", filepath.Join(here, "remote.git"))
	fmt.Fprintf(w, "  a fresh clone, %s, was verified offline and scored\n", filepath.Join(here, "audit"))
	fmt.Fprintf(w, "Try next:\n")
	fmt.Fprintf(w, "  open %s\n", filepath.Join(here, "report", "index.html"))
	fmt.Fprintf(w, "  cd %s && attestary verify --key ../home/tour.key.pub\n", filepath.Join(here, "audit"))
	fmt.Fprintf(w, "  change a byte of the branch evidence, and verify again\n")
	fmt.Fprintf(w, "  attestary init, in a repository of your own\n")
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}

// indented writes lines a little to the right, so that commands and what they say can be told apart.
type indented struct{ to io.Writer }

func (i indented) Write(data []byte) (int, error) {
	for line := range bytes.Lines(data) {
		if _, err := fmt.Fprintf(i.to, "    %s", line); err != nil {
			return 0, err
		}
	}
	return len(data), nil
}
