package export_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/export"
	"github.com/attestary/attestary/internal/earned"
	"github.com/attestary/attestary/internal/golden"
	"github.com/attestary/attestary/schemas/verdict"
)

// The bytes of what a score is exported as stand in the tree, and each names the scorecard and whose reading it is.
func TestScoredGoldens(t *testing.T) {
	t.Parallel()
	s := earned.Card(t)
	digest := string(must(s.Digest()))
	for name, made := range map[string]func(*export.Scored) ([]byte, error){
		"score.golden.csv": export.CSV, "score.golden.sarif": export.SARIF, "score.golden.svg": export.Badge,
	} {
		data := must(made(s))
		golden.Check(t, "testdata/"+name, data)
		if again := must(made(s)); !bytes.Equal(data, again) {
			t.Errorf("%s: twice the same is not the same", name)
		}
		for _, words := range []string{digest, "guide", "organisation"} {
			if !bytes.Contains(data, []byte(words)) {
				t.Errorf("%s does not say %q", name, words)
			}
		}
	}
}

// TestCSV: a row for each claim and for each cell that nobody claims, and no cell is a formula.
func TestCSV(t *testing.T) {
	t.Parallel()
	s := earned.Card(t)
	cells := &s.Card.Pillars[0].Functions[0].Cells[0]
	cells.Standing = verdict.NotRun
	cells.Claims = []verdict.Proof{{Runbook: "evil", File: "runbooks/evil.runbook.hcl", Standing: verdict.NotRun, Why: "=cmd|' /C calc'!A0\nnext,\"line\""}}
	rows, err := csv.NewReader(bytes.NewReader(must(export.CSV(s)))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1+37*3 {
		t.Errorf("%d rows, want a head and 37 functions of 3 cells", len(rows))
	}
	why := slices.Index(rows[0], "why")
	if got, want := rows[1][why], `'=cmd|' /C calc'!A0 next,"line"`; got != want {
		t.Errorf("why is %q, want %q", got, want)
	}
	for said, want := range map[string]string{"\t=1": "' =1", "see;=1": "see;'=1", "see; @a": "see;' @a", "\uff1d1": "'\uff1d1", "a = b; c-d": "a = b; c-d"} {
		cells.Claims[0].Why = said
		if rows := must(csv.NewReader(bytes.NewReader(must(export.CSV(s)))).ReadAll()); rows[1][why] != want {
			t.Errorf("why %q is %q, want %q", said, rows[1][why], want)
		}
	}
	for _, row := range rows[1:] {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Errorf("the cell %q would be taken for a formula", cell)
			}
		}
	}
}

// TestSARIF: what the standard asks for, and what the readers of it rely on.
func TestSARIF(t *testing.T) {
	t.Parallel()
	s := earned.Card(t)
	var log struct {
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct{ Rules []struct{ ID string } }
			}
			Results []struct {
				RuleID    string
				RuleIndex int
				Level     string
				Kind      string
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           struct{ StartLine int }
					}
				}
				PartialFingerprints map[string]string
				Suppressions        []struct{ Kind, Status, Justification string }
				Properties          map[string]any
			}
		}
	}
	if err := json.Unmarshal(must(export.SARIF(s)), &log); err != nil {
		t.Fatal(err)
	}
	if log.Version != "2.1.0" || len(log.Runs) != 1 {
		t.Fatalf("it is version %q with %d runs", log.Version, len(log.Runs))
	}
	want := map[string]string{}
	s.Cells(func(_ *verdict.Pillar, f *verdict.Function, c *verdict.Cell) {
		for _, p := range c.Claims {
			if p.Standing != verdict.Met {
				want[f.ID+"/"+c.Stage] = string(p.Standing)
			}
		}
	})
	seen := map[string]bool{}
	for _, r := range log.Runs[0].Results {
		at := r.Locations[0].PhysicalLocation
		if log.Runs[0].Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID || at.Region.StartLine < 1 || !strings.HasSuffix(at.ArtifactLocation.URI, ".runbook.hcl") {
			t.Errorf("%s at %+v does not lead to its rule and line", r.RuleID, at)
		}
		if want[r.RuleID] != r.Properties["standing"] || r.Kind != "fail" || !slices.Contains([]string{"error", "warning", "note"}, r.Level) {
			t.Errorf("%s is told as %v, %s, %s; want %s", r.RuleID, r.Properties["standing"], r.Kind, r.Level, want[r.RuleID])
		}
		if waived := want[r.RuleID] == "waived"; waived != (len(r.Suppressions) == 1) {
			t.Errorf("%s, %s, has %d suppressions", r.RuleID, want[r.RuleID], len(r.Suppressions))
		}
		if print := r.PartialFingerprints["claim/v1"]; print == "" || seen[print] {
			t.Errorf("%s has no fingerprint of its own", r.RuleID)
		} else {
			seen[print] = true
		}
		delete(want, r.RuleID)
	}
	if len(want) > 0 {
		t.Errorf("nothing is told of %v", want)
	}
}

