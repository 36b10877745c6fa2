package engine_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// lie is what a thief makes of the tail that their job leaves: its lines behind the opening, which are then
// chained anew as the format wants it. Bytes changes the document itself.
type lie struct {
	name  string
	lines func(entries []map[string]any) []map[string]any
	bytes func(tail, opening []byte) []byte
	why   string // of the refusal, where there is one
	fine  bool   // it cannot be told from the truth: it is about the thief's own job, which could have done so
}

// finish is the entry that tells what came of a step.
func finish(entries []map[string]any, address string) map[string]any {
	for _, e := range entries {
		if f, ok := e["finish"].(map[string]any); ok && f["address"] == address {
			return f
		}
	}
	panic("nothing is told of " + address)
}

func start(address, job string) map[string]any {
	of := map[string]any{"address": address, "at": "2000-01-01T00:00:00Z"}
	if job != "" {
		of["job"] = job
	}
	return map[string]any{"start": of}
}

func more(entry map[string]any) func([]map[string]any) []map[string]any {
	return func(entries []map[string]any) []map[string]any { return append(entries, entry) }
}

func saying(address, member string, value any) func([]map[string]any) []map[string]any {
	return func(entries []map[string]any) []map[string]any {
		finish(entries, address)[member] = value
		return entries
	}
}

