package export

import (
	"bytes"
	"encoding/csv"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/attestary/attestary/schemas/verdict"
)

// columns of the table. Each row carries what it was made from, so that it can be told wherever it is pasted.
var columns = []string{"framework", "pillar", "function", "earned", "stage", "standing", "runbook", "claim_standing", "why", "outcome",
	"ended_at", "fresh_to", "entry", "path", "as_of", "ledger", "ledger_root", "scorecard", "reading"}

// reading is what the rows say of the stages, in brief: the other formats have the publisher's own words.
const reading = "a guide, no certification; thresholds and quantifiers are the organisation's own"

// CSV is a table with a row for each claim of a runbook on a cell, and one for each cell that nobody claims.
func CSV(s *Scored) ([]byte, error) {
	digest, err := s.Digest()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true // RFC 4180
	if err := w.Write(columns); err != nil {
		return nil, err
	}
	card := s.Card
	for _, p := range card.Pillars {
		for _, f := range p.Functions {
			for _, c := range f.Cells {
				for _, claim := range claimsOf(&c) {
					row := append([]string{card.Framework, p.ID, f.ID, f.Earned, c.Stage, string(c.Standing)}, claim...)
					row = append(row, card.AsOf, card.Tree.Origin, string(card.Tree.Root), string(digest), reading)
					if err := w.Write(harmless(row)); err != nil {
						return nil, err
					}
				}
			}
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// claimsOf are the columns of each claim on a cell; of a cell that nobody claims they are empty.
func claimsOf(c *verdict.Cell) [][]string {
	if len(c.Claims) == 0 {
		return [][]string{make([]string, 8)}
	}
	var all [][]string
	for _, p := range c.Claims {
		entry := ""
		if p.Entry != nil {
			entry = strconv.FormatInt(*p.Entry, 10)
		}
		all = append(all, []string{p.Runbook, string(p.Standing), p.Why, string(p.Outcome), p.EndedAt, p.FreshTo, entry, p.Path})
	}
	return all
}

// formula is what begins one: also behind blanks, in the wide forms of its sign, and behind a semicolon, at which
// programs of some languages end a cell.
var formula = regexp.MustCompile(`(^|;)([\s\p{Z}]*)([=+\-@＝＋－＠])`)

// harmless keeps the programs that open tables from taking a cell for a formula, and puts each in one line.
func harmless(row []string) []string {
	for i, cell := range row {
		cell = strings.Map(func(r rune) rune {
			if unicode.IsControl(r) {
				return ' '
			}
			return r
		}, strings.ToValidUTF8(cell, "\ufffd"))
		row[i] = formula.ReplaceAllString(cell, "$1'$2$3")
	}
	return row
}
