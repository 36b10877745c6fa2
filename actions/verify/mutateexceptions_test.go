package verify_test

import (
	"testing"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// What is made up about exceptions. Entry 8 authorises a run, 9 to 12 are what people say inside it, 13 is its
// result; what is tried stands behind that.

// excepting appends a run whose check failed, and what is said of it.
func excepting(more func(r *asked)) func(*testing.T) scenario {
	return exceptingTo(policyPeople, more)
}

func exceptingTo(people []whose, more func(r *asked)) func(*testing.T) scenario {
	return func(t *testing.T) scenario {
		f := base(t, nil)
		r, _ := f.excepted("shut")
		more(r)
		return scenario{commits: []tree{f.tree()}, people: people}
	}
}

// waiving appends Dee's waiver, with an edit.
func waiving(change func(*evidence.Waiver)) func(*testing.T) scenario {
	return excepting(func(r *asked) { r.waive("dee", change) })
}

var byException = []mutation{
	{"exceptions", "a check was waived, a run and a review were taken back, and then the waiver", "", none, []string{}, excepting(func(r *asked) {
		r.waive("dee", nil)
		r.revoke("dee", nil, 13)
		r.review("ada", evidence.Yes)
		r.revoke("ada", nil, 16)
		r.revoke("dee", nil, 8, 14)
	})},
	{"waived-by-its-owner", "a waiver is granted by the one who owns it", "8", 14, []string{"8"}, waiving(func(w *evidence.Waiver) { w.Owner = w.By })},
	{"waived-by-its-owner-with-two-keys", "a waiver is granted by the one who owns it, with another key", "8", 14, []string{"8"},
		exceptingTo([]whose{{"ada", []string{"ada", "dee"}}, {"bo", []string{"bo"}}, {"cy", []string{"cy"}}}, func(r *asked) { r.waive("dee", nil) })},
	{"waived-by-a-stranger", "a waiver is granted by somebody without the role, who bears the name of one who has it", "8", 14, []string{"8"}, excepting(func(r *asked) {
		r.waive("bo", func(w *evidence.Waiver) { w.By.Login = "dee" })
	})},
	{"waived-in-another-role", "a waiver is granted in a role that may not", "8", 14, []string{"8"}, waiving(func(w *evidence.Waiver) { w.Role = "people" })},
	{"waiver-of-nobody", "a waiver is owned by somebody whom the plan does not know", "8", 14, []string{"8"}, waiving(func(w *evidence.Waiver) {
		w.Owner = evidence.By{How: "forge", ID: "583231", Login: "octocat"}
	})},
	{"waived-for-longer", "a waiver lasts a second longer than its plan allows", "10", 14, []string{"10"}, waiving(func(w *evidence.Waiver) { w.Expires = w.Expires[:17] + "01Z" })},
	{"waived-what-is-not-waivable", "a check is waived that its plan lets nobody waive", "10", 14, []string{"10"}, waiving(func(w *evidence.Waiver) { w.CheckOf = "rotate.alarmed" })},
	{"waived-no-check", "a check is waived that its plan does not have", "10", 14, []string{"10"}, waiving(func(w *evidence.Waiver) { w.CheckOf = "rotate.open" })},
	{"waived-by-another-plan", "a check of one runbook is waived by the plan of another", "7a", 14, []string{"7a", "10"}, waiving(func(w *evidence.Waiver) { w.CheckOf = "tls.all_valid" })},
	{"waived-with-no-plan", "a waiver names a plan that is not stored", "7a", 14, []string{"2", "7a"}, waiving(func(w *evidence.Waiver) {
		w.Plan = evidence.BlobRef{Digest: canon.Sum(nil), Size: 1}
	})},
	{"waived-by-a-plan-of-another-version", "a waiver names a plan in a format of a later version, and so is of no use here", "", none, []string{}, func(t *testing.T) scenario {
		s := excepting(func(r *asked) {
			later := r.blob([]byte(`{"format":"https://attestary.dev/plan/v2","runbook":"rotate"}`))
			r.waive("dee", func(w *evidence.Waiver) { w.Plan = later })
			r.revoke("dee", nil, 14)
		})(t)
		s.unjudged = []string{"7a", "8", "10"}
		return s
	}},
	{"waiver-signed-for-another", "somebody signs the waiver that another is said to grant", "4", 14, []string{"4"}, excepting(func(r *asked) {
		r.waive("bo", func(w *evidence.Waiver) { w.By = by(r.t, "dee", "dee") })
	})},
	{"revoked-by-a-stranger", "a result is taken back by somebody who does not own the runbook", "8", 14, []string{"8"}, excepting(func(r *asked) { r.revoke("ada", nil, 13) })},
	{"word-revoked-by-a-stranger", "the yes of one person is taken back by another", "8", 14, []string{"8"}, excepting(func(r *asked) { r.revoke("ada", nil, 10) })},
	{"revoked-what-is-not-there", "an entry is taken back as another than it is", "10", 14, []string{"10"}, excepting(func(r *asked) {
		r.revoke("dee", func(v *evidence.Revocation) { v.Entries[0].Bundle = canon.Sum([]byte("another")) }, 13)
	})},
	{"revoked-what-is-to-come", "an entry is taken back that comes later", "9", 14, []string{"9"}, excepting(func(r *asked) {
		r.revoke("dee", func(v *evidence.Revocation) { v.Entries[0].Index = 15 }, 13)
		r.review("ada", evidence.Yes)
	})},
	{"revoked-unseen", "an entry is taken back by somebody who had not seen it", "9", 14, []string{"9"}, excepting(func(r *asked) {
		seen := r.drafts[13].predicate.Saw()
		r.revoke("dee", func(v *evidence.Revocation) { v.Seen = *seen }, 13)
	})},
	{"revoked-a-revocation", "what was taken back is to count again", "10", 15, []string{"10"}, excepting(func(r *asked) {
		r.revoke("dee", nil, 13)
		r.revoke("dee", nil, 14)
	})},
	{"revoked-the-ledger", "entry 0 is taken back", "10", 14, []string{"10"}, excepting(func(r *asked) { r.revoke("dee", nil, 0) })},
	{"glass-confirmation-revoked", "a broken glass was confirmed, and that was taken back", "", none, []string{}, broken(func(r *asked, result *draft) {
		r.confirm("ada", result, edit{})
		r.revoke("ada", nil, 11)
	}, 9)},
	{"glass-confirmed-again", "a broken glass was confirmed, that was taken back, and somebody confirmed it again", "", none, []string{}, broken(func(r *asked, result *draft) {
		r.confirm("ada", result, edit{})
		r.revoke("ada", nil, 11)
		r.confirm("bo", result, edit{})
	})},
	{"undo-revoked", "a run that took a change back is revoked, so that the change lasts", "", none, []string{}, lent(func(r *asked) {
		r.takeBack(6, evidence.Passed, edit{})
		r.revoke("dee", nil, 11)
	}, 9)},
	{"undo-revoked-under-way", "a run that takes a change back is revoked before it tells its end", "", none, []string{}, lent(func(r *asked) {
		of := r.authorization.run
		again := r.askAs(r.runID(6), "lent", authorization(func(a *evidence.Authorization) {
			a.Requester, a.Rule, a.Trigger, a.Undoes = nil, "undo_after", evidence.UndoTrigger, &of
		}))
		again.revoke("dee", nil, 10)
		again.end(func(rec *evidence.Record) {
			alone(rec)
			rec.Steps[0].Address = "step.rotate.undo"
		}, edit{})
	}, 9)},
	{"undo-done-again", "a run that took a change back is revoked, and another one took it back then", "", none, []string{}, lent(func(r *asked) {
		r.takeBack(6, evidence.Passed, edit{})
		r.revoke("dee", nil, 11)
		r.takeBack(7, evidence.Passed, edit{})
	})},
	{"review-revoked-and-counted", "an authorization counts a review that was taken back before it", "8", 11, []string{"8"}, reviewedBy(func(r *asked) {
		r.review("ada", evidence.Yes)
		r.review("bo", evidence.Yes)
		r.revoke("bo", nil, 9)
	}, "ada", "bo")},
}
