package main_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/attestary/attestary/cmd/attestary/cli"
	"github.com/attestary/attestary/internal/golden"
	"github.com/attestary/attestary/internal/hub"
	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"attestary": func() { os.Exit(cli.Main(os.Args[1:], machine())) },
	})
}

// machine is the real one, on which a page may let time pass: LATER=75h.
func machine() cli.World {
	w := cli.System()
	if later, err := time.ParseDuration(os.Getenv("LATER")); err == nil {
		w.Now = func() time.Time { return time.Now().Add(later) }
	}
	return w
}

// TestScript runs each page of testdata/script: a journey of a user, with wrong turns.
func TestScript(t *testing.T) {
	t.Parallel()
	forge := hub.Start(t)
	var ran sync.Map
	t.Cleanup(func() { nothingSpare(t, forge, &ran) }) // the pages are parallel, and end after this function
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       golden.Updating(),
		ContinueOnError:     os.Getenv("GOON") != "",
		RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"acme": acme, "as": as, "attempt": attempt, "break": breakDown, "comment": comment, "github": gitHub, "issue": issueFile, "job": job, "people": people, "pull": pull, "record": record, "serve": serve, "site": siteIs, "lose-job": lose, "skip-job": skip,
			"asks": asks, "back": back, "proposes": proposes, "rewrites": rewrites, "sorts": sorts, "sweep": sweep, "ticks": ticks, "wakes": wakes,
		},
		Setup: func(env *testscript.Env) error {
			_, page, _ := strings.Cut(env.T().(testing.TB).Name(), "/")
			ran.Store(page, true)
			env.Vars = append(env.Vars, person(env.WorkDir)...)
			env.Values[onHubKey{}] = &gitHubs{t: env.T().(testing.TB)}
			env.Values[servicesKey{}], env.Values[sitesKey{}] = map[string]*service{}, map[string]*site{}
			env.Values[workflowKey{}], env.Values[forgeKey{}] = &workflow{}, forge
			env.Values[pullKey{}] = &pulling{}
			return nil
		},
		Condition: func(name string) (bool, error) {
			if name == "root" {
				return os.Getuid() == 0, nil
			}
			return false, nil
		},
	})
}

// person is the environment of somebody who set git and a passphrase up, and nothing else.
func person(home string) []string {
	return []string{
		"HOME=" + home,
		"ATTESTARY_HOME=" + filepath.Join(home, ".attestary-home"),
		"ATTESTARY_KEY_PASSPHRASE=correct horse battery staple",
		"GIT_CONFIG_GLOBAL=" + filepath.Join(home, ".gitconfig"),
		"GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@shop.example",
		"GIT_COMMITTER_NAME=Ada", "GIT_COMMITTER_EMAIL=ada@shop.example",
		"TERM=dumb",
		"GORACE=" + os.Getenv("GORACE"),
	}
}

var executed = regexp.MustCompile("(?s)<!-- executed -->\n```sh\n(.*?)```")

// These pages need servers of their own.
const (
	signingPage = "signing.md" // TestSigning
	gitHubPage  = "github.md"  // TestInstall
)

// TestManual runs what README and the handbook tell people to type, in the order of the page. A page on which nothing
// is to be typed, as the reference of the language, has nothing to run.
func TestManual(t *testing.T) {
	t.Parallel()
	for _, page := range append(handbook(t), "../../README.md") {
		if name := filepath.Base(page); name == signingPage || name == gitHubPage {
			continue
		}
		t.Run(strings.TrimPrefix(page, "../../"), func(t *testing.T) {
			t.Parallel()
			text := readPage(t, page)
			switch {
			case strings.Contains(text, "$OKTA"):
				runPage(t, page, oktaOf(t)...)
			case strings.Contains(text, "```sh"):
				runPage(t, page)
			}
		})
	}
}

// handbook is every page below docs/.
func handbook(t *testing.T) (pages []string) {
	t.Helper()
	err := filepath.WalkDir("../../docs", func(path string, entry fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".md") {
			pages = append(pages, path)
		}
		return err
	})
	if err != nil || len(pages) == 0 {
		t.Fatalf("%d pages: %v", len(pages), err)
	}
	return pages
}

func readPage(t *testing.T, page string) string {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func runPage(t *testing.T, page string, variables ...string) {
	t.Helper()
	runScript(t, page, pageScript(t, page), variables...)
}

// pageScript is what a page tells people to type.
func pageScript(t *testing.T, page string) string {
	t.Helper()
	var script strings.Builder
	for _, block := range executed.FindAllStringSubmatch(readPage(t, page), -1) {
		script.WriteString(block[1])
	}
	if script.Len() == 0 {
		t.Fatal("a page of the manual on which nothing is executed")
	}
	return script.String()
}

func runScript(t *testing.T, name, script string, variables ...string) {
	t.Helper()
	dir := t.TempDir()
	cmd := exec.Command("bash", "-euxo", "pipefail", "-c", script)
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), person(dir)...), variables...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}
