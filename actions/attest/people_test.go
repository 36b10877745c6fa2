package attest_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// adasKey is that of a person, who is not the ledger.
var adasKey = sync.OnceValue(func() *key.Key {
	dir, err := os.MkdirTemp("", "attestary-test-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	k, err := key.Create(filepath.Join(dir, "ada"), []byte("correct horse"))
	if err != nil {
		panic(err)
	}
	return k
})

func ada() evidence.By {
	return evidence.By{How: "key", ID: string(adasKey().Public().Digest()), Login: "ada"}
}

func mara() evidence.By {
	return evidence.By{How: "key", ID: string(canon.Sum([]byte("mara"))), Login: "mara"}
}

// asked is a plan that asks people in every way, and a run of it that mara asked for.
type asked struct {
	plan, authorization, result []byte
	seen                        evidence.Seen
}

func newAsked(t testing.TB) asked {
	member := func(by evidence.By) string { return by.Login + "#" + by.ID }
	step := plan.Step{Name: "go", Action: "exec.run", Effect: kind.Change, Parallel: 1, Timeout: 5, OnError: "stop", Needs: []string{"approval.change", "ask.which"},
		Settings: map[string]*expr.Node{"argv": {Op: expr.OpList, Args: []*expr.Node{expr.Lit(expr.OfText("true"))}}}}
	p := &plan.Plan{
		Format: plan.Format, Project: "acme", Timezone: "UTC", Runbook: "rotate", File: "runbooks/rotate.runbook.hcl",
		Title: "Rotate", Owner: "team", Timeout: 600, FinishBy: 90000,
		Triggers: []plan.Trigger{{Kind: "manual", Name: "form"}}, Access: &plan.Access{Who: []string{"team"}, BreakGlass: []string{"team"}},
		Roles:   []plan.Role{{Name: "others", Members: []string{"una"}}, {Name: "team", Members: []string{member(ada()), member(mara()), "tom"}}},
		Reviews: []plan.Review{{Name: "change", Effects: []kind.Effect{kind.Change}, From: []string{"team"}, Min: 1}},
		Phases: []plan.Phase{{Name: "main", Steps: []plan.Step{step},
			Approvals: []plan.Approval{{Name: "change", From: []string{"team"}, Min: 1, Timeout: 3600}},
			Asks: []plan.Ask{{Name: "which", To: []string{"team"}, Timeout: 1800, Question: expr.Lit(expr.OfText("Which?")), Answers: []plan.Answer{
				{Name: "why", Type: "string", MaxLength: 20}, {Name: "few", Type: "number", Max: "5"}}}},
		}},
		Confirm: &plan.Confirm{By: []string{"team"}, Within: 3600},
	}
	k := asked{plan: must[[]byte](t)(p.Encode()), seen: evidence.Seen{Origin: origin, Root: canon.Sum([]byte("later")), Size: 2}}
	by := mara()
	a := must[*evidence.Authorization](t)(attest.AuthorizationStatement(attest.Request{
		At: noon, Plan: k.plan, Commit: strings.Repeat("7", 40), Compiler: "attestary 0.1.0", Requester: &by,
		Run: evidence.RunID{Attempt: 1, ID: "4242", Origin: origin}, Mode: evidence.Live, Trigger: evidence.TriggerRef{Kind: "manual", Name: "form"},
		Rule: "role team may start it", Seen: evidence.Seen{Origin: origin, Root: canon.Sum([]byte("root")), Size: 1},
	}))
	if want := "2026-03-02T13:30:00Z"; a.NotAfter != want { // a day, and what people have time for
		t.Errorf("it may start until %s, want %s", a.NotAfter, want)
	}
	k.authorization = must[[]byte](t)(evidence.EncodeStatement(a))
	k.result = must[[]byte](t)(evidence.EncodeStatement(&evidence.Run{
		At: "2026-03-01T13:00:01Z", Authorization: canon.Sum(k.authorization), StartedAt: "2026-03-01T12:00:03Z", EndedAt: "2026-03-01T13:00:00Z",
		Outcome: evidence.Passed, Record: evidence.BlobRef{Digest: canon.Sum([]byte("record")), Size: 6}, Seen: k.seen,
		Runner: evidence.Runner{Arch: "amd64", Host: "local", OS: "linux", Program: "attestary 0.1.0"},
	}))
	return k
}

func (k asked) reply(address string) attest.Reply {
	return attest.Reply{
		Voice: attest.Voice{At: noon.Add(time.Minute), By: ada(), Seen: k.seen}, Plan: k.plan, Authorization: k.authorization, Answer: evidence.Yes,
		Question: rules.Question{Address: address, Shown: canon.Sum([]byte("shown")), Frozen: canon.Sum([]byte("items")), Expires: "2026-03-01T13:00:00Z"},
	}
}

func (k asked) question() attest.Reply {
	r := k.reply("ask.which")
	r.Values = map[string]expr.Value{"few": expr.OfInt(3), "why": expr.OfText("Tom asked for it.")}
	return r
}

// TestApprovalStatement holds an answer to the question, the plan, and the run. What does not count is not
// made.
func TestApprovalStatement(t *testing.T) {
	t.Parallel()
	k := newAsked(t)
	said, own, err := attest.ApprovalStatement(k.reply("approval.change"))
	if err != nil || len(own) > 0 || said.Role != "team" || said.Authorization != canon.Sum(k.authorization) || said.By != ada() {
		t.Errorf("%+v, %v, %v", said, own, err)
	}
	said, own, err = attest.ApprovalStatement(k.question())
	if err != nil {
		t.Fatal(err)
	}
	three, digest := expr.OfInt(3), must[canon.Digest](t)(own[0].Digest())
	want := []evidence.AnswerValue{{Name: "few", Value: &three}, {Name: "why", Digest: &digest}}
	if diff := cmp.Diff(want, said.Values, cmp.Comparer(expr.Value.Equal)); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
	if data := must[[]byte](t)(evidence.EncodeStatement(said)); strings.Contains(string(data), "Tom") {
		t.Errorf("what somebody wrote is in the statement: %s", data)
	}
	for want, r := range map[string]attest.Reply{
		"by the one who asked for the run":   edit(k.reply("approval.change"), func(r *attest.Reply) { r.By = mara() }),
		"tom is listed by login alone":       edit(k.reply("approval.change"), func(r *attest.Reply) { r.By.Login = "tom" }),
		"none of the roles that are asked":   edit(k.reply("approval.change"), func(r *attest.Reply) { r.By.ID = string(canon.Sum(nil)) }),
		"does not answer in the role others": edit(k.reply("approval.change"), func(r *attest.Reply) { r.Role = "others" }),
		"nobody is asked":                    k.reply("approval.stop"),
		"it came too late":                   edit(k.reply("approval.change"), func(r *attest.Reply) { r.At = noon.Add(61 * time.Minute) }),
		"reason: ":                           edit(k.reply("approval.change"), func(r *attest.Reply) { r.Answer = evidence.No }),
		"no answers beside yes and no":       edit(k.reply("approval.change"), func(r *attest.Reply) { r.Values = k.question().Values }),
		"why is required":                    k.reply("ask.which"),
		"too large; the most is 5":           edit(k.question(), func(r *attest.Reply) { r.Values["few"] = expr.OfInt(6) }),
		"at most 20 are allowed":             edit(k.question(), func(r *attest.Reply) { r.Values["why"] = expr.OfText(strings.Repeat("x", 21)) }),
		`does not ask for "who"`:             edit(k.question(), func(r *attest.Reply) { r.Values["who"] = expr.OfText("x") }),
		"must have seen its authorization":   edit(k.reply("approval.change"), func(r *attest.Reply) { r.Seen.Size = 1 }),
		"the run is of plan":                 edit(k.reply("approval.change"), func(r *attest.Reply) { r.Plan = request(t).Plan }),
		"where the authorization must stand": edit(k.reply("approval.change"), func(r *attest.Reply) { r.Authorization = k.result }),
	} {
		if _, _, err := attest.ApprovalStatement(r); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want one about %q", err, want)
		}
	}
}

