package key

import (
	"bytes"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/secure-systems-lab/go-securesystemslib/encrypted"
	"github.com/sigstore/sigstore/pkg/cryptoutils"
)

// maxFile is the most bytes that a key file may have.
const maxFile = 64 << 10

// readPrivate reads a file that only its owner may read.
func readPrivate(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("key %s: %w; attestary key new makes one", path, fs.ErrNotExist)
	case err != nil:
		return nil, fmt.Errorf("key %s: %w", path, err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("key %s: it is not a file", path)
	case info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows":
		return nil, fmt.Errorf("key %s: others may read or write it (mode %04o): chmod 600 %s, and think about whether somebody did", path, info.Mode().Perm(), path)
	case info.Size() == 0:
		return nil, fmt.Errorf("key %s: it is empty", path)
	case info.Size() > maxFile:
		return nil, fmt.Errorf("key %s: it has %d bytes; a key has at most %d", path, info.Size(), maxFile)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("key %s: %w", path, err)
	}
	return data, nil
}

// unseal opens a PEM block of the given kind.
func unseal(kind string, data, passphrase []byte) ([]byte, error) {
	block, rest := pem.Decode(data)
	switch {
	case block == nil:
		return nil, fmt.Errorf("it is not PEM; a private key starts with -----BEGIN %s-----", kind)
	case block.Type == string(cryptoutils.PublicKeyPEMType):
		return nil, errors.New("it is a public key; to sign, give the private one, whose name has no .pub at its end")
	case block.Type == string(cryptoutils.PrivateKeyPEMType), block.Type == string(cryptoutils.ECPrivateKeyPEMType):
		return nil, errors.New("it is a private key that is not encrypted; make one with attestary key new, or cosign import-key-pair")
	case block.Type != kind:
		return nil, fmt.Errorf("it is a %.40q; it must be a %q", block.Type, kind)
	case len(bytes.TrimSpace(rest)) > 0:
		return nil, errors.New("something follows the key")
	}
	secret, err := encrypted.Decrypt(block.Bytes, passphrase)
	if err != nil && err.Error() == "encrypted: decryption failed" {
		return nil, ErrPassphrase
	}
	if err != nil {
		return nil, fmt.Errorf("what it holds cannot be decrypted: %w", err)
	}
	return secret, nil
}

type file struct {
	path string
	data []byte
	mode fs.FileMode
}

// free tells the first of the paths that is taken.
func free(paths ...string) error {
	for _, path := range paths {
		if _, err := os.Lstat(path); err == nil {
			return fmt.Errorf("key %s: %w", path, ErrExists)
		}
	}
	return nil
}

// createPair makes a secret and what is public of it.
func createPair(secret, public file) error {
	if err := create(secret); err != nil {
		return fmt.Errorf("key %s: %w", secret.path, err)
	}
	if err := create(public); err != nil {
		return fmt.Errorf("key %s: %w", public.path, err)
	}
	return nil
}

// create makes a file complete, or not at all, and never in the place of another: it is written under a
// name of its own, and then linked, which fails where the name is taken.
func create(f file) error {
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return err
	}
	draft := filepath.Join(filepath.Dir(f.path), "."+rand.Text())
	if err := writeDurably(draft, f); err != nil {
		return errors.Join(err, os.Remove(draft))
	}
	err := os.Link(draft, f.path)
	if errors.Is(err, fs.ErrExist) {
		err = ErrExists
	}
	return errors.Join(err, os.Remove(draft))
}

func writeDurably(path string, f file) (err error) {
	w, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, f.mode)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if _, err := w.Write(f.data); err != nil {
		return err
	}
	return w.Sync()
}
