package evidence_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// TestMendRules shows what a mend may not say, one edit each; and that it is about a checkpoint's three lines.
func TestMendRules(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edit func(*evidence.Mend)
		want string
	}{
		"of a short commit":     {func(m *evidence.Mend) { m.Bad.Commit = "1b4f2d6" }, "bad: "},
		"of no tree":            {func(m *evidence.Mend) { m.Bad.Tree = "" }, "bad: "},
		"by nobody":             {func(m *evidence.Mend) { m.By = evidence.By{} }, "by: "},
		"from an unseen state":  {func(m *evidence.Mend) { m.Good.Size++ }, "good: "},
		"from another root":     {func(m *evidence.Mend) { m.Good.Root = canon.Sum(nil) }, "good: "},
		"from before all":       {func(m *evidence.Mend) { m.Seen = ledgerSample().Seen; m.Good = evidence.State{Root: m.Seen.Root} }, "good: "},
		"of a day that is none": {func(m *evidence.Mend) { m.At = "2026-02-30T12:00:00Z" }, "at: "},
	} {
		if _, err := evidence.EncodeStatement(edited(mendSample(t), c.edit)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one about %q", name, err, c.want)
		}
	}
	text := origin + "\n8\nSBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I=\n"
	if data := string(must[[]byte](t)(evidence.EncodeStatement(mendSample(t)))); !strings.Contains(data, canon.Sum([]byte(text)).Hex()) {
		t.Errorf("its subject is not the digest of %q: %s", text, data)
	}
}
