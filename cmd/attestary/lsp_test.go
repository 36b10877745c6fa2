package main_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/channel"
)

// editing is an editor that has started attestary lsp in a project of its own.
type editing struct {
	*jrpc2.Client
	t     testing.TB
	root  string
	in    io.WriteCloser
	out   io.Reader
	cmd   *exec.Cmd
	found chan findings
}

type (
	at       struct{ Line, Character int }
	span     struct{ Start, End at }
	findings struct {
		URI         string
		Diagnostics []struct {
			Range    span
			Severity int
			Code     string
			Message  string
		}
	}
	offered struct {
		IsIncomplete bool
		Items        []struct {
			Label, Detail string
			TextEdit      edit
		}
	}
	edit struct {
		Range   span
		NewText string
	}
	action struct {
		Title       string
		IsPreferred bool
		Edit        struct{ Changes map[string][]edit }
	}
)

const lspProject = `project "shop" {
  language   = 1
  frameworks = ["cisa-ztmm", "nist-sp-800-53"]
}

role "security" {
  teams = ["shop/security"]
}
`

const lspRunbook = `runbook "sites" {
  language = 1
  title    = "Are our certificates fine?"
  owner    = role.security
}

trigger "manual" "form" {}

access {
  who = [role.security]
}

input "host" {
  type    = string
  default = "shop.example"
  one_of  = ["shop.example", "café🙂.example"]
}

step "tls.probe" "site" {
  host = input.host
}

check "valid" {
  condition = step.site.days_left > 7
  message   = "é🙂 ${input.host}: it ends soon."
}
`

// startEditing starts the program, without a conversation yet.
func startEditing(t testing.TB) *editing {
	t.Helper()
	e := &editing{t: t, root: t.TempDir(), found: make(chan findings, 1000)}
	e.write("runbooks/project.hcl", lspProject)
	e.write("runbooks/sites.runbook.hcl", lspRunbook)
	e.cmd = exec.Command("attestary", "lsp")
	e.cmd.Dir, e.cmd.Env = t.TempDir(), append(os.Environ(), person(e.root)...)
	e.cmd.Stderr = os.Stderr
	var err error
	if e.in, err = e.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if e.out, err = e.cmd.StdoutPipe(); err != nil {
		t.Fatal(err)
	}
	if err := e.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.cmd.Process.Kill() })
	return e
}

// newEditing has begun the conversation.
func newEditing(t testing.TB) *editing {
	t.Helper()
	e := startEditing(t)
	e.Client = jrpc2.NewClient(channel.LSP(e.out, e.in), &jrpc2.ClientOptions{OnNotify: func(r *jrpc2.Request) {
		var f findings
		if err := r.UnmarshalParams(&f); err == nil && r.Method() == "textDocument/publishDiagnostics" {
			e.found <- f
		}
	}})
	var result struct {
		Capabilities struct {
			PositionEncoding   string
			CompletionProvider struct{ TriggerCharacters []string }
		}
	}
	e.ask("initialize", map[string]any{"processId": nil, "rootUri": e.uri(""), "capabilities": map[string]any{}}, &result)
	if result.Capabilities.PositionEncoding != "utf-16" || !slices.Contains(result.Capabilities.CompletionProvider.TriggerCharacters, ".") {
		t.Errorf("%+v", result)
	}
	e.tell("initialized", map[string]any{})
	return e
}

func (e *editing) write(name, text string) {
	e.t.Helper()
	path := filepath.Join(e.root, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		e.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		e.t.Fatal(err)
	}
}

func (e *editing) uri(name string) string {
	return (&url.URL{Scheme: "file", Path: filepath.Join(e.root, name)}).String()
}

func (e *editing) ask(method string, params, result any) {
	e.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := e.CallResult(ctx, method, params, result); err != nil {
		e.t.Fatalf("%s: %v", method, err)
	}
}

func (e *editing) tell(method string, params any) {
	e.t.Helper()
	if err := e.Notify(context.Background(), method, params); err != nil {
		e.t.Fatalf("%s: %v", method, err)
	}
}

