package key

import (
	"crypto/rand"
	"fmt"

	"golang.org/x/mod/sumdb/note"
)

// logKind is the PEM type of a log key: the C2SP signer key ("PRIVATE+KEY+…") encrypted.
const logKind = "ENCRYPTED ATTESTARY LOG KEY"

// CreateLog makes a log key for the ledger with that origin, at path + ".log", and its C2SP verifier key
// at path + ".vkey".
func CreateLog(path, origin string, passphrase []byte) (note.Signer, error) {
	if err := free(path+".log", path+".vkey"); err != nil {
		return nil, err
	}
	private, public, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		return nil, fmt.Errorf("log key %s: %w", path, err)
	}
	sealed, err := seal(logKind, []byte(private), passphrase)
	if err != nil {
		return nil, fmt.Errorf("log key %s: %w", path, err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		return nil, fmt.Errorf("log key %s: %w", path, err)
	}
	return signer, createPair(file{path + ".log", sealed, 0o600}, file{path + ".vkey", []byte(public + "\n"), 0o644})
}

// OpenLog opens the log key at path + ".log". Its errors are those of Open.
func OpenLog(path string, passphrase []byte) (note.Signer, error) {
	data, err := readPrivate(path + ".log")
	if err != nil {
		return nil, err
	}
	private, err := unseal(logKind, data, passphrase)
	if err != nil {
		return nil, fmt.Errorf("key %s.log: %w", path, err)
	}
	signer, err := note.NewSigner(string(private))
	if err != nil {
		return nil, fmt.Errorf("key %s.log: what it holds is no log key: %w", path, err)
	}
	return signer, nil
}
