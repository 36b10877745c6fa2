package cli

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/evidence"
)

// The ledger tells keys by their digests, and nobody can verify with a digest. A machine that has recorded
// somebody's word had their public key, and keeps it, so that it can judge its own work. A file of the
// folder is a login on a line, and a public key.

func (w *World) metFolder() (string, error) {
	home, err := w.home()
	return filepath.Join(home, "people"), err
}

// meet keeps the key of the person whose word was recorded.
func (w *World) meet(item ledger.Item) error {
	public, ok := item.Person.(*key.Public)
	if !ok {
		return nil
	}
	b, err := evidence.ParseBundle(item.Bundle)
	if err != nil {
		return err
	}
	said, err := (&evidence.Word{Bundle: b}).Statement()
	if err != nil {
		return err
	}
	dir, err := w.metFolder()
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err != nil {
		return err
	}
	return replace(filepath.Join(dir, public.Digest().Hex()), append([]byte(said.Speaker().Login+"\n"), public.PEM()...))
}

// met are the people whose words this machine has recorded.
func (w *World) met() ([]verify.Person, error) {
	dir, err := w.metFolder()
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var people []verify.Person
	for _, e := range entries {
		data, err := readFile(filepath.Join(dir, e.Name()), "somebody's public key")
		if err != nil {
			return nil, err
		}
		login, pem, ok := bytes.Cut(data, []byte("\n"))
		if !ok || strings.HasPrefix(e.Name(), ".") {
			continue // half written
		}
		people = append(people, verify.Person{Login: string(login), Keys: []string{string(pem)}})
	}
	return people, nil
}
