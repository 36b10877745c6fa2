package compiler_test

import (
	"os"
	"regexp"
	"testing"
	"testing/fstest"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/internal/fixture"
)

// today is the day on which the fixtures are judged.
const today = "2026-03-01"

// files make a repository of paths and texts.
func files(texts map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range texts {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func readFile(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var (
	runbookName = regexp.MustCompile(`(?m)^runbook "([a-z_-]+)"`)
	actionName  = regexp.MustCompile(`(?m)^action "([a-z_]+)\.`)
)

// sound is a runbook in which nothing is wrong.
const sound = "runbook \"sound\" {\n  language = 1\n  title    = \"Sound\"\n  owner    = role.security\n}\n\nstep \"file.read\" \"hosts\" {\n  path = \"/etc/hosts\"\n}\n"

// judge compiles one fixture, a runbook, a file of actions or a project, with what it lacks of the fixtures'
// project, its actions and a sound runbook. It gives the findings of the fixture alone.
func judge(t testing.TB, _ string, src []byte) []diag.Diagnostic {
	file, texts := "runbooks/project.hcl", withProject(t, map[string]string{"runbooks/sound.runbook.hcl": sound})
	if name := runbookName.FindSubmatch(src); name != nil {
		file = "runbooks/" + string(name[1]) + ".runbook.hcl"
	} else if name := actionName.FindSubmatch(src); name != nil {
		file = "runbooks/" + string(name[1]) + ".action.hcl"
	}
	texts[file] = string(src)
	var found []diag.Diagnostic
	for _, d := range compiler.Compile(files(texts), compiler.Options{Today: today}).Findings {
		if d.Range.File == file {
			found = append(found, d)
		}
	}
	return found
}

// TestFixtures holds every rule to its fixture: the lines that bring a finding, and that no other does.
func TestFixtures(t *testing.T) {
	t.Parallel()
	fixture.Run(t, "testdata/check", judge)
}