func edit[T any](v T, change func(*T)) T {
	change(&v)
	return v
}

// TestReviewStatement: who reviews a plan is one whom it asks.
func TestReviewStatement(t *testing.T) {
	t.Parallel()
	k := newAsked(t)
	r := attest.Review{Voice: attest.Voice{At: noon, By: ada(), Seen: k.seen}, Plan: k.plan, Commit: strings.Repeat("7", 40), Answer: evidence.Yes}
	if said := must[*evidence.Review](t)(attest.ReviewStatement(r)); said.Plan.Digest != canon.Sum(k.plan) || said.Runbook != "rotate" {
		t.Errorf("%+v", said)
	}
	for want, bad := range map[string]attest.Review{
		"roles that are asked: team": edit(r, func(r *attest.Review) { r.By.ID = string(canon.Sum(nil)) }),
		"nobody is asked":            edit(r, func(r *attest.Review) { r.Plan = request(t).Plan }),
		"answer: ":                   edit(r, func(r *attest.Review) { r.Answer = "" }),
		"commit: ":                   edit(r, func(r *attest.Review) { r.Commit = "main" }),
		"plan: ":                     edit(r, func(r *attest.Review) { r.Plan = nil }),
	} {
		var stranger *attest.NotAsked
		if _, err := attest.ReviewStatement(bad); err == nil || !strings.Contains(err.Error(), want) || errors.As(err, &stranger) != strings.Contains(want, "asked") {
			t.Errorf("got error %v, want one about %q", err, want)
		}
	}
}