func (e *editing) opens(name, text string) {
	e.t.Helper()
	e.tell("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": e.uri(name), "languageId": "hcl", "version": 1, "text": text}})
}

// types replaces all of an open file.
func (e *editing) types(name, text string) {
	e.t.Helper()
	e.changes(name, map[string]any{"text": text})
}

func (e *editing) changes(name string, changes ...map[string]any) {
	e.t.Helper()
	e.tell("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": e.uri(name), "version": 2}, "contentChanges": changes})
}

// sees waits until the findings of a file have these codes.
func (e *editing) sees(name string, codes ...string) findings {
	e.t.Helper()
	var last findings
	for timeout := time.After(time.Minute); ; {
		select {
		case f := <-e.found:
			if f.URI != e.uri(name) {
				continue
			}
			var got []string
			for _, d := range f.Diagnostics {
				got = append(got, d.Code)
			}
			if last = f; slices.Equal(got, codes) {
				return f
			}
		case <-timeout:
			e.t.Fatalf("%s: no findings %v, the last were %+v", name, codes, last.Diagnostics)
		}
	}
}

// place is a request about the position of | in an open file, after its text has been typed there.
func (e *editing) place(name, text string) map[string]any {
	e.t.Helper()
	before, after, ok := strings.Cut(text, "|")
	if !ok {
		e.t.Fatalf("no cursor in %s", text)
	}
	e.types(name, before+after)
	return map[string]any{"textDocument": map[string]any{"uri": e.uri(name)}, "position": position(before)}
}

// position is the end of a text in UTF-16 units.
func position(text string) map[string]any {
	line := text[strings.LastIndexByte(text, '\n')+1:]
	units := 0
	for _, r := range line {
		if units++; r > 0xffff {
			units++
		}
	}
	return map[string]any{"line": strings.Count(text, "\n"), "character": units}
}

// applied is a text with edits made.
func applied(text string, edits []edit) string {
	slices.SortFunc(edits, func(a, b edit) int { return offset(text, b.Range.Start) - offset(text, a.Range.Start) })
	for _, e := range edits {
		text = text[:offset(text, e.Range.Start)] + e.NewText + text[offset(text, e.Range.End):]
	}
	return text
}

func offset(text string, p at) int {
	lines := strings.SplitAfter(text, "\n")
	before := strings.Join(lines[:p.Line], "")
	units := 0
	for i, r := range lines[p.Line] {
		if units >= p.Character {
			return len(before) + i
		}
		if units++; r > 0xffff {
			units++
		}
	}
	return len(before) + len(lines[p.Line])
}

// leaves ends the conversation as the protocol says; the program must end well.
func (e *editing) leaves() {
	e.t.Helper()
	e.ask("shutdown", nil, new(json.RawMessage))
	e.tell("exit", nil)
	if err := e.cmd.Wait(); err != nil {
		e.t.Errorf("the program ended with %v", err)
	}
}

const sites = "runbooks/sites.runbook.hcl"

