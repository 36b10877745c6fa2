package syntax_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/compiler/internal/fixture"
	"github.com/attestary/attestary/compiler/syntax"
)

func TestFixtures(t *testing.T) {
	t.Parallel()
	fixture.Run(t, "../testdata/syntax", judge)
}

const action = `action "okta.list_users" {
  title      = "List users"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  run "http.request" {
    method = "GET"
    path   = "/users"
  }
}
`

const lookAround = "runbook \"look-around\" {\n  language = 1\n  title    = \"Look around\"\n  owner    = role.security\n}\n"

// TestLoadTellsWhatItDoesNotRead: every file that somebody may believe to be in force is read or told.
func TestLoadTellsWhatItDoesNotRead(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		files fstest.MapFS
		want  []string
	}{
		"nothing at all":    {fstest.MapFS{"other/x": {}}, []string{"runbooks/project.hcl RB1015"}},
		"no project":        {fstest.MapFS{"runbooks/look-around.runbook.hcl": {Data: []byte(lookAround)}}, []string{"runbooks/project.hcl RB1015"}},
		"no runbook":        {fstest.MapFS{"runbooks/project.hcl": {Data: []byte(project)}}, []string{"runbooks/project.hcl RB1016"}},
		"a link":            {with("runbooks/a.runbook.hcl", &fstest.MapFile{Mode: fs.ModeSymlink, Data: []byte("look-around.runbook.hcl")}), []string{"runbooks/a.runbook.hcl RB1014"}},
		"a linked project":  {fstest.MapFS{"runbooks/project.hcl": {Mode: fs.ModeSymlink, Data: []byte("x")}, "runbooks/look-around.runbook.hcl": {Data: []byte(lookAround)}}, []string{"runbooks/project.hcl RB1014"}},
		"a linked folder":   {with("runbooks/more", &fstest.MapFile{Mode: fs.ModeSymlink, Data: []byte("../other")}), []string{"runbooks/more RB1018"}},
		"a folder":          {with("runbooks/a.runbook.hcl/x", &fstest.MapFile{}), []string{"runbooks/a.runbook.hcl RB1014"}},
		"a device":          {with("runbooks/a.runbook.hcl", &fstest.MapFile{Mode: fs.ModeDevice}), []string{"runbooks/a.runbook.hcl RB1014"}},
		"empty actions":     {with("runbooks/okta.action.hcl", &fstest.MapFile{}), []string{"runbooks/okta.action.hcl RB1004"}},
		"no system's name":  {with("runbooks/Okta-2.action.hcl", &fstest.MapFile{}), []string{"runbooks/Okta-2.action.hcl RB1004", "runbooks/Okta-2.action.hcl RB1011"}},
		"another system":    {with("runbooks/okta.action.hcl", &fstest.MapFile{Data: []byte(strings.ReplaceAll(action, "okta.", "fleet."))}), []string{"runbooks/okta.action.hcl RB1011"}},
		"actions":           {with("runbooks/okta.action.hcl", &fstest.MapFile{Data: []byte(action)}), nil},
		"empty tests":       {with("runbooks/x/a.runbooktest.hcl", &fstest.MapFile{}), []string{"runbooks/x/a.runbooktest.hcl RB1004"}},
		"tests":             {with("runbooks/x/a.runbooktest.hcl", &fstest.MapFile{Data: []byte("test \"it works\" {\n  runbook = \"look-around\"\n  outcome = \"passed\"\n}\n")}), nil},
		"a framework":       {with("runbooks/ours.framework.hcl", &fstest.MapFile{Data: []byte("framework \"ours\" {\n  title = \"Ours\"\n}\n")}), nil},
		"a misnamed one":    {with("runbooks/ours.framework.hcl", &fstest.MapFile{Data: []byte("framework \"other\" {\n  title = \"Ours\"\n}\n")}), []string{"runbooks/ours.framework.hcl RB1011"}},
		"another name":      {with("runbooks/a.hcl", &fstest.MapFile{}), []string{"runbooks/a.hcl RB1018"}},
		"another case":      {with("runbooks/A.runbook.HCL", &fstest.MapFile{}), []string{"runbooks/A.runbook.HCL RB1018"}},
		"one ending more":   {with("runbooks/a.runbook.hcl.txt", &fstest.MapFile{}), []string{"runbooks/a.runbook.hcl.txt RB1018"}},
		"a copy":            {with("runbooks/project.hcl.bak", &fstest.MapFile{}), []string{"runbooks/project.hcl.bak RB1018"}},
		"a name with hcl":   {with("runbooks/about-hcl.txt", &fstest.MapFile{}), nil},
		"a second project":  {with("runbooks/x/project.hcl", &fstest.MapFile{}), []string{"runbooks/x/project.hcl RB1018"}},
		"an empty runbook":  {with("runbooks/a.runbook.hcl", &fstest.MapFile{}), []string{"runbooks/a.runbook.hcl RB1004"}},
		"hidden folders":    {with("runbooks/.git/a.runbook.hcl", &fstest.MapFile{}), nil},
		"a misnamed file":   {with("runbooks/b.runbook.hcl", &fstest.MapFile{Data: []byte(lookAround)}), []string{"runbooks/b.runbook.hcl RB1011"}},
		"files of no sense": {with("runbooks/README.md", &fstest.MapFile{}), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diags := syntax.Load(test.files, "runbooks")
			var got []string
			for _, d := range diags {
				got = append(got, d.Range.File+" "+d.Code)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestLoadStopsAtTooManyFiles(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{"runbooks/project.hcl": {Data: []byte(project)}}
	for i := range syntax.MaxFiles + 10 {
		name := fmt.Sprintf("r%d", i)
		text := fmt.Sprintf("runbook %q {\n  language = 1\n  title    = \"x\"\n  owner    = role.x\n}\n", name)
		fsys["runbooks/"+name+".runbook.hcl"] = &fstest.MapFile{Data: []byte(text)}
	}
	tree, diags := syntax.Load(fsys, "runbooks")
	if want := []string{"RB0207"}; !slices.Equal(codes(diags), want) || len(tree.Sources) != syntax.MaxFiles {
		t.Errorf("got %v with %d files read, want %v with %d", codes(diags), len(tree.Sources), want, syntax.MaxFiles)
	}
}

// with is a project without findings and one more file.
func with(name string, file *fstest.MapFile) fstest.MapFS {
	return fstest.MapFS{
		"runbooks/project.hcl":             {Data: []byte(project)},
		"runbooks/look-around.runbook.hcl": {Data: []byte(lookAround)},
		name:                               file,
	}
}

// TestLoadOnDisk: the real file system is refused what the one in memory is.
func TestLoadOnDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("project.hcl", project)
	write("look-around.runbook.hcl", lookAround)
	write("secret", lookAround)
	if err := os.Symlink("secret", filepath.Join(dir, "stolen.runbook.hcl")); err != nil {
		t.Fatal(err)
	}
	tree, diags := syntax.Load(os.DirFS(dir), ".")
	if len(diags) != 1 || diags[0].Code != "RB1014" || diags[0].Range.File != "stolen.runbook.hcl" {
		t.Errorf("findings: %v", messages(diags))
	}
	if _, read := tree.Sources["stolen.runbook.hcl"]; read {
		t.Error("the link was followed")
	}
}

// broken is a file system whose files fail in the middle of reading.
type broken struct{ fstest.MapFS }

func (b broken) Open(name string) (fs.File, error) {
	if filepath.Ext(name) == ".hcl" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("permission denied")}
	}
	return b.MapFS.Open(name)
}

