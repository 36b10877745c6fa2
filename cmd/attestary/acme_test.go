package main_test

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/attestary/attestary/actions/attest/key"
	"github.com/rogpeppe/go-internal/testscript"
)

// team is who works at ACME. Each has a key of their own, which they sign with and are listed with; the folders
// that the keys lie in are made once for all pages.
var team = []string{"ada", "bob", "grace", "linus", "mallory"}

type pair struct{ private, public, digest string }

var keys = sync.OnceValue(func() map[string]pair {
	all := map[string]pair{}
	dir, err := os.MkdirTemp("", "keys")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	for _, name := range team {
		path := filepath.Join(dir, name)
		k, err := key.Create(path, []byte("correct horse battery staple"))
		if err != nil {
			panic(err)
		}
		private, _ := os.ReadFile(path)
		public, _ := os.ReadFile(path + ".pub")
		all[name] = pair{string(private), string(public), string(k.Public().Digest())}
	}
	return all
})

// as is "as NAME": what follows is done by that person, at a machine of their own.
func as(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 || keys()[args[0]].digest == "" {
		ts.Fatalf("usage: as NAME, one of %s", strings.Join(team, ", "))
	}
	home := filepath.Join(ts.Getenv("WORK"), "home", args[0])
	if _, err := os.Stat(home); err != nil {
		ts.Check(os.MkdirAll(home, 0o700))
		ts.Check(os.WriteFile(filepath.Join(home, "acme.key"), []byte(keys()[args[0]].private), 0o600))
		ts.Check(os.WriteFile(filepath.Join(home, "acme.key.pub"), []byte(keys()[args[0]].public), 0o644))
	}
	ts.Setenv("ATTESTARY_HOME", home)
	ts.Setenv("ATTESTARY_LOGIN", args[0])
}

var (
	ownKey = regexp.MustCompile(`"([a-z]+)#KEY"`)
	system = regexp.MustCompile(`https://([a-z]+)\.acme\.example`)
	port   = regexp.MustCompile(`\bPORT_[A-Z]+\b`)
)

// acme is "acme": the project of testdata/acme in a repository of its own, committed, with the addresses of what
// the page has started, and the keys of the team. What the page has in a folder runbooks replaces its files.
// What follows is done in it, by ada.
func acme(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: acme")
	}
	as(ts, false, []string{"ada"})
	root := filepath.Join(ts.Getenv("WORK"), "acme")
	for _, from := range []string{acmeFiles, filepath.Join(ts.Getenv("WORK"), "runbooks")} {
		ts.Check(lay(ts, from, filepath.Join(root, "runbooks")))
	}
	ts.Check(os.WriteFile(filepath.Join(ts.Getenv("WORK"), "trust.hcl"), []byte(auditor()), 0o600))
	ts.Check(ts.Chdir(root))
	ts.Check(ts.Exec("git", "init", "-q", "--initial-branch=main"))
	ts.Check(ts.Exec("attestary", "init", "--empty", "--remote", "../acme.git"))
	ts.Check(ts.Exec("git", "add", "-A"))
	ts.Check(ts.Exec("git", "commit", "-qm", "first"))
	for _, name := range []string{"OKTA_TOKEN=swordfish-9", "FLEET_TOKEN=swordfish-7", "CHAT_WEBHOOK=T1/swordfish-9"} {
		name, value, _ := strings.Cut(name, "=")
		ts.Setenv(name, value)
	}
}

// auditor is the policy of somebody who was handed the keys of the team. The ledger is signed with ada's.
func auditor() string {
	var b strings.Builder
	fmt.Fprintf(&b, "key \"ledger\" {\n  pem = %s\n}\n", heredoc(keys()["ada"].public))
	for _, name := range team {
		fmt.Fprintf(&b, "person %q {\n  pems = [%s\n  ]\n}\n", name, heredoc(keys()[name].public))
	}
	return b.String()
}

func heredoc(text string) string { return "<<END\n" + text + "END\n" }

var acmeFiles = func() string {
	path, err := filepath.Abs("testdata/acme")
	if err != nil {
		panic(err)
	}
	return path
}()

// lay copies a folder, where it is there, and fills in what stands for the page's own.
func lay(ts *testscript.TestScript, from, to string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if os.IsNotExist(err) {
			return nil
		}
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, strings.TrimPrefix(path, from))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		return os.WriteFile(target, []byte(fill(ts, string(data))), 0o644)
	})
}

func fill(ts *testscript.TestScript, text string) string {
	text = ownKey.ReplaceAllStringFunc(text, func(found string) string {
		name := ownKey.FindStringSubmatch(found)[1]
		return `"` + name + "#" + keys()[name].digest + `"`
	})
	text = system.ReplaceAllStringFunc(text, func(found string) string {
		if address := ts.Getenv(strings.ToUpper(system.FindStringSubmatch(found)[1])); address != "" {
			return address
		}
		return found
	})
	return port.ReplaceAllStringFunc(text, func(variable string) string { return cmp.Or(ts.Getenv(variable), "443") })
}
