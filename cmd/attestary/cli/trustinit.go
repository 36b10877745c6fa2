package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/spf13/cobra"
)

// offering is what somebody brings to begin a policy.
type offering struct {
	file, branch string
	keys, roots  []string
	yes          string // the digest of what they have read
	ledger       bool   // not the repository's own, but what the ledger says
}

func trustCommand(w *World) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "trust",
		Short:   "Whom you trust: begin a policy, or read one",
		Example: "  attestary trust init ~/acme.trust.hcl --key runner.pub\n  attestary trust show ~/acme.trust.hcl",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var o offering
	begin := &cobra.Command{
		Use:   "init FILE",
		Short: "Begin a trust policy from what the repository offers",
		Long: `Offers a trust policy: the trust.hcl of the commit that this clone stands on, or else one made from who
signed the ledger, by the keys and the trusted roots that you were handed by another way. It is shown in
full, and written only when you say yes to exactly that: at the terminal, or by its digest (--yes).

Nothing in an offer is proven. What you do not know, cross out.`,
		Example: `  attestary trust init ~/acme.trust.hcl --key runner.pub
  attestary trust init ~/acme.trust.hcl --trusted-root trusted_root.json --yes sha256:9f86…`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.file = args[0]
			return w.trustInit(cmd.Context(), o)
		},
	}
	begin.Flags().StringArrayVar(&o.keys, "key", nil, "a public key `file` that you were handed; may be given again")
	begin.Flags().StringArrayVar(&o.roots, "trusted-root", nil, "a trusted_root.json `file` that you were handed; may be given again")
	begin.Flags().StringVar(&o.yes, "yes", "", "the `digest` of the offer that you have read")
	begin.Flags().BoolVar(&o.ledger, "from-ledger", false, "pass by the trust.hcl of the repository")
	begin.Flags().StringVar(&o.branch, "branch", "", "the `branch` that is the ledger (default evidence)")
	cmd.AddCommand(begin, trustShowCommand(w))
	return cmd
}

// offer is a policy that nobody said yes to yet.
type offer struct {
	from   string
	policy verify.Policy
	notes  []string
}

func (w *World) trustInit(ctx context.Context, o offering) error {
	path := w.path(o.file)
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return usage("%s is already there; a policy is never written over", path)
	}
	made, err := w.offer(ctx, o)
	if err != nil {
		return err
	}
	if err := made.policy.Check(); err != nil {
		return problem{foundWrong, fmt.Sprintf("what %s offers is no policy: %v", made.from, err), ""}
	}
	text := policyText(made.policy, append([]string{"Offered by " + made.from + "."}, made.notes...))
	digest := string(canon.Sum([]byte(text)))
	fmt.Fprintf(w.Out, "%s", printable(text))
	fmt.Fprintf(w.Err, "\noffered by %s; its digest is %s\n", made.from, digest)
	if err := w.trusts(ctx, o, digest); err != nil {
		return err
	}
	return w.writePolicy(path, text, made.policy)
}

// offer is the repository's own policy, else what the ledger says.
func (w *World) offer(ctx context.Context, o offering) (*offer, error) {
	if !o.ledger {
		made, err := w.ownOffer()
		if made != nil || err != nil {
			return made, err
		}
	}
	return w.ledgerOffer(ctx, o)
}

// ownOffer is the trust.hcl of the commit that the clone stands on; nil where there is none. What it names is read
// from that commit, too: a path of it can never lead to a file of this machine.
func (w *World) ownOffer() (*offer, error) {
	repo, err := w.openRepository()
	if err != nil {
		return nil, err
	}
	return w.offerOf(repo, func(string) {})
}

// trustName is the file at the top of a commit that says whose signatures count.
const trustName = "trust.hcl"

// offerOf is that of the commit that is checked out in a clone. read is told which files it names.
func (w *World) offerOf(repo *repository, read func(name string)) (*offer, error) {
	head, err := repo.head()
	if err != nil {
		return nil, nil // a clone without any code: the ledger alone
	}
	files := func(path, what string) ([]byte, error) {
		if path != filepath.Base(path) {
			return nil, usage("%s: %q: a policy that a repository offers names files beside it, and no others", what, path)
		}
		file, err := head.File(path)
		if err != nil {
			return nil, usage("%s: commit %s has no file %q", what, head.Hash, path)
		}
		read(path)
		if file.Size > 1<<20 {
			return nil, usage("%s: %q has %d bytes; that is not what was asked for", what, path, file.Size)
		}
		text, err := file.Contents()
		return []byte(text), err
	}
	if _, err := head.File("trust.hcl"); err != nil {
		return nil, nil
	}
	data, err := files("trust.hcl", "the trust policy")
	if err != nil {
		return nil, err
	}
	policy, err := parseTrust("trust.hcl", data, reading{file: files})
	return &offer{from: fmt.Sprintf("trust.hcl of commit %s", head.Hash), policy: policy}, err
}

