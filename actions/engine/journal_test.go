package engine_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// killed is what the process does that TestKilled kills: a step that looks, one that changes, then one
// that never ends.
func killed() *plan.Plan {
	return planOf([]plan.Step{step("a"), change(step("b", "a")), change(step("c", "b")), step("d", "c")}, func(p *plan.Plan) {
		p.Checks = []plan.Check{check("done", op(expr.OpEqual, expr.Ref("step", "d", "exit"), expr.Lit(expr.OfInt(0))))}
		p.Evidence = []plan.Evidence{{Name: "e", Personal: true, Value: expr.Ref("step", "a", "stdout")}}
	})
}

const journalVariable = "TEST_JOURNAL"

// TestMain lets tests run this program again as a run that is killed.
func TestMain(m *testing.M) {
	if folder := os.Getenv(folderVariable); folder != "" {
		os.Exit(liveOrDie(folder))
	}
	path := os.Getenv(journalVariable)
	if path == "" {
		os.Exit(m.Run())
	}
	w := engine.World{
		Now: time.Now, Random: rand.Reader, Env: os.LookupEnv, Dir: ".", Temp: filepath.Dir(path),
		Runners: map[string]engine.Runner{"exec.run": runner(func(ctx context.Context, call engine.Call) engine.Result {
			if name, _ := call.Settings["argv"].Items()[0].AsText(); name == "c" {
				os.Stdout.WriteString("c has started\n")
				<-ctx.Done()
			}
			return says("seen")
		})},
	}
	run, err := engine.Prepare(context.Background(), jobOf(killed()), w)
	if err != nil {
		panic(err)
	}
	journal, err := engine.CreateJournal(path)
	if err != nil {
		panic(err)
	}
	_, _ = run.Do(context.Background(), engine.Start{Journal: journal, Authorization: "sha256:" + testDigest})
}

const testDigest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// TestKilled: the journal of a process that was killed says that it is alive while it is, and then
// what it had done.
func TestKilled(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "run.journal")
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), journalVariable+"="+path)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	if _, err := engine.ReadJournal(path); !errors.Is(err, engine.ErrAlive) {
		t.Errorf("while it runs: %v", err)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait()

	past, err := engine.ReadJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := engine.ReadJournal(path); !errors.Is(err, engine.ErrAlive) {
		t.Errorf("while somebody seals it: %v", err)
	}
	if past.Run != runID || past.Authorization != "sha256:"+testDigest || past.Torn || past.Ended() || past.Runbook != "test" {
		t.Errorf("%+v", past)
	}
	p := killed()
	record, _, err := past.Record(p, time.Now(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	holdRecord(t, p, record)
	want := []string{"a: passed", "b: passed", "c: unknown interrupted", "d: skipped needs"}
	if diff := cmp.Diff(want, outcomes(record)); diff != "" || record.Outcome != evidence.Interrupted {
		t.Error(record.Outcome, diff)
	}
	if diff := cmp.Diff([]string{"done: unknown"}, judgements(record)); diff != "" {
		t.Error(diff)
	}
	p.Title = "Another plan"
	if _, _, err := past.Record(p, time.Now(), rand.Reader); err == nil {
		t.Error("the record was made with another plan")
	}
	if err := past.Remove(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Error("the journal is still there")
	}
}

// written gives the journal of a run that came to its end, and its record.
func written(t *testing.T) (path string, p *plan.Plan, record *evidence.Record) {
	t.Helper()
	p = killed()
	w := worldOf(t, func(context.Context, engine.Call) engine.Result { return says("seen") })
	run, err := engine.Prepare(t.Context(), jobOf(p), w.World)
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "run.journal")
	journal, err := engine.CreateJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	finished, err := run.Do(t.Context(), engine.Start{Journal: journal})
	if err != nil {
		t.Fatal(err)
	}
	if err := journal.Close(); err != nil {
		t.Fatal(err)
	}
	return path, p, finished.Record
}

// TestNotRecorded: who dies between the last step and the ledger loses nothing. The journal has the
// record itself.
func TestNotRecorded(t *testing.T) {
	t.Parallel()
	path, p, want := written(t)
	past, err := engine.ReadJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	got, blobs, err := past.Record(p, time.Now(), rand.Reader)
	if err != nil || !past.Ended() {
		t.Fatal(err)
	}
	if diff := cmp.Diff(canonText(t, want), canonText(t, got)); diff != "" {
		t.Error(diff)
	}
	if blob := blobs[*want.Evidence[0].Digest]; !bytes.Contains(blob, []byte("seen")) {
		t.Errorf("the blob that it names is %q", blob)
	}
}

// TestTorn cuts a journal all along, and at every byte around the ends of lines: what was whole is read,
// half a line is told, and nothing else comes of it.
func TestTorn(t *testing.T) {
	t.Parallel()
	path, p, _ := written(t)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	cut := filepath.Join(t.TempDir(), "cut.journal")
	for n := range data {
		if n%31 > 0 && !bytes.Contains(data[max(0, n-2):min(len(data), n+2)], []byte("\n")) {
			continue
		}
		if err := os.WriteFile(cut, data[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		past, err := engine.ReadJournal(cut)
		if lines := bytes.Count(data[:n], []byte("\n")); lines == 0 {
			if !errors.Is(err, engine.ErrEmpty) {
				t.Fatalf("%d bytes: %v", n, err)
			}
			continue
		}
		if err != nil {
			t.Fatalf("%d bytes: %v", n, err)
		}
		if past.Torn != (data[n-1] != '\n') || past.Ended() {
			t.Fatalf("%d bytes: torn %v, ended %v", n, past.Torn, past.Ended())
		}
		if n%93 == 0 {
			record, _, err := past.Record(p, time.Now(), rand.Reader)
			if err != nil || record.Outcome != evidence.Interrupted {
				t.Fatalf("%d bytes: %v", n, err)
			}
			holdRecord(t, p, record)
		}
		past.Close()
	}
}

// TestDamaged: a journal in which something was changed before its last line is refused.
func TestDamaged(t *testing.T) {
	t.Parallel()
	path, _, _ := written(t)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(data), "\n")
	for name, changed := range map[string]string{
		"a word":           strings.Replace(string(data), `"passed"`, `"failed"`, 1),
		"a line left out":  strings.Join(append(append([]string{}, lines[:2]...), lines[3:]...), ""),
		"lines exchanged":  lines[0] + lines[2] + lines[1] + strings.Join(lines[3:], ""),
		"the first twice":  lines[0] + strings.Join(lines, ""),
		"another encoding": strings.Replace(string(data), `{"entry"`, `{ "entry"`, 1),
		"another format":   strings.Replace(string(data), "/v2", "/v1", 1),
	} {
		if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
			t.Fatal(err)
		}
		if past, err := engine.ReadJournal(path); err == nil || past != nil {
			t.Errorf("%s: it was read", name)
		}
	}
}

// TestFullDisk: nothing is changed of which the journal does not know. What only looks goes on, and
// there is a record.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	var journal *engine.Journal
	w := worldOf(t, func(_ context.Context, call engine.Call) engine.Result {
		switch name, _ := call.Settings["argv"].Items()[0].AsText(); name {
		case "a":
			if err := journal.Fill(); err != nil {
				t.Error(err)
			}
		case "b":
			t.Error("something was changed without a word in the journal")
		}
		return says()
	})
	p := planOf([]plan.Step{step("a"), change(step("b", "a")), step("c", "a")})
	p.Phases[0].Steps[1].OnError = "continue"
	run, err := engine.Prepare(t.Context(), jobOf(p), w.World)
	if err != nil {
		t.Fatal(err)
	}
	if journal, err = engine.CreateJournal(filepath.Join(t.TempDir(), "run.journal")); err != nil {
		t.Fatal(err)
	}
	finished, err := run.Do(t.Context(), engine.Start{Journal: journal})
	if !errors.Is(err, engine.ErrJournal) || !strings.Contains(err.Error(), "no space left on device") {
		t.Errorf("%v", err)
	}
	holdRecord(t, p, finished.Record)
	want := []string{"a: passed", "b: blocked journal", "c: passed"}
	if diff := cmp.Diff(want, outcomes(finished.Record)); diff != "" || finished.Record.Reason != "journal" {
		t.Error(finished.Record.Reason, diff)
	}
}

