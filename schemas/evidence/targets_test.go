package evidence_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

// fleet is a step over so many targets, of which one failed.
func fleet(n int) evidence.Targets {
	t := evidence.Targets{Format: evidence.TargetsFormat}
	for i := range n {
		key, s := fmt.Sprintf("host-%05d", i), evidence.StepRecord{Address: "step.patch", Attempts: 1, Outcome: evidence.Passed}
		if s.Key = &key; i == 7 {
			s.Outcome, s.Reason = evidence.Failed, "exit"
		}
		t.Steps = append(t.Steps, s)
	}
	return t
}

// TestTargets: what does not fit into a record is told beside it without loss, and each target can be shown below
// the root by itself, by other people's arithmetic.
func TestTargets(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 9, 255, 256, 5000, 10000} {
		of := fleet(n)
		told, docs, err := evidence.EncodeTargets("step.patch", of)
		if err != nil {
			t.Fatal(err)
		}
		got, err := told.Read(docs)
		if err != nil || len(got.Steps) != n || told.Count != int64(n) {
			t.Fatalf("%d targets, read back as %d: %v", n, len(got.Steps), err)
		}
		if data, _ := canon.Encode(told); len(data) > 4096 {
			t.Errorf("%d targets take %d bytes of a record", n, len(data))
		}
		at := n / 2
		proof, err := got.Prove(at)
		if err != nil {
			t.Fatal(err)
		}
		row, _ := canon.Encode(of.Steps[at])
		var root tlog.Hash
		fmt.Sscanf(told.Root.Hex(), "%x", (*hexHash)(&root))
		if err := tlog.CheckRecord(proof, int64(n), root, int64(at), tlog.RecordHash(row)); err != nil {
			t.Errorf("target %d of %d: %v", at, n, err)
		}
	}
}

// TestTargetsForm: a document is what package canon encodes its items to, whatever stands in them, and what that
// refuses is not written.
func TestTargetsForm(t *testing.T) {
	t.Parallel()
	none, odd := "", "é\u2028<&>\x00\u001f\"\\\n\U0001f600"
	judged := []evidence.ExpectRecord{{Name: odd, Outcome: evidence.Passed, Operands: []expr.Operand{expr.OperandOf(expr.OfText(odd))}}}
	rows := []evidence.StepRecord{
		{Address: "step.a"},
		{Address: odd, Attempts: -3, EndedAt: odd, Expects: judged, Key: &odd, Outcome: evidence.Outcome(odd), Reason: odd, StartedAt: odd},
		{Address: "step.a", Attempts: 1 << 53, Outcome: evidence.Passed},
		{Address: "\xff"},
		{Address: "step.a", Attempts: 1, Key: &none},
	}
	for i := range rows {
		steps := evidence.Targets{Format: evidence.TargetsFormat, Steps: []evidence.StepRecord{rows[0], rows[i]}}
		checks := evidence.Targets{Format: evidence.TargetsFormat, Checks: []evidence.CheckRecord{{Name: rows[i].Address}, {Name: "b", Key: rows[i].Key}}}
		for _, of := range []evidence.Targets{steps, checks} {
			want, refused := canon.Encode(of)
			_, docs, err := evidence.EncodeTargets("step.a", of)
			if (err != nil) != (refused != nil) || err == nil && string(docs[0]) != string(want) {
				t.Errorf("row %d: %q, %v\nwant %q, %v", i, docs, err, want, refused)
			}
		}
	}
}

type hexHash tlog.Hash

// Scan implements fmt.Scanner.
func (h *hexHash) Scan(state fmt.ScanState, _ rune) error {
	var raw []byte
	_, err := fmt.Fscanf(state, "%x", &raw)
	copy(h[:], raw)
	return err
}

// TestTargetsRefuse: documents that say something else than the record does are none.
func TestTargetsRefuse(t *testing.T) {
	t.Parallel()
	encode := func(of evidence.Targets) ([]byte, canon.Digest) {
		data, err := canon.Encode(of)
		if err != nil {
			t.Fatal(err)
		}
		return data, canon.Sum(data)
	}
	for name, c := range map[string]struct {
		lie func(of *evidence.Targets, told *evidence.TargetsRecord)
		why string
	}{
		"a target is left out": {func(of *evidence.Targets, _ *evidence.TargetsRecord) { of.Steps = of.Steps[1:] }, "hold 19 items; the record says 20"},
		"one passed that failed": {func(of *evidence.Targets, _ *evidence.TargetsRecord) {
			of.Steps[7].Outcome, of.Steps[7].Reason = evidence.Passed, ""
		}, "come to"},
		"two have changed places": {func(of *evidence.Targets, _ *evidence.TargetsRecord) {
			of.Steps[1], of.Steps[2] = of.Steps[2], of.Steps[1]
		}, "not in its place"},
		"one is there twice":      {func(of *evidence.Targets, _ *evidence.TargetsRecord) { of.Steps[1] = of.Steps[2] }, "not in its place, or there twice"},
		"one is of another step":  {func(of *evidence.Targets, _ *evidence.TargetsRecord) { of.Steps[3].Address = "step.other" }, "is of"},
		"another number of tries": {func(of *evidence.Targets, _ *evidence.TargetsRecord) { of.Steps[3].Attempts = 2 }, "have the root"},
		"another root":            {func(_ *evidence.Targets, told *evidence.TargetsRecord) { told.Root = canon.Sum(nil) }, "have the root"},
		"another format":          {func(of *evidence.Targets, _ *evidence.TargetsRecord) { of.Format = "x" }, "format is"},
		"checks in place of steps": {func(of *evidence.Targets, _ *evidence.TargetsRecord) {
			of.Steps, of.Checks = nil, []evidence.CheckRecord{{Name: "x"}}
		}, "something else than its items"},
		"a document that is not it": {func(_ *evidence.Targets, told *evidence.TargetsRecord) { told.Blobs = []canon.Digest{canon.Sum(nil)} }, "not the document"},
	} {
		of := fleet(20)
		told, _, err := evidence.EncodeTargets("step.patch", of)
		if err != nil {
			t.Fatal(err)
		}
		changed := evidence.Targets{Format: of.Format, Steps: slices.Clone(of.Steps)}
		c.lie(&changed, told)
		data, digest := encode(changed)
		if !strings.Contains(name, "not it") {
			told.Blobs = []canon.Digest{digest}
		}
		if _, err := told.Read([][]byte{data}); err == nil || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzTargets: whatever a document holds, it is read as what it encodes to, or refused.
func FuzzTargets(f *testing.F) {
	told, docs, err := evidence.EncodeTargets("step.patch", fleet(3))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(docs[0])
	f.Fuzz(func(t *testing.T, data []byte) {
		of := *told
		of.Blobs = []canon.Digest{canon.Sum(data)}
		if got, err := of.Read([][]byte{data}); err == nil {
			if again, err := canon.Encode(got); err != nil || string(again) != string(data) {
				t.Errorf("it is read as something else: %s, %v", again, err)
			}
		}
	})
}