func TestLoadTellsWhatItMayNotRead(t *testing.T) {
	t.Parallel()
	tree, diags := syntax.Load(broken{with("runbooks/README.md", &fstest.MapFile{})}, "runbooks")
	if want := []string{"RB1014", "RB1014"}; !slices.Equal(codes(diags), want) {
		t.Errorf("got %v, want %v", messages(diags), want)
	}
	if !tree.Broken {
		t.Error("a project whose file cannot be read is not marked as broken")
	}
}

func TestLoadIsTheSameInAnyOrder(t *testing.T) {
	t.Parallel()
	files := map[string]string{"runbooks/project.hcl": project}
	for i := range 40 {
		files[fmt.Sprintf("runbooks/%c/r%d.runbook.hcl", 'a'+i%7, i)] = fmt.Sprintf("runbook \"r%d\" {\n  language = 1\n  title    = 'x'\n}\nchekc \"y\" {}\n", i)
	}
	_, first := load(t, files)
	if len(first) != 40*3 {
		t.Fatalf("%d findings, want 3 for each of 40 files: %v", len(first), messages(first[:4]))
	}
	for range 5 {
		_, again := load(t, files)
		if diff := cmp.Diff(first, again); diff != "" {
			t.Fatalf("(-first +again):\n%s", diff)
		}
	}
}

// FuzzLoad: no text makes the compiler's front fall over, and what it says has its place in the file.
func FuzzLoad(f *testing.F) {
	for _, seed := range []string{
		lookAround, "runbook \"x\" {\n  language = 1\n  title    = 'a'\n", "a = [1, 2\n}\n", "step tls.probe x {\n a: “b”\n}\n", "x {{ = }} ${", "a = \"${{b}}\"",
		"retry { max = 3, delay = 2s }", "a = <<E\n${b\nE", "x \"y\"\n{\n}", "a = b and not c", "a = 2099-12-01", "a = \"x\n y\"\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 2048 {
			return
		}
		for _, d := range syntax.Judge("look-around.runbook.hcl", src) {
			if r := d.Range; r.Start.Byte < 0 || r.End.Byte < r.Start.Byte || r.End.Byte > len(src) {
				t.Fatalf("%s is outside of the file: %+v", d.Code, r)
			}
			for _, fix := range d.Fixes {
				syntax.Apply(src, fix.Edits)
			}
		}
	})
}
