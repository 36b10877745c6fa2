package ledger_test

import (
	"os"
	"testing"
)

// keyDir holds the key of all tests.
var keyDir string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "attestary-ledger-test-")
	if err != nil {
		panic(err)
	}
	keyDir = dir
	code := m.Run()
	if err := os.RemoveAll(dir); err != nil {
		panic(err)
	}
	os.Exit(code)
}
