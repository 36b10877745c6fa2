package diag

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// The part of SARIF 2.1.0 (OASIS Standard with errata 01) that findings need. Names are the standard's.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version,omitempty"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string       `json:"id"`
		ShortDescription sarifText    `json:"shortDescription"`
		FullDescription  sarifText    `json:"fullDescription"`
		HelpURI          string       `json:"helpUri"`
		Help             sarifText    `json:"help"`
		Default          sarifDefault `json:"defaultConfiguration"`
	}
	sarifDefault struct {
		Level string `json:"level"`
	}
	sarifText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifResult struct {
		RuleID       string            `json:"ruleId"`
		RuleIndex    int               `json:"ruleIndex"`
		Level        string            `json:"level"`
		Message      sarifText         `json:"message"`
		Locations    []sarifLocation   `json:"locations,omitempty"`
		Related      []sarifLocation   `json:"relatedLocations,omitempty"`
		Fingerprints map[string]string `json:"partialFingerprints"`
		Fixes        []sarifFix        `json:"fixes,omitempty"`
	}
	sarifLocation struct {
		Message  *sarifText    `json:"message,omitempty"`
		Physical sarifPhysical `json:"physicalLocation"`
		Logical  []sarifPart   `json:"logicalLocations,omitempty"`
	}
	sarifPart struct {
		FullyQualifiedName string `json:"fullyQualifiedName"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"` // of the first character after (§3.30.8)
	}
	sarifFix struct {
		Description sarifText     `json:"description"`
		Changes     []sarifChange `json:"artifactChanges"`
	}
	sarifChange struct {
		Artifact     sarifArtifact      `json:"artifactLocation"`
		Replacements []sarifReplacement `json:"replacements"`
	}
	sarifReplacement struct {
		Deleted  sarifRegion `json:"deletedRegion"`
		Inserted sarifText   `json:"insertedContent"`
	}
)

const (
	sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	home        = "https://github.com/attestary/attestary"
	// fingerprintName is the name, with its version, of what fingerprint computes (§3.27.17).
	fingerprintName = "attestary/v1"
)

// SARIF is the findings as one log of SARIF 2.1.0, which GitHub's code scanning and editors read, with a
// new line at its end. version is that of this program; "" leaves it out. Rules are those that were
// found, with the help that explain gives. Of the fixes only safe ones are told: a reader of SARIF cannot
// tell the others apart.
func SARIF(ds []Diagnostic, sources Sources, version string) ([]byte, error) {
	driver := sarifDriver{Name: "attestary", Version: version, InformationURI: home, Rules: []sarifRule{}}
	index := map[string]int{}
	for _, code := range codes(ds) {
		index[code] = len(driver.Rules)
		driver.Rules = append(driver.Rules, rule(byCode[code]))
	}
	run := sarifRun{Tool: sarifTool{driver}, ColumnKind: "utf16CodeUnits", Results: []sarifResult{}}
	seen := map[string]int{}
	for _, d := range ds {
		result := sources.result(d)
		result.RuleIndex = index[d.Code]
		result.Fingerprints = map[string]string{fingerprintName: sources.fingerprint(d, seen)}
		run.Results = append(run.Results, result)
	}
	out, err := json.Marshal(sarifLog{sarifSchema, "2.1.0", []sarifRun{run}}, json.Deterministic(true), jsontext.WithIndent("  "))
	if err != nil {
		return nil, fmt.Errorf("findings as SARIF: %w", err)
	}
	return append(out, '\n'), nil
}

// codes are those of the findings, each once, sorted.
func codes(ds []Diagnostic) []string {
	var list []string
	for _, d := range ds {
		list = append(list, d.Code)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func rule(e Entry) sarifRule {
	plain := fmt.Sprintf("%s\n\nwrong:\n%s\n\nright:\n%s\n\nwhy this is a rule: %s", e.Cause, e.Wrong, e.Right, e.Why)
	markdown := fmt.Sprintf("%s\n\nWrong:\n\n```hcl\n%s\n```\n\nRight:\n\n```hcl\n%s\n```\n\n%s", e.Cause, e.Wrong, e.Right, e.Why)
	return sarifRule{
		ID: e.Code, ShortDescription: sarifText{Text: e.Title}, FullDescription: sarifText{Text: e.Cause},
		HelpURI: e.Page(), Help: sarifText{plain, markdown}, Default: sarifDefault{string(e.Severity)},
	}
}

// result is one finding. Severities have the names that SARIF has for levels.
func (s Sources) result(d Diagnostic) sarifResult {
	out := sarifResult{RuleID: d.Code, Level: string(d.Severity), Message: sarifText{Text: placeholders.Replace(valid(story(d)))}}
	if d.Range.File != "" {
		at := s.location(d.Range)
		if d.Address != "" {
			at.Logical = []sarifPart{{valid(d.Address)}}
		}
		out.Locations = []sarifLocation{at}
	}
	for _, r := range d.Related {
		at := s.location(r.Range)
		at.Message = &sarifText{Text: placeholders.Replace(valid(r.Message))}
		out.Related = append(out.Related, at)
	}
	for _, fix := range d.Fixes {
		if fix.Kind == Safe && len(fix.Edits) > 0 {
			out.Fixes = append(out.Fixes, s.sarifFix(fix))
		}
	}
	return out
}

// placeholders writes a text so that nothing in it is a placeholder ({0}, §3.11.5) or a link ([text](1),
// §3.11.6).
var placeholders = strings.NewReplacer("{", "{{", "}", "}}", "](", "] (")

// story is everything that a finding says, in one text.
func story(d Diagnostic) string {
	text := d.Message
	for _, more := range []string{d.Why, d.Help} {
		if more != "" {
			text += "\n" + more
		}
	}
	return text
}

func (s Sources) location(r Range) sarifLocation {
	at := sarifLocation{Physical: sarifPhysical{Artifact: artifact(r.File)}}
	if r.Start.Line > 0 {
		region := s.region(r)
		at.Physical.Region = &region
	}
	return at
}

// artifact is a path below the root as a relative reference of RFC 3986.
func artifact(file string) sarifArtifact {
	return sarifArtifact{(&url.URL{Path: file}).String()}
}

func (s Sources) region(r Range) sarifRegion {
	return sarifRegion{r.Start.Line, s.utf16Column(r.File, r.Start), r.End.Line, s.utf16Column(r.File, r.End)}
}

func (s Sources) sarifFix(fix Fix) sarifFix {
	change := sarifChange{Artifact: artifact(fix.Edits[0].Range.File)}
	for _, e := range fix.Edits {
		change.Replacements = append(change.Replacements, sarifReplacement{s.region(e.Range), sarifText{Text: valid(e.New)}})
	}
	return sarifFix{sarifText{Text: placeholders.Replace(valid(fix.Title))}, []sarifChange{change}}
}
