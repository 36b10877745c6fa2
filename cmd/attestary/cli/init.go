package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/emit"
	"github.com/attestary/attestary/runbooks"
	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/spf13/cobra"
)

// beginning is what a new project is made of.
type beginning struct {
	name, timezone string
	remote         string // a bare repository to make and to call origin; "" for none
	empty          bool   // without the starter runbooks
}

func initCommand(w *World) *cobra.Command {
	var b beginning
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Begin: a project, the starter runbooks, a key",
		Long: `Writes runbooks/ into the git repository that you stand in: project.hcl, the starter runbooks, and
their workflows. Makes a signing key, outside of the repository. A file that is there stays as it is.`,
		Example: "  attestary init\n  attestary init --remote ../evidence.git    also make a bare repository to keep evidence in",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return w.begin(cmd.Context(), b) },
	}
	cmd.Flags().StringVar(&b.name, "name", "", "`name` of the project (default: of the folder)")
	cmd.Flags().StringVar(&b.remote, "remote", "", "make a bare repository in this `folder`, as the remote origin")
	cmd.Flags().StringVar(&b.timezone, "timezone", "UTC", "`zone` of schedules, as Europe/Paris")
	cmd.Flags().BoolVar(&b.empty, "empty", false, "without the starter runbooks")
	return cmd
}

func (w *World) begin(ctx context.Context, b beginning) error {
	repo, err := w.openRepository()
	if err != nil {
		return err
	}
	if b.name == "" {
		b.name = projectName(filepath.Base(repo.root))
	}
	if err := b.check(); err != nil {
		return err
	}
	if err := w.writeStarter(repo.root, b); err != nil {
		return err
	}
	if b.remote != "" {
		if err := w.makeRemote(repo, w.path(b.remote)); err != nil {
			return err
		}
	}
	inside := *w
	inside.Dir = repo.root
	result, root, err := inside.sound(compiler.Options{})
	if err != nil {
		return err
	}
	if err := inside.workflows(result, root, false); err != nil {
		return err
	}
	if _, _, err := inside.signingKey(ctx, result); err != nil {
		return err
	}
	if _, err := repo.origin(); err != nil {
		fmt.Fprintln(w.Err, "  next: attestary init --remote ../evidence.git   (or git remote add origin URL): evidence is kept there")
		return nil
	}
	fmt.Fprintf(w.Err, "  next: git add -A && git commit -m \"runbooks: first version\" && attestary run %s\n", first(result))
	return nil
}

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}$`)

// check refuses what project.hcl could not hold, before anything is written.
func (b beginning) check() error {
	if !nameForm.MatchString(b.name) {
		return usage("--name %q: a name has lower-case letters, digits, - and _, begins with a letter, and has at most 40", b.name)
	}
	if _, err := time.LoadLocation(b.timezone); err != nil || b.timezone == "" || b.timezone == "Local" {
		return usage("--timezone %q: write a zone as Europe/Paris, or UTC", b.timezone)
	}
	return nil
}

func first(result *compiler.Result) string {
	if len(result.Plans) == 0 {
		return "NAME"
	}
	return result.Plans[len(result.Plans)-1].Runbook
}

// writeStarter writes what is not there yet.
func (w *World) writeStarter(root string, b beginning) error {
	project := runbooks.Project{
		Name: b.name, Timezone: b.timezone, Action: pinnedAction(), Sign: "key:" + b.name + ".key", Members: []string{w.login()},
	}
	if err := w.writeNew(filepath.Join(root, compiler.Dir, "project.hcl"), project.File()); err != nil {
		return err
	}
	if err := w.writeNew(filepath.Join(root, ".attestary", ".gitignore"), []byte("# runs that are under way; never committed\n*\n")); err != nil || b.empty {
		return err
	}
	library := runbooks.Library()
	for _, path := range runbooks.Starters() {
		data, err := fs.ReadFile(library, path)
		if err != nil {
			return err
		}
		if err := w.writeNew(filepath.Join(root, compiler.Dir, filepath.FromSlash(path)), data); err != nil {
			return err
		}
	}
	return nil
}

// writeNew writes a file unless something is there.
func (w *World) writeNew(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		fmt.Fprintf(w.Err, "%s is already there; left as it is\n", w.relative(path))
		return nil
	}
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err := errors.Join(err, file.Close()); err != nil {
		return errors.Join(fmt.Errorf("writing %s: %w", path, err), os.Remove(path))
	}
	fmt.Fprintf(w.Out, "wrote    %s\n", w.relative(path))
	return nil
}

// makeRemote makes a bare repository that refuses to lose history and answers narrow questions, which is
// what keeps appending cheap, and calls it origin.
func (w *World) makeRemote(repo *repository, path string) error {
	if _, err := repo.git.Remote("origin"); err == nil {
		fmt.Fprintln(w.Err, "the repository has a remote called origin already; left as it is")
		return nil
	}
	bare, err := git.PlainInitWithOptions(path, &git.PlainInitOptions{Bare: true, InitOptions: git.InitOptions{DefaultBranch: plumbing.Main}})
	if err != nil {
		return problem{couldNotLook, fmt.Sprintf("%s cannot become a bare repository: %v", path, err), ""}
	}
	cfg, err := bare.Config()
	if err != nil {
		return err
	}
	uploadpack, receive := cfg.Raw.Section("uploadpack"), cfg.Raw.Section("receive")
	uploadpack.SetOption("allowFilter", "true")
	uploadpack.SetOption("allowAnySHA1InWant", "true")
	receive.SetOption("denyDeletes", "true")
	receive.SetOption("denyNonFastForwards", "true")
	receive.SetOption("fsckObjects", "true")
	if err := bare.SetConfig(cfg); err != nil {
		return err
	}
	_, err = repo.git.CreateRemote(&config.RemoteConfig{Name: "origin", URLs: []string{path}})
	fmt.Fprintf(w.Out, "made     %s, the remote origin\n", w.relative(path))
	return err
}

// pinnedAction is our own action at the commit that this program was built from. A program that does not
// know its commit cannot pin one.
func pinnedAction() string {
	if id := builtFrom(); id != "" {
		return "attestary/attestary/actions@" + id
	}
	return emit.LocalAction
}

var notInNames = regexp.MustCompile(`[^a-z0-9]+`)

// projectName makes a name out of that of a folder.
func projectName(folder string) string {
	name := strings.Trim(notInNames.ReplaceAllString(strings.ToLower(folder), "-"), "-")
	if name == "" || name[0] < 'a' {
		name = "p-" + name
	}
	return strings.TrimRight(name[:min(len(name), 40)], "-")
}

// login is who works at this machine, as roles may list them.
func (w *World) login() string {
	if login := w.Getenv("ATTESTARY_LOGIN"); login != "" {
		return login
	}
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "me"
}
