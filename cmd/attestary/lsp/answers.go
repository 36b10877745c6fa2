package lsp

import (
	"fmt"
	"slices"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/editor"
	"github.com/attestary/attestary/compiler/syntax"
)

// icons are the protocol's kinds of items.
var icons = map[editor.Kind]int{
	editor.SettingItem: 10, editor.SectionItem: 7, editor.WordItem: 20, editor.PartItem: 6,
	editor.MemberItem: 5, editor.FunctionItem: 3, editor.RootItem: 9,
}

func (s *server) completion(p positionParams) (completionList, error) {
	d, at, err := s.at(p)
	if err != nil {
		return completionList{}, err
	}
	offered := s.page(d).Complete(at)
	list := completionList{IsIncomplete: offered.Incomplete, Items: make([]completionItem, 0, len(offered.Items))}
	span := d.text.span(offered.From, offered.To)
	for i, item := range offered.Items {
		list.Items = append(list.Items, s.item(i, item, span))
	}
	return list, nil
}

func (s *server) item(i int, item editor.Item, span textRange) completionItem {
	out := completionItem{Label: item.Label, Kind: icons[item.Kind], Detail: item.Detail, SortText: fmt.Sprintf("%04d", i), FilterText: item.Filter,
		TextEdit: textEdit{span, item.Label}}
	if item.Doc != "" {
		out.Documentation = &markup{"markdown", item.Doc}
	}
	if item.Text != "" {
		out.TextEdit.NewText = item.Text
	}
	if item.Snippet != "" && s.snippets {
		out.TextEdit.NewText, out.InsertTextFormat = item.Snippet, 2
	}
	return out
}

func (s *server) hover(p positionParams) (*hover, error) {
	d, at, err := s.at(p)
	if err != nil {
		return nil, err
	}
	item, from, to, ok := s.page(d).Meaning(at)
	if !ok {
		return nil, nil
	}
	words := "**" + item.Label + "**"
	if item.Detail != "" {
		words += " — " + item.Detail
	}
	if item.Doc != "" {
		words += "\n\n" + item.Doc
	}
	return &hover{markup{"markdown", words}, d.text.span(from, to)}, nil
}

func (s *server) definition(p positionParams) ([]location, error) {
	d, at, err := s.at(p)
	if err != nil {
		return nil, err
	}
	item, _, _, ok := s.page(d).Meaning(at)
	if !ok || item.Defined.File == "" {
		return nil, nil
	}
	in, uri := d.text, d.uri
	if item.Defined.File != d.place.name {
		in, uri = newText(s.around(d)[item.Defined.File]), s.uriOf(d.place, item.Defined.File)
	}
	return []location{{uri, in.span(item.Defined.From, item.Defined.To)}}, nil
}

// uriOf is how the editor calls a file of a project.
func (s *server) uriOf(at place, name string) string {
	for _, d := range s.documents {
		if d.place == (place{at.root, name}) {
			return d.uri
		}
	}
	return at.uri(name)
}

// codeAction offers the fixes of what was found in a range. They fit the text that they were found in, so
// where somebody typed since, it is compiled again first.
func (s *server) codeAction(p codeActionParams) ([]codeAction, error) {
	d, err := s.document(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	if !d.judged.known || string(d.judged.text.bytes) != string(d.text.bytes) {
		d.judged = judged{d.text, alone(d.place.name, s.around(d), s.opts.Today()), true}
	}
	from, to := d.text.offset(p.Range.Start), d.text.offset(p.Range.End)
	actions := []codeAction{}
	for _, found := range d.judged.findings {
		if found.Range.Start.Byte > to || found.Range.End.Byte < from {
			continue
		}
		for _, fix := range found.Fixes {
			actions = append(actions, s.fix(d, found, fix))
		}
	}
	return actions, nil
}

func (s *server) fix(d *document, found diag.Diagnostic, fix diag.Fix) codeAction {
	var edits []textEdit
	for _, e := range fix.Edits {
		edits = append(edits, textEdit{d.text.span(e.Range.Start.Byte, e.Range.End.Byte), e.New})
	}
	return codeAction{Title: fix.Title, Kind: quickFix, IsPreferred: fix.Kind == diag.Safe,
		Diagnostics: []diagnostic{s.diagnostic(d.place, d.text, found)},
		Edit:        workspaceEdit{Changes: map[string][]textEdit{d.uri: edits}}}
}

// formatting is the one layout. A file that cannot be parsed stays as it is; its findings say why.
func (s *server) formatting(p openParams) ([]textEdit, error) {
	d, err := s.document(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	out, wrong := syntax.Format(d.place.name, d.text.bytes)
	if len(wrong) > 0 || d.lost || slices.Equal(out, d.text.bytes) {
		return []textEdit{}, nil
	}
	return []textEdit{d.text.difference(out)}, nil
}
