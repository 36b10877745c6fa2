package export_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/attestary/attestary/actions/export"
	"github.com/attestary/attestary/internal/golden"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// source is a run that passed, with one step for each of two items, a check and a step that was skipped.
func source() *export.Source {
	key, digest := "shop.example", func(s string) canon.Digest { return canon.Sum([]byte(s)) }
	s := &export.Source{
		Entry: 7, Path: "runs/tls/2026/01/05/0011223344556677.run.sigstore.json", Bundle: digest("bundle"), Policy: digest("policy"), Version: "v0.1.0",
		Verdict: &verdict.Verdict{AsOf: "2026-01-06T00:00:00Z", Tier: verdict.TierTimed, Tree: verdict.Tree{Origin: "attestary.dev/ledger/000102030405060708090a0b0c0d0e0f"}},
		Run:     &evidence.Run{Outcome: evidence.Passed, Record: evidence.BlobRef{Digest: digest("record")}},
		Plan:    &plan.Plan{File: "runbooks/tls.runbook.hcl"},
		Record: &evidence.Record{Plan: digest("plan"), Mode: evidence.Live, Steps: []evidence.StepRecord{
			{Address: "step.site", Key: &key, Outcome: evidence.Passed}, {Address: "step.mail", Outcome: evidence.Skipped}},
			Checks: []evidence.CheckRecord{{Name: "valid", Outcome: evidence.Passed}}},
	}
	for _, id := range []string{"1", "2", "3", "4", "9"} {
		s.Verdict.Claims = append(s.Verdict.Claims, verdict.Claim{ID: id, Outcome: verdict.Held, Required: true})
	}
	return s
}

// predicate is what a statement says, after its envelope was held against the in-toto specification.
func predicate(t *testing.T, data []byte, kind, schema string) map[string]any {
	t.Helper()
	var s struct {
		Type          string         `json:"_type"`
		PredicateType string         `json:"predicateType"`
		Predicate     map[string]any `json:"predicate"`
		Subject       []struct {
			Name   string            `json:"name"`
			Digest map[string]string `json:"digest"`
		} `json:"subject"`
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		t.Fatal(err)
	}
	if s.Type != "https://in-toto.io/Statement/v1" || s.PredicateType != kind {
		t.Errorf("it is %q of %q", s.Type, s.PredicateType)
	}
	if len(s.Subject) != 1 || s.Subject[0].Digest["sha256"] != canon.Sum([]byte("bundle")).Hex() {
		t.Errorf("its subject is %v, want the bundle", s.Subject)
	}
	compiled := must(jsonschema.NewCompiler().Compile("testdata/" + schema))
	if err := compiled.Validate(must(jsonschema.UnmarshalJSON(bytes.NewReader(data)))); err != nil {
		t.Errorf("not as its specification says: %v", err)
	}
	return s.Predicate
}

// TestResults tells of each outcome what others read.
func TestResults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, result, vsa      string
		change                 func(*export.Source)
		passed, failed, warned []any
	}{
		{"passed", "PASSED", "PASSED", func(*export.Source) {}, []any{"step.site[shop.example]", "check.valid"}, []any{}, []any{}},
		{"a check that only warns", "WARNED", "PASSED", func(s *export.Source) { s.Record.Checks[0].Outcome = evidence.Failed }, []any{"step.site[shop.example]"}, []any{}, []any{"check.valid"}},
		{"failed", "FAILED", "FAILED", func(s *export.Source) {
			s.Run.Outcome, s.Record.Checks[0].Outcome = evidence.Failed, evidence.Failed
		}, []any{"step.site[shop.example]"}, []any{"check.valid"}, []any{}},
		{"undone", "FAILED", "FAILED", func(s *export.Source) {
			s.Run.Outcome, s.Record.Steps[0].Outcome = evidence.Recovered, evidence.Recovered
		}, []any{"check.valid"}, []any{"step.site[shop.example]"}, []any{}},
		{"nobody could look", "FAILED", "FAILED", func(s *export.Source) {
			s.Run.Outcome, s.Record.Checks[0].Outcome = evidence.Unknown, evidence.Unknown
		}, []any{"step.site[shop.example]"}, []any{"check.valid"}, []any{}},
		{"a claim that is required and not judged", "PASSED", "FAILED", func(s *export.Source) { s.Verdict.Claims[4].Outcome = verdict.NotJudged },
			[]any{"step.site[shop.example]", "check.valid"}, []any{}, []any{}},
		{"a claim that is refuted", "PASSED", "FAILED", func(s *export.Source) {
			s.Verdict.Claims[4].Outcome, s.Verdict.Claims[4].Required = verdict.Refuted, false
		},
			[]any{"step.site[shop.example]", "check.valid"}, []any{}, []any{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := source()
			c.change(s)
			p := predicate(t, must(export.TestResult(s)), export.TestResultType, "test-result.schema.json")
			if diff := cmp.Diff([]any{c.result, c.passed, c.failed, c.warned}, []any{p["result"], p["passedTests"], p["failedTests"], p["warnedTests"]}); diff != "" {
				t.Errorf("test result (-want +got):\n%s", diff)
			}
			v := predicate(t, must(export.VSA(s)), export.VSAType, "vsa.schema.json")
			if v["verificationResult"] != c.vsa || (c.vsa == "FAILED") != cmp.Equal(v["verifiedLevels"], []any{"FAILED"}) {
				t.Errorf("the summary says %v, %v", v["verificationResult"], v["verifiedLevels"])
			}
		})
	}
}

// The bytes of one of each stand in the tree.
func TestGoldens(t *testing.T) {
	t.Parallel()
	golden.Check(t, "testdata/test-result.golden.json", must(export.TestResult(source())))
	golden.Check(t, "testdata/vsa.golden.json", must(export.VSA(source())))
}

// What must not leave the house does not.
func TestRefuses(t *testing.T) {
	t.Parallel()
	for words, change := range map[string]func(*export.Source){
		"not sound": func(s *export.Source) { s.Verdict.Claims[2].Outcome = verdict.NotJudged },
		"rehearsal": func(s *export.Source) { s.Record.Mode = evidence.Rehearsal },
	} {
		s := source()
		change(s)
		for _, made := range []func(*export.Source) ([]byte, error){export.TestResult, export.VSA} {
			if _, err := made(s); err == nil || !strings.Contains(err.Error(), words) {
				t.Errorf("it gave %v, want an error with %q", err, words)
			}
		}
	}
}

type signer struct{ key *ecdsa.PrivateKey }

func (s signer) Sign(_ context.Context, message []byte) ([]byte, evidence.Material, error) {
	sum := sha256.Sum256(message)
	sig, err := ecdsa.SignASN1(rand.Reader, s.key, sum[:])
	return sig, evidence.Material{PublicKey: &evidence.PublicKey{Hint: strings.Repeat("A", 43) + "="}}, err
}

// A signed one is a bundle whose envelope holds the statement, byte for byte.
func TestSign(t *testing.T) {
	t.Parallel()
	key, said := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)), must(export.VSA(source()))
	b := must(evidence.ParseBundle(must(export.Sign(t.Context(), signer{key}, said))))
	if digest := b.Envelope.Signed(); !bytes.Equal(b.Envelope.Payload, said) || !ecdsa.VerifyASN1(&key.PublicKey, digest[:], b.SignatureBytes()) {
		t.Error("it does not hold what was signed, or not its signature")
	}
}
