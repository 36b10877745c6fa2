package verify_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// What is removed from a ledger: lawfully, and not.

// keepingPlan keeps something about a person, and asks nobody. It belongs to those on call, who are Dee.
func keepingPlan(t testing.TB) *plan.Plan {
	p := askingPlan(t, nil)
	step := p.Phases[0].Steps[0]
	step.Needs, step.Effect = nil, kind.Change
	p.Phases, p.Confirm, p.Owner = []plan.Phase{{Name: "main", Steps: []plan.Step{step}}}, nil, "oncall"
	p.Evidence = []plan.Evidence{{Name: "who", Value: expr.Lit(expr.OfText("mara"))}}
	return p
}

const aboutMara = `{"salt":"000102030405060708090a0b0c0d0e0f","value":"mara"}`

// keeps appends a run that keeps something about a person, and gives its result.
func (f *forge) keeps(n int) (*asked, *draft) {
	f.t.Helper()
	return f.keepsAs(n, f.blob([]byte(aboutMara)).Digest)
}

// keepsAs does it with the digest of what it keeps.
func (f *forge) keepsAs(n int, who canon.Digest) (*asked, *draft) {
	f.t.Helper()
	r := f.askOf(n, "keeps", edit{})
	at := len(r.leaves)
	record := &evidence.Record{
		Format: evidence.RecordFormat, Plan: r.plan.Digest, Run: r.id, Mode: evidence.Live, Outcome: evidence.Passed, StartedAt: minute(at), EndedAt: minute(at),
		Steps:    []evidence.StepRecord{{Address: "step.rotate", Outcome: evidence.Passed, Attempts: 1, StartedAt: minute(at), EndedAt: minute(at)}},
		Evidence: []evidence.EvidenceValue{{Name: "who", Digest: &who}},
	}
	return r, f.add(&draft{kind: evidence.KindRun, run: r.authorization.run, dir: r.authorization.dir, predicate: &evidence.Run{
		At: minute(at), Authorization: r.authorization.leaf.Statement, StartedAt: record.StartedAt, EndedAt: record.EndedAt, Outcome: record.Outcome,
		Record: f.blob(must(canon.Encode(record))), Seen: f.seen(), Runner: evidence.Runner{Arch: "amd64", Host: "local", OS: "linux", Program: "v0.1.0"},
	}}, edit{})
}

// dispose appends somebody's word that what the run kept may be absent.
func (r *asked) dispose(name string, result *draft, e edit) *draft {
	r.t.Helper()
	return r.say(name, &evidence.Disposition{
		At: minute(len(r.leaves)), Authority: "a request of the person", Blob: evidence.BlobRef{Digest: canon.Sum([]byte(aboutMara)), Size: int64(len(aboutMara))},
		By: by(r.t, name, name), Reason: "She asked for it.", Result: result.leaf.Statement, Role: "oncall", Run: r.authorization.run, Seen: r.seen(), What: "evidence.who",
	}, e)
}

// erase takes blobs away.
func (f *forge) erase(digests ...canon.Digest) {
	for _, d := range digests {
		delete(f.files, evidence.BlobPath(d))
	}
}

func removal(change func(*evidence.Disposition)) edit {
	return edit{predicate: func(d *draft) { change(d.predicate.(*evidence.Disposition)) }}
}

// removed appends a run that keeps something, a disposition of it, and takes the blob away.
func removed(name string, e edit) func(*testing.T) scenario {
	return func(t *testing.T) scenario {
		f := base(t, nil)
		r, result := f.keeps(5)
		r.dispose(name, result, e)
		f.erase(canon.Sum([]byte(aboutMara)))
		return scenario{commits: []tree{f.tree()}, people: policyPeople}
	}
}

