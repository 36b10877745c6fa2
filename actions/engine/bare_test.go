package engine_test

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// givenUp is a run that somebody seals: two people are to say yes between its steps.
type givenUp struct {
	people []string // who answer, an hour after they were asked
	no     bool
	passes time.Duration // before the run is gone on with
	died   string        // the word of the journal at which it dies; "" where it waits
}

// TestSealedTellsWhoWasAsked: whoever seals a run does not know its secrets, and tells all the same what became
// of the people whom it asked: as without a secret, but for what was shown where nobody has answered.
func TestSealedTellsWhoWasAsked(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		givenUp
		want   evidence.Outcome
		reason string
	}{
		"enough said yes, and it went on":  {givenUp{people: []string{"bob", "eve"}, passes: 2 * time.Hour, died: `"finish":{"address":"step.b"`}, evidence.Passed, ""},
		"one of two said yes":              {givenUp{people: []string{"bob"}, passes: 2 * time.Hour}, evidence.Skipped, "interrupted"},
		"somebody said no":                 {givenUp{people: []string{"bob"}, no: true, passes: 2 * time.Hour, died: `"end"`}, evidence.Blocked, "rejected"},
		"one said yes, and the time ended": {givenUp{people: []string{"bob"}, passes: 25 * time.Hour, died: `"end"`}, evidence.Blocked, "unanswered"},
		"nobody has answered":              {givenUp{}, evidence.Skipped, "interrupted"},
		"nobody answered in time":          {givenUp{passes: 25 * time.Hour, died: `"end"`}, evidence.Blocked, "unanswered"},
	} {
		t.Run(name, func(t *testing.T) {
			without := test.sealed(t, nil).Asked
			with := test.sealed(t, []plan.Secret{{Name: "token", From: "env:TOKEN", Purpose: "to be kept"}}).Asked
			if len(with) != 1 || with[0].Outcome != test.want || with[0].Reason != test.reason {
				t.Fatalf("%+v", with)
			}
			if len(test.people) == 0 {
				without[0] = evidence.AskedRecord{Address: without[0].Address, Outcome: without[0].Outcome, Reason: without[0].Reason}
			}
			if diff := cmp.Diff(without, with); diff != "" {
				t.Errorf("without a secret -, with one +\n%s", diff)
			}
		})
	}
}

// sealed is the record that comes of it.
func (g givenUp) sealed(t *testing.T, secrets []plan.Secret) (record *evidence.Record) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		folder, p := quick(t), asks(func(p *plan.Plan) { p.Phases[0].Approvals[0].Min, p.Secrets = 2, secrets })
		inbox := func(ctx context.Context, q engine.Question) ([]engine.Word, error) {
			words, err := people(time.Hour, g.people...)(ctx, q)
			for i := range words {
				words[i].Yes = !g.no
			}
			return words, err
		}
		for _, pause := range []time.Duration{0, g.passes} {
			time.Sleep(pause)
			if _, err := runs(t, folder, knowing(takes(t, time.Second)), jobOf(p), engine.Start{Inbox: inbox}); err != nil {
				t.Fatal(err)
			}
		}
		if g.died != "" {
			cut(t, folder, g.died)
		}
		past, err := engine.ReadJournal(filepath.Join(folder, "run.journal"))
		if err != nil {
			t.Fatal(err)
		}
		defer past.Close()
		if record, _, err = past.Record(p, time.Now(), rand.Reader); err != nil {
			t.Fatal(err)
		}
	})
	return record
}
