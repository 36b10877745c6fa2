package compiler_test

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/attestary/attestary/compiler"
)

// backwards is a file system that lists every folder from its end.
type backwards struct{ fstest.MapFS }

func (b backwards) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := b.MapFS.ReadDir(name)
	slices.Reverse(entries)
	return entries, err
}

// sample is a repository with many runbooks, sound ones and others: the archives and the fixtures.
func sample(tb testing.TB) fstest.MapFS {
	texts := withProject(tb, nil)
	archives, _ := filepath.Glob("testdata/plan/*.txtar")
	for _, name := range archives {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			tb.Fatal(err)
		}
		for _, file := range archive.Files {
			if strings.HasSuffix(file.Name, ".hcl") {
				texts[file.Name] = string(file.Data)
			}
		}
	}
	fixtures, _ := filepath.Glob("testdata/check/*.hcl")
	for _, fixture := range fixtures {
		if text := readFile(tb, fixture); runbookName.MatchString(text) {
			texts["runbooks/wrong/"+runbookName.FindStringSubmatch(text)[1]+".runbook.hcl"] = text
		}
	}
	return files(texts)
}

// told is everything that a compilation gives, as text.
func told(tb testing.TB, fsys fs.FS) string {
	result := compiler.Compile(fsys, compiler.Options{Today: today})
	var b strings.Builder
	for _, d := range result.Findings {
		fmt.Fprintf(&b, "%+v\n", d)
	}
	for _, p := range result.Plans {
		data, err := p.Encode()
		if err != nil {
			tb.Fatal(err)
		}
		digest, _ := p.Digest()
		fmt.Fprintf(&b, "%s %s\n", digest, data)
		for _, address := range slices.Sorted(maps.Keys(result.Places[p.Runbook])) {
			fmt.Fprintf(&b, "%s %v\n", address, result.Places[p.Runbook][address])
		}
	}
	return b.String()
}

// P1, same in, same out: neither the order of files, nor the machine's time zone, nor how many cores it
// has, nor which of them is first, changes a byte of plans or findings.
func TestSameInSameOut(t *testing.T) {
	if os.Getenv("COMPILE_SAMPLE") != "" {
		fmt.Print(told(t, sample(t)))
		return
	}
	t.Parallel()
	want := told(t, sample(t))
	if strings.Count(want, "\nsha256:") < 4 || strings.Count(want, "Code:") < 100 {
		t.Fatal("the sample compiles to less than it should")
	}
	for range 3 {
		if got := told(t, sample(t)); got != want {
			t.Fatal("a second time gives something else")
		}
	}
	if got := told(t, backwards{sample(t)}); got != want {
		t.Error("another order of files gives something else")
	}
	for _, env := range [][]string{{"TZ=Asia/Tokyo", "GOMAXPROCS=1"}, {"TZ=America/St_Johns", "GOMAXPROCS=2", "LANG=tr_TR.UTF-8"}} {
		child := exec.Command(os.Args[0], "-test.run=^TestSameInSameOut$")
		child.Env = append(os.Environ(), append(env, "COMPILE_SAMPLE=1")...)
		out, err := child.Output()
		if err != nil {
			t.Fatalf("%v: %v", env, err)
		}
		if got, _, _ := strings.Cut(string(out), "PASS\n"); got != want {
			t.Errorf("%v gives something else", env)
		}
	}
}

// What does not change the meaning does not change the plan: its digest survives comments, layout, the
// order of sections, and parts of project.hcl that the runbook does not speak of.
func TestMeaningAlone(t *testing.T) {
	t.Parallel()
	digest := func(project, text string) string {
		result := compiler.Compile(files(map[string]string{"runbooks/project.hcl": project, "runbooks/look-around.runbook.hcl": text}), compiler.Options{})
		if len(result.Plans) != 1 {
			t.Fatalf("no plan: %v", result.Findings)
		}
		digest, err := result.Plans[0].Digest()
		if err != nil {
			t.Fatal(err)
		}
		return string(digest)
	}
	project := readFile(t, "testdata/check/project.hcl")
	head := "runbook \"look-around\" {\n  language = 1\n  title    = \"Look around\"\n  owner    = role.security\n}\n"
	first := "step \"file.read\" \"a\" {\n  path = \"a.txt\"\n}\n"
	second := "step \"file.read\" \"b\" {\n  path = \"b.txt\"\n}\n"
	want := digest(project, head+first+second)
	same := map[string]string{
		"order of sections": digest(project, second+head+first),
		"comments":          digest(project, "# why\n"+head+"// what\n"+first+second),
		"layout":            digest(project, strings.ReplaceAll(head+first+second, "  ", "\t")),
		"another role":      digest(project+"\nrole \"other\" {\n  members = [\"ada\"]\n}\n", head+first+second),
		"timeout stated":    digest(project, strings.Replace(head, "}", "  timeout = \"1h\"\n}", 1)+first+second),
	}
	for what, got := range same {
		if got != want {
			t.Errorf("%s changed the plan", what)
		}
	}
	other := map[string]string{
		"a path":        digest(project, head+first+strings.Replace(second, "b.txt", "c.txt", 1)),
		"a person":      digest(strings.Replace(project, "octocat#583231", "ada", 1), head+first+second),
		"a longer wait": digest(project, strings.Replace(head, "}", "  timeout = \"2h\"\n}", 1)+first+second),
	}
	for what, got := range other {
		if got == want {
			t.Errorf("%s left the plan as it was", what)
		}
	}
}
