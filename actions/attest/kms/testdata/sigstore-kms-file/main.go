// The program sigstore-kms-file is a key management system of one file: file://PATH names a private key in PEM.
// It speaks the protocol of Sigstore's plugins, as the programs of real systems do.
package main

import (
	"context"
	"crypto"
	"errors"
	"os"
	"strings"

	"github.com/sigstore/sigstore/pkg/cryptoutils"
	"github.com/sigstore/sigstore/pkg/signature"
	"github.com/sigstore/sigstore/pkg/signature/kms/cliplugin/handler"
)

type file struct{ signature.SignerVerifier }

func (file) CreateKey(context.Context, string) (crypto.PublicKey, error) {
	return nil, errors.New("no keys are made here")
}

func (file) CryptoSigner(context.Context, func(error)) (crypto.Signer, crypto.SignerOpts, error) {
	return nil, nil, errors.New("no key is given out")
}

func (file) SupportedAlgorithms() []string { return nil }
func (file) DefaultAlgorithm() string      { return "" }

func main() {
	args, err := handler.GetPluginArgs(os.Args)
	if err != nil {
		fail(err)
	}
	data, err := os.ReadFile(strings.TrimPrefix(args.InitOptions.KeyResourceID, "file://"))
	if err != nil {
		fail(err)
	}
	private, err := cryptoutils.UnmarshalPEMToPrivateKey(data, nil)
	if err != nil {
		fail(err)
	}
	sv, err := signature.LoadSignerVerifier(private, args.InitOptions.HashFunc)
	if err != nil {
		fail(err)
	}
	if _, err := handler.Dispatch(os.Stdout, os.Stdin, args, file{sv}); err != nil {
		os.Exit(1)
	}
}

func fail(err error) {
	_ = handler.WriteErrorResponse(os.Stdout, err)
	os.Exit(1)
}
