package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/canon"
)

// A machine that rotated keeps the public half of the key that gave way, so that it can judge its own work:
// a file by the digest of the key that came after it.

func (w *World) oldFile(after canon.Digest) (string, error) {
	home, err := w.home()
	return filepath.Join(home, "gave-way", after.Hex()+".pub"), err
}

func (w *World) rememberOld(old, new *key.Public) error {
	path, err := w.oldFile(new.Digest())
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o700)
	}
	if err == nil {
		err = replace(path, old.PEM())
	}
	return err
}

// maxGaveWay bounds how far back keys are followed: a chain that goes round has no end.
const maxGaveWay = 100

// gaveWay are the keys that gave way, one after the other, to the key of that file.
func (w *World) gaveWay(public string) ([]verify.Key, error) {
	var keys []verify.Key
	data, err := readFile(public, "the public key")
	for err == nil && len(keys) < maxGaveWay {
		k, parseErr := key.ParsePublic(data)
		if parseErr != nil {
			return nil, parseErr
		}
		path, pathErr := w.oldFile(k.Digest())
		if pathErr != nil {
			return nil, pathErr
		}
		if _, statErr := os.Stat(path); errors.Is(statErr, fs.ErrNotExist) {
			return keys, nil
		}
		if data, err = readFile(path, "a key that gave way"); err == nil {
			keys = append(keys, verify.Key{Name: path, PEM: string(data), Follow: true})
		}
	}
	return keys, err
}