// lies are told by whoever has stolen the job of phase "act", or of its leg for the item y.
var lies = []lie{
	{name: "the truth", fine: true, lines: func(e []map[string]any) []map[string]any { return e }},
	{name: "its own step failed", fine: true, lines: func(e []map[string]any) []map[string]any {
		f := finish(e, "step.act")
		f["outcome"], f["reason"] = "failed", "exit"
		delete(f, "expects")
		return e
	}},
	{name: "a line was edited", why: "does not follow the line before it", bytes: func(tail, _ []byte) []byte {
		return bytes.Replace(tail, []byte(`"address":"step.act"`), []byte(`"address":"step.cat"`), 1)
	}},
	{name: "half a line", why: "its last line is not whole", bytes: func(tail, _ []byte) []byte { return tail[:len(tail)-2] }},
	{name: "another run", why: "does not begin as the run did that was authorised", bytes: func(tail, _ []byte) []byte {
		return bytes.Replace(tail, []byte(runID.ID), []byte(strings.Repeat("f", 32)), 1)
	}},
	{name: "nothing at all", why: "does not begin as the run did", bytes: func([]byte, []byte) []byte { return nil }},
	{name: "a record of its own", why: "not for one of its jobs to tell", lines: more(map[string]any{"end": map[string]any{
		"checks": []any{}, "ended_at": "2000-01-01T00:00:00Z", "evidence": []any{}, "format": evidence.RecordFormat, "mode": "live", "outcome": "passed",
		"plan": string(canon.Sum(nil)), "run": map[string]any{"attempt": 1, "id": runID.ID, "origin": runID.Origin}, "started_at": "2000-01-01T00:00:00Z", "steps": []any{},
	}})},
	{name: "bytes for the record", why: "not for one of its jobs to tell", lines: more(map[string]any{"blob": []byte("x")})},
	{name: "the phase before", why: "which is not for this job to tell|cannot have started", lines: more(start("step.look", ""))},
	{name: "a phase beside it", why: "which is not for this job to tell", lines: more(start("step.beside", ""))},
	{name: "a phase behind it", why: "cannot have started|not for this job", lines: more(start("step.last", ""))},
	{name: "another leg", why: "which is not for this job to tell|cannot have started", lines: more(start("step.act", "x"))},
	{name: "a step that the plan does not have", why: "cannot have started", lines: more(start("step.none", "y"))},
	{name: "its step twice", why: "cannot have started", lines: more(start("step.act", "y"))},
	{name: "the end of a step that never started", why: "never started", lines: more(map[string]any{"finish": map[string]any{
		"address": "step.beside", "at": "2000-01-01T00:00:00Z", "attempts": 1, "outcome": "failed", "reason": "exit"}})},
	{name: "passed without a try", why: "was not tried", lines: saying("step.act", "attempts", 0)},
	{name: "an outcome that no step has", why: "no step comes to", lines: saying("step.act", "outcome", "recovered")},
	{name: "interrupted as an outcome", why: "no step comes to", lines: saying("step.act", "outcome", "interrupted")},
	{name: "a reason that is a sentence", why: "is no reason", lines: func(e []map[string]any) []map[string]any {
		f := finish(e, "step.act")
		f["outcome"], f["reason"] = "failed", "## all is well"
		return e
	}},
	{name: "an output that the action does not have", why: "has no output", lines: func(e []map[string]any) []map[string]any {
		finish(e, "step.act")["outputs"].(map[string]any)["approved"] = true
		return e
	}},
	{name: "an output of another type", why: "exit", lines: func(e []map[string]any) []map[string]any {
		finish(e, "step.act")["outputs"].(map[string]any)["exit"] = "0"
		return e
	}},
	{name: "an expectation that did not hold, and passed", why: "does not come to what it says", lines: func(e []map[string]any) []map[string]any {
		finish(e, "step.act")["outputs"].(map[string]any)["exit"] = map[string]any{"number": "1"}
		return e
	}},
	{name: "no word of its expectation", why: "does not come to what it says", lines: func(e []map[string]any) []map[string]any {
		delete(finish(e, "step.act"), "expects")
		return e
	}},
	{name: "an answer that nobody gave", why: "which asks nothing", lines: more(map[string]any{"word": map[string]any{
		"address": "approval.go", "at": "2000-01-01T00:00:00Z", "frozen": string(canon.Sum(nil)), "id": "1", "login": "ada", "shown": string(canon.Sum(nil)),
		"statement": string(canon.Sum(nil)), "yes": true}})},
	{name: "a time when the run had not begun", why: "not within the time of the run", lines: saying("step.act", "at", "1999-01-01T00:00:00Z")},
	{name: "a time to come", why: "not within the time of the run", lines: saying("step.act", "at", "2036-01-01T00:00:00Z")},
	{name: "the end of the whole run by a gate", why: "no job ends because of", lines: more(map[string]any{"halt": map[string]any{"at": "2000-01-01T00:00:00Z", "reason": "gate"}})},
	{name: "a gate that shut", why: "not for a job to tell", lines: more(map[string]any{"shut": map[string]any{"at": "2000-01-01T00:00:00Z", "gate": "device", "why": "x"}})},
	{name: "that people were told", why: "not for a job to tell", lines: more(map[string]any{"notify": map[string]any{"at": "2000-01-01T00:00:00Z", "number": 0}})},
	{name: "a run that begins again", why: "its last line is not whole", bytes: func(tail, opening []byte) []byte {
		return append(slices.Clone(opening), chained(opening, lineEntries(opening))...)
	}},
}

// TestThief: who has stolen the job of a phase can lie about what that job did, and about nothing else. Whatever
// the tail says, the other phases and the other leg come to what they came to; and what is refused is unknown.
func TestThief(t *testing.T) {
	t.Parallel()
	for _, l := range lies {
		t.Run(strings.ReplaceAll(l.name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { l.tell(t) })
		})
	}
}

