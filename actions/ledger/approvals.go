package ledger

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// Answered is what somebody answered inside a run, as the ledger has it.
type Answered struct {
	Index  int64
	Said   *evidence.Approval
	Bundle []byte
}

// Approvals gives the answers of people inside the run that was authorised so, in the order of their leaves. The
// tip is verified as for Append, and each of them is proven to stand below its root; signatures were verified
// by who appended them.
func (w *Writer) Approvals(ctx context.Context, a *evidence.Authorization) ([]Answered, error) {
	own := evidence.Leaf{Kind: evidence.KindAuthorization, Run: a.Run.Key(), V: 1}.Place(a.Runbook, a.At).Path()
	t, err := w.look(ctx, own)
	if errors.Is(err, ErrEmpty) && w.Known == (Checkpoint{}) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	files, err := t.approvalFiles(ctx, own, a.Run.Key())
	if err != nil || len(files) == 0 {
		return nil, err
	}
	words, wanted := map[string]*Answered{}, map[string]bool{}
	for _, f := range files {
		answered, leaf, err := t.answered(ctx, f, a.Run.Key())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		if answered != nil {
			words[leaf], wanted[leaf] = answered, true
		}
	}
	found, err := t.find(ctx, wanted)
	if err != nil {
		return nil, err
	}
	var out []Answered
	for leaf, index := range found { // what has no leaf is nobody's answer
		words[leaf].Index = index
		out = append(out, *words[leaf])
	}
	slices.SortFunc(out, func(a, b Answered) int { return int(a.Index - b.Index) })
	return out, nil
}

// approvalFiles are the files beside an authorization that are called as an answer inside its run.
func (t *tip) approvalFiles(ctx context.Context, own string, run canon.Digest) (files []string, err error) {
	folder, begins := path.Dir(own), run.Hex()[:16]+"."+string(evidence.KindApproval)+"-"
	for _, l := range t.tree.at(folder).lines {
		if l.mode == modeFile && strings.HasPrefix(l.name, begins) {
			files = append(files, folder+"/"+l.name)
		}
	}
	return files, t.tree.reach(ctx, files...)
}

// answered reads an answer, and gives its leaf; nil where it is one inside another run.
func (t *tip) answered(ctx context.Context, file string, run canon.Digest) (*Answered, string, error) {
	bundle, err := t.tree.read(ctx, file)
	if err != nil {
		return nil, "", err
	}
	said, statement, err := unsealed(bundle)
	if err != nil {
		return nil, "", err
	}
	approval, ok := said.(*evidence.Approval)
	if !ok || approval.Run != run {
		return nil, "", nil
	}
	leaf, err := evidence.Leaf{Bundle: canon.Sum(bundle), Kind: evidence.KindApproval, Run: run, Statement: statement, V: 1}.Encode()
	return &Answered{Said: approval, Bundle: bundle}, string(leaf), err
}
