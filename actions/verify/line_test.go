package verify_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/canon"
)

// TestHistory looks at a branch before a run: its first-parent line, and what a runbook compiles to on it.
func TestHistory(t *testing.T) {
	t.Parallel()
	s := &source{repository: newRepository(), t: t}
	first := s.make(made{author: eve})
	topic := s.make(made{files: runbooks(), author: ada, parents: []ledger.Hash{first}})
	broken := s.make(made{files: with(runbooks(), "runbooks/tls.hcl", "?"), author: eve, parents: []ledger.Hash{first}})
	tip := s.make(made{files: runbooks(), author: eve, parents: []ledger.Hash{broken, topic}})
	h := verify.OpenHistory(verify.Source{Store: s.repository, Branch: "main", Compile: compilePlans})
	line, whole, err := h.Line(t.Context(), tip.String())
	if want := []string{tip.String(), broken.String(), first.String()}; !slices.Equal(line, want) || !whole || err != nil {
		t.Errorf("the line is %v, whole %v, %v; want %v", line, whole, err, want)
	}
	for commit, want := range map[ledger.Hash]canon.Digest{tip: canon.Sum(encodedPlans()["tls"]), topic: canon.Sum(encodedPlans()["tls"]), broken: "", first: ""} {
		if got, err := h.Digest(t.Context(), commit.String(), "tls"); got != want || err != nil {
			t.Errorf("at %s it is %q, %v; want %q", commit, got, err, want)
		}
	}
	for _, bad := range []string{"", "main", strings.Repeat("0", 39) + "1"} {
		if d, err := h.Digest(t.Context(), bad, "tls"); err == nil {
			t.Errorf("at %q it is %q", bad, d)
		}
		if line, _, err := h.Line(t.Context(), bad); err == nil {
			t.Errorf("of %q the line is %v", bad, line)
		}
	}
	// A shallow clone knows that it is one.
	short := s.make(made{author: eve, parents: []ledger.Hash{{1, 2, 3}}})
	if line, whole, err := h.Line(t.Context(), short.String()); len(line) != 1 || whole || err != nil {
		t.Errorf("the shallow line is %v, whole %v, %v", line, whole, err)
	}
}
