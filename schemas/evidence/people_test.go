package evidence_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

// TestPeopleRules shows what nobody may say, one edit each.
func TestPeopleRules(t *testing.T) {
	t.Parallel()
	key := strings.Repeat("k", 201)
	for name, c := range map[string]struct {
		said evidence.Predicate
		want string
	}{
		"neither yes nor no":            {edited(reviewSample(t), func(r *evidence.Review) { r.Answer = "perhaps" }), "answer: "},
		"no, and not why":               {edited(reviewSample(t), func(r *evidence.Review) { r.Answer = evidence.No }), "reason: "},
		"two lines":                     {edited(reviewSample(t), func(r *evidence.Review) { r.Reason = "yes\nno" }), "reason: "},
		"a page of words":               {edited(reviewSample(t), func(r *evidence.Review) { r.Reason = strings.Repeat("x", 501) }), "reason: "},
		"a person by name":              {edited(reviewSample(t), func(r *evidence.Review) { r.By.ID = "ada" }), "by: "},
		"a review that a forge has":     {edited(reviewSample(t), func(r *evidence.Review) { r.By = evidence.By{How: "forge", ID: "1", Login: "ada"} }), "by: "},
		"a plan of nothing":             {edited(reviewSample(t), func(r *evidence.Review) { r.Plan.Size = 0 }), "plan: "},
		"of a short commit":             {edited(reviewSample(t), func(r *evidence.Review) { r.Commit = "1b4f2d6" }), "commit: "},
		"refused by a gate that let in": {edited(denialSample(), func(d *evidence.Denial) { d.Gate.Outcome = evidence.Passed }), "gate device: "},
		"refused by no rule":            {edited(denialSample(), func(d *evidence.Denial) { d.Rule = "" }), "rule: "},
		"refused in another ledger":     {edited(denialSample(), func(d *evidence.Denial) { d.Run.Origin = strings.Replace(origin, "00", "ff", 1) }), "run: origin"},
		"yes to a step":                 {edited(approvalSample(t), func(a *evidence.Approval) { a.Name = "step.change" }), "name: "},
		"yes for a key that is a page":  {edited(approvalSample(t), func(a *evidence.Approval) { a.Key = &key }), "key: "},
		"yes to nothing that was shown": {edited(approvalSample(t), func(a *evidence.Approval) { a.Shown = "" }), "shown: "},
		"yes for ever":                  {edited(approvalSample(t), func(a *evidence.Approval) { a.Expires = "" }), "expires: "},
		"yes in no role":                {edited(approvalSample(t), func(a *evidence.Approval) { a.Role = "" }), "role: "},
		"an approval with answers":      {edited(answerSample(t), func(a *evidence.Approval) { a.Name = "approval.which" }), "values: "},
		"an ask without answers":        {edited(answerSample(t), func(a *evidence.Approval) { a.Values = nil }), "values: "},
		"no answer, and answers":        {edited(answerSample(t), func(a *evidence.Approval) { a.Answer, a.Reason = evidence.No, "I do not know." }), "values: "},
		"answers out of order":          {edited(answerSample(t), func(a *evidence.Approval) { a.Values[0], a.Values[1] = a.Values[1], a.Values[0] }), "value few: "},
		"an answer of nothing":          {edited(answerSample(t), func(a *evidence.Approval) { a.Values[1].Digest = nil }), "value why: "},
		"an answer and its digest":      {edited(answerSample(t), func(a *evidence.Approval) { v := expr.OfText("x"); a.Values[1].Value = &v }), "value why: "},
		"heard of a key":                {edited(heardSample(t), func(a *evidence.Approval) { a.By = approvalSample(t).By }), "heard: a word that a person signs"},
		"unanswered, of no issue":       {edited(approvalSample(t), func(a *evidence.Approval) { a.Answer, a.Reason, a.At = evidence.Unanswered, "", "2099-01-01T00:00:00Z" }), "answer: "},
		"unanswered in time":            {edited(heardSample(t), func(a *evidence.Approval) { a.Answer = evidence.Unanswered }), "is told after the time"},
		"unanswered, for a reason": {edited(heardSample(t), func(a *evidence.Approval) {
			a.Answer, a.Reason, a.At = evidence.Unanswered, "so", "2099-01-01T00:00:00Z"
		}), "has no reason"},
		"heard nowhere":                 {edited(heardSample(t), func(a *evidence.Approval) { a.Heard.Comment, a.Heard.Issue = 0, 0 }), "heard: it is a comment"},
		"heard in no issue":             {edited(heardSample(t), func(a *evidence.Approval) { a.Heard.Issue = 0 }), "heard: it is a comment"},
		"heard in two places":           {edited(heardSample(t), func(a *evidence.Approval) { a.Heard.Environment = "prod" }), "heard: it is a comment"},
		"heard in no state":             {edited(heardSample(t), func(a *evidence.Approval) { a.Heard.State = "" }), "heard: state: "},
		"heard in a state of no form":   {edited(heardSample(t), func(a *evidence.Approval) { a.Heard.State = "x" }), "heard: state: "},
		"heard in no run":               {edited(heardSample(t), func(a *evidence.Approval) { a.Heard.Run.Attempt = 0 }), "heard: run: attempt"},
		"heard in another ledger's run": {edited(heardSample(t), func(a *evidence.Approval) { a.Heard.Run.Origin = strings.Replace(origin, "00", "ff", 1) }), "heard: run: origin"},
		"went on in no run":             {edited(continuedSample(), func(r *evidence.Run) { r.Continued = []evidence.RunID{} }), "continued: "},
		"went on twice in one run":      {edited(continuedSample(), func(r *evidence.Run) { r.Continued = append(r.Continued, laterRun()) }), "is there twice"},
		"went on in another ledger":     {edited(continuedSample(), func(r *evidence.Run) { r.Continued[0].Origin = strings.Replace(origin, "00", "ff", 1) }), "continued: origin"},
		"confirmed without a look":      {edited(confirmationSample(t), func(c *evidence.Confirmation) { c.Checked = "" }), "checked: "},
		"confirmed in silence":          {edited(confirmationSample(t), func(c *evidence.Confirmation) { c.Words = "" }), "words: "},
		"glass broken for longer":       {edited(breakglassSample(t), func(b *evidence.Breakglass) { b.Expires = "2026-03-02T12:01:01Z" }), "within 24 hours"},
		"glass broken for no time":      {edited(breakglassSample(t), func(b *evidence.Breakglass) { b.Expires = b.At }), "within 24 hours"},
		"removed by no authority":       {edited(dispositionSample(t), func(d *evidence.Disposition) { d.Authority = "" }), "authority: "},
		"removed for no reason":         {edited(dispositionSample(t), func(d *evidence.Disposition) { d.Reason = "" }), "reason: "},
		"removed in no role":            {edited(dispositionSample(t), func(d *evidence.Disposition) { d.Role = "" }), "role: "},
		"a record removed":              {edited(dispositionSample(t), func(d *evidence.Disposition) { d.What = "record" }), "what: "},
		"nothing removed":               {edited(dispositionSample(t), func(d *evidence.Disposition) { d.Blob.Size = 0 }), "blob: "},
		"removed of no run":             {edited(dispositionSample(t), func(d *evidence.Disposition) { d.Run = "" }), "run: "},
		"glass broken for no reason":    {edited(breakglassSample(t), func(b *evidence.Breakglass) { b.Reason = "" }), "reason: "},
	} {
		if _, err := evidence.EncodeStatement(c.said); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one about %q", name, err, c.want)
		}
	}
}

