package compiler_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
)

// shelf is a store in memory.
type shelf struct {
	mu   sync.Mutex
	data map[string][]byte
	puts int
}

func (s *shelf) Get(name string) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	data, ok := s.data[name]
	return data, ok
}

func (s *shelf) Put(name string, data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.data == nil {
		s.data = map[string][]byte{}
	}
	s.data[name] = data
	s.puts++
}

// spoil changes all that is kept.
func (s *shelf) spoil(how func([]byte) []byte) {
	for name, data := range s.data {
		s.data[name] = how(bytes.Clone(data))
	}
}

func (s *shelf) cache() compiler.Cache { return compiler.Cache{Store: s, Program: "this one"} }

// shown is everything that a person or a program can be shown of findings.
func shown(tb testing.TB, result *compiler.Result) string {
	tb.Helper()
	found, sources, view := result.Findings, result.Project.Sources, diag.View{Width: 100, Keep: 3}
	all := []string{diag.Human(found, sources, view), diag.Short(found, view), diag.Line(found), diag.GitHub(found, sources)}
	sarif, err := diag.SARIF(found, sources, "test")
	if err != nil {
		tb.Fatal(err)
	}
	for _, document := range []func([]diag.Diagnostic, diag.Sources) ([]byte, error){diag.JSON, diag.RDJSON} {
		data, err := document(found, sources)
		if err != nil {
			tb.Fatal(err)
		}
		all = append(all, string(data))
	}
	for _, d := range found {
		all = append(all, fmt.Sprintf("%+v", d))
	}
	return strings.Join(append(all, string(sarif)), "\n")
}

func checked(tb testing.TB, fsys fstest.MapFS, cache compiler.Cache) string {
	tb.Helper()
	return shown(tb, compiler.Check(fsys, compiler.Options{Today: today}, cache))
}

// withTests is the sample with what is judged of several files: tests, a policy, runbooks that start others
// or have the name of one.
func withTests(tb testing.TB) fstest.MapFS {
	fsys := sample(tb)
	project := string(fsys["runbooks/project.hcl"].Data) + "\npolicy \"look\" {\n  condition = !plan.changes\n  message   = \"It changes something.\"\n}\n"
	fsys["runbooks/project.hcl"] = &fstest.MapFile{Data: []byte(project)}
	fsys["runbooks/order.runbooktest.hcl"] = &fstest.MapFile{Data: []byte("test \"it runs\" {\n  runbook = \"ordre\"\n  outcome = \"passed\"\n}\n")}
	fsys["runbooks/twice/order.runbook.hcl"] = fsys["runbooks/order.runbook.hcl"]
	fsys["runbooks/next.runbook.hcl"] = &fstest.MapFile{Data: []byte("runbook \"next\" {\n  language = 1\n  title    = \"After a finding\"\n  owner    = role.security\n}\n\n" +
		"trigger \"finding\" \"one\" {\n  check = \"phases.ther\"\n}\n\nstep \"file.read\" \"hosts\" {\n  path = \"/etc/hosts\"\n}\n")}
	return fsys
}

// Check finds what Compile finds: with nothing in the cache, and with everything.
func TestCheckIsCompile(t *testing.T) {
	t.Parallel()
	fsys, kept := withTests(t), &shelf{}
	want := shown(t, compiler.Compile(fsys, compiler.Options{Today: today}))
	for _, code := range []string{"RB1007", "RB2002", "RB4030", "RB6002"} {
		if !strings.Contains(want, code) {
			t.Errorf("the sample has no %s", code)
		}
	}
	for _, when := range []string{"cold", "warm"} {
		if diff := cmp.Diff(want, checked(t, fsys, kept.cache())); diff != "" {
			t.Errorf("%s: %s", when, diff)
		}
	}
}

