package kms

import (
	"bytes"
	"context"
	"crypto"
	"errors"
	"fmt"
	"strings"

	"github.com/sigstore/sigstore/pkg/signature"
	"github.com/sigstore/sigstore/pkg/signature/kms"
	"github.com/sigstore/sigstore/pkg/signature/options"
)

// plugin is a key that a program of Sigstore's protocol serves; it is started anew for each question.
type plugin struct{ remote signature.Signer }

func newPlugin(ctx context.Context, name, address string) (system, error) {
	remote, err := kms.Get(ctx, address, crypto.SHA256)
	var unknown *kms.ProviderNotFoundError
	if errors.As(err, &unknown) {
		return nil, fmt.Errorf("there is no program sigstore-kms-%s in PATH", name)
	}
	if err != nil {
		return nil, line(err)
	}
	return plugin{remote}, nil
}

func (p plugin) public(ctx context.Context) (crypto.PublicKey, error) {
	public, err := p.remote.PublicKey(options.WithContext(ctx))
	if err != nil {
		return nil, line(err)
	}
	return public, nil
}

func (p plugin) sign(ctx context.Context, message []byte) ([]byte, error) {
	sig, err := p.remote.SignMessage(bytes.NewReader(message), options.WithContext(ctx))
	if err != nil {
		return nil, line(err)
	}
	return sig, nil
}

// line makes what a program said fit into a line of ours.
func line(err error) error {
	text := strings.Join(strings.Fields(strings.Map(printable, err.Error())), " ")
	if len(text) > 300 {
		text = strings.ToValidUTF8(text[:300], "") + "…"
	}
	return errors.New(text)
}

func printable(r rune) rune {
	if r < ' ' || r == 0x7f {
		return ' '
	}
	return r
}
