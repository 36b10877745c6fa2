package relay_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/attestary/attestary/cmd/attestary/relay"
	"github.com/attestary/attestary/schemas/canon"
)

// TestBelieved: a document counts where it has the digest that the forge has, and nothing leads out of its folder.
func TestBelieved(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	folder := filepath.Join(dir, "attestary-gates-2")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{filepath.Join(folder, relay.Gates): "said", filepath.Join(dir, "outside"): "outside"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("../outside", filepath.Join(folder, "link")); err != nil {
		t.Fatal(err)
	}
	r := relay.Relay{In: dir, Attempt: 2}
	if data, err := r.Believed("gates", relay.Gates, canon.Sum([]byte("said"))); err != nil || string(data) != "said" {
		t.Errorf("what was left: %q, %v", data, err)
	}
	if _, err := (relay.Relay{In: dir, Attempt: 1}).Left("gates", relay.Gates); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of another attempt: %v", err)
	}
	for name, c := range map[string]struct {
		name   string
		digest canon.Digest
		want   string
	}{
		"another document": {relay.Gates, canon.Sum([]byte("meant")), "is not what it gave the digest of"},
		"no digest":        {relay.Gates, "", "gave no digest"},
		"nothing left":     {relay.Tail, canon.Sum(nil), "left nothing"},
		"a link":           {"link", canon.Sum([]byte("outside")), "no plain file"},
		"a way out":        {"../outside", canon.Sum([]byte("outside")), "escapes"},
	} {
		if _, err := r.Believed("gates", c.name, c.digest); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func FuzzParseNeeds(f *testing.F) {
	f.Add(`{"gates":{"result":"success","outputs":{"record":"00"}},"phase-a":{"result":"skipped","outputs":{}}}`)
	f.Add(`{"gates":{"result":"well"}}`)
	f.Fuzz(func(t *testing.T, text string) {
		needs, err := relay.ParseNeeds(text)
		for name, n := range needs {
			if err == nil && n.Result == "" {
				t.Errorf("job %q came to nothing", name)
			}
			if d := n.Digest("record"); d != "" && len(d.Hex()) != 64 {
				t.Errorf("%q is no digest", d)
			}
			for _, s := range n.Slots("a") {
				if s.Leg < 0 || s.Leg > 999 {
					t.Errorf("leg %d", s.Leg)
				}
			}
		}
	})
}
