package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/compiler"
	"github.com/spf13/cobra"
)

func keyCommand(w *World) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "key",
		Short:   "Keys that sign evidence",
		Example: "  attestary key new",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "new [FILE]",
		Short: "Make a signing key",
		Long: `Makes an ECDSA P-256 key, encrypted with a passphrase, and its public half beside it (FILE.pub), which
is what an auditor needs. Without FILE it is the key that project.hcl names. Nothing is written over.

The passphrase is asked for, or taken from ATTESTARY_KEY_PASSPHRASE, or from the file that
ATTESTARY_KEY_PASSPHRASE_FILE names.`,
		Example: "  attestary key new\n  attestary key new ~/keys/runner.key",
		Args:    cobra.MaximumNArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return w.newKey(cmd.Context(), args) },
	}, &cobra.Command{
		Use:   "show [FILE]",
		Short: "Tell how a role lists you by your key",
		Long: `Prints LOGIN#sha256:…, the form in which a role of runbooks/project.hcl lists you, so that what you sign
counts as yours. It reads the public half of your key (FILE.pub; without FILE, of the key that project.hcl
names); no passphrase is needed. The login is that of this machine, or ATTESTARY_LOGIN.`,
		Example: "  attestary key show\n  attestary key show ~/keys/ada.key",
		Args:    cobra.MaximumNArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return w.showKey(args) },
	}, &cobra.Command{
		Use:   "public",
		Short: "Print the public key that evidence is signed with",
		Long: `Prints the public half of the key that project.hcl names, for an auditor (attestary verify --key FILE). A key
management system is asked for it. Where certificates sign there is no such key: auditors trust workflows.`,
		Example: "  attestary key public >ledger.pub",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return w.publicKey(cmd.Context()) },
	}, rotateCommand(w))
	return cmd
}

// publicKey prints the project's public key.
func (w *World) publicKey(ctx context.Context) error {
	result, _, err := w.compileTree(compiler.Options{})
	if err != nil {
		return err
	}
	if store := result.Project.Store; store != nil && strings.HasPrefix(store.Sign.Value, "kms:") {
		h, err := w.withKMS(ctx, strings.TrimPrefix(store.Sign.Value, "kms:"))
		if err != nil {
			return err
		}
		_, err = w.Out.Write(h.key.PEM())
		return err
	}
	path, err := w.keyPath(result)
	if err != nil {
		return err
	}
	public, err := readPublic(path + ".pub")
	if err != nil {
		return err
	}
	_, err = w.Out.Write(public.PEM())
	return err
}

func readPublic(path string) (*key.Public, error) {
	data, err := readFile(path, "the public key")
	if err != nil {
		return nil, err
	}
	public, err := key.ParsePublic(data)
	if err != nil {
		return nil, usage("%s: %v", path, err)
	}
	return public, nil
}

// keyFile is the key that somebody named, else their own.
func (w *World) keyFile(args []string) (string, error) {
	if len(args) == 1 {
		return w.path(args[0]), nil
	}
	result, _, err := w.compileTree(compiler.Options{})
	if err != nil {
		return "", err
	}
	return w.ownKeyPath(result)
}

// showKey tells the form in which a role lists the person of this machine.
func (w *World) showKey(args []string) error {
	path, err := w.keyFile(args)
	if err != nil {
		return err
	}
	path = strings.TrimSuffix(path, ".pub") + ".pub"
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return problem{wrongUsage, "there is no public key " + path, "attestary key new"}
	}
	public, err := readPublic(path)
	if err != nil {
		return err
	}
	fmt.Fprintf(w.Out, "%s#%s\n", w.login(), public.Digest())
	fmt.Fprintln(w.Err, "for a role in runbooks/project.hcl: members = [\"LOGIN#sha256:…\"], as it stands above")
	return nil
}

func (w *World) newKey(ctx context.Context, args []string) error {
	path, err := w.keyFile(args)
	if err != nil {
		return err
	}
	passphrase, err := w.passphrase(ctx, path, choosing)
	if err != nil {
		return err
	}
	return w.createKey(path, passphrase)
}

