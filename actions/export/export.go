// Package export says what verified evidence came to in the words of others. Of a run: an in-toto test result, a SLSA
// verification summary. Each is a statement of its own, about the bundle of the run's result, which it names by
// its digest: whoever wants more than the summary has that to ask for. Of a score: SARIF, CSV, a badge, and OSCAL
// (package oscal, below this one). Each names the scorecard by its digest, and says whose reading it is.
//
// It promises: nothing is exported from a ledger that is not sound, and nothing reads better than it was. Of a run,
// what did not pass has failed, whatever stood in its way; of a score, only what is met reads as met. Whatever is
// told is data: no cell of a table is a formula, no title is markup.
//
// The formats: https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md (v0.1) and
// https://slsa.dev/spec/v1.1/verification_summary (v1). Statements are JCS bytes; they are not signed here
// unless somebody asks (Sign).
//
// Start at TestResult and VSA for a run, at Scored for a score.
package export

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// The types of the predicates.
const (
	TestResultType = "https://in-toto.io/attestation/test-result/v0.1"
	VSAType        = "https://slsa.dev/verification_summary/v1"
)

// Source is a run of a verified ledger.
type Source struct {
	Verdict *verdict.Verdict
	Entry   int64  // of the result
	Path    string // of its bundle
	Bundle  canon.Digest
	Run     *evidence.Run
	Record  *evidence.Record
	Plan    *plan.Plan
	Policy  canon.Digest // of the file that the auditor trusts by
	Version string       // of the program
}

// check refuses what must not be exported.
func (s *Source) check() error {
	switch {
	case !s.Verdict.Sound():
		return errors.New("the ledger is not sound (claims 1 to 4), so nothing of it is exported")
	case s.Record.Mode != evidence.Live:
		return fmt.Errorf("entry %d is of a rehearsal, which shows nothing that others could rely on", s.Entry)
	}
	return nil
}

// subject is the bundle of the result.
func (s *Source) subject() []descriptor {
	return []descriptor{{Name: s.Path, Digest: digests{s.Bundle.Hex()}}}
}

// statement is an in-toto statement, v1.
type statement struct {
	Type          string       `json:"_type"`
	Predicate     any          `json:"predicate"`
	PredicateType string       `json:"predicateType"`
	Subject       []descriptor `json:"subject"`
}

// descriptor is an in-toto resource descriptor, v1.
type descriptor struct {
	Digest    digests `json:"digest"`
	MediaType string  `json:"mediaType,omitempty"`
	Name      string  `json:"name,omitempty"`
	URI       string  `json:"uri,omitempty"`
}

type digests struct {
	SHA256 string `json:"sha256"`
}

func (s *Source) encode(kind string, predicate any) ([]byte, error) {
	return canon.Encode(statement{evidence.StatementType, predicate, kind, s.subject()})
}

type testResult struct {
	Configuration []descriptor `json:"configuration"`
	FailedTests   []string     `json:"failedTests"`
	PassedTests   []string     `json:"passedTests"`
	Result        string       `json:"result"`
	WarnedTests   []string     `json:"warnedTests"`
}

// TestResult tells a run as a test: its checks and steps are what was tested, its plan is the configuration. What
// was skipped was not tested. A check that did not pass and does not fail its run is a warning.
func TestResult(s *Source) ([]byte, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	p := testResult{Result: "FAILED", FailedTests: []string{}, PassedTests: []string{}, WarnedTests: []string{}, Configuration: []descriptor{
		{Name: s.Plan.File, MediaType: plan.MediaType, Digest: digests{s.Record.Plan.Hex()}},
		{Name: "record", Digest: digests{s.Run.Record.Digest.Hex()}},
	}}
	passed := s.Run.Outcome == evidence.Passed
	for _, step := range s.Record.Steps {
		p.add(step.Address+keyed(step.Key), step.Outcome, false)
	}
	for _, check := range s.Record.Checks {
		p.add("check."+check.Name+keyed(check.Key), check.Outcome, passed)
	}
	switch {
	case passed && len(p.FailedTests) == 0 && len(p.WarnedTests) == 0:
		p.Result = "PASSED"
	case passed && len(p.FailedTests) == 0:
		p.Result = "WARNED"
	}
	return s.encode(TestResultType, p)
}

func (p *testResult) add(name string, outcome evidence.Outcome, warns bool) {
	switch {
	case outcome == evidence.Passed:
		p.PassedTests = append(p.PassedTests, name)
	case outcome == evidence.Skipped:
	case warns:
		p.WarnedTests = append(p.WarnedTests, name)
	default:
		p.FailedTests = append(p.FailedTests, name)
	}
}

func keyed(key *string) string {
	if key == nil {
		return ""
	}
	return "[" + *key + "]"
}

type summary struct {
	InputAttestations  []descriptor `json:"inputAttestations"`
	Policy             descriptor   `json:"policy"`
	ResourceURI        string       `json:"resourceUri"`
	SLSAVersion        string       `json:"slsaVersion"`
	TimeVerified       string       `json:"timeVerified"`
	VerificationResult string       `json:"verificationResult"`
	VerifiedLevels     []string     `json:"verifiedLevels"`
	Verifier           verifier     `json:"verifier"`
}

type verifier struct {
	ID      string            `json:"id"`
	Version map[string]string `json:"version"`
}

// verifierID names the program that verified; whoever signs the summary says that it was they who ran it.
const verifierID = "https://attestary.dev/verify/v1"

// VSA summarises the verification of a run. It is PASSED where the run passed, every claim that the policy
// requires is held and none is refuted. Of how software was built it says nothing: that level is unevaluated.
func VSA(s *Source) ([]byte, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	p := summary{
		InputAttestations: s.subject(), Policy: descriptor{Digest: digests{s.Policy.Hex()}, URI: "urn:attestary:policy:" + string(s.Policy)},
		ResourceURI: fmt.Sprintf("https://%s/entry/%d", s.Verdict.Tree.Origin, s.Entry), SLSAVersion: "1.1", TimeVerified: s.Verdict.AsOf,
		VerificationResult: "FAILED", VerifiedLevels: []string{"FAILED"}, Verifier: verifier{verifierID, map[string]string{"attestary": s.Version}},
	}
	if s.Run.Outcome == evidence.Passed && s.Verdict.Status() == verdict.StatusHeld {
		p.VerificationResult = "PASSED"
		p.VerifiedLevels = []string{"SLSA_BUILD_LEVEL_UNEVALUATED", "ATTESTARY_" + strings.ToUpper(strings.NewReplacer(", ", "_", " ", "_").Replace(s.Verdict.Tier))}
	}
	return s.encode(VSAType, p)
}

// Sign puts a statement into a Sigstore bundle.
func Sign(ctx context.Context, signer attest.Signer, statement []byte) ([]byte, error) {
	sig, material, err := signer.Sign(ctx, evidence.PAE(evidence.PayloadType, statement))
	if err != nil {
		return nil, fmt.Errorf("signing: %w", err)
	}
	if sig, err = evidence.LowS(sig); err != nil {
		return nil, err
	}
	b := &evidence.Bundle{MediaType: evidence.BundleMediaType, Verification: material,
		Envelope: &evidence.Envelope{Payload: statement, PayloadType: evidence.PayloadType, Signatures: []evidence.Signature{{Sig: sig}}}}
	return b.Encode()
}
