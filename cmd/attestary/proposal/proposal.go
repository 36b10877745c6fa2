// Package proposal is what a pull request is told of the change that it proposes, as far as that takes more than the
// change itself: both sides of it out of git objects, what the ledger has of its runbooks, which files for the forge
// no longer are what the runbooks say, and the pages of the forge on which all this stands.
//
// Everything in a pull request is hostile, and may come from a fork. Nothing of it is run; it is compiled, and what
// its own job left is never read. The facts of the ledger are read and not verified: a preview for who reviews, by
// which nothing is decided.
//
// Start at Page; compiler/review is what makes the texts.
package proposal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/attestary/attestary/actions/checkout"
	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/review"
)

// Sides are both sides of a pull request, by commit, read from git objects into memory.
func Sides(ctx context.Context, store checkout.Store, base, head string) (review.Sides, error) {
	reader := checkout.New(store, func(name string) bool { return strings.HasSuffix(name, ".hcl") || ownFile(name) })
	var sides review.Sides
	before, err := ledger.ParseHash(base)
	if err != nil {
		return sides, err
	}
	after, err := ledger.ParseHash(head)
	if err != nil {
		return sides, err
	}
	if sides.Before, err = reader.Folders(ctx, before, compiler.Dir); err != nil {
		return sides, err
	}
	sides.After, err = reader.Folders(ctx, after, compiler.Dir, forgeFolder)
	return sides, err
}

// Page is what the forge shows of one pull request, where we write.
type Page struct {
	Board forge.Board
	Pull  forge.Pull
	Say   io.Writer // what people are told at the job
}

// CheckName is the check that tells what a pull request means which goes to the default branch.
const CheckName = "Attestary"

// check is the check run of the pull request's commit. One commit may be proposed to two branches, and a forge knows the
// checks of a commit by their names alone: so what it would change in another branch has a name of its own, and stands in
// for nothing that the default branch asks for.
func (p Page) check() forge.Check {
	name := CheckName
	if p.Pull.Branch != p.Board.Main {
		name += " (" + diag.Printable(p.Pull.Branch) + ")"
	}
	return forge.Check{Name: name, External: fmt.Sprintf("attestary/pull/%d", p.Pull.Number), Head: p.Pull.Head}
}

// Unreadable tells that a side could not be read, which is never a pass.
func (p Page) Unreadable(ctx context.Context, cause error) error {
	check := p.check()
	check.Title = "The runbooks could not be read"
	check.Text = review.Plain(check.Title+": "+diag.Printable(cause.Error())) + "\n"
	return p.Board.Check(ctx, check)
}

// Judge tells what was found in the check run, for which a merge waits.
func (p Page) Judge(ctx context.Context, change *review.Change, told review.Told) error {
	k := change.Check(told)
	check := p.check()
	check.Passed, check.Title, check.Text = k.Passed, k.Title, k.Text
	for _, a := range k.Annotations {
		check.Annotations = append(check.Annotations, forge.Annotation(a))
	}
	return p.Board.Check(ctx, check)
}

// Tell judges first, and then tells people what was found. current: the pull request has not gone on since, to another
// commit or another branch; where it has, the rest of its page is for another job to write.
func (p Page) Tell(ctx context.Context, change *review.Change, told review.Told) (current bool, err error) {
	if err := p.Judge(ctx, change, told); err != nil {
		return false, err
	}
	if current, err = p.Board.Current(ctx, p.Pull); err != nil || !current {
		return false, err
	}
	need := forge.IfThere
	if change.Wanting() {
		need = forge.Always
	}
	if err := p.Board.Comment(ctx, p.Pull.Number, change.Comment(told), need); err != nil {
		return true, err
	}
	return true, p.suggest(ctx, change)
}

// suggest offers the fixes. That the forge takes none is no failure: the comment tells the same.
func (p Page) suggest(ctx context.Context, change *review.Change) error {
	var list []forge.Suggestion
	for _, s := range change.Suggestions() {
		list = append(list, forge.Suggestion(s))
	}
	err := p.Board.Suggest(ctx, p.Pull, list, review.Keys)
	if errors.Is(err, forge.ErrRefused) {
		fmt.Fprintf(p.Say, "the suggestions were not taken (%s); the comment tells the same\n", diag.Printable(err.Error()))
		return nil
	}
	return err
}
