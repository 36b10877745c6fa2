package verdict_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/attestary/attestary/internal/golden"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

func ptr[T any](v T) *T { return &v }

var ada = evidence.By{How: "forge", ID: "1", Login: "ada"}

// sampleWaiver is granted by Ada, and Bo sees to it that it is not needed any more.
func sampleWaiver() verdict.Waiver {
	return verdict.Waiver{
		Entry: 10, Check: "restore.same_bytes", Scope: ptr("archive"), At: "2026-02-27T12:00:00Z", From: "2026-02-27T12:00:05Z", Expires: "2026-03-06T12:00:00Z", Longest: 604800,
		Owner: evidence.By{How: "forge", ID: "2", Login: "bo"}, Approver: ada, Role: "security", Reason: "The archive moves.", Path: "runs/_/2026/02/27/_.waiver-44556677.sigstore.json",
	}
}

// sample is a verdict in which every kind of thing is told once: claims held, refuted and not judged,
// a fault with its place, a run that nobody heard of again, a glass and an undo that somebody must see to.
func sample() *verdict.Verdict {
	v := &verdict.Verdict{
		Format:     verdict.Format,
		Tree:       verdict.Tree{Origin: "attestary.dev/ledger/00112233445566778899aabbccddeeff", Size: 12, Root: canon.Sum([]byte("root"))},
		Commit:     "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
		Checkpoint: "attestary.dev/ledger/00112233445566778899aabbccddeeff\n12\nTI8pUfYz2pV+5xeFE3JUsXuQD4Z7mGCxKvYqqs0iXAk=\n",
		AsOf:       "2026-03-01T00:00:00Z",
		Kinds:      map[string]int64{"ledger": 1, "authorization": 6, "run": 5},
		Unfinished: []verdict.Unfinished{{Entry: 11, Runbook: "backup", Run: canon.Sum([]byte("run")), At: "2026-02-28T10:00:00Z", FinishBy: "2026-02-28T11:00:00Z", Late: true}},
		Open:       1,
		Findings: &verdict.Findings{
			Broken: 1, Glasses: []verdict.Glass{{Entry: 7, Runbook: "backup", Run: canon.Sum([]byte("glass")), Role: "oncall", Reason: "The shop is down.", Result: ptr(int64(8)),
				By: evidence.By{How: "key", ID: string(canon.Sum([]byte("ada"))), Login: "ada"}, At: "2026-02-27T09:00:00Z", Expires: "2026-02-28T09:00:00Z",
				Mend: "attestary confirm " + canon.Sum([]byte("glass")).Hex()[:8]}},
			Missed: 1, Undos: []verdict.Undo{{Entry: 5, Runbook: "lend", Run: canon.Sum([]byte("lend")), Address: "step.lend.undo", Key: ptr("zoe"),
				Due: "2026-02-26T09:00:00Z", Missed: "2026-02-27T09:00:00Z", Mend: "attestary due"}},
		},
		Tier:    verdict.TierSigned,
		Waivers: []verdict.Waiver{sampleWaiver()}, Revocations: 1,
		Revoked: []verdict.Revocation{{Entry: 9, At: "2026-02-27T15:00:00Z", By: ada, Reason: "It looked at another site.", Path: "runs/_/2026/02/27/_.revocation-00112233.sigstore.json",
			Revoked: []verdict.Revoked{{Entry: 4, Kind: "run", Runbook: "tls", Run: ptr(int64(3))}, {Entry: 7, Kind: "waiver", Runbook: "tls"}}}},
		NotProven: []string{"that the runner told the truth"},
	}
	for _, id := range []string{"1", "2", "3", "4", "5", "6", "7a", "7b", "7c", "8", "9", "10", "11"} {
		v.Claims = append(v.Claims, verdict.Claim{ID: id, Name: "claim " + id, Says: "What claim " + id + " says.", Clause: "Verification, " + id,
			Outcome: verdict.Held, Required: true, Judged: 12})
	}
	v.Claims[4] = verdict.Claim{ID: "5", Name: "identity", Says: "What claim 5 says.", Clause: "Verification, 5", Outcome: verdict.NotJudged, Why: "it needs a policy with identities"}
	v.Claims[9] = verdict.Claim{ID: "8", Name: "review", Says: "What claim 8 says.", Clause: "Verification, 8", Outcome: verdict.Refuted, Judged: 6, Count: 1,
		Faults: []verdict.Fault{{Entry: ptr(int64(3)), Path: "runs/backup/2026/02/27/0011223344556677.authorization.sigstore.json", Reason: "the reviewer is the author"}}}
	return v
}

