package checker_test

import (
	"bytes"
	"crypto/elliptic"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/report/checker"
	"github.com/attestary/attestary/actions/verify/identity"
	"github.com/attestary/attestary/internal/authority"
)

// The corpus of package verify, whose own tests run the script over it, holds whole entries. Here are certificates and
// stamps alone, because a changed one would be told by the digest of its bundle already.

// question is what testdata/identity.mjs is asked.
type question struct {
	Root         json.RawMessage `json:"root"`
	At           int64           `json:"at"` // milliseconds
	Signature    []byte          `json:"signature"`
	Certificates [][]byte        `json:"certificates"`
	Stamps       [][]byte        `json:"stamps"`
}

// What the script takes of a changed certificate or stamp, package identity takes too.
func TestNeverMoreThanIdentity(t *testing.T) {
	t.Parallel()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not here; .ci/test installs it")
	}
	at := time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)
	for name, curve := range map[string]elliptic.Curve{"P-256": elliptic.P256(), "P-384": elliptic.P384()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			made := authority.New("acme", curve, at.AddDate(-1, 0, 0))
			der := made.Certificate(authority.Request{Key: &authority.Key("signer", elliptic.P256()).PublicKey, Name: "https://forge.example/run", From: at, To: at.Add(time.Minute),
				Extensions: map[int]string{8: "https://token.example", 20: "schedule"}})
			q := question{Root: authority.TrustedRoot(made), At: at.UnixMilli(), Signature: []byte("a signature")}
			q.Certificates, q.Stamps = changed(der), changed(made.Stamp(q.Signature, at))
			compare(t, node, q)
		})
	}
}

// changed gives data as it is, and with one bit of each byte changed.
func changed(data []byte) [][]byte {
	out := [][]byte{data}
	for i := range data {
		bad := bytes.Clone(data)
		bad[i] ^= 1 << (i % 8)
		out = append(out, bad)
	}
	return out
}

func compare(t *testing.T, node string, q question) {
	t.Helper()
	asked, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node, "testdata/identity.mjs", "js")
	cmd.Stdin, cmd.Stderr = bytes.NewReader(asked), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var told struct {
		Certificates []bool
		Stamps       []*int64
	}
	if err := json.Unmarshal(out, &told); err != nil {
		t.Fatal(err)
	}
	if len(told.Certificates) != len(q.Certificates) || len(told.Stamps) != len(q.Stamps) || !told.Certificates[0] || told.Stamps[0] == nil {
		t.Fatalf("%d answers about certificates, %d about stamps; of what nobody changed: %v, %v", len(told.Certificates), len(told.Stamps), told.Certificates[0], told.Stamps[0])
	}
	root, err := identity.ParseRoot(q.Root)
	if err != nil {
		t.Fatal(err)
	}
	for i, counts := range told.Certificates {
		c, err := root.Certificate(q.Certificates[i])
		if err == nil {
			err = c.ValidAt(time.UnixMilli(q.At))
		}
		if counts && err != nil {
			t.Errorf("byte %d of the certificate changed: the script takes it, and package identity says: %v", i-1, err)
		}
	}
	for i, stamped := range told.Stamps {
		at, err := root.Stamp(q.Stamps[i], q.Signature)
		if stamped != nil && (err != nil || at.UnixMilli() != *stamped) {
			t.Errorf("byte %d of the stamp changed: the script reads %d, package identity %s (%v)", i-1, *stamped, at, err)
		}
	}
}

// The script is one file that leaves nothing behind but attestary, and that no page policy has to make room for.
func TestChecksInNode(t *testing.T) {
	t.Parallel()
	script := string(checker.Script())
	for _, word := range []string{"eval(", "Function(", "innerHTML", "import(", "fetch(", "XMLHttpRequest", "http://", "localStorage", ".style."} {
		if strings.Contains(script, word) {
			t.Errorf("the script holds %q", word)
		}
	}
	if len(script) > 64<<10 {
		t.Errorf("the script has %d bytes", len(script))
	}
}