func (l lie) tell(t *testing.T) {
	g := &generator{plan: stolenPlan(), fails: map[string]bool{}, mode: evidence.Live}
	run := &apart{g: g, t: t, world: g.world(t), why: map[string]string{}}
	run.lie = func(of engine.Share, tail []byte) []byte {
		if of != (engine.Share{Phase: "act", Leg: 1}) {
			return tail
		}
		if l.bytes != nil {
			return l.bytes(tail, run.opening)
		}
		return append(slices.Clone(run.opening), chained(run.opening, l.lines(lineEntries(bytes.TrimPrefix(tail, run.opening))))...)
	}
	got := run.do()
	said := run.why["act"]
	for _, r := range got.Refused {
		said += r.Error()
	}
	if l.fine != (said == "") || l.why != "" && !slices.ContainsFunc(strings.Split(l.why, "|"), func(why string) bool { return strings.Contains(said, why) }) {
		t.Errorf("it is refused with %q; wanted is %q", said, l.why)
	}
	if err := got.Record.Check(); err != nil {
		t.Errorf("the record keeps no rules: %v", err)
	}
	want := []string{"beside: passed", "look: passed", `act["x"]: passed`}
	var others []string
	for _, o := range []string{"beside", "look", `act["x"]`} {
		for _, line := range quoted(got.Record) {
			if strings.HasPrefix(line, o+":") {
				others = append(others, line)
			}
		}
	}
	if diff := cmp.Diff(want, others); diff != "" {
		t.Error("what others did is told otherwise:", diff)
	}
	if !l.fine && (got.Record.Outcome == evidence.Passed || !slices.Contains(quoted(got.Record), `act["y"]: unknown lost`)) {
		t.Errorf("the run came to %s: %q", got.Record.Outcome, quoted(got.Record))
	}
}

func quoted(r *evidence.Record) (lines []string) {
	for _, s := range r.Steps {
		line := strings.TrimPrefix(s.Address, "step.")
		if s.Key != nil {
			line += fmt.Sprintf("[%q]", *s.Key)
		}
		lines = append(lines, strings.TrimSpace(line+": "+string(s.Outcome)+" "+s.Reason))
	}
	return lines
}

// stolenPlan has a phase before, beside and behind the one whose job is stolen, which goes into two jobs.
func stolenPlan() *plan.Plan {
	act := change(step("act"))
	act.Expects = []plan.Expect{{Name: "fine", Condition: exits(0), Message: text("no")}}
	return planOf(nil, func(p *plan.Plan) {
		p.Inputs, p.Access = []plan.Input{{Name: "pin", Type: "string"}}, &plan.Access{Who: []string{"security"}}
		p.Triggers = []plan.Trigger{{Kind: "manual", Name: "form"}, {Kind: "schedule", Name: "daily", Cron: "0 5 * * *"}}
		p.Phases = []plan.Phase{
			{Name: "act", After: []string{"look"}, ForEach: listOf("x", "y"), Parallel: 2, Steps: []plan.Step{act}},
			{Name: "beside", Steps: []plan.Step{step("beside")}},
			{Name: "last", After: []string{"act"}, Steps: []plan.Step{step("last")}},
			{Name: "look", Steps: []plan.Step{step("look")}},
		}
	})
}

// lineEntries are the entries of lines.
func lineEntries(lines []byte) (entries []map[string]any) {
	for line := range bytes.Lines(lines) {
		var l struct{ Entry map[string]any }
		if err := json.Unmarshal(line, &l); err != nil {
			panic(err)
		}
		entries = append(entries, integers(l.Entry).(map[string]any))
	}
	return entries
}

// integers has integers for numbers.
func integers(v any) any {
	switch v := v.(type) {
	case float64:
		return int64(v)
	case map[string]any:
		for name := range v {
			v[name] = integers(v[name])
		}
	case []any:
		for i := range v {
			v[i] = integers(v[i])
		}
	}
	return v
}

// chained are lines that follow the opening, as the format wants them.
func chained(opening []byte, entries []map[string]any) []byte {
	var first struct{ Sum canon.Digest }
	if err := json.Unmarshal(opening, &first); err != nil {
		panic(err)
	}
	var all []byte
	sum := first.Sum
	for _, e := range entries {
		data, err := canon.Encode(e)
		if err != nil {
			panic(err)
		}
		sum = canon.Sum(append([]byte(sum+"\n"), data...))
		all = append(all, fmt.Appendf(nil, `{"entry":%s,"sum":"%s"}`+"\n", data, sum)...)
	}
	return all
}
