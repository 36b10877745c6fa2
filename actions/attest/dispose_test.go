package attest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// TestDispositionStatement: what a record names as evidence is removed, by whom the runbook belongs to.
func TestDispositionStatement(t *testing.T) {
	t.Parallel()
	k := newAsked(t)
	who := evidence.BlobRef{Digest: canon.Sum([]byte("salt and name")), Size: 13}
	a := must[evidence.Predicate](t)(evidence.ParseStatement(k.authorization)).(*evidence.Authorization)
	at := evidence.FormatInstant(noon.Add(time.Minute))
	record := must[[]byte](t)((&evidence.Record{
		Format: evidence.RecordFormat, Plan: a.Plan.Digest, Run: a.Run, Mode: a.Mode, Outcome: evidence.Passed, StartedAt: at, EndedAt: at,
		Evidence: []evidence.EvidenceValue{{Name: "who", Digest: &who.Digest}},
	}).Encode())
	result := must[[]byte](t)(evidence.EncodeStatement(must[*evidence.Run](t)(attest.RunStatement(attest.Result{
		At: noon.Add(time.Minute), Record: record, Authorization: k.authorization, Seen: k.seen,
		Runner: evidence.Runner{Arch: "amd64", Host: "local", OS: "linux", Program: "attestary 0.1.0"},
	}))))
	d := attest.Disposition{Voice: attest.Voice{At: noon.Add(time.Hour), By: ada(), Seen: k.seen}, Plan: k.plan, Authorization: k.authorization,
		Result: result, Record: record, Blob: who, Authority: "a request", Reason: "She asked for it."}
	if said := must[*evidence.Disposition](t)(attest.DispositionStatement(d)); said.What != "evidence.who" || said.Role != "team" || said.Result != canon.Sum(result) {
		t.Errorf("%+v", said)
	}
	for want, bad := range map[string]attest.Disposition{
		"roles that are asked: team":                 edit(d, func(d *attest.Disposition) { d.By.ID = string(canon.Sum(nil)) }),
		"does not name " + string(canon.Sum(k.plan)): edit(d, func(d *attest.Disposition) { d.Blob.Digest = canon.Sum(k.plan) }),
		"the record is not that":                     edit(d, func(d *attest.Disposition) { d.Record = k.plan }),
		"of another run":                             edit(d, func(d *attest.Disposition) { d.Result = otherResult(t, k) }),
		"authority: ":                                edit(d, func(d *attest.Disposition) { d.Authority = "" }),
		"reason: ":                                   edit(d, func(d *attest.Disposition) { d.Reason = "" }),
		"must have seen":                             edit(d, func(d *attest.Disposition) { d.Seen = a.Seen }),
	} {
		if _, err := attest.DispositionStatement(bad); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want one about %q", err, want)
		}
	}
}