// TestLSP is an hour of somebody who writes a runbook.
func TestLSP(t *testing.T) {
	t.Parallel()
	e := newEditing(t)

	// A broken file: what is wrong is shown where it is.
	broken := strings.Replace(lspRunbook, `"Are our certificates fine?"`, `Are our certificates fine?`, 1)
	e.opens(sites, broken)
	f := e.sees(sites, "RB0108")
	if got := f.Diagnostics[0].Range; got != (span{at{2, 13}, at{2, 39}}) || f.Diagnostics[0].Severity != 1 {
		t.Errorf("%+v", f)
	}

	// Its fix is a code action, which mends it.
	var actions []action
	e.ask("textDocument/codeAction", map[string]any{"textDocument": map[string]any{"uri": e.uri(sites)},
		"range": map[string]any{"start": position("\n\nabc"), "end": position("\n\nabc")}, "context": map[string]any{"diagnostics": []any{}}}, &actions)
	if len(actions) != 0 {
		t.Errorf("a fix is offered beside the finding: %+v", actions)
	}
	e.ask("textDocument/codeAction", map[string]any{"textDocument": map[string]any{"uri": e.uri(sites)}, "range": f.Diagnostics[0].Range, "context": map[string]any{}}, &actions)
	if len(actions) != 1 || !actions[0].IsPreferred {
		t.Fatalf("%+v", actions)
	}
	mended := applied(broken, actions[0].Edit.Changes[e.uri(sites)])
	if mended != lspRunbook {
		t.Errorf("mended:\n%s", mended)
	}
	e.types(sites, mended)
	e.sees(sites)

	// Typing, letter by letter, after characters that editors count otherwise than we do.
	for _, letter := range []string{" ", "$", "{", "x"} {
		end := strings.Index(mended, " it ends soon")
		e.changes(sites, map[string]any{"range": map[string]any{"start": position(mended[:end]), "end": position(mended[:end])}, "text": letter})
		mended = mended[:end] + letter + mended[end:]
	}
	if f := e.sees(sites, "RB0119"); f.Diagnostics[0].Range.Start != (at{24, 34}) { // é is one unit, 🙂 two
		t.Errorf("%+v", f)
	}
	e.types(sites, lspRunbook)
	e.sees(sites)

	e.completes()
	e.tellsMeaning()
	e.formats()
	e.editsTheProject()
	e.opens("runbooks/new.runbook.hcl", strings.NewReplacer(`"sites"`, `"new"`, "days_left", "days_lost").Replace(lspRunbook)) // not on the disk yet
	e.sees("runbooks/new.runbook.hcl", "RB2003")
	e.leaves()
}

// completes asks what may stand in places of files that are not finished.
func (e *editing) completes() {
	e.t.Helper()
	for text, want := range map[string][]string{
		lspRunbook + "step \"tls.|\n\ncheck \"b\" {}\n":                          {"tls.probe"},
		lspRunbook + "step \"tls.probe\" \"b\" {\n  |\n}\n":                      {"host", "port", "retry"},
		lspRunbook + "check \"b\" {\n  condition = true && input.|\n}\n":         {"host"},
		lspRunbook + "check \"b\" {\n  message = \"é🙂 ${step.site.|":             {"days_left", "outcome"},
		lspRunbook + "satisfies \"nist-sp-800-53\" {\n  controls = [\"AC-|\n}\n": {"AC-1", "AC-2(3)"},
		lspRunbook + "|": {"step", "check", "satisfies"},
	} {
		var list offered
		e.ask("textDocument/completion", e.place(sites, text), &list)
		for _, word := range want {
			i := slices.IndexFunc(list.Items, func(item struct {
				Label, Detail string
				TextEdit      edit
			}) bool {
				return item.Label == word
			})
			if i < 0 {
				e.t.Errorf("%q: no %s in %+v", text[len(lspRunbook):], word, list.Items)
				continue
			}
			whole := strings.Replace(text, "|", "", 1)
			if done := applied(whole, []edit{list.Items[i].TextEdit}); !strings.Contains(done[len(lspRunbook):], word) || strings.Contains(done[len(lspRunbook):], "AC-AC") {
				e.t.Errorf("%s makes %q", word, done[len(lspRunbook):])
			}
		}
	}
}

// tellsMeaning asks what a word means and where it is defined.
func (e *editing) tellsMeaning() {
	e.t.Helper()
	cursor := strings.Replace(lspRunbook, "${input.host}", "${input.ho|st}", 1)
	var hover struct {
		Contents struct{ Value string }
		Range    span
	}
	e.ask("textDocument/hover", e.place(sites, cursor), &hover)
	if line := hover.Range.Start; !strings.Contains(hover.Contents.Value, "string") || line.Line != 24 || line.Character != 27 {
		e.t.Errorf("%+v", hover)
	}
	var places []struct {
		URI   string
		Range span
	}
	e.ask("textDocument/definition", e.place(sites, cursor), &places)
	if len(places) != 1 || places[0].URI != e.uri(sites) || places[0].Range != (span{at{12, 7}, at{12, 11}}) {
		e.t.Errorf("%+v", places)
	}
	e.ask("textDocument/definition", e.place(sites, strings.Replace(lspRunbook, "[role.security", "[role.|security", 1)), &places)
	if len(places) != 1 || places[0].URI != e.uri("runbooks/project.hcl") || places[0].Range.Start != (at{5, 6}) {
		e.t.Errorf("%+v", places)
	}
	var none json.RawMessage
	e.ask("textDocument/hover", e.place(sites, "|"+lspRunbook[1:]), &none)
	if string(none) != "null" {
		e.t.Errorf("%s", none)
	}
}

