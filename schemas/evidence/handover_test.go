package evidence_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestHandoverRules shows what half a handover may not say, one edit each: what an identity leaves open would be anything.
func TestHandoverRules(t *testing.T) {
	t.Parallel()
	many := []string{}
	for i := range evidence.MaxSigners + 1 {
		many = append(many, fmt.Sprintf("https://github.com/acme/shop/%03d.yml@refs/heads/main", i))
	}
	for name, c := range map[string]struct {
		edit func(*evidence.Handover)
		want string
	}{
		"signed by neither":          {func(h *evidence.Handover) { h.SignedBy = "both" }, "signed_by: "},
		"from no key":                {func(h *evidence.Handover) { h.Old = nil }, "old: "},
		"from a key and more":        {func(h *evidence.Handover) { h.Old = append(bytes.Clone(h.Old), 0) }, "old: "},
		"of no time":                 {func(h *evidence.Handover) { h.At = "" }, "at: "},
		"of another ledger's form":   {func(h *evidence.Handover) { h.Seen.Origin = "example.com" }, "seen: "},
		"before there is a ledger":   {func(h *evidence.Handover) { h.Seen = ledgerSample().Seen }, "no key yet"},
		"to any repository":          {func(h *evidence.Handover) { h.To.Repository = 0 }, "to: repository 0"},
		"to any owner":               {func(h *evidence.Handover) { h.To.Owner = -1 }, "owner -1"},
		"to any issuer":              {func(h *evidence.Handover) { h.To.Issuer = "" }, "to: issuer: "},
		"to an issuer of no address": {func(h *evidence.Handover) { h.To.Issuer = "ftp://example.com" }, "to: issuer: "},
		"to any workflow":            {func(h *evidence.Handover) { h.To.Signers = nil }, "signers: 0 are listed"},
		"to too many workflows":      {func(h *evidence.Handover) { h.To.Signers = many }, "signers: 201 are listed"},
		"to a workflow of any ref":   {func(h *evidence.Handover) { h.To.Signers = []string{"https://github.com/a/b/w.yml"} }, "names no ref"},
		"to a workflow twice":        {func(h *evidence.Handover) { h.To.Signers = []string{many[0], many[0]} }, "each once"},
		"to workflows out of order":  {func(h *evidence.Handover) { h.To.Signers = []string{many[1], many[0]} }, "in order"},
		"to what does not print":     {func(h *evidence.Handover) { h.To.Signers = []string{many[0] + "\u202e"} }, "is not an address"},
		"to what is too long":        {func(h *evidence.Handover) { h.To.Signers = []string{many[0] + strings.Repeat("x", 500)} }, "is not an address"},
	} {
		if _, err := evidence.EncodeStatement(edited(handoverSample(t), c.edit)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one about %q", name, err, c.want)
		}
	}
}
