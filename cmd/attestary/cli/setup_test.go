package cli_test

import (
	"bytes"
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/attestary/attestary/cmd/attestary/cli"
)

// machine is one that a person works at: their environment, their clock, and what they read.
type machine struct {
	cli.World
	out, err bytes.Buffer
	env      map[string]string
}

// newMachine is a machine whose person stands in dir. Home is where their keys are.
func newMachine(dir, home string) *machine {
	m := &machine{env: map[string]string{
		"HOME": home, "ATTESTARY_HOME": home, "ATTESTARY_LOGIN": "ada", "ATTESTARY_KEY_PASSPHRASE": "correct horse battery staple",
	}}
	m.World = cli.World{
		In: strings.NewReader(""), Out: &m.out, Err: &m.err, Dir: dir, Now: time.Now, Random: rand.Reader, Width: 100,
		Getenv: func(name string) string { return m.env[name] },
	}
	return m
}

// types has the person type a command, and gives its exit status.
func (m *machine) types(args ...string) int {
	m.out.Reset()
	m.err.Reset()
	return cli.Main(args, m.World)
}

// wants holds what came of the last command.
func (m *machine) wants(t *testing.T, status, want int, said ...string) {
	t.Helper()
	all := m.out.String() + m.err.String()
	if status != want {
		t.Errorf("status %d, want %d\n%s", status, want, all)
	}
	for _, words := range said {
		if !strings.Contains(all, words) {
			t.Errorf("nothing says %q:\n%s", words, all)
		}
	}
}

// shop is a project that has been run once, made once for all tests, which leave it as it is.
var shop = sync.OnceValue(func() (dir string) {
	home, err := os.MkdirTemp(scratch, "shop-")
	if err != nil {
		panic(err)
	}
	dir = filepath.Join(home, "shop")
	git(home, "init", "-q", "--initial-branch=main", "shop")
	m := newMachine(dir, home)
	if m.types("init", "--remote", "../shop.git") != 0 {
		panic(m.err.String())
	}
	git(dir, "add", "-A")
	git(dir, "commit", "-qm", "runbooks: first version")
	if m.types("run", "workflow-pinning") != 0 {
		panic(m.err.String())
	}
	return dir
})

func git(dir string, args ...string) {
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@shop.example", "GIT_COMMITTER_NAME=Ada", "GIT_COMMITTER_EMAIL=ada@shop.example")
	if out, err := cmd.CombinedOutput(); err != nil {
		panic(string(out))
	}
}

// atShop is a machine in the shop's folder.
func atShop() *machine { return newMachine(shop(), filepath.Dir(shop())) }

// copyOfShop is a shop of one's own, to change.
func copyOfShop(t *testing.T) *machine {
	t.Helper()
	home := t.TempDir()
	if err := os.CopyFS(home, os.DirFS(filepath.Dir(shop()))); err != nil {
		t.Fatal(err)
	}
	secret, err := filepath.Glob(filepath.Join(home, "shop.key*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range secret {
		if err := os.Chmod(path, 0o600); err != nil { // CopyFS makes it everybody's
			t.Fatal(err)
		}
	}
	git(filepath.Join(home, "shop"), "remote", "set-url", "origin", filepath.Join(home, "shop.git"))
	return newMachine(filepath.Join(home, "shop"), home)
}

// scratch is the folder of all that is made once.
var scratch string

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "attestary-test-"); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(scratch)
	os.Exit(code)
}
