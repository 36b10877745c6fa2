package verify

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A git tree that parses has one spelling: written again as git writes it, it gives the same bytes. Its
// names may be anything; checkName has to refuse what a checkout must never meet.
func FuzzParseTree(f *testing.F) {
	id := string(make([]byte, len(object{})))
	f.Add([]byte("100644 README.md\x00" + id + "40000 runs\x00" + id))
	f.Add([]byte("120000 ..\x00" + id))
	f.Add([]byte("40000 a\x00" + id + "100644 a.b\x00" + id))
	f.Fuzz(func(t *testing.T, body []byte) {
		entries, err := parseTree(body)
		if err != nil {
			return
		}
		again, seen := "", map[string]bool{}
		for _, e := range entries {
			again += e.mode + " " + e.name + "\x00" + string(e.id[:])
			if seen[e.sortKey()] {
				t.Errorf("%q is there twice", e.name)
			}
			seen[e.sortKey()] = true
		}
		if again != string(body) {
			t.Errorf("%q parses and is written %q", body, again)
		}
	})
}

// Whatever a person gives as a key is a key or an error.
func FuzzPolicyFromKey(f *testing.F) {
	for _, name := range []string{"ledger.pub.pem", "ledger.key.pem"} {
		data, err := os.ReadFile(filepath.Join("testdata", "keys", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		policy, err := PolicyFromKey(data)
		if (err == nil) != (policy.Check() == nil) {
			t.Errorf("PolicyFromKey gives %v, its policy's Check %v", err, policy.Check())
		}
	})
}

// A checkpoint that parses is text that can stand in a verdict.
func FuzzParseCheckpoint(f *testing.F) {
	body := "attestary.dev/ledger/00112233445566778899aabbccddeeff\n12\nTI8pUfYz2pV+5xeFE3JUsXuQD4Z7mGCxKvYqqs0iXAk=\n"
	f.Add([]byte(body))
	f.Add([]byte(body + "\n\u2014 name x08goQ==\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := parseCheckpoint(data); err != nil {
			return
		}
		for _, line := range strings.Split(string(data), "\n") {
			if line != plain(line) {
				t.Errorf("%q is taken for a checkpoint and cannot be shown", line)
			}
		}
	})
}
