package cli

import (
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/attestary/attestary/actions/verify/sigstore"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/spf13/cobra"
)

// oneBundle is what verify-bundle is asked for, as flags.
type oneBundle struct {
	bundle, artifact string
	key, root        string
	identity, issuer string
	noLog            bool
	format           string
}

func verifyBundleCommand(w *World) *cobra.Command {
	var q oneBundle
	cmd := &cobra.Command{
		Use:   "verify-bundle BUNDLE ARTIFACT",
		Short: "Judge one Sigstore bundle, offline",
		Long: `Tells whether a Sigstore bundle (v0.1 to v0.3, by whichever program) is a signature over ARTIFACT, which
is a file or its digest, sha256:HEX, by the key or the identity that you name. Of a statement ARTIFACT is
a subject.

A certificate is judged by a trusted root file. What that file makes possible is demanded: an entry where
it lists logs of signatures, a proof where it lists logs of certificates, and a time in any case. It needs
no network.

Exit status 0: it holds. 1: it does not, and the first line says why. 2: the question was none.`,
		Example: `  attestary verify-bundle release.sigstore.json release.tar.gz --key release.pub
  attestary verify-bundle run.sigstore.json sha256:9f86… --identity ada@shop.example \
    --issuer https://accounts.example --trusted-root trusted_root.json`,
		Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			q.bundle, q.artifact = args[0], args[1]
			return w.verifyBundle(q)
		},
	}
	cmd.Flags().StringVar(&q.key, "key", "", "it must be signed by this public key `file`")
	cmd.Flags().StringVar(&q.identity, "identity", "", "its certificate must be for this `name`, letter by letter")
	cmd.Flags().StringVar(&q.issuer, "issuer", "", "who vouched for that name: the `address` of the issuer of tokens")
	cmd.Flags().StringVar(&q.root, "trusted-root", "", "the authorities and logs that you trust: a trusted_root.json `file`")
	cmd.Flags().BoolVar(&q.noLog, "unsafe-no-log", false, "accept it without an entry in a log of signatures")
	formats(cmd, &q.format, "human", "json")
	return cmd
}

func (w *World) verifyBundle(q oneBundle) error {
	question, err := w.question(q)
	if err != nil {
		return err
	}
	if file, ok := question.Artifact.(io.Closer); ok {
		defer file.Close()
	}
	answer, err := sigstore.Judge(question)
	if err != nil {
		return usage("%v", err)
	}
	if err := w.tellAnswer(q, answer); err != nil {
		return err
	}
	if answer.Refused != "" {
		return quiet(foundWrong)
	}
	return nil
}

// question reads the files that the flags name.
func (w *World) question(q oneBundle) (out sigstore.Question, err error) {
	switch {
	case q.key == "" && q.identity == "" && q.issuer == "":
		return out, problem{wrongUsage, "whom do you trust? give the public key (--key), or the identity and its issuer", "attestary verify-bundle --help"}
	case q.key != "" && q.identity+q.issuer != "":
		return out, usage("--key and --identity: give one of them, for a bundle is signed by one of them")
	case q.key == "" && (q.identity == "" || q.issuer == "" || q.root == ""):
		return out, usage("a certificate is judged by --identity, --issuer and --trusted-root together; a name without its issuer is nobody's")
	}
	out.Identity, out.UnsafeNoLog = sigstore.Identity{Name: q.identity, Issuer: q.issuer}, q.noLog
	for _, file := range []struct {
		path, what string
		into       *[]byte
	}{{q.bundle, "the bundle", &out.Bundle}, {q.key, "the public key", &out.Key}, {q.root, "the trusted root", &out.Root}} {
		if file.path == "" {
			continue
		}
		if *file.into, err = readFile(w.path(file.path), file.what); err != nil {
			return out, err
		}
	}
	return out, w.artifact(q.artifact, &out)
}

// maxArtifact is the most bytes of a file that is judged: kinds of keys that sign the whole of it need it in
// memory.
const maxArtifact = 1 << 30

// artifact is what was signed: a digest, or a file.
func (w *World) artifact(named string, into *sigstore.Question) error {
	if digest, ok := strings.CutPrefix(named, "sha256:"); ok {
		sum, err := hex.DecodeString(digest)
		if err != nil || len(sum) != 32 {
			return usage("%s is not a digest; it is written sha256: and 64 digits of hex", named)
		}
		into.Digest = sum
		return nil
	}
	path := w.path(named)
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return usage("the artifact: there is no file %s that can be read", path)
	case info.IsDir():
		return usage("the artifact: %s is a folder; what is signed is a file", path)
	case info.Size() > maxArtifact:
		return usage("the artifact: %s has %d bytes; of one above %d give the digest, sha256:HEX", path, info.Size(), maxArtifact)
	}
	file, err := os.Open(path)
	if err != nil {
		return problem{couldNotLook, fmt.Sprintf("the artifact: %v", err), ""}
	}
	into.Artifact = file
	return nil
}

// bundleAnswer is what --format json prints.
type bundleAnswer struct {
	Bundle    string   `json:"bundle"`
	Detail    string   `json:"detail"`
	Logged    bool     `json:"logged"`
	Refused   string   `json:"refused"`
	Statement string   `json:"statement"`
	Times     []string `json:"times"`
	Verified  bool     `json:"verified"`
}

func (w *World) tellAnswer(q oneBundle, a sigstore.Answer) error {
	times := []string{}
	for _, t := range a.Times {
		times = append(times, evidence.FormatInstant(t))
	}
	if q.format == "json" {
		data, err := canon.Encode(bundleAnswer{q.bundle, a.Detail, a.Logged, a.Refused, a.Statement, times, a.Refused == ""})
		if err == nil {
			_, err = fmt.Fprintln(w.Out, string(data))
		}
		return err
	}
	if a.Refused != "" {
		fmt.Fprintf(w.Out, "refused   %s: %s\n", diag.Printable(q.bundle), a.Refused)
		if a.Detail != "" {
			fmt.Fprintf(w.Err, "%s\n", indent(printable(a.Detail)))
		}
		return nil
	}
	fmt.Fprintf(w.Out, "verified  %s\nartifact  %s\n", diag.Printable(q.bundle), diag.Printable(q.artifact))
	fmt.Fprintf(w.Out, "signed by %s\n", diag.Printable(q.who()))
	if a.Statement != "" {
		fmt.Fprintf(w.Out, "statement %s\n", diag.Printable(a.Statement))
	}
	fmt.Fprintf(w.Out, "time      %s\n", stampedAt(times))
	if a.Logged {
		fmt.Fprintln(w.Out, "log       an entry in a log of signatures holds")
	}
	return nil
}

func (q oneBundle) who() string {
	if q.key != "" {
		return "the key " + q.key
	}
	return q.identity + ", says " + q.issuer
}

func stampedAt(times []string) string {
	if len(times) == 0 {
		return "nobody stamped one"
	}
	return strings.Join(times, ", ")
}
