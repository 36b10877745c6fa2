package lsp

import (
	"context"
	"fmt"
	"path"
	"strings"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
)

// job is something that the judge has still to do.
type job struct {
	place place
	scope scope
}

// scope is how much is compiled.
type scope int

const (
	thisFile scope = iota + 1 // with what it is compiled with
	wholeProject
)

// judged is what the compiler found in a document, and the text that it found it in.
type judged struct {
	text     text
	findings []diag.Diagnostic
	known    bool
}

// The judge waits for a pause in the typing, so that it does not take the machine from completion, but
// not for ever.
const (
	pause     = 100 * time.Millisecond
	maxPauses = 10
)

// want has the judge look at a document.
func (s *server) want(d *document, scope scope) {
	s.pending[d.uri] = job{d.place, max(scope, s.pending[d.uri].scope)}
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// judge compiles what was asked for until it is told to stop. Several changes in a moment are one.
func (s *server) judge() {
	for s.waitForPause() {
		s.mu.Lock()
		todo := s.pending
		s.pending = map[string]job{}
		s.mu.Unlock()
		seen := map[string]map[string]bool{} // by the project's folder: the files that were compiled
		for _, uri := range sorted(todo) {
			if job := todo[uri]; job.scope == wholeProject && seen[job.place.root] == nil {
				seen[job.place.root] = map[string]bool{}
				s.guarded(func() { s.judgeProject(job.place, seen[job.place.root]) })
			}
		}
		for _, uri := range sorted(todo) {
			if at := todo[uri].place; !seen[at.root][at.name] {
				s.guarded(func() { s.judgeFile(uri) })
			}
		}
	}
}

// waitForPause waits until there is work and nobody types, and tells whether to do it.
func (s *server) waitForPause() bool {
	select {
	case <-s.wake:
	case <-s.ended:
		return false
	}
	for range maxPauses {
		select {
		case <-s.wake:
		case <-s.ended:
			return false
		case <-time.After(pause):
			return true
		}
	}
	return true
}

// guarded does work in which a mistake of ours ends nothing but the work.
func (s *server) guarded(work func()) {
	defer func() {
		if cause := recover(); cause != nil {
			told := map[string]any{"type": 1, "message": fmt.Sprintf("a mistake in attestary itself: %v", cause)}
			_ = s.rpc.Notify(context.Background(), "window/logMessage", told)
		}
	}()
	work()
}

// judgeFile compiles one open file and shows what is wrong in it.
func (s *server) judgeFile(uri string) {
	s.mu.Lock()
	d := s.documents[uri]
	if d == nil {
		s.mu.Unlock()
		return
	}
	name, files, now := d.place.name, s.around(d), d.text
	s.mu.Unlock()
	found := alone(name, files, s.opts.Today())

	s.mu.Lock()
	defer s.mu.Unlock()
	if s.documents[uri] == d {
		s.show(d.place, name, now, found)
	}
}

// alone are the findings of one file, compiled with those around it. Of a runbook, what is only known of
// the whole project is not among them.
func alone(name string, files map[string][]byte, today string) []diag.Diagnostic {
	archive := &txtar.Archive{}
	for _, file := range sorted(files) {
		archive.Files = append(archive.Files, txtar.File{Name: file, Data: files[file]})
	}
	fsys, err := txtar.FS(archive)
	if err != nil {
		return nil // a name that no project can have
	}
	opts := compiler.Options{Today: today}
	if runbook, ok := strings.CutSuffix(path.Base(name), runbookSuffix); ok {
		opts.Runbook = runbook
	}
	return of(name, compiler.Compile(fsys, opts).Findings)
}

func of(name string, all []diag.Diagnostic) []diag.Diagnostic {
	var found []diag.Diagnostic
	for _, d := range all {
		if d.Range.File == name {
			found = append(found, d)
		}
	}
	return found
}

// judgeProject compiles all files of a project, shows what is wrong in any, and notes them in seen. A file
// that was never saved is not among them.
func (s *server) judgeProject(at place, seen map[string]bool) {
	disk, closer, err := at.disk()
	if err != nil {
		return // the folder is gone
	}
	defer closer.Close()
	texts := map[string]text{}
	tree := edition{disk, map[string][]byte{}}
	s.mu.Lock()
	for _, d := range s.documents {
		if d.place.root == at.root {
			texts[d.place.name], tree.open[d.place.name] = d.text, d.text.bytes
		}
	}
	s.mu.Unlock()
	result := compiler.Compile(tree, compiler.Options{Today: s.opts.Today()})

	found := map[string][]diag.Diagnostic{}
	for name := range result.Project.Sources {
		found[name] = nil
	}
	for _, d := range result.Findings {
		found[d.Range.File] = append(found[d.Range.File], d)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range sorted(found) {
		now, open := texts[name]
		if !open {
			now = newText(result.Project.Sources[name])
		}
		s.show(at, name, now, found[name])
		seen[name] = true
	}
	s.forget(at, found)
}

// show tells the editor what was found in a file, unless it was typed in since: then that is judged next.
// Of a file that is not open only findings are told, and that there are none any more.
func (s *server) show(at place, name string, now text, found []diag.Diagnostic) {
	uri, open := at.uri(name), false
	var version *int
	for _, d := range s.documents {
		if d.place.root == at.root && d.place.name == name {
			if string(d.text.bytes) != string(now.bytes) {
				return
			}
			uri, open, version, d.judged = d.uri, true, d.version, judged{now, found, true}
		}
	}
	if len(found) == 0 && !open && !s.shown[uri] {
		return
	}
	s.shown[uri] = len(found) > 0
	list := make([]diagnostic, 0, len(found))
	for _, d := range found {
		list = append(list, s.diagnostic(at, now, d))
	}
	s.publish(publishParams{URI: uri, Version: version, Diagnostics: list})
}

// forget takes the findings away of files that are gone.
func (s *server) forget(at place, found map[string][]diag.Diagnostic) {
	for uri, shown := range s.shown {
		p, ok := placeOf(uri)
		if _, there := found[p.name]; shown && ok && p.root == at.root && !there {
			delete(s.shown, uri)
			s.publish(publishParams{URI: uri, Diagnostics: []diagnostic{}})
		}
	}
}

func (s *server) publish(p publishParams) {
	// An editor that does not listen any more is told by the next read.
	_ = s.rpc.Notify(context.Background(), "textDocument/publishDiagnostics", p)
}

var severities = map[diag.Severity]int{diag.Error: 1, diag.Warning: 2, diag.Note: 3}

// diagnostic is a finding in the protocol's words.
func (s *server) diagnostic(at place, in text, d diag.Diagnostic) diagnostic {
	message := d.Message
	for _, more := range []string{d.Why, d.Help} {
		if more != "" {
			message += "\n" + more
		}
	}
	out := diagnostic{Range: in.span(d.Range.Start.Byte, d.Range.End.Byte), Severity: severities[d.Severity], Code: d.Code, Source: "attestary", Message: message}
	if entry, ok := diag.Lookup(d.Code); ok {
		out.CodeDescription = &description{entry.Page()}
	}
	for _, r := range d.Related {
		if r.Range.File == d.Range.File {
			out.RelatedInformation = append(out.RelatedInformation, related{location{at.uri(r.Range.File), in.span(r.Range.Start.Byte, r.Range.End.Byte)}, r.Message})
		} else {
			out.Message += "\n" + strings.TrimSpace(r.Message+" in "+path.Base(r.Range.File)) + "."
		}
	}
	return out
}
