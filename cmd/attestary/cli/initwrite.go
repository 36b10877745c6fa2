package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/runbooks"
	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing"
)

// madeBy is what a beginning made, so that it can be taken back: files, then the folders around them.
type madeBy struct {
	files, folders []string
	remote         string // the bare repository that is origin now
	commit         []string
}

// write makes everything. What it makes is noted before the next thing is made.
func (f *founding) write() error {
	owner, err := f.writeKey()
	if err != nil {
		return err
	}
	if err := f.writeStarter(owner); err != nil {
		return err
	}
	result, root, err := f.sound(compiler.Options{})
	if err != nil {
		return err
	}
	if err := f.writeWorkflows(result, root); err != nil {
		return err
	}
	if f.b.remote != "" {
		if err := f.makeRemote(f.typed.path(f.b.remote)); err != nil {
			return err
		}
	}
	if err := f.writeLogin(); err != nil {
		return err
	}
	return f.writeTrust()
}

// writeLogin has the machine remember the login that the owner gave, where it is not the one that it would take.
func (f *founding) writeLogin() error {
	login, _, _ := strings.Cut(f.b.owner, "#")
	path, err := f.loginFile()
	if f.there || f.b.forge != onMachine || login == f.login() || err != nil {
		return err
	}
	if f.login() != f.account() {
		fmt.Fprintf(f.Err, "you are %s here; to be %s: export ATTESTARY_LOGIN=%s\n", printable(f.login()), login, login)
		return nil
	}
	f.noteFolders(filepath.Dir(path))
	f.made.files = append(f.made.files, path)
	return f.writeNew(path, []byte(login+"\n"))
}

// writeKey makes the key where one is to be made, and gives the form in which the role operators lists the owner.
func (f *founding) writeKey() (owner string, err error) {
	if f.secret == nil {
		return f.b.owner, nil
	}
	f.noteFolders(filepath.Dir(f.key))
	if err := f.createKey(f.key, f.secret); err != nil {
		return "", err
	}
	f.made.files = append(f.made.files, f.key, f.key+".pub")
	public, err := readPublic(f.key + ".pub")
	if err != nil || !f.b.ownKey || strings.Contains(f.b.owner, "#") {
		return f.b.owner, err
	}
	return f.b.owner + "#" + string(public.Digest()), nil
}

// undo takes back what was made. What somebody put there meanwhile stays.
func (f *founding) undo() {
	for _, path := range slices.Backward(f.made.files) {
		_ = os.Remove(path)
	}
	for _, path := range slices.Backward(f.made.folders) {
		_ = os.Remove(path)
	}
	if f.made.remote != "" {
		_ = f.repo.git.DeleteRemote("origin")
		_ = os.RemoveAll(f.made.remote)
	}
	fmt.Fprintln(f.Err, "what was written is taken back")
}

// ignoring keeps the folder of runs that are under way, itself included, out of git.
const ignoring = ".attestary/.gitignore"

