package engine_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// inPieces gives the secret in two lines, which nothing masks; whole is the expression that puts them
// together.
func inPieces(context.Context, engine.Call) engine.Result { return says(canary[:7], canary[7:]) }

func whole() *expr.Node {
	return &expr.Node{Op: expr.OpCall, Name: "join", Args: []*expr.Node{text(""), expr.Ref("step", "s", "lines")}}
}

// TestKilledTellsNoSecret: whoever seals a run that was killed does not know its secrets, and so tells
// nothing that an expression could have made of them.
func TestKilledTellsNoSecret(t *testing.T) {
	t.Parallel()
	p := planOf([]plan.Step{step("s")}, withSecret, func(p *plan.Plan) {
		p.Evidence = []plan.Evidence{{Name: "e", Value: whole()}, {Name: "f", Personal: true, Value: whole()}}
		p.Checks = []plan.Check{check("c", op(expr.OpUnequal, whole(), text("x")))}
	})
	run, err := engine.Prepare(t.Context(), jobOf(p), knowing(worldOf(t, inPieces)).World)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "run.journal")
	journal, err := engine.CreateJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := run.Do(t.Context(), engine.Start{Journal: journal}); err == nil {
		t.Fatal("the run told its secret")
	}
	if err := journal.Close(); err != nil {
		t.Fatal(err)
	}
	cutEnd(t, path)
	past, err := engine.ReadJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	defer past.Close()
	record, blobs, err := past.Record(p, time.Now(), rand.Reader)
	if err != nil || record.Outcome != evidence.Interrupted {
		t.Fatal(record, err)
	}
	told := []byte(canonText(t, record))
	for _, blob := range blobs {
		told = append(told, blob...)
	}
	if engine.NewRedactor(canary).Found(told) {
		t.Errorf("%s", told)
	}
}

// cutEnd takes the record away from a journal, and what stands behind it, as the end of the power would.
func cutEnd(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	end := bytes.Index(data, []byte(`{"entry":{"end":`))
	if end < 0 {
		t.Fatal("the journal has no end")
	}
	if err := os.WriteFile(path, data[:end], 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestShownWithoutSecrets: people who are asked see no secret, whichever part of what they see it would
// stand in; nor does the question that is laid down for them.
func TestShownWithoutSecrets(t *testing.T) {
	t.Parallel()
	about := engine.NewRedactor(canary)
	row := op(expr.OpList, op(expr.OpObject, text("token"), whole()))
	for name, show := range map[string]*plan.Show{
		"title": {Title: whole()}, "text": {Text: whole()}, "table": {Table: row},
		"in two parts": {Title: op(expr.OpTemplate, expr.Ref("step", "s", "lines")), Text: expr.Ref("step", "s", "stdout")},
	} {
		each := step("each", "s")
		each.Needs = append([]string{"approval.a"}, each.Needs...)
		each.ForEach = op(expr.OpList, whole())
		p := planOf([]plan.Step{step("s"), each}, withSecret, func(p *plan.Plan) {
			p.Phases[0].Approvals = []plan.Approval{{Name: "a", From: []string{"security"}, Min: 1, Timeout: 60, Needs: []string{"step.s"}, Show: show}}
		})
		w := knowing(worldOf(t, inPieces))
		run, err := engine.Prepare(t.Context(), jobOf(p), w.World)
		if err != nil {
			t.Fatal(err)
		}
		finished, err := run.Do(t.Context(), engine.Start{})
		if err != nil || len(finished.Waiting) != 1 {
			t.Fatalf("%s: %v, %+v", name, err, finished)
		}
		for place, told := range map[string]string{
			"question": canonText(t, finished.Waiting[0].Shown), "all that was shown": canonText(t, finished.Shown), "events": encode(t, w.events),
		} {
			if about.Found([]byte(told)) {
				t.Errorf("%s, %s: %s", name, place, told)
			}
		}
	}
}

// TestDueTellsNoSecret: how a change is taken back stands in the ledger until then, and so without a secret:
// one that is declared is masked, and where something has the look of one the run has failed.
func TestDueTellsNoSecret(t *testing.T) {
	t.Parallel()
	token := "ghp" + "_" + strings.Repeat("a1B2", 9)
	s := change(step("s"))
	s.Undo = &plan.Undo{Action: "exec.run", Settings: map[string]*expr.Node{
		"argv": op(expr.OpList, text("take-back"), op(expr.OpTemplate, text(token[:8]), text(token[8:]))),
	}}
	s.UndoAfter = text("1h")
	w := worldOf(t, func(context.Context, engine.Call) engine.Result { return says() })
	run, err := engine.Prepare(t.Context(), jobOf(planOf([]plan.Step{s})), w.World)
	if err != nil {
		t.Fatal(err)
	}
	finished, err := run.Do(t.Context(), engine.Start{})
	if !errors.Is(err, engine.ErrSecretFound) || finished.Record.Outcome != evidence.Failed || len(finished.Record.Due) > 0 {
		t.Errorf("%v, %s", err, canonText(t, finished.Record))
	}
	for _, blob := range finished.Blobs {
		if bytes.Contains(blob, []byte(token)) {
			t.Errorf("%s", blob)
		}
	}
}
