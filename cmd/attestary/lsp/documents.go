package lsp

import (
	"github.com/attestary/attestary/compiler/editor"
	"github.com/creachadair/jrpc2"
)

// document is an open file as the editor has it.
type document struct {
	uri     string
	version *int
	place   place
	text    text
	lost    bool // it became too large to hold, until the editor sends all of it again
	judged  judged
}

// maxDocument is how large a file may become in the editor. The compiler takes far less, and says so.
const maxDocument = maxFrame / 2

func (s *server) didOpen(p openParams) (nothing, error) {
	at, ok := placeOf(p.TextDocument.URI)
	if !ok {
		return nil, nil // no file, or one that is no runbook's
	}
	d := &document{uri: p.TextDocument.URI, version: p.TextDocument.Version, place: at}
	d.set([]byte(p.TextDocument.Text))
	s.documents[d.uri] = d
	s.forgetAround(d)
	s.want(d, wholeProject)
	return nil, nil
}

func (d *document) set(data []byte) {
	if d.lost = len(data) > maxDocument; d.lost {
		data = nil
	}
	d.text = newText(data)
}

func (s *server) didChange(p changeParams) (nothing, error) {
	d, err := s.document(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	d.version = p.TextDocument.Version
	for _, change := range p.ContentChanges {
		switch {
		case change.Range == nil:
			d.set([]byte(change.Text))
		case !d.lost:
			d.set(d.text.changed(*change.Range, change.Text))
		}
	}
	if shared(d.place.name) {
		s.forgetAround(d)
	}
	s.want(d, d.scope())
	return nil, nil
}

// scope is what has to be compiled after a change.
func (d *document) scope() scope {
	if d.place.alone() {
		return thisFile
	}
	return wholeProject
}

func (s *server) didSave(p openParams) (nothing, error) {
	d, err := s.document(p.TextDocument.URI)
	if err == nil {
		s.forgetAround(d)
		s.want(d, wholeProject)
	}
	return nil, err
}

// didClose leaves the file as it is on the disk.
func (s *server) didClose(p openParams) (nothing, error) {
	d, err := s.document(p.TextDocument.URI)
	if err == nil {
		delete(s.documents, d.uri)
		s.forgetAround(d)
		s.want(d, wholeProject)
	}
	return nil, err
}

func (s *server) didChangeFiles(struct{}) (nothing, error) {
	for _, d := range s.documents {
		s.forgetAround(d)
		s.want(d, wholeProject)
	}
	return nil, nil
}

// page is a document for package editor, with the project around it.
func (s *server) page(d *document) *editor.Page {
	around := s.arounds[d.place.root]
	if around == nil {
		around = readAround(s.around(d))
		s.arounds[d.place.root] = around
	}
	return around.Page(editor.Read(d.place.name, d.text.bytes))
}

// readAround reads project.hcl and the files beside it.
func readAround(files map[string][]byte) *editor.Project {
	var others []*editor.Outline
	for _, name := range sorted(files) {
		if name != projectFile && shared(name) {
			others = append(others, editor.Read(name, files[name]))
		}
	}
	return editor.NewProject(editor.Read(projectFile, files[projectFile]), others...)
}

// forgetAround has the files around a document read again when they are next needed.
func (s *server) forgetAround(d *document) { delete(s.arounds, d.place.root) }

// at is an open document and the byte of it that a request is about.
func (s *server) at(p positionParams) (*document, int, error) {
	d, err := s.document(p.TextDocument.URI)
	if err != nil {
		return nil, 0, err
	}
	if d.lost {
		return nil, 0, jrpc2.Errorf(jrpc2.InvalidParams, "%s is too large", shorten(d.uri))
	}
	return d, d.text.offset(p.Position), nil
}