// TestCacheAfterEdits: whatever is done to a project, the cache changes nothing that is shown.
func TestCacheAfterEdits(t *testing.T) {
	t.Parallel()
	fsys, kept := withTests(t), &shelf{}
	checked(t, fsys, kept.cache())
	for n := range rounds(12) {
		r := rand.New(rand.NewPCG(uint64(n), 3))
		var what []string
		for range 1 + r.IntN(3) {
			what = append(what, edit(r, fsys))
		}
		want := checked(t, fsys, compiler.Cache{})
		if n%3 == 0 {
			want = shown(t, compiler.Compile(fsys, compiler.Options{Today: today}))
		}
		if diff := cmp.Diff(want, checked(t, fsys, kept.cache())); diff != "" {
			t.Fatalf("edit %d, %s: %s", n, what, diff)
		}
	}
}

// edit does one thing to one file, and says what.
func edit(r *rand.Rand, fsys fstest.MapFS) string {
	names := slices.Sorted(maps.Keys(fsys))
	name := names[r.IntN(len(names))]
	if r.IntN(5) == 0 {
		name = []string{"runbooks/project.hcl", "runbooks/shop.action.hcl"}[r.IntN(2)]
	}
	if fsys[name] == nil {
		return "nothing"
	}
	lines := strings.Split(string(fsys[name].Data), "\n")
	i := r.IntN(len(lines))
	switch k := r.IntN(7); k {
	case 0:
		lines = slices.Insert(lines, i, "# a note")
	case 1:
		lines = slices.Delete(lines, i, i+1)
	case 2:
		lines = slices.Insert(lines, i, lines[i])
	case 3:
		lines[i] = strings.Replace(lines[i], "\"", "'", 2)
	case 4:
		lines[i] = strings.Replace(lines[i], "step.", "stop.", 1)
	case 5:
		fsys[strings.Replace(name, "runbooks/", "runbooks/copy/", 1)] = fsys[name]
		return "copy " + name
	case 6:
		if strings.HasSuffix(name, ".runbook.hcl") {
			delete(fsys, name)
			return "remove " + name
		}
	}
	fsys[name] = &fstest.MapFile{Data: []byte(strings.Join(lines, "\n"))}
	return fmt.Sprintf("line %d of %s", i+1, name)
}

// What a finding depends on makes another page: the files beside, the program, the date. A runbook makes
// another entry, on one page; its tests, which are judged every time, make none.
func TestCacheForgets(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(fstest.MapFS, *compiler.Cache, *compiler.Options)
		some   bool // something is looked at again
		all    bool
	}{
		"nothing": {func(fstest.MapFS, *compiler.Cache, *compiler.Options) {}, false, false},
		"a test":  {func(f fstest.MapFS, _ *compiler.Cache, _ *compiler.Options) { touch(f, "runbooks/a.runbooktest.hcl") }, false, false},
		"a runbook": {func(f fstest.MapFS, _ *compiler.Cache, _ *compiler.Options) {
			touch(f, "runbooks/networks/site-3.runbook.hcl")
		}, true, false},
		"project.hcl": {func(f fstest.MapFS, _ *compiler.Cache, _ *compiler.Options) { touch(f, "runbooks/project.hcl") }, true, true},
		"an action":   {func(f fstest.MapFS, _ *compiler.Cache, _ *compiler.Options) { touch(f, "runbooks/shop.action.hcl") }, true, true},
		"a framework": {func(f fstest.MapFS, _ *compiler.Cache, _ *compiler.Options) { touch(f, "runbooks/own.framework.hcl") }, true, true},
		"the program": {func(_ fstest.MapFS, c *compiler.Cache, _ *compiler.Options) { c.Program = "another" }, true, true},
		"the date":    {func(_ fstest.MapFS, _ *compiler.Cache, o *compiler.Options) { o.Today = "2026-03-02" }, true, true},
		"what to ask": {func(_ fstest.MapFS, _ *compiler.Cache, o *compiler.Options) { o.Runbook = "site-3" }, true, true},
		"no program":  {func(_ fstest.MapFS, c *compiler.Cache, _ *compiler.Options) { c.Program = "" }, false, false},
		"a new folder": {func(f fstest.MapFS, _ *compiler.Cache, _ *compiler.Options) {
			f["runbooks/x/site-3.runbook.hcl"] = f["runbooks/networks/site-3.runbook.hcl"]
		}, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fsys, kept, opts := generated(t, 20), &shelf{}, compiler.Options{Today: today}
			compiler.Check(fsys, opts, kept.cache())
			pages := kept.puts
			kept.puts = 0
			cache := kept.cache()
			test.change(fsys, &cache, &opts)
			compiler.Check(fsys, opts, cache)
			if some, all := kept.puts > 0, kept.puts >= pages; some != test.some || all != test.all || some && !all && kept.puts != 1 {
				t.Errorf("%d pages of %d were written", kept.puts, pages)
			}
		})
	}
}

