package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/actions/attest/keyless"
	"github.com/attestary/attestary/actions/attest/kms"
	"github.com/attestary/attestary/actions/secret/vault"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/syntax"
)

// hand is what signs evidence on this machine: a key in a file, a key in a key management system, or a
// certificate that lives for minutes.
type hand struct {
	signer     attest.Signer
	trust      attest.Verifier   // takes what it signs, and what it signed before
	key        *key.Public       // nil where certificates sign
	passphrase []byte            // of a key in a file
	identity   *keyless.Identity // whom its certificate names; nil where a key signs
}

func byKey(k *key.Key, passphrase []byte) *hand {
	return &hand{signer: k, trust: k.Public(), key: k.Public(), passphrase: passphrase}
}

// openHand opens what the project signs with.
func (w *World) openHand(ctx context.Context, b *bound) (*hand, error) {
	store := b.compiled.Project.Store
	if store == nil {
		_, err := w.keyPath(b.compiled) // which says what is missing
		return nil, err
	}
	if store.Sign.Value == "keyless" {
		return w.withCertificate(ctx, b.repo.root, store)
	}
	if address, ok := strings.CutPrefix(store.Sign.Value, "kms:"); ok {
		return w.withKMS(ctx, address)
	}
	k, passphrase, err := w.signingKey(ctx, b.compiled)
	if err != nil {
		return nil, err
	}
	return byKey(k, passphrase), nil
}

func (w *World) withKMS(ctx context.Context, address string) (*hand, error) {
	lookup := w.lookup
	if strings.HasPrefix(address, "openbao:") {
		lookup = w.lookupBao
	}
	token, _ := lookup("VAULT_TOKEN")
	w.hidden.Learn([]byte(token))
	k, err := kms.Open(ctx, address, kms.Vault{Server: vault.Vault{Lookup: lookup}, Engine: w.Getenv("TRANSIT_SECRET_ENGINE_PATH")})
	if err != nil {
		return nil, unsigned(err)
	}
	return &hand{signer: k, trust: k.Public(), key: k.Public()}, nil
}

// lookupBao is a variable of Vault's under the name that OpenBao gives it, or under its own.
func (w *World) lookupBao(name string) (string, bool) {
	if rest, ok := strings.CutPrefix(name, "VAULT_"); ok {
		if value, ok := w.lookup("BAO_" + rest); ok {
			return value, true
		}
	}
	return w.lookup(name)
}

// usualRoot is the file beside project.hcl with the public keys of the servers that sign.
const usualRoot = "trusted_root.json"

func (w *World) withCertificate(ctx context.Context, root string, store *syntax.Store) (*hand, error) {
	name := usualRoot
	if store.Root.Value != "" {
		name = store.Root.Value
	}
	trusted, err := os.ReadFile(filepath.Join(root, compiler.Dir, name))
	if err != nil {
		return nil, problem{couldNotLook, "keyless signing needs the public keys of the servers, so that what they answer can be judged: " + err.Error(),
			"cosign trusted-root create --out " + compiler.Dir + "/" + name}
	}
	token, err := w.token()
	if err != nil {
		return nil, err
	}
	s, err := keyless.Open(ctx, keyless.Options{
		Fulcio: store.Fulcio.Value, Timestamp: store.Timestamp.Value, Rekor: store.Rekor.Value, Root: trusted,
		Token: token, Consent: store.PublicLog.Value, Now: w.Now, Wait: jitter,
	})
	if err != nil {
		return nil, unsigned(err)
	}
	who := s.Trust().Identity()
	return &hand{signer: s, trust: s.Trust(), identity: &who}, nil
}

// unsigned is for what stands in the way of a signature, before anything was run.
func unsigned(err error) error {
	if errors.Is(err, context.Canceled) {
		return friendly(err)
	}
	return problem{couldNotLook, "nothing can be signed: " + err.Error(), ""}
}

// token is where OpenID Connect tokens come from: what the environment names, else the runner of GitHub.
func (w *World) token() (keyless.Token, error) {
	switch file, command := w.Getenv("ATTESTARY_ID_TOKEN_FILE"), w.Getenv("ATTESTARY_ID_TOKEN_COMMAND"); {
	case file != "" && command != "":
		return nil, usage("ATTESTARY_ID_TOKEN_FILE and ATTESTARY_ID_TOKEN_COMMAND: set one of them")
	case file != "":
		return hiding{w, keyless.File{Path: w.path(file)}}, nil
	case command != "":
		return hiding{w, keyless.Command{Args: strings.Fields(command), Env: w.few()}}, nil
	}
	if url := w.Getenv("ACTIONS_ID_TOKEN_REQUEST_URL"); url != "" {
		bearer := w.Getenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN")
		w.hidden.Learn([]byte(bearer))
		return hiding{w, keyless.GitHub{URL: url, Bearer: bearer}}, nil
	}
	if w.onForge() {
		return nil, problem{couldNotLook, "project.hcl signs without a key, and this job has no identity token: it needs the permission id-token: write",
			"attestary compile"}
	}
	return nil, problem{couldNotLook, "project.hcl signs without a key, and this machine has no identity token: it signs on GitHub's runners, or with a token from elsewhere",
		"ATTESTARY_ID_TOKEN_FILE=… attestary …   (or ATTESTARY_ID_TOKEN_COMMAND)"}
}

// few are the variables that a program needs to find itself and its settings; no secret is among them.
func (w *World) few() (env []string) {
	for _, name := range []string{"PATH", "HOME", "USER", "LANG", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "TMPDIR", "HTTPS_PROXY", "NO_PROXY"} {
		if value := w.Getenv(name); value != "" {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// hiding has nobody see a token that was got.
type hiding struct {
	w    *World
	from keyless.Token
}

// Token implements keyless.Token.
func (h hiding) Token(ctx context.Context) (string, error) {
	token, err := h.from.Token(ctx)
	h.w.hidden.Learn([]byte(token))
	return token, err
}
