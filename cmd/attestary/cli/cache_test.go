package cli_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/attestary/attestary/cmd/attestary/cli"
)

const unfinished = "runbook \"unfinished\" {\n  language = 1\n  title    = \"Not there yet\"\n  owner    = role.nobody\n}\n"

// withUnfinished is a shop with something to find.
func withUnfinished(t *testing.T) *machine {
	t.Helper()
	m := copyOfShop(t)
	m.write(t, "runbooks/unfinished.runbook.hcl", unfinished)
	return m
}

func (m *machine) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(m.Dir, filepath.FromSlash(name)), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// another is somebody at the same machine, at the same time.
func (m *machine) another() *machine {
	twin := newMachine(m.Dir, m.env["HOME"])
	maps.Copy(twin.env, m.env)
	return twin
}

// kept is the folder of what check found.
func (m *machine) kept() string { return filepath.Join(m.env["HOME"], ".cache", "attestary", "check") }

// pages are the files in it.
func (m *machine) pages(t *testing.T) []string {
	t.Helper()
	pages, err := filepath.Glob(filepath.Join(m.kept(), "*"))
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// tells is what check says.
func (m *machine) tells(args ...string) string {
	m.types(append([]string{"check"}, args...)...)
	return m.out.String() + m.err.String()
}

// TestCheckRemembers: check tells the same with what it kept, from whole files alone.
func TestCheckRemembers(t *testing.T) {
	t.Parallel()
	m := withUnfinished(t)
	want := m.tells()
	if !strings.Contains(want, "RB2002") || m.tells() != want {
		t.Errorf("first:\n%s\nthen:\n%s", want, m.tells())
	}
	if info, err := os.Stat(m.kept()); err != nil || info.Mode().Perm() != 0o700 || len(m.pages(t)) == 0 {
		t.Fatalf("nothing is kept, or not for this person alone: %v, %v", info, err)
	}
	for name, spoil := range map[string]func(path string, data []byte) error{
		"a bit":    func(path string, data []byte) error { data[len(data)/2] ^= 1; return os.WriteFile(path, data, 0o600) },
		"its end":  func(path string, data []byte) error { return os.WriteFile(path, data[:len(data)-1], 0o600) },
		"all":      func(path string, _ []byte) error { return os.WriteFile(path, nil, 0o600) },
		"its name": func(path string, data []byte) error { return os.WriteFile(path[:len(path)-2]+"00", data, 0o600) },
		"readers": func(path string, data []byte) error {
			return errors.Join(os.WriteFile(path, nil, 0o600), os.Chmod(path, 0o644))
		},
		"a link": func(path string, _ []byte) error {
			return errors.Join(os.Remove(path), os.Symlink("/dev/zero", path))
		},
		"a folder": func(path string, _ []byte) error { return errors.Join(os.Remove(path), os.MkdirAll(path+"/x", 0o700)) },
	} {
		for _, path := range m.pages(t) {
			data, err := os.ReadFile(path)
			if err == nil && spoil(path, data) != nil {
				t.Fatal(name, path)
			}
		}
		for range 2 {
			if got := m.tells(); got != want {
				t.Errorf("%s: %s", name, got)
			}
		}
		if err := os.RemoveAll(m.kept()); err != nil {
			t.Fatal(err)
		}
		m.tells()
	}
}

// TestOnlyCheckBelieves: what somebody put into the cache of a person reaches check on that person's
// machine, and nothing else.
func TestOnlyCheckBelieves(t *testing.T) {
	t.Parallel()
	m := withUnfinished(t)
	want := m.tells()
	for _, path := range m.pages(t) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		data = bytes.ReplaceAll(data[sha256.Size:], []byte("no role called"), []byte("no fear of this"))
		sum := sha256.Sum256(append([]byte(filepath.Base(path)+"\n"), data...))
		if err := os.WriteFile(path, append(sum[:], data...), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := m.tells(); !strings.Contains(got, "no fear of this") {
		t.Fatalf("check does not read what is kept:\n%s", got)
	}
	if got := m.tells("--no-cache"); got != want {
		t.Errorf("--no-cache: %s", got)
	}
	for _, args := range [][]string{{"compile"}, {"plan", "unfinished"}, {"run", "unfinished"}, {"fix", "--check"}, {"test"}, {"list"}, {"graph", "unfinished"}, {"diff", "HEAD"}} {
		if m.types(args...); strings.Contains(m.out.String()+m.err.String(), "no fear") {
			t.Errorf("%s believes it", args[0])
		}
	}
	m.env["CI"] = "true"
	if got := m.tells(); got != want {
		t.Errorf("in CI: %s", got)
	}
	delete(m.env, "CI")
	if err := os.Chmod(m.kept(), 0o755); err != nil {
		t.Fatal(err)
	}
	if got := m.tells(); got != want {
		t.Errorf("from a folder that others can look into: %s", got)
	}
}

// TestNoPlaceToRemember: without a place to keep things check does without.
func TestNoPlaceToRemember(t *testing.T) {
	t.Parallel()
	m := withUnfinished(t)
	want := m.tells("--no-cache")
	if _, err := os.Stat(m.kept()); err == nil {
		t.Error("--no-cache made a folder to keep things in")
	}
	for _, home := range []string{"", "relative", "/dev/null", "/proc/nowhere"} {
		m.env["HOME"] = home
		if got := m.tells(); got != want {
			t.Errorf("HOME=%s: %s", home, got)
		}
	}
	m.env["XDG_CACHE_HOME"] = t.TempDir()
	m.tells()
	if pages, _ := filepath.Glob(filepath.Join(m.env["XDG_CACHE_HOME"], "attestary", "check", "*")); len(pages) == 0 {
		t.Error("XDG_CACHE_HOME is not where it is kept")
	}
}

// TestManyRemember: several may check and edit at once, and each is told of the files as they are.
func TestManyRemember(t *testing.T) {
	t.Parallel()
	m := withUnfinished(t)
	var all sync.WaitGroup
	for n := range 4 {
		mine := m.another()
		mine.Dir = filepath.Join(t.TempDir(), "shop")
		if err := os.CopyFS(mine.Dir, os.DirFS(m.Dir)); err != nil {
			t.Fatal(err)
		}
		all.Go(func() {
			for i := range 5 {
				role := fmt.Sprintf("nobody_%d_%d", n, i)
				mine.write(t, "runbooks/unfinished.runbook.hcl", strings.Replace(unfinished, "nobody", role, 1))
				if got := mine.tells(); !strings.Contains(got, role) || strings.Count(got, "nobody_") != strings.Count(got, role) {
					t.Errorf("%s: %s", role, got)
				}
			}
		})
	}
	all.Wait()
	if left := slices.DeleteFunc(m.pages(t), func(path string) bool { return filepath.Ext(path) == "" }); len(left) > 0 {
		t.Errorf("left half written: %v", left)
	}
}

// TestRoomToRemember: what was not used for the longest time makes room.
func TestRoomToRemember(t *testing.T) {
	t.Parallel()
	m := withUnfinished(t)
	m.tells()
	fresh := m.pages(t)
	for i := range 80 {
		path := filepath.Join(m.kept(), fmt.Sprintf("old-%02d", i))
		before := time.Now().Add(-time.Hour * time.Duration(100-i))
		if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Truncate(path, 1<<20), os.Chtimes(path, before, before)); err != nil {
			t.Fatal(err)
		}
	}
	m.tells()
	var left []string
	for _, path := range m.pages(t) {
		left = append(left, filepath.Base(path))
	}
	if slices.Contains(left, "old-00") || !slices.Contains(left, "old-79") || len(left) > 32+len(fresh) {
		t.Errorf("left are %v", left)
	}
	for _, path := range fresh {
		if !slices.Contains(left, filepath.Base(path)) {
			t.Errorf("%s was used just now, and is gone", path)
		}
	}
}

// TestIdentity: a program is known by its content, which the go command names in it; where something else
// stands there, by all of its bytes.
func TestIdentity(t *testing.T) {
	t.Parallel()
	self, err := os.Open(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	defer self.Close()
	told, err := exec.Command("go", "tool", "buildid", os.Args[0]).Output()
	if got := cli.Identity(self); err != nil || got != strings.TrimSpace(string(told)) {
		t.Errorf("identity %q, go says %q, %v", got, told, err)
	}
	same := strings.Repeat("x", 100<<10)
	one, other := cli.Identity(strings.NewReader("Go build ID: \"redacted\""+same+"1")), cli.Identity(strings.NewReader("Go build ID: \"redacted\""+same+"2"))
	if one == other || len(one) != 2*sha256.Size {
		t.Errorf("two programs are %s and %s", one, other)
	}
}
