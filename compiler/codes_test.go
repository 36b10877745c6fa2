package compiler_test

import (
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"text/template"

	"golang.org/x/tools/txtar"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/manual"
	"github.com/attestary/attestary/internal/golden"
	"github.com/attestary/attestary/schemas/plan"
)

const errorPages = "../docs/errors"

// TestCodes takes the examples of each code at their word, and holds its page of the handbook to them: the wrong one
// brings the code, what the page says that it brings is what it brings, and the right one brings that code no more.
//
// Most examples are a part of a runbook or of project.hcl, and stand in the registry. What stands around them, or
// the whole files where a part does not do, is in testdata/codes; see example.
func TestCodes(t *testing.T) {
	t.Parallel()
	entries := diag.Entries()
	for _, entry := range entries {
		t.Run(entry.Code, func(t *testing.T) {
			t.Parallel()
			e := exampleOf(t, entry)
			found, sources := e.judge(t, "wrong", entry.Wrong)
			i := slices.IndexFunc(found, func(d diag.Diagnostic) bool { return d.Code == entry.Code })
			if i < 0 {
				t.Fatalf("the wrong example brings %v", brought(found))
			}
			if right, _ := e.judge(t, "right", entry.Right); slices.ContainsFunc(right, func(d diag.Diagnostic) bool { return d.Code == entry.Code }) {
				t.Errorf("the right example brings %v", brought(right))
			}
			golden.Check(t, filepath.Join(errorPages, entry.Code+".md"), manual.Code(entry, diag.Human(found[i:i+1], sources, diag.View{Width: 100})))
		})
	}
	golden.Check(t, filepath.Join(errorPages, "README.md"), manual.Codes())
	noOtherPage(t, entries)
}

// noOtherPage holds that no page is left of a code that is gone, and no case of none.
func noOtherPage(t *testing.T, entries []diag.Entry) {
	t.Helper()
	for pattern, suffix := range map[string]string{errorPages + "/RB*.md": ".md", "testdata/codes/*": ".txtar"} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			t.Fatalf("%s: %d files (%v)", pattern, len(paths), err)
		}
		for _, path := range paths {
			code := strings.TrimSuffix(filepath.Base(path), suffix)
			if !slices.ContainsFunc(entries, func(e diag.Entry) bool { return e.Code == code }) {
				t.Errorf("%s: there is no such code", path)
			}
		}
	}
}

func brought(found []diag.Diagnostic) []string {
	var list []string
	for _, d := range found {
		list = append(list, d.Code+" "+d.Message)
	}
	return list[:min(len(list), 8)]
}

// example is what an example needs besides the part that explain shows: testdata/codes/CODE.txtar, if there is one.
//
//	around.hcl       stands below the part, in its file
//	wrong/NAME       a whole file below runbooks/, in place of the part; so is right/NAME
//	wrong/!NAME      a file of the frame that is not there
//	wrong/NAME -> X  a link
//	wrong/N# x 9     nine files, with their number for each #
//	base/NAME        the file as it was before the change
//
// Whole files are templates, with repeat and hex, for what nobody could read or write otherwise.
type example struct{ parts []txtar.File }

func exampleOf(t *testing.T, entry diag.Entry) example {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata/codes", entry.Code+".txtar"))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return example{}
	case err != nil:
		t.Fatal(err)
	}
	return example{archive.Files}
}

// judge compiles one side of an example.
func (e example) judge(t *testing.T, side, part string) ([]diag.Diagnostic, diag.Sources) {
	t.Helper()
	options := compiler.Options{Today: today}
	if base := e.files(t, "base"); base != nil {
		options.Base = compiler.Compile(base, compiler.Options{Today: today}).Plans
		if options.Base == nil {
			options.Base = []*plan.Plan{}
		}
	}
	fsys := e.files(t, side)
	if fsys == nil {
		fsys = e.framed(t, part)
	}
	result := compiler.Compile(fsys, options)
	return result.Findings, result.Project.Sources
}

