package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// Place tells where in the HCL a part of a runbook stands, as "file:line"; "" where it is not known.
// Addresses are the compiler's: "satisfies.FRAMEWORK.FUNCTION", "check.NAME", "step.NAME".
type Place func(runbook, address string) string

// Why walks from a cell to its signature: the cell, the line of the runbook that claims it, the entry
// that decides, and the file that holds the signature. What is a function ("identity.authentication") or
// one stage of it ("identity.authentication.advanced"). Place may be nil. It is an error where the
// scorecard has no such function.
func Why(w io.Writer, card *verdict.Scorecard, what string, place Place, t Terminal) error {
	pillar, f, stage, err := find(card, what)
	if err != nil {
		return err
	}
	v := why{newPrinter(w), t.width(), paint(t.Color), card, place}
	v.wrapped(v.width, "", v.paint.in(bold, clean(f.Name))+fmt.Sprintf(" (%s), %s", clean(pillar.Name), clean(f.ID)))
	if len(card.Refuted) > 0 {
		v.wrapped(v.width, "", v.paint.in("1;31", RefutedText(card)))
	}
	if card.Findings != nil {
		v.wrapped(v.width, "", v.paint.in("1;31", FoundText(card.Findings)))
	}
	v.line("earned: %s", v.paint.in(stageColours[f.Earned], bars[f.Earned]+" "+f.Earned))
	for i := range f.Cells {
		if c := &f.Cells[i]; stage == "" || stage == c.Stage {
			v.cell(f, c)
		}
	}
	v.line("")
	v.wrapped(v.width, "next: ", clean(f.Next))
	v.related(f.ID)
	v.line("")
	v.wrapped(v.width, "", reading(card))
	return v.Flush()
}

// related tells the controls of other frameworks that belong to a function before all, and what that rests on.
func (v why) related(function string) {
	method := ""
	for _, c := range catalog.Crosswalks(v.card.Framework) {
		byStanding, supporting := map[catalog.Published][]string{}, int64(0)
		for _, r := range c.Of(function) {
			if r.Strength != "primary" {
				supporting++
				continue
			}
			byStanding[r.Standing] = append(byStanding[r.Standing], r.Control)
		}
		var parts []string
		for _, standing := range []catalog.Published{catalog.Twice, catalog.Once, catalog.Proposed} {
			if labels := byStanding[standing]; len(labels) > 0 {
				parts = append(parts, string(standing)+": "+strings.Join(labels, ", "))
			}
		}
		if supporting > 0 {
			parts = append(parts, fmt.Sprintf("%d more that support it (attestary export --format oscal-catalog)", supporting))
		}
		if len(parts) == 0 {
			continue
		}
		if method == "" {
			v.line("")
		}
		v.wrapped(v.width, v.paint.in(dim, "related: "), c.To+"; "+strings.Join(parts, "; "))
		method = c.Method
	}
	if method != "" {
		v.wrapped(v.width, "         ", method)
	}
}

type why struct {
	printer
	width int
	paint paint
	card  *verdict.Scorecard
	place Place
}

func (v why) cell(f *verdict.Function, c *verdict.Cell) {
	v.line("")
	v.line("%s", v.paint.in(standingColours[c.Standing], marks[c.Standing]+" "+c.Stage+": "+CellSaid(c)))
	v.wrapped(v.width, "  asks for   ", clean(c.Text))
	for _, p := range c.Claims {
		v.line("")
		v.proof(f, p)
	}
}

// proof is the chain of one runbook: its line, the entry, the signature.
func (v why) proof(f *verdict.Function, p verdict.Proof) {
	through := ""
	if p.Claimed != "" {
		through = ", as part of " + p.Claimed
	}
	v.wrapped(v.width, "  claimed by ", fmt.Sprintf("%s at %s%s", clean(p.Runbook), v.at(p, "satisfies."+v.card.Framework+"."+f.ID), through))
	v.wrapped(v.width, "  "+v.paint.in(standingColours[p.Standing], fitted(ProofSaid(&p), 10))+" ", clean(p.Why))
	for _, failed := range p.Failed {
		v.wrapped(v.width, "  failed     ", fmt.Sprintf("%s at %s", clean(failed), v.at(p, address(failed))))
	}
	for i := range p.Waivers {
		v.wrapped(v.width, "  waiver     ", waiverText(&p.Waivers[i]))
		v.line("  signature  %s", clean(p.Waivers[i].Path))
	}
	if p.Entry == nil {
		return
	}
	v.wrapped(v.width, "  entry      ", decided(p))
	v.line("  signature  %s", clean(p.Path))
}

func (v why) at(p verdict.Proof, address string) string {
	if v.place != nil {
		if at := v.place(p.Runbook, address); at != "" {
			return clean(at)
		}
	}
	return clean(p.File)
}

// decided names the entry that decides, in brief.
func decided(p verdict.Proof) string {
	if p.Outcome == "" {
		return fmt.Sprintf("%d, an authorization without a result", *p.Entry)
	}
	return fmt.Sprintf("%d, %s, ended %s", *p.Entry, p.Outcome, words(p.EndedAt))
}

// address is the compiler's address of what a result names: without the key of an item.
func address(failed string) string {
	part, _, _ := strings.Cut(failed, "[")
	return part
}

// Said is a standing as people say it.
func Said(s verdict.Standing) string {
	switch s {
	case verdict.Unproven:
		return "not proven"
	case verdict.Unclaimed:
		return "nobody claims it"
	}
	return string(s)
}

// ProofSaid is the standing of a proof. What did not pass is told as what it was: unknown is not failed,
// and neither of them is a pass.
func ProofSaid(p *verdict.Proof) string {
	if p.Standing == verdict.Failing && p.Outcome != "" && p.Outcome != evidence.Failed {
		return clean(string(p.Outcome))
	}
	return Said(p.Standing)
}

// CellSaid is the standing of a cell, as that of its gravest claims where they agree.
func CellSaid(c *verdict.Cell) string {
	text := ""
	for i := range c.Claims {
		if p := &c.Claims[i]; p.Standing == c.Standing {
			if word := ProofSaid(p); text == "" || text == word {
				text = word
				continue
			}
			return Said(c.Standing)
		}
	}
	return cmp.Or(text, Said(c.Standing))
}

// find splits what was asked for into a function and, where one is named, a stage.
func find(card *verdict.Scorecard, what string) (*verdict.Pillar, *verdict.Function, string, error) {
	id, stage := what, ""
	if i := strings.LastIndexAny(what, ". /"); i > 0 {
		if s, ok := catalog.ParseStage(what[i+1:]); ok {
			id, stage = what[:i], s.String()
		}
	}
	for i := range card.Pillars {
		p := &card.Pillars[i]
		for j := range p.Functions {
			if p.Functions[j].ID == id {
				return p, &p.Functions[j], stage, nil
			}
		}
	}
	hint := "score without --why lists them"
	if set, ok := catalog.Lookup(card.Framework); ok {
		if near := set.NearFunction(id); len(near) > 0 {
			hint = "did you mean " + strings.Join(near, ", ") + "?"
		}
	}
	return nil, nil, "", fmt.Errorf("%.80q is no function of %s; %s", what, card.Framework, hint)
}
