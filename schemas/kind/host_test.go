package kind_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/kind"
)

func TestParseHost(t *testing.T) {
	t.Parallel()
	type host struct {
		name string
		port uint16
	}
	for text, want := range map[string]host{
		"files.acme.example":      {"files.acme.example", 0},
		"Files.Acme.example:8443": {"files.acme.example", 8443},
		"wiki":                    {"wiki", 0},
		"10.0.0.7":                {"10.0.0.7", 0},
		"10.0.0.7:8443":           {"10.0.0.7", 8443},
		"::1":                     {"::1", 0},
		"[::1]:443":               {"::1", 443},
		"[2001:DB8:0::1]:443":     {"2001:db8::1", 443},
	} {
		if name, port, ok := kind.ParseHost(text); !ok || name != want.name || port != want.port {
			t.Errorf("%q: %q %d %v, want %v", text, name, port, ok, want)
		}
	}
	for _, text := range []string{
		"", "*", "*.acme.example", "https://acme.example", "acme.example/files", "acme.example:", "acme.example:0", "acme.example:065", "acme.example:65536",
		"user@acme.example", "acme..example", ".acme.example", "acme.example.", "-a.example", "a-.example", "[::1]", "fe80::1%eth0", "[fe80::1%eth0]:443", "10.0.0.7:0",
		"acme.example:443:443", "a b", "acmé.example", strings.Repeat("a.", 130) + "a", "acme.example?x", "acme.example#x",
	} {
		if name, port, ok := kind.ParseHost(text); ok {
			t.Errorf("%q is taken for %q %d", text, name, port)
		}
	}
}

// FuzzParseHost: what is a host stays one, and has nothing in it that would lead elsewhere.
func FuzzParseHost(f *testing.F) {
	for _, text := range []string{"files.acme.example:8443", "10.0.0.7", "[::1]:443", "::ffff:10.0.0.7", "a:1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		name, port, ok := kind.ParseHost(text)
		if !ok {
			return
		}
		if strings.ContainsAny(name, "/@?#*% \\") || name == "" {
			t.Errorf("%q is taken for %q", text, name)
		}
		if again, none, ok := kind.ParseHost(name); !ok || again != name || none != 0 {
			t.Errorf("%q of %q (port %d) is read as %q", name, text, port, again)
		}
	})
}