// Whatever people call things and say of them, no message of SARIF holds a link, a place for an argument, or text that
// is not seen.
func TestSARIFSaysNothingElse(t *testing.T) {
	t.Parallel()
	s := earned.Card(t)
	const evil = "[click](https://evil.example) [a\\](b) {0} \u202ekcilc\x07 ](x)"
	f := &s.Card.Pillars[0].Functions[0]
	f.Name, f.Next = evil, evil
	f.Cells[0].Standing, f.Cells[0].Text = verdict.NotRun, evil
	f.Cells[0].Claims = []verdict.Proof{{Runbook: "evil", File: "runbooks/evil.runbook.hcl", Standing: verdict.NotRun, Why: evil}}
	data := string(must(export.SARIF(s)))
	if !strings.Contains(data, "[click] (https://evil.example)") {
		t.Fatal("the words are not there")
	}
	for _, wrong := range []string{"](", "\u202e", "\x07", `"{0}`, " {0}"} {
		if strings.Contains(data, wrong) {
			t.Errorf("it holds %q", wrong)
		}
	}
	if got := strings.Count(data, "{{0}}"); got != 5 {
		t.Errorf("%d times the words, want 5: a name, its sentence, text, help and message", got)
	}
}

// TestBadge: it parses, asks for nothing, has a name and two themes, and says where somebody has to look.
func TestBadge(t *testing.T) {
	t.Parallel()
	s := earned.Card(t)
	s.Card.Title = `</title><script>alert("1")</script>`
	for _, wrong := range []bool{false, true} {
		if wrong {
			s.Card.Refuted = []string{"9"}
		}
		data := must(export.Badge(s))
		texts := elements(t, data)
		if !strings.HasPrefix(texts["title"], `</title><script>`) || !strings.Contains(string(data), "prefers-color-scheme") {
			t.Errorf("its name is %q:\n%s", texts["title"], data)
		}
		if got := strings.Contains(texts["text"], "somebody has to look"); got != wrong {
			t.Errorf("it shows %q, where a claim is refuted: %v", texts["text"], wrong)
		}
		if strings.Contains(string(data), "href") || strings.Contains(string(data), "url(") || strings.Count(string(data), "http") != 1 {
			t.Errorf("it asks for something else:\n%s", data)
		}
	}
}

// elements are the texts of a document by the names of their elements; one that is not well-formed has none.
func elements(t *testing.T, data []byte) map[string]string {
	t.Helper()
	texts, name := map[string]string{}, ""
	for d := xml.NewDecoder(bytes.NewReader(data)); ; {
		token, err := d.Token()
		if err == io.EOF {
			return texts
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if name = token.Name.Local; name == "script" {
				t.Error("it has a script")
			}
		case xml.CharData:
			texts[name] += string(token)
		}
	}
}