// The example in this folder is what another implementation starts from: it must be the sample, in the
// one encoding, and valid under the schema beside it.
func TestVerdictExample(t *testing.T) {
	t.Parallel()
	data, err := sample().Encode()
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "verdict.example.json", data)
	validate(t, "verdict.schema.json", data)
	again, err := verdict.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sample(), again); diff != "" {
		t.Errorf("parsing gave another verdict (-want +got):\n%s", diff)
	}
}

// A script hears the worst that is certain: a refuted claim, required or not, before one that could
// not be judged, before nothing wrong.
func TestStatus(t *testing.T) {
	t.Parallel()
	held, refuted, open := verdict.Held, verdict.Refuted, verdict.NotJudged
	for _, c := range []struct {
		name     string
		required []verdict.Outcome
		others   []verdict.Outcome
		want     int
	}{
		{"all held", []verdict.Outcome{held, held}, nil, 0},
		{"an optional claim was not judged", []verdict.Outcome{held}, []verdict.Outcome{open}, 0},
		{"a required claim was not judged", []verdict.Outcome{held, open}, []verdict.Outcome{held}, 3},
		{"a required claim is refuted", []verdict.Outcome{held, refuted}, nil, 1},
		{"an optional claim is refuted", []verdict.Outcome{held}, []verdict.Outcome{refuted}, 1},
		{"refuted outweighs not judged", []verdict.Outcome{open, refuted}, nil, 1},
		{"an outcome nobody knows is not held", []verdict.Outcome{""}, nil, 3},
	} {
		var v verdict.Verdict
		for _, o := range c.required {
			v.Claims = append(v.Claims, verdict.Claim{Outcome: o, Required: true})
		}
		for _, o := range c.others {
			v.Claims = append(v.Claims, verdict.Claim{Outcome: o})
		}
		if got := v.Status(); got != c.want {
			t.Errorf("%s: status %d, want %d", c.name, got, c.want)
		}
		v.Findings = &verdict.Findings{}
		if got := v.Status(); got != verdict.StatusFindings {
			t.Errorf("%s, and something is to be seen to: status %d", c.name, got)
		}
	}
}

// Sound is what a score stands on: not judged is not held here either.
func TestSound(t *testing.T) {
	t.Parallel()
	if v := sample(); !v.Sound() {
		t.Error("claims 1 to 4 are held, and the ledger is not sound")
	}
	for i := range 4 {
		v := sample()
		v.Claims[i].Outcome = verdict.NotJudged
		if v.Sound() {
			t.Errorf("claim %s is not judged, and the ledger is sound", v.Claims[i].ID)
		}
	}
	if (&verdict.Verdict{}).Sound() {
		t.Error("a verdict without claims is sound")
	}
}