func (w *World) createKey(path string, passphrase []byte) error {
	k, err := key.Create(path, passphrase)
	if errors.Is(err, key.ErrExists) {
		return problem{wrongUsage, path + " is already there; a key is never written over", ""}
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(w.Out, "made     %s\nmade     %s.pub   %s\n", path, path, k.Public().Digest())
	fmt.Fprintf(w.Err, "\nwhat this key is worth:\n%s\n\n", indent(key.Worth))
	return nil
}

func indent(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n  ")
}

// ownKeyPath is where a person's own key lies: it is the project's, and where the project signs with something
// else, one of the project's name.
func (w *World) ownKeyPath(result *compiler.Result) (string, error) {
	store := result.Project.Store
	if store == nil || strings.HasPrefix(store.Sign.Value, "key:") {
		return w.keyPath(result)
	}
	home, err := w.home()
	return filepath.Join(home, result.Project.Name.Value+".key"), err
}

// keyPath is where the key lies that the project signs with: a relative path is below the person's own
// folder, never in the repository.
func (w *World) keyPath(result *compiler.Result) (string, error) {
	if result.Project.Store == nil {
		return "", problem{foundWrong, "project.hcl has no evidence section, so nothing says how evidence is signed",
			"attestary explain RB1005"}
	}
	path, ok := strings.CutPrefix(result.Project.Store.Sign.Value, "key:")
	if !ok {
		return "", problem{couldNotLook, fmt.Sprintf("project.hcl signs with %q, which is no key on this machine", result.Project.Store.Sign.Value), ""}
	}
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		path = filepath.Join(w.Getenv("HOME"), rest)
	}
	if filepath.IsAbs(path) {
		return filepath.Clean(path), nil
	}
	home, err := w.home()
	return filepath.Join(home, path), err
}

// signingKey opens the person's own key, which is the project's where that signs with one. At first use it is made, with a word about what it is worth.
func (w *World) signingKey(ctx context.Context, result *compiler.Result) (*key.Key, []byte, error) {
	if text := w.Getenv("ATTESTARY_KEY"); text != "" {
		passphrase, err := w.passphrase(ctx, "ATTESTARY_KEY", opening)
		if err != nil {
			return nil, nil, err
		}
		k, err := key.Parse([]byte(text), passphrase)
		return k, passphrase, friendly(err)
	}
	path, err := w.ownKeyPath(result)
	if err != nil {
		return nil, nil, err
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		passphrase, err := w.passphrase(ctx, path, choosing)
		if err != nil {
			return nil, nil, err
		}
		if err := w.createKey(path, passphrase); err != nil {
			return nil, nil, err
		}
		k, err := key.Open(path, passphrase)
		return k, passphrase, err
	}
	passphrase, err := w.passphrase(ctx, path, opening)
	if err != nil {
		return nil, nil, err
	}
	k, err := key.Open(path, passphrase)
	return k, passphrase, friendly(err)
}

// ownPublicKey is the public half of the key that this machine signs the project with. The private half
// must lie beside it, readable by its owner alone and outside of the repository: a repository under
// audit must not be able to name whom to trust.
func (w *World) ownPublicKey() (string, error) {
	result, root, err := w.compileTree(compiler.Options{})
	if err != nil {
		return "", err
	}
	path, err := w.keyPath(result)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	// Where it really lies: a link, as /proc/self/cwd is one, can lead from outside back in.
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", err
	}
	if root, err = filepath.EvalSymlinks(root); err != nil {
		return "", err
	}
	if rel := below(root, real); info.Mode().Perm()&0o077 != 0 || !strings.HasPrefix(rel, "../") {
		return "", errors.New("the key is not this person's own")
	}
	return path + ".pub", nil
}

type purpose int

const (
	opening  purpose = iota
	choosing         // a new one: asked for twice
)

// passphrase comes from the environment, from a file, or from a question on the terminal.
func (w *World) passphrase(ctx context.Context, of string, why purpose) ([]byte, error) {
	secluded()
	given, err := w.givenPassphrase()
	if given == nil && err == nil {
		given, err = w.askPassphrase(ctx, of, why)
	}
	if err == nil {
		w.hidden.Learn(given)
	}
	return given, err
}

func (w *World) askPassphrase(ctx context.Context, of string, why purpose) ([]byte, error) {
	in := w.person()
	if in == nil {
		return nil, problem{couldNotLook, "the passphrase of " + of + " is needed, and there is no terminal to ask on",
			"ATTESTARY_KEY_PASSPHRASE=… attestary …"}
	}
	first, err := w.ask(ctx, in, "passphrase of "+of+": ")
	if err != nil || why == opening {
		return first, err
	}
	again, err := w.ask(ctx, in, "once more: ")
	if err == nil && !bytes.Equal(first, again) {
		err = usage("the two passphrases differ; nothing was made")
	}
	return first, err
}

// givenPassphrase is the one that the environment or a file holds; nil where neither does.
func (w *World) givenPassphrase() ([]byte, error) {
	if text := w.Getenv("ATTESTARY_KEY_PASSPHRASE"); text != "" {
		return []byte(text), nil
	}
	path := w.Getenv("ATTESTARY_KEY_PASSPHRASE_FILE")
	if path == "" {
		return nil, nil
	}
	data, err := readFile(w.path(path), "ATTESTARY_KEY_PASSPHRASE_FILE")
	return bytes.TrimRight(data, "\r\n"), err
}
