// Package lsp speaks the Language Server Protocol, so that any editor can show what the compiler knows:
// findings as somebody types, with their fixes; what may stand at the cursor; what a word means and where
// it is defined; the one layout.
//
// It holds the texts of open files and nothing else. What they mean is for compiler and compiler/editor
// to say; what other files hold is read from the disk when it is needed. A file that is typed in is
// compiled with project.hcl and the files of actions and frameworks alone, so that it does not matter how
// large the project is; the whole of it is compiled when a file is opened or saved, or one is typed in
// that is no runbook.
//
// An editor is trusted with the files of the person who runs it, not with this program's life: no
// message makes it fall over, take more than maxFrame bytes, or write anything. It never runs a runbook
// and has no network.
//
// Positions are lines from 0 and UTF-16 units, which every editor knows. Start at Serve.
package lsp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/attestary/attestary/compiler/editor"
	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/handler"
)

// Options are what the server knows of the machine.
type Options struct {
	Today   func() string // YYYY-MM-DD, by which exceptions expire
	Version string
}

// ErrUnasked says that the editor ended the conversation without asking for the end first.
var ErrUnasked = errors.New("the editor left without saying so first")

// Serve talks to an editor until it leaves, or ctx is done.
func Serve(ctx context.Context, in io.Reader, out io.Writer, opts Options) error {
	conn := newConn(in, out)
	s := &server{
		opts: opts, conn: conn, wake: make(chan struct{}, 1), ended: make(chan struct{}),
		documents: map[string]*document{}, arounds: map[string]*editor.Project{}, shown: map[string]bool{}, pending: map[string]job{},
	}
	s.rpc = jrpc2.NewServer(s.methods(), &jrpc2.ServerOptions{AllowPush: true, DisableBuiltin: true, Concurrency: 1})
	s.rpc.Start(conn)
	defer context.AfterFunc(ctx, conn.hangUp)()
	judging := make(chan struct{})
	go func() { defer close(judging); s.judge() }()
	err := s.rpc.Wait()
	close(s.ended)
	<-judging
	if err == nil && s.phase != over && ctx.Err() == nil {
		err = ErrUnasked
	}
	return err
}

// server is one conversation. Everything below mu is held by the request that is answered, and by the
// judge while it takes its work or shows what it found.
type server struct {
	opts Options
	conn *conn
	rpc  *jrpc2.Server
	// wake says that there is something to judge, ended that nobody wants to know any more.
	wake, ended chan struct{}

	mu        sync.Mutex
	phase     phase
	snippets  bool                       // the editor can fill in ${1:…}
	documents map[string]*document       // by URI
	arounds   map[string]*editor.Project // by the project's folder, until something in it changes
	shown     map[string]bool            // URIs of files that findings are shown for
	pending   map[string]job             // for the judge, by the URI of the document
}

// phase is how far the conversation is.
type phase int

const (
	before phase = iota // initialize was not asked
	talking
	closing // shutdown was asked
	over    // exit was told after it
)

// methods are all that an editor may ask or tell.
func (s *server) methods() handler.Map {
	return handler.Map{
		"initialize":                      answer(s, s.initialize),
		"initialized":                     answer(s, ignore),
		"shutdown":                        answer(s, s.shutdown),
		"exit":                            answer(s, s.exit),
		"textDocument/didOpen":            answer(s, s.didOpen),
		"textDocument/didChange":          answer(s, s.didChange),
		"textDocument/didSave":            answer(s, s.didSave),
		"textDocument/didClose":           answer(s, s.didClose),
		"workspace/didChangeWatchedFiles": answer(s, s.didChangeFiles),
		"textDocument/completion":         answer(s, s.completion),
		"textDocument/hover":              answer(s, s.hover),
		"textDocument/definition":         answer(s, s.definition),
		"textDocument/codeAction":         answer(s, s.codeAction),
		"textDocument/formatting":         answer(s, s.formatting),
	}
}

const notInitialized jrpc2.Code = -32002

// answer makes a method of a function: its parameters are decoded, it has the server to itself, and a
// mistake of ours in it is an error of this one request.
func answer[P, R any](s *server, f func(P) (R, error)) jrpc2.Handler {
	return func(_ context.Context, req *jrpc2.Request) (result any, err error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		defer func() {
			if cause := recover(); cause != nil {
				err = jrpc2.Errorf(jrpc2.InternalError, "a mistake in attestary itself: %v", cause)
			}
		}()
		switch method := req.Method(); {
		case s.phase == before && method != "initialize" && method != "exit":
			return nil, jrpc2.Errorf(notInitialized, "initialize comes first")
		case s.phase != before && method == "initialize":
			return nil, jrpc2.Errorf(jrpc2.InvalidRequest, "initialize comes once")
		case s.phase >= closing && method != "exit":
			return nil, jrpc2.Errorf(jrpc2.InvalidRequest, "after shutdown there is exit alone")
		}
		var params P
		if req.HasParams() {
			if err := req.UnmarshalParams(&params); err != nil {
				return nil, jrpc2.Errorf(jrpc2.InvalidParams, "the parameters cannot be read: %v", err)
			}
		}
		return f(params)
	}
}

// nothing is what a notification takes or gives: null.
type nothing = *struct{}

func ignore(struct{}) (nothing, error) { return nil, nil }

func (s *server) initialize(p initializeParams) (initializeResult, error) {
	s.phase = talking
	s.snippets = p.Capabilities.TextDocument.Completion.CompletionItem.SnippetSupport
	return initializeResult{
		Capabilities: serverCapabilities{
			PositionEncoding:   "utf-16",
			TextDocumentSync:   syncOptions{OpenClose: true, Change: incremental, Save: true},
			CompletionProvider: completionOptions{TriggerCharacters: []string{".", `"`, "{", "["}},
			HoverProvider:      true, DefinitionProvider: true, DocumentFormattingProvider: true,
			CodeActionProvider: codeActionOptions{CodeActionKinds: []string{quickFix}},
		},
		ServerInfo: serverInfo{Name: "attestary", Version: s.opts.Version},
	}, nil
}

func (s *server) shutdown(struct{}) (nothing, error) {
	s.phase = closing
	return nil, nil
}

func (s *server) exit(struct{}) (nothing, error) {
	if s.phase == closing {
		s.phase = over
	}
	s.conn.hangUp()
	return nil, nil
}

// document is the open file of that URI.
func (s *server) document(uri string) (*document, error) {
	if d := s.documents[uri]; d != nil {
		return d, nil
	}
	return nil, jrpc2.Errorf(jrpc2.InvalidParams, "%s is not open", shorten(uri))
}

func shorten(text string) string { return fmt.Sprintf("%.200q", text) }