// A verdict cannot contradict itself, neither when it is written nor when it is read.
func TestVerdictRules(t *testing.T) {
	t.Parallel()
	for want, spoil := range map[string]func(*verdict.Verdict){
		"this program reads":            func(v *verdict.Verdict) { v.Format = "https://attestary.dev/verdict/v2" },
		"12 are told":                   func(v *verdict.Verdict) { v.Claims = v.Claims[:12] },
		`"2" stands in its place`:       func(v *verdict.Verdict) { v.Claims[0], v.Claims[1] = v.Claims[1], v.Claims[0] },
		"lists faults and is held":      func(v *verdict.Verdict) { v.Claims[9].Outcome = verdict.Held },
		"refuted by no fault":           func(v *verdict.Verdict) { v.Claims[0].Outcome = verdict.Refuted },
		"does not say why":              func(v *verdict.Verdict) { v.Claims[4].Why = "" },
		"lists faults and is not":       func(v *verdict.Verdict) { v.Claims[9].Outcome, v.Claims[9].Why = verdict.NotJudged, "x" },
		"1 faults are listed":           func(v *verdict.Verdict) { v.Claims[9].Count = 2 },
		"fault has no reason":           func(v *verdict.Verdict) { v.Claims[9].Faults[0].Reason = "" },
		`outcome "maybe"`:               func(v *verdict.Verdict) { v.Claims[0].Outcome = "maybe" },
		"wants a name":                  func(v *verdict.Verdict) { v.Claims[0].Says = "" },
		"wants an origin":               func(v *verdict.Verdict) { v.Tree = verdict.Tree{} },
		"sha256: and 64":                func(v *verdict.Verdict) { v.Tree.Root = "sha256:00" },
		"as_of":                         func(v *verdict.Verdict) { v.AsOf = "2026-03-01" },
		"tier":                          func(v *verdict.Verdict) { v.Tier = "good" },
		"1 are listed and 2":            func(v *verdict.Verdict) { v.Open = 2 },
		"wants an entry and a runbook":  func(v *verdict.Verdict) { v.Unfinished[0].Runbook = "" },
		"its instants":                  func(v *verdict.Verdict) { v.Unfinished[0].At = "yesterday" },
		"entry 11 is out of order":      func(v *verdict.Verdict) { v.Unfinished, v.Open = append(v.Unfinished, v.Unfinished[0]), 2 },
		"1 glasses and 1 undos are":     func(v *verdict.Verdict) { v.Findings.Broken = 2 },
		"who broke it":                  func(v *verdict.Verdict) { v.Findings.Glasses[0].By.Login = "" },
		"glass 7: its instants":         func(v *verdict.Verdict) { v.Findings.Glasses[0].Expires = "soon" },
		`what leads on is "attestary c`: func(v *verdict.Verdict) { v.Findings.Glasses[0].Mend = "attestary seal" },
		`what leads on is "attestary s`: func(v *verdict.Verdict) { v.Findings.Glasses[0].Result = nil },
		"which is not so at":            func(v *verdict.Verdict) { v.Findings.Undos[0].Missed = v.AsOf },
		`what leads on is "attestary d`: func(v *verdict.Verdict) { v.Findings.Undos[0].Mend = "rm" },
		"glass 7 is out of order": func(v *verdict.Verdict) {
			v.Findings.Glasses, v.Findings.Broken = append(v.Findings.Glasses, v.Findings.Glasses[0]), 2
		},
		"undo of entry 5 is out of ord": func(v *verdict.Verdict) {
			v.Findings.Undos, v.Findings.Missed = append(v.Findings.Undos, v.Findings.Undos[0]), 2
			v.Findings.Undos[0].Entry = 6
		},
		"an approver who is somebody":   func(v *verdict.Verdict) { v.Waivers[0].Approver.ID = v.Waivers[0].Owner.ID },
		"its longest term":              func(v *verdict.Verdict) { v.Waivers[0].Longest = 0 },
		"waiver of entry 10: its inst":  func(v *verdict.Verdict) { v.Waivers[0].Expires = "" },
		"entry 10 is out of order":      func(v *verdict.Verdict) { v.Waivers = append(v.Waivers, v.Waivers[0]) },
		"waivers: 1001 are listed":      func(v *verdict.Verdict) { v.Waivers = make([]verdict.Waiver, verdict.MaxExceptions+1) },
		"revoked: 1 are listed and 2":   func(v *verdict.Verdict) { v.Revocations = 2 },
		"what it takes back":            func(v *verdict.Verdict) { v.Revoked[0].Revoked = nil },
		"entry 12 is not one that":      func(v *verdict.Verdict) { v.Revoked[0].Revoked[0].Entry = 12 },
		"entry 4 is not one that":       func(v *verdict.Verdict) { v.Revoked[0].Revoked[0].Kind = "revocation" },
		"unfinished: entry 11: \"\" is": func(v *verdict.Verdict) { v.Unfinished[0].Run = "" },
	} {
		v := sample()
		spoil(v)
		_, err := v.Encode()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("encoding gave %v, want an error with %q", err, want)
		}
		data, err := canon.Encode(v)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := verdict.Parse(data); err == nil {
			t.Errorf("parsing a verdict with %q gave no error", want)
		}
	}
}

// Only where no checkpoint could be read does a verdict name no tree.
func TestVerdictWithoutTree(t *testing.T) {
	t.Parallel()
	v := sample()
	v.Tree, v.Checkpoint = verdict.Tree{}, ""
	v.Claims[0].Outcome, v.Claims[0].Count = verdict.Refuted, 1
	v.Claims[0].Faults = []verdict.Fault{{Path: "checkpoint", Reason: "it is missing"}}
	data, err := v.Encode()
	if err != nil {
		t.Fatal(err)
	}
	validate(t, "verdict.schema.json", data)
}

func validate(t *testing.T, schema string, data []byte) {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile(schema)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(doc); err != nil {
		t.Errorf("not valid under %s: %v\n%s", schema, err, data)
	}
}