// TestDenialStatement tells what was asked for, and what said no.
func TestDenialStatement(t *testing.T) {
	t.Parallel()
	gate := &evidence.Gate{Name: "device", Outcome: evidence.Unknown}
	said := must[*evidence.Denial](t)(attest.DenialStatement(request(t), "gate.device", gate))
	if said.Run != request(t).Run || said.Plan.Digest != canon.Sum(request(t).Plan) || said.Gate != gate || said.Rule != "gate.device" {
		t.Errorf("%+v", said)
	}
	if _, err := attest.DenialStatement(request(t), "", nil); err == nil {
		t.Error("it was refused by no rule")
	}
}

// TestConfirmationStatement: the second person is a second one, and in time.
func TestConfirmationStatement(t *testing.T) {
	t.Parallel()
	k := newAsked(t)
	c := attest.Confirmation{Voice: attest.Voice{At: noon.Add(2 * time.Hour), By: ada(), Seen: k.seen}, Plan: k.plan, Authorization: k.authorization,
		Result: k.result, Checked: "the site", Words: "It is up."}
	if said := must[*evidence.Confirmation](t)(attest.ConfirmationStatement(c)); said.Result != canon.Sum(k.result) {
		t.Errorf("%+v", said)
	}
	for want, bad := range map[string]attest.Confirmation{
		"by the one who asked":     edit(c, func(c *attest.Confirmation) { c.By = mara() }),
		"who had approved it":      edit(c, func(c *attest.Confirmation) { c.Approvers = []evidence.By{ada()} }),
		"had broken its glass":     edit(c, func(c *attest.Confirmation) { c.Glasses = []attest.Glass{{By: ada(), Entry: 1}} }),
		"has not seen that mara":   edit(c, func(c *attest.Confirmation) { c.Glasses = []attest.Glass{{By: mara(), Entry: c.Seen.Size}} }),
		"came too late":            edit(c, func(c *attest.Confirmation) { c.At = noon.Add(2*time.Hour + time.Second) }),
		"roles that are asked":     edit(c, func(c *attest.Confirmation) { c.By.ID = string(canon.Sum(nil)) }),
		"checked: ":                edit(c, func(c *attest.Confirmation) { c.Checked = "" }),
		"where the run must stand": edit(c, func(c *attest.Confirmation) { c.Result = k.authorization }),
		"is of another run":        edit(c, func(c *attest.Confirmation) { c.Result = otherResult(t, k) }),
		"must have seen its auth":  edit(c, func(c *attest.Confirmation) { c.Seen.Size = 1 }),
	} {
		if _, err := attest.ConfirmationStatement(bad); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want one about %q", err, want)
		}
	}
}

// A broken glass is confirmed whenever a second person gets to it.
func TestConfirmationOfAGlass(t *testing.T) {
	t.Parallel()
	k := newAsked(t)
	c := attest.Confirmation{Voice: attest.Voice{At: noon.AddDate(0, 1, 0), By: ada(), Seen: k.seen}, Plan: k.plan, Authorization: k.authorization, Result: k.result,
		Checked: "the site", Words: "It is up.", Glasses: []attest.Glass{{By: mara(), Entry: 1}}}
	if said := must[*evidence.Confirmation](t)(attest.ConfirmationStatement(c)); said.Result != canon.Sum(k.result) {
		t.Errorf("%+v", said)
	}
}

func otherResult(t testing.TB, k asked) []byte {
	run := must[evidence.Predicate](t)(evidence.ParseStatement(k.result)).(*evidence.Run)
	run.Authorization = canon.Sum(nil)
	return must[[]byte](t)(evidence.EncodeStatement(run))
}