// files are the whole files of a side, with the fixtures' project; nil where the case has none.
func (e example) files(t *testing.T, side string) fstest.MapFS {
	t.Helper()
	var fsys fstest.MapFS
	for _, file := range e.parts {
		name, ok := strings.CutPrefix(file.Name, side+"/")
		if !ok {
			continue
		}
		if fsys == nil {
			fsys = files(withProject(t, map[string]string{"runbooks/sound.runbook.hcl": sound}))
		}
		put(t, fsys, name, string(file.Data))
	}
	return fsys
}

func put(t *testing.T, fsys fstest.MapFS, name, text string) {
	t.Helper()
	if gone, ok := strings.CutPrefix(name, "!"); ok {
		delete(fsys, "runbooks/"+gone)
		return
	}
	if name, target, ok := strings.Cut(name, " -> "); ok {
		fsys["runbooks/"+name] = &fstest.MapFile{Data: []byte(target), Mode: fs.ModeSymlink}
		return
	}
	name, times, many := strings.Cut(name, " x ")
	if !many {
		fsys["runbooks/"+name] = &fstest.MapFile{Data: []byte(filled(t, text))}
		return
	}
	n, err := strconv.Atoi(times)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		number := strings.NewReplacer("#", strconv.Itoa(i))
		fsys["runbooks/"+number.Replace(name)] = &fstest.MapFile{Data: []byte(number.Replace(text))}
	}
}

// filled is a template with what it stands for.
func filled(t *testing.T, text string) string {
	t.Helper()
	functions := template.FuncMap{
		"repeat": func(n int, text string) string { return strings.Repeat(text, n) },
		"hex":    func(digits string) (string, error) { data, err := hex.DecodeString(digits); return string(data), err },
	}
	parsed, err := template.New("").Funcs(functions).Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := parsed.Execute(&out, nil); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// ofProject is a part that stands in project.hcl.
var ofProject = regexp.MustCompile(`(?m)^((secret|role|connection|review|policy|person) "[a-z_]+"|org|evidence) \{`)

// framed makes whole files of a part, as it stands in the registry: with the fixtures' project and a sound step.
func (e example) framed(t *testing.T, part string) fstest.MapFS {
	t.Helper()
	texts := withProject(t, map[string]string{"runbooks/sound.runbook.hcl": sound})
	part += "\n"
	for _, file := range e.parts {
		if file.Name == "around.hcl" {
			part += "\n" + string(file.Data)
		}
	}
	action, name := actionName.FindStringSubmatch(part), runbookName.FindStringSubmatch(part)
	switch {
	case strings.HasPrefix(part, `project "`):
		texts["runbooks/project.hcl"] = part
	case action != nil:
		texts["runbooks/"+action[1]+".action.hcl"] = part
	case name != nil:
		texts["runbooks/look-around.runbook.hcl"] = part
	case ofProject.MatchString(part):
		texts["runbooks/project.hcl"] = small(part)
		delete(texts, "runbooks/shop.action.hcl")
	default:
		texts["runbooks/look-around.runbook.hcl"] = loose(part)
	}
	return files(texts)
}

// small is a project with a part.
func small(part string) string {
	text := "project \"acme\" {\n  language   = 1\n  frameworks = [\"cisa-ztmm\"]\n}\n\n" + part
	if !strings.Contains(part, `role "security"`) {
		text += "\nrole \"security\" {\n  members = [\"octocat#583231\"]\n}\n"
	}
	if strings.Contains(part, "secret.shop_token") {
		text += "\nsecret \"shop_token\" {\n  from    = \"env:SHOP_TOKEN\"\n  purpose = \"read orders\"\n}\n"
	}
	return text
}

// loose is a runbook with a part, and a step where it has none.
func loose(part string) string {
	text := strings.Replace(sound, "sound", "look-around", 1)
	if !strings.Contains(part, "step \"") {
		return text + "\n" + part
	}
	head, _, _ := strings.Cut(text, "step ")
	return head + part
}

// TestEveryCodeHasAPage is what TestCodes holds with UPDATE=1 too: nothing that the program can say lacks a page.
func TestEveryCodeHasAPage(t *testing.T) {
	t.Parallel()
	for _, entry := range diag.Entries() {
		if _, err := os.Stat(filepath.Join(errorPages, entry.Code+".md")); err != nil && !golden.Updating() {
			t.Errorf("%s has no page: %v", entry.Code, err)
		}
	}
}
