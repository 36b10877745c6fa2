package scope

import (
	"github.com/attestary/attestary/compiler/syntax"
)

// The leaves of settings that must be known at review time: a literal, or an expression over org and
// locals. ok is false where the setting is given and not known, or of another kind; a setting that is not
// given is zero and ok.

// Text is the text of a leaf.
func (r *Runbook) Text(t syntax.Text) (text string, ok bool) {
	if t.Expr == nil {
		return t.Value, true
	}
	v, _ := r.Known(r.Term(t.Expr))
	return v.AsText()
}

// Whole is the whole number of a leaf.
func (r *Runbook) Whole(w syntax.Whole) (n int64, ok bool) {
	if w.Expr == nil {
		return w.Value, true
	}
	v, _ := r.Known(r.Term(w.Expr))
	return v.AsInt()
}

// Truth is the truth of a leaf.
func (r *Runbook) Truth(t syntax.Truth) (truth, ok bool) {
	if t.Expr == nil {
		return t.Value, true
	}
	v, _ := r.Known(r.Term(t.Expr))
	return v.AsBool()
}

// Texts are the texts of a leaf, in the order of writing.
func (r *Runbook) Texts(t syntax.Texts) (texts []string, ok bool) {
	if t.Expr != nil {
		return r.textsOf(t)
	}
	for _, leaf := range t.Values {
		text, ok := r.Text(leaf)
		if !ok {
			return nil, false
		}
		texts = append(texts, text)
	}
	return texts, true
}

func (r *Runbook) textsOf(t syntax.Texts) (texts []string, ok bool) {
	v, known := r.Known(r.Term(t.Expr))
	for _, item := range v.Items() {
		text, isText := item.AsText()
		if !isText {
			return nil, false
		}
		texts = append(texts, text)
	}
	return texts, known && v.Kind().String() == "list"
}