var byRemoval = []mutation{
	{"disposed", "what was kept about a person was removed, by somebody who may", "", none, []string{}, removed("dee", edit{})},
	{"disposed-and-there", "what may be absent is there", "", none, []string{}, func(t *testing.T) scenario {
		f := base(t, nil)
		r, result := f.keeps(5)
		r.dispose("dee", result, edit{})
		return scenario{commits: []tree{f.tree()}, people: policyPeople}
	}},
	{"removed-without-a-word", "what was kept about a person is missing", "2", 9, []string{"2"}, func(t *testing.T) scenario {
		f := base(t, nil)
		f.keeps(5)
		f.erase(canon.Sum([]byte(aboutMara)))
		return scenario{commits: []tree{f.tree()}, people: policyPeople}
	}},
	{"disposition-of-something-else", "what is missing is not what the disposition names", "2", 9, []string{"2", "10"}, removed("dee", removal(func(d *evidence.Disposition) {
		d.Blob.Digest = canon.Sum([]byte("something else"))
	}))},
	{"disposition-by-nobody", "somebody without the role has it removed", "8", 10, []string{"2", "8"}, removed("ada", edit{})},
	{"disposition-in-another-role", "somebody has it removed in a role that the runbook does not belong to", "8", 10, []string{"2", "8"}, removed("dee", removal(func(d *evidence.Disposition) {
		d.Role = "people"
	}))},
	{"disposition-signed-by-another", "somebody signs the disposition of somebody else", "4", 10, []string{"2", "4"}, removed("dee", edit{payload: func(d *draft) { d.key = testKey(new(testing.T), "ada") }})},
	{"disposition-under-another-name", "a disposition calls the blob as its record does not", "10", 10, []string{"2", "10"}, removed("dee", removal(func(d *evidence.Disposition) { d.What = "evidence.weather" }))},
	{"disposition-of-another-result", "a disposition names another result than that of its run", "9", 10, []string{"2", "9"}, removed("dee", removal(func(d *evidence.Disposition) { d.Result = canon.Sum(nil) }))},
	{"disposition-beforehand", "a disposition stands before the result that names the blob", "9", 9, []string{"2", "9", "10"}, func(t *testing.T) scenario {
		f := base(t, nil)
		other, result := base(t, nil).keeps(5)
		r := f.askOf(5, "keeps", edit{})
		r.dispose("dee", result, edit{})
		f.put(result.raw)
		f.files[result.path] = string(result.bundle)
		record := evidence.BlobPath(result.predicate.(*evidence.Run).Record.Digest)
		f.files[record] = other.files[record]
		return scenario{commits: []tree{f.tree()}, people: policyPeople}
	}},
	{"disposition-of-a-record", "the record of a run was removed, and a disposition says that it may be", "10", 10, []string{"2", "10"}, func(t *testing.T) scenario {
		f := base(t, nil)
		r, result := f.keeps(5)
		record := result.predicate.(*evidence.Run).Record
		r.dispose("dee", result, removal(func(d *evidence.Disposition) { d.Blob = record }))
		f.erase(record.Digest)
		return scenario{commits: []tree{f.tree()}, people: policyPeople}
	}},
	{"disposition-of-a-plan", "the plan of a run was removed, and a disposition says that it may be", "7a", 8, []string{"2", "7a", "10"}, func(t *testing.T) scenario {
		f := base(t, nil)
		r, result := f.keeps(5)
		r.dispose("dee", result, removal(func(d *evidence.Disposition) { d.Blob = r.plan }))
		f.erase(r.plan.Digest)
		return scenario{commits: []tree{f.tree()}, people: policyPeople}
	}},
	{"disposition-of-a-plan-that-stays", "a disposition says that a plan may be absent, which is there", "10", 10, []string{"10"}, func(t *testing.T) scenario {
		f := base(t, nil)
		r, result := f.keeps(5)
		r.dispose("dee", result, removal(func(d *evidence.Disposition) { d.Blob = r.plan }))
		return scenario{commits: []tree{f.tree()}, people: policyPeople}
	}},
	{"another-blob-in-its-place", "what was removed lawfully was replaced", "2", 9, []string{"2"}, func(t *testing.T) scenario {
		f := base(t, nil)
		r, result := f.keeps(5)
		r.dispose("dee", result, edit{})
		f.files[evidence.BlobPath(canon.Sum([]byte(aboutMara)))] = strings.Replace(aboutMara, "mara", "noor", 1)
		return scenario{commits: []tree{f.tree()}, people: policyPeople}
	}},
}