// TestBreakglassStatement: the glass is broken by whom the plan lets, for a day at most.
func TestBreakglassStatement(t *testing.T) {
	t.Parallel()
	k := newAsked(t)
	b := attest.Breakglass{Voice: attest.Voice{At: noon, By: mara(), Seen: k.seen}, Plan: k.plan, Authorization: k.authorization, Reason: "It burns.", For: time.Hour}
	if said := must[*evidence.Breakglass](t)(attest.BreakglassStatement(b)); said.Expires != "2026-03-01T13:00:00Z" || said.Role != "team" {
		t.Errorf("%+v", said)
	}
	for want, bad := range map[string]attest.Breakglass{
		"within 24 hours":      edit(b, func(b *attest.Breakglass) { b.For = 25 * time.Hour }),
		"roles that are asked": edit(b, func(b *attest.Breakglass) { b.By.ID = string(canon.Sum(nil)) }),
		"reason: ":             edit(b, func(b *attest.Breakglass) { b.Reason = "" }),
	} {
		if _, err := attest.BreakglassStatement(bad); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want one about %q", err, want)
		}
	}
}

// TestWord takes a person's word from their desk to that of somebody who can append it.
func TestWord(t *testing.T) {
	t.Parallel()
	said, own, err := attest.ApprovalStatement(newAsked(t).question())
	if err != nil {
		t.Fatal(err)
	}
	file := must[[]byte](t)(must[*evidence.Word](t)(attest.Speak(t.Context(), adasKey(), said, own...)).Encode())

	w := must[*evidence.Word](t)(evidence.ParseWord(file))
	bundle := must[[]byte](t)(w.Bundle.Encode())
	public := must[*key.Public](t)(key.ParseSPKI(w.Key))
	got, statement, err := attest.Hear(bundle, public, noon.Add(time.Hour))
	if err != nil || got.Speaker() != ada() || canon.Sum(statement) != canon.Sum(must[[]byte](t)(evidence.EncodeStatement(said))) {
		t.Errorf("%+v, %v", got, err)
	}
	if text, _ := w.Said[0].Value.AsText(); text != "Tom asked for it." {
		t.Errorf("the run is told %q", text)
	}
	if _, _, err := attest.Hear(bundle, newKey().Public(), noon.Add(time.Hour)); err == nil {
		t.Error("it is somebody else's word too")
	}
	if _, _, err := attest.Hear(bundle, public, noon.Add(-time.Minute)); err == nil || !strings.Contains(err.Error(), "a time to come") {
		t.Errorf("a word of tomorrow: %v", err)
	}
}

// TestHearRefuses: a person signs for themselves, and for nothing else.
func TestHearRefuses(t *testing.T) {
	t.Parallel()
	k := newAsked(t)
	r := attest.Review{Voice: attest.Voice{At: noon, By: ada(), Seen: k.seen}, Plan: k.plan, Commit: strings.Repeat("7", 40), Answer: evidence.Yes}
	said := must[*evidence.Review](t)(attest.ReviewStatement(r))
	seal := func(p evidence.Predicate) []byte {
		return must[[]byte](t)(attest.Seal(t.Context(), adasKey(), must[[]byte](t)(evidence.EncodeStatement(p))))
	}
	other := *said
	other.By.ID = string(canon.Sum(nil))
	told := evidence.Confirmation{At: said.At, By: evidence.By{How: "forge", ID: "7", Login: "ada"}, Checked: "the site", Words: "It is up.",
		Result: canon.Sum(nil), Run: canon.Sum(nil), Seen: k.seen}
	for want, bundle := range map[string][]byte{
		"it says that it is by key": seal(&other),
		"told of ada by a forge":    seal(&told),
		"the ledger's to sign":      seal(must[*evidence.Denial](t)(attest.DenialStatement(request(t), "gate.device", nil))),
		"bundle: ":                  nil,
		"it is not one of key":      otherwise(t, seal(said)),
		"a time to come":            seal(edit(said, func(s **evidence.Review) { later := **s; later.At = "2026-03-01T13:00:00Z"; *s = &later })),
	} {
		if _, _, err := attest.Hear(bundle, adasKey().Public(), noon); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want one about %q", err, want)
		}
	}
	parse := func(data []byte) *evidence.Bundle { return must[*evidence.Bundle](t)(evidence.ParseBundle(data)) }
	if attest.Vouch(parse(seal(said)), said) != nil || attest.Vouch(parse(seal(&told)), &told) != nil || attest.Vouch(parse(seal(&other)), &other) == nil {
		t.Error("a signer testifies to whom a forge knows, and else to itself alone")
	}
}

// otherwise changes what was signed, and leaves it a statement.
func otherwise(t testing.TB, bundle []byte) []byte {
	b := must[*evidence.Bundle](t)(evidence.ParseBundle(bundle))
	said := must[evidence.Predicate](t)(evidence.ParseStatement(b.Envelope.Payload)).(*evidence.Review)
	said.Answer, said.Reason = evidence.No, "They said yes."
	b.Envelope.Payload = must[[]byte](t)(evidence.EncodeStatement(said))
	return must[[]byte](t)(b.Encode())
}