func (e *editing) formats() {
	e.t.Helper()
	crooked := strings.Replace(strings.ReplaceAll(lspRunbook, "language = 1", "language=1"), "  host = ", "host =   ", 1)
	e.types(sites, crooked)
	var edits []edit
	ask := map[string]any{"textDocument": map[string]any{"uri": e.uri(sites)}, "options": map[string]any{"tabSize": 8, "insertSpaces": false}}
	e.ask("textDocument/formatting", ask, &edits)
	if got := applied(crooked, edits); got != lspRunbook {
		e.t.Errorf("laid out:\n%s", got)
	}
	e.types(sites, lspRunbook)
	if e.ask("textDocument/formatting", ask, &edits); len(edits) != 0 {
		e.t.Errorf("laid out again: %+v", edits)
	}
	e.types(sites, "runbook \"a\" {")
	if e.ask("textDocument/formatting", ask, &edits); len(edits) != 0 {
		e.t.Errorf("a broken file is laid out: %+v", edits)
	}
	e.types(sites, lspRunbook)
	e.sees(sites)
}

// editsTheProject: what project.hcl loses is wrong in every runbook at once, in closed ones too.
func (e *editing) editsTheProject() {
	e.t.Helper()
	e.opens("runbooks/project.hcl", lspProject)
	e.types("runbooks/project.hcl", strings.Replace(lspProject, `role "security"`, `role "support"`, 1))
	e.sees(sites, "RB2002", "RB2002")
	e.types("runbooks/project.hcl", lspProject)
	e.sees(sites)
	e.write("runbooks/other.runbook.hcl", strings.NewReplacer(`"sites"`, `"other"`, "condition = ", "condition = input.nothing == ").Replace(lspRunbook))
	e.tell("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": e.uri("runbooks/other.runbook.hcl"), "type": 1}}})
	e.sees("runbooks/other.runbook.hcl", "RB2002")
	if err := os.Remove(filepath.Join(e.root, "runbooks/other.runbook.hcl")); err != nil {
		e.t.Fatal(err)
	}
	e.tell("textDocument/didSave", map[string]any{"textDocument": map[string]any{"uri": e.uri(sites)}})
	e.sees("runbooks/other.runbook.hcl")
}

// TestLSPHostile: whatever an editor says, the next request is answered.
func TestLSPHostile(t *testing.T) {
	t.Parallel()
	e := newEditing(t)
	e.opens(sites, lspRunbook)
	document := map[string]any{"uri": e.uri(sites)}
	far := map[string]any{"line": 1 << 40, "character": 1 << 40}
	for method, params := range map[string]any{
		"no/suchMethod":              map[string]any{},
		"rpc.serverInfo":             nil,
		"textDocument/hover":         []int{1, 2},
		"textDocument/definition":    map[string]any{"textDocument": map[string]any{"uri": "file:///etc/passwd"}},
		"textDocument/formatting":    map[string]any{"textDocument": map[string]any{"uri": 7}},
		"textDocument/codeAction":    nil,
		"initialize":                 map[string]any{},
		"textDocument/completion":    map[string]any{"textDocument": document, "position": map[string]any{"line": "1"}},
		"workspace/executeCommand":   map[string]any{"command": "rm"},
		"textDocument/didOpen":       map[string]any{"textDocument": "x"},
		"textDocument/didChange":     map[string]any{"textDocument": map[string]any{"uri": "file:///nowhere"}},
		"textDocument/semanticToken": []string{strings.Repeat("x", 1<<20)},
	} {
		if _, err := e.Call(context.Background(), method, params); err == nil {
			t.Errorf("%s: no error", method)
		}
		e.tell(method, params)
	}
	for _, place := range []any{far, map[string]any{"line": -1, "character": -1}, map[string]any{"line": 0, "character": 1 << 30}, nil} {
		ask := map[string]any{"textDocument": document, "position": place}
		e.ask("textDocument/completion", ask, new(json.RawMessage))
		e.ask("textDocument/hover", ask, new(json.RawMessage))
		e.ask("textDocument/definition", ask, new(json.RawMessage))
	}
	e.changes(sites, map[string]any{"range": map[string]any{"start": far, "end": map[string]any{"line": 0, "character": 0}}, "text": "\x00\xff"},
		map[string]any{"range": map[string]any{"start": map[string]any{"line": -5}, "end": far}, "text": lspRunbook})
	e.sees(sites)

	huge := "locals {\n  a = " + strings.Repeat("[", 9<<20)
	for _, uri := range []string{"file:///nowhere/a.runbook.hcl", "untitled:Untitled-1", "file://%zz/", "http://shop.example/runbooks/a.runbook.hcl", "file:///runbooks/a.runbook.hcl", "file:///", ""} {
		e.tell("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": uri, "text": lspRunbook}})
	}
	e.types(sites, huge[:300<<10])
	e.sees(sites, "RB0201")
	e.types(sites, huge)
	e.changes(sites, map[string]any{"range": map[string]any{"start": far, "end": far}, "text": "x"})
	e.types(sites, lspRunbook)
	e.sees(sites)
	e.ask("textDocument/hover", e.place(sites, lspRunbook+"|"), new(json.RawMessage))
	e.leaves()
}