// ledgerOffer is made from who signed the ledger, and what the person brings.
func (w *World) ledgerOffer(ctx context.Context, o offering) (*offer, error) {
	branch := o.branch
	if branch == "" {
		branch = usualBranch
	}
	store, err := w.openLedger(branch)
	if err != nil {
		return nil, err
	}
	snapshot, err := ledger.Open(ctx, store)
	if err != nil {
		return nil, friendly(err)
	}
	made := &offer{from: "who signed the ledger"}
	for i, path := range o.roots {
		data, err := readFile(w.path(path), "the trusted root")
		if err != nil {
			return nil, err
		}
		made.policy.Roots = append(made.policy.Roots, verify.TrustedRoot{Name: fmt.Sprintf("root-%d", i+1), JSON: data, SHA256: canon.Sum(data)})
	}
	found, err := verify.Offered(snapshot.Entries(ctx), made.policy.Roots)
	if err != nil {
		return nil, unreadable(err)
	}
	if err := w.take(made, found, o.keys); err != nil {
		return nil, err
	}
	if len(made.policy.Keys)+len(made.policy.Workflows) == 0 {
		return nil, problem{couldNotLook, "nothing that you brought signed this ledger:\n  " + strings.Join(made.notes, "\n  "),
			"attestary trust init FILE --key RUNNER.pub   (or --trusted-root trusted_root.json)"}
	}
	return made, nil
}

// take makes a policy of what a ledger says and the keys that were brought. Whatever was not brought is told.
func (w *World) take(made *offer, found *verify.Offer, keys []string) error {
	brought := map[string]verify.Key{}
	for _, path := range keys {
		data, err := readFile(w.path(path), "the public key")
		if err != nil {
			return err
		}
		hint, err := verify.HintOfKey(data)
		if err != nil {
			return usage("%s: %v", path, err)
		}
		brought[hint] = verify.Key{Name: strings.TrimSuffix(filepath.Base(path), ".pub"), PEM: string(data)}
	}
	made.policy.Origin, made.policy.Workflows = found.Origin, found.Workflows
	for _, k := range found.Keys {
		signed := fmt.Sprintf("key %s signed %d entries, from %d to %d", k.Hint, k.Entries, k.First, k.Last)
		key, ok := brought[k.Hint]
		switch {
		case ok && k.Login != "":
			made.policy.People = append(made.policy.People, verify.Person{Login: k.Login, Keys: []string{key.PEM}})
		case ok:
			made.policy.Keys = append(made.policy.Keys, key)
		default:
			made.notes = append(made.notes, signed+"; nobody gave its public half (--key)")
		}
	}
	if found.Strays > 0 {
		made.notes = append(made.notes, fmt.Sprintf("%d entries are signed by certificates that do not count by the roots that were given (--trusted-root); of the first: %s", found.Strays, found.Stray))
	}
	return nil
}

// trusts asks for a yes to exactly what was shown.
func (w *World) trusts(ctx context.Context, o offering, digest string) error {
	if o.yes != "" {
		if o.yes == digest {
			return nil
		}
		return problem{foundWrong, "you said yes to " + o.yes + ", which is not what is offered now; nothing was written", ""}
	}
	in := w.person()
	if in == nil {
		return problem{couldNotLook, "nobody said yes, so nothing was written; read what is offered above, first", "attestary trust init " + o.file + " --yes " + digest}
	}
	answer, err := w.heard(ctx, in, "do you trust all of that? yes: write it · anything else: nothing is written: ")
	if answer == "yes" && err == nil {
		return nil
	}
	return problem{foundWrong, "nothing was written", ""}
}

// writePolicy writes a policy and its roots beside it, and nothing over what is there.
func (w *World) writePolicy(path, text string, p verify.Policy) error {
	files := map[string][]byte{}
	for _, r := range p.Roots {
		files[filepath.Join(filepath.Dir(path), rootFileOf(r.Name))] = r.JSON
	}
	for name, data := range files {
		if err := writeNew(name, data); err != nil {
			return err
		}
	}
	if err := writeNew(path, []byte(text)); err != nil {
		return err
	}
	fmt.Fprintf(w.Err, "made     %s\n  next: attestary verify --trust %s\n", path, path)
	return nil
}

func writeNew(path string, data []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return usage("%s is already there; nothing was written over it", path)
	}
	if err != nil {
		return problem{couldNotLook, err.Error(), ""}
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Close())
}
