package engine_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
)

// pastOf is what is left of a run whose journal was kept so far.
func pastOf(t *testing.T, kept []byte) (past *engine.Past, path string) {
	t.Helper()
	path = filepath.Join(quick(t), "run.journal")
	if err := os.WriteFile(path, kept, 0o600); err != nil {
		t.Fatal(err)
	}
	past, err := engine.ReadJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	if past.Torn == bytes.HasSuffix(kept, []byte("\n")) {
		t.Errorf("torn: %v", past.Torn)
	}
	return past, path
}

// journalLine is a line of a journal, as far as it tells what was done.
type journalLine struct {
	Entry struct{ Start, Finish *journalTask }
}

type journalTask struct {
	Address, Job, Key string
	Outcome           evidence.Outcome
	Why               string
	Attempts          int64
}

// call is the task as called names it.
func (l *journalTask) call() string {
	name, undo := strings.CutSuffix(strings.TrimPrefix(l.Address, "step."), ".undo")
	if undo {
		name = "undo " + name
	}
	return name + " " + cmp.Or(l.Key, l.Job)
}

// inRecord is the task as a record names it.
func (l *journalTask) inRecord() string {
	return l.Address + " " + strings.Trim(l.Job+"/"+l.Key, "/")
}

// linesOf are the whole lines of a journal.
func linesOf(t *testing.T, data []byte) (lines []journalLine) {
	t.Helper()
	for line := range bytes.Lines(data) {
		if l := (journalLine{}); bytes.HasSuffix(line, []byte("\n")) {
			if err := json.Unmarshal(line, &l); err != nil {
				t.Fatal(err)
			}
			lines = append(lines, l)
		}
	}
	return lines
}

// finishedOf is what came of each task that was finished.
func finishedOf(lines []journalLine) map[string]evidence.Outcome {
	finished := map[string]evidence.Outcome{}
	for _, l := range lines {
		if f := l.Entry.Finish; f != nil {
			finished[f.inRecord()] = f.Outcome
		}
	}
	return finished
}

// holdOnce: nothing starts twice, and nothing is finished twice, or without having started.
func holdOnce(t *testing.T, lines []journalLine) {
	t.Helper()
	started, finished := map[string]bool{}, map[string]bool{}
	for _, l := range lines {
		if s := l.Entry.Start; s != nil {
			if started[s.inRecord()] {
				t.Errorf("%s started twice", s.inRecord())
			}
			started[s.inRecord()] = true
		}
		if f := l.Entry.Finish; f != nil {
			if finished[f.inRecord()] || !started[f.inRecord()] {
				t.Errorf("%s was finished twice, or without having started", f.inRecord())
			}
			finished[f.inRecord()] = true
		}
	}
}

// timeless is a record, with the times of those steps alone that were finished before, and of those
// questions that were asked.
func timeless(t *testing.T, r *evidence.Record, before []journalLine) string {
	t.Helper()
	finished, asked := finishedOf(before), map[string]bool{}
	for _, l := range before {
		if l.Entry.Start != nil {
			asked[l.Entry.Start.inRecord()] = true
		}
	}
	copied := *r
	copied.StartedAt, copied.EndedAt, copied.Steps, copied.Asked = "", "", nil, nil
	for _, s := range r.Steps {
		if _, known := finished[s.Address+" "+keyOf(s.Key)]; !known {
			s.StartedAt, s.EndedAt = "", ""
		}
		copied.Steps = append(copied.Steps, s)
	}
	for _, a := range r.Asked {
		if a.EndedAt = ""; !asked[a.Address+" "+keyOf(a.Key)] {
			a.StartedAt, a.Expires = "", ""
		}
		copied.Asked = append(copied.Asked, a)
	}
	return canonText(t, copied)
}

func keyOf(key *string) string {
	if key == nil {
		return ""
	}
	return *key
}

// quick is a folder in memory, where there is one, for journals whose durability is not what is tested.
func quick(t testing.TB) string {
	t.Helper()
	folder, err := os.MkdirTemp("/dev/shm", "attestary-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	return folder
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