func edited[P any](said P, edit func(P)) P {
	edit(said)
	return said
}

// TestAskedRules shows what a record may not say of those whom a run asked.
func TestAskedRules(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edit func(*evidence.AskedRecord)
		want string
	}{
		"people fail":           {func(a *evidence.AskedRecord) { a.Outcome = evidence.Failed }, "outcome: "},
		"a step that was asked": {func(a *evidence.AskedRecord) { a.Address = "step.list" }, "name: "},
		"nobody was asked":      {func(a *evidence.AskedRecord) { *a = evidence.AskedRecord{Address: a.Address, Outcome: a.Outcome} }, "nobody was asked"},
		"shown nothing":         {func(a *evidence.AskedRecord) { a.Shown = nil }, "expires, frozen, shown"},
		"for nothing":           {func(a *evidence.AskedRecord) { a.Frozen = nil }, "expires, frozen, shown"},
		"for ever":              {func(a *evidence.AskedRecord) { a.Expires = "" }, "expires, frozen, shown"},
		"ended, never asked": {func(a *evidence.AskedRecord) {
			*a = evidence.AskedRecord{Address: a.Address, Outcome: evidence.Skipped, EndedAt: a.EndedAt}
		}, "ended_at: "},
		"until a day that never": {func(a *evidence.AskedRecord) { a.Expires = "2026-02-30T00:00:00Z" }, "expires: "},
	} {
		r := recordSample(t)
		c.edit(&r.Asked[0])
		if _, err := r.Encode(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one about %q", name, err, c.want)
		}
	}
	r := recordSample(t)
	r.Asked[0], r.Asked[1] = r.Asked[1], r.Asked[0]
	if _, err := r.Encode(); err == nil {
		t.Error("a record tells those whom it asked in any order")
	}
}

