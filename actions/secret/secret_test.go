package secret_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/attestary/attestary/actions/secret"
	"github.com/attestary/attestary/actions/secret/internal/contract"
)

func environment(value string) func(string) (string, bool) {
	return func(name string) (string, bool) { return value, name == "TOKEN" }
}

func TestEnv(t *testing.T) {
	t.Parallel()
	contract.Hold(t, func(_ *testing.T, value string) contract.Place {
		return contract.Place{Source: secret.Env{Lookup: environment(value)}, At: "TOKEN", Missing: "NOTHING"}
	})
}

func TestGitHub(t *testing.T) {
	t.Parallel()
	contract.Hold(t, func(_ *testing.T, value string) contract.Place {
		return contract.Place{Source: secret.GitHub{Lookup: environment(value), OnForge: true}, At: "TOKEN", Missing: "NOTHING"}
	})
	for on, want := range map[bool]string{true: "Settings", false: "set the environment variable TOKEN"} {
		answer := secret.GitHub{Lookup: environment(""), OnForge: on}.Read(t.Context(), []string{"TOKEN"})[0]
		if answer.Err == nil || !strings.Contains(answer.Err.Error(), want) {
			t.Errorf("%v does not say %q", answer.Err, want)
		}
	}
}

func TestFiles(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"", "\n", "\r\n"} {
		contract.Hold(t, func(t *testing.T, value string) contract.Place {
			p := newPlace(t)
			p.write("token", value+end, 0o600)
			if strings.HasSuffix(value, "\n") {
				t.Fatal("a value that ends with a line break has it once more")
			}
			return contract.Place{Source: p.files, At: p.at("token"), Missing: p.at("nothing")}
		})
	}
}

// place is a folder beside a repository.
type place struct {
	t      *testing.T
	folder string
	files  secret.Files
}

func newPlace(t *testing.T) place {
	t.Helper()
	root := t.TempDir()
	p := place{t, filepath.Join(root, "secrets"), secret.Files{Home: filepath.Join(root, "secrets"), Repository: filepath.Join(root, "repository")}}
	for _, folder := range []string{p.folder, p.files.Repository} {
		p.must(os.Mkdir(folder, 0o700))
	}
	return p
}

func (p place) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p place) at(name string) string { return filepath.Join(p.folder, name) }

func (p place) write(name, data string, mode os.FileMode) {
	p.t.Helper()
	p.must(os.WriteFile(p.at(name), []byte(data), mode))
	p.must(os.Chmod(p.at(name), mode)) // whatever the umask is
}

func (p place) read(at string) (string, error) {
	answer := p.files.Read(p.t.Context(), []string{at})[0]
	return string(answer.Value), answer.Err
}

// TestFilesThatAreRead: what people and Kubernetes lay down.
func TestFilesThatAreRead(t *testing.T) {
	t.Parallel()
	for name, make := range map[string]func(place) string{
		"a path from home": func(p place) string { p.write("token", "swordfish\n", 0o600); return "token" },
		"read-only":        func(p place) string { p.write("token", "swordfish", 0o400); return p.at("token") },
		"a path with dots": func(p place) string { p.write("token", "swordfish", 0o600); return p.folder + "/x/../token" },
		"a link beside it": func(p place) string {
			p.write("data", "swordfish", 0o600)
			p.must(os.Symlink("data", p.at("token")))
			return p.at("token")
		},
		"the folder is one": func(p place) string {
			p.write("token", "swordfish", 0o600)
			p.must(os.Symlink(p.folder, p.folder+"2"))
			return p.folder + "2/token"
		},
		"a sticky folder": func(p place) string {
			p.write("token", "swordfish", 0o600)
			p.must(os.Chmod(p.folder, 0o777|os.ModeSticky))
			return p.at("token")
		},
		"as Kubernetes does it": func(p place) string {
			p.must(os.Mkdir(p.at("..2026_03_01"), 0o755))
			p.write("..2026_03_01/token", "swordfish", 0o400)
			p.must(os.Symlink("..2026_03_01", p.at("..data")))
			p.must(os.Symlink("..data/token", p.at("token")))
			return p.at("token")
		},
	} {
		p := newPlace(t)
		if got, err := p.read(make(p)); got != "swordfish" || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// TestFilesThatAreRefused: who else could have written or read it decides; and nothing hangs.
func TestFilesThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		make func(place) string
		want string
	}{
		"others read it":   {func(p place) string { p.write("token", "swordfish", 0o644); return "token" }, "(its mode is 0644): chmod 600"},
		"a group reads it": {func(p place) string { p.write("token", "swordfish", 0o640); return "token" }, "chmod 600"},
		"others write beside": {func(p place) string {
			p.write("token", "swordfish", 0o600)
			p.must(os.Chmod(p.folder, 0o777))
			return "token"
		}, "chmod go-w"},
		"in the repository": {func(p place) string {
			p.folder = p.files.Repository
			p.write("token", "swordfish", 0o600)
			return p.at("token")
		}, "it lies in the repository"},
		"linked into the repository": {func(p place) string {
			p.must(os.WriteFile(filepath.Join(p.files.Repository, "token"), []byte("swordfish"), 0o600))
			p.must(os.Symlink(p.files.Repository, p.at("there")))
			return p.at("there/token")
		}, "it lies in the repository"},
		"a link out of its folder": {func(p place) string {
			p.write("token", "swordfish", 0o600)
			p.must(os.Mkdir(p.at("in"), 0o700))
			p.must(os.Symlink("../token", p.at("in/token")))
			return p.at("in/token")
		}, "path escapes from parent"},
		"a folder":     {func(p place) string { p.must(os.Mkdir(p.at("token"), 0o700)); return "token" }, "no regular file"},
		"a pipe":       {func(p place) string { p.must(syscall.Mkfifo(p.at("token"), 0o600)); return "token" }, "no regular file"},
		"a device":     {func(place) string { return "/dev/zero" }, "no regular file"},
		"no folder":    {func(p place) string { return "nothing/token" }, "no such file or directory"},
		"line breaks":  {func(p place) string { p.write("token", "\n", 0o600); return "token" }, "is empty"},
		"another's":    {func(p place) string { p.write("token", "swordfish", 0o600); p.another("token"); return "token" }, "belongs to somebody else"},
		"in another's": {func(p place) string { p.write("token", "swordfish", 0o600); p.another("."); return "token" }, "its folder belongs to somebody else"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t)
			got, err := p.read(c.make(p))
			if err == nil || got != "" || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "swordfish") {
				t.Errorf("%q, %v; want %q", got, err, c.want)
			}
		})
	}
}

// another gives something to somebody else, which root alone can.
func (p place) another(name string) {
	if os.Geteuid() != 0 {
		p.t.Skip("only root can give a file away")
	}
	p.must(os.Chown(p.at(name), 65534, 65534))
}
