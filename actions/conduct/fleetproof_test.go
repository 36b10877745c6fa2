package conduct_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// newestProof is the proof of the newest entry.
func (l *lab) newestProof() *evidence.Proof {
	l.t.Helper()
	s := must(ledger.Open(l.t.Context(), l.line.honest()))
	return must(s.Prove(l.t.Context(), s.Checkpoint.Size-1))
}

func (l *lab) judgedAlone(p *evidence.Proof) *verdict.Verdict {
	l.t.Helper()
	return must(verify.Proof(must(p.Encode()), verify.Subject{Policy: must(verify.PolicyFromKey(testKey().Public().PEM())), AsOf: l.now()}))
}

// provesAlone holds that the proof of a run over many targets has the documents with its items, and that each item is
// judged from the one file. Without them the rest holds, and with others nothing does.
func (l *lab) provesAlone(record *evidence.Record) {
	l.t.Helper()
	for name, c := range map[string]struct {
		edit       func(p *evidence.Proof)
		ten, chain verdict.Outcome
	}{
		"as it is made":        {func(*evidence.Proof) {}, verdict.Held, verdict.Held},
		"as one of before":     {func(p *evidence.Proof) { p.Targets = nil }, verdict.NotJudged, verdict.Held},
		"one document missing": {func(p *evidence.Proof) { p.Targets = p.Targets[1:] }, verdict.NotJudged, verdict.Refuted},
		"one too many":         {func(p *evidence.Proof) { p.Targets = sorted(append(p.Targets, []byte("more"))) }, verdict.Held, verdict.Refuted},
		"one changed": {func(p *evidence.Proof) {
			p.Targets[0] = bytes.Replace(p.Targets[0], []byte("host-00003"), []byte("host-99999"), 1)
			p.Targets = sorted(p.Targets)
		}, verdict.NotJudged, verdict.Refuted},
	} {
		p := l.newestProof()
		if len(p.Targets) != documentsOf(record) || len(p.Targets) < 2 {
			l.t.Fatalf("the proof holds %d documents, the record names %d", len(p.Targets), documentsOf(record))
		}
		c.edit(p)
		if v := l.judgedAlone(p); v.Claim("10").Outcome != c.ten || v.Claim("2").Outcome != c.chain {
			l.t.Errorf("%s: claim 10 is %s, claim 2 is %s: %s", name, v.Claim("10").Outcome, v.Claim("2").Outcome, must(v.Encode()))
		}
	}
}

// TestFleetProofTooLarge: documents that do not fit into a proof stay out of it, all of them, and claim 10 is not
// judged, which is told.
func TestFleetProofTooLarge(t *testing.T) {
	t.Parallel()
	l, req, f := newLab(t), byMara(), forge("1001", 1)
	req.Plan, l.free = watched(fleetPlan(2)), true
	of := l.issue(req, f)
	shown := must(l.check(of, req, f).Of(t.Context(), of.papers))
	got := must(engine.Gather(shown.Opening.Job(req.Plan), l.desk().World, engine.Gathering{Opening: shown.Opening, Told: l.overFleet(shown, req.Plan)}))
	told := evidence.TargetsRecord{Address: "step.patch", Count: 1, Outcomes: []evidence.OutcomeCount{{Count: 1, Outcome: evidence.Passed}}, Root: canon.Sum(nil)}
	blobs := values(got.Blobs)
	for i := range 12 {
		data := bytes.Repeat([]byte{byte(i)}, 1<<20)
		told.Blobs, blobs = append(told.Blobs, canon.Sum(data)), append(blobs, data)
	}
	got.Record.Targets = []evidence.TargetsRecord{told}
	l.append(shown, of, got.Record, blobs)
	p := l.newestProof()
	v := l.judgedAlone(p)
	if ten := v.Claim("10"); p.Targets != nil || ten.Outcome != verdict.NotJudged || !strings.Contains(ten.Why, "documents that the proof does not hold") {
		t.Errorf("%d documents are carried; claim 10 is %+v", len(p.Targets), ten)
	}
}

func documentsOf(r *evidence.Record) (n int) {
	for _, t := range r.Targets {
		n += len(t.Blobs)
	}
	return n
}

func sorted(docs [][]byte) [][]byte {
	slices.SortFunc(docs, func(a, b []byte) int { return strings.Compare(string(canon.Sum(a)), string(canon.Sum(b))) })
	return docs
}
