package export

import (
	"bytes"
	"encoding/json"
	"net/url"
	"path"
	"strings"
	"unicode"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/verdict"
)

// The parts of SARIF 2.1.0 that a score needs (OASIS, https://docs.oasis-open.org/sarif/sarif/v2.1.0/).
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool             sarifTool       `json:"tool"`
		AutomationDetail sarifAutomation `json:"automationDetails"`
		ColumnKind       string          `json:"columnKind"`
		Results          []sarifResult   `json:"results"`
		Properties       map[string]any  `json:"properties"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name            string      `json:"name"`
		SemanticVersion string      `json:"version"`
		InformationURI  string      `json:"informationUri"`
		Rules           []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID    string    `json:"id"`
		Name  string    `json:"name"`
		Short sarifText `json:"shortDescription"`
		Full  sarifText `json:"fullDescription"`
		Help  sarifText `json:"help"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifAutomation struct {
		ID string `json:"id"`
	}
	sarifResult struct {
		RuleID       string             `json:"ruleId"`
		RuleIndex    int                `json:"ruleIndex"`
		Kind         string             `json:"kind"`
		Level        string             `json:"level"`
		Message      sarifText          `json:"message"`
		Locations    []sarifLocation    `json:"locations"`
		Fingerprints map[string]string  `json:"partialFingerprints"`
		Suppressions []sarifSuppression `json:"suppressions,omitempty"`
		Properties   map[string]any     `json:"properties"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine int `json:"startLine"`
	}
	sarifSuppression struct {
		Kind          string `json:"kind"`
		Status        string `json:"status"`
		Justification string `json:"justification"`
	}
)

// levels are how grave a standing is: what failed or did not come is an error, what does not count yet a warning.
var levels = map[verdict.Standing]string{
	verdict.Failing: "error", verdict.Missed: "error", verdict.Waived: "error",
	verdict.Stale: "warning", verdict.Unproven: "warning", verdict.NotRun: "note",
}

// SARIF lists what is claimed and not met, each at the line of the runbook that claims it. What is waived is
// suppressed, by the words of who granted it.
func SARIF(s *Scored) ([]byte, error) {
	digest, err := s.Digest()
	if err != nil {
		return nil, err
	}
	card := s.Card
	run := sarifRun{
		Tool: sarifTool{sarifDriver{"attestary", card.Scorer, "https://github.com/attestary/attestary", []sarifRule{}}}, AutomationDetail: sarifAutomation{"attestary/" + card.Framework + "/"},
		ColumnKind: "unicodeCodePoints", Results: []sarifResult{},
		Properties: map[string]any{"scorecard": string(digest), "ledger": card.Tree.Origin, "ledgerRoot": string(card.Tree.Root), "asOf": card.AsOf,
			"commit": s.Commit, "reading": s.Reading()},
	}
	s.Cells(func(_ *verdict.Pillar, f *verdict.Function, c *verdict.Cell) {
		if c.Standing == verdict.Met {
			return
		}
		rule := sarifRule{ID: f.ID + "/" + c.Stage, Name: says(f.Name).Text, Short: says(f.Name + ", " + c.Stage + ", is claimed and not met"),
			Full: says(c.Text), Help: says(f.Next + "\n\n" + s.Reading())}
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, rule)
		for i := range c.Claims {
			if p := &c.Claims[i]; p.Standing != verdict.Met {
				result := s.unmet(f, c, p)
				result.RuleIndex = len(run.Tool.Driver.Rules) - 1
				run.Results = append(run.Results, result)
			}
		}
	})
	log := sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err = e.Encode(log)
	return out.Bytes(), err
}

// says is a message of these words and of nothing else: no link can stand in it (3.11.6), no place for an argument
// (3.11.5), and nothing that moves or hides text.
func says(text string) sarifText {
	text = strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && r != '\u200d' && r != '\u200c' {
			return unicode.ReplacementChar
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd"))
	return sarifText{strings.NewReplacer("](", "] (", "{", "{{", "}", "}}").Replace(text)}
}

// unmet is one claim that is not met.
func (s *Scored) unmet(f *verdict.Function, c *verdict.Cell, p *verdict.Proof) sarifResult {
	result := sarifResult{
		RuleID: f.ID + "/" + c.Stage, Kind: "fail", Level: levels[p.Standing], Message: says(p.Runbook + " is " + string(p.Standing) + ". " + p.Why),
		Locations:    []sarifLocation{s.claimedAt(f, p)},
		Fingerprints: map[string]string{"claim/v1": canon.Sum([]byte(strings.Join([]string{s.Project, p.Runbook, f.ID, c.Stage}, "\x00"))).Hex()},
		Properties:   map[string]any{"standing": string(p.Standing)},
	}
	if p.Entry != nil {
		result.Properties["entry"], result.Properties["path"] = *p.Entry, p.Path
		if digest := s.Bundles[*p.Entry]; digest != "" {
			result.Properties["bundle"] = string(digest)
		}
	}
	for _, w := range p.Waivers {
		result.Suppressions = append(result.Suppressions, sarifSuppression{"external", "accepted",
			says(w.Check + " until " + w.Expires + ", granted by " + w.Approver.Login + ", owned by " + w.Owner.Login + ": " + w.Reason).Text})
	}
	return result
}

// claimedAt is the line that claims it, else the file. A file of a runbook is a plain path below the repository's root.
func (s *Scored) claimedAt(f *verdict.Function, p *verdict.Proof) sarifLocation {
	at := sarifLocation{sarifPhysical{Artifact: sarifArtifact{asURI(p.File)}}}
	if s.Place != nil {
		if file, line := s.Place(p.Runbook, "satisfies."+s.Card.Framework+"."+f.ID); line > 0 {
			at.Physical.Artifact.URI, at.Physical.Region = asURI(file), &sarifRegion{line}
		}
	}
	return at
}

// asURI is a path as a relative reference.
func asURI(file string) string { return (&url.URL{Path: path.Clean(file)}).EscapedPath() }
