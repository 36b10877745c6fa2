package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/cmd/attestary/cli"
)

var namedRunbook = regexp.MustCompile(`(?m)^runbook "([a-z_-]+)"`)

// repository is a folder with these files below runbooks/.
func repository(t *testing.T, texts map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range texts {
		path := filepath.Join(root, "runbooks", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// spoilt is a repository with every runbook of the compiler's fixtures: all mistakes that it knows.
func spoilt(t *testing.T) string {
	t.Helper()
	texts := map[string]string{}
	names, err := filepath.Glob("../../../compiler/testdata/*/*.hcl")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if called := namedRunbook.FindSubmatch(text); called != nil {
			texts[filepath.Base(filepath.Dir(name))+"/"+string(called[1])+".runbook.hcl"] = string(text)
		} else if filepath.Base(name) == "project.hcl" {
			texts["project.hcl"] = string(text)
		}
	}
	return repository(t, texts)
}

// typed runs a command in a folder and gives what it says.
func typed(root string, args ...string) (status int, out, err string) {
	var o, e strings.Builder
	w := cli.World{Out: &o, Err: &e, Dir: root, Getenv: func(string) string { return "" }, Now: time.Now, Width: 80}
	status = cli.Main(args, w)
	return status, o.String(), e.String()
}

// errorsIn counts the errors that keep files from being read, and all.
func errorsIn(t *testing.T, root string) (unread, all int) {
	t.Helper()
	_, out, _ := typed(root, "check", "--format", "json")
	var doc struct {
		Findings []struct{ Code, Severity string }
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatal(err)
	}
	for _, f := range doc.Findings {
		if f.Severity != "error" {
			continue
		}
		if all++; f.Code < "RB1000" {
			unread++
		}
	}
	return unread, all
}

// Over all mistakes that the compiler knows: every safe fix is made in one go, none is left for a second,
// and no file is worse for it.
func TestFixMendsAllThatIsSafe(t *testing.T) {
	t.Parallel()
	root := spoilt(t)
	unread, all := errorsIn(t, root)
	_, told, _ := typed(root, "fix", "--check")
	if still, same := errorsIn(t, root); still != unread || same != all {
		t.Errorf("--check changed something: %d of %d errors, then %d of %d", unread, all, still, same)
	}
	_, made, _ := typed(root, "fix")
	if told != made || strings.Count(made, "RB0102") < 3 {
		t.Errorf("--check tells something else than what is made:\n%s\n%s", told, made)
	}
	if left, now := errorsIn(t, root); left >= unread || left == unread && now > all {
		t.Errorf("%d of %d errors became %d of %d", unread, all, left, now)
	}
	if status, _, said := typed(root, "fix", "--check"); !strings.Contains(said, "nothing can be mended safely") {
		t.Errorf("a second time: status %d, %s", status, said)
	}
}

// FuzzFix holds fix to its promise over any text of a runbook: it ends, leaves no file worse, and finds
// nothing more to mend when it is called again.
func FuzzFix(f *testing.F) {
	for _, seed := range []string{
		"runbook 'x' {\n  language = 1\n  title    = ‘one’\n  owner: role.security\n}\n",
		"step \"file.read\" \"a\" {\n  path = {{ input.days }}\n  needs = step.b and yes\n}\n",
		"check \"c\" { condition = a = b, message = \"x\" }\n",
	} {
		f.Add(seed)
	}
	project, err := os.ReadFile("../../../compiler/testdata/check/project.hcl")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		root := repository(t, map[string]string{"project.hcl": string(project), "x.runbook.hcl": text})
		unread, all := errorsIn(t, root)
		typed(root, "fix")
		if left, now := errorsIn(t, root); left > unread || left == unread && now > all {
			t.Errorf("%d of %d errors became %d of %d", unread, all, left, now)
		}
		if _, _, said := typed(root, "fix", "--check"); !strings.Contains(said, "nothing can be mended safely") {
			t.Errorf("a second time: %s", said)
		}
	})
}
