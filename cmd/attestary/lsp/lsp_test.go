package lsp_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/cmd/attestary/lsp"
)

// FuzzServe: whatever an editor says between a good beginning and a good end, the end is answered.
func FuzzServe(f *testing.F) {
	const document = `"textDocument":{"uri":"file:///nowhere/runbooks/a.runbook.hcl"}`
	for _, said := range []string{
		"", "{", "[]", `{"id":1}`, `[{"jsonrpc":"2.0","id":1,"method":"initialize"}]`,
		`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{` + document + `,"contentChanges":[{"range":{"start":{"line":1,"character":2},"end":{"line":0,"character":9}},"text":"é🙂\r\n"}]}}`,
		`{"jsonrpc":"2.0","id":1,"method":"textDocument/completion","params":{` + document + `,"position":{"line":1,"character":13}}}`,
		`{"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":{` + document + `,"position":{"line":-1,"character":99}}}`,
		`{"jsonrpc":"2.0","id":1,"method":"textDocument/definition","params":{` + document + `,"position":{"line":4,"character":25}}}`,
		`{"jsonrpc":"2.0","id":1,"method":"textDocument/codeAction","params":{` + document + `,"range":{"end":{"line":9}}}}`,
		`{"jsonrpc":"2.0","id":1,"method":"textDocument/formatting","params":{` + document + `}}`,
		`{"jsonrpc":"2.0","method":"textDocument/didClose","params":{` + document + `}}`,
	} {
		f.Add("runbook \"a\" {\n  language = 1\n  title    = 'A'\n}\ncheck \"b\" {\n  condition = input.\n", said)
	}
	f.Fuzz(func(t *testing.T, text, said string) {
		conversation := []string{
			`{"jsonrpc":"2.0","id":"a","method":"initialize","params":{}}`,
			fmt.Sprintf(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///nowhere/runbooks/a.runbook.hcl","text":%s}}}`, quoted(text)),
			said,
			`{"jsonrpc":"2.0","id":"the end","method":"shutdown"}`,
			`{"jsonrpc":"2.0","method":"exit"}`,
		}
		var in strings.Builder
		for _, message := range conversation {
			fmt.Fprintf(&in, "Content-Length: %d\r\n\r\n%s", len(message), message)
		}
		open, closing := io.Pipe() // an editor does not hang up before it has its answers
		defer closing.Close()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		var out bytes.Buffer
		err := lsp.Serve(ctx, io.MultiReader(strings.NewReader(in.String()), open), &out, lsp.Options{Today: func() string { return "2026-01-05" }})
		if strings.Contains(out.String(), "a mistake in attestary itself") {
			t.Fatal(out.String())
		}
		if !strings.Contains(out.String(), `"the end"`) && !strings.Contains(said, "exit") && !strings.Contains(said, "the end") {
			t.Fatalf("%v, and it said %s", err, out.String())
		}
		if err != nil && !errors.Is(err, lsp.ErrUnasked) {
			t.Fatal(err)
		}
	})
}

// quoted is a text in JSON, invalid UTF-8 and all.
func quoted(text string) string {
	var out strings.Builder
	out.WriteByte('"')
	for i := range len(text) {
		if c := text[i]; c < ' ' || c == '"' || c == '\\' {
			fmt.Fprintf(&out, `\u%04x`, c)
		} else {
			out.WriteByte(c)
		}
	}
	out.WriteByte('"')
	return out.String()
}
