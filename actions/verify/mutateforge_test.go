package verify_test

import (
	"testing"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// A run of a forge that waits for people: they answer below an issue, each answer is heard by a run of the
// forge, and in the last of these the run goes on. The ledger's signer tells of them, so the liar is one who
// can start workflows and be signed.

var forgePeople = map[string]string{"ada": "101", "bo": "102", "cy": "103", "dee": "104"}

// atForge edits the entries of such a run, by place: 6 its authorization, 7 and 8 the answers, 9 its result.
func atForge(edits map[int]edit) func(*testing.T) scenario {
	return func(t *testing.T) scenario {
		f := flowBase(t, nil)
		by := func(login string) evidence.By {
			return evidence.By{How: "forge", ID: forgePeople[login], Login: login}
		}
		id := f.runID(5)
		r := f.askAs(id, "forge", f.inRun(id, "workflow_dispatch", edits[6], func(p evidence.Predicate) {
			cy := by("cy")
			p.(*evidence.Authorization).Requester = &cy
		}))
		hear := func(n int, login string, lie edit) {
			r.yes(login, f.inRun(f.runID(n), "repository_dispatch", lie, func(p evidence.Predicate) {
				a := p.(*evidence.Approval)
				a.By, a.Heard = by(login), &evidence.Heard{Comment: int64(9000 + n), Issue: 17, Run: f.runID(n), State: canon.Sum([]byte("state"))}
			}))
		}
		hear(6, "ada", edits[7])
		hear(7, "bo", edits[8])
		r.end(func(rec *evidence.Record) { rec.Asked = rec.Asked[:1] }, f.inRun(f.runID(7), "repository_dispatch", edits[9], func(p evidence.Predicate) {
			p.(*evidence.Run).Continued = []evidence.RunID{f.runID(7)}
		}))
		return scenario{commits: []tree{f.tree()}, flow: true, people: policyPeople}
	}
}

// inRun lets an entry be signed in a run of the forge that an event started; first it becomes what it is, and
// then comes the liar.
func (f *forge) inRun(id evidence.RunID, event string, lie edit, make func(evidence.Predicate)) edit {
	return f.flowing(id, edit{
		predicate: func(d *draft) {
			d.key.cert.request.Extensions[20] = event
			if make(d.predicate); lie.predicate != nil {
				lie.predicate(d)
			}
		},
		payload: lie.payload, bundle: lie.bundle, leaf: lie.leaf,
	})
}

// unansweredAtForge is a run that nobody answered in time, which ended in another run of the forge; the liar edits its
// record.
func unansweredAtForge(lie func(*evidence.Record)) func(*testing.T) scenario {
	return func(t *testing.T) scenario {
		f := flowBase(t, nil)
		id := f.runID(5)
		r := f.askAs(id, "forge", f.inRun(id, "workflow_dispatch", edit{}, func(p evidence.Predicate) {
			p.(*evidence.Authorization).Requester = &evidence.By{How: "forge", ID: forgePeople["cy"], Login: "cy"}
		}))
		r.end(func(rec *evidence.Record) {
			rec.Asked, rec.Outcome = rec.Asked[:1], evidence.Blocked
			rec.Asked[0].Outcome, rec.Asked[0].Reason = evidence.Blocked, "unanswered"
			rec.Steps[0].Outcome, rec.Steps[0].Reason, rec.Steps[0].Attempts = evidence.Skipped, "needs", 0
			if lie != nil {
				lie(rec)
			}
		}, f.inRun(f.runID(7), "schedule", edit{}, func(p evidence.Predicate) {
			p.(*evidence.Run).Continued = []evidence.RunID{f.runID(7)}
		}))
		return scenario{commits: []tree{f.tree()}, flow: true, people: policyPeople}
	}
}

var byForge = []mutation{
	{"forge-unanswered", "a run of a forge waits, nobody answers in time, and another run of the forge ends it", "", none, []string{}, unansweredAtForge(nil)},
	{"forge-unanswered-ran", "nobody is heard, and a step that waits for people ran in another run of the forge", "8", 7, []string{"8"}, unansweredAtForge(func(rec *evidence.Record) {
		rec.Steps[0].Outcome, rec.Steps[0].Reason, rec.Steps[0].Attempts = evidence.Passed, "", 1
	})},
	{"forge-unanswered-otherwise", "a run goes on in a run of the forge where nobody was heard, and another rule blocked it", "9", 7, []string{"9"}, unansweredAtForge(func(rec *evidence.Record) {
		rec.Asked[0].Reason = "refused"
	})},

	{"forge-people", "a run of a forge waits, two people answer below an issue, and it goes on in the run that heard the second", "", none, []string{}, atForge(nil)},
	{"forge-requester", "of two who approved below an issue, one had asked for the run", "8", 9, []string{"8"}, atForge(map[int]edit{8: approval(func(a *evidence.Approval) {
		a.By = evidence.By{How: "forge", ID: forgePeople["cy"], Login: "cy"}
	})})},
	{"forge-login-given-away", "an approval is by somebody who got the login of one who may, and has another number", "8", 9, []string{"8"}, atForge(map[int]edit{8: approval(func(a *evidence.Approval) {
		a.By.ID = "666"
	})})},
	{"forge-heard-elsewhere", "an approval says that another run of the forge heard it than the one that signed it", "5", 8, []string{"5"}, atForge(map[int]edit{8: {predicate: func(d *draft) {
		d.predicate.(*evidence.Approval).Heard.Run.Attempt = 2
	}}, 9: {predicate: func(d *draft) {
		r := d.predicate.(*evidence.Run)
		r.Continued[0].Attempt = 2
		d.key.cert.request.Extensions[21] = d.key.cert.request.Extensions[21][:len(d.key.cert.request.Extensions[21])-1] + "2"
	}}})},
	{"went-on-unheard", "a run goes on in a run of the forge in which nobody was heard", "9", 9, []string{"9"}, atForge(map[int]edit{9: {predicate: func(d *draft) {
		r := d.predicate.(*evidence.Run)
		r.Continued[0].ID = "1"
		d.key.cert.request.Extensions[21] = shop + "/actions/runs/1/attempts/1"
	}}})},
	{"went-on-untold", "a result is signed in the run that heard an answer, and does not tell that the run went on there", "5", 9, []string{"5"}, atForge(map[int]edit{9: {predicate: func(d *draft) {
		d.predicate.(*evidence.Run).Continued = nil
	}}})},
	{"went-on-in-an-earlier-run", "a result tells of the run in which it went on, and is signed in the one that was authorised", "5", 9, []string{"5"}, atForge(map[int]edit{9: {predicate: func(d *draft) {
		d.key.cert.request.Extensions[21] = d.key.cert.request.Extensions[21][:len(shop+"/actions/runs/")] + d.predicate.(*evidence.Run).Continued[0].ID + "0/attempts/1"
	}}})},
}
