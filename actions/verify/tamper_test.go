package verify_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/verdict"
)

// P5: editing any byte of any file of the ledger refutes a claim and names the file. Small files are
// tried at every byte, large ones at many.
func TestEveryByte(t *testing.T) {
	t.Parallel()
	good := base(t, nil).tree()
	for _, path := range slices.Sorted(maps.Keys(good)) {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			data := good[path].data
			step := max(1, len(data)/24)
			for at := 0; at < len(data); at += step {
				tampered(t, good, path, fmt.Sprintf("bit 0 of byte %d flipped", at), data[:at]+string([]byte{data[at] ^ 1})+data[at+1:])
				if at%(6*step) == 0 {
					tampered(t, good, path, fmt.Sprintf("bit 7 of byte %d flipped", at), data[:at]+string([]byte{data[at] ^ 0x80})+data[at+1:])
					tampered(t, good, path, fmt.Sprintf("byte %d deleted", at), data[:at]+data[at+1:])
					tampered(t, good, path, fmt.Sprintf("byte %d doubled", at), data[:at]+data[at:at+1]+data[at:])
				}
			}
			tampered(t, good, path, "a byte at its end", data+"\n")
			tampered(t, good, path, "last byte gone", data[:len(data)-1])
			tampered(t, good, path, "emptied", "")
		})
	}
}

// tampered verifies the tree with other bytes at one path, which the verdict must name.
func tampered(t *testing.T, good tree, path, what, data string) {
	t.Helper()
	bad := good.clone()
	bad[path] = plainFile(data)
	r := newRepository()
	r.commit(bad)
	v := judge(t, subject(t, r))
	if v.Status() != verdict.StatusRefuted {
		t.Errorf("%s, %s: nothing is refuted", path, what)
		return
	}
	if !names(v, path) {
		t.Errorf("%s, %s: the verdict does not name it: %s", path, what, told(v))
	}
}

// names tells whether a fault names the path.
func names(v *verdict.Verdict, path string) bool {
	for _, c := range v.Claims {
		for _, f := range c.Faults {
			if f.Path == path {
				return true
			}
		}
	}
	return false
}

// told is all faults, for a message.
func told(v *verdict.Verdict) string {
	text := ""
	for _, c := range v.Claims {
		for _, f := range c.Faults {
			entry := ""
			if f.Entry != nil {
				entry = fmt.Sprintf(" entry %d", *f.Entry)
			}
			text += fmt.Sprintf("\n  %s:%s %s: %s", c.Name, entry, f.Path, f.Reason)
		}
	}
	return text
}

// A file that is gone is named too, and so is one that nobody asked for.
func TestFileGoneOrExtra(t *testing.T) {
	t.Parallel()
	good := base(t, nil).tree()
	for path := range good {
		bad := good.clone()
		delete(bad, path)
		r := newRepository()
		r.commit(bad)
		v := judge(t, subject(t, r))
		if v.Status() != verdict.StatusRefuted {
			t.Errorf("%s is gone, and nothing is refuted", path)
		}
		if !namesPart(v, path) {
			t.Errorf("%s is gone, and the verdict does not name it: %s", path, told(v))
		}
	}
	for _, path := range []string{"x", "tile/9/000", "tile/0/000", "tile/x", "runs/x", "runs/tls/2026/01/05/x", "runs/tls/2026/01/05/deeper/x",
		"blobs/x", "blobs/sha256/00/x", "blobs/sha256/00/" + fmt.Sprintf("%064x", 0), "blobs/sha256/ff/" + fmt.Sprintf("%064x", 0), "other/x"} {
		bad := good.clone()
		bad[path] = plainFile("x")
		r := newRepository()
		r.commit(bad)
		if v := judge(t, subject(t, r)); v.Status() != verdict.StatusRefuted || !namesPart(v, path) {
			t.Errorf("%s is extra, and the verdict does not name it: %s", path, told(v))
		}
	}
}

// namesPart tells whether a fault names the path or a folder or name that it is in.
func namesPart(v *verdict.Verdict, path string) bool {
	for _, c := range v.Claims {
		for _, f := range c.Faults {
			if f.Path == path || strings.HasPrefix(path, f.Path+"/") || strings.Contains(f.Reason, path[strings.LastIndex(path, "/")+1:]) {
				return true
			}
		}
	}
	return false
}