// A no, or no answer in time, blocks the run, whatever its steps came to.
func TestAskedDecides(t *testing.T) {
	t.Parallel()
	for asked, want := range map[evidence.Outcome]evidence.Outcome{
		evidence.Passed: evidence.Passed, evidence.Skipped: evidence.Passed, evidence.Simulated: evidence.Passed,
		evidence.Blocked: evidence.Blocked, evidence.Unknown: evidence.Unknown, evidence.Failed: evidence.Failed,
	} {
		r := evidence.Record{Asked: []evidence.AskedRecord{{Outcome: asked}}, Steps: []evidence.StepRecord{{Outcome: evidence.Passed}}}
		if got := r.Overall(); got != want {
			t.Errorf("asked, it came to %s: the run is %s, want %s", asked, got, want)
		}
	}
}

// TestWordRules shows which words do not go together with what they carry.
func TestWordRules(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edit func(*evidence.Word)
		want string
	}{
		"of a version to come": {func(w *evidence.Word) { w.Format += "0" }, "format is "},
		"without a bundle":     {func(w *evidence.Word) { w.Bundle = nil }, "bundle: "},
		"with another key":     {func(w *evidence.Word) { w.Key = w.Key[1:] }, "key: "},
		"without a key":        {func(w *evidence.Word) { w.Key = nil }, "key: "},
		"a checkpoint":         {func(w *evidence.Word) { w.Bundle = messageSample(t) }, "no statement"},
		"not a person's": {func(w *evidence.Word) {
			w.Bundle.Envelope.Payload = must[[]byte](t)(evidence.EncodeStatement(runSample()))
		}, "not the word of a person"},
		"as somebody else": {func(w *evidence.Word) { says(t, w, func(a *evidence.Approval) { a.By.ID = string(canon.Sum(nil)) }) }, "the statement is by"},
		"as a forge's": {func(w *evidence.Word) {
			says(t, w, func(a *evidence.Approval) { a.By = evidence.By{How: "forge", ID: "1", Login: "ada"} })
		}, "the statement is by"},
		"without its answer":       {func(w *evidence.Word) { w.Said = nil }, "said: "},
		"with another answer":      {func(w *evidence.Word) { w.Said[0].Value = expr.OfText("Nobody did.") }, "said: "},
		"with another salt":        {func(w *evidence.Word) { w.Said[0].Salt = strings.Repeat("0", 32) }, "said: "},
		"with a salt that is none": {func(w *evidence.Word) { w.Said[0].Salt = "" }, "said: "},
		"with an answer more":      {func(w *evidence.Word) { w.Said = append(w.Said, evidence.Said{Name: "yes"}) }, "said: "},
		"with an answer twice":     {func(w *evidence.Word) { w.Said = append(w.Said, w.Said[0]) }, "said: "},
	} {
		w := wordSample(t)
		c.edit(w)
		if _, err := w.Encode(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one about %q", name, err, c.want)
		}
	}
}

func says(t testing.TB, w *evidence.Word, edit func(*evidence.Approval)) {
	a := answerSample(t)
	edit(a)
	w.Bundle.Envelope.Payload = must[[]byte](t)(evidence.EncodeStatement(a))
}

// The digest of an answer is found by nobody who does not have the salt, and one answer's is no other's.
func TestSaidIsSalted(t *testing.T) {
	t.Parallel()
	one := saidSample()
	for name, edit := range map[string]func(*evidence.Said){
		"another salt":   func(s *evidence.Said) { s.Salt = strings.Repeat("0", 32) },
		"another answer": func(s *evidence.Said) { s.Name = "who" },
		"other words":    func(s *evidence.Said) { s.Value = expr.OfText("x") },
	} {
		other := one
		edit(&other)
		if must[canon.Digest](t)(one.Digest()) == must[canon.Digest](t)(other.Digest()) {
			t.Errorf("%s: it has the same digest", name)
		}
	}
}

// TestSpoken tells whose word a statement is, and which kinds are nobody's.
func TestSpoken(t *testing.T) {
	t.Parallel()
	for _, said := range []evidence.Predicate{ledgerSample(), authorizationSample(), runSample(), denialSample(), reviewSample(t), approvalSample(t), confirmationSample(t), breakglassSample(t), waiverSample(t), revocationSample(t), dispositionSample(t), rotationSample(t), handoverSample(t)} {
		spoken, ok := said.(evidence.Spoken)
		if ok != said.Kind().Spoken() {
			t.Errorf("%s: its kind says that it is a person's word: %v", said.Kind(), said.Kind().Spoken())
		}
		if ok && spoken.Speaker() != ada(t) {
			t.Errorf("%s is the word of %+v", said.Kind(), spoken.Speaker())
		}
	}
	signer := must[canon.Digest](t)(wordSample(t).Bundle.Signer())
	if string(signer) != ada(t).ID {
		t.Errorf("it is signed by %s, want %s", signer, ada(t).ID)
	}
}