// TestJournalKeepsNoSecret: what is sensitive is not in it, nor what nobody asks for, and nobody else can read the rest.
func TestJournalKeepsNoSecret(t *testing.T) {
	t.Parallel()
	p := planOf([]plan.Step{step("s")}, func(p *plan.Plan) {
		p.Inputs = []plan.Input{{Name: "pin", Type: "string", Sensitive: true}, {Name: "who", Type: "string", Personal: true}}
		p.Evidence = []plan.Evidence{{Name: "seen", Value: expr.Ref("step", "s", "stdout")}}
	})
	job := jobOf(p)
	job.Inputs = map[string]expr.Value{"pin": expr.OfText("swordfish"), "who": expr.OfText("zoe")}
	w := worldOf(t, func(context.Context, engine.Call) engine.Result {
		said := says("an output")
		said.Outputs["stderr"] = expr.OfText("a complaint")
		return said
	})
	run, err := engine.Prepare(t.Context(), job, w.World)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "run.journal")
	journal, err := engine.CreateJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := run.Do(t.Context(), engine.Start{Journal: journal}); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for word, want := range map[string]bool{"swordfish": false, "zoe": true, "an output": true, "a complaint": false} {
		if bytes.Contains(data, []byte(word)) != want {
			t.Errorf("%q is in the journal: %v", word, !want)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
	if _, err := engine.CreateJournal(path); err == nil {
		t.Error("a journal was written over another")
	}
}

func FuzzReadJournal(f *testing.F) {
	f.Add([]byte(`{"entry":{},"sum":"sha256:` + testDigest + `"}` + "\n"))
	f.Add([]byte("\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "run.journal")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if past, err := engine.ReadJournal(path); err == nil {
			if past.StartedAt == "" {
				t.Error("a journal that tells of no run was read")
			}
			past.Close()
		}
	})
}

// TestEntriesInOrder: the fields of what a journal writes at each step stand in the order of their names, so that
// canonical JSON needs no second pass over them.
func TestEntriesInOrder(t *testing.T) {
	t.Parallel()
	for _, of := range engine.EntryTypes() {
		last := ""
		for i := range of.NumField() {
			name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
			if name != "-" && name <= last {
				t.Errorf("%s: %q stands behind %q", of, name, last)
			}
			last = name
		}
	}
}