// writeStarter writes what is not there yet.
func (f *founding) writeStarter(owner string) error {
	if err := f.add(compiler.Dir+"/project.hcl", f.b.project(owner).File()); err != nil {
		return err
	}
	if err := f.add(ignoring, []byte("# runs that are under way; never committed\n*\n")); err != nil || f.b.empty {
		return err
	}
	library := runbooks.Library()
	for _, path := range runbooks.Starters() {
		data, err := fs.ReadFile(library, path)
		if err == nil {
			err = f.add(compiler.Dir+"/"+path, data)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// writeTrust puts the public key and a policy that says that it counts into a repository whose workflows verify.
func (f *founding) writeTrust() error {
	if f.b.forge != onGitHub || f.b.sign != withKey || f.key == "" {
		return nil
	}
	public, err := os.ReadFile(f.key + ".pub")
	if err != nil {
		return err
	}
	if err := f.add("runner.pub", public); err != nil {
		return err
	}
	return f.add("trust.hcl", []byte("key \"runner\" {\n  file = \"runner.pub\"\n}\n"))
}

// add writes a file of the repository that is not there yet.
func (f *founding) add(name string, data []byte) error {
	path := filepath.Join(f.repo.root, filepath.FromSlash(name))
	f.noteFolders(filepath.Dir(path))
	_, err := os.Lstat(path)
	if new := errors.Is(err, fs.ErrNotExist); new {
		f.made.files = append(f.made.files, path)
	}
	if name != ignoring {
		f.made.commit = append(f.made.commit, name)
	}
	return f.writeNew(path, data)
}

// noteFolders notes those that are about to be made.
func (f *founding) noteFolders(dir string) {
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) && dir != f.repo.root {
		f.noteFolders(filepath.Dir(dir))
		f.made.folders = append(f.made.folders, dir)
	}
}

// writeWorkflows has compile write its files, and notes those that are new.
func (f *founding) writeWorkflows(result *compiler.Result, root string) error {
	before := f.emitted()
	for _, dir := range []string{".github/workflows", ".github/ISSUE_TEMPLATE"} {
		f.noteFolders(filepath.Join(root, dir))
	}
	err := f.workflows(result, root, false)
	for _, path := range f.emitted() {
		f.made.commit = append(f.made.commit, below(f.repo.root, path))
		if !slices.Contains(before, path) {
			f.made.files = append(f.made.files, path)
		}
	}
	return err
}

// emitted are the files that compile wrote, by their names.
func (f *founding) emitted() (paths []string) {
	for _, dir := range []string{"workflows", "ISSUE_TEMPLATE"} {
		some, _ := filepath.Glob(filepath.Join(f.repo.root, ".github", dir, "attestary-*.yml")) // a bad pattern is the only error
		paths = append(paths, some...)
	}
	return paths
}

// writeNew writes a file unless something is there. Nobody finds half of it, whenever this ends.
func (w *World) writeNew(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if _, err := os.Lstat(path); err == nil {
		fmt.Fprintf(w.Err, "%s is already there; left as it is\n", w.relative(path))
		return nil
	}
	if err := replace(path, data); err != nil {
		return err
	}
	fmt.Fprintf(w.Out, "wrote    %s\n", w.relative(path))
	return nil
}

// makeRemote makes a bare repository that refuses to lose history and answers narrow questions, which is
// what keeps appending cheap, and calls it origin.
func (f *founding) makeRemote(path string) error {
	if _, err := f.repo.git.Remote("origin"); err == nil {
		fmt.Fprintln(f.Err, "the repository has a remote called origin already; left as it is")
		return nil
	}
	if some, err := os.ReadDir(path); err == nil && len(some) > 0 { // what fails later is taken back, with the folder
		return usage("--remote %s: it is a folder with something in it; name one that is empty or not there, or call a repository origin by: git remote add origin URL", path)
	}
	bare, err := git.PlainInitWithOptions(path, &git.PlainInitOptions{Bare: true, InitOptions: git.InitOptions{DefaultBranch: plumbing.Main}})
	if err != nil {
		return problem{couldNotLook, fmt.Sprintf("%s cannot become a bare repository: %v", path, err), ""}
	}
	f.made.remote = path
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
	_, err = f.repo.git.CreateRemote(&config.RemoteConfig{Name: "origin", URLs: []string{path}})
	fmt.Fprintf(f.Out, "made     %s, the remote origin\n", f.typed.relative(path))
	return err
}

// finish runs the first runbook where that is wanted, and tells what to type next.
func (f *founding) finish(ctx context.Context) error {
	if !f.b.run {
		f.tellBegun()
		return nil
	}
	if err := f.record(ctx); err != nil {
		return err
	}
	fmt.Fprintf(f.Err, "\nattestary run %s\n", starterRun)
	runner := *f.World
	if f.secret != nil {
		runner.Getenv = func(name string) string {
			if name == "ATTESTARY_KEY_PASSPHRASE" {
				return string(f.secret)
			}
			return f.Getenv(name)
		}
	}
	err := runner.run(ctx, asked{runbook: starterRun, mode: "live", format: "human"})
	var status quiet
	if err == nil || errors.As(err, &status) {
		f.tellRan()
	}
	return err
}

// record commits what was written and nothing else, as the person would: with their name, their hooks, their signature.
func (f *founding) record(ctx context.Context) error {
	if err := f.git(ctx, append([]string{"add", "--"}, f.made.commit...)...); err != nil {
		return err
	}
	staged, err := f.staged(ctx)
	if err == nil && staged {
		err = f.git(ctx, append([]string{"commit", "--quiet", "--message", "runbooks: first version", "--"}, f.made.commit...)...)
	}
	if err != nil || f.made.remote == "" {
		return err
	}
	return f.git(ctx, "push", "--quiet", "--set-upstream", "origin", "HEAD")
}

// staged tells whether there is something to commit: not where the same was committed before.
func (f *founding) staged(ctx context.Context) (bool, error) {
	var some bytes.Buffer
	cmd := f.gitCommand(ctx, append([]string{"diff", "--cached", "--name-only", "--"}, f.made.commit...)...)
	cmd.Stdout = &some
	if err := cmd.Run(); err != nil {
		return false, problem{couldNotLook, fmt.Sprintf("what was written is whole, and git does not tell what is to commit: %v", err), "git status"}
	}
	return some.Len() > 0, nil
}

// git runs git in the repository, and tells that it does.
func (f *founding) git(ctx context.Context, args ...string) error {
	fmt.Fprintf(f.Err, "git %s …\n", args[0])
	if err := f.gitCommand(ctx, args...).Run(); err != nil {
		return problem{couldNotLook, fmt.Sprintf("what was written is whole, and git %s did not work: %v", args[0], err),
			"mend what git says, then: git add -A && git commit && attestary run " + starterRun}
	}
	return nil
}

// gitCommand is git as the person would call it, without what is ours in its environment.
func (f *founding) gitCommand(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = f.repo.root, f.In, f.Err, f.Err
	cmd.Env = slices.DeleteFunc(os.Environ(), func(pair string) bool { return strings.HasPrefix(pair, "ATTESTARY_") })
	return cmd
}