// TestLSPFrames: a conversation that is none ends with words, and a status; nothing is made room for that
// is only announced.
func TestLSPFrames(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		said   string
		status int
	}{
		"nothing":               {"", 1},
		"an empty header":       {"\r\n\r\n", 3},
		"no length":             {"Content-Type: x\r\n\r\n{}", 3},
		"no number":             {"Content-Length: many\r\n\r\n{}", 3},
		"too much":              {"Content-Length: 99999999999999\r\n\r\n{}", 3},
		"less than announced":   {"Content-Length: 99\r\n\r\n{}", 3},
		"a header of one line":  {strings.Repeat("x", 1<<20), 3},
		"no JSON, then nothing": {frame("{"), 1},
		"exit at once":          {frame(`{"jsonrpc":"2.0","method":"exit"}`), 1},
		"before initialize":     {frame(`{"jsonrpc":"2.0","id":1,"method":"shutdown"}`) + frame(`{"jsonrpc":"2.0","method":"exit"}`), 1},
		"deep JSON":             {frame(strings.Repeat("[", 1<<20)), 1},
		"a batch of nothing":    {frame("[]"), 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := startEditing(t)
			e.cmd.Stderr = nil
			go func() {
				_, _ = io.WriteString(e.in, c.said)
				_ = e.in.Close()
			}()
			said, err := io.ReadAll(e.out)
			if err != nil {
				t.Fatal(err)
			}
			_ = e.cmd.Wait()
			if got := e.cmd.ProcessState.ExitCode(); got != c.status {
				t.Errorf("status %d, want %d; it said %s", got, c.status, said)
			}
		})
	}
}

func frame(text string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(text), text) }

// BenchmarkLSPCompletion asks for completions while somebody types in a project of 500 runbooks. The 95th
// percentile must stay below 20 ms.
func BenchmarkLSPCompletion(b *testing.B) {
	e := newEditing(b)
	for i := range 500 {
		name := fmt.Sprintf("sites-%d", i)
		e.write("runbooks/"+name+".runbook.hcl", strings.Replace(lspRunbook, `runbook "sites"`, fmt.Sprintf("runbook %q", name), 1))
	}
	e.opens(sites, lspRunbook)
	line := "check \"b\" {\n  condition = step.site.days_left > 7 && contains([\"a\"], input."
	var took []time.Duration
	for b.Loop() {
		for n := 1; n <= len(line); n++ {
			ask := e.place(sites, lspRunbook+line[:n]+"|\n}\n")
			began := time.Now()
			e.ask("textDocument/completion", ask, new(json.RawMessage))
			took = append(took, time.Since(began))
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
}