func touch(fsys fstest.MapFS, name string) {
	var before []byte
	if fsys[name] != nil {
		before = fsys[name].Data
	}
	fsys[name] = &fstest.MapFile{Data: append(bytes.Clone(before), "\n# touched\n"...)}
}

// TestCacheIsBelieved shows that a known runbook is not looked at again, and so why a cache is for one
// person and for check alone.
func TestCacheIsBelieved(t *testing.T) {
	t.Parallel()
	fsys, kept := withTests(t), &shelf{}
	want := checked(t, fsys, kept.cache())
	kept.spoil(func(data []byte) []byte { return bytes.ReplaceAll(data, []byte("There is no"), []byte("Here was no")) })
	if got := checked(t, fsys, kept.cache()); !strings.Contains(got, "Here was no") {
		t.Error("nothing was taken from the cache")
	}
	if got := shown(t, compiler.Compile(fsys, compiler.Options{Today: today})); got != want {
		t.Error("Compile took something from the cache")
	}
}

// TestCacheSpoiled: what is not a page, whole and of this format, is as good as nothing.
func TestCacheSpoiled(t *testing.T) {
	t.Parallel()
	fsys := withTests(t)
	want := checked(t, fsys, compiler.Cache{})
	for name, how := range map[string]func([]byte) []byte{
		"empty":          func([]byte) []byte { return nil },
		"half":           func(data []byte) []byte { return data[:len(data)/2] },
		"more":           func(data []byte) []byte { return append(data, '\n') },
		"another format": func(data []byte) []byte { return bytes.Replace(data, []byte("/v1"), []byte("/v2"), 1) },
		"null":           func([]byte) []byte { return []byte("null") },
		"another member": func(data []byte) []byte { return bytes.ReplaceAll(data, []byte(`"found"`), []byte(`"lost"`)) },
	} {
		kept := &shelf{}
		checked(t, fsys, kept.cache())
		kept.spoil(how)
		if got := checked(t, fsys, kept.cache()); got != want {
			t.Errorf("%s: %s", name, cmp.Diff(want, got))
		}
		if !allRounds {
			return
		}
	}
}

// TestCacheKeepsNoSecret: a file in which something looks like a credential leaves nothing behind.
func TestCacheKeepsNoSecret(t *testing.T) {
	t.Parallel()
	const token = "ghp_" + "0123456789abcdefghijklmnopqrstuvwxyz"
	fsys, kept := generated(t, 3), &shelf{}
	loose := strings.Replace(string(fsys["runbooks/networks/site-1.runbook.hcl"].Data), "step.unpaid.orders", "step.unpaid."+token, 1)
	fsys["runbooks/networks/site-1.runbook.hcl"] = &fstest.MapFile{Data: []byte(loose)}
	if found := checked(t, fsys, kept.cache()); !strings.Contains(found, "RB6002") || strings.Contains(found, token) {
		t.Errorf("told: %s", found)
	}
	if len(kept.data) == 0 {
		t.Error("nothing was kept of the other files")
	}
	for _, data := range kept.data {
		if bytes.Contains(data, []byte(token)) {
			t.Error("the token is in the cache")
		}
	}
}
